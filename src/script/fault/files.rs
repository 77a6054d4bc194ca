//! What happens to files beside what a command does: operations, changes, and things that take a
//! while to appear.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::{Fault, StorageFault};
use crate::protocol::FtpPath;
#[cfg(feature = "serde")]
use crate::protocol::octets;
use crate::vfs::FsError;

/// Something that a command does to the files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum FsOp {
    /// Any of those that change something.
    Change,
    /// Putting a complete upload into its place.
    Commit,
    /// Making a directory.
    CreateDir,
    /// Listing a directory.
    List,
    /// Looking at what is there: kind, size, times.
    Look,
    /// Opening a file to read it.
    Open,
    /// Reading from a file.
    Read,
    /// Removing a file.
    Remove,
    /// Removing a directory.
    RemoveDir,
    /// Renaming.
    Rename,
    /// Setting a mode.
    SetMode,
    /// Setting an owner or a group.
    SetOwner,
    /// Setting a time.
    SetTime,
    /// Opening a file to write it.
    Store,
    /// Making a symbolic link.
    Symlink,
    /// Writing to a file.
    Write,
}

impl FsOp {
    /// Whether this is meant by `asked`.
    pub(crate) fn is(self, asked: Self) -> bool {
        let reads = matches!(self, Self::List | Self::Look | Self::Open | Self::Read);
        self == asked || asked == Self::Change && !reads
    }
}

/// Something that happens to the files without a command.
///
/// Paths are the server's, as with [`FtpServer::fs`](crate::FtpServer::fs).
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Edit {
    /// A file grows by these octets, or is made.
    Append(
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// A file is removed, or a directory with all that is in it.
    Remove(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// Something gets another name.
    Rename(
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// A file has these octets from now on, or is made.
    Write(
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
}

/// How long what is new can not be seen yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Lag {
    /// For so many commands of all clients.
    Commands(u64),
    /// For as long as the session lasts: only later ones see it.
    Session,
    /// For so long, on the server's clock.
    Time(Duration),
}

impl Fault {
    /// After the command, before its final reply, what is at this path vanishes: a file, or a
    /// directory with all that is in it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(LIST).fault(Fault::vanishes("/a"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.list(None)?.len(), 1);
    /// assert!(ftp.retr_as_buffer("/a").is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn vanishes(path: impl Into<FtpPath>) -> Self {
        Self::afterwards(Edit::Remove(octets_of(path)))
    }

    /// After the command, before its final reply, these octets are added to a file; one that is not
    /// there is made.
    pub fn grows(path: impl Into<FtpPath>, octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::afterwards(Edit::Append(octets_of(path), octets))
    }

    /// After the command, before its final reply, a file has these octets and no others; one that is
    /// not there is made.
    pub fn replaced(path: impl Into<FtpPath>, octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::afterwards(Edit::Write(octets_of(path), octets))
    }

    /// After the command, before its final reply, what is at this path gets another name.
    pub fn renamed(from: impl Into<FtpPath>, to: impl Into<FtpPath>) -> Self {
        Self::afterwards(Edit::Rename(octets_of(from), octets_of(to)))
    }

    /// What the command makes (a file, a directory, a new name) can not be seen for so long, on the
    /// server's clock, though it is confirmed.
    pub fn appears_after(time: Duration) -> Self {
        Self::of_storage(StorageFault::Appears(Lag::Time(time)))
    }

    /// What the command makes (a file, a directory, a new name) can not be seen by the next `n`
    /// commands, of whichever client, though it is confirmed.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).fault(Fault::appears_after_commands(1));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.put_file("/a", &mut &b"hello"[..])?;
    /// assert!(ftp.size("/a").is_err());
    /// assert_eq!(ftp.size("/a")?, 5);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn appears_after_commands(n: u64) -> Self {
        Self::of_storage(StorageFault::Appears(Lag::Commands(n)))
    }

    /// What the command makes (a file, a directory, a new name) can be seen by sessions that begin
    /// later, and by no other.
    pub fn appears_in_later_sessions() -> Self {
        Self::of_storage(StorageFault::Appears(Lag::Session))
    }

    /// As long as the command has a file open, others get `error` when they want to read, write, rename or
    /// remove it: an upload, or a download, locks it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "old").start();
    /// server.on(STOR).fault(Fault::locks(FsError::Locked)); // 450
    ///
    /// let connect = || {
    ///     let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    ///     ftp.login("alice", "secret").map(|()| ftp)
    /// };
    /// let (mut writer, mut reader) = (connect()?, connect()?);
    /// let upload = writer.put_with_stream("/a")?;
    /// assert!(reader.retr_as_buffer("/a").unwrap_err().to_string().contains("450"));
    /// upload.finish()?;
    /// reader.retr_as_buffer("/a")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn locks(error: FsError) -> Self {
        Self::of_storage(StorageFault::Locks(error))
    }

    /// What the command renames can still be seen and read under its old name for so long, on the
    /// server's clock: both names are there, as on storages that copy and remove.
    ///
    /// With [`appears_after`](Fault::appears_after) neither is.
    pub fn old_name_for(time: Duration) -> Self {
        Self::of_storage(StorageFault::OldName(Lag::Time(time)))
    }

    /// The same for the next `n` commands, of whichever client.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(RNTO).fault(Fault::old_name_for_commands(1));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.rename("/a", "/b")?;
    /// assert_eq!(ftp.size("/a")?, 5);
    /// assert!(ftp.size("/a").is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn old_name_for_commands(n: u64) -> Self {
        Self::of_storage(StorageFault::OldName(Lag::Commands(n)))
    }

    fn afterwards(edit: Edit) -> Self {
        Self::of_storage(StorageFault::Afterwards(edit))
    }
}

fn octets_of(path: impl Into<FtpPath>) -> Bytes {
    Bytes::copy_from_slice(path.into().as_bytes())
}

impl fmt::Display for FsOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Change => "changing",
            Self::Commit => "storing",
            Self::CreateDir => "making a directory",
            Self::List => "listing",
            Self::Look => "looking",
            Self::Open => "opening",
            Self::Read => "reading",
            Self::Remove => "removing a file",
            Self::RemoveDir => "removing a directory",
            Self::Rename => "renaming",
            Self::SetMode => "setting a mode",
            Self::SetOwner => "setting an owner",
            Self::SetTime => "setting a time",
            Self::Store => "opening to write",
            Self::Symlink => "linking",
            Self::Write => "writing",
        })
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Bytes| FtpPath::new(path).to_string();
        let length = |octets: &Bytes| match octets.len() {
            1 => "1 byte".to_owned(),
            count => format!("{count} bytes"),
        };
        match self {
            Self::Append(path, octets) => {
                write!(f, "{} grows by {}", shown(path), length(octets))
            }
            Self::Remove(path) => write!(f, "{} vanishes", shown(path)),
            Self::Rename(from, to) => write!(f, "{} becomes {}", shown(from), shown(to)),
            Self::Write(path, octets) => {
                write!(f, "{} replaced by {}", shown(path), length(octets))
            }
        }
    }
}

impl Lag {
    /// As the end of something that can be seen until then.
    pub(super) fn as_end(self) -> String {
        match self {
            Self::Commands(1) => "visible for 1 more command".to_owned(),
            Self::Commands(n) => format!("visible for {n} more commands"),
            Self::Session => "visible to this session and older ones".to_owned(),
            Self::Time(by) => format!("visible for another {by:?}"),
        }
    }
}

impl fmt::Display for Lag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commands(1) => f.write_str("visible after 1 command"),
            Self::Commands(n) => write!(f, "visible after {n} commands"),
            Self::Session => f.write_str("visible to later sessions"),
            Self::Time(by) => write!(f, "visible after {by:?}"),
        }
    }
}
