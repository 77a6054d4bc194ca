//! A registered rule: what was asked for, and what has come of it.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::{GateCore, Timestamp};

use super::count::{Count, Luck, Scope};
use super::exchange::Exchange;
use super::fault::Fault;
use super::filter::Filter;
use super::place::Place;
use super::times::Times;
use super::trigger::Trigger;

/// How many of the exchanges a spy looked at are kept for its failure message.
const KEPT_SIGHTINGS: usize = 20;

/// What a gate does, in a word.
pub(crate) const HOLD: &str = "hold";

/// What a rule is for.
pub(crate) enum Purpose {
    Act(Action),
    Spy(Times),
}

/// What a rule does when it acts.
pub(crate) enum Action {
    Fault(Fault),
    Hold(Arc<GateCore>),
    Run(Box<Closure>),
    /// One after the other, one at a time.
    Sequence(Vec<Fault>),
}

/// A match on which a rule is to act.
pub(crate) struct Claim {
    /// Its number, from 1, where the rule counts.
    pub(crate) nth: u64,
    /// Which of a sequence it is, from 1.
    pub(crate) turn: usize,
    pub(crate) luck: Luck,
}

pub(crate) type Closure = dyn Fn(&Exchange<'_>) -> Option<Fault> + Send + Sync;

/// What the words before the terminal call have said.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) trigger: Trigger,
    pub(crate) filters: Vec<Filter>,
    pub(crate) count: Count,
    /// Older matches do not count any more.
    pub(crate) within: Option<Duration>,
    pub(crate) scope: Scope,
    pub(crate) place: Place,
}

pub(crate) struct RuleEntry {
    pub(crate) id: u64,
    pub(crate) condition: Condition,
    pub(crate) purpose: Purpose,
    label: Mutex<Label>,
    /// Firings of an action, matches of a spy.
    hits: AtomicU64,
    progress: Mutex<Progress>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    pub(crate) name: Option<Arc<str>>,
    pub(crate) optional: bool,
}

#[derive(Debug, Default)]
struct Progress {
    /// Matches, where the counting word counts them.
    matched: HashMap<Key, u64>,
    /// When there were matches, where only the latest count.
    recent: HashMap<Key, VecDeque<Timestamp>>,
    /// How much of a sequence is used up.
    acted: HashMap<Key, usize>,
    /// All matches.
    matches: u64,
    sightings: Sightings,
}

/// What a rule looked at because its trigger fits: the first few, and how many they were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sightings {
    pub(crate) kept: Vec<Sighting>,
    pub(crate) seen: u64,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Key {
    Path(Option<Bytes>),
    Peer(IpAddr),
    Server,
    Session(u64),
    User(Option<Bytes>),
}

impl Key {
    fn of(scope: Scope, exchange: &Exchange<'_>) -> Self {
        let owned = |octets: Option<&[u8]>| octets.map(Bytes::copy_from_slice);
        match scope {
            Scope::Path => Self::Path(owned(exchange.path().map(|path| path.as_bytes()))),
            Scope::Peer => Self::Peer(exchange.peer.ip().to_canonical()),
            Scope::Server => Self::Server,
            Scope::Session => Self::Session(exchange.session),
            Scope::User => Self::User(owned(exchange.user())),
        }
    }
}

/// An exchange that a rule looked at.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) session: u64,
    pub(crate) exchange: u64,
    pub(crate) shown: String,
    /// Every reason why it was not counted; none when it was.
    pub(crate) mismatches: Vec<String>,
}

impl RuleEntry {
    pub(crate) fn new(id: u64, condition: Condition, purpose: Purpose, label: Label) -> Self {
        Self {
            id,
            condition,
            purpose,
            label: Mutex::new(label),
            hits: AtomicU64::new(0),
            progress: Mutex::default(),
        }
    }

    /// Counts a match; what is known of it when the rule is to act on it.
    pub(crate) fn claim(&self, exchange: &Exchange<'_>, seed: u64) -> Option<Claim> {
        if !self.matches(exchange) {
            if exchange.is(&self.condition.trigger) {
                self.note(exchange);
            }
            return None;
        }
        let condition = &self.condition;
        let key = Key::of(condition.scope, exchange);
        let mut progress = self.progress();
        progress.matches += 1;
        let number = match condition.within {
            None => progress.count(key.clone()),
            Some(window) => progress.count_recent(key.clone(), exchange.now, window),
        };
        // Counted per session: other sessions must not change what this one meets.
        let index = match condition.scope {
            Scope::Session if condition.within.is_none() => number,
            _ => progress.count(Key::Session(exchange.session)),
        };
        let luck = Luck {
            seed,
            rule: self.id,
            session: exchange.session,
            index,
        };
        if !condition.count.includes(number, || luck.roll()) {
            return None;
        }
        let turn = match &self.purpose {
            Purpose::Act(Action::Sequence(faults)) => {
                let turn = progress.acted.entry(key).or_default();
                if *turn == faults.len() {
                    return None;
                }
                *turn += 1;
                *turn
            }
            _ => 1,
        };
        Some(Claim {
            nth: number,
            turn,
            luck,
        })
    }

    /// Lets a spy look at an exchange; true when it was counted.
    pub(crate) fn observe(&self, exchange: &Exchange<'_>) -> bool {
        if !exchange.is(&self.condition.trigger) {
            return false;
        }
        let counted = self.matches(exchange);
        self.note(exchange);
        if counted {
            self.hit();
        }
        counted
    }

    /// Keeps an exchange for failure messages.
    fn note(&self, exchange: &Exchange<'_>) {
        let sightings = &mut self.progress().sightings;
        sightings.seen += 1;
        if sightings.kept.len() == KEPT_SIGHTINGS {
            return;
        }
        let filters = self.condition.filters.iter();
        let shown = match exchange.command() {
            Some(command) => command.redacted().to_string(),
            None => self.condition.trigger.to_string(),
        };
        sightings.kept.push(Sighting {
            session: exchange.session,
            exchange: exchange.id,
            shown,
            mismatches: filters.filter_map(|f| f.mismatch(exchange)).collect(),
        });
    }

    fn matches(&self, exchange: &Exchange<'_>) -> bool {
        let filters = &self.condition.filters;
        exchange.is(&self.condition.trigger) && filters.iter().all(|f| f.passes(exchange))
    }

    /// Whether it is about this user by name, and not about everybody.
    pub(crate) fn is_about(&self, user: &[u8]) -> bool {
        let filters = self.condition.filters.iter();
        let mut names = filters.filter_map(|filter| match filter {
            Filter::User(pattern) => Some(pattern.matches(user)),
            _ => None,
        });
        names.next() == Some(true) && names.all(|fits| fits)
    }

    pub(crate) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn hits(&self) -> u64 {
        self.hits.load(Ordering::SeqCst)
    }

    /// How often the rule has matched, whether it acted or not.
    pub(crate) fn matched(&self) -> u64 {
        self.progress().matches
    }

    pub(crate) fn sightings(&self) -> Sightings {
        self.progress().sightings.clone()
    }

    /// The rule as failure messages call it: `"partner is busy" STOR first 2: reply 450`.
    pub(crate) fn called(&self) -> String {
        match self.label().name {
            Some(name) => format!("{name:?} {self}"),
            None => self.to_string(),
        }
    }

    pub(crate) fn label(&self) -> Label {
        self.label
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn change_label(&self, change: impl FnOnce(&mut Label)) {
        change(&mut self.label.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether the rule may stay without effect.
    pub(crate) fn is_optional(&self) -> bool {
        self.condition.count.is_optional() || self.label().optional
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    fn count(&mut self, key: Key) -> u64 {
        let number = self.matched.entry(key).or_default();
        *number += 1;
        *number
    }
}

impl Progress {
    fn count_recent(&mut self, key: Key, now: Timestamp, window: Duration) -> u64 {
        let recent = self.recent.entry(key).or_default();
        recent.retain(|at| now.since(*at) < window);
        recent.push_back(now);
        recent.len() as u64
    }
}

impl fmt::Debug for RuleEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for RuleEntry {
    /// `STOR path=/in/* first 2: reply 450`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.condition)?;
        match &self.purpose {
            Purpose::Act(Action::Fault(fault)) => write!(f, ": {fault}"),
            Purpose::Act(Action::Hold(_)) => write!(f, ": {HOLD}"),
            Purpose::Act(Action::Run(_)) => f.write_str(": run a closure"),
            Purpose::Act(Action::Sequence(faults)) => {
                for (n, fault) in faults.iter().enumerate() {
                    write!(f, "{} {fault}", if n == 0 { ":" } else { "; then" })?;
                }
                Ok(())
            }
            Purpose::Spy(_) => Ok(()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.trigger)?;
        for filter in &self.filters {
            write!(f, "{filter}")?;
        }
        write!(f, "{}{}", self.count, self.scope)?;
        match self.within {
            Some(window) => write!(f, " within {window:?}"),
            None => Ok(()),
        }
    }
}
