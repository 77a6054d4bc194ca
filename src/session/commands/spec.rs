//! What is known of a command without running it.

use crate::protocol::{Args, PathArg, Verb};
use crate::session::Policy;
use crate::session::state::RestartPoint;

/// The facts of one command: one row of the table that drives dispatch, `HELP` and `FEAT`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Spec {
    /// The verb; `SITE` for a command below it.
    pub verb: Verb,
    /// How it is written, as `HELP` shows it.
    pub syntax: &'static str,
    /// Where it is defined.
    pub rfc: &'static str,
    /// Its line in `FEAT`, where that is always the same.
    pub feat: Option<&'static str>,
    /// The permission letters it may ask for, for people; what counts is what it is granted.
    pub perms: &'static str,
    /// What is done with it while a transfer runs.
    pub midway: Midway,
    /// Whether it may read or change so much that others would notice the wait.
    pub(super) heavy: bool,
    pub(super) access: Access,
    /// Whether a policy leaves it switched on; verbs it is `without` are checked apart.
    pub(super) enabled: fn(&Policy) -> bool,
    pub(super) path: fn(Args<'_>) -> Option<PathArg>,
    /// Without an argument it is about the current directory.
    pub(super) means_cwd: bool,
    pub(super) restart: Restart,
    pub(super) sequence: Sequence,
    /// Whether it needs a data connection.
    #[cfg(feature = "tls")]
    pub(super) transfers: bool,
}

/// What is done with a command that comes in while a transfer runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Midway {
    /// It ends the transfer now and is answered in its turn.
    Abort,
    /// It waits until the transfer is over.
    Defer,
    /// It is carried out at once, unless others wait already.
    Serve,
}

/// Who may use a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Access {
    Anyone,
    LoggedIn,
    /// Users who have named their account, where they have to (RFC 959, reply 532).
    WithAccount,
}

/// What becomes of the marker of an earlier `REST` or `RANG` (R-T20).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Restart {
    Clear,
    Consume,
    /// Consumes what `RANG` said, keeps what `REST` said.
    #[cfg(feature = "hash")]
    ConsumeRange,
    Keep,
}

impl Restart {
    /// Updates the marker; gives it to a command that consumes it.
    pub(super) fn apply(self, point: &mut Option<RestartPoint>) -> Option<RestartPoint> {
        match self {
            Self::Clear => {
                *point = None;
                None
            }
            Self::Consume => point.take(),
            #[cfg(feature = "hash")]
            Self::ConsumeRange => point.take_if(|point| matches!(point, RestartPoint::Range(_))),
            Self::Keep => None,
        }
    }
}

/// Whether a command may stand between `RNFR` and `RNTO`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sequence {
    Break,
    Keep,
    /// Only without an argument.
    KeepAlone,
}

impl Sequence {
    pub(super) fn is_kept(self, args: Args<'_>) -> bool {
        match self {
            Self::Break => false,
            Self::Keep => true,
            Self::KeepAlone => args.optional().is_none(),
        }
    }
}

impl Spec {
    /// A command for users who are logged in; what differs is set by struct update.
    pub(super) const fn new(verb: Verb, syntax: &'static str, rfc: &'static str) -> Self {
        Self {
            verb,
            syntax,
            rfc,
            feat: None,
            perms: "",
            midway: Midway::Defer,
            heavy: false,
            access: Access::LoggedIn,
            enabled: |_| true,
            path: no_path,
            means_cwd: false,
            restart: Restart::Keep,
            sequence: Sequence::Break,
            #[cfg(feature = "tls")]
            transfers: false,
        }
    }

    /// A command that needs no login.
    pub(super) const fn open(verb: Verb, syntax: &'static str, rfc: &'static str) -> Self {
        Self {
            access: Access::Anyone,
            ..Self::new(verb, syntax, rfc)
        }
    }

    /// A command that stores something.
    pub(super) const fn stores(self) -> Self {
        Self {
            access: Access::WithAccount,
            ..self
        }
    }

    /// A command whose whole argument is a path.
    pub(super) const fn on_path(self, perms: &'static str) -> Self {
        Self {
            path: whole_path,
            perms,
            ..self
        }
    }

    /// A command that is about the current directory when it has no argument.
    pub(super) const fn or_cwd(self) -> Self {
        Self {
            means_cwd: true,
            ..self
        }
    }

    /// A command that transfers data.
    pub(super) const fn transfers(self) -> Self {
        Self {
            restart: Restart::Consume,
            #[cfg(feature = "tls")]
            transfers: true,
            ..self
        }
    }

    /// What one types: `RETR`, `SITE CHMOD`.
    pub fn name(&self) -> String {
        match self.site_name() {
            "" => self.verb.name().to_owned(),
            sub => format!("{} {sub}", self.verb.name()),
        }
    }

    /// Whether a server with this policy has it; others answer 502.
    pub fn is_on(&self, policy: &Policy) -> bool {
        let is_gone = || {
            policy
                .without_site
                .iter()
                .any(|name| name == self.site_name())
        };
        !policy.without.contains(&self.verb)
            && (policy.without_site.is_empty() || !is_gone())
            && (self.enabled)(policy)
    }

    /// Whether it can be used before login.
    pub fn needs_login(&self) -> bool {
        self.access != Access::Anyone
    }

    /// The word after `SITE`; empty for a command of its own.
    pub(super) fn site_name(&self) -> &'static str {
        match self.syntax.strip_prefix("SITE ") {
            Some(rest) => rest.split(' ').next().unwrap_or_default(),
            None => "",
        }
    }
}

fn no_path(_: Args<'_>) -> Option<PathArg> {
    None
}

fn whole_path(args: Args<'_>) -> Option<PathArg> {
    args.path().ok()
}
