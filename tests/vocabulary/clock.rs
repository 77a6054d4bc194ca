//! A clock that stands still, and knows when somebody waits for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ftpmock::clock::{Clock, Sleep, Timestamp};
use ftpmock::prelude::*;

#[derive(Clone, Debug, Default)]
pub(crate) struct StepClock {
    clock: ManualClock,
    deadlines: Arc<Mutex<BTreeSet<Timestamp>>>,
}

impl StepClock {
    /// Moves on to the next time that somebody once wanted to wait for, if it is at most so far away; says how far it was.
    pub(crate) fn step(&self, at_most: Duration) -> Option<Duration> {
        let now = self.clock.now();
        let mut deadlines = self.deadlines.lock().unwrap();
        *deadlines = deadlines.split_off(&(now + Duration::from_nanos(1)));
        let by = deadlines.first()?.since(now);
        drop(deadlines);
        if by > at_most {
            return None;
        }
        self.clock.advance(by);
        Some(by)
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
        self.deadlines.lock().unwrap().insert(at);
        self.clock.sleep_until(at)
    }
}
