//! What a command handler may do, and nothing else.

mod copy; // copies that the server makes
mod files; // what there is, and what becomes of it
mod listings; // what lists look like
mod site; // what only commands below `SITE` do
#[cfg(feature = "tls")]
mod tls;
mod transfers; // data connections, and what moves over them
mod wording; // what the server says

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::auth::{AccountPolicy, Authenticator, Credentials, Perm, Secret, User};
use crate::clock::Timestamp;
use crate::protocol::{Command, FileKind, FtpPath, PathArg, Reply, UnixTime, Verb, replies};
use crate::vfs::Filesystem;

use super::refusal::Refusal;
use super::state::{Login, RestartPoint, State};
use super::transfer::Transfer;
use super::{Change, DataPorts, Effect, Endpoints, ExchangeId, Listing, Policy, VirtualHost};

/// The longest name and the longest path that are taken (R-P3).
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 4096;

pub(super) struct Context<'a> {
    pub(super) exchange: ExchangeId,
    /// The command that is carried out, and its verb.
    pub(super) command: Option<&'a Command>,
    pub(super) verb: Option<Verb>,
    /// The octets of the transfer that has ended.
    pub(super) moved: u64,
    pub(super) policy: &'a Policy,
    pub(super) endpoints: &'a Endpoints,
    pub(super) state: &'a mut State,
    pub(super) effects: &'a mut VecDeque<(ExchangeId, Effect)>,
    /// The files as the user sees them.
    pub(super) fs: &'a dyn Filesystem,
    /// All files of the server.
    pub(super) tree: &'a dyn Filesystem,
    pub(super) auth: &'a dyn Authenticator,
    pub(super) ports: &'a mut dyn DataPorts,
    pub(super) now: Timestamp,
    pub(super) wall: UnixTime,
    pub(super) session: u64,
    pub(super) names: &'a AtomicU64,
    pub(super) interrupted: &'a dyn Fn() -> bool,
    pub(super) listings: &'a dyn Fn(Listing) -> Listing,
    /// What a `REST` or `RANG` right before said, for the command that consumes it.
    pub(super) restart: Option<RestartPoint>,
    /// The path of an `RNFR` right before, for `RNTO`.
    pub(super) renaming: Option<FtpPath>,
    /// The path of a `SITE CPFR` right before, for `SITE CPTO`.
    pub(super) copying: Option<FtpPath>,
}

fn is_too_long(path: &FtpPath) -> bool {
    path.as_bytes().len() > LONGEST_PATH || path.longest_name() > LONGEST_NAME
}

/// Proof that the user may do `perm` at `path`: the only key to the filesystem.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    path: FtpPath,
    perm: Perm,
    /// The argument ended in `/`: it can only mean a directory.
    directory: bool,
}

impl Granted {
    pub(super) const fn path(&self) -> &FtpPath {
        &self.path
    }
}

/// What a command did, when it was not refused.
#[derive(Debug)]
pub(super) enum Outcome {
    Begin(Reply, Transfer),
    /// Replies and effects are queued already.
    Closed,
    Done(Reply),
}

impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self::Done(reply)
    }
}

impl Context<'_> {
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push_back((self.exchange, effect));
    }

    /// The refusal when the client wants no more of what takes so long; its `ABOR` is told that it
    /// had something to end.
    pub(super) fn go_on(&self) -> Result<(), Refusal> {
        if (self.interrupted)() {
            return Err(Refusal(replies::interrupted()));
        }
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.state.closing = true;
        self.effect(Effect::Close);
    }

    pub(super) fn user(&self) -> Result<&User, Refusal> {
        self.state.user().ok_or(Refusal(replies::please_login()))
    }

    /// Checks that the user may do `perm` at the path the argument means.
    pub(super) fn grant(&self, perm: Perm, arg: &PathArg) -> Result<Granted, Refusal> {
        let path = self.state.cwd.resolve(arg);
        let granted = self.grant_at(perm, path)?;
        Ok(Granted {
            directory: arg.names_directory(),
            ..granted
        })
    }

    /// [`grant`](Self::grant) for an argument that may be left out, and then means the current
    /// directory.
    pub(super) fn grant_or_cwd(
        &self,
        perm: Perm,
        arg: Option<&PathArg>,
    ) -> Result<Granted, Refusal> {
        match arg {
            Some(arg) => self.grant(perm, arg),
            None => self.grant_at(perm, self.state.cwd.clone()),
        }
    }

    /// [`grant`](Self::grant) for a name that is to be new although the permission does not say so.
    pub(super) fn grant_new(&self, perm: Perm, arg: &PathArg) -> Result<Granted, Refusal> {
        if is_too_long(&self.state.cwd.resolve(arg)) {
            return Err(Refusal(replies::name_not_allowed()));
        }
        self.grant(perm, arg)
    }

    pub(super) fn grant_at(&self, perm: Perm, path: FtpPath) -> Result<Granted, Refusal> {
        let user = self.user()?;
        if is_too_long(&path) {
            let makes_a_name = matches!(perm, Perm::Append | Perm::MakeDir | Perm::Store);
            return Err(Refusal(if makes_a_name {
                replies::name_not_allowed()
            } else {
                replies::name_invalid()
            }));
        }
        if !user.perms_at(&path).contains(perm) {
            return Err(Refusal(replies::not_granted()));
        }
        Ok(Granted {
            path,
            perm,
            directory: false,
        })
    }

    /// Who says who may log in to the host that the client has chosen.
    pub(super) fn authenticator(&self) -> &dyn Authenticator {
        let chosen = self.state.parameters.host;
        let host = chosen.and_then(|at| self.policy.hosts.get(at));
        host.and_then(VirtualHost::authenticator)
            .unwrap_or(self.auth)
    }

    pub(super) fn login(&self, mut credentials: Credentials<'_>) -> Result<User, Refusal> {
        credentials.peer = Some(self.endpoints.peer);
        #[cfg(feature = "tls")]
        {
            credentials.protected = self.state.security.protects_control();
        }
        Ok(self.authenticator().login(&credentials)?)
    }

    /// A number no other session of this server gets.
    pub(super) fn unique_number(&self) -> u64 {
        self.names.fetch_add(1, Ordering::Relaxed)
    }

    /// Forgets the user and what belongs to them, and any data connection set up.
    pub(super) fn log_out(&mut self) {
        self.note_logout();
        self.state.log_out();
        self.forget_data_port();
    }

    /// Refuses to store for users who have to name an account first.
    pub(super) fn need_account(&self) -> Result<(), Refusal> {
        match self.user()?.account_policy() {
            AccountPolicy::ToStore if !self.state.accounted => {
                Err(Refusal(replies::need_account_to_store()))
            }
            _ => Ok(()),
        }
    }

    /// Tells that the user leaves, if there is one.
    pub(super) fn note_logout(&mut self) {
        if let Some(user) = self.state.user() {
            let name = Bytes::copy_from_slice(user.name());
            self.effect(Effect::LoggedOut(name));
        }
    }

    /// Tells that somebody tried to log in, in vain.
    pub(super) fn note_failed_login(&mut self, user: &[u8], password: Secret) {
        let user = Bytes::copy_from_slice(user);
        self.effect(Effect::LoginFailed { user, password });
    }

    /// Tells what has changed in the tree.
    fn changed(&mut self, change: Change) {
        self.effect(Effect::Changed(change));
    }

    pub(super) fn log_in(&mut self, user: User, password: Secret) {
        self.state.before_login = (self.state.failures, self.state.newcomer_since);
        self.state.failures = 0;
        self.state.newcomer_since = None;
        self.state.cwd = user.start().clone();
        self.state.login = Login::In(user);
        self.effect(Effect::LoggedIn(password));
    }
}

impl Granted {
    /// A file named with a trailing `/` is not there (R-P1).
    pub(super) fn check_form(&self, kind: FileKind) -> Result<(), Refusal> {
        if self.directory && kind != FileKind::Directory {
            return Err(Refusal(replies::not_a_directory()));
        }
        Ok(())
    }
}
