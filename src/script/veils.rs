//! What is there already and can not be seen yet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::clock::Timestamp;
use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

use super::fault::Lag;

/// The paths of a server that are hidden for a while.
#[derive(Debug, Default)]
pub(crate) struct Veils {
    /// Whether there may be any.
    any: AtomicBool,
    all: Mutex<Vec<Veil>>,
}

#[derive(Debug)]
struct Veil {
    path: FtpPath,
    until: Until,
}

#[derive(Debug)]
enum Until {
    Commands(u64),
    /// Sessions up to this number do not see it.
    Session(u64),
    Time(Timestamp),
}

impl Veils {
    pub(crate) fn hide(&self, path: &FtpPath, lag: Lag, now: Timestamp, session: u64) {
        let until = match lag {
            Lag::Commands(n) => Until::Commands(n),
            Lag::Session => Until::Session(session),
            Lag::Time(by) => Until::Time(now + by),
        };
        let mut all = self.lock();
        all.retain(|veil| veil.path != *path);
        all.push(Veil {
            path: path.clone(),
            until,
        });
        self.any.store(true, Ordering::SeqCst);
    }

    /// What a session can not see now; a command counts.
    pub(crate) fn hidden(
        &self,
        now: impl Fn() -> Timestamp,
        session: u64,
        is_command: bool,
    ) -> Option<Vec<FtpPath>> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let now = now();
        let mut all = self.lock();
        all.retain_mut(|veil| match &mut veil.until {
            Until::Commands(0) => false,
            Until::Commands(left) => {
                *left -= u64::from(is_command);
                true
            }
            Until::Session(_) => true,
            Until::Time(at) => *at > now,
        });
        let hides = |veil: &&Veil| match veil.until {
            Until::Session(last) => session <= last,
            Until::Commands(_) | Until::Time(_) => true,
        };
        let paths = all.iter().filter(hides).map(|veil| veil.path.clone());
        let paths: Vec<FtpPath> = paths.collect();
        (!paths.is_empty()).then_some(paths)
    }

    /// Everything can be seen.
    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.any.store(false, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Veil>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A filesystem some of which can not be seen.
#[derive(Debug)]
pub(crate) struct Veiled<'a> {
    inner: &'a dyn Filesystem,
    hidden: Vec<FtpPath>,
}

impl<'a> Veiled<'a> {
    pub(crate) const fn new(inner: &'a dyn Filesystem, hidden: Vec<FtpPath>) -> Self {
        Self { inner, hidden }
    }

    fn look(&self, path: &FtpPath) -> FsResult<()> {
        if self.hidden.iter().any(|hidden| path.starts_with(hidden)) {
            return Err(FsError::NotFound);
        }
        Ok(())
    }
}

impl Filesystem for Veiled<'_> {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.look(path)?;
        self.inner.metadata(path)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.look(path)?;
        self.inner.link_metadata(path)
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.look(path)?;
        self.inner.read_link(path)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.look(path)?;
        let here = self.hidden.iter();
        let here = here.filter(|hidden| hidden.parent().as_ref() == Some(path));
        let names: Vec<Vec<u8>> = here.map(|hidden| hidden.name().to_vec()).collect();
        let entries = self.inner.read_dir(path)?;
        Ok(Box::new(entries.filter(move |entry| {
            !matches!(entry, Ok(entry) if names.iter().any(|name| *name == entry.name))
        })))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        if let OpenHow::Read { .. } = how {
            self.look(path)?;
        }
        self.inner.open(path, how)
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.inner.create_dir(path)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.look(path)?;
        self.inner.remove_dir(path)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.look(path)?;
        self.inner.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.look(from)?;
        self.inner.rename(from, to)
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.inner.create_symlink(path, target)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_modified(path, to)
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_mode(path, mode)
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_owner(path, owner)
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_group(path, group)
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.inner.available(path)
    }

    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_created(path, to)
    }

    fn blocking(&self) -> bool {
        self.inner.blocking()
    }
}
