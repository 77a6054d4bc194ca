//! How much may be stored.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::vfs::{FsError, FsResult, MAX_SIZE};

/// Octets stored and reserved, and their limit.
#[derive(Default)]
pub(super) struct Quota(Mutex<Counter>);

#[derive(Default)]
struct Counter {
    limit: Option<u64>,
    /// Generated contents may add up to more than a `u64` holds.
    used: u128,
}

impl Quota {
    pub(super) fn set_limit(&self, limit: Option<u64>) {
        self.lock().limit = limit;
    }

    pub(super) fn used(&self) -> u64 {
        u64::try_from(self.lock().used).unwrap_or(u64::MAX)
    }

    /// How much more fits; a file never has more than [`MAX_SIZE`] octets.
    pub(super) fn available(&self) -> u64 {
        let counter = self.lock();
        let limit = u128::from(counter.limit.unwrap_or(MAX_SIZE));
        u64::try_from(limit.saturating_sub(counter.used)).unwrap_or(MAX_SIZE)
    }

    /// Takes octets if there is room for them.
    fn take(&self, octets: u64) -> FsResult<()> {
        let mut counter = self.lock();
        let used = counter.used + u128::from(octets);
        if octets > 0 && counter.limit.is_some_and(|limit| used > u128::from(limit)) {
            return Err(FsError::QuotaExceeded);
        }
        counter.used = used;
        Ok(())
    }

    /// Replaces `old` octets by `new` ones, room or no room.
    pub(super) fn replace(&self, old: u64, new: u64) {
        self.exchange(old.into(), new);
    }

    fn exchange(&self, old: u128, new: u64) {
        let mut counter = self.lock();
        counter.used = (counter.used + u128::from(new)).saturating_sub(old);
    }

    fn lock(&self) -> MutexGuard<'_, Counter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Room kept for an upload that has not been committed; given back when dropped.
pub(super) struct Reservation {
    quota: Arc<Quota>,
    octets: u64,
}

impl Reservation {
    pub(super) fn new(quota: Arc<Quota>) -> Self {
        Self { quota, octets: 0 }
    }

    /// Makes this a reservation of at least `octets`.
    pub(super) fn grow_to(&mut self, octets: u64) -> FsResult<()> {
        if octets > self.octets {
            self.quota.take(octets - self.octets)?;
            self.octets = octets;
        }
        Ok(())
    }

    /// Turns the reservation into stored octets, in place of `old` ones.
    pub(super) fn store(&mut self, old: u64, new: u64) -> FsResult<()> {
        self.grow_to(new.saturating_sub(old))?;
        let reserved = std::mem::take(&mut self.octets);
        self.quota
            .exchange(u128::from(old) + u128::from(reserved), new);
        Ok(())
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.quota.replace(self.octets, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(limit: u64) -> Arc<Quota> {
        let quota = Arc::new(Quota::default());
        quota.set_limit(Some(limit));
        quota
    }

    #[test]
    fn a_reservation_counts_at_once_and_returns_when_dropped() {
        let quota = quota(10);
        let mut first = Reservation::new(quota.clone());
        let mut second = Reservation::new(quota.clone());
        first.grow_to(6).unwrap();
        assert_eq!(second.grow_to(5), Err(FsError::QuotaExceeded));
        drop(first);
        second.grow_to(5).unwrap();
        assert_eq!(quota.used(), 5);
    }

    #[test]
    fn storing_counts_what_is_there_in_the_end() {
        let quota = quota(10);
        quota.replace(0, 8);
        let mut upload = Reservation::new(quota.clone());
        upload.grow_to(2).unwrap();
        upload.store(8, 10).unwrap();
        assert_eq!(quota.used(), 10);
        Reservation::new(quota.clone()).store(10, 3).unwrap();
        assert_eq!(quota.used(), 3);
    }

    #[test]
    fn storing_more_than_was_reserved_needs_room() {
        let quota = quota(10);
        quota.replace(0, 8);
        assert_eq!(
            Reservation::new(quota.clone()).store(0, 3),
            Err(FsError::QuotaExceeded)
        );
        assert_eq!(quota.used(), 8);
    }
}
