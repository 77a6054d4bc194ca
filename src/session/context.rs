//! What a command handler may do, and nothing else.

mod site; // what only commands below `SITE` do
#[cfg(feature = "tls")]
mod tls;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::auth::{Authenticator, Credentials, Perm, User};
use crate::clock::Timestamp;
use crate::protocol::{
    Coding, CodingError, FileKind, FtpPath, PathArg, Reply, Representation, Structure, UnixTime,
    Verb, replies,
};
use crate::vfs::{DirEntries, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

use super::refusal::Refusal;
use super::state::{Abort, DataPort, Login, RestartPoint, Running, State};
use super::transfer::{Body, Transfer, TransferEnd};
use super::{DataPorts, Effect, Endpoints, ExchangeId, Policy, PortError};

/// The longest name and the longest path that are taken (R-P3).
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 4096;

pub(super) struct Context<'a> {
    pub(super) exchange: ExchangeId,
    pub(super) policy: &'a Policy,
    pub(super) endpoints: &'a Endpoints,
    pub(super) state: &'a mut State,
    pub(super) effects: &'a mut VecDeque<(ExchangeId, Effect)>,
    pub(super) fs: &'a dyn Filesystem,
    pub(super) auth: &'a dyn Authenticator,
    pub(super) ports: &'a mut dyn DataPorts,
    pub(super) now: Timestamp,
    pub(super) wall: UnixTime,
    pub(super) session: u64,
    pub(super) names: &'a AtomicU64,
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
    pub(super) fn reply(&mut self, reply: Reply) {
        self.effect(Effect::Reply(reply));
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push_back((self.exchange, effect));
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
            return Err(Refusal(replies::permission_denied()));
        }
        Ok(Granted {
            path,
            perm,
            directory: false,
        })
    }

    /// Metadata of what is at the path, links followed.
    pub(super) fn metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.fs.metadata(&at.path)?;
        at.check_form(metadata.kind)?;
        Ok(metadata)
    }

    /// Metadata of the link itself, where there is one.
    pub(super) fn link_metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.fs.link_metadata(&at.path)?;
        at.check_form(metadata.kind)?;
        Ok(metadata)
    }

    /// Metadata of a plain file.
    pub(super) fn file_metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.metadata(at)?;
        match metadata.kind {
            FileKind::Directory => Err(Refusal(replies::is_a_directory())),
            _ => Ok(metadata),
        }
    }

    /// Whether there is anything of that name, however the argument was written.
    pub(super) fn is_taken(&self, at: &Granted) -> bool {
        self.fs.link_metadata(&at.path).is_ok()
    }

    /// A name that ends in `/` is never that of a file (R-P1).
    fn check_file_name(&self, at: &Granted) -> Result<(), Refusal> {
        if !at.directory {
            return Ok(());
        }
        Err(Refusal(match self.fs.metadata(&at.path) {
            Ok(found) if found.is_dir() => replies::is_a_directory(),
            _ => replies::not_a_directory(),
        }))
    }

    pub(super) fn read_link(&self, at: &Granted) -> Option<bytes::Bytes> {
        self.fs.read_link(&at.path).ok()
    }

    pub(super) fn read_dir(&self, at: &Granted) -> Result<DirEntries, Refusal> {
        debug_assert_eq!(at.perm, Perm::List);
        Ok(self.fs.read_dir(&at.path)?)
    }

    /// Lists a directory to work on all that is in it, under whatever permission allows that.
    pub(super) fn entries(&self, at: &Granted) -> Result<DirEntries, Refusal> {
        Ok(self.fs.read_dir(&at.path)?)
    }

    /// How much more can be stored.
    pub(super) fn available(&self, at: &FtpPath) -> FsResult<u64> {
        self.fs.available(at)
    }

    pub(super) fn open(&self, at: &Granted, how: OpenHow) -> Result<Box<dyn File>, Refusal> {
        self.check_file_name(at)?;
        let result = self.fs.open(&at.path, how);
        match how {
            OpenHow::Read { .. } => Ok(result?),
            _ => result.map_err(Refusal::new_name),
        }
    }

    /// Opens a file to compute something about it, under whatever permission allows asking.
    pub(super) fn inspect(&self, at: &Granted) -> Result<Box<dyn File>, Refusal> {
        Ok(self.fs.open(&at.path, OpenHow::Read { from: 0 })?)
    }

    /// Opens a new file for writing; `None` when something of that name exists.
    pub(super) fn open_new(&self, at: &Granted) -> Result<Option<Box<dyn File>>, Refusal> {
        self.check_file_name(at)?;
        match self.fs.open(&at.path, OpenHow::CreateNew) {
            Ok(file) => Ok(Some(file)),
            Err(FsError::AlreadyExists) => Ok(None),
            Err(error) => Err(Refusal::new_name(error)),
        }
    }

    pub(super) fn create_dir(&self, at: &Granted) -> Result<(), Refusal> {
        self.fs.create_dir(&at.path).map_err(Refusal::new_name)?;
        self.set_new_mode(&at.path, 0o777);
        Ok(())
    }

    pub(super) fn remove_dir(&self, at: &Granted) -> Result<(), Refusal> {
        if at.path.is_root() {
            return Err(Refusal(replies::permission_denied()));
        }
        Ok(self.fs.remove_dir(&at.path)?)
    }

    pub(super) fn remove_file(&self, at: &Granted) -> Result<(), Refusal> {
        self.check_file_name(at)?;
        Ok(self.fs.remove_file(&at.path)?)
    }

    pub(super) fn rename(&self, from: &Granted, to: &Granted) -> Result<(), Refusal> {
        self.fs
            .rename(&from.path, &to.path)
            .map_err(|error| match error {
                FsError::AlreadyExists | FsError::InvalidName => {
                    Refusal(replies::name_not_allowed())
                }
                other => Refusal::new_name(other),
            })
    }

    pub(super) fn set_modified(&self, at: &Granted, to: UnixTime) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeTime);
        Ok(self.fs.set_modified(&at.path, to)?)
    }

    pub(super) fn set_created(&self, at: &Granted, to: UnixTime) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeTime);
        Ok(self.fs.set_created(&at.path, to)?)
    }

    pub(super) fn set_mode(&self, at: &Granted, mode: u32) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeMode);
        Ok(self.fs.set_mode(&at.path, mode)?)
    }

    pub(super) fn login(&self, credentials: &Credentials<'_>) -> Result<User, Refusal> {
        Ok(self.auth.login(credentials)?)
    }

    pub(super) fn listen(&mut self) -> Result<SocketAddr, PortError> {
        let addr = self.ports.listen(self.endpoints.local)?;
        self.state.data_port = DataPort::Listening { since: self.now };
        Ok(addr)
    }

    pub(super) fn target(&mut self, addr: SocketAddr) {
        self.ports.target(addr);
        self.state.data_port = DataPort::Target;
    }

    pub(super) fn forget_data_port(&mut self) {
        self.ports.drop_all();
        self.state.data_port = DataPort::None;
    }

    /// A number no other session of this server gets.
    pub(super) fn unique_number(&self) -> u64 {
        self.names.fetch_add(1, Ordering::Relaxed)
    }

    /// What `TYPE`, `STRU` and `MODE` make of a file.
    pub(super) fn coding(&self) -> Coding {
        let parameters = &self.state.parameters;
        let mut coding = Coding::new(
            parameters.representation,
            parameters.structure,
            parameters.mode,
        );
        coding.ascii = self.policy.ascii;
        coding.level = parameters.level;
        coding.limits = self.policy.inflate_limits;
        coding
    }

    /// [`coding`](Self::coding) for the content of a file: records are lines of text, and an image
    /// has none (RFC 1123, section 4.1.3.4).
    pub(super) fn file_coding(&self) -> Result<Coding, Refusal> {
        let coding = self.coding();
        match (coding.representation, coding.structure) {
            (Representation::Image, Structure::Record) => Err(Refusal(replies::mismatch())),
            _ => Ok(coding),
        }
    }

    /// Refuses with 425 when no data connection has been set up.
    pub(super) fn need_data_port(&self) -> Result<(), Refusal> {
        match self.state.data_port {
            DataPort::Listening { .. } | DataPort::Target => Ok(()),
            DataPort::None | DataPort::Busy(_) => Err(Refusal(replies::use_pasv_first())),
        }
    }

    /// Begins a transfer: the data port is taken from here on.
    pub(super) fn begin(
        &mut self,
        opening: Reply,
        verb: Verb,
        body: Body,
    ) -> Result<Outcome, Refusal> {
        self.need_data_port()?;
        self.state.data_port = DataPort::Busy(Running {
            exchange: self.exchange,
            verb,
        });
        let transfer = Transfer {
            verb,
            body,
            #[cfg(feature = "tls")]
            private: self.state.security.is_private(),
        };
        Ok(Outcome::Begin(opening, transfer))
    }

    pub(super) fn transfer_ended(&mut self, end: TransferEnd) {
        let DataPort::Busy(running) = self.state.data_port else {
            return;
        };
        self.state.data_port = DataPort::None;
        if let Some(path) = self.state.new_file.take() {
            self.set_new_mode(&path, 0o666);
        }
        if end == TransferEnd::Aborted {
            self.state.abort = Abort::ReplyDue;
        }
        let reply = match end {
            TransferEnd::Aborted | TransferEnd::Broken => replies::transfer_aborted(),
            TransferEnd::Complete => replies::transfer_complete(),
            TransferEnd::NoConnection => replies::cannot_open_data(),
            #[cfg(feature = "tls")]
            TransferEnd::NotResumed => self.not_resumed(),
            #[cfg(feature = "tls")]
            TransferEnd::Unprotected => replies::data_tls_failed(),
            TransferEnd::Stopped => return,
            TransferEnd::Storage(error) => Refusal::new_name(error).0,
            TransferEnd::TimedOut => replies::data_timeout(),
            TransferEnd::Undecodable(error) => match error {
                CodingError::Incomplete => replies::transfer_aborted(),
                CodingError::Malformed => replies::malformed_data(),
                CodingError::TooLarge => replies::inflates_too_much(),
                CodingError::Corrupt => replies::compressed_data_corrupt(),
            },
        };
        self.effects
            .push_back((running.exchange, Effect::Reply(reply)));
    }

    /// Forgets the user and what belongs to them, and any data connection set up.
    pub(super) fn log_out(&mut self) {
        self.state.log_out();
        self.forget_data_port();
    }

    pub(super) fn log_in(&mut self, user: User) {
        self.state.failures = 0;
        self.state.cwd = user.start().clone();
        self.state.login = Login::In(user);
        self.effect(Effect::LoggedIn);
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
