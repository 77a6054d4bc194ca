//! Logging in and out: `USER PASS ACCT REIN QUIT`.

use bytes::Bytes;

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Credentials;
use crate::protocol::{Args, SyntaxError, replies, verbs};
use crate::session::Effect;
use crate::session::state::{Login, Parameters};

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
        #[cfg(feature = "tls")]
        cx.need_protected_control()?;
        let again = matches!(cx.state.login, Login::In(_));
        if again {
            cx.log_out();
        }
        #[cfg(feature = "tls")]
        if cx.state.certified.as_ref() == Some(&self.name)
            && let Ok(user) = cx.login(&Credentials::certified(&self.name))
        {
            cx.log_in(user);
            return Ok(replies::logged_in_by_certificate().into());
        }
        cx.state.login = Login::Named(self.name);
        Ok(if again {
            replies::need_password_again()
        } else {
            replies::need_password()
        }
        .into())
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
        #[cfg(feature = "tls")]
        cx.need_protected_control()?;
        let name = match std::mem::replace(&mut cx.state.login, Login::Out) {
            Login::Named(name) => name,
            Login::Out => return Err(replies::bad_sequence().into()),
            user @ Login::In(_) => {
                cx.state.login = user;
                return Err(replies::already_logged_in().into());
            }
        };
        match cx.login(&Credentials::new(&name, &self.password)) {
            Ok(user) => {
                let welcome = replies::logged_in(b"");
                cx.log_in(user);
                Ok(welcome.into())
            }
            Err(refusal) => failed_login(refusal, cx),
        }
    }
}

/// After too many failures the connection is closed (R-S3).
fn failed_login(refusal: Refusal, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
    cx.state.failures += 1;
    if !cx.policy.auth_failed_delay.is_zero() {
        cx.effect(Effect::Pause(cx.policy.auth_failed_delay));
    }
    if cx.state.failures < cx.policy.max_login_attempts {
        return Err(refusal);
    }
    cx.reply(replies::too_many_logins());
    cx.close();
    Ok(Outcome::Closed)
}

/// `ACCT SP account`: nobody here has one.
pub(super) struct Acct;

impl Handler for Acct {
    const SPEC: Spec = Spec::open(verbs::ACCT, "ACCT <SP> account", "RFC 959 §4.1.1");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.text().map(|_| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        #[cfg(feature = "tls")]
        cx.need_protected_control()?;
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
        #[cfg(feature = "tls")]
        if cx.unprotect() {
            cx.reply(replies::ready_for_new_user());
            cx.effect(Effect::StopTls);
            return Ok(Outcome::Closed);
        }
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
        cx.forget_data_port();
        cx.reply(replies::closing(b""));
        cx.close();
        Ok(Outcome::Closed)
    }
}
