//! `docs/RULES.md`: the rules, the exceptions, the checklist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::tests_of::ids;

/// What the document says.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// Rules that a test must name and a flip must break.
    pub(crate) all: BTreeSet<String>,
    /// Those about TLS, and those that nothing shows.
    pub(crate) excepted: BTreeSet<String>,
    /// Those that nothing shows.
    pub(crate) unshown: BTreeSet<String>,
    /// Points and the tests they name.
    pub(crate) checklist: Vec<(String, Vec<String>)>,
    /// Points whose subject is not there yet.
    pub(crate) later: BTreeSet<String>,
}

impl Rules {
    /// Reads the tables: which one it is, the heading above says.
    pub(crate) fn read(root: &Path) -> Self {
        let text = fs::read_to_string(root.join("docs/RULES.md")).unwrap();
        let mut rules = Self::default();
        let mut heading = "";
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                heading = title;
            }
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, first, rest @ ..] = &cells[..] else {
                continue;
            };
            let rule = ids(first).pop();
            match (heading, rule) {
                ("Without a flip", Some(rule)) => {
                    rules.unshown.insert(rule.clone());
                    rules.excepted.insert(rule);
                }
                ("Checklist", _) if first.parse::<u32>().is_ok() => {
                    let names = rest[1].split('`').skip(1).step_by(2);
                    let point = format!("point {first}, {}", rest[0]);
                    if rest[1].starts_with("later") {
                        rules.later.insert(point.clone());
                    }
                    rules
                        .checklist
                        .push((point, names.map(str::to_owned).collect()));
                }
                (_, Some(rule)) => {
                    assert!(rules.all.insert(rule), "{first} stands there twice");
                }
                _ => {}
            }
        }
        rules
    }
}
