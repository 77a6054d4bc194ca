//! What the script wants of one exchange, decided once, before anything acts.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clock::{GateCore, Signal};
use crate::protocol::Reply;

use bytes::Bytes;

use super::count::Luck;
use super::entry::RuleEntry;
#[cfg(feature = "tls")]
use super::fault::TlsFault;
use super::fault::{ControlFault, DataFault, Fault, ListingFault, Outage, StorageFault};

/// Everything planned for one exchange; empty when no rule acts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan(Option<Arc<Acting>>);

#[derive(Debug)]
struct Acting {
    deed: Deed,
    firing: Firing,
}

#[derive(Debug)]
enum Deed {
    Fault(Fault),
    Hold(Arc<GateCore>),
    /// A closure panicked: the exchange is answered by 451.
    Panicked,
}

/// What is done in place of the command.
#[derive(Debug)]
pub(crate) enum Instead<'a> {
    /// The command acts.
    Act,
    /// Nothing is done or sent, and the session goes on.
    Nothing,
    Raw(&'a Bytes),
    Replies(&'a [Reply]),
    /// Nothing is sent; the connection ends.
    Silence,
}

/// How the control connection ends after the exchange.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hangup {
    Close,
    /// Not at all: octets come for ever.
    Endless,
    Reset,
    /// Not at all: nothing comes any more.
    Stall,
}

impl Plan {
    pub(crate) fn fault(fault: Fault, firing: Firing) -> Self {
        Self::new(Deed::Fault(fault), firing)
    }

    pub(crate) fn hold(gate: Arc<GateCore>, firing: Firing) -> Self {
        Self::new(Deed::Hold(gate), firing)
    }

    pub(crate) fn panicked(firing: Firing) -> Self {
        Self::new(Deed::Panicked, firing)
    }

    fn new(deed: Deed, firing: Firing) -> Self {
        Self(Some(Arc::new(Acting { deed, firing })))
    }

    /// Who to tell when a part of the plan is carried out.
    pub(crate) fn firing(&self) -> Option<&Firing> {
        self.0.as_deref().map(|acting| &acting.firing)
    }

    pub(crate) fn gate(&self) -> Option<&Arc<GateCore>> {
        match self.0.as_deref() {
            Some(Acting {
                deed: Deed::Hold(gate),
                ..
            }) => Some(gate),
            _ => None,
        }
    }

    pub(crate) fn has_panicked(&self) -> bool {
        matches!(self.0.as_deref(), Some(acting) if matches!(acting.deed, Deed::Panicked))
    }

    fn the_fault(&self) -> Option<&Fault> {
        match &self.0.as_deref()?.deed {
            Deed::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    pub(super) fn control(&self) -> &[ControlFault] {
        self.the_fault().map_or(&[], Fault::control)
    }

    pub(crate) fn data(&self) -> &[DataFault] {
        self.the_fault().map_or(&[], Fault::data)
    }

    /// What `pick` makes of the last data fault that it wants, and that fault.
    pub(crate) fn data_fault<T>(
        &self,
        pick: impl Fn(&DataFault) -> Option<T>,
    ) -> Option<(&DataFault, T)> {
        let last_first = self.data().iter().rev();
        last_first
            .filter_map(|fault| Some((fault, pick(fault)?)))
            .next()
    }

    /// Tells the rule that a part is carried out.
    pub(crate) fn tell(&self, part: &dyn fmt::Display) {
        if let Some(firing) = self.firing() {
            firing.fire(part);
        }
    }

    /// Tells the rule that a part has struck on a data connection, or in a file that moves.
    pub(crate) fn strike(&self, part: &dyn fmt::Display) {
        if let Some(firing) = self.firing() {
            firing.strike(part);
        }
    }

    /// Whether anything has struck there.
    pub(crate) fn has_struck(&self) -> bool {
        self.firing()
            .is_some_and(|firing| firing.0.struck.load(Ordering::SeqCst))
    }

    #[cfg(feature = "tls")]
    pub(crate) fn tls(&self) -> Option<&TlsFault> {
        self.the_fault()?.tls()
    }

    pub(crate) fn storage(&self) -> &[StorageFault] {
        self.the_fault().map_or(&[], Fault::storage)
    }

    pub(crate) fn listing(&self) -> &[ListingFault] {
        self.the_fault().map_or(&[], Fault::listing)
    }

    /// Whether a list is made by code of the test's own.
    pub(crate) fn lists_by_user_code(&self) -> bool {
        let mut faults = self.listing().iter();
        faults.any(|fault| matches!(fault, ListingFault::Style(style) if style.calls_user_code()))
    }

    /// How long the server is down, in place of the command.
    pub(crate) fn outage(&self) -> Option<Outage> {
        self.the_fault()?.down_for()
    }

    /// The reply that ends a transfer struck by a data fault.
    pub(crate) fn final_reply(&self) -> Option<&Reply> {
        self.the_fault()?.final_reply()
    }

    /// How long the whole exchange is put off, with what says so and why.
    pub(crate) fn delays(&self) -> impl Iterator<Item = (String, Duration)> {
        let luck = self.firing().map(Firing::luck);
        let parts = self.control().iter().enumerate();
        parts.filter_map(move |(n, part)| match part {
            ControlFault::Delay(by) => Some((part.to_string(), *by)),
            ControlFault::DelayBetween(least, most) => {
                let by = luck?.between(n as u64, *least, *most);
                Some((ControlFault::Delay(by).to_string(), by))
            }
            _ => None,
        })
    }

    /// What is done in place of the command, with the fault that says so.
    pub(crate) fn instead(&self) -> (Instead<'_>, Option<&ControlFault>) {
        let Some(fault) = self.the_fault() else {
            return (Instead::Act, None);
        };
        for part in fault.control().iter().rev() {
            let instead = match part {
                ControlFault::Ignore => Instead::Nothing,
                ControlFault::RawReply(octets) => Instead::Raw(octets),
                ControlFault::Replies(replies) => Instead::Replies(replies),
                ControlFault::Reply(reply) => Instead::Replies(std::slice::from_ref(reply)),
                _ => continue,
            };
            return (instead, Some(part));
        }
        match self.hangup() {
            Some((part, _)) if !self.needs_the_command() => (Instead::Silence, Some(part)),
            _ => (Instead::Act, None),
        }
    }

    /// Whether a part only makes sense when the command acts.
    fn needs_the_command(&self) -> bool {
        #[cfg(feature = "tls")]
        if self.tls().is_some() {
            return true;
        }
        !self.data().is_empty()
            || !self.storage().is_empty()
            || !self.listing().is_empty()
            || self.is_about_the_real_reply()
    }

    pub(crate) fn hangup(&self) -> Option<(&ControlFault, Hangup)> {
        self.control().iter().rev().find_map(|part| match part {
            ControlFault::Close => Some((part, Hangup::Close)),
            ControlFault::Endless => Some((part, Hangup::Endless)),
            ControlFault::Reset => Some((part, Hangup::Reset)),
            ControlFault::Stall => Some((part, Hangup::Stall)),
            _ => None,
        })
    }

    pub(crate) fn loses_reply(&self) -> Option<&ControlFault> {
        let mut parts = self.control().iter();
        parts.find(|part| matches!(part, ControlFault::LoseReply))
    }
}

/// Tells a rule that it has acted, and the transcript how.
#[derive(Clone)]
pub(crate) struct Firing(Arc<FiringState>);

struct FiringState {
    rule: Arc<RuleEntry>,
    changed: Arc<Signal>,
    counted: AtomicBool,
    /// On a data connection, or in a file that moves.
    struck: AtomicBool,
    /// What the exchange has done that is done once.
    shaped: AtomicBool,
    early: AtomicBool,
    luck: Luck,
    report: Box<Report>,
}

/// Records a fault: the name of its rule, if it has one, and what is done.
pub(crate) type Report = dyn Fn(Option<Arc<str>>, String) + Send + Sync;

impl Firing {
    pub(crate) fn new(
        rule: Arc<RuleEntry>,
        changed: Arc<Signal>,
        luck: Luck,
        report: Box<Report>,
    ) -> Self {
        Self(Arc::new(FiringState {
            rule,
            changed,
            counted: AtomicBool::new(false),
            struck: AtomicBool::new(false),
            shaped: AtomicBool::new(false),
            early: AtomicBool::new(false),
            luck,
            report,
        }))
    }

    /// [`fire`](Self::fire) for what happens on a data connection, or in a file that moves.
    pub(crate) fn strike(&self, part: &dyn fmt::Display) {
        self.0.struck.store(true, Ordering::SeqCst);
        self.fire(part);
    }

    /// Whether this is the first reply of the exchange whose shape is changed.
    pub(crate) fn shapes_first(&self) -> bool {
        !self.0.shaped.swap(true, Ordering::SeqCst)
    }

    /// The final reply has been sent before its time.
    pub(crate) fn was_early(&self) {
        self.0.early.store(true, Ordering::SeqCst);
    }

    /// Whether the final reply has been sent before its time.
    pub(crate) fn is_answered(&self) -> bool {
        self.0.early.load(Ordering::SeqCst)
    }

    /// Where random numbers of this exchange come from.
    pub(crate) fn luck(&self) -> Luck {
        self.0.luck
    }

    pub(crate) fn rule(&self) -> &RuleEntry {
        &self.0.rule
    }

    /// A part of the plan is being carried out; the rule counts it once.
    pub(crate) fn fire(&self, part: &dyn fmt::Display) {
        let state = &*self.0;
        (state.report)(state.rule.label().name, part.to_string());
        if !state.counted.swap(true, Ordering::SeqCst) {
            state.rule.hit();
            state.changed.notify();
        }
    }
}

impl fmt::Debug for Firing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Firing({})", self.0.rule)
    }
}
