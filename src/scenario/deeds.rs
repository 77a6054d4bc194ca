//! What a rule does.

use toml::de::DeTable;

use super::faults;
use super::node::{Node, Reader};
use super::problem::Problem;
use super::row::{Row, Word};
use crate::protocol::{Verb, verbs};
use crate::script::{Fault, Trigger};

/// Commands that open data connections, or the way to them.
const DATA: &[Verb] = &[
    verbs::APPE,
    verbs::EPRT,
    verbs::EPSV,
    verbs::LIST,
    verbs::MLSD,
    verbs::NLST,
    verbs::PASV,
    verbs::PORT,
    verbs::RETR,
    verbs::STOR,
    verbs::STOU,
];

/// What a rule does when it acts.
pub(super) enum Deed {
    Fault(Fault),
    /// One fault after the other.
    Sequence(Vec<Fault>),
    Hold,
}

/// What the rule does.
pub(super) fn read(
    node: Node<'_>,
    table: &DeTable<'_>,
    rows: &[Row<Fault>],
    trigger: &Trigger,
    at: &Reader<'_>,
) -> Option<Deed> {
    let mut words = Vec::new();
    if let Some(fault) = table.get("fault") {
        words.extend(at.keep(faults::read(rows, Node(fault), at))?);
    }
    for (key, value) in super::node::entries(table) {
        let name: &str = key.get_ref();
        if let Some(row) = rows.iter().find(|row| row.name == name) {
            words.extend(at.keep(row.read(value, at))?);
        }
    }
    if let Some(sequence) = table.get("sequence") {
        return sequence_of(Node(sequence), words.first(), rows, at);
    }
    let hold = table.get("hold").map(Node);
    let holds = hold.is_some_and(|hold| at.keep(hold.boolean()) == Some(true));
    match (words.is_empty(), holds) {
        (true, true) => return Some(Deed::Hold),
        (false, true) => {
            let problem = Problem::new(hold?.span(), "a rule that holds does nothing else");
            at.blame(problem.label("there is a fault, too"));
        }
        (true, false) => {
            let problem = Problem::new(node.span(), "this rule does nothing");
            at.blame(problem.label("no fault").help(
                "write reply = [450, \"busy\"], delay = \"2 s\", fault = \"close\" or fault = { data_reset_after = \"1 KiB\" }",
            ));
            return None;
        }
        (false, false) => {}
    }
    if let Some(verbs) = trigger.verbs()
        && !verbs.iter().any(|verb| DATA.contains(verb))
        && let Some(word) = words.iter().find(|word| needs_data(word.name))
    {
        let title = format!(
            "`{}` never strikes: no data move by {}",
            word.name,
            trigger.to_string().replace('|', " or ")
        );
        let problem = Problem::new(word.span.clone(), title).label("belongs on a transfer");
        at.blame(problem.help("attach it to RETR, STOR, LIST or another command that moves data"));
    }
    Some(Deed::Fault(faults::compose(&words, at)))
}

/// Whether a fault only strikes while data move.
fn needs_data(name: &str) -> bool {
    name.starts_with("data_") || ["control_close_at", "control_reset_at"].contains(&name)
}

/// A fault for each match, one after the other.
fn sequence_of(
    node: Node<'_>,
    beside: Option<&Word<Fault>>,
    rows: &[Row<Fault>],
    at: &Reader<'_>,
) -> Option<Deed> {
    if let Some(word) = beside {
        let title = format!("`sequence` and `{}` exclude each other", word.name);
        at.blame(Problem::new(word.span.clone(), title).label("put it into the sequence"));
    }
    let mut faults = Vec::new();
    for part in at.keep(node.list("a list of faults"))? {
        let words = at.keep(faults::read(rows, part, at))?;
        faults.push(faults::compose(&words, at));
    }
    if faults.is_empty() {
        at.blame(node.wrong("this sequence is empty", "expected one fault at least"));
        return None;
    }
    Some(Deed::Sequence(faults))
}
