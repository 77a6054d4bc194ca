//! What a rule may look at.

use std::net::SocketAddr;

use crate::clock::Timestamp;
use crate::protocol::{Command, FtpPath, Representation};

use super::trigger::{Event, Trigger};

/// A command that has come in, or an event, as rules and closures see it.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// server.on(CWD).run(|cmd| {
///     let strange = cmd.argument()?.contains(&b'~');
///     strange.then_some((550, "No homes here."))
/// });
///
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("alice", "secret")?;
/// ftp.cwd("/")?;
/// assert!(ftp.cwd("~bob").unwrap_err().to_string().contains("No homes here."));
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exchange<'a> {
    pub(crate) session: u64,
    pub(crate) id: u64,
    pub(crate) subject: Subject<'a>,
    pub(crate) path: Option<FtpPath>,
    pub(crate) user: Option<&'a [u8]>,
    pub(crate) peer: SocketAddr,
    pub(crate) is_tls: bool,
    pub(crate) representation: Representation,
    pub(crate) now: Timestamp,
    pub(crate) nth: u64,
}

/// What the exchange is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    Command(&'a Command),
    Event(Event),
}

impl<'a> Exchange<'a> {
    /// The number of the session, from 1, in the order in which clients connected.
    pub const fn session(&self) -> u64 {
        self.session
    }

    /// The command; `None` for an [`Event`].
    pub const fn command(&self) -> Option<&'a Command> {
        match self.subject {
            Subject::Command(command) => Some(command),
            Subject::Event(_) => None,
        }
    }

    /// The event; `None` for a command.
    pub const fn event(&self) -> Option<Event> {
        match self.subject {
            Subject::Command(_) => None,
            Subject::Event(event) => Some(event),
        }
    }

    /// Where the client connected from.
    pub const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Whether the control connection is under TLS.
    pub const fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// What `TYPE` has said.
    pub const fn representation(&self) -> Representation {
        self.representation
    }

    /// The argument of the command, as sent.
    pub fn argument(&self) -> Option<&'a [u8]> {
        self.command()?.argument()
    }

    /// The virtual path that the argument means in the session's current directory.
    pub const fn path(&self) -> Option<&FtpPath> {
        self.path.as_ref()
    }

    /// The name of the user, once logged in, or who has failed to.
    pub const fn user(&self) -> Option<&'a [u8]> {
        self.user
    }

    /// Which match of its rule this is, from 1, over what the rule counts over.
    pub const fn nth(&self) -> u64 {
        self.nth
    }

    pub(crate) fn is(&self, trigger: &Trigger) -> bool {
        match self.subject {
            Subject::Command(command) => trigger.matches_command(command),
            Subject::Event(event) => trigger.matches_event(event),
        }
    }
}
