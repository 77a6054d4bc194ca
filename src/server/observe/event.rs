//! What observers are told.

use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::auth::Secret;
use crate::clock::Timestamp;
use crate::protocol::{Escaped, FtpPath};
use crate::session::Change;
use crate::transcript::{Closing, Data};

/// A client of the server, as it is at the time of an event.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Client {
    /// The number of its session, from 1.
    pub session: u64,
    /// Where it connected from.
    pub peer: SocketAddr,
    /// The name of the user: logged in, just logged out, or about to be let in or not.
    pub user: Option<Bytes>,
    /// The user's home: where in the server's files the user's paths begin.
    pub home: FtpPath,
}

impl Client {
    /// Where in the server's files a path of an event is: what [`Files`](crate::server::Files)
    /// wants.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::sync::mpsc::channel;
    ///
    /// let (send, received) = channel();
    /// let server = FtpServer::builder()
    ///     .user(User::new("alice").home("/home/alice"))
    ///     .dir("/home/alice")
    ///     .on_event(move |event| {
    ///         if let Some(file) = event.received_file() {
    ///             let _ = send.send((file.to_string(), event.client.place_of(file)));
    ///         }
    ///     })
    ///     .start();
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.put_file("a.txt", &mut &b"x"[..])?;
    ///
    /// let (seen, place) = received.try_recv().unwrap();
    /// assert_eq!(seen, "/a.txt");
    /// assert_eq!(place, "/home/alice/a.txt".into());
    /// assert_eq!(server.fs().read(place), b"x");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn place_of(&self, path: &FtpPath) -> FtpPath {
        path.below(&self.home)
    }
}

/// Something that happened on a server, with the client that did it.
///
/// `Display` is one line: `#1 alice received /in/a.txt: 3 bytes`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerEvent {
    /// Who did it.
    pub client: Client,
    /// When, on the server's clock.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
}

/// What happened on a server; paths are those the user sees.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventKind {
    /// The tree has changed: a directory made or removed, a file removed, and the like.
    Changed(Change),
    /// A client connected and is about to be greeted.
    Connected,
    /// A client that had been told of by `Connected` is gone.
    Disconnected(Closing),
    /// A file was received completely, and is in the server's files.
    FileReceived(FtpPath, Data),
    /// A file was sent completely.
    FileSent(FtpPath, Data),
    /// A file was not received to its end; `Data` says how much of it was, and why no more.
    IncompleteReceived(FtpPath, Data),
    /// A file was not sent to its end.
    IncompleteSent(FtpPath, Data),
    /// The user logged in.
    LoggedIn,
    /// The user logged out, by `QUIT`, `REIN` or `USER`; not by just hanging up.
    LoggedOut,
    /// Somebody tried to log in, in vain.
    LoginFailed {
        /// The argument of `USER`.
        user: Bytes,
        /// The argument of `PASS`.
        password: Secret,
    },
}

impl ServerEvent {
    /// The file that was received completely, if that is what happened.
    pub const fn received_file(&self) -> Option<&FtpPath> {
        match &self.kind {
            EventKind::FileReceived(path, _) => Some(path),
            _ => None,
        }
    }

    /// The file that was sent completely, if that is what happened.
    pub const fn sent_file(&self) -> Option<&FtpPath> {
        match &self.kind {
            EventKind::FileSent(path, _) => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for ServerEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} ", self.client.session)?;
        if let Some(user) = &self.client.user {
            write!(f, "{} ", Escaped(user))?;
        }
        match &self.kind {
            EventKind::Changed(change) => display_change(change, f),
            EventKind::Connected => f.write_str("connected"),
            EventKind::Disconnected(how) => write!(f, "disconnected: {how}"),
            EventKind::FileReceived(path, data) => {
                write!(f, "received {path}: {} bytes", data.bytes)
            }
            EventKind::FileSent(path, data) => write!(f, "was sent {path}: {} bytes", data.bytes),
            EventKind::IncompleteReceived(path, data) => {
                write!(f, "received a part of {path}: {data}")
            }
            EventKind::IncompleteSent(path, data) => {
                write!(f, "was sent a part of {path}: {data}")
            }
            EventKind::LoggedIn => f.write_str("logged in"),
            EventKind::LoggedOut => f.write_str("logged out"),
            EventKind::LoginFailed { user, .. } => write!(f, "login of {} failed", Escaped(user)),
        }
    }
}

fn display_change(change: &Change, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match change {
        Change::DirMade(path) => write!(f, "made directory {path}"),
        Change::DirRemoved(path) => write!(f, "removed directory {path}"),
        Change::FileCopied { from, to } => write!(f, "copied {from} to {to}"),
        Change::FileRemoved(path) => write!(f, "removed {path}"),
        Change::LinkMade { path, target } => {
            write!(f, "made link {path} to {}", Escaped(target))
        }
        Change::ModeChanged { path, mode } => write!(f, "changed the mode of {path} to {mode:o}"),
        Change::Renamed { from, to } => write!(f, "renamed {from} to {to}"),
        Change::TimeChanged { path, time } => {
            let time = crate::protocol::stamp(*time);
            write!(f, "changed the time of {path} to {time}")
        }
    }
}
