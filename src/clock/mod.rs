//! Time as a value: what the timers of a server run on, and what a test waits with.
//!
//! [`SystemClock`] is the default. [`ManualClock`] stands still until the test moves it, so that a
//! time-out of five minutes takes no time. Waiting on the test's side ([`Wait`]) is always in real
//! time: a test that hangs must end.

mod gate;
mod manual;
mod signal;
mod wait;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use crate::protocol::UnixTime;

pub use gate::GateCore;
pub use manual::ManualClock;
pub use signal::Signal;
pub use wait::{Alarm, TimedOut, Wait};

/// An instant on a [`Clock`]: the time since that clock's epoch.
///
/// ```
/// use ftpmock::clock::Timestamp;
/// use std::time::Duration;
///
/// let at = Timestamp::default() + Duration::from_millis(1500);
/// assert_eq!(at.since_epoch(), Duration::from_millis(1500));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The time that has passed since the clock's epoch.
    pub const fn since_epoch(self) -> Duration {
        self.0
    }

    /// The time from `earlier` to `self`, zero when `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by))
    }
}

/// A future that is ready when its instant has come.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a server takes its time from.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time on which timers run; never goes back.
    fn now(&self) -> Timestamp;

    /// The calendar time: file times, `MDTM`, `LIST`.
    fn wall(&self) -> UnixTime;

    /// A future that is ready once [`now`](Clock::now) has reached `at`.
    fn sleep_until(&self, at: Timestamp) -> Sleep;
}

/// The real time, on the timers of the runtime the server lives on.
#[derive(Debug)]
pub struct SystemClock {
    epoch: Instant,
    wall: Option<UnixTime>,
}

impl SystemClock {
    /// A clock whose epoch is now.
    pub fn new() -> Self {
        Self {
            epoch: Instant::now(),
            wall: None,
        }
    }

    /// Real timers under a calendar that stands still, for stable file times.
    ///
    /// ```
    /// use ftpmock::FtpServer;
    /// use ftpmock::clock::SystemClock;
    /// use ftpmock::UnixTime;
    ///
    /// let server = FtpServer::builder()
    ///     .clock(SystemClock::fixed(UnixTime::from_secs(1_700_000_000)))
    ///     .start();
    /// ```
    pub fn fixed(wall: UnixTime) -> Self {
        Self {
            epoch: Instant::now(),
            wall: Some(wall),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.epoch.elapsed())
    }

    fn wall(&self) -> UnixTime {
        self.wall.unwrap_or_else(system_wall)
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        Box::pin(tokio::time::sleep(at.since(self.now())))
    }
}

/// The system's time of day.
pub(crate) fn system_wall() -> UnixTime {
    from_system(SystemTime::now())
}

/// A time of the system's calendar.
pub(crate) fn from_system(time: SystemTime) -> UnixTime {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => UnixTime::from_secs(0).plus(after),
        Err(before) => UnixTime::from_secs(0).minus(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_moves_and_a_fixed_calendar_does_not() {
        let clock = SystemClock::fixed(UnixTime::from_secs(5));
        let before = clock.now();

        while clock.now() == before {}

        assert_eq!(clock.wall(), UnixTime::from_secs(5));
    }

    #[test]
    fn the_calendar_is_that_of_the_system() {
        assert!(SystemClock::new().wall() > UnixTime::from_secs(1_700_000_000));
    }
}
