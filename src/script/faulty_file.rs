//! An open file that fails as planned.

use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::FtpPath;
use crate::vfs::{File, Filesystem, FsError, FsResult, OpenHow};

use super::fault::{FsOp, StorageFault};
use super::faulty_fs::{Checks, limit};
use super::veils::Lock;

/// A file under the storage faults of one exchange.
pub(super) struct FaultyFile {
    inner: Box<dyn File>,
    checks: Arc<Checks>,
    /// How many octets have been read or written.
    moved: u64,
    stored: Option<Box<dyn FnOnce() + Send>>,
    shown: Option<Shown>,
    /// What keeps others away while the file is open.
    _lock: Option<Arc<Lock>>,
}

/// What is visible of an upload before its end.
struct Shown {
    fs: Arc<dyn Filesystem>,
    path: FtpPath,
    /// Where the next octets go; `None` for the end.
    next: Option<u64>,
}

impl FaultyFile {
    pub(super) fn new(
        inner: Box<dyn File>,
        checks: Arc<Checks>,
        stored: Option<Box<dyn FnOnce() + Send>>,
        lock: Option<Arc<Lock>>,
    ) -> Self {
        Self {
            inner,
            checks,
            moved: 0,
            stored,
            shown: None,
            _lock: lock,
        }
    }

    /// From now on everybody sees what is written.
    pub(super) fn shown_in(
        mut self,
        fs: &Arc<dyn Filesystem>,
        path: &FtpPath,
        how: OpenHow,
    ) -> FsResult<Self> {
        let next = match how {
            OpenHow::Write { from } => Some(from),
            _ => None,
        };
        if next.unwrap_or_default() == 0 {
            fs.open(path, how)?.commit()?;
        }
        self.shown = Some(Shown {
            fs: Arc::clone(fs),
            path: path.clone(),
            next,
        });
        Ok(self)
    }

    /// How many more octets can move, with the fault that says so and what happens then.
    fn room(&self, reads: bool) -> Option<(u64, &StorageFault, FsError)> {
        let limits = self.checks.faults().filter_map(|fault| {
            let (most, error) = limit(fault, reads)?;
            Some((most.saturating_sub(self.moved), fault, error))
        });
        limits.min_by_key(|(room, ..)| *room)
    }
}

impl File for FaultyFile {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        self.checks.check(FsOp::Read)?;
        if self.checks.is_pretended(FsOp::Read) {
            return Ok(Bytes::new());
        }
        let chunk = match self.room(true) {
            None => self.inner.read(at_most)?,
            // Only a file that has more fails.
            Some((0, ..)) => {
                if self.inner.read(1)?.is_empty() {
                    return Ok(Bytes::new());
                }
                let failed = self.room(true).map(|(_, fault, error)| {
                    self.checks.fire(fault);
                    error
                });
                return failed.map_or_else(|| Ok(Bytes::new()), Err);
            }
            Some((room, ..)) => {
                let room = usize::try_from(room).unwrap_or(at_most);
                self.inner.read(at_most.min(room))?
            }
        };
        self.moved += chunk.len() as u64;
        Ok(chunk)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        self.checks.check(FsOp::Write)?;
        if self.checks.is_pretended(FsOp::Write) {
            return Ok(());
        }
        if let Some((room, fault, error)) = self.room(false)
            && room < chunk.len() as u64
        {
            self.checks.fire(fault);
            return Err(error);
        }
        self.moved += chunk.len() as u64;
        if let Some(shown) = &mut self.shown {
            shown.write(chunk)
        } else {
            self.inner.write(chunk)
        }
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        self.checks.check(FsOp::Commit)?;
        if self.shown.is_none() && !self.checks.is_pretended(FsOp::Commit) {
            self.inner.commit()?;
        }
        if let Some(stored) = self.stored {
            stored();
        }
        Ok(())
    }
}

impl Shown {
    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        let how = match self.next {
            Some(from) if from > 0 => OpenHow::Write { from },
            _ => OpenHow::Append,
        };
        self.next = self.next.map(|next| next + chunk.len() as u64);
        let mut file = self.fs.open(&self.path, how)?;
        file.write(chunk)?;
        file.commit()
    }
}
