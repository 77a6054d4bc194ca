//! The end of a session.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use super::{Driver, Flow, Subject, until};
use crate::protocol::replies;
use crate::script::{Event, Hangup};
use crate::server::channel::Received;
use crate::server::observe::EventKind;
use crate::server::sessions::Dismissal;
use crate::server::world::Phase;
use crate::session::ExchangeId;
use crate::transcript::{Closing, EntryKind};

/// A client that never stops talking is listened to so often when the time is up.
const LATE_RECEIPTS: u32 = 16;

/// How much of a reply without end there is at once.
const PART: &[u8] = &[b'x'; 4096];

impl Driver {
    /// What a rule makes of the control connection's end.
    pub(super) async fn hang_up(&mut self, how: Hangup) -> Closing {
        match how {
            Hangup::Close => Closing::ByServer,
            Hangup::Endless => self.outlast(Some(PART)).await,
            Hangup::Reset => Closing::ResetByServer,
            Hangup::Stall => self.outlast(None).await,
        }
    }

    /// Waits, saying the same again and again or nothing, until either side is gone.
    async fn outlast(&mut self, says: Option<&[u8]>) -> Closing {
        let mut ending = until(self.world.phase.subscribe(), Phase::Finishing);
        let _ = self.channel.try_flush();
        self.fired = None;
        poll_fn(|cx| {
            if ending.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Closing::OpenAtFinish);
            }
            let flushed = self.channel.poll_flush(cx);
            match (flushed, says) {
                (Poll::Ready(Err(_)), _) => return Poll::Ready(Closing::ResetByClient),
                (Poll::Ready(Ok(())), Some(part)) => {
                    self.channel.push_raw(part);
                    // The session has other business, too.
                    cx.waker().wake_by_ref();
                }
                _ => {}
            }
            self.channel.poll_gone(cx).map(|how| match how {
                Received::Reset => Closing::ResetByClient,
                _ => Closing::ByClient,
            })
        })
        .await
    }

    /// Takes what the kernel holds when the server is about to end; breaks off when there is
    /// nothing more to do.
    pub(super) fn take_what_is_here(&mut self) -> Flow {
        let phase = *self.world.phase.borrow();
        if phase == Phase::Stopped && self.late_receipts >= LATE_RECEIPTS {
            return Flow::Break(Closing::OpenAtFinish);
        }
        match self.channel.receive_now() {
            Received::Octets => {
                self.late_receipts += 1;
                self.decode();
                return Flow::Continue(());
            }
            how => self.received(how)?,
        }
        let waits_for_transfer = self.running.is_some() && phase == Phase::Finishing;
        if waits_for_transfer || !self.queue.is_empty() && self.running.is_none() {
            return Flow::Continue(());
        }
        Flow::Break(Closing::OpenAtFinish)
    }

    /// How the session ends that was told to, and what its client hears of it; `stopped` is the
    /// exchange of the transfer that it had to give up.
    fn told_to_end(&mut self, stopped: Option<ExchangeId>) -> (Closing, Option<ExchangeId>) {
        match self.seat.dismissal() {
            Dismissal::Now => {
                let exchange = stopped.unwrap_or_else(|| self.next_exchange());
                (Closing::ByServer, Some(exchange))
            }
            Dismissal::Silently => (Closing::ByServer, None),
            Dismissal::None | Dismissal::WhenIdle => (Closing::OpenAtFinish, stopped),
        }
    }

    /// Ends the session in this way; `None` when the server could not wait for it.
    pub(super) async fn finish(
        &mut self,
        closing: Option<Closing>,
        mut dismissed: impl Future<Output = ()> + Unpin,
    ) {
        let stopped = self.stop_transfer().await;
        self.world.throttles.forget(self.recorder.number());
        let (closing, farewell) = match closing {
            None => self.told_to_end(stopped),
            Some(Closing::OpenAtFinish) => (Closing::OpenAtFinish, stopped),
            Some(closing) => (closing, None),
        };
        if let Some(exchange) = farewell {
            let farewell = self.session.worded(replies::service_not_available());
            self.send(exchange, farewell);
        }
        self.channel.flush_now();
        let flushed = unless(
            &mut dismissed,
            pin!(poll_fn(|cx| self.channel.poll_flush(cx))),
        )
        .await;
        let exchange = self.next_exchange();
        self.record(exchange, EntryKind::Closed(closing));
        if self.is_known {
            // Nobody is left who could be told that an observer panicked.
            let _ = self.tell(EventKind::Disconnected(closing));
        }
        // The client may come back as soon as it sees the end.
        self.world.sessions.leave(&self.seat);
        // Spies on the end of a session; an action has nothing left to act on.
        self.plan(exchange, Subject::Event(Event::Disconnect));
        if closing == Closing::ResetByServer {
            self.channel.settle(&self.world.alarm).await;
            self.channel.reset();
            return;
        }
        self.fired = None;
        if self.channel.is_cut_off() && self.hung_up.is_none() {
            // The client hears of no end, either, as long as there is a server.
            let mut ending = until(self.world.phase.subscribe(), Phase::Finishing);
            unless(&mut ending, pin!(dismissed)).await;
            return;
        }
        let client_is_there = matches!(closing, Closing::ByServer | Closing::Quit);
        if client_is_there && matches!(flushed, Some(Ok(()))) {
            // Set before anybody can know of it, and move a clock.
            let mut bound = self.timer_of(self.world.policy.drain_timeout);
            self.channel.close();
            let drained = poll_fn(|cx| match bound.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => self.channel.poll_drain(cx),
            });
            // A server that ends does not wait for clients to hang up.
            let mut ending = until(self.world.phase.subscribe(), Phase::Finishing);
            unless(&mut ending, pin!(drained)).await;
            self.fired = Some(bound);
        }
    }
}

/// The result of `work`, or `None` when it has to wait and the server is `stopped`. What can be done
/// without waiting is done, however late this task gets its turn.
pub(super) async fn unless<T>(
    stopped: &mut (impl Future<Output = ()> + Unpin),
    mut work: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => Pin::new(&mut *stopped).poll(cx).map(|()| None),
    })
    .await
}
