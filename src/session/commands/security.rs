//! Protection by TLS: `AUTH ADAT PBSZ PROT CCC MIC CONF ENC` (RFC 2228, RFC 4217).

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{Args, SyntaxError, replies, verbs};
use crate::session::security::{DataPolicy, Protection, Security};
use crate::session::state::Parameters;
use crate::session::{Effect, Policy};

const fn is_offered(policy: &Policy) -> bool {
    policy.tls.offered || policy.tls.implicit
}

/// `AUTH SP mechanism`: everything from here on is under TLS.
pub(super) struct Auth {
    /// The data connections are to be protected, too; `None` for a mechanism nobody knows.
    private: Option<bool>,
}

impl Handler for Auth {
    const SPEC: Spec = Spec {
        enabled: is_offered,
        restart: Restart::Clear,
        ..Spec::open(verbs::AUTH, "AUTH <SP> mechanism", "RFC 4217 §4")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let private = match args.text()?.to_ascii_uppercase().as_slice() {
            b"TLS" | b"TLS-C" => Some(false),
            b"SSL" | b"TLS-P" => Some(true),
            _ => None,
        };
        Ok(Self { private })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if cx.state.security != Security::Clear {
            return Err(replies::auth_again().into());
        }
        let Some(private) = self.private else {
            return Err(replies::auth_unknown().into());
        };
        cx.log_out();
        let host = cx.state.parameters.host;
        cx.state.parameters = Parameters::default();
        let is_private = private && cx.policy.tls.ssl_implies_private;
        cx.state.security = Security::Tls(if is_private {
            Protection::Private
        } else {
            Protection::Unsized
        });
        cx.reply(replies::auth_accepted());
        cx.effect(Effect::StartTls(host));
        Ok(Outcome::Closed)
    }
}

/// `ADAT SP base64`: TLS brings its own data.
pub(super) struct Adat;

impl Handler for Adat {
    const SPEC: Spec = Spec {
        enabled: is_offered,
        ..Spec::open(verbs::ADAT, "ADAT <SP> base64data", "RFC 2228 §3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.text().map(|_| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Err(replies::no_security_data().into())
    }
}

/// `PBSZ SP n`: for TLS there is but one size.
pub(super) struct Pbsz {
    is_number: bool,
}

impl Handler for Pbsz {
    const SPEC: Spec = Spec {
        feat: Some("PBSZ"),
        enabled: is_offered,
        ..Spec::open(verbs::PBSZ, "PBSZ <SP> size", "RFC 4217 §8")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let digits = args.text()?;
        let is_number = digits.iter().all(u8::is_ascii_digit)
            && std::str::from_utf8(digits).is_ok_and(|text| text.parse::<u32>().is_ok());
        Ok(Self { is_number })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Security::Tls(protection) = &mut cx.state.security else {
            return Err(replies::no_security_exchange().into());
        };
        if !self.is_number {
            return Err(SyntaxError::Malformed.into());
        }
        if *protection == Protection::Unsized {
            *protection = Protection::Clear;
        }
        Ok(replies::buffer_size().into())
    }
}

/// `PROT SP C|P`: whether the next data connections are protected.
pub(super) struct Prot {
    level: Level,
}

enum Level {
    Clear,
    Private,
    Unknown,
    /// `S` and `E`: levels that TLS does not have.
    Unsupported,
}

impl Handler for Prot {
    const SPEC: Spec = Spec {
        feat: Some("PROT"),
        enabled: is_offered,
        ..Spec::open(verbs::PROT, "PROT <SP> C|P", "RFC 4217 §9")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let level = match args.text()?.to_ascii_uppercase().as_slice() {
            b"C" => Level::Clear,
            b"P" => Level::Private,
            b"S" | b"E" => Level::Unsupported,
            _ => Level::Unknown,
        };
        Ok(Self { level })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Security::Tls(protection) = &mut cx.state.security else {
            return Err(replies::no_security_exchange().into());
        };
        if *protection == Protection::Unsized {
            return Err(replies::no_buffer_size().into());
        }
        let (wanted, reply) = match (self.level, cx.policy.tls.data) {
            (Level::Unknown, _) => return Err(SyntaxError::Unsupported.into()),
            (Level::Unsupported, _) => return Err(replies::protection_unsupported().into()),
            (Level::Clear, DataPolicy::Required) | (Level::Private, DataPolicy::Forbidden) => {
                return Err(replies::protection_refused().into());
            }
            (Level::Clear, _) => (Protection::Clear, replies::protection_clear()),
            (Level::Private, _) => (Protection::Private, replies::protection_private()),
        };
        *protection = wanted;
        Ok(reply.into())
    }
}

/// `CCC`: the control connection goes on in clear, for firewalls that read along.
pub(super) struct Ccc;

impl Handler for Ccc {
    const SPEC: Spec = Spec {
        feat: Some("CCC"),
        enabled: |policy| is_offered(policy) && policy.tls.clearing,
        ..Spec::new(verbs::CCC, "CCC", "RFC 4217 §5")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Security::Tls(protection) = cx.state.security else {
            return Err(replies::not_protected().into());
        };
        cx.state.security = Security::Cleared(protection);
        cx.reply(replies::cleared());
        cx.effect(Effect::StopTls);
        Ok(Outcome::Closed)
    }
}

/// What `MIC`, `CONF` and `ENC` are answered: they wrap commands, which TLS does better.
fn wrapped(cx: &Context<'_>) -> Result<Outcome, Refusal> {
    Err(match cx.state.security {
        Security::Tls(_) => replies::level_unsupported().into(),
        Security::Clear | Security::Cleared(_) => replies::no_security_exchange().into(),
    })
}

macro_rules! wrapping {
    ($($name:ident $verb:ident $syntax:literal;)*) => {$(
        #[doc = concat!("`", $syntax, "`")]
        pub(super) struct $name;

        impl Handler for $name {
            const SPEC: Spec = Spec {
                enabled: is_offered,
                ..Spec::open(verbs::$verb, $syntax, "RFC 2228 §3")
            };

            fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
                args.text().map(|_| Self)
            }

            fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
                wrapped(cx)
            }
        }
    )*};
}

wrapping! {
    Conf CONF "CONF <SP> base64data";
    Enc ENC "ENC <SP> base64data";
    Mic MIC "MIC <SP> base64data";
}
