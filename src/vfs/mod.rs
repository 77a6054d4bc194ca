//! Files: what a session sees of them, and where they are kept.
//!
//! A [`Filesystem`] answers questions about an [`FtpPath`] and opens [`File`]s. Paths are
//! absolute, normalised octets; names are octets too. [`MemoryFs`] keeps everything in memory,
//! [`Rooted`] shows a part of another filesystem as if it were all.
//!
//! # Uploads
//!
//! Opening a file for writing changes nothing that others can see. What is written is collected
//! beside the old content, appears all at once at [`File::commit`], and vanishes when the file is
//! dropped without it.
//!
//! ```
//! use ftpmock::vfs::{Filesystem, MemoryFs, OpenHow, read_all};
//!
//! let fs = MemoryFs::new();
//! fs.add_file("/in/a.csv", "old");
//!
//! let mut upload = fs.open(&"/in/a.csv".into(), OpenHow::Write { from: 0 })?;
//! upload.write("new content".into())?;
//! assert_eq!(read_all(&fs, &"/in/a.csv".into())?, b"old");
//!
//! upload.commit()?;
//! assert_eq!(read_all(&fs, &"/in/a.csv".into())?, b"new content");
//! # Ok::<(), ftpmock::vfs::FsError>(())
//! ```

pub mod contract;
mod deep;
#[cfg(feature = "disk")]
mod disk;
mod error;
mod memory;
mod metadata;
mod rooted;
#[cfg(feature = "temp-dir")]
mod temp;
mod wall;

pub(crate) use deep::{create_dirs, remove_all};
#[cfg(feature = "disk")]
pub use disk::DiskFs;
pub use error::{FsError, FsResult};
pub use memory::{Content, MemoryFs};
pub use metadata::{DirEntries, DirEntry, Metadata};
pub use rooted::Rooted;
#[cfg(feature = "temp-dir")]
pub use temp::TempFs;

use std::fmt::Debug;

use bytes::Bytes;

use crate::protocol::{FtpPath, UnixTime};

/// Links followed for one path; one more is [`FsError::NotFound`].
const MAX_LINKS: usize = 40;
/// Octets of a name.
const MAX_NAME: usize = 255;
/// Octets of a path.
const MAX_PATH: usize = 4096;
/// Octets of a file: offsets of FTP end here.
pub(crate) const MAX_SIZE: u64 = i64::MAX as u64;

/// A tree of files and directories, as a session sees it.
///
/// All methods may be called from several threads at once. Symbolic links are followed in all but
/// the last component of a path; the methods say what they do with the last one. Authors of
/// filesystems find the exact rules, as a test, in [`contract`], and a small one in the example
/// `custom_filesystem`; [`Builder::filesystem`](crate::Builder::filesystem) takes it.
///
/// Methods without an explanation of their errors answer [`FsError::NotFound`] where nothing is,
/// [`FsError::NotADirectory`] and [`FsError::IsADirectory`] where the wrong kind is, and
/// [`FsError::AlreadyExists`] where something is in the way.
pub trait Filesystem: Debug + Send + Sync {
    /// What is known about `path`, links followed.
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata>;

    /// What is known about `path` itself, even if it is a link.
    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.metadata(path)
    }

    /// The target of the link at `path`, as it was written.
    ///
    /// Anything else than a link is [`FsError::InvalidName`].
    fn read_link(&self, _path: &FtpPath) -> FsResult<Bytes> {
        Err(FsError::Unsupported)
    }

    /// The entries of a directory (links followed), sorted by the octets of their names, without
    /// `.` and `..`.
    ///
    /// The iterator owns a snapshot of the names: what is created later does not appear.
    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries>;

    /// Opens a file (links followed).
    ///
    /// Opening for writing changes nothing that others can see, see [`File::commit`].
    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>>;

    /// Creates one directory; its parent must exist.
    fn create_dir(&self, path: &FtpPath) -> FsResult<()>;

    /// Removes an empty directory. A link to a directory is [`FsError::NotADirectory`].
    fn remove_dir(&self, path: &FtpPath) -> FsResult<()>;

    /// Removes a file or a link, never the target of the link.
    fn remove_file(&self, path: &FtpPath) -> FsResult<()>;

    /// Moves a file, a link or a directory, replacing an existing file or link at `to`.
    ///
    /// A directory at `to` is [`FsError::AlreadyExists`], a directory moved over a file is
    /// [`FsError::NotADirectory`], a directory moved into itself is [`FsError::InvalidName`].
    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()>;

    /// Creates a link at `path`; `target` need not exist.
    fn create_symlink(&self, _path: &FtpPath, _target: &[u8]) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Sets the modification time (links followed).
    fn set_modified(&self, _path: &FtpPath, _to: UnixTime) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Sets the permission bits, `0o7777` at most. Never changes the target of a link.
    fn set_mode(&self, _path: &FtpPath, _mode: u32) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Sets the name of the owner. Never changes the target of a link.
    fn set_owner(&self, _path: &FtpPath, _owner: &str) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Sets the name of the group. Never changes the target of a link.
    fn set_group(&self, _path: &FtpPath, _group: &str) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// How many more octets can be stored at `path`, when that is known; see `AVBL`.
    ///
    /// Default: [`FsError::Unsupported`], it is not.
    fn available(&self, _path: &FtpPath) -> FsResult<u64> {
        Err(FsError::Unsupported)
    }

    /// Sets the creation time (links followed).
    fn set_created(&self, _path: &FtpPath, _to: UnixTime) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Sets a fact that `MLST` shows (links followed): `media-type`, `charset`, `lang` or one that begins
    /// with `x.`, in any case; an empty value takes it away.
    fn set_fact(&self, _path: &FtpPath, _name: &str, _value: &str) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    /// Whether a call may wait for something: a disk, a lock, user code. `true` is always right;
    /// `false` lets the server call without stepping aside.
    fn blocking(&self) -> bool {
        true
    }
}

/// An open file, for reading or for writing.
///
/// Reading one that was opened for writing, or the other way round, is [`FsError::Unsupported`].
pub trait File: Send {
    /// Reads the next octets, at least one and at most `at_most`; none at the end.
    fn read(&mut self, at_most: usize) -> FsResult<Bytes>;

    /// Takes the next octets of an upload.
    fn write(&mut self, chunk: Bytes) -> FsResult<()>;

    /// Ends an upload: others see its content at once, or, if this fails, what was there before.
    ///
    /// Dropping the file instead leaves everything as it was.
    fn commit(self: Box<Self>) -> FsResult<()>;
}

/// For what a file is opened, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenHow {
    /// Adds at the end, as the end is at commit; creates what does not exist.
    Append,
    /// Creates a file that must not exist, nor be in creation by another upload of this kind.
    CreateNew,
    /// Reads from an offset in octets. An offset beyond the end is [`FsError::InvalidOffset`].
    Read {
        /// Octets to skip.
        from: u64,
    },
    /// Writes from an offset in octets. 0 replaces the file or creates it. Any other offset
    /// overwrites from there and keeps what lies beyond the last octet written (RFC 3659,
    /// section 5.3); beyond the end, or without a file, it is [`FsError::InvalidOffset`].
    Write {
        /// Octets to keep in front.
        from: u64,
    },
}

/// Reads a whole file.
///
/// ```
/// use ftpmock::vfs::{MemoryFs, read_all};
///
/// let fs = MemoryFs::new();
/// fs.add_file("/a", "hello");
/// assert_eq!(read_all(&fs, &"/a".into())?, b"hello");
/// # Ok::<(), ftpmock::vfs::FsError>(())
/// ```
pub fn read_all(fs: &dyn Filesystem, path: &FtpPath) -> FsResult<Vec<u8>> {
    const STEP: usize = 256 * 1024;
    let mut file = fs.open(path, OpenHow::Read { from: 0 })?;
    let mut whole = Vec::new();
    loop {
        let chunk = file.read(STEP)?;
        if chunk.is_empty() {
            return Ok(whole);
        }
        whole.extend_from_slice(&chunk);
    }
}
