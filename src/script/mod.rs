//! Decides what goes wrong: rules are data, asked once per exchange, before anything acts.
//!
//! The newest rule that matches wins; one that is exhausted or does not match falls through to
//! older ones and at last to the server. Spies count everything and stop nothing. Carrying a plan
//! out is the business of decorators: `FaultyFs` here, streams and replies in the server.

mod act;
mod bans;
mod chaos;
mod count;
mod describe;
mod edits;
mod entry;
mod exchange;
pub mod fault;
mod faulty_file;
mod faulty_fs;
mod faulty_listing;
mod filter;
mod gate;
mod misdirect;
mod pattern;
mod place;
mod plan;
mod plans;
mod rule;
mod scoped;
mod times;
mod trigger;
mod veiled;
mod veils;
mod verdict;
mod wishes;

use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::{Alarm, Signal, Wait};

use entry::{Action, Condition, Label, Purpose, RuleEntry};
use rule::RuleBuilder as Builder;

pub use chaos::Chaos;
pub use describe::Description;
pub use exchange::Exchange;
pub use fault::Fault;
pub use gate::Gate;
pub use rule::{Act, Rule, RuleBuilder, Spy};
pub use scoped::ScopedRule;
pub use times::Times;
pub use trigger::{ANY, Any, Event, Trigger};

pub(crate) use count::Luck;
pub(crate) use entry::{Sighting, Sightings};
pub(crate) use exchange::Subject;
pub(crate) use fault::{ControlEnd, ControlFault, DataEnd, DataFault, Linger, StorageFault};
#[cfg(feature = "tls")]
pub(crate) use fault::{TlsCertificate, TlsFault};
pub(crate) use faulty_fs::{FaultyFs, Setting};
pub(crate) use faulty_listing::as_planned;
pub(crate) use pattern::Pattern;
pub(crate) use place::Place;
pub(crate) use plan::{Firing, Hangup, Instead, Plan, Report};
pub(crate) use plans::{DataPart, Plans};
pub(crate) use veiled::Veiled;
pub(crate) use veils::Veils;
pub(crate) use verdict::{Outcome, OutcomeKind};
pub(crate) use wishes::Later;

/// The ordered rules of one server.
#[derive(Clone)]
pub(crate) struct Script(Arc<Shared>);

struct Shared {
    rules: Mutex<Arc<Vec<Arc<RuleEntry>>>>,
    /// Held while rules count, so that parallel sessions get consistent numbers.
    deciding: Mutex<()>,
    next: AtomicU64,
    changed: Arc<Signal>,
    mishaps: Mutex<Vec<Mishap>>,
    seed: u64,
    alarm: Alarm,
    veils: Arc<Veils>,
    bans: bans::Bans,
}

/// Something that went wrong in the test's own code, to be reported by verification.
#[derive(Clone, Debug)]
pub(crate) struct Mishap {
    pub(crate) subject: String,
    pub(crate) place: Option<Place>,
    pub(crate) what: &'static str,
    /// The panic's message, where there was one.
    pub(crate) message: String,
}

impl Script {
    pub(crate) fn new(seed: u64, alarm: Alarm) -> Self {
        Self(Arc::new(Shared {
            rules: Mutex::default(),
            deciding: Mutex::default(),
            next: AtomicU64::new(1),
            changed: Arc::default(),
            mishaps: Mutex::default(),
            seed,
            alarm,
            veils: Arc::default(),
            bans: bans::Bans::default(),
        }))
    }

    #[track_caller]
    pub(crate) fn on(&self, trigger: Trigger) -> Builder<Act> {
        Builder::new(self.clone(), trigger)
    }

    #[track_caller]
    pub(crate) fn expect(&self, trigger: Trigger) -> Builder<Spy> {
        Builder::new(self.clone(), trigger)
    }

    /// Forgets all rules, and what has come of them.
    pub(crate) fn clear(&self) {
        *lock(&self.0.rules) = Arc::default();
        lock(&self.0.mishaps).clear();
        self.0.next.store(1, Ordering::Relaxed);
        self.0.veils.clear();
        self.0.bans.clear();
    }

    /// Makes a rule of each part.
    #[track_caller]
    pub(crate) fn chaos(&self, chaos: Chaos) -> Vec<Rule> {
        let mut rules = Vec::new();
        // No closure: each rule is to know the line of the test that made it.
        for (trigger, chance, fault) in chaos.into_parts() {
            rules.push(self.on(trigger).chance(chance).named("chaos").fault(fault));
        }
        rules
    }

    /// Whether there is no rule at all.
    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.0.rules).is_empty()
    }

    /// Whether some rule may call the test's own code.
    pub(crate) fn calls_user_code(&self) -> bool {
        let runs = |rule: &Arc<RuleEntry>| matches!(rule.purpose, Purpose::Act(Action::Run(_)));
        self.rules().iter().any(runs)
    }

    /// Whether some rule may have to do with commands while a transfer runs.
    pub(crate) fn acts_midway(&self) -> bool {
        self.rules().iter().any(|rule| match &rule.purpose {
            Purpose::Act(Action::Fault(fault)) => fault.acts_midway(),
            Purpose::Act(Action::Sequence(faults)) => faults.iter().any(Fault::acts_midway),
            Purpose::Act(Action::Hold(_) | Action::Run(_)) | Purpose::Spy(_) => false,
        })
    }

    /// Asks the rules, newest first, what is to happen in this exchange.
    ///
    /// `report` makes the recorder of faults, only when a rule acts.
    pub(crate) fn plan(
        &self,
        mut exchange: Exchange<'_>,
        report: impl FnOnce() -> Box<Report>,
    ) -> Plan {
        let rules = self.rules();
        if rules.is_empty() {
            return Plan::default();
        }
        let mut acting = None;
        let mut observed = false;
        let mut deciding = Some(lock(&self.0.deciding));
        for rule in rules.iter().rev() {
            let action = match &rule.purpose {
                Purpose::Spy(_) => {
                    observed |= rule.observe(&exchange);
                    continue;
                }
                Purpose::Act(_) if acting.is_some() => continue,
                Purpose::Act(action) => action,
            };
            let Some(claim) = rule.claim(&exchange, self.0.seed) else {
                continue;
            };
            let decision = match action {
                Action::Fault(fault) => Some(Decision::Fault(fault.clone())),
                Action::Sequence(faults) => {
                    let fault = faults.get(claim.turn - 1);
                    fault.cloned().map(Decision::Fault)
                }
                Action::Hold(gate) if gate.is_released() => None,
                Action::Hold(gate) => Some(Decision::Hold(Arc::clone(gate))),
                Action::Run(closure) => {
                    // The test's own code runs without the lock: it may block, or add rules.
                    drop(deciding.take());
                    exchange.nth = claim.nth;
                    let decision = self.ask(rule, closure, &exchange);
                    deciding = Some(lock(&self.0.deciding));
                    decision
                }
            };
            acting = decision.map(|decision| (Arc::clone(rule), claim.luck, decision));
        }
        drop(deciding);
        if observed {
            self.0.changed.notify();
        }
        match acting {
            None => Plan::default(),
            Some((rule, luck, decision)) => {
                let firing = Firing::new(rule, Arc::clone(&self.0.changed), luck, report());
                match decision {
                    Decision::Fault(fault) => Plan::fault(fault, firing),
                    Decision::Hold(gate) => Plan::hold(gate, firing),
                    Decision::Panicked => Plan::panicked(firing),
                }
            }
        }
    }

    fn ask(
        &self,
        rule: &RuleEntry,
        closure: &entry::Closure,
        exchange: &Exchange<'_>,
    ) -> Option<Decision> {
        match catch_unwind(AssertUnwindSafe(|| closure(exchange))) {
            Ok(fault) => fault.map(Decision::Fault),
            Err(panic) => {
                self.mishap(rule, "its closure panicked", panic_message(&*panic));
                Some(Decision::Panicked)
            }
        }
    }

    fn mishap(&self, rule: &RuleEntry, what: &'static str, message: &str) {
        lock(&self.0.mishaps).push(Mishap {
            subject: format!("rule {}", rule.called()),
            place: Some(rule.condition.place.clone()),
            what,
            message: message.to_owned(),
        });
    }

    /// Notes that other code of the test's own panicked, written at `location`.
    pub(crate) fn panicked(
        &self,
        subject: &str,
        location: Option<&'static Location<'static>>,
        panic: &(dyn std::any::Any + Send),
    ) {
        lock(&self.0.mishaps).push(Mishap {
            subject: subject.to_owned(),
            place: location.map(Place::from),
            what: "panicked",
            message: panic_message(panic).to_owned(),
        });
    }

    /// Notes that a gate was never released within its bound.
    pub(crate) fn gate_expired(&self, firing: &Firing, bound: Duration) {
        let bound = format!("within {bound:?}");
        self.mishap(firing.rule(), "its gate was not released", &bound);
    }

    pub(crate) fn mishaps(&self) -> Vec<Mishap> {
        lock(&self.0.mishaps).clone()
    }

    /// What has come of each rule, in the order of their registration.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        let rules = self.rules();
        rules
            .iter()
            .filter_map(|rule| verdict::outcome(rule))
            .collect()
    }

    /// What is there and can not be seen yet.
    pub(crate) fn veils(&self) -> &Arc<Veils> {
        &self.0.veils
    }

    pub(crate) fn seed(&self) -> u64 {
        self.0.seed
    }

    pub(crate) fn alarm(&self) -> Alarm {
        self.0.alarm.clone()
    }

    fn wait(
        &self,
        what: String,
        within: Duration,
        holds: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Wait {
        Wait::new(
            what,
            within,
            Arc::clone(&self.0.changed),
            self.alarm(),
            holds,
        )
    }

    fn register(&self, condition: Condition, purpose: Purpose, label: Label) -> Arc<RuleEntry> {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let entry = Arc::new(RuleEntry::new(id, condition, purpose, label));
        Arc::make_mut(&mut lock(&self.0.rules)).push(Arc::clone(&entry));
        entry
    }

    fn remove(&self, entry: &Arc<RuleEntry>) {
        Arc::make_mut(&mut lock(&self.0.rules)).retain(|rule| !Arc::ptr_eq(rule, entry));
    }

    fn rules(&self) -> Arc<Vec<Arc<RuleEntry>>> {
        Arc::clone(&lock(&self.0.rules))
    }
}

/// What one rule has decided for one exchange.
enum Decision {
    Fault(Fault),
    Hold(Arc<crate::clock::GateCore>),
    Panicked,
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "(no message)",
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rules().iter()).finish()
    }
}
