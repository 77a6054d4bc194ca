//! How faults are spelled: one row for each constructor of `Fault`.

use toml::de::DeValue;

use super::args::{Answer, Octets, Rate, Size};
#[cfg(feature = "tls")]
use super::args_many::Named;
use super::node::{Found, Node, Reader, entries};
use super::problem::nearest;
use super::row::{Row, Word, apply, flag, row, unknown};
use crate::script::Fault;
#[cfg(feature = "tls")]
use crate::script::fault::{TlsAlert, TlsCertificate};
use crate::vfs::FsError;

type F = Fault;

/// Every fault there is, after "the server ..".
pub(crate) fn table() -> Vec<Row<Fault>> {
    let mut rows = vec![
        // Replies and the control connection.
        row(
            "reply",
            |f: F, Answer(c, t)| f.and(F::reply(c, t)),
            "answers {}",
        ),
        row(
            "reply_text",
            |f: F, Octets(t)| f.and(F::reply_text(t)),
            "acts, but words its last reply {}",
        ),
        row(
            "reply_as",
            |f: F, Answer(c, t)| f.and(F::reply_as(c, t)),
            "acts, but answers {}",
        ),
        row(
            "raw_reply",
            |f: F, Octets(t)| f.and(F::raw_reply(t)),
            "sends {} in the place of a reply",
        ),
        row(
            "reply_then_close",
            |f: F, Answer(c, t)| f.and(F::reply_then_close(c, t)),
            "answers {} and closes the connection",
        ),
        flag(
            "lose_reply",
            |f: F| f.and(F::lose_reply()),
            "acts, but keeps its last reply to itself",
        ),
        row("delay", |f: F, by| f.and(F::delay(by)), "is {} late"),
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
        // Data connections.
        flag(
            "data_refused",
            |f: F| f.and(F::data_refused()),
            "refuses the data connection",
        ),
        flag(
            "data_ignored",
            |f: F| f.and(F::data_ignored()),
            "ignores the data connection",
        ),
        row(
            "data_reset_after",
            |f: F, Size(n)| f.and(F::data_reset_after(n)),
            "resets the data connection after {}",
        ),
        row(
            "data_close_after",
            |f: F, Size(n)| f.and(F::data_close_after(n)),
            "closes the data connection after {}",
        ),
        row(
            "data_stall_after",
            |f: F, Size(n)| f.and(F::data_stall_after(n)),
            "stops moving data after {}",
        ),
        row(
            "data_replace",
            |f: F, Octets(t)| f.and(F::data_replace(t)),
            "sends other data, {}",
        ),
        row(
            "data_throttle",
            |f: F, Rate(n)| f.and(F::data_throttle(n)),
            "moves data at {} a second",
        ),
        // Storage.
        row(
            "disk_full_after",
            |f: F, Size(n)| f.and(F::disk_full_after(n)),
            "finds its disk full after {}",
        ),
        row(
            "io_error",
            |f: F, error: FsError| f.and(F::io_error(error)),
            "finds that its filesystem fails: {}",
        ),
        // What comes after.
        row(
            "then_reply",
            |f: F, Answer(c, t)| f.then_reply(c, t),
            "then answers {}",
        ),
    ];
    rows.extend(tls());
    rows
}

#[cfg(feature = "tls")]
fn tls() -> Vec<Row<Fault>> {
    vec![
        row(
            "data_alert_after",
            |f: F, Size(n)| f.and(F::data_alert_after(n)),
            "ends the data connection by a TLS alert after {}",
        ),
        row(
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
        row(
            "tls_certificate",
            |f: F, c: Named<TlsCertificate>| f.and(F::tls_certificate(c.0)),
            "shows {}",
        ),
        flag(
            "tls_certificate_required",
            |f: F| f.and(F::tls_certificate_required()),
            "insists on a certificate of the client",
        ),
        row(
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
        row(
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
const fn tls() -> Vec<Row<Fault>> {
    Vec::new()
}

/// The final reply is one of these.
const REPLIES: &[&str] = &[
    "reply",
    "reply_text",
    "reply_as",
    "raw_reply",
    "reply_then_close",
    "lose_reply",
];

/// The words of a fault: `"close"`, `{ data_reset_after = "1 KiB" }`, or a list of such.
pub(super) fn read(
    rows: &[Row<Fault>],
    node: Node<'_>,
    at: &Reader<'_>,
) -> Found<Vec<Word<Fault>>> {
    match node.value() {
        DeValue::String(name) => by_name(rows, node, name).map(|word| vec![word]),
        DeValue::Array(_) => {
            let parts = node
                .list("a list of faults")?
                .map(|part| read(rows, part, at));
            let parts: Found<Vec<_>> = parts.collect();
            Ok(parts?.into_iter().flatten().collect())
        }
        DeValue::Table(table) => {
            let mut words = Vec::new();
            for (key, value) in entries(table) {
                let name: &str = key.get_ref();
                let Some(row) = rows.iter().find(|row| row.name == name) else {
                    return Err(unknown(
                        key.span(),
                        name,
                        rows.iter().map(|row| row.name),
                        "a fault",
                    ));
                };
                words.extend(row.read(value, at)?);
            }
            Ok(words)
        }
        _ => Err(node.expected("a fault such as \"close\" or { data_reset_after = \"64 KiB\" }")),
    }
}

fn by_name(rows: &[Row<Fault>], node: Node<'_>, name: &str) -> Found<Word<Fault>> {
    if let Some(row) = rows.iter().find(|row| row.name == name) {
        return row.bare(node.span()).ok_or_else(|| {
            let problem = node.wrong(
                format!("the fault `{name}` needs a value"),
                "its value is missing",
            );
            problem.help(format!("write {{ {name} = .. }}"))
        });
    }
    let names = rows.iter().map(|row| row.name);
    let problem = node.wrong(format!("there is no fault `{name}`"), "no such fault");
    Err(match nearest(name, names.clone()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    })
}

/// Puts the words of one rule together, and blames those that can not both be.
pub(super) fn compose(words: &[Word<Fault>], at: &Reader<'_>) -> Fault {
    super::row::at_most_one(words, REPLIES, "there is one final reply", at);
    let fault = apply(words, Fault::default());
    let shown = fault.to_string();
    for word in words {
        let alone = word.apply(Fault::default());
        if word.name != "delay" && !shown.contains(&alone.to_string()) {
            let title = format!(
                "`{}` has no effect beside the other faults of this rule",
                word.name
            );
            at.blame(
                super::problem::Problem::new(word.span.clone(), title)
                    .label("another one takes its place"),
            );
        }
    }
    if let [word] = words
        && word.name == "then_reply"
    {
        let title = "`then_reply` says what comes after another fault, and there is none";
        at.blame(super::problem::Problem::new(word.span.clone(), title).label("after what?"));
    }
    fault
}

/// `resets the data connection after 1 KiB, then answers 426 "Closed."`
pub(super) fn say(words: &[Word<Fault>]) -> String {
    let said: Vec<String> = words.iter().map(|word| word.say.clone()).collect();
    super::args_many::in_words(&said, "and")
}
