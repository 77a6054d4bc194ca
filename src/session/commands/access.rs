//! Logging in and out: `USER PASS ACCT REIN QUIT`.

use bytes::Bytes;

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::{self, AccountPolicy, Credentials, Secret};
use crate::protocol::{Args, Reply, SyntaxError, replies, verbs};
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
            && let Ok(user) = cx.login(Credentials::certified(&self.name))
        {
            let certified = replies::logged_in_by_certificate();
            return Ok(let_in(user, Secret::new([]), certified, cx).into());
        }
        if let Some(user) = cx.authenticator().admit(&self.name) {
            let welcome = replies::logged_in(user.welcome_text());
            return Ok(let_in(user, Secret::new([]), welcome, cx).into());
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
            half @ Login::Half(..) => {
                cx.state.login = half;
                return Err(replies::bad_sequence().into());
            }
            user @ Login::In(_) => {
                let by_name = matches!(&user, Login::In(user) if user.needs_no_password());
                cx.state.login = user;
                return if by_name {
                    Ok(replies::superfluous().into())
                } else {
                    Err(replies::already_logged_in().into())
                };
            }
        };
        let password = Secret::new(self.password);
        match cx.login(Credentials::new(&name, password.reveal())) {
            Ok(user) => {
                let welcome = replies::logged_in(user.welcome_text());
                Ok(let_in(user, password, welcome, cx).into())
            }
            Err(refusal) => {
                cx.note_failed_login(&name, password);
                failed_login(refusal, cx)
            }
        }
    }
}

/// Whoever is known may still have to name an account.
fn let_in(user: auth::User, password: Secret, welcome: Reply, cx: &mut Context<'_>) -> Reply {
    if user.account_policy() == AccountPolicy::ToLogIn {
        cx.state.login = Login::Half(user, password);
        return replies::need_account();
    }
    cx.log_in(user, password);
    welcome
}

fn logged_in(user: auth::User, password: Secret, cx: &mut Context<'_>) -> Reply {
    let welcome = replies::logged_in(user.welcome_text());
    cx.log_in(user, password);
    welcome
}

/// Makes the login that is just being answered one that has failed, answered by `reply`.
pub(in crate::session) fn refuse_login(cx: &mut Context<'_>, password: Secret, reply: Reply) {
    let Some(user) = cx.state.user() else {
        return;
    };
    let name = user.name().to_vec();
    cx.state.log_out();
    (cx.state.failures, cx.state.newcomer_since) = cx.state.before_login;
    cx.effects.clear();
    cx.note_failed_login(&name, password);
    if let Err(Refusal(reply)) = failed_login(reply.into(), cx) {
        cx.reply(reply);
    }
}

/// Logs in whoever something else says is logged in: with what the server knows of the user, and all
/// rights where it knows nothing.
pub(in crate::session) fn admit(cx: &mut Context<'_>, name: Option<Bytes>) {
    let named = match std::mem::replace(&mut cx.state.login, Login::Out) {
        user @ Login::In(_) => {
            cx.state.login = user;
            return;
        }
        Login::Half(user, password) => return cx.log_in(user, password),
        Login::Named(name) => Some(name),
        Login::Out => None,
    };
    let name = name.or(named);
    let name = name.unwrap_or_else(|| Bytes::from_static(b"anonymous"));
    let known = cx.authenticator().admit(&name);
    let user = known.unwrap_or_else(|| auth::User::new(name));
    cx.log_in(user, Secret::new([]));
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

/// `ACCT SP account`: completes a login, or allows to store.
pub(super) struct Acct {
    account: Vec<u8>,
}

impl Handler for Acct {
    const SPEC: Spec = Spec::open(verbs::ACCT, "ACCT <SP> account", "RFC 959 §4.1.1");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            account: args.text()?.to_vec(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        #[cfg(feature = "tls")]
        cx.need_protected_control()?;
        match std::mem::replace(&mut cx.state.login, Login::Out) {
            Login::Half(user, password) if user.has_account(&self.account) => {
                Ok(logged_in(user, password, cx).into())
            }
            Login::Half(user, password) => {
                cx.note_failed_login(user.name(), password);
                failed_login(replies::account_refused().into(), cx)
            }
            Login::In(user) => {
                let policy = user.account_policy();
                let is_right = user.has_account(&self.account);
                cx.state.login = Login::In(user);
                match policy {
                    AccountPolicy::ToStore if cx.state.accounted => {
                        Ok(replies::account_superfluous().into())
                    }
                    AccountPolicy::ToStore if is_right => {
                        cx.state.accounted = true;
                        Ok(replies::account_accepted().into())
                    }
                    AccountPolicy::ToStore => failed_login(replies::account_refused().into(), cx),
                    _ => Ok(replies::account_superfluous().into()),
                }
            }
            other @ (Login::Named(_) | Login::Out) => {
                cx.state.login = other;
                Err(replies::bad_sequence().into())
            }
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
        cx.note_logout();
        cx.forget_data_port();
        let farewell = cx.state.user().map_or(&b""[..], auth::User::farewell_text);
        cx.reply(replies::closing(farewell));
        cx.close();
        Ok(Outcome::Closed)
    }
}
