//! Waiting on the test's side: awaitable on any runtime, blockable without one, never for ever.

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;

use super::{Signal, Sleep};

/// Real-time alarms on the server's own runtime, so that they work on any executor.
#[derive(Clone, Debug)]
pub struct Alarm(Option<Handle>);

impl Alarm {
    /// Alarms of the runtime behind `handle`.
    pub const fn new(handle: Handle) -> Self {
        Self(Some(handle))
    }

    /// Alarms that never go off, where nobody waits for them.
    #[cfg(feature = "scenario")]
    pub(crate) const fn never() -> Self {
        Self(None)
    }

    /// A future that is ready after `delay` of real time.
    pub fn after(&self, delay: Duration) -> Sleep {
        let Some(runtime) = &self.0 else {
            return Box::pin(std::future::pending());
        };
        let _context = runtime.enter();
        Box::pin(tokio::time::sleep(delay))
    }
}

/// Waits for a fact, for a bounded real time: `.await` it, or call [`block`](Wait::block).
///
/// ```
/// use ftpmock::prelude::*;
/// use std::time::Duration;
///
/// let server = FtpServer::start();
/// let noop = server.on(NOOP).optional().reply(200, "Still here.");
/// assert!(noop.hits_reached(1, Duration::from_millis(1)).block().is_err());
/// ```
#[must_use = "a Wait does nothing until it is awaited or `block()` is called"]
pub struct Wait {
    what: String,
    within: Duration,
    signal: Arc<Signal>,
    holds: Box<dyn Fn() -> bool + Send + Sync>,
    alarm: Alarm,
}

impl Wait {
    pub(crate) fn new(
        what: String,
        within: Duration,
        signal: Arc<Signal>,
        alarm: Alarm,
        holds: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            what,
            within,
            signal,
            holds: Box::new(holds),
            alarm,
        }
    }

    /// Blocks the calling thread until the fact holds.
    ///
    /// # Errors
    /// [`TimedOut`] when it does not hold in time.
    pub fn block(self) -> Result<(), TimedOut> {
        if self.signal.block(self.within, &self.holds) {
            Ok(())
        } else {
            Err(TimedOut::new(self.what, self.within))
        }
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("what", &self.what)
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for Wait {
    type Output = Result<(), TimedOut>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut alarm = self.alarm.after(self.within);
            let mut until = Box::pin(self.signal.until(&self.holds));
            poll_fn(|cx| match until.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Ok(())),
                Poll::Pending => alarm
                    .as_mut()
                    .poll(cx)
                    .map(|()| Err(TimedOut::new(self.what.clone(), self.within))),
            })
            .await
        })
    }
}

/// What was waited for did not happen in time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimedOut {
    what: String,
    within: Duration,
}

impl TimedOut {
    const fn new(what: String, within: Duration) -> Self {
        Self { what, within }
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} did not happen within {:?}", self.what, self.within)
    }
}

impl std::error::Error for TimedOut {}
