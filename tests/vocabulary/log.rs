//! What was seen, line by line.

use std::fmt::Write as _;
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Log {
    lines: Vec<String>,
    muted: bool,
}

impl Log {
    pub(crate) fn muted(muted: bool) -> Self {
        Self {
            lines: Vec::new(),
            muted,
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
    }

    /// Octets, each line of theirs by itself.
    pub(crate) fn octets(&mut self, who: &str, octets: &[u8]) {
        for line in octets.split_inclusive(|octet| *octet == b'\n') {
            self.line(format!("{who} {}", shown(line)));
        }
    }

    /// How a connection ended: after the last octets, if those are its.
    pub(crate) fn end(&mut self, who: &str, how: &str, same_breath: bool) {
        match self.lines.last_mut() {
            Some(last) if same_breath && !self.muted => {
                let _ = write!(last, "  {how}");
            }
            _ => self.line(format!("{who} {how}")),
        }
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
