//! Replies that come when the session is at something else already.

use std::task::{Context, Poll};

use super::Driver;
use crate::clock::Sleep;
use crate::protocol::Reply;
use crate::script::Plan;
use crate::session::ExchangeId;

/// Replies that are withheld for now.
pub(super) struct Late {
    exchange: ExchangeId,
    plan: Plan,
    pub(super) replies: Vec<Reply>,
    when: When,
}

/// Until when replies are withheld.
pub(super) enum When {
    At(Sleep),
    Due,
    /// Until the next command comes.
    Next,
}

impl Late {
    pub(super) fn new(exchange: ExchangeId, plan: &Plan, replies: Vec<Reply>, when: When) -> Self {
        Self {
            exchange,
            plan: plan.clone(),
            replies,
            when,
        }
    }
}

impl Driver {
    /// What is withheld of this exchange already: nothing may overtake it.
    pub(super) fn late_reply_of(&mut self, exchange: ExchangeId) -> Option<&mut Late> {
        let mut late = self.late.iter_mut();
        late.find(|late| late.exchange == exchange)
    }

    /// Ready when something withheld is due.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for late in &mut self.late {
            if let When::At(sleep) = &mut late.when
                && sleep.as_mut().poll(cx).is_ready()
                && let When::At(sleep) = std::mem::replace(&mut late.when, When::Due)
            {
                self.fired = Some(sleep);
                return Poll::Ready(());
            }
        }
        Poll::Pending
    }

    fn take_due(&mut self) -> Option<Late> {
        let is_due = |late: &Late| matches!(late.when, When::Due);
        let at = self.late.iter().position(is_due)?;
        Some(self.late.remove(at))
    }

    /// Says what is due.
    pub(super) async fn say_late(&mut self) {
        loop {
            let Some(late) = self.take_due() else {
                return;
            };
            let Late {
                exchange,
                plan,
                replies,
                ..
            } = late;
            let Some(firing) = plan.firing() else {
                continue;
            };
            for reply in replies {
                self.say(exchange, &plan, firing, reply).await;
            }
        }
    }

    /// A command has come: what waited for it is due.
    pub(super) async fn say_shifted(&mut self) {
        for late in &mut self.late {
            if matches!(late.when, When::Next) {
                late.when = When::Due;
            }
        }
        self.say_late().await;
    }
}
