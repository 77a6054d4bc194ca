//! `docs/VOCABULARY.md`: what comes of each row, compared with what is written there.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::entry::{difference, entry};
use crate::row::{Group, Row};
use crate::{GROUPS, names};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/VOCABULARY.md");

const REMEDY: &str = "FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test vocabulary";

/// Rows mostly wait: so many at the same time.
const WORKERS: usize = 12;

/// Plays all rows of these; each with what came of it.
fn played<'a>(rows: &[&'a Row]) -> Vec<(&'a Row, thread::Result<String>)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let result = catch_unwind(AssertUnwindSafe(|| entry(row)));
                    if result.is_err() {
                        eprintln!("^ {} {}\n", row.name, row.code());
                    }
                    let at = rows.iter().position(|other| std::ptr::eq(*other, *row));
                    done.lock().unwrap().push((at, *row, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, ..)| *at);
    done.into_iter()
        .map(|(_, row, result)| (row, result))
        .collect()
}

/// Where a heading can be found.
fn anchor(heading: &str) -> String {
    let heading = heading.to_lowercase().replace(' ', "-");
    let stays = |c: &char| c.is_alphanumeric() || ['-', '_'].contains(c);
    heading.chars().filter(stays).collect()
}

/// The names of a group, each once.
fn headings(group: &Group) -> Vec<String> {
    let rows = group.rows.iter();
    let mut headings: Vec<String> = rows.map(|row| heading(group, row)).collect();
    headings.dedup();
    headings
}

fn heading(group: &Group, row: &Row) -> String {
    format!("`{}{}`", group.before, row.name)
}

/// The whole document, given what came of each row.
fn document(entries: &[(&Row, String)]) -> String {
    let mut text = format!("{}\n", include_str!("intro.md"));
    let link = |heading: &str| format!("[{heading}](#{})", anchor(heading));
    for group in GROUPS {
        let names: Vec<String> = headings(group).iter().map(|name| link(name)).collect();
        writeln!(text, "- {}: {}", link(group.title), names.join(", ")).unwrap();
    }
    let mut entries = entries.iter();
    for group in GROUPS {
        write!(text, "\n## {}\n", group.title).unwrap();
        let mut last = String::new();
        for (row, (_, entry)) in group.rows.iter().zip(entries.by_ref()) {
            let heading = heading(group, row);
            if heading != last {
                write!(text, "\n### {heading}\n").unwrap();
            }
            last = heading;
            write!(text, "\n{entry}").unwrap();
        }
    }
    text
}

#[test]
fn each_name_does_what_the_document_says() {
    let wanted = std::env::var("FTPMOCK_ROW").ok();
    let all = GROUPS.iter().flat_map(|group| group.rows);
    let rows: Vec<&Row> = all
        .filter(|row| wanted.as_ref().is_none_or(|wanted| wanted == row.name))
        .collect();
    let results = played(&rows);
    let failed: Vec<String> = results
        .iter()
        .filter(|(_, result)| result.is_err())
        .map(|(row, _)| format!("{}: {}", row.name, row.code()))
        .collect();
    let entries: Vec<(&Row, String)> = results
        .into_iter()
        .filter_map(|(row, result)| Some((row, result.ok()?)))
        .collect();
    if wanted.is_some() {
        for (row, entry) in &entries {
            eprintln!("### `{}`\n\n{entry}", row.name);
        }
    }
    assert!(failed.is_empty(), "could not be played: {failed:#?}");
    if wanted.is_none() && std::env::var_os("FTPMOCK_WRITE_DOCS").is_some() {
        std::fs::write(DOCUMENT, document(&entries)).unwrap();
    }
    let written = std::fs::read_to_string(DOCUMENT).unwrap_or_default();
    let mut changed = String::new();
    for (row, entry) in &entries {
        if !written.contains(entry) {
            let place = written.find(entry.lines().next().unwrap());
            let old = place.map_or("", |at| &written[at..]);
            let old = old.split_inclusive("\n```\n").next().unwrap_or_default();
            write!(changed, "{}\n{}\n", row.name, difference(old, entry)).unwrap();
        }
    }
    assert!(
        changed.is_empty(),
        "not as docs/VOCABULARY.md says:\n{changed}\nIf it is right now: {REMEDY}"
    );
    assert!(
        wanted.is_some() || written == document(&entries),
        "docs/VOCABULARY.md has other sections: {REMEDY}"
    );
}

#[test]
fn each_name_has_a_row() {
    let rows = GROUPS.iter().flat_map(|group| group.rows);
    let shown: Vec<&str> = rows.map(|row| row.name).collect();
    let all = names::of_the_vocabulary();
    let missing: Vec<_> = all
        .iter()
        .filter(|name| !shown.contains(&name.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "without a row in tests/vocabulary: {missing:?}"
    );
    for name in shown {
        assert!(all.contains(name), "there is no `{name}` any more");
    }
}
