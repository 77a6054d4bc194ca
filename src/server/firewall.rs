//! What stands between a server and its clients, and forgets connections.

use std::task::Context;
use std::time::Duration;

use crate::clock::{Clock, Sleep, Timestamp};

/// A firewall that forgets a control connection on which nothing is said for a while, as they do
/// during long transfers: from then on nothing arrives in either direction, and neither side hears
/// of it.
///
/// Data connections go on. What the client says keeps the connection alive, and so does the final
/// reply of a transfer; whether `NOOP` does, the firewall decides.
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::server::Firewall;
/// use std::time::Duration;
///
/// let server = FtpServer::builder()
///     .firewall(Firewall::forgets_after(Duration::from_secs(60)).noops_count(false))
///     .start();
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "give it to Builder::firewall"]
pub struct Firewall {
    idle: Duration,
    noops: bool,
    rejects: bool,
}

impl Firewall {
    /// One that forgets a control connection when nothing was said on it for so long, on the
    /// server's clock.
    pub const fn forgets_after(idle: Duration) -> Self {
        Self {
            idle,
            noops: true,
            rejects: false,
        }
    }

    /// Whether `NOOP` keeps the connection alive. Default: it does.
    pub const fn noops_count(mut self, count: bool) -> Self {
        self.noops = count;
        self
    }

    /// Whether it answers what the client says on a connection that it has forgotten, by a reset:
    /// the client knows at once, and need not wait for a time-out of its own. Default: it swallows
    /// all.
    ///
    /// A transfer that runs goes on to its end.
    pub const fn rejects(mut self, rejects: bool) -> Self {
        self.rejects = rejects;
        self
    }

    /// Watches over a connection that begins.
    pub(super) fn watch(self, clock: &dyn Clock) -> Box<Watchman> {
        let now = clock.now();
        Box::new(Watchman {
            firewall: self,
            last: now,
            timer: clock.sleep_until(now + self.idle),
        })
    }
}

/// Watches over one control connection.
pub(super) struct Watchman {
    firewall: Firewall,
    /// When something was said last.
    last: Timestamp,
    timer: Sleep,
}

impl Watchman {
    /// Something was said, be it `NOOP` and nothing else.
    pub(super) fn hears(&mut self, only_noops: bool, clock: &dyn Clock) {
        if self.firewall.noops || !only_noops {
            self.last = clock.now();
        }
    }

    pub(super) const fn rejects(&self) -> bool {
        self.firewall.rejects
    }

    /// The timer, when the connection is forgotten now.
    pub(super) fn poll(&mut self, clock: &dyn Clock, cx: &mut Context<'_>) -> Option<Sleep> {
        loop {
            if self.timer.as_mut().poll(cx).is_pending() {
                return None;
            }
            let end = self.last + self.firewall.idle;
            let fresh = clock.sleep_until(end);
            let fired = std::mem::replace(&mut self.timer, fresh);
            if end <= clock.now() {
                return Some(fired);
            }
        }
    }
}
