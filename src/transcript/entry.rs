//! What can stand in a transcript.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;

use crate::clock::Timestamp;
use crate::protocol::{Command, FtpPath, Reply};

use super::tls::Tls;

/// One thing that happened, recorded before the client could see anything of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Its place in the history of the whole server, from 0.
    pub seq: u64,
    /// The number of its session, from 1.
    pub session: u64,
    /// The number of its exchange within the session: a command and all that it causes.
    pub exchange: u64,
    /// When it happened, on the server's clock.
    pub at: Timestamp,
    /// What happened.
    pub kind: EntryKind,
    /// Most entries have none, and sessions are to be small.
    pub(super) path: Option<Box<FtpPath>>,
}

impl Entry {
    /// The path that a command is about, as the user sees it: what the filter `path` of a rule
    /// looks at.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().dir("/in").start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.cwd("/in")?;
    /// ftp.mkdir("new")?;
    ///
    /// let transcript = server.transcript().only(MKD);
    /// assert_eq!(transcript.entries().next().unwrap().path(), Some(&"/in/new".into()));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn path(&self) -> Option<&FtpPath> {
        self.path.as_deref()
    }
}

/// What happened.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EntryKind {
    /// The session ended.
    Closed(Closing),
    /// A command came in; a password is never kept.
    Command(Command),
    /// A client connected.
    Connected(SocketAddr),
    /// A transfer ended.
    Data(Data),
    /// A rule struck.
    Fault {
        /// The rule's name, where it has one.
        rule: Option<Arc<str>>,
        /// What was done.
        what: String,
    },
    /// A user logged in.
    LoggedIn(Bytes),
    /// Something out of the ordinary.
    Note(Note),
    /// Octets that a rule sent as they are.
    RawReply(Bytes),
    /// A reply was sent.
    Reply(Reply),
    /// A TLS handshake is over.
    Tls(Box<Tls>),
}

/// How a session ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Closing {
    /// The client closed its end without `QUIT`.
    ByClient,
    /// The server closed its end, without having been asked.
    ByServer,
    /// The session was open when the server finished.
    OpenAtFinish,
    /// After `QUIT`.
    Quit,
    /// The client reset the connection.
    ResetByClient,
    /// The server reset the connection.
    ResetByServer,
}

/// Which way data moved.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Direction {
    /// From the server to the client.
    Download,
    /// From the client to the server.
    Upload,
}

/// What moved on a data connection.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Data {
    /// Which way.
    pub direction: Direction,
    /// How many octets moved.
    pub bytes: u64,
    /// How many were meant to, where that was known.
    pub expected: Option<u64>,
    /// A hash of the octets that moved: equal content has equal hashes, see
    /// [`content_hash`](crate::transcript::content_hash).
    pub hash: u64,
    /// How it ended.
    pub end: DataEnd,
}

impl Data {
    pub(crate) const fn new(direction: Direction, end: DataEnd) -> Self {
        Self {
            direction,
            bytes: 0,
            expected: None,
            hash: 0,
            end,
        }
    }
}

/// How the data of a transfer ended.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DataEnd {
    /// By `ABOR`.
    Aborted,
    /// The client closed the connection before the end.
    ClosedByClient,
    /// A rule closed the connection.
    ClosedByServer,
    /// Everything moved.
    Complete,
    /// There was no data connection.
    NoConnection,
    /// The filesystem refused.
    Refused(String),
    /// The client reset the connection.
    ResetByClient,
    /// A rule reset the connection.
    ResetByServer,
    /// A rule let the data stall.
    StalledByServer,
    /// The session ended meanwhile.
    Stopped,
    /// No octet moved for too long.
    TimedOut,
    /// There was no TLS, though there should have been.
    Unprotected,
}

/// Something out of the ordinary that is neither a command nor a reply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// The command before ended in LF alone.
    BareLf,
    /// From here on the client and the session do not hear of each other.
    CutOff,
    /// Somebody else connected to the data port, and was dropped.
    ForeignData(IpAddr),
    /// So many octets came in clear after `AUTH`, or after `CCC` under TLS, and were dropped.
    Injected(usize),
    /// A line was longer than allowed.
    LineTooLong,
    /// The client closed a data connection under TLS without saying that it was the end.
    NoCloseNotify,
    /// Telnet Synch, as some clients send it before `ABOR`.
    Synch,
    /// A guest has logged in who may change something.
    WritingGuest,
}

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByClient => "closed by client",
            Self::ByServer => "closed by server",
            Self::OpenAtFinish => "open at finish",
            Self::Quit => "closed",
            Self::ResetByClient => "reset by client",
            Self::ResetByServer => "reset by server",
        })
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Download => "S->C",
            Self::Upload => "C->S",
        })
    }
}

impl fmt::Display for Data {
    /// `C->S 11 bytes`, `S->C 10 of 262144 bytes, reset by server`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.direction)?;
        let unit = |count: u64| if count == 1 { "byte" } else { "bytes" };
        match (&self.end, self.expected) {
            (DataEnd::NoConnection, _) => return f.write_str("no connection"),
            (DataEnd::Unprotected, _) => return f.write_str("no TLS"),
            (DataEnd::Complete, _) => {
                return write!(f, "{} {}", self.bytes, unit(self.bytes));
            }
            // An upload is read to its end before it is refused.
            (DataEnd::Refused(_), None) => write!(f, "{} {}", self.bytes, unit(self.bytes))?,
            (_, Some(expected)) => write!(f, "{} of {expected} {}", self.bytes, unit(expected))?,
            (_, None) => write!(f, "{} of ? bytes", self.bytes)?,
        }
        write!(f, ", {}", self.end)
    }
}

impl fmt::Display for DataEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aborted => "aborted",
            Self::ClosedByClient => "closed by client",
            Self::ClosedByServer => "closed by server",
            Self::Complete => "complete",
            Self::NoConnection => "no connection",
            Self::Refused(why) => return write!(f, "refused: {why}"),
            Self::ResetByClient => "reset by client",
            Self::ResetByServer => "reset by server",
            Self::StalledByServer => "stalled by server",
            Self::Stopped => "stopped",
            Self::TimedOut => "timed out",
            Self::Unprotected => "no TLS",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BareLf => f.write_str("the line ended in a bare LF"),
            Self::CutOff => f.write_str("cut off: nothing arrives any more"),
            Self::ForeignData(ip) => write!(f, "data connection from {ip} dropped"),
            Self::Injected(octets) => write!(f, "{octets} bytes dropped: not protected by TLS"),
            Self::LineTooLong => f.write_str("a line was too long"),
            Self::NoCloseNotify => f.write_str("no close_notify on the data connection"),
            Self::Synch => f.write_str("Telnet Synch"),
            Self::WritingGuest => f.write_str("anyone may write: this guest needs no password"),
        }
    }
}
