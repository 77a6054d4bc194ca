//! How a fault slows a data connection down.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::script::{DataFault, Firing, Luck, Plans};

/// The longest step of a throttled transfer.
const STEP: Duration = Duration::from_millis(50);
/// The largest piece of one that is delayed piece by piece.
const PIECE: u64 = 64 * 1024;

/// What the plans say of the speed of one transfer.
#[derive(Debug)]
pub(super) struct Pace {
    throttle: Option<Throttle>,
    delay: Option<Delay>,
    /// The largest piece.
    slice: Option<u64>,
    /// Pieces that have moved.
    pieces: u64,
}

#[derive(Debug)]
struct Throttle {
    rate: u64,
    moved: u64,
    since: Timestamp,
}

#[derive(Debug)]
struct Delay {
    least: Duration,
    most: Duration,
    luck: Option<Luck>,
    /// When the next piece may move.
    next: Timestamp,
}

impl Pace {
    /// What the plans say, if they say anything; their rules are told at once. The transfer has begun
    /// some time ago.
    pub(super) fn planned(plans: &Plans, begun: Timestamp, now: Timestamp) -> Option<Box<Self>> {
        if !plans.are_about_data() {
            return None;
        }
        let rate = plans.data_fault(|fault| match fault {
            DataFault::Throttle(rate) => Some(*rate),
            _ => None,
        });
        let slice = plans.data_fault(|fault| match fault {
            DataFault::Slice(octets) => Some(*octets),
            _ => None,
        });
        let delay = plans.data_fault(|fault| match fault {
            DataFault::Delay(least, most) => Some((*least, *most)),
            _ => None,
        });
        let faults = [
            rate.map(|(part, _)| part),
            slice.map(|(part, _)| part),
            delay.map(|(part, _)| part),
        ];
        if faults.iter().all(Option::is_none) {
            return None;
        }
        let mut pace = Self {
            throttle: rate.map(|(_, rate)| Throttle {
                rate,
                moved: 0,
                since: now,
            }),
            delay: delay.map(|(part, (least, most))| Delay {
                least,
                most,
                luck: part.plan.firing().map(Firing::luck),
                next: now,
            }),
            slice: slice.map(|(_, octets)| octets),
            pieces: 0,
        };
        pace.delay(begun, 0);
        for part in faults.into_iter().flatten() {
            part.strike();
        }
        Some(Box::new(pace))
    }

    /// The most octets that may move in one go.
    pub(super) fn step(&self) -> u64 {
        let throttled = self.throttle.as_ref().map(|throttle| {
            let per_step = u128::from(throttle.rate) * STEP.as_micros() / 1_000_000;
            u64::try_from(per_step.max(1)).unwrap_or(u64::MAX)
        });
        let delayed = self.delay.as_ref().map(|_| PIECE);
        let all = [throttled, delayed, self.slice].into_iter().flatten();
        all.min().unwrap_or(u64::MAX)
    }

    /// The piece after the one that moves now waits from now on.
    pub(super) fn begin_piece(&mut self, now: Timestamp) {
        self.delay(now, self.pieces + 1);
    }

    pub(super) const fn end_piece(&mut self) {
        self.pieces += 1;
    }

    fn delay(&mut self, now: Timestamp, piece: u64) {
        if let Some(delay) = &mut self.delay {
            let drawn = delay
                .luck
                .map(|luck| luck.between(piece, delay.least, delay.most));
            delay.next = now + drawn.unwrap_or(delay.least);
        }
    }

    pub(super) fn moved(&mut self, octets: u64) {
        if let Some(throttle) = &mut self.throttle {
            throttle.moved += octets;
        }
    }

    /// When the next piece may move.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        let throttled = self.throttle.as_ref().map(|throttle| {
            let nanos = u128::from(throttle.moved) * 1_000_000_000 / u128::from(throttle.rate);
            let after = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
            throttle.since + after
        });
        let delayed = self.delay.as_ref().map(|delay| delay.next);
        throttled.into_iter().chain(delayed).max()
    }
}
