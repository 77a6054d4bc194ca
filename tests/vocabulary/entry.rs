//! What comes of one row, as its entry in the document.

use std::fmt::Write as _;

use crate::application::verdict;
use crate::raw::play;
use crate::row::{Row, Scope, Visit};
use crate::stage::Stage;

/// Everything that is to be proven of a row, for the reader.
pub(crate) fn entry(row: &Row) -> String {
    let (complaint, sentence) = complaint(row);
    let (code, manner) = (row.code(), manner(row.visit));
    let mut text = format!("`{code}`{manner}\n\n{sentence}\n\n```text\n");
    let first = play(row, matches!(row.scope, Scope::Tls(_)));
    block(&mut text, "wire", &first.wire);
    match row.scope {
        Scope::Same => {
            let [clear, tls] = [first.wire, play(row, true).wire].map(|lines| lines.join("\n"));
            let what = difference(&clear, &tls);
            assert!(what.is_empty(), "under TLS it is not the same:\n{what}");
            block(&mut text, "under TLS", &["the same".to_owned()]);
        }
        Scope::Differs(why) => {
            let mut tls = play(row, true).wire;
            assert_ne!(tls, first.wire, "under TLS it is the same");
            tls.push(format!("(otherwise: {why})"));
            block(&mut text, "under TLS", &tls);
        }
        Scope::Clear(why) => block(&mut text, "under TLS", &[format!("not: {why}")]),
        Scope::Tls(why) => block(&mut text, "under TLS", &[format!("only: {why}")]),
    }
    block(&mut text, "transcript", &first.transcript);
    block(&mut text, "suppaftp", &verdicts(row));
    block(&mut text, "not fired", &[complaint]);
    text + "```\n"
}

/// Lines, and in their margin what they are about.
fn block(text: &mut String, about: &str, lines: &[String]) {
    for (n, line) in lines.iter().enumerate() {
        let about = if n == 0 { about } else { "" };
        let line = format!("{about:<12}{line}");
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
}

fn verdicts(row: &Row) -> Vec<String> {
    match row.scope {
        Scope::Clear(_) => vec![verdict(row, false)],
        Scope::Tls(_) => vec![verdict(row, true)],
        // Under TLS it aborts by FIN or by RST, as it happens to have read all of the handshake or not.
        _ if matches!(row.visit, Visit::Midway(_)) => {
            vec![format!("{} (in clear)", verdict(row, false))]
        }
        Scope::Same | Scope::Differs(_) => {
            let (clear, tls) = (verdict(row, false), verdict(row, true));
            if clear == tls {
                vec![clear]
            } else {
                vec![clear, format!("{tls} (under TLS)")]
            }
        }
    }
}

/// What the wire does not show of a visit.
fn manner(visit: Visit) -> &'static str {
    match visit {
        Visit::ActiveDownload | Visit::ActiveUpload => ", active mode",
        Visit::Pipelined(_) => ", commands sent at once",
        Visit::Midway(_) => ", during an upload",
        _ => "",
    }
}

/// What verification says of a rule that nobody met, and the sentence below it.
fn complaint(row: &Row) -> (String, String) {
    const NEVER: &str = "never fired";
    let (stage, left) = Stage::of(row);
    let told = stage.try_verify().expect_err("nobody came").to_string();
    let mut lines = told.lines().map(str::trim);
    let rule = lines.find_map(|line| line.strip_prefix("! ")?.split_once(NEVER));
    let (Some((rule, _)), Some(sentence)) = (rule, lines.next()) else {
        panic!("no lines about the rule:\n{told}");
    };
    let line = format!("{}   {NEVER}", rule.trim());
    let sentence = sentence.to_owned();
    stage.forget();
    drop(left);
    (line, sentence)
}

/// What is between the lines that both begin with and those that both end with.
pub(crate) fn difference(before: &str, now: &str) -> String {
    let (mut before, mut now): (Vec<_>, Vec<_>) = (before.lines().collect(), now.lines().collect());
    let same = before.iter().zip(&now).take_while(|(a, b)| a == b).count();
    before.drain(..same);
    now.drain(..same);
    let ends = before.iter().rev().zip(now.iter().rev());
    let same = ends.take_while(|(a, b)| a == b).count();
    let gone = before[..before.len() - same].iter();
    let new = now[..now.len() - same].iter();
    let gone = gone.map(|line| format!("- {line}\n"));
    gone.chain(new.map(|line| format!("+ {line}\n"))).collect()
}
