//! Files in a real directory.

mod error; // from errors of the system
mod listing; // the entries of a directory
mod names; // paths as the system spells them
mod staging; // where uploads grow unseen
mod transfer; // open files

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

use self::listing::Listing;
use self::names::Depth;
use self::staging::Staging;
use self::transfer::{Download, Upload, existing};
use super::wall::to_system;
use super::{DirEntries, File, Filesystem, FsError, FsResult, Metadata, OpenHow};
use crate::protocol::{FtpPath, UnixTime};

/// Files in a real directory, and in no place outside of it.
///
/// All access goes through a handle of the directory: neither `..` nor a link leads out, even if
/// somebody changes links meanwhile. A link that points outside can be listed, renamed and
/// removed; following it is [`FsError::PermissionDenied`]. That holds for all absolute links: the
/// system takes them from its own root. Absolute targets of links made here are therefore
/// rewritten as relative ones.
///
/// Uploads grow in a hidden directory named `.ftpmock-upload-…` in the root, which exists only
/// while there are uploads. Names beginning like that do not exist for clients.
///
/// Owner and group are shown as `ftp`; numbers, modes and times are those of the system, and by
/// numbers `SITE CHOWN` and `SITE CHGRP` set owner and group, as far as the system lets this process
/// do so. Links, modes, numbers and the room for more exist on Unix only; directories take no new time on Windows.
///
/// ```
/// use ftpmock::vfs::{DiskFs, read_all};
///
/// # let dir = tempfile::tempdir()?;
/// # let dir = dir.path();
/// std::fs::write(dir.join("a.txt"), "hello")?;
/// let fs = DiskFs::new(dir)?;
/// assert_eq!(read_all(&fs, &"/a.txt".into()).unwrap(), b"hello");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct DiskFs {
    disk: Arc<Disk>,
}

struct Disk {
    root: Dir,
    path: PathBuf,
    staging: Staging,
    /// Held while names change, so that what was checked is still true when it is done, as far as
    /// it is up to us.
    structure: Mutex<()>,
}

impl Disk {
    fn structure(&self) -> MutexGuard<'_, ()> {
        self.structure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl DiskFs {
    /// Shows a directory.
    ///
    /// # Errors
    /// If it is no directory, or cannot be opened.
    pub fn new(directory: impl AsRef<Path>) -> io::Result<Self> {
        let path = directory.as_ref().to_path_buf();
        let root = Dir::open_ambient_dir(&path, ambient_authority())?;
        let disk = Disk {
            root,
            path,
            staging: Staging::default(),
            structure: Mutex::new(()),
        };
        Ok(Self {
            disk: Arc::new(disk),
        })
    }

    /// Changes owner or group of a file or directory, never of what a link points at.
    #[cfg(unix)]
    fn change_owner(&self, path: &FtpPath, owner: Option<u32>, group: Option<u32>) -> FsResult<()> {
        let system = names::to_system(path)?;
        let metadata = self.root().symlink_metadata(&system)?;
        // Opening anything else could wait for ever.
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(FsError::Unsupported);
        }
        let file = self.root().open(system)?.into_std();
        Ok(std::os::unix::fs::fchown(file, owner, group)?)
    }

    fn root(&self) -> &Dir {
        &self.disk.root
    }
}

impl Filesystem for DiskFs {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        let metadata = self.root().metadata(names::to_system(path)?)?;
        Ok(listing::metadata(&metadata, path.as_bytes()))
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        let metadata = self.root().symlink_metadata(names::to_system(path)?)?;
        Ok(listing::metadata(&metadata, path.as_bytes()))
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        let system = names::to_system(path)?;
        if !self.root().symlink_metadata(&system)?.is_symlink() {
            return Err(FsError::InvalidName);
        }
        let depth = Depth::of_parent(self.root(), &system)?;
        let target = self.root().read_link_contents(&system)?;
        depth.inside(&target).ok_or(FsError::PermissionDenied)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let system = names::to_system(path)?;
        let directory = self.root().open_dir(&system)?;
        let depth = Depth::of(self.root(), &system)?;
        Ok(Box::new(Listing::new(directory, depth, path.clone())?))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        let system = names::to_system(path)?;
        if let OpenHow::Read { from } = how {
            return Ok(Box::new(Download::open(self.root(), &system, from)?));
        }
        Ok(Box::new(Upload::open(self.disk.clone(), system, how)?))
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        if path.is_root() {
            return Err(FsError::AlreadyExists);
        }
        Ok(self.root().create_dir(names::to_system_new(path)?)?)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        if path.is_root() {
            return Err(FsError::PermissionDenied);
        }
        let system = names::to_system(path)?;
        let _structure = self.disk.structure();
        if !self.root().symlink_metadata(&system)?.is_dir() {
            return Err(FsError::NotADirectory);
        }
        Ok(self.root().remove_dir(system)?)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        let system = names::to_system(path)?;
        let _structure = self.disk.structure();
        // Systems disagree about the error for a directory.
        if self.root().symlink_metadata(&system)?.is_dir() {
            return Err(FsError::IsADirectory);
        }
        Ok(self.root().remove_file(system)?)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        if from.is_root() {
            return Err(FsError::PermissionDenied);
        }
        let (old, new) = (names::to_system(from)?, names::to_system_new(to)?);
        let _structure = self.disk.structure();
        let moved = existing(self.root(), &old)?.ok_or(FsError::NotFound)?;
        if from == to {
            return Ok(());
        }
        if moved.is_dir() && to.starts_with(from) {
            return Err(FsError::InvalidName);
        }
        match existing(self.root(), &new)? {
            Some(there) if there.is_dir() => return Err(FsError::AlreadyExists),
            Some(_) if moved.is_dir() => return Err(FsError::NotADirectory),
            _ => {}
        }
        Ok(self.root().rename(old, self.root(), new)?)
    }

    #[cfg(unix)]
    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        let system = names::to_system_new(path)?;
        let depth = Depth::of_parent(self.root(), &system)?;
        let target = depth.relative(target)?;
        Ok(self.root().symlink_contents(target, system)?)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        let system = names::to_system(path)?;
        let time = to_system(to).ok_or(FsError::Unsupported)?;
        let metadata = self.root().metadata(&system)?;
        if cfg!(windows) && metadata.is_dir() {
            return Err(FsError::Unsupported);
        }
        // Opening anything else could wait for ever.
        if !metadata.is_file() && !metadata.is_dir() {
            return Err(FsError::PermissionDenied);
        }
        let mut options = cap_std::fs::OpenOptions::new();
        options.read(true).write(cfg!(windows));
        Ok(self
            .root()
            .open_with(system, &options)?
            .into_std()
            .set_modified(time)?)
    }

    #[cfg(unix)]
    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        use cap_std::fs::{Permissions, PermissionsExt};

        let system = names::to_system(path)?;
        if self.root().symlink_metadata(&system)?.is_symlink() {
            return Err(FsError::Unsupported);
        }
        // No client makes programs run as somebody else.
        let permissions = Permissions::from_mode(mode & 0o777);
        Ok(self.root().set_permissions(system, permissions)?)
    }

    #[cfg(unix)]
    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.change_owner(path, Some(number(owner)?), None)
    }

    #[cfg(unix)]
    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.change_owner(path, None, Some(number(group)?))
    }

    #[cfg(unix)]
    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        let directory = self.root().open_dir(names::to_system(path)?)?;
        let room = rustix::fs::fstatvfs(&directory).map_err(io::Error::from)?;
        Ok(room.f_bavail.saturating_mul(room.f_frsize))
    }
}

/// A number as the system knows users and groups; their names are kept elsewhere.
#[cfg(unix)]
fn number(text: &str) -> FsResult<u32> {
    text.parse().map_err(|_| FsError::Unsupported)
}

impl fmt::Debug for DiskFs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DiskFs").field(&self.disk.path).finish()
    }
}

#[cfg(test)]
mod tests;
