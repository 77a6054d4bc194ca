//! What was seen, line by line.

use std::fmt::Write as _;
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Log {
    lines: Vec<String>,
    muted: bool,
    /// The last line is one of octets that may go on.
    is_open: bool,
}

impl Log {
    pub(crate) fn muted(muted: bool) -> Self {
        Self {
            muted,
            ..Self::default()
        }
    }

    /// From now on everything counts.
    pub(crate) fn begin(&mut self) {
        self.muted = false;
    }

    pub(crate) fn line(&mut self, line: impl Into<String>) {
        if !self.muted {
            self.lines.push(line.into());
        }
        self.is_open = false;
    }

    /// Octets, each line of theirs by itself; those that come in two parts, and no time between, have come at once.
    pub(crate) fn octets(&mut self, who: &str, octets: &[u8]) {
        for line in octets.split_inclusive(|octet| *octet == b'\n') {
            match self.lines.last_mut() {
                Some(last) if self.is_open && last.starts_with(who) => *last += &shown(line),
                _ => self.line(format!("{who} {}", shown(line))),
            }
            self.is_open = !line.ends_with(b"\n");
        }
    }

    /// How a connection ended: behind the last octets, when nothing was between.
    pub(crate) fn end(&mut self, who: &str, how: &str) {
        match self.lines.last_mut() {
            Some(last) if !self.muted && last.starts_with(who) => {
                let _ = write!(last, "  {how}");
            }
            _ => self.line(format!("{who} {how}")),
        }
        self.is_open = false;
    }

    pub(crate) fn later(&mut self, by: Duration) {
        if !by.is_zero() {
            self.line(format!("({by:?} later)"));
        }
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}

/// Octets as they are read, with all that can not be read escaped.
pub(crate) fn shown(octets: &[u8]) -> String {
    const MOST: usize = 200;
    let mut text = String::new();
    for octet in &octets[..octets.len().min(MOST)] {
        match octet {
            b'\\' => text += r"\\",
            b' '..=b'~' => text.push(char::from(*octet)),
            other => write!(text, "{}", other.escape_ascii()).unwrap(),
        }
    }
    if octets.len() > MOST {
        write!(text, ".. ({} octets)", octets.len()).unwrap();
    }
    text
}
