//! How fast data may move, and what shares that.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Timestamp;
use crate::transcript::Direction;

/// The longest step of a slow transfer.
const STEP: Duration = Duration::from_millis(50);

/// A limit for the octets that move in a second, and for what shares it.
///
/// Data move in steps of 50 ms on the server's clock, with no burst at the beginning beyond one of
/// them. The data time-out does not run while it is the server that makes the client wait.
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::server::Throttle;
///
/// let server = FtpServer::builder()
///     .throttle(Throttle::transfer().download(100 * KIB))
///     .throttle(Throttle::server().upload(MIB).download(MIB))
///     .start();
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "give it to Builder::throttle"]
pub struct Throttle {
    scope: Scope,
    download: u64,
    upload: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scope {
    Server,
    Session,
    Transfer,
    User,
}

impl Throttle {
    const fn new(scope: Scope) -> Self {
        Self {
            scope,
            download: 0,
            upload: 0,
        }
    }

    /// All clients share the limit.
    pub const fn server() -> Self {
        Self::new(Scope::Server)
    }

    /// Each control connection has the limit for itself, whatever it transfers.
    pub const fn session() -> Self {
        Self::new(Scope::Session)
    }

    /// Each transfer has the limit for itself.
    pub const fn transfer() -> Self {
        Self::new(Scope::Transfer)
    }

    /// All sessions of a user share the limit; users are told apart by name.
    pub const fn user() -> Self {
        Self::new(Scope::User)
    }

    /// To clients at most so many octets in a second; 0, the default, is no limit.
    pub const fn download(mut self, octets_per_second: u64) -> Self {
        self.download = octets_per_second;
        self
    }

    /// From clients at most so many octets in a second; 0, the default, is no limit.
    pub const fn upload(mut self, octets_per_second: u64) -> Self {
        self.upload = octets_per_second;
        self
    }

    const fn rate(&self, direction: Direction) -> u64 {
        match direction {
            Direction::Download => self.download,
            Direction::Upload => self.upload,
        }
    }
}

/// What has moved under one limit.
#[derive(Debug)]
pub(super) struct Bucket {
    rate: u64,
    /// When the next octets may move.
    free: Mutex<Timestamp>,
}

impl Bucket {
    fn new(rate: u64, now: Timestamp) -> Arc<Self> {
        Arc::new(Self {
            rate,
            free: Mutex::new(now),
        })
    }

    /// The most octets that may move in one go.
    pub(super) fn step(&self) -> usize {
        let octets = u128::from(self.rate) * STEP.as_micros() / 1_000_000;
        usize::try_from(octets.max(1)).unwrap_or(usize::MAX)
    }

    /// When the next octets may move.
    pub(super) fn free_at(&self) -> Timestamp {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of octets that move.
    pub(super) fn take(&self, octets: usize, now: Timestamp) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = (*free).max(now) + self.time_for(octets);
    }

    /// Takes note of octets that have not moved after all.
    pub(super) fn give_back(&self, octets: usize) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let before = free.since_epoch().saturating_sub(self.time_for(octets));
        *free = Timestamp::default() + before;
    }

    fn time_for(&self, octets: usize) -> Duration {
        let nanos = octets as u128 * 1_000_000_000 / u128::from(self.rate);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// Whose limit it is.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Owner {
    Server,
    Session(u64),
    User(Option<Bytes>),
}

/// All limits of a server.
#[derive(Debug, Default)]
pub(super) struct Throttles {
    limits: Vec<Throttle>,
    /// By the place of the limit, direction and owner.
    buckets: Mutex<HashMap<(usize, Direction, Owner), Arc<Bucket>>>,
}

impl Throttles {
    pub(super) fn add(&mut self, limit: Throttle) {
        self.limits.push(limit);
    }

    /// The limits of a transfer that begins.
    pub(super) fn of(
        &self,
        direction: Direction,
        session: u64,
        user: Option<&[u8]>,
        now: Timestamp,
    ) -> Vec<Arc<Bucket>> {
        let limits = self.limits.iter().enumerate();
        let limits = limits.filter(|(_, limit)| limit.rate(direction) > 0);
        limits
            .map(|(at, limit)| {
                let fresh = || Bucket::new(limit.rate(direction), now);
                let owner = match limit.scope {
                    Scope::Server => Owner::Server,
                    Scope::Session => Owner::Session(session),
                    Scope::Transfer => return fresh(),
                    Scope::User => Owner::User(user.map(Bytes::copy_from_slice)),
                };
                let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
                let bucket = buckets.entry((at, direction, owner));
                Arc::clone(bucket.or_insert_with(fresh))
            })
            .collect()
    }

    /// Forgets a session that has ended.
    pub(super) fn forget(&self, session: u64) {
        if self.limits.is_empty() {
            return;
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.retain(|(_, _, owner), _| *owner != Owner::Session(session));
    }
}
