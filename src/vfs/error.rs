//! Why a filesystem refuses.

use std::fmt;

use crate::protocol::Code;

/// What a filesystem operation gives.
pub type FsResult<T> = Result<T, FsError>;

/// Why a filesystem refused an operation.
///
/// Kinds, not texts: the session chooses the reply by the kind and the command. A filesystem that
/// wants to say exactly what the client reads uses [`FsError::Reply`].
///
/// ```
/// use ftpmock::vfs::{Filesystem, FsError, MemoryFs};
///
/// let missing = MemoryFs::new().metadata(&"/missing".into());
/// assert_eq!(missing.unwrap_err(), FsError::NotFound);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum FsError {
    /// The name is taken.
    AlreadyExists,
    /// In use by somebody else for now.
    Busy,
    /// The stored content is damaged.
    Corrupt,
    /// Cannot be moved to another device.
    CrossDevice,
    /// The directory still has entries.
    DirectoryNotEmpty,
    /// Larger than a file may be.
    FileTooBig,
    /// Interrupted before anything happened.
    Interrupted,
    /// No such name can exist here, or not for this.
    InvalidName,
    /// The offset lies beyond the end of the file.
    InvalidOffset,
    /// Any other failure of the storage.
    Io,
    /// A file was needed.
    IsADirectory,
    /// Locked by somebody else for now.
    Locked,
    /// A name is longer than 255 octets, or a path longer than 4096.
    NameTooLong,
    /// The storage is full.
    NoSpace,
    /// A directory was needed.
    NotADirectory,
    /// There is no such file or directory.
    NotFound,
    /// Not allowed.
    PermissionDenied,
    /// The quota of the user or of the tree is used up.
    QuotaExceeded,
    /// Nothing can be changed here.
    ReadOnly,
    /// A reply of the filesystem's own choice: a code of 400 to 599 and its text.
    Reply(Code, String),
    /// The storage did not answer in time.
    TimedOut,
    /// No more files can be opened for now.
    TooManyOpenFiles,
    /// This filesystem cannot do that.
    Unsupported,
    /// Not now.
    WouldBlock,
}

impl fmt::Display for FsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyExists => "already exists",
            Self::Busy => "busy",
            Self::Corrupt => "damaged content",
            Self::CrossDevice => "on another device",
            Self::DirectoryNotEmpty => "directory not empty",
            Self::FileTooBig => "file too big",
            Self::Interrupted => "interrupted",
            Self::InvalidName => "invalid name",
            Self::InvalidOffset => "offset beyond the end",
            Self::Io => "input or output error",
            Self::IsADirectory => "is a directory",
            Self::Locked => "locked",
            Self::NameTooLong => "name too long",
            Self::NoSpace => "no space left",
            Self::NotADirectory => "not a directory",
            Self::NotFound => "not found",
            Self::PermissionDenied => "permission denied",
            Self::QuotaExceeded => "quota exceeded",
            Self::ReadOnly => "read-only",
            Self::Reply(code, text) => return write!(f, "{} {text}", code.get()),
            Self::TimedOut => "timed out",
            Self::TooManyOpenFiles => "too many open files",
            Self::Unsupported => "not supported",
            Self::WouldBlock => "would block",
        })
    }
}

impl std::error::Error for FsError {}
