//! A filesystem whose calls are made as the user of the session.

use std::sync::Arc;

use bytes::Bytes;

use crate::auth::{Guard, Impersonate, User};
use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, DirEntry, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

/// Who to be, and how.
#[derive(Clone, Debug)]
pub(super) struct Role {
    how: Arc<dyn Impersonate>,
    user: Arc<User>,
}

impl Role {
    pub(super) fn new(how: &Arc<dyn Impersonate>, user: &User) -> Self {
        Self {
            how: Arc::clone(how),
            user: Arc::new(user.clone()),
        }
    }

    fn enter(&self) -> FsResult<Box<dyn Guard + '_>> {
        let entered = self.how.enter(&self.user);
        entered.map_err(|_| FsError::PermissionDenied)
    }

    /// Drops something that may touch the storage when it goes.
    fn drop_as_user<T>(&self, value: Option<T>) {
        if value.is_some() {
            let _guard = self.enter();
            drop(value);
        }
    }
}

/// A filesystem used in a role.
#[derive(Debug)]
pub(super) struct AsUser<'a> {
    inner: &'a dyn Filesystem,
    role: Role,
}

impl<'a> AsUser<'a> {
    pub(super) fn new(inner: &'a dyn Filesystem, role: Role) -> Self {
        Self { inner, role }
    }

    fn act<T>(&self, act: impl FnOnce(&dyn Filesystem) -> FsResult<T>) -> FsResult<T> {
        let _guard = self.role.enter()?;
        act(self.inner)
    }
}

impl Filesystem for AsUser<'_> {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.act(|fs| fs.metadata(path))
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.act(|fs| fs.link_metadata(path))
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.act(|fs| fs.read_link(path))
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let inner = self.act(|fs| fs.read_dir(path))?;
        Ok(Box::new(Entries {
            inner: Some(inner),
            role: self.role.clone(),
        }))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        let inner = self.act(|fs| fs.open(path, how))?;
        Ok(Box::new(OpenFile {
            inner: Some(inner),
            role: self.role.clone(),
        }))
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.act(|fs| fs.create_dir(path))
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.act(|fs| fs.remove_dir(path))
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.act(|fs| fs.remove_file(path))
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.act(|fs| fs.rename(from, to))
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.act(|fs| fs.create_symlink(path, target))
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.act(|fs| fs.set_modified(path, to))
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.act(|fs| fs.set_mode(path, mode))
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.act(|fs| fs.set_owner(path, owner))
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.act(|fs| fs.set_group(path, group))
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.act(|fs| fs.available(path))
    }

    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.act(|fs| fs.set_created(path, to))
    }

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        self.act(|fs| fs.set_fact(path, name, value))
    }

    fn blocking(&self) -> bool {
        true
    }
}

/// A listing read in a role.
struct Entries {
    inner: Option<DirEntries>,
    role: Role,
}

impl Iterator for Entries {
    type Item = FsResult<DirEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        let inner = self.inner.as_mut()?;
        match self.role.enter() {
            Ok(_guard) => inner.next(),
            Err(error) => Some(Err(error)),
        }
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        self.role.drop_as_user(self.inner.take());
    }
}

/// A file used in a role.
struct OpenFile {
    /// There until it is committed.
    inner: Option<Box<dyn File>>,
    role: Role,
}

impl File for OpenFile {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        let _guard = self.role.enter()?;
        let inner = self.inner.as_mut().ok_or(FsError::Io)?;
        inner.read(at_most)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        let _guard = self.role.enter()?;
        let inner = self.inner.as_mut().ok_or(FsError::Io)?;
        inner.write(chunk)
    }

    fn commit(mut self: Box<Self>) -> FsResult<()> {
        let inner = self.inner.take().ok_or(FsError::Io)?;
        let _guard = self.role.enter()?;
        inner.commit()
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.role.drop_as_user(self.inner.take());
    }
}
