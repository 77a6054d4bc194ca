//! One timer for a session's deadline, set anew as rarely as possible.

use std::task::{Context, Poll};

use crate::clock::{Clock, Sleep, Timestamp};

#[derive(Default)]
pub(super) struct Timer(Option<(Timestamp, Sleep)>);

impl Timer {
    /// Sees to it that the timer fires no later than `deadline`. It may fire earlier: a deadline
    /// that has moved on is met by setting it again then, not at every command.
    pub(super) fn cover(&mut self, deadline: Option<Timestamp>, clock: &dyn Clock) {
        if let Some(deadline) = deadline
            && self.0.as_ref().is_none_or(|(at, _)| *at > deadline)
        {
            self.0 = Some((deadline, clock.sleep_until(deadline)));
        }
    }

    /// Ready when it fires; the sleep is given away, to be dropped when the deadline was dealt
    /// with: that is what a manual clock waits for.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Sleep> {
        match self.0.take() {
            None => Poll::Pending,
            Some((at, mut sleep)) => {
                if sleep.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(sleep);
                }
                self.0 = Some((at, sleep));
                Poll::Pending
            }
        }
    }
}
