//! The text of a transcript: one event a line, made for snapshots.

use std::collections::HashMap;
use std::fmt;

use crate::protocol::{Command, Escaped, Reply, Verb, verbs};

use super::entry::{Entry, EntryKind};
use super::query::Transcript;

/// What the normal form of a transcript hides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Redaction {
    /// Names that the server made up: `<name>`, and the `unique` fact: `<id>`.
    Names,
    /// Ports of data connections: `<port>`.
    Ports,
    /// Times of files: `<time>`.
    Times,
    /// Versions of TLS.
    Versions,
}

/// Which of them are hidden.
#[derive(Clone, Copy, Debug)]
pub(super) struct Redactions {
    names: bool,
    ports: bool,
    times: bool,
    versions: bool,
}

impl Default for Redactions {
    fn default() -> Self {
        Self {
            names: true,
            ports: true,
            times: true,
            versions: true,
        }
    }
}

impl Redactions {
    pub(super) const fn none() -> Self {
        Self {
            names: false,
            ports: false,
            times: false,
            versions: false,
        }
    }

    pub(super) const fn keep(&mut self, what: Redaction) {
        match what {
            Redaction::Names => self.names = false,
            Redaction::Ports => self.ports = false,
            Redaction::Times => self.times = false,
            Redaction::Versions => self.versions = false,
        }
    }

    pub(super) fn command(self, command: &Command) -> String {
        let shown = command.to_string();
        let shown = match command.verb() {
            Some(verbs::PORT) if self.ports => hide_after_comma(&shown, 4),
            Some(verbs::EPRT) if self.ports => hide_field(&shown),
            _ => shown,
        };
        visible_end(shown)
    }

    /// The lines of a reply, as a part of an exchange that began with `verb`.
    pub(super) fn reply(self, reply: &Reply, verb: Option<Verb>) -> Vec<String> {
        let shown = reply.to_string();
        shown
            .lines()
            .map(|line| self.reply_line(line.trim_end(), reply.code().get(), verb))
            .collect()
    }

    fn reply_line(self, line: &str, code: u16, verb: Option<Verb>) -> String {
        match (code, verb) {
            (227, _) if self.ports => hide_last_two(line),
            (229, _) if self.ports => hide_field(line),
            (213, Some(verbs::MDTM)) if self.times => "213 <time>".to_owned(),
            (212 | 213, Some(verbs::STAT)) if self.times => hide_list_time(line),
            (150, Some(verbs::STOU)) if self.names => match line.split_once("FILE: ") {
                Some((head, _)) => format!("{head}FILE: <name>"),
                None => line.to_owned(),
            },
            (250, Some(verbs::MLST)) => {
                let mut line = line.to_owned();
                if self.times {
                    line = hide_fact(&line, "modify=", "<time>");
                }
                if self.names {
                    line = hide_fact(&line, "unique=", "<id>");
                }
                line
            }
            _ => line.to_owned(),
        }
    }
}

/// Spaces at the end of a command are a part of it, but editors take them away from snapshots.
fn visible_end(line: String) -> String {
    let text = line.trim_end_matches(' ');
    let spaces = line.len() - text.len();
    if spaces == 0 {
        return line;
    }
    format!("{text}{}", "\\x20".repeat(spaces))
}

/// `(127,0,0,1,195,80)` becomes `(127,0,0,1,<port>)`: hides what follows the given comma.
fn hide_after_comma(text: &str, comma: usize) -> String {
    let Some((at, _)) = text.match_indices(',').nth(comma - 1) else {
        return text.to_owned();
    };
    let port = &text[at + 1..];
    let rest = port.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    format!("{},<port>{rest}", &text[..at])
}

/// [`hide_after_comma`] for what stands last: the address before it may be any text.
fn hide_last_two(text: &str) -> String {
    let end = text.rfind(')').unwrap_or(text.len());
    let mut fields = text[..end].rsplitn(3, ',');
    let is_octet = |field: Option<&str>| field.is_some_and(|field| field.parse::<u8>().is_ok());
    if !is_octet(fields.next()) || !is_octet(fields.next()) {
        return hide_after_comma(text, 4);
    }
    let address = fields.next().unwrap_or_default();
    format!("{address},<port>{}", &text[end..])
}

/// `|1|127.0.0.1|50000|` becomes `|1|127.0.0.1|<port>|`: hides the last field.
fn hide_field(text: &str) -> String {
    let Some(end) = text.rfind('|') else {
        return text.to_owned();
    };
    match text[..end].rfind('|') {
        Some(start) => format!("{}|<port>{}", &text[..start], &text[end..]),
        None => text.to_owned(),
    }
}

/// Hides the value of a fact.
fn hide_fact(line: &str, name: &str, shown: &str) -> String {
    // Names of facts are the same in any case.
    let Some(at) = line.to_ascii_lowercase().find(name) else {
        return line.to_owned();
    };
    let start = at + name.len();
    match line[start..].find(';') {
        Some(length) => format!("{}{shown}{}", &line[..start], &line[start + length..]),
        None => line.to_owned(),
    }
}

/// Hides the twelve columns of the time in a line of `LIST`.
fn hide_list_time(line: &str) -> String {
    let is_entry = line.starts_with([' ', '-', 'd', 'l']) && line.len() > 50;
    let mut start = 0;
    for _ in 0..5 {
        let spaces = line[start..].len() - line[start..].trim_start().len();
        start += spaces;
        start += line[start..].find(' ').unwrap_or(0);
    }
    match line.get(start + 1..start + 13) {
        Some(_) if is_entry => format!("{} <time>{}", &line[..start], &line[start + 13..]),
        _ => line.to_owned(),
    }
}

impl Transcript {
    /// The lines of the transcript; those of one reply are one element.
    pub(super) fn rendered(&self) -> Vec<String> {
        let verbs = self.verbs();
        let mut lines = Vec::new();
        for entry in self.entries() {
            let verb = verbs.get(&(entry.session, entry.exchange)).copied();
            lines.extend(self.line(entry, verb));
        }
        lines
    }

    /// The verb of each exchange: how a reply is shown depends on it.
    pub(super) fn verbs(&self) -> HashMap<(u64, u64), Verb> {
        let verb = |entry: &Entry| match &entry.kind {
            EntryKind::Command(command) => Some(((entry.session, entry.exchange), command.verb()?)),
            _ => None,
        };
        self.entries().filter_map(verb).collect()
    }

    fn line(&self, entry: &Entry, verb: Option<Verb>) -> Option<String> {
        let number = entry.session;
        Some(match &entry.kind {
            EntryKind::Closed(how) => format!("#{number} {how}"),
            EntryKind::Command(command) => format!("C: {}", self.shown.command(command)),
            EntryKind::Connected(_) => format!("#{number} connect"),
            EntryKind::Data(data) => format!("D: {data}"),
            EntryKind::Fault {
                rule: Some(rule),
                what,
            } => format!("! fault {:?}: {what}", &**rule),
            EntryKind::Fault { rule: None, what } => format!("! fault: {what}"),
            EntryKind::LoggedIn(_) => return None,
            EntryKind::Note(note) => format!("! {note}"),
            EntryKind::RawReply(octets) => format!("S: raw \"{}\"", Escaped(octets)),
            EntryKind::Reply(reply) => {
                let lines = self.shown.reply(reply, verb);
                format!("S: {}", lines.join("\nS: "))
            }
            EntryKind::Tls(tls) => tls.line(!self.shown.versions),
        })
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered().join("\n"))
    }
}

/// The lines in quotes, one under the other: a failed `assert_eq!` can be read.
impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.to_string();
        f.debug_list().entries(shown.lines()).finish()
    }
}
