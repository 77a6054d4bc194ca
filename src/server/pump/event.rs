//! What rules make of events on a data connection.

use std::future::Future;

use super::Job;
use super::connect::Failure;
use super::watch::Watch;
use crate::script::{Event, Exchange, Subject};

impl Job {
    /// Asks the rules about an event: what they want of the transfer is added to its plans, once
    /// their delays and gates are over.
    pub(super) async fn meet(&mut self, event: Event, watch: &mut Watch) -> Result<(), Failure> {
        if self.world.script.is_empty() {
            return Ok(());
        }
        let asked = Exchange {
            session: self.recorder.number(),
            id: self.exchange,
            subject: Subject::Event(event),
            path: None,
            user: self.user.as_deref(),
            peer: self.endpoints.peer,
            is_tls: self.is_tls,
            representation: self.representation,
            now: self.world.clock.now(),
            nth: 0,
        };
        let plan = self.world.plan(&self.recorder, asked);
        let Some(firing) = plan.firing() else {
            return Ok(());
        };
        for (part, delay) in plan.delays() {
            let at = self.world.clock.now() + delay;
            firing.fire(&part);
            watch.sleep_until(at).await?;
        }
        if let Some(gate) = plan.gate() {
            firing.fire(&"hold");
            gate.arrive();
            let mut released = Box::pin(gate.released());
            watch
                .wait(&mut (), |_, cx| released.as_mut().poll(cx))
                .await?;
        }
        self.keep_open &= plan.data().is_empty();
        self.plans.add(plan);
        Ok(())
    }
}
