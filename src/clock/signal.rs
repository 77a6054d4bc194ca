//! Tells waiters, blocked or polled, that something may have changed.

use std::future::poll_fn;
use std::sync::{Condvar, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

/// A place to wait at until a condition holds; conditions live elsewhere and are looked at again
/// after each [`notify`](Signal::notify).
#[derive(Debug, Default)]
pub struct Signal {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    generation: u64,
    wakers: Vec<Waker>,
}

impl Signal {
    /// Makes every waiter look at its condition again.
    pub fn notify(&self) {
        let wakers = {
            let mut waiting = self.lock();
            waiting.generation += 1;
            std::mem::take(&mut waiting.wakers)
        };
        self.changed.notify_all();
        for waker in wakers {
            waker.wake();
        }
    }

    /// Waits, as a future, until `holds` is true.
    pub async fn until(&self, mut holds: impl FnMut() -> bool) {
        poll_fn(|cx| {
            // Registered before looking: a change between the two wakes us again.
            let mut waiting = self.lock();
            if !waiting.wakers.iter().any(|w| w.will_wake(cx.waker())) {
                waiting.wakers.push(cx.waker().clone());
            }
            drop(waiting);
            if holds() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    /// Blocks the thread until `holds` is true; false when that took longer than `within`.
    pub fn block(&self, within: Duration, mut holds: impl FnMut() -> bool) -> bool {
        let end = Instant::now() + within;
        loop {
            let seen = self.lock().generation;
            if holds() {
                return true;
            }
            let mut waiting = self.lock();
            while waiting.generation == seen {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return false;
                }
                waiting = self
                    .changed
                    .wait_timeout(waiting, left)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
