//! The tree behind a [`MemoryFs`](super::MemoryFs), and what changes its structure.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;

use super::node::{Body, Directory, Node};
use super::quota::Quota;
use super::walk::{self, Last, Place};
use crate::clock::system_wall;
use crate::protocol::{FileKind, FtpPath, UnixTime};
use crate::vfs::wall::WallClock;
use crate::vfs::{FsError, FsResult};

pub(super) struct Tree {
    root: Arc<Node>,
    /// Held by whoever changes names, so that what was checked is still true when it is done.
    structure: Mutex<()>,
    next: AtomicU64,
    wall: RwLock<WallClock>,
    pub(super) quota: Arc<Quota>,
    /// Whether a content is made by user code, which may take its time.
    pub(super) user_code: AtomicBool,
    /// Whether the case of letters in names does not count.
    ignores_case: AtomicBool,
}

impl Tree {
    pub(super) fn new() -> Self {
        let root = Body::Directory(Directory::default());
        Self {
            root: Node::new(1, root, UnixTime::SEEDED),
            structure: Mutex::new(()),
            next: AtomicU64::new(2),
            wall: RwLock::new(Arc::new(system_wall)),
            quota: Arc::default(),
            user_code: AtomicBool::new(false),
            ignores_case: AtomicBool::new(false),
        }
    }

    pub(super) const fn root(&self) -> &Arc<Node> {
        &self.root
    }

    /// Numbers new nodes as the other tree would.
    pub(super) fn go_on_from(&self, other: &Self) {
        let next = other.next.load(Ordering::Relaxed);
        self.next.store(next, Ordering::Relaxed);
    }

    pub(super) fn set_wall(&self, wall: WallClock) {
        *self.wall.write().unwrap_or_else(PoisonError::into_inner) = wall;
    }

    /// The time of day. User code may run here: never called with a lock held.
    pub(super) fn now(&self) -> UnixTime {
        let wall = self
            .wall
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        wall()
    }

    pub(super) fn structure(&self) -> MutexGuard<'_, ()> {
        self.structure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn node(&self, mut body: Body, now: UnixTime) -> Arc<Node> {
        if let Body::Directory(directory) = &mut body
            && self.ignores_case.load(Ordering::Relaxed)
        {
            directory.small = Some(BTreeMap::new());
        }
        Node::new(self.next.fetch_add(1, Ordering::Relaxed), body, now)
    }

    /// From now on case does not count; a name that there is twice then is given back.
    pub(super) fn ignore_case(&self) -> Result<(), Bytes> {
        let _structure = self.structure();
        self.ignores_case.store(true, Ordering::Relaxed);
        let mut directories = vec![Arc::clone(&self.root)];
        while let Some(directory) = directories.pop() {
            if let Ok(directory) = directory.lock().directory() {
                directory.ignore_case()?;
                directories.extend(directory.children.values().cloned());
            }
        }
        Ok(())
    }

    pub(super) fn find(&self, path: &FtpPath, last: Last) -> FsResult<Place> {
        walk::find(&self.root, path, last)
    }

    pub(super) fn existing(&self, path: &FtpPath, last: Last) -> FsResult<Arc<Node>> {
        self.find(path, last)?.existing()
    }

    /// Creates a directory or a link where nothing is.
    pub(super) fn create(&self, path: &FtpPath, body: Body, now: UnixTime) -> FsResult<()> {
        let _structure = self.structure();
        let place = self.find(path, Last::Keep)?;
        if place.node.is_some() {
            return Err(FsError::AlreadyExists);
        }
        place
            .parent
            .put(place.name, self.node(body, now), now)
            .map(drop)
    }

    /// Puts a file or a link in place of what is there, unless that is a directory.
    pub(super) fn replace(&self, path: &FtpPath, body: Body, now: UnixTime) -> FsResult<()> {
        let _structure = self.structure();
        let place = self.find(path, Last::Keep)?;
        let new = body.stored();
        let old = match &place.node {
            Some(node) if node.kind() == FileKind::Directory => return Err(FsError::IsADirectory),
            Some(node) => node.lock().body.stored(),
            None => 0,
        };
        place.parent.put(place.name, self.node(body, now), now)?;
        self.quota.replace(old, new);
        Ok(())
    }

    pub(super) fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        let now = self.now();
        let _structure = self.structure();
        let place = self.find(path, Last::Keep)?;
        if place.is_root() {
            return Err(FsError::PermissionDenied);
        }
        let parent = place.parent.clone();
        let name = place.name.clone();
        let node = place.existing()?;
        {
            let mut state = node.lock();
            let directory = state.directory()?;
            if !directory.children.is_empty() {
                return Err(FsError::DirectoryNotEmpty);
            }
            directory.removed = true;
        }
        parent.take(&name, now)
    }

    pub(super) fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        let now = self.now();
        let _structure = self.structure();
        let place = self.find(path, Last::Keep)?;
        let node = place.node.ok_or(FsError::NotFound)?;
        if node.kind() == FileKind::Directory {
            return Err(FsError::IsADirectory);
        }
        place.parent.take(&place.name, now)?;
        self.quota.replace(node.lock().body.stored(), 0);
        Ok(())
    }

    pub(super) fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        let now = self.now();
        let _structure = self.structure();
        let from = self.find(from, Last::Keep)?;
        let to = self.find(to, Last::Keep)?;
        if from.is_root() {
            return Err(FsError::PermissionDenied);
        }
        let node = from.node.ok_or(FsError::NotFound)?;
        if to
            .node
            .as_ref()
            .is_some_and(|there| Arc::ptr_eq(there, &node))
        {
            if self.ignores_case.load(Ordering::Relaxed) && !to.name.is_empty() {
                // Perhaps in other letters.
                from.parent.take(&from.name, now)?;
                to.parent.put(to.name, node, now)?;
            }
            return Ok(());
        }
        if to.above.iter().any(|above| Arc::ptr_eq(above, &node)) {
            return Err(FsError::InvalidName);
        }
        let directory = node.kind() == FileKind::Directory;
        let stored = match to.node.as_ref().map(|there| (there.kind(), there)) {
            Some((FileKind::Directory, _)) => return Err(FsError::AlreadyExists),
            Some(_) if directory => return Err(FsError::NotADirectory),
            Some((_, there)) => there.lock().body.stored(),
            None => 0,
        };
        to.parent.put(to.name, node, now)?;
        from.parent.take(&from.name, now)?;
        self.quota.replace(stored, 0);
        Ok(())
    }

    /// Takes a name for an upload that will create it.
    pub(super) fn reserve(&self, place: &Place) -> FsResult<Bytes> {
        let mut state = place.parent.lock();
        if state.directory()?.reserved.insert(place.name.clone()) {
            Ok(place.name.clone())
        } else {
            Err(FsError::AlreadyExists)
        }
    }
}
