//! What there is to complain about, as a list in columns.

use std::collections::HashMap;
use std::fmt::Write;

use crate::script::{Mishap, Outcome, OutcomeKind, Place, Script, Sighting, Sightings};

/// Final reply codes by session and exchange.
pub(super) type Codes = HashMap<(u64, u64), u16>;

/// The widest column; what is longer pushes only its own line.
const WIDEST: usize = 72;

/// What has come of the rules of a server, sorted by what it means.
pub(super) struct Findings {
    unmet: Vec<Outcome>,
    met: Vec<Outcome>,
    idle: Vec<Outcome>,
    mishaps: Vec<Mishap>,
}

impl Findings {
    /// Of all rules, or of those that are about one user.
    pub(super) fn new(script: &Script, user: Option<&[u8]>) -> Self {
        let mut findings = Self {
            unmet: Vec::new(),
            met: Vec::new(),
            idle: Vec::new(),
            mishaps: match user {
                None => script.mishaps(),
                Some(_) => Vec::new(),
            },
        };
        for outcome in script.outcomes(user) {
            let group = match outcome.kind {
                OutcomeKind::Expectation { met: false, .. } => &mut findings.unmet,
                OutcomeKind::Expectation { met: true, .. } => &mut findings.met,
                OutcomeKind::NeverFired { .. } => &mut findings.idle,
            };
            group.push(outcome);
        }
        findings
    }

    pub(super) const fn are_none(&self) -> bool {
        self.unmet.is_empty() && self.idle.is_empty() && self.mishaps.is_empty()
    }

    /// `1 of 3 expectations not met, 1 rule never fired`
    pub(super) fn heading(&self) -> String {
        let expectations = self.unmet.len() + self.met.len();
        let parts = [
            (self.unmet.len(), {
                let noun = plural(expectations, "expectation");
                format!("{} of {expectations} {noun} not met", self.unmet.len())
            }),
            (self.idle.len(), {
                let noun = plural(self.idle.len(), "rule");
                format!("{} {noun} never fired", self.idle.len())
            }),
            (self.mishaps.len(), {
                let noun = plural(self.mishaps.len(), "problem");
                format!("{} {noun} in code of the test", self.mishaps.len())
            }),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(_, part)| part).collect();
        parts.join(", ")
    }

    /// What is wrong comes first; what was met is there for comparison.
    pub(super) fn list(&self, codes: &Codes, out: &mut String) {
        let unmet = self.unmet.iter().map(|outcome| Row::new(outcome, codes));
        let mishaps = self.mishaps.iter().map(Row::of_mishap);
        let others = self.met.iter().chain(&self.idle);
        let others = others.map(|outcome| Row::new(outcome, codes));
        let rows: Vec<Row> = unmet.chain(mishaps).chain(others).collect();
        let subject = width(rows.iter().map(|row| row.subject.as_str()));
        let result = width(rows.iter().map(|row| row.result.as_str()));
        for row in &rows {
            let line = format!(
                "  {} {:subject$}   {:result$}   {}",
                row.mark, row.subject, row.result, row.place
            );
            out.push_str(line.trim_end());
            out.push('\n');
            for line in &row.details {
                // Writing to a string can not fail.
                let _ = writeln!(out, "        {}", line.trim_end());
            }
        }
    }
}

/// One finding: a line in columns, and what explains it.
struct Row {
    mark: char,
    subject: String,
    result: String,
    place: String,
    details: Vec<String>,
}

impl Row {
    fn new(outcome: &Outcome, codes: &Codes) -> Self {
        let place = outcome.place.to_string();
        let explained = |wants_more, nothing: &str| {
            let mut details = sightings(&outcome.sightings, codes, wants_more);
            if details.is_empty() {
                details.push(format!("no {} {nothing}", outcome.trigger));
            }
            details
        };
        match &outcome.kind {
            OutcomeKind::Expectation {
                met,
                expected,
                hits,
                too_few,
            } => Self {
                mark: if *met { '✓' } else { '✗' },
                subject: outcome.rule.clone(),
                result: format!("expected {expected}, got {hits}"),
                place,
                details: if *met {
                    Vec::new()
                } else {
                    explained(*too_few, "came")
                },
            },
            OutcomeKind::NeverFired { matched } => Self {
                mark: '!',
                subject: format!("rule {}", outcome.rule),
                result: match matched {
                    0 => "never fired".to_owned(),
                    1 => "never fired, matched once".to_owned(),
                    n => format!("never fired, matched {n} times"),
                },
                place,
                // What newer rules have answered does not reach it.
                details: {
                    let mut details = vec![outcome.sentence.clone()];
                    if *matched == 0 {
                        details.extend(explained(true, "reached it"));
                    }
                    details
                },
            },
        }
    }

    fn of_mishap(mishap: &Mishap) -> Self {
        Self {
            mark: '✗',
            subject: mishap.subject.clone(),
            result: mishap.what.to_owned(),
            place: mishap
                .place
                .as_ref()
                .map(Place::to_string)
                .unwrap_or_default(),
            details: mishap.message.lines().map(str::to_owned).collect(),
        }
    }
}

/// What a rule looked at, and why it was not counted; the nearest miss is marked when more was
/// wanted.
fn sightings(sightings: &Sightings, codes: &Codes, wants_more: bool) -> Vec<String> {
    let kept = &sightings.kept;
    let misses = kept.iter().map(|sighting| sighting.mismatches.len());
    let closest = misses
        .filter(|count| *count > 0)
        .min()
        .filter(|_| wants_more);
    // Of equals the last one: it is what the client ended up with.
    let closest = kept
        .iter()
        .rposition(|sighting| Some(sighting.mismatches.len()) == closest);
    let shown = |sighting: &Sighting| cut(&sighting.shown);
    let shown: Vec<String> = kept.iter().map(shown).collect();
    let column = width(shown.iter().map(String::as_str));
    let mut lines = Vec::new();
    for (n, (sighting, shown)) in kept.iter().zip(shown).enumerate() {
        let code = codes.get(&(sighting.session, sighting.exchange));
        let code = code.map_or_else(|| "   ".to_owned(), ToString::to_string);
        let why = sighting.mismatches.join(", ");
        let verdict = match &why[..] {
            "" => "counted".to_owned(),
            why if closest == Some(n) => format!("closest: {why}"),
            why => format!("not counted: {why}"),
        };
        lines.push(format!(
            "#{}  {shown:column$}  {code}  {verdict}",
            sighting.session
        ));
    }
    let more = sightings.seen - kept.len() as u64;
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// A line of which only the beginning matters.
fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn width<'a>(column: impl Iterator<Item = &'a str>) -> usize {
    let widths = column.map(|text| text.chars().count());
    widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
