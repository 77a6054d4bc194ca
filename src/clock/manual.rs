//! A clock that stands still until it is told to move.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::{Clock, Sleep, Timestamp};
use crate::protocol::UnixTime;

/// How long [`ManualClock::advance`] waits, in real time, for due timers to be dealt with.
const PATIENCE: Duration = Duration::from_secs(1);

/// A clock that moves only when a test says so; clones share one time.
///
/// ```
/// use ftpmock::clock::ManualClock;
/// use ftpmock::prelude::*;
/// use std::io::Read;
/// use std::net::TcpStream;
/// use std::time::Duration;
///
/// let clock = ManualClock::new();
/// let server = FtpServer::builder().clock(clock.clone()).start();
/// let mut client = TcpStream::connect(server.addr()).unwrap();
/// client.read_exact(&mut [0; 19]).unwrap(); // "220 ftpmock ready\r\n"
///
/// clock.advance(Duration::from_secs(301));  // past the idle time-out
///
/// let mut farewell = String::new();
/// client.read_to_string(&mut farewell).unwrap();
/// assert!(farewell.starts_with("421 "));
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    dealt_with: Condvar,
}

#[derive(Debug)]
struct State {
    now: Timestamp,
    start: UnixTime,
    next: u64,
    sleepers: BTreeMap<u64, Sleeper>,
}

#[derive(Debug)]
struct Sleeper {
    at: Timestamp,
    waker: Option<Waker>,
}

impl ManualClock {
    /// A clock that stands at 2024-01-01T00:00:00Z, the time of seeded files.
    pub fn new() -> Self {
        Self::at(UnixTime::SEEDED)
    }

    /// A clock whose calendar stands at `wall`.
    pub fn at(wall: UnixTime) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State {
                now: Timestamp::default(),
                start: wall,
                next: 0,
                sleepers: BTreeMap::new(),
            }),
            dealt_with: Condvar::new(),
        }))
    }

    /// Moves the time on by `by` and returns when the timers that became due have run.
    ///
    /// Waits for them at most one second of real time.
    pub fn advance(&self, by: Duration) {
        let mut due = Vec::new();
        let mut wakers = Vec::new();
        let mut state = self.0.lock();
        state.now = state.now + by;
        let now = state.now;
        for (id, sleeper) in &mut state.sleepers {
            if sleeper.at <= now {
                due.push(*id);
                wakers.extend(sleeper.waker.take());
            }
        }
        drop(state);
        for waker in wakers {
            waker.wake();
        }
        self.0.wait_for(&due);
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.0.lock().now
    }

    fn wall(&self) -> UnixTime {
        let state = self.0.lock();
        state.start.plus(state.now.since_epoch())
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        let mut state = self.0.lock();
        let id = state.next;
        state.next += 1;
        state.sleepers.insert(id, Sleeper { at, waker: None });
        drop(state);
        Box::pin(ManualSleep {
            shared: Arc::clone(&self.0),
            id,
            at,
        })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the sleeps in `due` are gone: whoever slept drops its sleep after acting on it.
    fn wait_for(&self, due: &[u64]) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.lock();
        while due.iter().any(|id| state.sleepers.contains_key(id)) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self
                .dealt_with
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

struct ManualSleep {
    shared: Arc<Shared>,
    id: u64,
    at: Timestamp,
}

impl Future for ManualSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.shared.lock();
        if self.at <= state.now {
            return Poll::Ready(());
        }
        if let Some(sleeper) = state.sleepers.get_mut(&self.id) {
            sleeper.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for ManualSleep {
    fn drop(&mut self) {
        self.shared.lock().sleepers.remove(&self.id);
        self.shared.dealt_with.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn advance_returns_after_the_due_sleep_was_dealt_with() {
        let clock = ManualClock::new();
        let mut sleep = clock.sleep_until(Timestamp::default() + Duration::from_secs(5));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(sleep.as_mut().poll(&mut cx).is_pending());

        let mover = thread::spawn({
            let clock = clock.clone();
            move || clock.advance(Duration::from_secs(5))
        });
        while sleep.as_mut().poll(&mut cx).is_pending() {}
        drop(sleep);
        mover.join().unwrap();

        assert_eq!(clock.now().since_epoch(), Duration::from_secs(5));
    }

    #[test]
    fn the_calendar_moves_with_the_clock() {
        let clock = ManualClock::at(UnixTime::from_secs(100));
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.wall(), UnixTime::from_secs(160));
    }
}
