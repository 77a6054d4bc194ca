//! Every profile holds one and the same conversation; that of pyftpdlib is compared with what it was recorded to say.

mod runner;
mod script;

use std::fmt::Write as _;

use ftpmock::prelude::*;

use runner::{Said, run};
use script::{Step, steps};

const SCRIPT: &str = include_str!("script.txt");

/// Why the profile answers otherwise than pyftpdlib did, all of them.
const REASONS: &[(&str, &str)] = &[
    (
        "PY-S2",
        "the tail of a line that is too long is not a command",
    ),
    (
        "PY-S5",
        "control characters of a command are escaped in its reply",
    ),
    ("PY-D2", "octets that are no UTF-8 are kept as they are"),
    (
        "PY-D4",
        "a transfer without a data connection is refused instead of waiting for ever",
    ),
    (
        "PY-D20",
        "TYPE A N is what every server must have; TYPE L 7 is no TYPE A",
    ),
    (
        "PY-D22",
        "a command that transfers uses the offset of REST up",
    ),
    ("PY-D24", "facts and their order are those of RFC 3659"),
    (
        "PY-D28",
        "the path in the reply to MFMT is as it was given, without a full stop",
    ),
    ("PY-D30", "OPTS needs no login"),
];

fn dialogue(said: &[Said]) -> String {
    let mut text = String::new();
    for said in said {
        writeln!(text, "C: {}", said.command).unwrap();
        for line in &said.received_lines() {
            writeln!(text, "D: {line}").unwrap();
        }
        for reply in &said.replies {
            writeln!(text, "S: {reply}").unwrap();
        }
    }
    text
}

#[test]
fn the_script_has_200_commands_and_more() {
    assert!(steps(SCRIPT).len() >= 200);
}

/// What it has depends on the features of the crate.
#[cfg(feature = "hash")]
#[test]
fn the_standard_profile_holds_the_conversation() {
    let said = run(&steps(SCRIPT), Profile::Standard);
    insta::assert_snapshot!("standard", dialogue(&said));
}

#[test]
fn the_pyftpdlib_profile_holds_the_conversation_and_differs_where_it_says_so() {
    let steps = steps(SCRIPT);
    let said = run(&steps, Profile::Pyftpdlib);
    let mut wrong = String::new();
    for (step, said) in steps.iter().zip(&said) {
        if let Some(fault) = fault(step, said) {
            writeln!(wrong, "line {}: {}: {fault}", step.line, step.command).unwrap();
            for reply in &step.replies {
                writeln!(wrong, "    recorded  {reply}").unwrap();
            }
            for reply in &said.replies {
                writeln!(wrong, "    answered  {reply}").unwrap();
            }
            if let Some(received) = &step.received {
                writeln!(wrong, "    recorded  {}", script::shown(received)).unwrap();
                writeln!(wrong, "    received  {}", script::shown(&said.received)).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("pyftpdlib", dialogue(&said));
}

/// What is wrong with a step: a difference nobody knows of, or a known one that is none.
fn fault(step: &Step, said: &Said) -> Option<String> {
    let is_same = step.replies == said.replies
        && step
            .received
            .as_ref()
            .is_none_or(|received| *received == said.received);
    match &step.reason {
        None if is_same => None,
        None => Some("differs, and there is no reason".to_owned()),
        Some(reason) if is_same => Some(format!("does not differ, whatever {reason} says")),
        Some(reason) if REASONS.iter().any(|(known, _)| known == reason) => None,
        Some(reason) => Some(format!("{reason} is no reason")),
    }
}

#[test]
fn a_difference_needs_a_reason_and_a_reason_a_difference() {
    let said = |reply: &str| Said {
        replies: vec![reply.to_owned()],
        ..Said::default()
    };
    let step = |reason: Option<&str>| Step {
        replies: vec!["200 Ok.".to_owned()],
        reason: reason.map(str::to_owned),
        ..Step::default()
    };
    assert_eq!(fault(&step(None), &said("200 Ok.")), None);
    assert!(fault(&step(None), &said("200 ok")).is_some());
    assert_eq!(fault(&step(Some("PY-D4")), &said("200 ok")), None);
    assert!(fault(&step(Some("PY-D4")), &said("200 Ok.")).is_some());
    assert!(fault(&step(Some("PY-D99")), &said("200 ok")).is_some());
}

#[test]
fn every_reason_is_used() {
    let steps = steps(SCRIPT);
    let used = |reason: &str| {
        steps
            .iter()
            .any(|step| step.reason.as_deref() == Some(reason))
    };
    let idle: Vec<&str> = REASONS
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| !used(id))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}
