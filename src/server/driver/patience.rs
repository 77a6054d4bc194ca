//! What the client says while a step of its session takes long.

use std::collections::VecDeque;

use super::queue::{Pending, decode, holds_quit};
use crate::server::channel::{Channel, Received};
use crate::server::sessions::{Dismissal, Seat};
use crate::server::world::{Phase, World};
use crate::session::{Midway, midway};

/// Looks after the control connection in the meantime.
pub(super) struct Patience<'a> {
    pub(super) world: &'a World,
    pub(super) seat: &'a Seat,
    pub(super) channel: &'a mut Channel,
    pub(super) queue: &'a mut VecDeque<Pending>,
    pub(super) queued_octets: &'a mut usize,
}

impl Patience<'_> {
    /// Whether the client wants no more of it: it sent `ABOR` or has gone, or the server has
    /// stopped. Everything else it says waits its turn.
    pub(super) fn is_over(&mut self) -> bool {
        let is_dismissed = self.seat.dismissal() >= Dismissal::Now;
        if is_dismissed || *self.world.phase.borrow() == Phase::Stopped {
            return true;
        }
        let policy = &self.world.policy;
        if self.channel.buffered() + *self.queued_octets < policy.max_buffered_commands {
            match self.channel.receive_now() {
                Received::Octets => *self.queued_octets += decode(self.channel, self.queue),
                Received::Reset => return true,
                Received::Eof | Received::Nothing => {}
            }
        }
        // Whoever says QUIT and closes still wants its answers.
        if !self.channel.is_open() && !holds_quit(policy, self.queue) {
            return true;
        }
        let aborts = |pending: &Pending| match pending {
            Pending::Command(command, _) => midway(command, policy) == Midway::Abort,
            Pending::Aborted(..) | Pending::Other(_) | Pending::Planned(..) => false,
        };
        self.queue.iter().any(aborts)
    }
}
