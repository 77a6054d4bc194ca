//! Files, directories and links as objects that outlive their names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::rope::Rope;
use crate::protocol::{FactValues, FileKind, UnixTime};
use crate::vfs::{FsError, FsResult, Metadata};

/// Copied when somebody still holds an older state: a listing keeps its snapshot without a lock.
pub(super) type Children = Arc<BTreeMap<Bytes, Arc<Node>>>;

/// A file, a directory or a link. Moving it changes its name, not the node.
///
/// No lock of a node is held while another one is taken.
pub(super) struct Node {
    unique: u64,
    created: UnixTime,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) body: Body,
    pub(super) mode: u32,
    pub(super) owner: Cow<'static, str>,
    pub(super) group: Cow<'static, str>,
    pub(super) modified: UnixTime,
    pub(super) facts: FactValues,
}

pub(super) enum Body {
    Directory(Directory),
    File(Arc<Rope>),
    Symlink(Bytes),
}

#[derive(Default)]
pub(super) struct Directory {
    pub(super) children: Children,
    /// Names that uploads in progress will create.
    pub(super) reserved: BTreeSet<Bytes>,
    /// Set for good when the directory lost its name: nothing can be put into it any more.
    pub(super) removed: bool,
    /// The names as they are, by their small letters; `None` where case counts.
    pub(super) small: Option<BTreeMap<Bytes, Bytes>>,
}

/// A name in small letters.
fn small(name: &[u8]) -> Bytes {
    match str::from_utf8(name) {
        Ok(text) => text.to_lowercase().into(),
        Err(_) => name.to_ascii_lowercase().into(),
    }
}

impl Directory {
    /// The name that there is for this one.
    fn known(&self, name: &[u8]) -> Option<Bytes> {
        let small_names = self.small.as_ref()?;
        small_names.get(&small(name)).cloned()
    }

    fn get(&self, name: &[u8]) -> Option<Arc<Node>> {
        let found = self.children.get(name).cloned();
        found.or_else(|| self.children.get(&self.known(name)?).cloned())
    }

    fn insert(&mut self, name: Bytes, node: Arc<Node>) -> Option<Arc<Node>> {
        let name = self.known(&name).unwrap_or(name);
        if let Some(names) = &mut self.small {
            names.insert(small(&name), name.clone());
        }
        Arc::make_mut(&mut self.children).insert(name, node)
    }

    fn remove(&mut self, name: &[u8]) {
        let known = self.known(name);
        let name = known.as_deref().unwrap_or(name);
        Arc::make_mut(&mut self.children).remove(name);
        if let Some(names) = &mut self.small {
            names.remove(&small(name));
        }
    }

    /// From now on case does not count; a name that there is twice then is given back.
    pub(super) fn ignore_case(&mut self) -> Result<(), Bytes> {
        let mut names = BTreeMap::new();
        for name in self.children.keys() {
            if names.insert(small(name), name.clone()).is_some() {
                return Err(name.clone());
            }
        }
        self.small = Some(names);
        Ok(())
    }
}

impl Body {
    fn kind(&self) -> FileKind {
        match self {
            Self::Directory(_) => FileKind::Directory,
            Self::File(_) => FileKind::File,
            Self::Symlink(_) => FileKind::Symlink,
        }
    }

    /// Octets that count for the quota.
    pub(super) fn stored(&self) -> u64 {
        match self {
            Self::File(rope) => rope.len(),
            Self::Directory(_) | Self::Symlink(_) => 0,
        }
    }
}

impl State {
    pub(super) fn directory(&mut self) -> FsResult<&mut Directory> {
        match &mut self.body {
            Body::Directory(directory) => Ok(directory),
            Body::File(_) | Body::Symlink(_) => Err(FsError::NotADirectory),
        }
    }
}

impl Node {
    pub(super) fn new(unique: u64, body: Body, now: UnixTime) -> Arc<Self> {
        let usual = Metadata::new(body.kind(), 0);
        let state = Mutex::new(State {
            body,
            mode: usual.mode,
            owner: usual.owner,
            group: usual.group,
            modified: now,
            facts: FactValues::none(),
        });
        Arc::new(Self {
            unique,
            created: now,
            state,
        })
    }

    /// A panic elsewhere leaves no node half changed, so a poisoned lock is as good as any.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn kind(&self) -> FileKind {
        self.lock().body.kind()
    }

    pub(super) fn metadata(&self) -> Metadata {
        self.describe().0
    }

    /// Metadata, and the target of a link.
    pub(super) fn describe(&self) -> (Metadata, Option<Bytes>) {
        let state = self.lock();
        let (size, target) = match &state.body {
            Body::Directory(_) => (0, None),
            Body::File(rope) => (rope.len(), None),
            Body::Symlink(target) => (target.len() as u64, Some(target.clone())),
        };
        let metadata = Metadata {
            mode: state.mode,
            owner: state.owner.clone(),
            group: state.group.clone(),
            modified: state.modified,
            facts: state.facts.clone(),
            created: Some(self.created),
            unique: self.unique,
            ..Metadata::new(state.body.kind(), size)
        };
        (metadata, target)
    }

    pub(super) fn target(&self) -> Option<Bytes> {
        match &self.lock().body {
            Body::Symlink(target) => Some(target.clone()),
            Body::Directory(_) | Body::File(_) => None,
        }
    }

    pub(super) fn content(&self) -> FsResult<Arc<Rope>> {
        match &self.lock().body {
            Body::File(rope) => Ok(rope.clone()),
            Body::Directory(_) => Err(FsError::IsADirectory),
            // Links were followed before anybody asks for content.
            Body::Symlink(_) => Err(FsError::NotFound),
        }
    }

    pub(super) fn children(&self) -> FsResult<Children> {
        Ok(self.lock().directory()?.children.clone())
    }

    pub(super) fn child(&self, name: &[u8]) -> FsResult<Option<Arc<Self>>> {
        Ok(self.lock().directory()?.get(name))
    }

    /// Gives a node a name in this directory and returns the node that had it before.
    pub(super) fn put(
        &self,
        name: Bytes,
        node: Arc<Self>,
        now: UnixTime,
    ) -> FsResult<Option<Arc<Self>>> {
        let mut state = self.lock();
        let directory = state.directory()?;
        if directory.removed {
            return Err(FsError::NotFound);
        }
        let before = directory.insert(name, node);
        state.modified = now;
        Ok(before)
    }

    /// Takes a name away.
    pub(super) fn take(&self, name: &[u8], now: UnixTime) -> FsResult<()> {
        let mut state = self.lock();
        state.directory()?.remove(name);
        state.modified = now;
        Ok(())
    }
}

impl Drop for Node {
    /// Level by level: a tree can be deeper than the stack.
    fn drop(&mut self) {
        let mut below = take_children(self);
        while let Some(node) = below.pop() {
            if let Ok(mut node) = Arc::try_unwrap(node) {
                below.append(&mut take_children(&mut node));
            }
        }
    }
}

fn take_children(node: &mut Node) -> Vec<Arc<Node>> {
    let state = node.state.get_mut().unwrap_or_else(PoisonError::into_inner);
    match &mut state.body {
        Body::Directory(directory) => Arc::try_unwrap(std::mem::take(&mut directory.children))
            .map_or_else(|_| Vec::new(), |children| children.into_values().collect()),
        Body::File(_) | Body::Symlink(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_deep_tree_can_be_dropped() {
        let directory = || Node::new(0, Body::Directory(Directory::default()), UnixTime::SEEDED);
        let mut top = directory();
        for _ in 0..200_000 {
            let above = directory();
            above
                .put(Bytes::from_static(b"d"), top, UnixTime::SEEDED)
                .unwrap();
            top = above;
        }
        drop(top);
    }

    #[test]
    fn children_taken_as_a_snapshot_do_not_change() {
        let directory = Node::new(0, Body::Directory(Directory::default()), UnixTime::SEEDED);
        let before = directory.children().unwrap();
        let link = Node::new(1, Body::Symlink(Bytes::from_static(b"x")), UnixTime::SEEDED);
        directory
            .put(Bytes::from_static(b"a"), link, UnixTime::SEEDED)
            .unwrap();
        assert_eq!((before.len(), directory.children().unwrap().len()), (0, 1));
    }
}
