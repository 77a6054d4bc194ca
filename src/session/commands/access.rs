//! Logging in and out: `USER PASS ACCT REIN QUIT`.

use bytes::Bytes;

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::{self, Credentials, Secret};
use crate::protocol::{Args, Reply, SyntaxError, replies, verbs};
use crate::session::state::{Login, Parameters, State};
use crate::session::{Effect, Policy};

/// `USER SP name`: begins a login, and ends the one before.
pub(super) struct User {
    name: Bytes,
}

impl Handler for User {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::open(verbs::USER, "USER <SP> name", "RFC 959 §4.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            name: Bytes::copy_from_slice(args.text()?),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if matches!(cx.state.login, Login::In(_)) {
            cx.log_out();
        }
        cx.state.login = Login::Named(self.name);
        Ok(replies::need_password().into())
    }
}

/// `PASS [SP password]`: completes a login.
pub(super) struct Pass {
    password: Vec<u8>,
}

impl Handler for Pass {
    const SPEC: Spec = Spec::open(verbs::PASS, "PASS [<SP> password]", "RFC 959 §4.1.1");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            password: args.optional().unwrap_or_default().to_vec(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let name = match std::mem::replace(&mut cx.state.login, Login::Out) {
            Login::Named(name) => name,
            other => {
                cx.state.login = other;
                return Err(replies::bad_sequence().into());
            }
        };
        let attempt = Attempt {
            user: name,
            password: Secret::new(self.password),
        };
        let mut credentials = attempt.credentials();
        credentials.peer = Some(cx.endpoints.peer);
        match cx.login(&credentials) {
            Ok(user) => {
                let welcome = replies::logged_in(user.welcome_text());
                cx.log_in(user, attempt.password);
                Ok(welcome.into())
            }
            Err(Refusal(reply)) => {
                for effect in attempt.failed(reply, cx.state, cx.policy) {
                    cx.effect(effect);
                }
                Ok(Outcome::Closed)
            }
        }
    }
}

/// A name and a password that somebody tried.
pub(in crate::session) struct Attempt {
    pub(in crate::session) user: Bytes,
    pub(in crate::session) password: Secret,
}

impl Attempt {
    fn credentials(&self) -> Credentials<'_> {
        Credentials::new(&self.user, self.password.reveal())
    }

    /// What comes of it when it has failed: after too many the connection is closed (R-S3).
    pub(in crate::session) fn failed(
        self,
        reply: Reply,
        state: &mut State,
        policy: &Policy,
    ) -> Vec<Effect> {
        state.failures += 1;
        let mut effects = vec![Effect::LoginFailed {
            user: self.user,
            password: self.password,
        }];
        if !policy.auth_failed_delay.is_zero() {
            effects.push(Effect::Pause(policy.auth_failed_delay));
        }
        if state.failures < policy.max_login_attempts {
            effects.push(Effect::Reply(reply));
        } else {
            state.closing = true;
            effects.push(Effect::Reply(replies::too_many_logins()));
            effects.push(Effect::Close);
        }
        effects
    }
}

/// `ACCT SP account`: nobody here has one.
pub(super) struct Acct;

impl Handler for Acct {
    const SPEC: Spec = Spec::open(verbs::ACCT, "ACCT <SP> account", "RFC 959 §4.1.1");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.text().map(|_| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match cx.state.login {
            Login::In(_) => Ok(replies::account_superfluous().into()),
            Login::Named(_) | Login::Out => Err(replies::bad_sequence().into()),
        }
    }
}

/// `REIN`: back to the state right after the greeting (R-ST1).
pub(super) struct Rein;

impl Handler for Rein {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::open(verbs::REIN, "REIN", "RFC 959 §4.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.log_out();
        cx.state.parameters = Parameters::default();
        Ok(replies::ready_for_new_user().into())
    }
}

/// `QUIT`.
pub(super) struct Quit;

impl Handler for Quit {
    const SPEC: Spec = Spec::open(verbs::QUIT, "QUIT", "RFC 959 §4.1.1");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.note_logout();
        cx.forget_data_port();
        let farewell = cx.state.user().map_or(&b""[..], auth::User::farewell_text);
        cx.reply(replies::closing(farewell));
        cx.close();
        Ok(Outcome::Closed)
    }
}
