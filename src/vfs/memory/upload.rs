//! Open files of a [`MemoryFs`](super::MemoryFs).

use std::sync::Arc;

use bytes::Bytes;

use super::node::{Body, Node};
use super::quota::Reservation;
use super::rope::{Rope, SMALL, Segment};
use super::tree::Tree;
use crate::vfs::{File, FsError, FsResult, MAX_SIZE};

/// Small writes are gathered up to this size.
const GATHERED: usize = 64 * 1024;

/// A file open for reading: its content as it was when it was opened.
pub(super) struct Download {
    pub(super) content: Arc<Rope>,
    pub(super) position: u64,
}

impl File for Download {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        let chunk = self.content.read(self.position, at_most)?;
        self.position += chunk.len() as u64;
        Ok(chunk)
    }

    fn write(&mut self, _chunk: Bytes) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
}

/// Where the new octets of an upload go.
pub(super) enum Onto {
    /// Behind what is there at commit.
    End,
    /// A file that is not there yet.
    New,
    /// Over what was there when the upload began.
    Old { content: Arc<Rope>, from: u64 },
}

/// A file open for writing: new octets, and the directory node they belong to.
pub(super) struct Upload {
    tree: Arc<Tree>,
    parent: Arc<Node>,
    name: Bytes,
    onto: Onto,
    new: Rope,
    gathered: Vec<u8>,
    reservation: Reservation,
}

impl Upload {
    pub(super) fn new(tree: Arc<Tree>, parent: Arc<Node>, name: Bytes, onto: Onto) -> Self {
        let reservation = Reservation::new(tree.quota.clone());
        Self {
            tree,
            parent,
            name,
            onto,
            new: Rope::default(),
            gathered: Vec::new(),
            reservation,
        }
    }

    fn written(&self) -> u64 {
        self.new.len() + self.gathered.len() as u64
    }

    /// Clients that send tiny segments must not leave one allocation for each.
    fn keep(&mut self, chunk: Bytes) {
        if chunk.len() >= SMALL || self.gathered.len() + chunk.len() > GATHERED {
            self.flush();
        }
        if chunk.len() >= SMALL {
            self.new.push(Segment::Octets(chunk));
        } else {
            self.gathered.extend_from_slice(&chunk);
        }
    }

    fn flush(&mut self) {
        let mut gathered = std::mem::take(&mut self.gathered);
        gathered.shrink_to_fit();
        self.new.push(Segment::Octets(gathered.into()));
    }

    /// The content in the end, given what is there now.
    fn whole(&self, now: &Rope) -> FsResult<Rope> {
        let mut whole = match &self.onto {
            Onto::End => now.clone(),
            Onto::New => Rope::default(),
            Onto::Old { content, from } => content.slice(0, *from),
        };
        if whole.len() + self.new.len() > MAX_SIZE {
            return Err(FsError::FileTooBig);
        }
        whole.extend(&self.new);
        if let Onto::Old { content, from: 1.. } = &self.onto {
            whole.extend(&content.slice(whole.len(), u64::MAX));
        }
        Ok(whole)
    }
}

impl File for Upload {
    fn read(&mut self, _at_most: usize) -> FsResult<Bytes> {
        Err(FsError::Unsupported)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        let (from, old) = match &self.onto {
            Onto::End | Onto::New => (0, 0),
            Onto::Old { content, from } => (*from, content.len()),
        };
        let end = from + self.written() + chunk.len() as u64;
        if end > MAX_SIZE {
            return Err(FsError::FileTooBig);
        }
        self.reservation.grow_to(end.saturating_sub(old))?;
        self.keep(chunk);
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> FsResult<()> {
        self.flush();
        let now = self.tree.now();
        let structure = self.tree.structure();
        let there = self.parent.child(&self.name)?;
        if there.is_some() && matches!(self.onto, Onto::New) {
            return Err(FsError::AlreadyExists);
        }
        let before = match &there {
            Some(node) => node.content()?,
            None => Arc::default(),
        };
        if self.parent.lock().directory()?.removed {
            return Err(FsError::NotFound);
        }
        let whole = self.whole(&before)?;
        self.reservation.store(before.len(), whole.len())?;
        let body = Body::File(Arc::new(whole));
        match there {
            Some(node) => {
                let mut state = node.lock();
                state.body = body;
                state.modified = now;
            }
            None => {
                let node = self.tree.node(body, now);
                self.parent.put(self.name.clone(), node, now)?;
            }
        }
        drop(structure);
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if matches!(self.onto, Onto::New)
            && let Ok(directory) = self.parent.lock().directory()
        {
            directory.reserved.remove(&self.name);
        }
    }
}
