//! From a path to a node.

use std::sync::Arc;

use bytes::Bytes;

use super::node::Node;
use crate::protocol::{FileKind, FtpPath};
use crate::vfs::{FsError, FsResult, MAX_LINKS, MAX_NAME, MAX_PATH};

/// What to do with a link in the last component.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    Follow,
    Keep,
}

/// A name in a directory, and what has that name now. The root is a place without a name.
pub(super) struct Place {
    pub(super) parent: Arc<Node>,
    pub(super) name: Bytes,
    pub(super) node: Option<Arc<Node>>,
    /// The directories from the root to `parent`; the place's own node too if it is one.
    pub(super) above: Vec<Arc<Node>>,
}

impl Place {
    pub(super) fn existing(self) -> FsResult<Arc<Node>> {
        self.node.ok_or(FsError::NotFound)
    }

    pub(super) fn is_root(&self) -> bool {
        self.name.is_empty()
    }
}

/// Finds the place of a path. Its directories must exist, the place itself may be empty.
pub(super) fn find(root: &Arc<Node>, path: &FtpPath, last: Last) -> FsResult<Place> {
    if path.as_bytes().len() > MAX_PATH {
        return Err(FsError::NameTooLong);
    }
    let mut walk = Walk {
        above: vec![root.clone()],
        links: 0,
    };
    let (parent, name, node) = walk.go(path.as_bytes(), last)?;
    Ok(Place {
        parent,
        name: Bytes::copy_from_slice(&name),
        node,
        above: walk.above,
    })
}

/// Where a walk ended: directory, name in it, node of that name.
type End = (Arc<Node>, Vec<u8>, Option<Arc<Node>>);

struct Walk {
    /// The directories from the root to here; never empty.
    above: Vec<Arc<Node>>,
    links: usize,
}

impl Walk {
    fn here(&self) -> Arc<Node> {
        // The root is never popped.
        self.above.last().expect("the root is always there").clone()
    }

    /// Walks from `here`, as deep into itself as there are links in links: [`MAX_LINKS`] at most.
    fn go(&mut self, path: &[u8], last: Last) -> FsResult<End> {
        if path.starts_with(b"/") {
            self.above.truncate(1);
        }
        let mut components = path
            .split(|&octet| octet == b'/')
            .filter(|name| !name.is_empty() && *name != b".")
            .peekable();
        // A directory reached through `..` or `/` has no name that could be given away.
        let mut end = (self.here(), Vec::new(), Some(self.here()));
        while let Some(name) = components.next() {
            let at_end = components.peek().is_none();
            end = self.step(name, at_end && last == Last::Keep)?;
            match &end.2 {
                None if at_end => {}
                None => return Err(FsError::NotFound),
                Some(node) if !at_end && node.kind() != FileKind::Directory => {
                    return Err(FsError::NotADirectory);
                }
                Some(_) => {}
            }
        }
        Ok(end)
    }

    fn step(&mut self, name: &[u8], keep: bool) -> FsResult<End> {
        if name == b".." {
            if self.above.len() > 1 {
                self.above.pop();
            }
            return Ok((self.here(), Vec::new(), Some(self.here())));
        }
        if name.len() > MAX_NAME {
            return Err(FsError::NameTooLong);
        }
        if name.contains(&0) {
            return Err(FsError::InvalidName);
        }
        let parent = self.here();
        let Some(node) = parent.child(name)? else {
            return Ok((parent, name.to_vec(), None));
        };
        match node.target() {
            Some(target) if !keep => {
                self.links += 1;
                if self.links > MAX_LINKS {
                    return Err(FsError::NotFound);
                }
                self.go(&target, Last::Follow)
            }
            _ => {
                if node.kind() == FileKind::Directory {
                    self.above.push(node.clone());
                }
                Ok((parent, name.to_vec(), Some(node)))
            }
        }
    }
}
