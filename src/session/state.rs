//! What a session remembers between commands; impossible combinations do not exist.

use std::time::Duration;

use bytes::Bytes;

use crate::auth::{Secret, User};
use crate::clock::Timestamp;
use crate::protocol::{FactSet, FtpPath, Level, Representation, Structure, TransferMode, Verb};

use super::{ExchangeId, Marks, Tally, VirtualHost};

#[derive(Debug)]
pub(super) struct State {
    pub(super) login: Login,
    /// `ACCT` has named the account of the user who is logged in.
    pub(super) accounted: bool,
    /// Failed logins; neither `REIN` nor `USER` forgets them.
    pub(super) failures: u32,
    pub(super) cwd: FtpPath,
    /// The tree that `SMNT` has put in the place of the user's home.
    pub(super) mounted: Option<FtpPath>,
    pub(super) parameters: Parameters,
    pub(super) restart: Option<RestartPoint>,
    pub(super) rename_from: Option<FtpPath>,
    /// The path of a `SITE CPFR` right before.
    pub(super) copy_from: Option<FtpPath>,
    /// The file that the running upload will create, when its mode is to be set.
    pub(super) new_file: Option<FtpPath>,
    /// The size of the running upload, as `ALLO` announced it.
    pub(super) expected: Option<u64>,
    pub(super) data_port: DataPort,
    pub(super) abort: Abort,
    pub(super) totals: Totals,
    /// When the last complete command was answered.
    pub(super) idle_since: Timestamp,
    /// When the client connected, as long as it has never logged in.
    pub(super) newcomer_since: Option<Timestamp>,
    /// Failed logins and the time of connecting, before the login that is being answered: it may
    /// yet be refused.
    pub(super) before_login: (u32, Option<Timestamp>),
    /// No further input is dealt with.
    pub(super) closing: bool,
    #[cfg(feature = "tls")]
    pub(super) security: super::security::Security,
    /// Under TLS from the beginning.
    #[cfg(feature = "tls")]
    pub(super) implicit: bool,
    /// The user whom the client's certificate stands for.
    #[cfg(feature = "tls")]
    pub(super) certified: Option<Bytes>,
    /// The name of the server in the client's handshake.
    #[cfg(feature = "tls")]
    pub(super) server_name: Option<crate::protocol::HostArg>,
}

/// The part of a file that `RANG` names, both ends included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Range {
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Range {
    /// How many octets it has.
    pub(super) const fn len(self) -> u64 {
        self.last - self.first + 1
    }
}

/// How far the login has come.
#[derive(Debug)]
pub(super) enum Login {
    Out,
    Named(Bytes),
    /// The password was right, the account is yet to come.
    Half(User, Secret),
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
    /// Chosen by `OPTS MLST`.
    pub(super) facts: Option<FactSet>,
    /// Only `EPSV` sets up data connections from now on.
    pub(super) epsv_all: bool,
    /// Set by `SITE UMASK`; without it the filesystem chooses modes.
    pub(super) umask: Option<u32>,
    /// The place of the virtual host that `HOST` has chosen.
    pub(super) host: Option<usize>,
    /// Set by `SITE IDLE`.
    pub(super) idle: Option<Duration>,
    /// The size of the next upload, as `ALLO` announced it.
    pub(super) announced: Option<u64>,
    #[cfg(feature = "hash")]
    pub(super) hash: super::hash::Algorithm,
}

/// Which part of a file the next transfer is about: `REST` and `RANG` replace each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum RestartPoint {
    /// So many octets as they are transferred, before the mode has its way (R-T21).
    Octets(u64),
    /// A part of the stored file, under `TYPE I` and `MODE S` only (R-T27).
    Range(Range),
    /// A position in the stored file: a marker that the server has given out (R-T26).
    Position(u64),
    /// A marker that nobody has given out.
    Unknown,
}

/// What the session has done so far; nothing puts it back.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) commands: u64,
    pub(super) sent: Moved,
    pub(super) received: Moved,
}

/// Complete files, and octets of all transfers, listings too.
#[derive(Debug, Default)]
pub(super) struct Moved {
    pub(super) files: u64,
    pub(super) octets: u64,
}

/// Where the client's next data connection comes from.
#[derive(Clone, Debug)]
pub(super) enum DataPort {
    None,
    Listening {
        since: Timestamp,
    },
    /// The connection of the last transfer is still open.
    Open,
    Target,
    Busy(Running),
}

/// The transfer that runs.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) exchange: ExchangeId,
    pub(super) verb: Verb,
    pub(super) what: Moving,
    pub(super) tally: Tally,
    pub(super) since: Timestamp,
}

/// What a transfer moves, and which way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Moving {
    FileIn,
    FileOut,
    Listing,
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
            accounted: false,
            failures: 0,
            cwd: FtpPath::root(),
            mounted: None,
            parameters: Parameters::default(),
            restart: None,
            rename_from: None,
            copy_from: None,
            new_file: None,
            expected: None,
            data_port: DataPort::None,
            abort: Abort::Idle,
            totals: Totals::default(),
            idle_since: now,
            newcomer_since: Some(now),
            before_login: (0, None),
            closing: false,
            #[cfg(feature = "tls")]
            security: super::security::Security::default(),
            #[cfg(feature = "tls")]
            implicit: false,
            #[cfg(feature = "tls")]
            certified: None,
            #[cfg(feature = "tls")]
            server_name: None,
        }
    }

    /// Drops who is logged in and what belongs to them (R-ST3).
    pub(super) fn log_out(&mut self) {
        self.login = Login::Out;
        self.accounted = false;
        self.cwd = FtpPath::root();
        self.mounted = None;
        self.restart = None;
        self.forget_names();
    }

    /// Drops the first half of renaming and of copying.
    pub(super) fn forget_names(&mut self) {
        self.rename_from = None;
        self.copy_from = None;
    }

    /// The directory of the server that the user sees as `/`.
    pub(super) fn root(&self, hosts: &[VirtualHost]) -> Option<FtpPath> {
        if let Some(mounted) = &self.mounted {
            return Some(mounted.clone());
        }
        let home = self.user()?.home_dir();
        let host = self.parameters.host.and_then(|at| hosts.get(at));
        Some(host.map_or_else(|| home.clone(), |host| home.below(host.root_dir())))
    }

    pub(super) const fn user(&self) -> Option<&User> {
        match &self.login {
            Login::In(user) => Some(user),
            Login::Out | Login::Named(_) | Login::Half(..) => None,
        }
    }
}
