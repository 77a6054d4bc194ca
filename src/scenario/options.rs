//! How the options of a server are spelled: one row for each method of `Builder`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::args::{Octets, Size};
use super::args_many::{Named, Pairs, Ports};
use super::options_values::{HostName, Places, Texts, Threads, Wall, Words};
use super::row::{Row, flag, row};
use crate::protocol::{FtpPath, Verb};
use crate::server::Builder;
use crate::session::{ForeignData, Profile};

type B = Builder;

/// How it is spelled, what it does, and how to say it.
pub(super) type Way<A> = (&'static str, fn(B, A) -> B, &'static str);

/// These set others, so they come first wherever they stand.
pub(super) const FIRST: &[&str] = &["profile", "personality"];

/// Every option there is, after "The server ..".
pub(crate) fn table() -> Vec<Row<Builder>> {
    let mut rows = vec![
        row(
            "profile",
            |b: B, p: Named<Profile>| b.profile(p.0),
            "takes {} for a model",
        ),
        row(
            "personality",
            |b: B, p: Named<Profile>| b.profile(p.0),
            "takes {} for a model",
        ),
    ];
    rows.extend(network());
    rows.extend(logins());
    rows.extend(super::options_ways::table());
    rows
}

fn network() -> Vec<Row<Builder>> {
    let mut rows = vec![
        row(
            "listen",
            |b: B, at: SocketAddr| b.listen(at),
            "listens at {}",
        ),
        flag("ipv6", B::ipv6, "listens at [::1]"),
        row("backlog", B::backlog, "lets {} clients wait"),
        row(
            "max_connections",
            B::max_connections,
            "serves at most {} clients at once",
        ),
        row(
            "max_connections_per_ip",
            B::max_connections_per_ip,
            "serves at most {} clients of one address at once",
        ),
        row(
            "workers",
            |b: B, Threads(n)| b.workers(n),
            "runs on {} threads of its own",
        ),
        row(
            "passive_ports",
            |b: B, ports: Ports| b.passive_ports(ports.0),
            "takes data connections on the ports {}",
        ),
        row(
            "passive_ports_or_any",
            B::passive_ports_or_any,
            "takes any port when none of those is free|takes no other port when none of those is free",
        ),
        row(
            "masquerade",
            |b: B, at: String| b.masquerade(at),
            "tells clients that its address is {}",
        ),
        row(
            "masquerade_at",
            masquerade_at,
            "tells clients that its address is {}",
        ),
        row(
            "foreign_data",
            |b: B, how: Named<ForeignData>| b.foreign_data(how.0),
            "has data connections of strangers {}",
        ),
        row(
            "fxp_active",
            B::fxp_active,
            "connects to any host for data|connects to none but the client for data",
        ),
        row(
            "fxp_with",
            |b: B, hosts: Vec<IpAddr>| b.fxp_with(hosts),
            "exchanges data with {}",
        ),
        row(
            "privileged_ports",
            B::privileged_ports,
            "connects to ports below 1024|connects to no port below 1024",
        ),
        row(
            "tcp_nodelay",
            B::tcp_nodelay,
            "sends small packets at once|lets small packets wait",
        ),
        row(
            "default_data_port",
            B::default_data_port,
            "connects to the client's own port without PORT|wants PORT or PASV before each transfer",
        ),
        row(
            "data_port_below",
            B::data_port_below,
            "connects from the port below its own|connects from any port",
        ),
        row(
            "firewall",
            |b: B, wall: Wall| b.firewall(wall.0),
            "is behind a firewall that forgets connections after {}",
        ),
        row("quota", |b: B, Size(n)| b.quota(n), "has room for {}"),
    ];
    let times: [Way<Duration>; 11] = [
        (
            "idle_timeout",
            B::idle_timeout,
            "closes a session after {} without a command",
        ),
        (
            "data_timeout",
            B::data_timeout,
            "ends a transfer after {} without data",
        ),
        (
            "passive_timeout",
            B::passive_timeout,
            "waits {} for a data connection",
        ),
        (
            "active_timeout",
            B::active_timeout,
            "tries for {} to connect to an active client",
        ),
        (
            "login_timeout",
            B::login_timeout,
            "closes a session that has not logged in after {}",
        ),
        (
            "drain_timeout",
            B::drain_timeout,
            "waits {} for a client that is sent away",
        ),
        (
            "shutdown_grace",
            B::shutdown_grace,
            "waits {} for sessions at its end",
        ),
        (
            "hold_limit",
            B::hold_limit,
            "holds a session for {} at most",
        ),
        (
            "max_idle_timeout",
            B::max_idle_timeout,
            "lets clients set an idle time-out of {} at most",
        ),
        (
            "slots_linger",
            B::slots_linger,
            "keeps the place of a session for {} after its end",
        ),
        (
            "auth_failed_delay",
            B::auth_failed_delay,
            "answers a failed login {} later",
        ),
    ];
    rows.extend(times.map(|(name, set, says)| row(name, set, says)));
    rows
}

fn masquerade_at(builder: Builder, pairs: Places) -> Builder {
    let pairs = pairs.0.into_iter();
    pairs.fold(builder, |b, (local, address)| {
        b.masquerade_at(local, address)
    })
}

fn logins() -> Vec<Row<Builder>> {
    vec![
        flag("anonymous", B::anonymous, "lets anonymous users read"),
        row(
            "max_login_attempts",
            B::max_login_attempts,
            "closes the connection after {} failed logins",
        ),
        row(
            "login_first",
            |b: B, verbs: Vec<Verb>| b.login_first(verbs),
            "wants a login before {}",
        ),
        row(
            "greeting",
            |b: B, Octets(text)| b.greeting(text),
            "greets with {}",
        ),
        row(
            "host",
            |b: B, names: Vec<HostName>| names.into_iter().fold(b, |b, name| b.host(name.0)),
            "answers to the name {}",
        ),
        row(
            "mount",
            |b: B, all: Pairs<FtpPath>| {
                all.0
                    .into_iter()
                    .fold(b, |b, (name, place)| b.mount(name, place))
            },
            "mounts {}",
        ),
        row(
            "reply_text",
            |b: B, all: Texts| {
                all.0
                    .into_iter()
                    .fold(b, |b, (key, text)| b.reply_text(&key, &text))
            },
            "words replies otherwise: {}",
        ),
        row(
            "dialect",
            |b: B, words: Words| b.dialect(words.0),
            "has a dialect of its own",
        ),
    ]
}
