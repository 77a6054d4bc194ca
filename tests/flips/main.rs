//! Every rule of `docs/RULES.md` is named by a test that fails when the server breaks the rule.
//!
//! `flips.txt` says for each rule how to break it. What runs with all other tests is the check that nothing is missing or out of
//! date; `cargo test --test flips -- --ignored` builds the crate once with all the flips behind switches, throws them one by one,
//! and reports the rules whose tests stay green. See `CONTRIBUTING.md`.

#![allow(clippy::unwrap_used)]

mod rules;
mod run;
mod table;
mod tests_of;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rules::Rules;
use table::Flip;
use tests_of::Named;

/// How many rules may stand in the list of those that nothing shows, beside those for TLS.
const MOST_EXCEPTIONS: usize = 10;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with all there is to complain about.
fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_test_and_a_flip_or_a_reason() {
    let rules = Rules::read(root());
    let named: BTreeSet<String> = tests_of::read(root())
        .into_iter()
        .flat_map(|test| test.rules)
        .collect();
    let flipped: BTreeSet<String> = table::read(root())
        .into_iter()
        .flat_map(|flip| flip.rules)
        .collect();
    let mut wrong = Vec::new();
    for rule in &rules.all {
        if !named.contains(rule) {
            wrong.push(format!("{rule}: no test names it"));
        }
        if !flipped.contains(rule) {
            wrong.push(format!("{rule}: tests/flips/flips.txt has no flip for it"));
        }
    }
    for rule in named.union(&flipped) {
        if !rules.all.contains(rule) && !rules.excepted.contains(rule) {
            wrong.push(format!("{rule}: docs/RULES.md does not have it"));
        }
    }
    for rule in rules.excepted.intersection(&flipped) {
        wrong.push(format!("{rule}: it has a flip and needs no exception"));
    }
    if rules.unshown.len() > MOST_EXCEPTIONS {
        wrong.push(format!("{} exceptions are too many", rules.unshown.len()));
    }
    assert!(rules.all.len() > 50, "docs/RULES.md was not understood");
    assert_none(wrong);
}

#[test]
fn rules_are_known_wherever_they_are_named() {
    let rules = Rules::read(root());
    let mut wrong = Vec::new();
    for file in tests_of::sources(root()) {
        for rule in tests_of::ids(&fs::read_to_string(root().join(&file)).unwrap()) {
            if !rules.all.contains(&rule) && !rules.excepted.contains(&rule) {
                wrong.push(format!("{file}: docs/RULES.md does not have {rule}"));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn every_flip_finds_its_place() {
    let flips = table::read(root());
    let files: BTreeSet<&str> = flips.iter().map(|flip| flip.file.as_str()).collect();
    let mut wrong = Vec::new();
    for file in files {
        let of_file: Vec<&Flip> = flips.iter().filter(|flip| flip.file == file).collect();
        match fs::read_to_string(root().join(file)) {
            Err(error) => wrong.push(format!("{file}: {error}")),
            Ok(text) => wrong.extend(table::with_switches(&text, &of_file).err()),
        }
    }
    assert_none(wrong);
}

#[test]
fn every_point_of_the_checklist_names_tests_that_exist() {
    let rules = Rules::read(root());
    let tests: BTreeSet<String> = tests_of::read(root()).iter().map(Named::path).collect();
    let mut wrong = Vec::new();
    for (point, names) in &rules.checklist {
        if names.is_empty() && !rules.later.contains(point) {
            wrong.push(format!("{point}: no test"));
        }
        for name in names.iter().filter(|name| !tests.contains(*name)) {
            wrong.push(format!("{point}: there is no test {name}"));
        }
    }
    for number in 1..=16 {
        let point = format!("point {number},");
        let is_there = rules.checklist.iter().any(|(p, _)| p.starts_with(&point));
        assert!(is_there, "the checklist has no {point}");
    }
    assert_none(wrong);
}

/// `FTPMOCK_FLIPS=R-C1,R-C2` throws only these.
#[test]
#[ignore = "builds the crate anew and takes some minutes"]
fn every_flip_is_noticed() {
    let only = std::env::var("FTPMOCK_FLIPS").unwrap_or_default();
    let only: BTreeSet<String> = tests_of::ids(&only).into_iter().collect();
    run::run(root(), &only);
}
