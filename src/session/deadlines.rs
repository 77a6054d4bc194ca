//! When a session has waited long enough.

use super::state::DataPort;
use super::{Effect, Env, ExchangeId, Session};
use crate::clock::Timestamp;
use crate::protocol::replies;

impl Session {
    pub(super) fn deadline_passed(&mut self, exchange: ExchangeId, env: &mut Env<'_>) {
        if self.passive_deadline().is_some_and(|at| at <= env.now) {
            env.ports.drop_all();
            self.state.data_port = DataPort::None;
        }
        let is_over = |at: Option<Timestamp>| at.is_some_and(|at| at <= env.now);
        let farewell = if is_over(self.login_deadline()) {
            Some(replies::login_timeout())
        } else {
            is_over(self.idle_deadline()).then(replies::idle_timeout)
        };
        if let Some(farewell) = farewell {
            let farewell = Effect::Reply(self.worded(farewell));
            self.effects.push_back((exchange, farewell));
            self.effects.push_back((exchange, Effect::Close));
            self.state.closing = true;
        }
    }

    /// Whether it is for being idle that [`Input::Deadline`](crate::session::Input::Deadline) would end
    /// the session.
    pub fn is_idle(&self, now: Timestamp) -> bool {
        let is_over = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        is_over(self.idle_deadline()) && !is_over(self.login_deadline())
    }

    /// When [`Input::Deadline`](crate::session::Input::Deadline) is due, if ever.
    pub fn deadline(&self) -> Option<Timestamp> {
        [
            self.idle_deadline(),
            self.login_deadline(),
            self.passive_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Commands do not put it off.
    fn login_deadline(&self) -> Option<Timestamp> {
        let limit = self.policy.login_timeout;
        let since = self.state.newcomer_since?;
        (!limit.is_zero()).then(|| since + limit)
    }

    /// A transfer suspends the idle time-out.
    fn idle_deadline(&self) -> Option<Timestamp> {
        let chosen = self.state.parameters.idle;
        let limit = chosen.unwrap_or(self.policy.idle_timeout);
        let waits = !limit.is_zero() && !self.is_transferring();
        waits.then(|| self.state.idle_since + limit)
    }

    fn passive_deadline(&self) -> Option<Timestamp> {
        match self.state.data_port {
            DataPort::Listening { since } if !self.policy.passive_timeout.is_zero() => {
                Some(since + self.policy.passive_timeout)
            }
            _ => None,
        }
    }
}
