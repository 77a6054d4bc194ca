//! Control connections that end, or are forgotten, while their session goes on.

use std::task::Context;

use super::{Driver, Flow};
use crate::clock::Sleep;
use crate::script::ControlEnd;
use crate::transcript::{Closing, EntryKind, Note};

impl Driver {
    /// Ready when the client is to be cut off; the timer that has caused it, if one has.
    pub(super) fn poll_cut(&mut self, cx: &mut Context<'_>) -> Option<Option<Sleep>> {
        if self.seat.is_cut_off() && !self.channel.is_cut_off() {
            return Some(None);
        }
        let firewall = self.firewall.as_mut()?;
        let fired = firewall.poll(&*self.world.clock, cx)?;
        self.rejects = firewall.rejects();
        Some(Some(fired))
    }

    /// From now on the client and the session do not hear of each other.
    pub(super) fn cut_off(&mut self) {
        self.firewall = None;
        let exchange = self.next_exchange();
        self.record(exchange, EntryKind::Note(Note::CutOff));
        self.channel.cut_off();
    }

    /// The client has spoken on a connection that a firewall has forgotten.
    pub(super) async fn reject(&mut self) -> Flow {
        if self.running.is_none() {
            return Flow::Break(Closing::ResetByServer);
        }
        self.end_control(ControlEnd::Reset).await;
        Flow::Continue(())
    }

    /// Ends the control connection; a transfer that runs goes on to its end, and so does the session.
    pub(super) async fn end_control(&mut self, how: ControlEnd) {
        self.firewall = None;
        self.rejects = false;
        self.queue.clear();
        self.queued_octets = 0;
        self.late.clear();
        self.channel.flush_now();
        self.hung_up = Some(match how {
            ControlEnd::Close => {
                self.channel.close();
                Closing::ByServer
            }
            ControlEnd::Reset => {
                self.channel.settle(&self.world.alarm).await;
                self.channel.reset();
                Closing::ResetByServer
            }
        });
    }
}
