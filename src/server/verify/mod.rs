//! What a failure looks like: expected, got, where it was written, and what the server saw.

mod findings;

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;

use crate::script::Script;
use crate::transcript::{EntryKind, Transcript};

use findings::{Codes, Findings};

/// How many lines of the transcript a failure shows.
const SHOWN_LINES: usize = 20;

/// Expectations that were not met, rules that never acted, and what went wrong in the test's own
/// code; `Display` is the whole failure message.
#[derive(Clone)]
pub struct Unmet {
    message: String,
}

impl Unmet {
    /// What to add when a drop found it: the drop can not show the test's own error.
    pub(super) fn found_by_drop(mut self) -> Self {
        self.message.push_str(
            "\n\n(found when the server was dropped: if the test returned Err, its error is not \
             shown; FtpServer::run(|server| ..) shows both)",
        );
        self
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The message as it is: a failed `unwrap` can be read.
impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Unmet {}

/// Text for people, on the thread of the test.
pub(super) fn print(text: &str) {
    eprintln!("{text}");
}

/// Looks at every rule, or at those that are about one user.
pub(super) fn check(
    script: &Script,
    user: Option<&[u8]>,
    addr: SocketAddr,
    transcript: &Transcript,
) -> Result<(), Unmet> {
    let findings = Findings::new(script, user);
    if findings.are_none() {
        return Ok(());
    }
    let mut message = format!(
        "ftpmock: {}   (server {addr}, seed {})\n\n",
        findings.heading(),
        script.seed()
    );
    findings.list(&replies(transcript), &mut message);
    message.push('\n');
    message.push_str(&excerpt(transcript));
    Err(Unmet { message })
}

/// The code of the final reply of each exchange.
fn replies(transcript: &Transcript) -> Codes {
    let mut codes = HashMap::new();
    for entry in transcript.entries() {
        if let EntryKind::Reply(reply) = &entry.kind {
            codes.insert((entry.session, entry.exchange), reply.code().get());
        }
    }
    codes
}

/// The end of the transcript, or all of it.
pub(super) fn excerpt(transcript: &Transcript) -> String {
    let text = transcript.to_string();
    let lines: Vec<&str> = text.lines().collect();
    let wants_all = std::env::var("FTPMOCK_TRANSCRIPT").is_ok_and(|value| value == "full");
    if lines.is_empty() {
        return "transcript: empty, no client has connected".to_owned();
    }
    let (heading, shown) = if wants_all || lines.len() <= SHOWN_LINES {
        ("transcript".to_owned(), &lines[..])
    } else {
        let heading = format!(
            "transcript (last {SHOWN_LINES} lines of {}; all of it with FTPMOCK_TRANSCRIPT=full)",
            lines.len()
        );
        (heading, &lines[lines.len() - SHOWN_LINES..])
    };
    let mut excerpt = heading;
    for line in shown {
        excerpt.push_str("\n  ");
        excerpt.push_str(line);
    }
    excerpt
}
