//! What faults make of data connections before and after their transfers.

use std::task::Context;

use super::Driver;
use crate::clock::Sleep;
use crate::protocol::{Command, Reply, verbs};
use crate::script::{DataFault, Plan, StorageFault};
use crate::session::{Body, Transfer};

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

pub(super) fn early(plan: &Plan) -> Option<u64> {
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
