//! What a session waits for, and in which order.

use std::future::poll_fn;
use std::task::{Context, Poll};

use super::due::is_due;
use super::{Driver, Flow, Until};
use crate::clock::Sleep;
use crate::server::channel::Received;
use crate::server::pump::Pumped;
use crate::transcript::Closing;

/// What the session waited for.
pub(super) enum Woken {
    /// The client and the session do not hear of each other from now on; what has caused it.
    CutOff(Option<Sleep>),
    Deadline(Sleep),
    /// Something is due in the middle of a transfer.
    Due,
    /// The session may end, having nothing to do.
    Dismissed,
    Ending,
    /// Something that was withheld is due.
    Late,
    /// A data connection has stayed open for long enough.
    Lingered(Sleep),
    /// Restart markers of the client are to be answered.
    Marks,
    Pumped(Box<Pumped>),
    Received(Received),
    /// The client has spoken on a connection that a firewall has forgotten.
    Rejected,
    /// There is room for the replies to what waits.
    Room,
    Unwritable,
}

impl Driver {
    /// Waits for whatever comes first, in a fixed order: a fast transfer must not keep the session
    /// from noticing anything else.
    pub(super) async fn wait(&mut self, ending: &mut Until, server_ends: bool) -> Woken {
        let running = self.running.as_ref();
        self.seat.waits(running.map(|running| &running.command));
        poll_fn(|cx| {
            self.poll_drain(cx);
            if self.is_to_leave() {
                return Poll::Ready(Woken::Dismissed);
            }
            if !server_ends && ending.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Woken::Ending);
            }
            if let Some(sleep) = self.poll_cut(cx) {
                return Poll::Ready(Woken::CutOff(sleep));
            }
            if self.rejects && self.channel.poll_spoken(cx).is_ready() {
                return Poll::Ready(Woken::Rejected);
            }
            if let Some(sleep) = self.poll_lingering(cx) {
                return Poll::Ready(Woken::Lingered(sleep));
            }
            if !self.late.is_empty() && self.poll_late(cx).is_ready() {
                return Poll::Ready(Woken::Late);
            }
            self.poll_control(cx)
                .or_else(|| match self.timer.poll(cx) {
                    Poll::Ready(sleep) => Some(Woken::Deadline(sleep)),
                    Poll::Pending => None,
                })
                .or_else(|| self.poll_pump(cx))
                .map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    fn poll_control(&mut self, cx: &mut Context<'_>) -> Option<Woken> {
        match self.channel.poll_flush(cx) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Some(Woken::Unwritable),
            // Its replies unread, the client is not listened to.
            Poll::Pending if !self.channel.has_room() => return None,
            Poll::Pending => {}
        }
        if self.can_go_on() {
            return Some(Woken::Room);
        }
        if !self.listens() {
            return None;
        }
        match self.channel.poll_receive(cx) {
            Poll::Ready(how) => Some(Woken::Received(how)),
            Poll::Pending => None,
        }
    }

    fn poll_pump(&mut self, cx: &mut Context<'_>) -> Option<Woken> {
        loop {
            let running = self.running.as_mut()?;
            if self.session.marks().are_due() {
                return self.channel.has_room().then_some(Woken::Marks);
            }
            if let Poll::Ready(pumped) = running.pump.as_mut().poll(cx) {
                return Some(Woken::Pumped(Box::new(pumped)));
            }
            if self.session.marks().are_due() {
                return Some(Woken::Marks);
            }
            if is_due(&running.due) {
                return Some(Woken::Due);
            }
            if !running.interrupt.take_question() {
                return None;
            }
            if self.listens() {
                match self.channel.receive_now() {
                    Received::Nothing => {}
                    how => return Some(Woken::Received(how)),
                }
            }
        }
    }

    /// Whether more commands are taken from the client.
    fn listens(&self) -> bool {
        let most = self.world.policy.max_buffered_commands;
        let full = self.channel.buffered() + self.queued_octets >= most;
        !full && self.channel.is_open()
    }

    pub(super) fn received(&mut self, how: Received) -> Flow {
        match how {
            Received::Octets => self.decode(),
            Received::Reset => return Flow::Break(Closing::ResetByClient),
            // Commands that came before the end are still answered; without a QUIT among them a
            // client that hangs up wants nothing more of its transfer (R-C12).
            Received::Eof if self.running.is_some() && !self.quit_is_queued() => {
                return Flow::Break(Closing::ByClient);
            }
            Received::Eof if self.queue.is_empty() && self.running.is_none() => {
                return Flow::Break(Closing::ByClient);
            }
            Received::Eof | Received::Nothing => {}
        }
        Flow::Continue(())
    }
}
