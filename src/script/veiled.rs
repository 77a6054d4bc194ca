//! A filesystem as a session sees it that does not see it as it is.

use bytes::Bytes;

use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, DirEntry, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

use super::veils::Over;

/// A filesystem under some veils.
#[derive(Debug)]
pub(crate) struct Veiled<'a> {
    inner: &'a dyn Filesystem,
    over: Vec<Over>,
}

impl<'a> Veiled<'a> {
    pub(crate) const fn new(inner: &'a dyn Filesystem, over: Vec<Over>) -> Self {
        Self { inner, over }
    }

    fn look(&self, path: &FtpPath) -> FsResult<()> {
        let hides = |over: &Over| matches!(over, Over::Hidden(hidden) if path.starts_with(hidden));
        if self.over.iter().any(hides) {
            return Err(FsError::NotFound);
        }
        Ok(())
    }

    fn check_locks(&self, path: &FtpPath) -> FsResult<()> {
        let mut errors = self.over.iter().filter_map(|over| match over {
            Over::Locked(locked, error) if locked == path => Some(error.clone()),
            _ => None,
        });
        errors.next().map_or(Ok(()), Err)
    }

    /// Where that is which can be seen at `path`: an old name is good as long as it is not taken.
    fn place_of(&self, path: &FtpPath) -> FsResult<FtpPath> {
        self.look(path)?;
        for over in &self.over {
            if let Over::OldName { old, new } = over
                && path.starts_with(old)
                && self.is_free(old)
            {
                let rest = &path.as_bytes()[old.as_bytes().len()..];
                return Ok(FtpPath::new([new.as_bytes(), rest].concat()));
            }
        }
        Ok(path.clone())
    }

    fn is_free(&self, path: &FtpPath) -> bool {
        self.inner.link_metadata(path) == Err(FsError::NotFound)
    }

    /// What a directory shows under an old name.
    fn old_entry(&self, old: &FtpPath, new: &FtpPath) -> Option<DirEntry> {
        if !self.is_free(old) {
            return None;
        }
        Some(DirEntry {
            name: Bytes::copy_from_slice(old.name()),
            metadata: self.inner.link_metadata(new).ok()?,
            target: self.inner.read_link(new).ok(),
        })
    }
}

impl Filesystem for Veiled<'_> {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.inner.metadata(&self.place_of(path)?)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.inner.link_metadata(&self.place_of(path)?)
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.inner.read_link(&self.place_of(path)?)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let entries = self.inner.read_dir(&self.place_of(path)?)?;
        let is_here = |other: &FtpPath| other.parent().as_ref() == Some(path);
        let hidden = self.over.iter().filter_map(|over| match over {
            Over::Hidden(hidden) if is_here(hidden) => Some(hidden.name().to_vec()),
            _ => None,
        });
        let hidden: Vec<Vec<u8>> = hidden.collect();
        let is_seen = move |entry: &FsResult<DirEntry>| !matches!(entry, Ok(entry) if hidden.iter().any(|name| *name == entry.name));
        let old_names = self.over.iter().filter_map(|over| match over {
            Over::OldName { old, new } if is_here(old) => self.old_entry(old, new),
            _ => None,
        });
        let old_names: Vec<DirEntry> = old_names.collect();
        let seen = entries.filter(is_seen);
        if old_names.is_empty() {
            return Ok(Box::new(seen));
        }
        let mut all: Vec<FsResult<DirEntry>> = seen.chain(old_names.into_iter().map(Ok)).collect();
        let name = |entry: &FsResult<DirEntry>| entry.as_ref().ok().map(|entry| entry.name.clone());
        all.sort_by_key(name);
        Ok(Box::new(all.into_iter()))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.check_locks(path)?;
        match how {
            OpenHow::Read { .. } => self.inner.open(&self.place_of(path)?, how),
            _ => self.inner.open(path, how),
        }
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
        self.check_locks(path)?;
        self.inner.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.look(from)?;
        self.check_locks(from)?;
        self.check_locks(to)?;
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

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        self.look(path)?;
        self.inner.set_fact(path, name, value)
    }

    fn blocking(&self) -> bool {
        self.inner.blocking()
    }
}
