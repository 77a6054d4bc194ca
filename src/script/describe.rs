//! What a rule says, as a value and as a sentence.

use std::fmt;
use std::time::Duration;

use super::count::{Count, Scope};
use super::entry::{Action, Purpose, RuleEntry};
use super::fault::Fault;
use super::filter::Filter;
use super::times::Times;
use super::trigger::Trigger;
use super::words::{ordinal, time};

/// What a rule says: a plain value, and as `Display` an English sentence.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// let rules = [
///     server.on(RETR).over_tls().chance(0.25).fault(Fault::data_reset_after(7)),
///     server.on([STOR, APPE]).per_session().nth(3).reset(),
///     server.expect(DELE).user("a*").never(),
/// ];
/// let sentences: Vec<String> = rules.iter().map(|rule| rule.description().to_string()).collect();
/// assert_eq!(sentences, [
///     "With a chance of 25 %, each time a client sends RETR over TLS, the server resets the data \
///      connection after 7 bytes.",
///     "The third time a client sends STOR or APPE, counted in each session by itself, the server \
///      resets the control connection.",
///     "The test fails if a client sends DELE as a user whose name matches a*.",
/// ]);
/// # rules.into_iter().for_each(Rule::remove);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Description {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    name: Option<String>,
    on: Trigger,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    only: Vec<Filter>,
    count: Count,
    per: Scope,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    within: Option<Duration>,
    optional: bool,
    then: Then,
}

/// What follows when a rule matches.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
enum Then {
    Expect(Times),
    Fault(Fault),
    Hold,
    Run,
    Sequence(Vec<Fault>),
}

impl Description {
    pub(super) fn of(entry: &RuleEntry) -> Self {
        let condition = &entry.condition;
        Self {
            name: entry.label().name.as_deref().map(str::to_owned),
            on: condition.trigger.clone(),
            only: condition.filters.clone(),
            count: condition.count,
            per: condition.scope,
            within: condition.within,
            optional: entry.is_optional(),
            then: match &entry.purpose {
                Purpose::Act(Action::Fault(fault)) => Then::Fault(fault.clone()),
                Purpose::Act(Action::Hold(_)) => Then::Hold,
                Purpose::Act(Action::Run(_)) => Then::Run,
                Purpose::Act(Action::Sequence(faults)) => Then::Sequence(faults.clone()),
                Purpose::Spy(times) => Then::Expect(*times),
            },
        }
    }

    /// `a client sends STOR for a path that matches /in/*`
    fn happening(&self) -> String {
        let filters = self.only.iter();
        let filters = filters.map(|filter| format!(" {}", filter.words()));
        format!("{}{}", self.on.happening(), filters.collect::<String>())
    }

    /// `The first 2 times`
    fn occasion(&self) -> String {
        match self.count {
            Count::After(1) => "Each time after the first that".to_owned(),
            Count::After(n) => format!("Each time after the first {n} that"),
            Count::Always | Count::Every(1) => "Each time".to_owned(),
            Count::Chance(p) => format!("With a chance of {} %, each time", percent(p)),
            Count::Every(n) => format!("Every {} time", ordinal(n)),
            Count::First(1) => "The first time".to_owned(),
            Count::First(n) => format!("The first {n} times"),
            Count::Nth(n) => format!("The {} time", ordinal(n)),
        }
    }

    /// `, counted in each session by itself`
    fn counting(&self) -> String {
        let counts = !matches!(self.count, Count::Always | Count::Chance(_));
        // Where a sequence begins anew is worth saying.
        if !counts && !matches!(self.then, Then::Sequence(_)) {
            return String::new();
        }
        let place = match self.per {
            Scope::Path => " for each path by itself",
            Scope::Peer => " for each client address by itself",
            Scope::Server => "",
            Scope::Session => " in each session by itself",
            Scope::User => " for each user by itself",
        };
        match self.within {
            Some(window) => format!(", counted{place} over the last {}", time(window)),
            None if place.is_empty() => String::new(),
            None => format!(", counted{place}"),
        }
    }
}

fn percent(p: f64) -> f64 {
    // Enough digits for any chance that somebody writes down.
    (p * 1e8).round() / 1e6
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let happening = self.happening();
        if let Then::Expect(times) = &self.then {
            return write!(f, "{}.", times.duty(&happening));
        }
        let occasion = self.occasion();
        write!(f, "{occasion} {happening}{}, ", self.counting())?;
        match &self.then {
            Then::Expect(_) => Ok(()),
            Then::Fault(fault) => write!(f, "the server {}.", fault.deeds()),
            Then::Hold => f.write_str("the session is held until the test lets it go."),
            Then::Run => f.write_str("a closure of the test decides what goes wrong."),
            Then::Sequence(faults) => {
                let turns: Vec<String> = faults.iter().map(Fault::deeds).collect();
                write!(
                    f,
                    "the server takes turns: it {}; and then nothing goes wrong.",
                    turns.join("; it ")
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_said_in_percent() {
        assert_eq!(percent(0.07).to_string(), "7");
        assert_eq!(percent(0.125).to_string(), "12.5");
    }
}
