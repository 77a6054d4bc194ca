//! Who talks, to whom, and how: `CLNT HOST LANG`.

use std::net::IpAddr;

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{Args, HostArg, SyntaxError, replies, verbs};
use crate::session::state::Login;

/// `CLNT SP text`: the name of the client's program, for the transcript.
pub(super) struct Clnt;

impl Handler for Clnt {
    const SPEC: Spec = Spec {
        feat: Some("CLNT"),
        ..Spec::open(verbs::CLNT, "CLNT <SP> text", "deployed")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.text().map(|_| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::client_noted().into())
    }
}

/// `HOST SP name`, before login: the virtual host.
pub(super) struct Host {
    host: Result<HostArg, SyntaxError>,
}

impl Handler for Host {
    const SPEC: Spec = Spec {
        feat: Some("HOST"),
        ..Spec::open(verbs::HOST, "HOST <SP> name", "RFC 7151 §3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let host = HostArg::parse(args.text()?);
        Ok(Self { host })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if matches!(cx.state.login, Login::In(_)) {
            return Err(replies::bad_sequence().into());
        }
        let host = self.host?;
        #[cfg(feature = "tls")]
        cx.need_same_server_name(&host)?;
        let mut known = cx.policy.hosts.iter();
        let chosen = known.position(|known| *known.name() == host);
        if chosen.is_none() && !is_own_address(&host, cx) {
            return Err(replies::unknown_host().into());
        }
        // A name that was given belongs to another host.
        cx.state.login = Login::Out;
        cx.state.parameters.host = chosen;
        let greeting = chosen.and_then(|at| cx.policy.hosts[at].text());
        Ok(match greeting {
            Some(text) => replies::host_accepted().with_text(text.clone()),
            None => replies::host_accepted(),
        }
        .into())
    }
}

fn is_own_address(host: &HostArg, cx: &Context<'_>) -> bool {
    let local: IpAddr = cx.endpoints.local.ip().to_canonical();
    *host == HostArg::Address(local)
}

/// `LANG [SP tag]`: the language of the texts, of which there is one.
pub(super) struct Lang {
    tag: Option<Vec<u8>>,
}

impl Handler for Lang {
    const SPEC: Spec = Spec {
        feat: Some("LANG EN*"),
        ..Spec::open(verbs::LANG, "LANG [<SP> tag]", "RFC 2640 §4")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let tag = args.optional();
        if !tag.is_none_or(is_tag) {
            return Err(SyntaxError::Malformed);
        }
        Ok(Self {
            tag: tag.map(<[u8]>::to_vec),
        })
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        // `EN-GB` is served by what there is of `EN`.
        let primary = |tag: &Vec<u8>| tag.split(|o| *o == b'-').next().map(<[u8]>::to_vec);
        match self.tag.as_ref().and_then(primary) {
            Some(language) if !language.eq_ignore_ascii_case(b"EN") => {
                Err(replies::unknown_language().into())
            }
            _ => Ok(replies::language_set().into()),
        }
    }
}

/// `1*8ALPHA *("-" 1*8ALPHA)`.
fn is_tag(text: &[u8]) -> bool {
    text.split(|octet| *octet == b'-')
        .all(|part| (1..=8).contains(&part.len()) && part.iter().all(u8::is_ascii_alphabetic))
}
