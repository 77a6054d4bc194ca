//! A clock that stands still, and knows for what the server waits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ftpmock::clock::{Clock, Sleep, Timestamp};
use ftpmock::prelude::*;

#[derive(Clone, Debug, Default)]
pub(crate) struct StepClock {
    clock: ManualClock,
    waiting: Waiting,
}

/// The times that are waited for, and by how many.
#[derive(Clone, Debug, Default)]
struct Waiting(Arc<Mutex<BTreeMap<Timestamp, usize>>>);

/// Counts among those who wait until it is dropped.
struct Ticket(Waiting, Timestamp);

impl StepClock {
    /// How far the next time is that somebody waits for, if it is at most so far.
    pub(crate) fn next(&self, at_most: Duration) -> Option<Duration> {
        let now = self.clock.now();
        let soon = now + Duration::from_nanos(1);
        let waiting = self.waiting.0.lock().unwrap();
        let by = waiting.range(soon..).next()?.0.since(now);
        (by <= at_most).then_some(by)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }
}

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn wall(&self) -> UnixTime {
        self.clock.wall()
    }

    fn sleep_until(&self, at: Timestamp) -> Sleep {
        let ticket = self.waiting.ticket(at);
        let sleep = self.clock.sleep_until(at);
        Box::pin(async move {
            let _ticket = ticket;
            sleep.await;
        })
    }
}

impl Waiting {
    fn ticket(&self, at: Timestamp) -> Ticket {
        *self.0.lock().unwrap().entry(at).or_default() += 1;
        Ticket(self.clone(), at)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut waiting = self.0.0.lock().unwrap();
        if let Some(count) = waiting.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&self.1);
            }
        }
    }
}
