//! Were the expectations met, and did every fault strike?

use std::panic::Location;
use std::sync::Arc;

use super::entry::{Purpose, RuleEntry, Sighting};

/// What has come of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// Name in quotes, or nothing.
    pub(crate) name: Option<Arc<str>>,
    /// The rule as a sentence.
    pub(crate) rule: String,
    pub(crate) location: &'static Location<'static>,
    pub(crate) kind: OutcomeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum OutcomeKind {
    /// An expectation: what was expected, how often it matched, and what it looked at.
    Expectation {
        met: bool,
        expected: String,
        hits: u64,
        sightings: Vec<Sighting>,
    },
    /// An action that never struck.
    NeverFired,
}

impl Outcome {
    pub(crate) const fn is_failure(&self) -> bool {
        !matches!(self.kind, OutcomeKind::Expectation { met: true, .. })
    }
}

/// What has come of a rule; `None` when there is nothing to say.
pub(crate) fn outcome(entry: &RuleEntry) -> Option<Outcome> {
    let hits = entry.hits();
    let kind = match &entry.purpose {
        Purpose::Spy(times) => OutcomeKind::Expectation {
            met: times.met_by(hits),
            expected: times.to_string(),
            hits,
            sightings: entry.sightings(),
        },
        Purpose::Act(_) if hits == 0 && !entry.is_optional() => OutcomeKind::NeverFired,
        Purpose::Act(_) => return None,
    };
    Some(Outcome {
        name: entry.label().name,
        rule: entry.to_string(),
        location: entry.condition.location,
        kind,
    })
}

/// What is wrong with a rule, in words.
pub(crate) fn complaint(entry: &RuleEntry) -> Option<String> {
    match outcome(entry)?.kind {
        OutcomeKind::Expectation { met: true, .. } => None,
        OutcomeKind::Expectation { expected, hits, .. } => {
            Some(format!("expected {expected}, got {hits}"))
        }
        OutcomeKind::NeverFired => Some("never fired".to_owned()),
    }
}
