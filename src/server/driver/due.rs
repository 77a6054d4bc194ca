//! What is due in the middle of a transfer, when so many octets have moved.

use std::collections::VecDeque;

use super::Driver;
use super::spoil::early;
use crate::protocol::Reply;
use crate::script::{ControlEnd, DataFault, Plan};
use crate::server::pump::Cue;
use crate::session::ExchangeId;

/// Something that is due while a transfer runs.
pub(super) struct Due {
    what: What,
    /// When so many octets have moved.
    after: u64,
    cue: Cue,
}

enum What {
    /// The preliminary reply, which is due in any case.
    Opening(Reply),
    /// The end of the control connection, by this fault.
    Ends(DataFault, ControlEnd),
    /// A reply, by this fault.
    Says(DataFault, Reply),
}

impl Due {
    /// All that is due: `opening` is the preliminary reply, if it is still to come.
    pub(super) fn all(opening: Option<Reply>, plan: &Plan) -> VecDeque<Self> {
        let at = |what, after| Self {
            what,
            after,
            cue: Cue::default(),
        };
        let opening =
            opening.map(|reply| at(What::Opening(reply), early(plan).unwrap_or_default()));
        let planned = plan.data().iter().filter_map(|fault| match fault {
            DataFault::ControlEnds(after, end) => Some(at(What::Ends(fault.clone(), *end), *after)),
            DataFault::ReplyAt(after, reply) => {
                Some(at(What::Says(fault.clone(), reply.clone()), *after))
            }
            _ => None,
        });
        let mut all: VecDeque<Self> = opening.into_iter().chain(planned).collect();
        all.make_contiguous().sort_by_key(|due| due.after);
        all
    }

    pub(super) fn cue(&self) -> (u64, Cue) {
        (self.after, self.cue.clone())
    }
}

impl Driver {
    /// Does what the running transfer has asked for.
    pub(super) async fn do_what_is_due(&mut self) {
        while let Some(running) = &mut self.running
            && let Some(due) = take_due(&mut running.due)
        {
            let (exchange, plan) = (running.exchange, running.plan.clone());
            let cue = due.cue.clone();
            self.carry_out_due(exchange, &plan, due.what).await;
            cue.give();
        }
    }

    /// Sends the preliminary reply of the transfer that has ended, when it is still to come, and does
    /// what else is due.
    pub(super) async fn announce_at_last(&mut self) {
        let Some(running) = self.running.as_mut().filter(|r| !r.due.is_empty()) else {
            return;
        };
        let (exchange, plan) = (running.exchange, running.plan.clone());
        for due in std::mem::take(&mut running.due) {
            if matches!(due.what, What::Opening(_)) || due.cue.is_due() {
                self.carry_out_due(exchange, &plan, due.what).await;
            }
        }
    }

    async fn carry_out_due(&mut self, exchange: ExchangeId, plan: &Plan, what: What) {
        match (what, plan.firing()) {
            (What::Opening(reply), Some(firing)) => {
                self.preliminary(exchange, plan, firing, reply).await;
            }
            (What::Opening(reply), None) => self.send(exchange, reply),
            (What::Ends(fault, end), _) => {
                plan.tell(&fault);
                self.end_control(end).await;
            }
            (What::Says(fault, reply), _) => {
                plan.tell(&fault);
                self.send(exchange, reply);
            }
        }
    }
}

/// Whether the running transfer waits for something that is due.
pub(super) fn is_due(due: &VecDeque<Due>) -> bool {
    due.front().is_some_and(|due| due.cue.is_due())
}

fn take_due(due: &mut VecDeque<Due>) -> Option<Due> {
    is_due(due).then(|| due.pop_front()).flatten()
}
