//! How faults are spelled: one row for each constructor of `Fault`.

use toml::de::DeValue;

use super::node::{Found, Node, Reader, entries};
use super::problem::nearest;
use super::row::{Row, Word, apply, unknown};
use crate::script::Fault;

/// Every fault there is, after "the server ..".
pub(crate) fn table() -> Vec<Row<Fault>> {
    let mut rows = super::faults_table::control();
    rows.extend(super::faults_table::replying());
    rows.extend(super::faults_data::data());
    rows.extend(super::faults_table::tls());
    rows.extend(super::faults_files::listings());
    rows.extend(super::faults_files::files());
    rows
}

/// Whether there is such a fault.
#[cfg(feature = "cli")]
pub(crate) fn is_fault(name: &str) -> bool {
    table().iter().any(|row| row.name == name)
}

/// The final reply is one of these.
const REPLIES: &[&str] = &[
    "reply",
    "reply_text",
    "reply_as",
    "raw_reply",
    "reply_then_close",
    "lose_reply",
    "replies",
    "raw_lines",
    "ignore",
    "abort_ignored",
];

/// A data connection ends in one of these ways.
const ENDS: &[&str] = &[
    "data_refused",
    "data_ignored",
    "data_missing",
    "data_reset_after",
    "data_close_after",
    "data_half_close_after",
    "data_stall_after",
    "data_alert_after",
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
    super::row::at_most_one(words, ENDS, "the data connection has one end", at);
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
