//! What a session remembers between commands; impossible combinations do not exist.

use bytes::Bytes;

use crate::auth::User;
use crate::clock::Timestamp;
use crate::protocol::{FactSet, FtpPath, Level, Representation, Structure, TransferMode, Verb};

use super::{ExchangeId, Marks};

#[derive(Debug)]
pub(super) struct State {
    pub(super) login: Login,
    /// Failed logins; neither `REIN` nor `USER` forgets them.
    pub(super) failures: u32,
    pub(super) cwd: FtpPath,
    pub(super) parameters: Parameters,
    pub(super) restart: Option<RestartPoint>,
    pub(super) rename_from: Option<FtpPath>,
    pub(super) data_port: DataPort,
    pub(super) abort: Abort,
    /// When the last complete command was answered.
    pub(super) idle_since: Timestamp,
    /// No further input is dealt with.
    pub(super) closing: bool,
}

/// How far the login has come.
#[derive(Debug)]
pub(super) enum Login {
    Out,
    Named(Bytes),
    In(User),
}

/// What `REIN` puts back and `USER` leaves alone.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) representation: Representation,
    pub(super) structure: Structure,
    pub(super) mode: TransferMode,
    /// How hard `MODE Z` compresses.
    pub(super) level: Level,
    pub(super) marks: Marks,
    pub(super) facts: FactSet,
    /// Only `EPSV` sets up data connections from now on.
    pub(super) epsv_all: bool,
}

/// What the marker of a `REST` means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum RestartPoint {
    /// So many octets as they are transferred, before the mode has its way (R-T21).
    Octets(u64),
    /// A position in the stored file: a marker that the server has given out (R-T26).
    Position(u64),
    /// A marker that nobody has given out.
    Unknown,
}

/// Where the client's next data connection comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum DataPort {
    None,
    Listening { since: Timestamp },
    Target,
    Busy(Running),
}

/// The transfer that runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    pub(super) exchange: ExchangeId,
    pub(super) verb: Verb,
}

/// Whether a transfer was aborted by an `ABOR` whose own reply is still due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Abort {
    Idle,
    ReplyDue,
}

impl State {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            login: Login::Out,
            failures: 0,
            cwd: FtpPath::root(),
            parameters: Parameters::default(),
            restart: None,
            rename_from: None,
            data_port: DataPort::None,
            abort: Abort::Idle,
            idle_since: now,
            closing: false,
        }
    }

    /// Drops who is logged in and what belongs to them (R-ST3).
    pub(super) fn log_out(&mut self) {
        self.login = Login::Out;
        self.cwd = FtpPath::root();
        self.restart = None;
        self.rename_from = None;
    }

    pub(super) const fn user(&self) -> Option<&User> {
        match &self.login {
            Login::In(user) => Some(user),
            Login::Out | Login::Named(_) => None,
        }
    }
}
