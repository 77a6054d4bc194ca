//! `docs/FAULTS.md`, made of the catalogue and the rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::GROUPS;
use crate::row::{Made, Row};
use crate::support::stringified::one_line;

const CATALOGUE: &str = include_str!("../../fixtures/misbehaviours.tsv");

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/FAULTS.md");

const TITLES: [(&str, &str); 13] = [
    ("A1", "Greetings and connections"),
    ("A2", "Framing of replies"),
    ("A3", "Single commands"),
    ("A4", "Ends of sessions"),
    ("B1", "Opening a data connection"),
    ("B2", "Replies around a transfer"),
    ("B3", "Data of a transfer"),
    ("C1", "Lines of listings"),
    ("C2", "Listing commands"),
    ("D", "TLS"),
    ("E", "Files and directories"),
    ("F", "Logins and limits"),
    ("G", "Hostile servers"),
];

struct Misbehaviour {
    id: &'static str,
    group: &'static str,
    wire: &'static str,
}

fn catalogue() -> impl Iterator<Item = Misbehaviour> {
    CATALOGUE.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap();
        Misbehaviour {
            id: next(),
            group: next(),
            wire: next(),
        }
    })
}

fn rows() -> BTreeMap<&'static str, &'static Row> {
    let rows = GROUPS.iter().flat_map(|group| group.iter());
    rows.map(|row| (row.id, row)).collect()
}

/// On one line of a table.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

fn document() -> String {
    let rows = rows();
    let mut text = String::from(include_str!("intro.md"));
    for (group, title) in TITLES {
        write!(
            text,
            "\n## {title}\n\n| name | on the wire | made by |\n| --- | --- | --- |\n"
        )
        .unwrap();
        for entry in catalogue().filter(|entry| entry.group == group) {
            let made = match rows.get(entry.id).map(|row| &row.made) {
                Some(Made::By(code, _)) => format!("`{}`", cell(&one_line(code))),
                Some(Made::Always(_)) => "The default.".to_owned(),
                Some(Made::OutOfReach(why)) => format!("Out of reach: {why}"),
                None => panic!("{} has no row", entry.id),
            };
            writeln!(text, "| `{}` | {} | {made} |", entry.id, cell(entry.wire)).unwrap();
        }
    }
    text
}

#[test]
fn the_document_of_faults_is_up_to_date() {
    let document = document();
    if std::env::var_os("FTPMOCK_WRITE_DOCS").is_some() {
        std::fs::write(DOCUMENT, &document).unwrap();
    }
    let written = std::fs::read_to_string(DOCUMENT).unwrap_or_default();
    assert!(
        written == document,
        "docs/FAULTS.md is stale: FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test catalogue"
    );
}

#[test]
fn each_row_stands_once_in_the_catalogue() {
    let known: Vec<&str> = catalogue().map(|entry| entry.id).collect();
    let all: Vec<&str> = GROUPS
        .iter()
        .flat_map(|group| group.iter())
        .map(|row| row.id)
        .collect();
    for id in &all {
        assert!(known.contains(id), "{id} is not in the catalogue");
    }
    assert_eq!(all.len(), rows().len(), "a row stands twice");
}
