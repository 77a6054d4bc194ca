//! The protocol machine: synchronous, without sockets, streams or a clock of its own.
//!
//! [`Session::handle`] takes what happened, [`Session::poll_effect`] gives what to do; after each
//! `handle`, poll until `None`. What a step needs from outside is lent to it as an [`Env`].

mod as_user;
mod asked;
mod change;
mod coded;
mod commands;
mod context;
mod custom;
mod deadlines;
#[cfg(feature = "hash")]
mod hash;
mod host;
mod known;
mod list_policy;
mod listing;
mod machine;
mod marks;
mod part;
mod policy;
mod ports;
mod profile;
mod refusal;
#[cfg(feature = "tls")]
mod security;
mod standing;
mod state;
mod transfer;
mod wording;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::auth::{Authenticator, Secret};
use bytes::Bytes;

use crate::clock::Timestamp;
use crate::protocol::{Command, Reply, UnixTime, Verb, replies};
use crate::vfs::{Filesystem, Rooted};

use as_user::{AsUser, Role};
use context::Context;
use state::{DataPort, State};

pub use change::Change;
pub use commands::{Midway, Spec, midway, quits, specs};
pub use custom::{Call, CustomCommand, NewCommand};
pub use host::VirtualHost;
pub use known::{Endpoints, Facts};
pub use list_policy::{ListOrder, ListPolicy};
pub use listing::{EditLines, Listing};
pub use marks::Marks;
pub use policy::{ForeignData, InvalidUtf8, Policy};
pub use ports::{DataPorts, PortError, Reach};
pub use profile::Profile;
#[cfg(feature = "tls")]
pub use security::{DataPolicy, ReusePolicy, Secured, TlsPolicy};
pub use transfer::{Body, Download, SentMarkers, Tally, Transfer, TransferEnd, Upload};
pub use wording::{Encoding, Greeting};

/// The number of an exchange (a command and its replies, or an event) within its session.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ExchangeId(pub u64);

/// Collaborators lent for one step.
#[allow(missing_debug_implementations, reason = "a bundle of borrows")]
pub struct Env<'a> {
    /// The server's files; the session sees its user's home in it.
    pub fs: &'a dyn Filesystem,
    /// Who may log in.
    pub auth: &'a dyn Authenticator,
    /// Where data connections come from.
    pub ports: &'a mut dyn DataPorts,
    /// The time, for timers.
    pub now: Timestamp,
    /// The calendar time, for listings.
    pub wall: UnixTime,
    /// The number of the session.
    pub session: u64,
    /// The server's counter for unique names.
    pub names: &'a AtomicU64,
    /// Whether the client wants no more of a step that takes long: it sent `ABOR`, or has gone.
    pub interrupted: &'a dyn Fn() -> bool,
    /// What becomes of a listing before it is sent.
    pub listings: &'a dyn Fn(Listing) -> Listing,
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input<'a> {
    /// A command came in.
    Command(&'a Command),
    /// The client is connected.
    Connected,
    /// The time of [`Session::deadline`] has come.
    Deadline,
    /// Something else has logged in the user of this name, or the one that `USER` has named.
    LetIn(Option<Bytes>),
    /// A line was longer than allowed.
    LineTooLong,
    /// What became of [`Effect::Connect`].
    Reached(Verb, Reach),
    /// The login that is just being answered, by this password, is not wanted.
    LoginRefused(Secret, Reply),
    /// The client is connected, and not wanted.
    Refused(Reply),
    /// A Telnet subnegotiation never ended.
    Runaway,
    /// The control connection is under TLS from here on.
    #[cfg(feature = "tls")]
    Secured(Secured),
    /// The transfer that ran is over.
    TransferEnded(TransferEnd),
}

/// What is to be done, in order.
#[derive(Debug)]
#[non_exhaustive]
pub enum Effect {
    /// Something has changed in the tree; the reply that says so is yet to come.
    Changed(Change),
    /// End the session once everything is written.
    Close,
    /// Connect to the client now, for this verb; [`Input::Reached`] is to follow.
    Connect(Verb),
    /// A user is logged in from here on, by this password.
    LoggedIn(Secret),
    /// This user was logged in until now.
    LoggedOut(Bytes),
    /// Somebody tried to log in, in vain.
    LoginFailed {
        /// The argument of `USER`.
        user: Bytes,
        /// The argument of `PASS`.
        password: Secret,
    },
    /// Wait before the next effect.
    Pause(Duration),
    /// Send a reply.
    Reply(Reply),
    /// Protect the control connection; nothing that was received so far may be interpreted.
    #[cfg(feature = "tls")]
    StartTls(Option<usize>),
    /// Go on in clear, once the client has said that it does.
    #[cfg(feature = "tls")]
    StopTls,
    /// Begin a transfer.
    Transfer(Transfer),
}

/// Most steps cause no more: room for others would be idle in most sessions.
const USUAL_EFFECTS: usize = 2;

/// One control connection's state and the effects it has yet to cause.
pub struct Session {
    policy: Arc<Policy>,
    endpoints: Endpoints,
    state: State,
    effects: VecDeque<(ExchangeId, Effect)>,
}

impl Session {
    /// A session that has just been accepted.
    pub fn new(policy: Arc<Policy>, endpoints: Endpoints, now: Timestamp) -> Self {
        Self {
            policy,
            endpoints,
            state: State::new(now),
            effects: VecDeque::with_capacity(USUAL_EFFECTS),
        }
    }

    /// Takes what happened; the effects it causes belong to `exchange`, those of a transfer's end
    /// to the exchange that began it.
    pub fn handle(&mut self, exchange: ExchangeId, input: Input<'_>, env: &mut Env<'_>) {
        if self.state.closing {
            return;
        }
        if let Input::Command(_) = input {
            self.state.totals.commands += 1;
            self.check_standing(exchange, env);
        }
        let replaced = match input {
            Input::Command(command) => commands::replaced(command, &self.policy),
            _ => None,
        };
        let command = match (&replaced, &input) {
            (Some(command), _) => Some(command),
            (None, Input::Command(command)) => Some(*command),
            _ => None,
        };
        let role = match (&self.policy.impersonate, self.state.user()) {
            (Some(how), Some(user)) => Some(Role::new(how, user)),
            _ => None,
        };
        let acting = role.map(|role| AsUser::new(env.fs, role));
        let tree: &dyn Filesystem = match &acting {
            Some(acting) => acting,
            None => env.fs,
        };
        let rooted = self
            .state
            .root(&self.policy.hosts)
            .filter(|home| !home.is_root())
            .map(|home| Rooted::new(tree, home));
        let fs: &dyn Filesystem = match &rooted {
            Some(rooted) => rooted,
            None => tree,
        };
        let mut cx = Context {
            exchange,
            command,
            moved: 0,
            verb: command.and_then(|command| commands::verb_of(command, &self.policy)),
            policy: &self.policy,
            endpoints: &self.endpoints,
            state: &mut self.state,
            effects: &mut self.effects,
            fs,
            tree,
            auth: env.auth,
            ports: env.ports,
            now: env.now,
            wall: env.wall,
            session: env.session,
            names: env.names,
            interrupted: env.interrupted,
            listings: env.listings,
            restart: None,
            renaming: None,
            copying: None,
        };
        match input {
            Input::Command(given) => commands::dispatch(command.unwrap_or(given), &mut cx),
            Input::Connected => {
                let text = cx.policy.greeting.text(cx.endpoints.peer);
                cx.reply(replies::greeting(&text));
            }
            Input::Deadline => return self.deadline_passed(exchange, env),
            Input::LetIn(name) => commands::admit(&mut cx, name),
            Input::LineTooLong => {
                cx.state.forget_names();
                cx.reply(replies::line_too_long());
            }
            Input::Reached(verb, how) => cx.reached(verb, how),
            Input::LoginRefused(password, reply) => {
                commands::refuse_login(&mut cx, password, reply);
            }
            Input::Refused(reply) => {
                cx.reply(reply);
                cx.close();
            }
            Input::Runaway => {
                cx.reply(replies::bad_telnet());
                cx.close();
            }
            #[cfg(feature = "tls")]
            Input::Secured(secured) => cx.secured(secured),
            Input::TransferEnded(end) => cx.transfer_ended(end),
        }
        self.state.idle_since = env.now;
    }

    /// A reply of the server that belongs to no command, in its words.
    pub fn worded(&self, reply: Reply) -> Reply {
        let reply = self.policy.dialect.word(reply, None, &|_| Vec::new());
        if self.policy.repeat_code {
            return reply.repeat_code();
        }
        reply
    }

    /// The next thing to do, with the exchange it belongs to.
    pub fn poll_effect(&mut self) -> Option<(ExchangeId, Effect)> {
        self.effects.pop_front()
    }

    /// Whether a transfer runs.
    pub const fn is_transferring(&self) -> bool {
        matches!(self.state.data_port, DataPort::Busy(_))
    }

    /// The restart markers of the session.
    pub const fn marks(&self) -> &Marks {
        &self.state.parameters.marks
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
