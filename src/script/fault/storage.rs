//! Faults of the filesystem.

use std::fmt;

use bytes::Bytes;

use super::{Edit, Fault, FsOp, Lag};
#[cfg(feature = "serde")]
use crate::protocol::octets;
use crate::vfs::FsError;

/// What goes wrong in the filesystem during one exchange.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum StorageFault {
    /// This happens to the files right before the final reply.
    Afterwards(Edit),
    /// What is new appears later.
    Appears(Lag),
    /// An upload finds the disk full after this many octets.
    DiskFullAfter(u64),
    /// Every access to the filesystem fails in this way.
    Error(FsError),
    /// A file that moves fails after this many octets.
    ErrorAfter(u64, FsError),
    /// This operation fails: each time, or the n-th time in the exchange.
    ErrorOn(FsOp, Option<u64>, FsError),
    /// Entries of directories whose names match this glob are not listed.
    Hidden(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// Whether the part that arrived of a cut upload is kept.
    KeepPartial(bool),
    /// As long as a file is open, whoever else would use it gets this error.
    Locks(FsError),
    /// What was renamed can still be seen under its old name for a while.
    OldName(Lag),
    /// This operation does nothing, and says that it was done.
    Pretended(FsOp),
    /// An upload can be seen while it arrives.
    VisibleEarly,
}

impl Fault {
    /// An upload finds the disk full after `bytes` octets: the rest is read and dropped, the reply
    /// is 452, and the old file stays.
    ///
    /// With [`data_when_refused`](Fault::data_when_refused) the rest is not read.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).fault(Fault::disk_full_after(2));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// let error = ftp.put_file("/a", &mut &b"hello"[..]).unwrap_err();
    /// assert!(error.to_string().contains("452"));
    /// assert!(!server.fs().exists("/a"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn disk_full_after(bytes: u64) -> Self {
        Self::of_storage(StorageFault::DiskFullAfter(bytes))
    }

    /// Every access to the filesystem fails with `error`, and the reply is the one that belongs to
    /// it (550, 450, 451, 452, 552 or 553).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(DELE).optional().fault(Fault::io_error(FsError::Busy));  // 450
    /// ```
    pub fn io_error(error: FsError) -> Self {
        Self::of_storage(StorageFault::Error(error))
    }

    /// A file fails with `error` after `bytes` octets of it were read or written; a listing, after
    /// so many entries.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(RETR).fault(Fault::io_error_after(2, FsError::Corrupt));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.retr_as_buffer("/a").unwrap_err().to_string().contains("451"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn io_error_after(bytes: u64, error: FsError) -> Self {
        Self::of_storage(StorageFault::ErrorAfter(bytes, error))
    }

    /// This operation fails with `error`, as often as the command does it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// // All octets are taken, and then: 552.
    /// server.on(STOR).fault(Fault::io_error_on(FsOp::Commit, FsError::QuotaExceeded));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.put_file("/a", &mut &b"hello"[..]).unwrap_err().to_string().contains("552"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn io_error_on(operation: FsOp, error: FsError) -> Self {
        Self::of_storage(StorageFault::ErrorOn(operation, None, error))
    }

    /// The `n`-th time that the command does this operation, from 1, it fails with `error`.
    ///
    /// # Panics
    /// When `n` is 0.
    #[track_caller]
    pub fn io_error_nth(operation: FsOp, n: u64, error: FsError) -> Self {
        assert!(
            n > 0,
            "io_error_nth(.., 0, ..) never happens: it counts from 1"
        );
        Self::of_storage(StorageFault::ErrorOn(operation, Some(n), error))
    }

    /// Whatever would change the files fails, and reading does not: 550.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(ANY).fault(Fault::read_only());
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"hello");
    /// assert!(ftp.rm("/a").unwrap_err().to_string().contains("550"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn read_only() -> Self {
        Self::io_error_on(FsOp::Change, FsError::ReadOnly)
    }

    /// Says that this operation was done, and does nothing: a `STOR` whose file is not there
    /// ([`FsOp::Commit`]), an `MFMT` that changes no time ([`FsOp::SetTime`]), an empty listing
    /// ([`FsOp::List`]).
    ///
    /// Looking at files and opening them can not be pretended.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(DELE).fault(Fault::pretend(FsOp::Remove));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.rm("/a")?; // 250
    /// assert!(server.fs().exists("/a"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn pretend(operation: FsOp) -> Self {
        Self::of_storage(StorageFault::Pretended(operation))
    }

    /// Entries whose names match this glob are not listed, though they are there.
    ///
    /// # Panics
    /// When the glob is malformed.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/d/.hidden", "").start();
    /// server.on(NLST).fault(Fault::hide(".*"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.nlst(Some("/d"))?.is_empty());
    /// assert!(ftp.rmdir("/d").is_err()); // it is not empty
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    #[track_caller]
    pub fn hide(names: impl AsRef<[u8]>) -> Self {
        let glob = crate::script::Pattern::text(names.as_ref());
        Self::of_storage(StorageFault::Hidden(glob.shown().clone()))
    }

    /// Whether the part that arrived of an upload that was cut is kept, in the place of what
    /// [`Builder::keep_partial`](crate::Builder::keep_partial) says.
    pub fn keep_partial(kept: bool) -> Self {
        Self::of_storage(StorageFault::KeepPartial(kept))
    }

    /// Everybody sees an upload while it arrives, not only when it is complete.
    pub fn visible_early() -> Self {
        Self::of_storage(StorageFault::VisibleEarly)
    }
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = |count: u64| if count == 1 { "byte" } else { "bytes" };
        match self {
            Self::Afterwards(edit) => edit.fmt(f),
            Self::Appears(lag) => lag.fmt(f),
            Self::DiskFullAfter(count) => write!(f, "disk full after {count} {}", bytes(*count)),
            Self::Error(error) => write!(f, "filesystem error: {error}"),
            Self::ErrorAfter(count, error) => {
                write!(
                    f,
                    "filesystem error after {count} {}: {error}",
                    bytes(*count)
                )
            }
            Self::ErrorOn(operation, None, error) => {
                write!(f, "filesystem error when {operation}: {error}")
            }
            Self::ErrorOn(operation, Some(n), error) => {
                write!(f, "filesystem error when {operation}, time {n}: {error}")
            }
            Self::Hidden(glob) => write!(f, "{} not listed", String::from_utf8_lossy(glob)),
            Self::KeepPartial(true) => f.write_str("what arrived is kept"),
            Self::KeepPartial(false) => f.write_str("what arrived is dropped"),
            Self::Locks(error) => write!(f, "file locked while it is open: {error}"),
            Self::OldName(lag) => write!(f, "old name {}", lag.as_end()),
            Self::Pretended(operation) => write!(f, "{operation} only pretended"),
            Self::VisibleEarly => f.write_str("upload visible at once"),
        }
    }
}
