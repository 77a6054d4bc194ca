//! Setting up data connections: `PORT PASV EPRT EPSV`.

use std::net::{IpAddr, SocketAddr};

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{Args, EpsvArg, ExtendedPort, Reply, SyntaxError, Verb, replies, verbs};
use crate::session::Effect;

/// The lowest port a client may name: below are the ports of other services (RFC 2577).
const LOWEST_PORT: u16 = 1024;

/// `PORT SP h1,h2,h3,h4,p1,p2`.
pub(super) struct Port {
    addr: SocketAddr,
}

impl Handler for Port {
    const SPEC: Spec = Spec::new(verbs::PORT, "PORT <SP> h1,h2,h3,h4,p1,p2", "RFC 959 §4.1.2");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            addr: args.host_port()?.into(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        refuse_after_epsv_all(cx, verbs::PORT)?;
        if local_ip(cx).is_ipv6() {
            return Err(replies::unknown_family("(2)").into());
        }
        target(cx, verbs::PORT, self.addr, replies::port_done())
    }
}

/// `EPRT SP |family|address|port|`.
pub(super) struct Eprt {
    /// `None` for an address family nobody knows.
    addr: Option<SocketAddr>,
}

impl Handler for Eprt {
    const SPEC: Spec = Spec {
        feat: Some("EPRT"),
        ..Spec::new(
            verbs::EPRT,
            "EPRT <SP> |family|address|port|",
            "RFC 2428 §2",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        match args.extended_port() {
            Ok(ExtendedPort(addr)) => Ok(Self { addr: Some(addr) }),
            Err(SyntaxError::BadFamily) => Ok(Self { addr: None }),
            Err(error) => Err(error),
        }
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        refuse_after_epsv_all(cx, verbs::EPRT)?;
        match self.addr {
            Some(addr) if addr.is_ipv4() == local_ip(cx).is_ipv4() => {
                target(cx, verbs::EPRT, addr, replies::eprt_done())
            }
            None => Err(replies::no_such_family(usable(local_ip(cx))).into()),
            Some(_) => Err(replies::unknown_family(usable(local_ip(cx))).into()),
        }
    }
}

/// Only the client itself can be connected to, unless transfers between servers are on, and no
/// service's port unless that is allowed, too (R-S1, R-F3).
fn target(
    cx: &mut Context<'_>,
    verb: Verb,
    addr: SocketAddr,
    done: Reply,
) -> Result<Outcome, Refusal> {
    let is_client = addr.ip().to_canonical() == cx.endpoints.peer.ip().to_canonical();
    if !is_client && !cx.policy.fxp_active && !cx.policy.is_friend(addr.ip()) {
        return Err(replies::foreign_address().into());
    }
    if addr.port() < LOWEST_PORT && !cx.policy.privileged_ports {
        return Err(replies::privileged_port().into());
    }
    cx.target(addr);
    if cx.policy.connect_at_port {
        cx.effect(Effect::Connect(verb));
        return Ok(Outcome::Closed);
    }
    Ok(done.into())
}

/// `PASV`.
pub(super) struct Pasv;

impl Handler for Pasv {
    const SPEC: Spec = Spec::new(verbs::PASV, "PASV", "RFC 959 §4.1.2");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        refuse_after_epsv_all(cx, verbs::PASV)?;
        let local = local_ip(cx);
        let shown = match (cx.policy.shown_address(local), local) {
            (Some(shown), _) => shown.to_owned(),
            (None, IpAddr::V4(ip)) => ip.to_string(),
            (None, IpAddr::V6(_)) => return Err(replies::use_epsv().into()),
        };
        let port = listen(cx)?;
        Ok(replies::passive(&shown, port).into())
    }
}

/// `EPSV [SP 1|2|ALL]`.
pub(super) struct Epsv {
    /// `None` for an address family nobody knows.
    arg: Option<EpsvArg>,
}

impl Handler for Epsv {
    const SPEC: Spec = Spec {
        feat: Some("EPSV"),
        ..Spec::new(verbs::EPSV, "EPSV [<SP> 1|2|ALL]", "RFC 2428 §3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        match args.epsv() {
            Ok(arg) => Ok(Self { arg: Some(arg) }),
            Err(SyntaxError::BadFamily) => Ok(Self { arg: None }),
            Err(error) => Err(error),
        }
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let own = if local_ip(cx).is_ipv4() { 1 } else { 2 };
        match self.arg {
            Some(EpsvArg::All) => {
                cx.state.parameters.epsv_all = true;
                Ok(replies::epsv_all().into())
            }
            Some(EpsvArg::Any) => Ok(replies::extended_passive(listen(cx)?).into()),
            Some(EpsvArg::Family(family)) if family == own => {
                Ok(replies::extended_passive(listen(cx)?).into())
            }
            Some(EpsvArg::Family(_)) => Err(replies::unknown_family(usable(local_ip(cx))).into()),
            None => Err(replies::no_such_family(usable(local_ip(cx))).into()),
        }
    }
}

fn listen(cx: &mut Context<'_>) -> Result<u16, Refusal> {
    match cx.listen() {
        Ok(addr) => Ok(addr.port()),
        Err(_) => {
            cx.forget_data_port();
            Err(replies::cannot_open_passive().into())
        }
    }
}

fn refuse_after_epsv_all(cx: &Context<'_>, verb: Verb) -> Result<(), Refusal> {
    if cx.state.parameters.epsv_all {
        return Err(replies::after_epsv_all(verb).into());
    }
    Ok(())
}

/// The server's address as the client reached it; an IPv4 address mapped into IPv6 is IPv4.
fn local_ip(cx: &Context<'_>) -> IpAddr {
    cx.endpoints.local.ip().to_canonical()
}

const fn usable(ip: IpAddr) -> &'static str {
    if ip.is_ipv4() { "(1)" } else { "(2)" }
}
