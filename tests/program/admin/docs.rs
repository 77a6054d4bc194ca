//! docs/ADMIN.md: its examples do what they say, and its table is the one of the program.

#![cfg(unix)]

use std::fs;

use super::steered;
use crate::docs::{has_pytest, unpacked, works_in};
use crate::support::is_there;

const ADMIN: (&str, usize) = ("docs/ADMIN.md", 4);
/// Stands for anything in the output of an example.
const ANYTHING: char = '…';
/// What the shell writes between two examples.
const BETWEEN: &str = "== next example ==\n";

/// A command at a prompt, and what the document says it writes.
#[derive(Debug, Default)]
struct Example {
    command: String,
    output: String,
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for block in text.split("\n```console\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                examples.push(Example::default());
                examples.last_mut().unwrap().command = format!("{command}\n");
                continue;
            }
            let example = examples.last_mut().unwrap();
            match line.strip_prefix('>') {
                Some(more) => {
                    let more = more.strip_prefix(' ').unwrap_or(more);
                    example.command.push_str(&format!("{more}\n"));
                }
                None => example.output.push_str(&format!("{line}\n")),
            }
        }
    }
    // How the program itself is started.
    examples.retain(|example| !example.command.starts_with("ftpmock "));
    examples
}

/// Whether the text is as expected, where `…` stands for anything.
fn fits(expected: &str, text: &str) -> bool {
    let (first, rest) = expected.split_once(ANYTHING).unwrap_or((expected, ""));
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    if !expected.contains(ANYTHING) {
        return text.is_empty();
    }
    let mut parts: Vec<&str> = rest.split(ANYTHING).collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

#[test]
fn the_examples_write_what_they_say() {
    if !is_there("curl") {
        return;
    }
    let examples = examples(&fs::read_to_string(ADMIN.0).unwrap());
    assert!(examples.len() > 30, "{}", examples.len());
    let commands = examples.iter().map(|example| &example.command[..]);
    let script = commands
        .collect::<Vec<_>>()
        .join(&format!("printf '{}'\n", BETWEEN.escape_default()));
    let dir = unpacked(ADMIN);
    let run = [
        "ftpmock",
        "run",
        "partner.toml",
        "--admin",
        "0",
        "--",
        "sh",
        "-c",
        &script,
    ];
    let written = works_in(dir.path(), &run);
    let written: Vec<&str> = written.split(BETWEEN).collect();
    assert_eq!(written.len(), examples.len());
    for (example, written) in examples.iter().zip(written) {
        assert!(
            fits(&example.output, written),
            "{}expected:\n{}\ngot:\n{written}",
            example.command,
            example.output
        );
    }
}

#[test]
fn its_files_work() {
    if is_there("curl") {
        let dir = unpacked(ADMIN);
        let run = [
            "ftpmock",
            "run",
            "partner.toml",
            "--virtual-roots",
            "--admin",
            "0",
            "--",
        ];
        // Bob has fetched his file, too.
        let out = works_in(dir.path(), &[&run[..], &["sh", "rooms.sh"]].concat());
        assert!(
            out.ends_with("for alice\na,b\n1,2\nall is as expected\n"),
            "{out}"
        );
    }
    if is_there("python3") && has_pytest() {
        let dir = unpacked(ADMIN);
        let run = ["ftpmock", "run", "partner.toml", "--admin", "0", "--"];
        works_in(
            dir.path(),
            &[&run[..], &["python3", "-m", "pytest", "-q"]].concat(),
        );
    } else {
        eprintln!("skipped: there is no pytest");
    }
}

#[test]
fn its_table_has_every_route() {
    let (_served, http) = steered(&[]);
    let index = http.get("/api/v1").given();
    let mut table =
        "| request | words after `?` | what it does |\n| --- | --- | --- |\n".to_owned();
    for row in index["routes"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap();
        let words: Vec<String> = row["query"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap()))
            .collect();
        let (method, path, does) = (text("method"), text("path"), text("does"));
        table.push_str(&format!(
            "| `{method} {path}` | {} | {does} |\n",
            words.join(", ")
        ));
    }
    let text = fs::read_to_string(ADMIN.0).unwrap();
    let (before, rest) = text.split_once("<!-- routes -->\n").unwrap();
    let (there, after) = rest.split_once("<!-- end of routes -->").unwrap();
    if std::env::var_os("FTPMOCK_WRITE_DOCS").is_some() {
        let text = format!("{before}<!-- routes -->\n{table}<!-- end of routes -->{after}");
        fs::write(ADMIN.0, text).unwrap();
    } else {
        assert_eq!(there, table, "write it with FTPMOCK_WRITE_DOCS=1");
    }
}

#[test]
fn an_output_that_differs_does_not_fit() {
    assert!(fits("a…b…c\n", "a1b2b3c\n"));
    for other in ["a1b2c", "x1b2c\n", "a1c\n", "a1b2d\n"] {
        assert!(!fits("a…b…c\n", other), "{other}");
    }
    assert!(fits("", "") && !fits("", "x") && !fits("x", "xy"));
}
