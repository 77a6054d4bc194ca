//! Waiting in a transfer: every wait can be interrupted, and none is longer than allowed.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::{Clock, Sleep, Timestamp};
use crate::server::faulty::Faulty;

/// Tells a running transfer, from the task it runs in, that it is to end.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Interrupt(Arc<AtomicU8>);

/// Why a transfer ends before its time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::server) enum Halt {
    Aborted,
    Stopped,
    TimedOut,
}

const ABORTED: u8 = 1;
const STOPPED: u8 = 2;
const ASKING: u8 = 3;

impl Interrupt {
    /// The client wants no more of it.
    pub(in crate::server) fn abort(&self) {
        self.0.store(ABORTED, Ordering::Relaxed);
    }

    /// The session is over.
    pub(in crate::server) fn stop(&self) {
        self.0.store(STOPPED, Ordering::Relaxed);
    }

    fn ask(&self) {
        let _ = self
            .0
            .compare_exchange(0, ASKING, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether the transfer wants to know, once, what the client has said by now.
    pub(in crate::server) fn take_question(&self) -> bool {
        self.0
            .compare_exchange(ASKING, 0, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    fn raised(&self) -> Option<Halt> {
        match self.0.load(Ordering::Relaxed) {
            ABORTED => Some(Halt::Aborted),
            STOPPED => Some(Halt::Stopped),
            _ => None,
        }
    }
}

/// Watches over the waits of one transfer.
pub(super) struct Watch {
    interrupt: Interrupt,
    clock: Arc<dyn Clock>,
    limit: Duration,
    timer: Option<Sleep>,
    /// The last progress that was seen, and since when there was no other.
    progress: u64,
    since: Timestamp,
}

impl Watch {
    /// The timer runs from now on: before the client can know that the transfer waits.
    pub(super) fn new(interrupt: Interrupt, clock: Arc<dyn Clock>, limit: Duration) -> Self {
        let mut watch = Self {
            interrupt,
            clock,
            limit,
            timer: None,
            progress: 0,
            since: Timestamp::default(),
        };
        watch.set_timer();
        watch
    }

    fn set_timer(&mut self) {
        self.since = self.clock.now();
        if !self.limit.is_zero() {
            self.timer = Some(self.clock.sleep_until(self.since + self.limit));
        }
    }

    /// From now on the limit is another one.
    pub(super) fn limit(&mut self, limit: Duration) {
        self.limit = limit;
        self.timer = None;
        self.set_timer();
    }

    /// The timer, to be dropped once what it caused can be seen.
    pub(super) fn into_timer(self) -> Option<Sleep> {
        self.timer
    }

    /// The limit begins anew, with this much progress made.
    pub(super) fn begin_anew(&mut self, progress: u64) {
        self.progress = progress;
        self.timer = None;
        self.set_timer();
    }

    /// Waits for `ready`; `target` is what it works on, and tells how far it has come.
    pub(super) async fn wait<S: Progress, T>(
        &mut self,
        target: &mut S,
        mut ready: impl FnMut(&mut S, &mut Context<'_>) -> Poll<T>,
    ) -> Result<T, Halt> {
        poll_fn(|cx| {
            if let Some(halt) = self.interrupt.raised() {
                return Poll::Ready(Err(halt));
            }
            if let Poll::Ready(value) = ready(target, cx) {
                return Poll::Ready(Ok(value));
            }
            self.poll_timer(cx, target.progress()).map(Err)
        })
        .await
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>, progress: u64) -> Poll<Halt> {
        if self.progress != progress {
            self.progress = progress;
            self.since = self.clock.now();
        }
        while let Some(timer) = &mut self.timer {
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            // Set anew only here: octets move far more often than time runs out.
            let end = self.since + self.limit;
            if end <= self.clock.now() {
                return Poll::Ready(Halt::TimedOut);
            }
            self.timer = Some(self.clock.sleep_until(end));
        }
        Poll::Pending
    }

    /// Asks once more before the client's end of the data connection is believed: one that aborts
    /// sends `ABOR` and closes right after it, and the session may have seen only the latter.
    pub(super) async fn last_word(&mut self) -> Result<(), Halt> {
        if let Some(halt) = self.interrupt.raised() {
            return Err(halt);
        }
        self.interrupt.ask();
        // Whoever polls looks for the question, answers it, and polls again.
        pass().await;
        self.interrupt.raised().map_or(Ok(()), Err)
    }

    /// Waits until the next octets may move; what is to be said after those before them is said first.
    pub(super) async fn pause(&mut self, faulty: &mut Faulty) -> Result<(), Halt> {
        // Others may have used up what this transfer has waited for.
        while let Some(at) = faulty.resume_at() {
            self.wait(faulty, Faulty::poll_announced).await?;
            self.sleep_until(at).await?;
        }
        Ok(())
    }

    /// Sleeps; the limit does not apply, for it is the server that makes the client wait.
    pub(super) async fn sleep_until(&mut self, at: Timestamp) -> Result<(), Halt> {
        if at <= self.clock.now() {
            return Ok(());
        }
        let mut sleep = self.clock.sleep_until(at);
        let slept = poll_fn(|cx| match self.interrupt.raised() {
            Some(halt) => Poll::Ready(Err(halt)),
            None => Pin::new(&mut sleep).poll(cx).map(Ok),
        })
        .await;
        self.timer = None;
        self.set_timer();
        slept
    }
}

/// Something whose progress a time-out can look at.
pub(super) trait Progress {
    fn progress(&self) -> u64;
}

impl Progress for crate::server::faulty::Faulty {
    fn progress(&self) -> u64 {
        Self::progress(self)
    }
}

/// A handshake: its limit is for the whole of it.
impl Progress for crate::server::stream::Stream {
    fn progress(&self) -> u64 {
        0
    }
}

/// For waits in which nothing can move.
impl Progress for () {
    fn progress(&self) -> u64 {
        0
    }
}

/// Lets the session look after its other business.
pub(super) async fn give_way() {
    poll_fn(|cx| {
        cx.waker().wake_by_ref();
        Poll::Ready(())
    })
    .await;
    pass().await;
}

/// Waits until it is polled again.
async fn pass() {
    let mut passed = false;
    poll_fn(|_| {
        if passed {
            return Poll::Ready(());
        }
        passed = true;
        Poll::Pending
    })
    .await;
}
