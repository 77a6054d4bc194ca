//! Faults of the filesystem.

use std::fmt;

use super::Fault;
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
    /// An upload finds the disk full after this many octets.
    DiskFullAfter(u64),
    /// Every access to the filesystem fails in this way.
    Error(FsError),
}

impl Fault {
    /// An upload finds the disk full after `bytes` octets: the rest is read and dropped, the reply
    /// is 452, and the old file stays.
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
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DiskFullAfter(bytes) => write!(f, "disk full after {bytes} bytes"),
            Self::Error(error) => write!(f, "filesystem error: {error}"),
        }
    }
}
