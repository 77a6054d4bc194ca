//! The rows of faults: one for each constructor of `Fault`, or word of a fault.

use std::net::Ipv4Addr;
use std::time::Duration;

#[cfg(feature = "tls")]
use super::args::Size;
use super::args::{Answer, Count, Octets, Rate};
#[cfg(feature = "tls")]
use super::args_many::Named;
use super::args_many::Range;
use super::row::{Row, flag, term};
use crate::protocol::Code;
use crate::script::Fault;
#[cfg(feature = "tls")]
use crate::script::fault::{TlsAlert, TlsCertificate};

type F = Fault;
type D = Duration;

/// The control connection itself.
pub(super) fn control() -> Vec<Row<Fault>> {
    vec![
        term("delay", |f: F, by| f.and(F::delay(by)), "is {} late"),
        term(
            "delay_between",
            |f: F, Range(least, most)| f.and(F::delay_between(least, most)),
            "is {} late",
        ),
        flag(
            "close",
            |f: F| f.and(F::close()),
            "closes the control connection",
        ),
        flag(
            "reset",
            |f: F| f.and(F::reset()),
            "resets the control connection",
        ),
        flag("stall", |f: F| f.and(F::stall()), "falls silent and deaf"),
        term(
            "dribble",
            |f: F, (Count(n), every): (Count, D)| f.and(F::dribble(n, every)),
            "lets its words dribble out, some octets and a pause at a time: {}",
        ),
        term(
            "split_reply",
            |f: F, (at, pause): (Vec<usize>, D)| f.and(F::split_reply(at, pause)),
            "cuts its replies at octets, with a pause: {}",
        ),
        term(
            "control_throttle",
            |f: F, Rate(n)| f.and(F::control_throttle(n)),
            "says {} a second",
        ),
        term(
            "line_ends",
            |f: F, Octets(t)| f.and(F::line_ends(t)),
            "ends its lines with {}",
        ),
        flag(
            "endless_reply",
            |f: F| f.and(F::endless_reply()),
            "never ends its reply",
        ),
        flag(
            "drop_pipelined",
            |f: F| f.and(F::drop_pipelined()),
            "drops what the client has sent meanwhile",
        ),
        term(
            "ban",
            |f: F, time| f.and(F::ban(time)),
            "refuses the address of the client for {}",
        ),
        term(
            "wrong_pasv_host",
            |f: F, host: Ipv4Addr| f.and(F::wrong_pasv_host(host)),
            "names {} as the host of its data port",
        ),
        term(
            "wrong_pasv_port",
            |f: F, port: u32| f.and(F::wrong_pasv_port(port)),
            "names {} as its data port",
        ),
        term(
            "passive_as",
            |f: F, Answer(c, t)| f.and(F::passive_as(c, t)),
            "words the reply about its data port {}",
        ),
    ]
}

/// Replies.
pub(super) fn replying() -> Vec<Row<Fault>> {
    vec![
        term(
            "reply",
            |f: F, Answer(c, t)| f.and(F::reply(c, t)),
            "answers {}",
        ),
        term(
            "reply_text",
            |f: F, Octets(t)| f.and(F::reply_text(t)),
            "acts, but words its last reply {}",
        ),
        term(
            "reply_code",
            |f: F, code: Code| f.and(F::reply_code(code.get())),
            "acts, but answers by the code {}",
        ),
        term(
            "reply_as",
            |f: F, Answer(c, t)| f.and(F::reply_as(c, t)),
            "acts, but answers {}",
        ),
        term(
            "raw_reply",
            |f: F, Octets(t)| f.and(F::raw_reply(t)),
            "sends {} in the place of a reply",
        ),
        term(
            "raw_lines",
            |f: F, lines: Vec<Octets>| f.and(F::raw_lines(lines.into_iter().map(|line| line.0))),
            "sends the lines {} in the place of a reply",
        ),
        term(
            "replies",
            |f: F, all: Vec<Answer>| f.and(F::replies(all.into_iter().map(|one| (one.0, one.1)))),
            "answers {}",
        ),
        term(
            "reply_then_close",
            |f: F, Answer(c, t)| f.and(F::reply_then_close(c, t)),
            "answers {} and closes the connection",
        ),
        flag(
            "and_login",
            |f: F| f.and_login(),
            "takes the user for logged in",
        ),
        flag("at_once", |f: F| f.at_once(), "does so at once"),
        flag(
            "ignore",
            |f: F| f.and(F::ignore()),
            "neither acts nor answers",
        ),
        flag(
            "abort_ignored",
            |f: F| f.and(F::abort_ignored()),
            "overlooks it",
        ),
        term(
            "reply_first",
            |f: F, Answer(c, t)| f.and(F::reply_first(c, t)),
            "answers {} before anything else",
        ),
        term(
            "raw_first",
            |f: F, Octets(t)| f.and(F::raw_first(t)),
            "sends {} before anything else",
        ),
        term(
            "extra_reply",
            |f: F, Answer(c, t)| f.and(F::extra_reply(c, t)),
            "adds a reply, {}",
        ),
        term(
            "extra_reply_after",
            |f: F, (time, Answer(c, t)): (D, Answer)| f.and(F::extra_reply_after(time, c, t)),
            "adds a reply some time later: {}",
        ),
        term(
            "repeat_reply",
            |f: F, Count(n)| f.and(F::repeat_reply(n)),
            "gives its last reply {} times",
        ),
        flag(
            "lose_reply",
            |f: F| f.and(F::lose_reply()),
            "acts, but keeps its last reply to itself",
        ),
        term(
            "late_reply",
            |f: F, by| f.and(F::late_reply(by)),
            "gives its last reply {} late, and goes on meanwhile",
        ),
        term(
            "delay_reply",
            |f: F, by| f.and(F::delay_reply(by)),
            "acts, but answers {} late",
        ),
        flag(
            "shift_reply",
            |f: F| f.and(F::shift_reply()),
            "keeps its last reply until the next command",
        ),
        flag(
            "early_reply",
            |f: F| f.and(F::early_reply()),
            "says that the transfer is complete before it has begun",
        ),
        term(
            "preliminary_text",
            |f: F, Octets(t)| f.and(F::preliminary_text(t)),
            "words its preliminary reply {}",
        ),
        term(
            "preliminary_code",
            |f: F, code: Code| f.and(F::preliminary_code(code.get())),
            "announces the transfer by the code {}",
        ),
        term(
            "preliminary_as",
            |f: F, Answer(c, t)| f.and(F::preliminary_as(c, t)),
            "announces the transfer by {}",
        ),
        flag(
            "lose_preliminary",
            |f: F| f.and(F::lose_preliminary()),
            "announces no transfer",
        ),
        term(
            "late_preliminary",
            |f: F, by| f.and(F::late_preliminary(by)),
            "announces the transfer {} late",
        ),
        term(
            "then_reply",
            |f: F, Answer(c, t)| f.then_reply(c, t),
            "then answers {}",
        ),
    ]
}

/// TLS.
#[cfg(feature = "tls")]
pub(super) fn tls() -> Vec<Row<Fault>> {
    vec![
        term(
            "data_alert_after",
            |f: F, (Size(n), alert): (Size, TlsAlert)| f.and(F::data_alert_after(n, alert)),
            "ends the data connection by an alert of TLS after some data: {}",
        ),
        term(
            "tls_alert",
            |f: F, alert: TlsAlert| f.and(F::tls_alert(alert)),
            "refuses the TLS handshake with {}",
        ),
        flag(
            "tls_no_common_version",
            |f: F| f.and(F::tls_no_common_version()),
            "has no version of TLS in common with the client",
        ),
        flag(
            "tls_no_common_cipher",
            |f: F| f.and(F::tls_no_common_cipher()),
            "has no cipher suite in common with the client",
        ),
        term(
            "tls_certificate",
            |f: F, c: Named<TlsCertificate>| f.and(F::tls_certificate(c.0)),
            "shows {}",
        ),
        flag(
            "tls_certificate_required",
            |f: F| f.and(F::tls_certificate_required()),
            "insists on a certificate of the client",
        ),
        term(
            "tls_cut_after",
            |f: F, Size(n)| f.and(F::tls_cut_after(n)),
            "cuts the TLS handshake after {}",
        ),
        flag(
            "tls_fragmented",
            |f: F| f.and(F::tls_fragmented()),
            "sends the TLS handshake in fragments",
        ),
        flag(
            "tls_no_close_notify",
            |f: F| f.and(F::tls_no_close_notify()),
            "ends TLS without a close_notify",
        ),
        flag(
            "tls_no_resumption",
            |f: F| f.and(F::tls_no_resumption()),
            "resumes no TLS session",
        ),
        flag(
            "tls_omitted",
            |f: F| f.and(F::tls_omitted()),
            "goes on in clear where TLS should begin",
        ),
        term(
            "tls_plain_text",
            |f: F, Octets(t)| f.and(F::tls_plain_text(t)),
            "answers the TLS handshake in clear, {}",
        ),
        flag(
            "tls_stalled",
            |f: F| f.and(F::tls_stalled()),
            "never answers the TLS handshake",
        ),
        flag(
            "tls_unasked",
            |f: F| f.and(F::tls_unasked()),
            "begins TLS on the data connection unasked",
        ),
    ]
}

#[cfg(not(feature = "tls"))]
pub(super) const fn tls() -> Vec<Row<Fault>> {
    Vec::new()
}
