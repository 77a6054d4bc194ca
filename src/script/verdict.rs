//! Were the expectations met, and did every fault strike?

use super::describe::Description;
use super::entry::{Purpose, RuleEntry, Sightings};
use super::place::Place;

/// What has come of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The rule in short, after its name in quotes.
    pub(crate) rule: String,
    /// The same in plain English.
    pub(crate) sentence: String,
    /// What the rule is attached to.
    pub(crate) trigger: String,
    pub(crate) place: Place,
    pub(crate) kind: OutcomeKind,
    /// What the rule looked at.
    pub(crate) sightings: Sightings,
}

#[derive(Clone, Debug)]
pub(crate) enum OutcomeKind {
    /// An expectation: what was expected, how often it matched, and what it looked at.
    Expectation {
        met: bool,
        expected: String,
        hits: u64,
        /// Whether there would have to be more hits.
        too_few: bool,
    },
    /// An action that never struck, though it matched so many times.
    NeverFired { matched: u64 },
}

/// What has come of a rule; `None` when there is nothing to say.
pub(crate) fn outcome(entry: &RuleEntry) -> Option<Outcome> {
    let hits = entry.hits();
    let kind = match &entry.purpose {
        Purpose::Spy(times) => OutcomeKind::Expectation {
            met: times.met_by(hits),
            expected: times.to_string(),
            hits,
            too_few: times.wants_more_than(hits),
        },
        Purpose::Act(_) if hits == 0 && !entry.is_optional() => OutcomeKind::NeverFired {
            matched: entry.matched(),
        },
        Purpose::Act(_) => return None,
    };
    Some(Outcome {
        rule: entry.called(),
        sentence: Description::of(entry).to_string(),
        trigger: entry.condition.trigger.to_string(),
        place: entry.condition.place.clone(),
        kind,
        sightings: entry.sightings(),
    })
}

/// What is wrong with a rule, in words.
pub(crate) fn complaint(entry: &RuleEntry) -> Option<String> {
    match outcome(entry)?.kind {
        OutcomeKind::Expectation { met: true, .. } => None,
        OutcomeKind::Expectation { expected, hits, .. } => {
            Some(format!("expected {expected}, got {hits}"))
        }
        OutcomeKind::NeverFired { .. } => Some("never fired".to_owned()),
    }
}
