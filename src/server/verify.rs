//! What a failure looks like: expected, got, where it was written, and what the server saw.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::net::SocketAddr;

use crate::script::{Outcome, OutcomeKind, Script};
use crate::transcript::{EntryKind, Transcript};

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

/// Looks at every rule.
pub(super) fn check(
    script: &Script,
    addr: SocketAddr,
    transcript: &Transcript,
) -> Result<(), Unmet> {
    let outcomes = script.outcomes();
    let mishaps = script.mishaps();
    let failures = outcomes.iter().filter(|outcome| outcome.is_failure());
    let failures = failures.count() + mishaps.len();
    if failures == 0 {
        return Ok(());
    }
    let mut message = String::new();
    let total = outcomes.len() + mishaps.len();
    let noun = if total == 1 {
        "expectation"
    } else {
        "expectations"
    };
    // Writing to a string can not fail.
    let _ = writeln!(
        message,
        "ftpmock: {failures} of {total} {noun} not met   (server {addr}, seed {})\n",
        script.seed()
    );
    let replies = replies(transcript);
    for outcome in &outcomes {
        let _ = describe(&mut message, outcome, &replies);
    }
    for mishap in &mishaps {
        let at = mishap.location.map(|at| format!("   {at}"));
        let _ = writeln!(
            message,
            "  ✗ {}: {}{}",
            mishap.subject,
            mishap.what,
            at.unwrap_or_default()
        );
    }
    message.push('\n');
    message.push_str(&excerpt(transcript));
    Err(Unmet { message })
}

/// The code of the final reply of each exchange.
fn replies(transcript: &Transcript) -> HashMap<(u64, u64), u16> {
    let mut codes = HashMap::new();
    for entry in transcript.entries() {
        if let EntryKind::Reply(reply) = &entry.kind {
            codes.insert((entry.session, entry.exchange), reply.code().get());
        }
    }
    codes
}

fn describe(
    message: &mut String,
    outcome: &Outcome,
    replies: &HashMap<(u64, u64), u16>,
) -> fmt::Result {
    let name = match &outcome.name {
        Some(name) => format!("{name:?} "),
        None => String::new(),
    };
    let rule = &outcome.rule;
    let at = outcome.location;
    match &outcome.kind {
        OutcomeKind::NeverFired => writeln!(message, "  ! rule {name}{rule}   never fired   {at}"),
        OutcomeKind::Expectation {
            met,
            expected,
            hits,
            sightings,
        } => {
            let mark = if *met { '✓' } else { '✗' };
            writeln!(
                message,
                "  {mark} {name}{rule}   expected {expected}, got {hits}   {at}"
            )?;
            if *met {
                return Ok(());
            }
            for sighting in sightings {
                let code = replies.get(&(sighting.session, sighting.exchange));
                let code = code.map_or_else(|| "   ".to_owned(), ToString::to_string);
                let verdict = match &sighting.mismatch {
                    None => "counted".to_owned(),
                    Some(why) => format!("not counted: {why}"),
                };
                let (session, shown) = (sighting.session, &sighting.shown);
                writeln!(message, "        #{session}  {shown}   {code}   {verdict}")?;
            }
            Ok(())
        }
    }
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
