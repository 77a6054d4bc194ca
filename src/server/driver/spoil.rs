//! What faults make of data connections before and after their transfers.

use std::collections::VecDeque;
use std::task::Context;

use super::Driver;
use crate::clock::Sleep;
use crate::protocol::{Command, Reply, verbs};
use crate::script::{DataFault, Plan, StorageFault};
use crate::server::pump::Cue;
use crate::session::{Body, ExchangeId, Transfer};
use crate::transcript::{EntryKind, Note};

/// Something that is said while a transfer runs.
pub(super) struct Saying {
    reply: Reply,
    /// When so many octets have moved.
    after: u64,
    cue: Cue,
    /// The fault that says so; none for the preliminary reply, which is due in any case.
    fault: Option<DataFault>,
}

impl Saying {
    /// All that is to be said: `opening` is the preliminary reply, if it is still to come.
    pub(super) fn all(opening: Option<Reply>, plan: &Plan) -> VecDeque<Self> {
        let opening = opening.map(|reply| Self {
            reply,
            after: early(plan).unwrap_or_default(),
            cue: Cue::default(),
            fault: None,
        });
        let replies = plan.data().iter().filter_map(|fault| match fault {
            DataFault::ReplyAt(after, reply) => Some(Self {
                reply: reply.clone(),
                after: *after,
                cue: Cue::default(),
                fault: Some(fault.clone()),
            }),
            _ => None,
        });
        let mut all: VecDeque<Self> = opening.into_iter().chain(replies).collect();
        all.make_contiguous().sort_by_key(|saying| saying.after);
        all
    }

    pub(super) fn cue(&self) -> (u64, Cue) {
        (self.after, self.cue.clone())
    }
}

/// What becomes of a preliminary reply.
pub(super) enum Preliminary {
    Held(Reply),
    None,
    Sent(Reply),
}

/// What the plan makes of the preliminary reply of a transfer.
pub(super) fn preliminary(reply: Reply, plan: &Plan) -> Preliminary {
    // A data port that refuses is known before anything is opened.
    if let Some((DataFault::Refused, ())) = plan.data_fault(unreachable) {
        return Preliminary::None;
    }
    match early(plan) {
        Some(_) => Preliminary::Held(reply),
        None => Preliminary::Sent(reply),
    }
}

fn early(plan: &Plan) -> Option<u64> {
    let early = plan.data_fault(|fault| match fault {
        DataFault::Early(octets) => Some(*octets),
        _ => None,
    });
    early.map(|(_, octets)| octets)
}

/// Whether a fault is that there is no data connection.
fn unreachable(fault: &DataFault) -> Option<()> {
    matches!(
        fault,
        DataFault::Ignored | DataFault::Missing | DataFault::Refused
    )
    .then_some(())
}

impl Driver {
    /// Carries out what a fault wants of the port that a command has just set up.
    pub(super) async fn spoil_setup(&mut self, command: &Command, plan: &Plan) {
        match command.verb() {
            Some(verbs::PASV | verbs::EPSV) => {
                self.spoil_port(plan);
                self.port_is_spoilt(plan);
            }
            Some(verbs::PORT | verbs::EPRT) => {
                let at_once = |f: &DataFault| matches!(f, DataFault::AtPort).then_some(());
                if let Some((fault, ())) = plan.data_fault(at_once)
                    && self.ports.target_addr().is_some()
                {
                    plan.strike(fault);
                    self.connect_now().await;
                }
            }
            _ => {}
        }
    }

    /// Makes the port that was just announced refuse or hang, as planned.
    pub(super) fn spoil_port(&mut self, plan: &Plan) {
        let Some((fault, ())) = plan.data_fault(unreachable) else {
            return;
        };
        let then = plan.final_reply().cloned();
        match fault {
            DataFault::Ignored => self.ports.ignore(then),
            _ => self.ports.refuse(then),
        }
    }

    /// Tells the rule about it, once everything that waits for the port has its time-out.
    pub(super) fn port_is_spoilt(&self, plan: &Plan) {
        if let Some((fault, ())) = plan.data_fault(unreachable) {
            plan.strike(fault);
        }
    }

    /// Changes the files without a command, as the plan says, and takes the rule's word for it.
    pub(super) fn change_files(&self, plan: &Plan) {
        for fault in plan.storage() {
            let StorageFault::Afterwards(edit) = fault else {
                continue;
            };
            let fs = &*self.world.fs;
            if self.world.guarded(|| edit.apply(fs)).is_ok() {
                plan.tell(fault);
            }
        }
    }

    /// Whether what arrives of an upload is kept when it is cut, where a plan says so.
    pub(super) fn keep_partial(plan: &Plan, transfer: &mut Transfer) {
        let Body::Upload(upload) = &mut transfer.body else {
            return;
        };
        for fault in plan.storage() {
            if let StorageFault::KeepPartial(kept) = fault {
                upload.keep_partial = *kept;
            }
        }
    }

    /// Says what the running transfer has asked for.
    pub(super) async fn say_what_is_due(&mut self) {
        while let Some(running) = &mut self.running
            && let Some(saying) = take_due(&mut running.sayings)
        {
            saying.cue.give();
            let (exchange, plan) = (running.exchange, running.plan.clone());
            self.say_midway(exchange, &plan, saying).await;
        }
    }

    /// Sends the preliminary reply of the transfer that has ended, when it is still to come.
    pub(super) async fn announce_at_last(&mut self) {
        let Some(running) = self.running.as_mut().filter(|r| !r.sayings.is_empty()) else {
            return;
        };
        let (exchange, plan) = (running.exchange, running.plan.clone());
        for saying in std::mem::take(&mut running.sayings) {
            if saying.fault.is_none() || saying.cue.is_due() {
                self.say_midway(exchange, &plan, saying).await;
            }
        }
    }

    async fn say_midway(&mut self, exchange: ExchangeId, plan: &Plan, saying: Saying) {
        match (&saying.fault, plan.firing()) {
            (None, Some(firing)) => {
                self.preliminary(exchange, plan, firing, saying.reply).await;
            }
            (Some(fault), _) => {
                plan.tell(fault);
                self.send(exchange, saying.reply);
            }
            (None, None) => self.send(exchange, saying.reply),
        }
    }

    /// Ready when a data connection has stayed open for long enough; it ends.
    pub(super) fn poll_lingering(&mut self, cx: &mut Context<'_>) -> Option<Sleep> {
        let until = self.lingering.as_mut()?.until.as_mut()?;
        if until.as_mut().poll(cx).is_pending() {
            return None;
        }
        let mut lingering = self.lingering.take()?;
        lingering.stream.end_output();
        lingering.until
    }
}

impl Driver {
    /// Ready when the client is to be cut off; the timer that has caused it, if one has.
    pub(super) fn poll_cut(&mut self, cx: &mut Context<'_>) -> Option<Option<Sleep>> {
        if self.seat.is_cut_off() && !self.channel.is_cut_off() {
            return Some(None);
        }
        let firewall = self.firewall.as_mut()?;
        let fired = firewall.poll(&*self.world.clock, cx)?;
        Some(Some(fired))
    }

    /// From now on the client and the session do not hear of each other.
    pub(super) fn cut_off(&mut self) {
        self.firewall = None;
        let exchange = self.next_exchange();
        self.record(exchange, EntryKind::Note(Note::CutOff));
        self.channel.cut_off();
    }
}

/// Whether the running transfer waits for something to be said.
pub(super) fn is_due(sayings: &VecDeque<Saying>) -> bool {
    sayings.front().is_some_and(|saying| saying.cue.is_due())
}

fn take_due(sayings: &mut VecDeque<Saying>) -> Option<Saying> {
    is_due(sayings).then(|| sayings.pop_front()).flatten()
}
