//! Files that sessions do not see as they are, for a while.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::clock::Timestamp;
use crate::protocol::FtpPath;
use crate::vfs::FsError;

use super::fault::Lag;

/// What is otherwise with the files of a server than it seems.
#[derive(Debug, Default)]
pub(crate) struct Veils {
    /// Whether there may be any.
    any: AtomicBool,
    all: Mutex<Vec<Veil>>,
}

#[derive(Debug)]
struct Veil {
    over: Over,
    until: Until,
}

/// What there is to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Over {
    /// This can not be seen.
    Hidden(FtpPath),
    /// This can not be used: an error says so.
    Locked(FtpPath, FsError),
    /// What has another name now can be seen under this one, too.
    OldName { old: FtpPath, new: FtpPath },
}

#[derive(Debug)]
enum Until {
    Commands(u64),
    /// Whoever holds the other end has let it go.
    Released(Weak<Lock>),
    /// Sessions up to this number do not see it otherwise.
    Session(u64),
    Time(Timestamp),
}

/// A file is locked for as long as this lives.
#[derive(Debug)]
pub(super) struct Lock;

impl Veils {
    /// Something is otherwise for so long; `session` is the one in which it came so.
    pub(super) fn lay(&self, over: Over, lag: Lag, now: Timestamp, session: u64) {
        let until = match lag {
            Lag::Commands(n) => Until::Commands(n),
            Lag::Session => Until::Session(session),
            Lag::Time(by) => Until::Time(now + by),
        };
        self.add(over, until);
    }

    /// Nobody else can use the file until the lock is dropped.
    pub(super) fn lock_file(&self, path: &FtpPath, error: FsError) -> Arc<Lock> {
        let lock = Arc::new(Lock);
        let released = Until::Released(Arc::downgrade(&lock));
        self.add(Over::Locked(path.clone(), error), released);
        lock
    }

    fn add(&self, over: Over, until: Until) {
        let mut all = self.lock();
        all.retain(|veil| veil.over != over);
        all.push(Veil { over, until });
        self.any.store(true, Ordering::SeqCst);
    }

    /// What a session does not see as it is; a command counts.
    pub(crate) fn before(
        &self,
        now: impl Fn() -> Timestamp,
        session: u64,
        is_command: bool,
    ) -> Option<Vec<Over>> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let now = now();
        let mut all = self.lock();
        all.retain_mut(|veil| match &mut veil.until {
            Until::Commands(0) => false,
            Until::Commands(left) => {
                *left -= u64::from(is_command);
                true
            }
            Until::Released(lock) => lock.strong_count() > 0,
            Until::Session(_) => true,
            Until::Time(at) => *at > now,
        });
        let counts = |veil: &&Veil| match veil.until {
            Until::Session(last) => session <= last,
            Until::Commands(_) | Until::Released(_) | Until::Time(_) => true,
        };
        let over = all.iter().filter(counts).map(|veil| veil.over.clone());
        let over: Vec<Over> = over.collect();
        (!over.is_empty()).then_some(over)
    }

    /// Everything is seen as it is.
    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.any.store(false, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Veil>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
