//! `docs/VOCABULARY.md`: what comes of each row, compared with what is written there.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::application::verdict;
use crate::raw::play;
use crate::row::{Row, Scope, Visit};
use crate::stage::Stage;
use crate::{GROUPS, names};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/VOCABULARY.md");

const REMEDY: &str = "FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test vocabulary";

/// Rows mostly wait: so many at the same time.
const WORKERS: usize = 12;

/// Lines with what they are about in the margin.
fn block(text: &mut String, about: &str, lines: &[String]) {
    for (n, line) in lines.iter().enumerate() {
        let about = if n == 0 { about } else { "" };
        let line = format!("{about:<12}{line}");
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
}

/// What a row does, for the reader.
fn entry(row: &Row) -> String {
    let mut text = format!("`{}`{}\n\n```text\n", row.code(), visit(row.visit));
    let played = match row.scope {
        Scope::Same | Scope::Differs(_) | Scope::Clear(_) => play(row, false),
        Scope::Tls(_) => play(row, true),
    };
    block(&mut text, "wire", &played.wire);
    let protected = match row.scope {
        Scope::Same | Scope::Differs(_) => Some(play(row, true).wire),
        Scope::Clear(_) | Scope::Tls(_) => None,
    };
    let note = match (row.scope, protected) {
        (Scope::Same, Some(protected)) => {
            let [protected, clear] = [protected, played.wire].map(|lines| lines.join("\n"));
            assert!(
                protected == clear,
                "under TLS it is not the same:\n{}",
                difference(&clear, &protected)
            );
            "the same".to_owned()
        }
        (Scope::Differs(why), Some(protected)) => {
            assert_ne!(protected, played.wire, "it is the same under TLS");
            block(&mut text, "under TLS", &protected);
            format!("otherwise: {why}")
        }
        (Scope::Clear(why), _) => format!("not: {why}"),
        (Scope::Tls(why), _) => format!("only: {why}"),
        (_, None) => unreachable!("played"),
    };
    if !note.starts_with("otherwise") {
        block(&mut text, "under TLS", &[note]);
    } else {
        block(&mut text, "", &[format!("({note})")]);
    }
    block(&mut text, "transcript", &played.transcript);
    let told = match row.scope {
        Scope::Tls(_) => vec![verdict(row, true)],
        Scope::Clear(_) => vec![verdict(row, false)],
        Scope::Same | Scope::Differs(_) => {
            let [clear, tls] = [false, true].map(|tls| verdict(row, tls));
            if clear == tls {
                vec![clear]
            } else {
                vec![clear, format!("{tls} (under TLS)")]
            }
        }
    };
    block(&mut text, "suppaftp", &told);
    block(&mut text, "not fired", &[complaint(row)]);
    text + "```\n"
}

fn visit(visit: Visit) -> &'static str {
    match visit {
        Visit::ActiveDownload | Visit::ActiveUpload => ", active mode",
        Visit::Pipelined(_) => ", commands sent at once",
        Visit::Midway(_) => ", during an upload",
        _ => "",
    }
}

/// What verification says of a rule that nobody met.
fn complaint(row: &Row) -> String {
    let (stage, left) = Stage::of(row);
    let told = stage.try_verify().expect_err("nobody came").to_string();
    let line = told
        .lines()
        .find(|line| line.contains("never fired") && line.contains("! rule"));
    let line = line.unwrap_or_else(|| panic!("no line about the rule:\n{told}"));
    let end = line.find("never fired").unwrap() + "never fired".len();
    let words: Vec<&str> = line[..end].split_whitespace().collect();
    stage.forget();
    drop(left);
    words.join(" ")
}

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

fn anchor(title: &str) -> String {
    title.to_lowercase().replace(' ', "-").replace(',', "")
}

/// The whole document, given what came of each row.
fn document(entries: &[(&Row, String)]) -> String {
    let mut text = String::from(include_str!("intro.md"));
    let named = |row: &Row| format!("[`{}`](#{})", row.name, row.name);
    text += "\n";
    for group in GROUPS {
        let mut names: Vec<String> = group.rows.iter().map(named).collect();
        names.dedup();
        writeln!(
            text,
            "- [{}](#{}): {}",
            group.title,
            anchor(group.title),
            names.join(", ")
        )
        .unwrap();
    }
    for group in GROUPS {
        write!(text, "\n## {}\n", group.title).unwrap();
        let mut last = "";
        for row in group.rows {
            if row.name != last {
                write!(text, "\n### `{}`\n", row.name).unwrap();
            }
            last = row.name;
            let entry = entries.iter().find(|(other, _)| std::ptr::eq(*other, row));
            write!(text, "\n{}", entry.unwrap().1).unwrap();
        }
    }
    text
}

/// What is between the lines that both begin with and those that both end with.
fn difference(written: &str, now: &str) -> String {
    let (mut written, mut now): (Vec<_>, Vec<_>) =
        (written.lines().collect(), now.lines().collect());
    let same = written.iter().zip(&now).take_while(|(a, b)| a == b).count();
    written.drain(..same);
    now.drain(..same);
    let ends = written.iter().rev().zip(now.iter().rev());
    let same = ends.take_while(|(a, b)| a == b).count();
    let gone = written[..written.len() - same]
        .iter()
        .map(|line| format!("- {line}\n"));
    let new = now[..now.len() - same]
        .iter()
        .map(|line| format!("+ {line}\n"));
    gone.chain(new).collect()
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
