//! Waiting for an exchange to be over, without looking again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::entry::EntryKind;
use crate::clock::Signal;

/// Who waits; while nobody does, recording costs nothing more.
#[derive(Debug, Default)]
pub(super) struct Watched {
    watchers: AtomicUsize,
    changed: Signal,
}

/// Is told when an exchange may be over, until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch(Arc<Watched>);

/// Whether an exchange may be over with this: by its last reply, or the end of its session.
pub(super) fn ends_exchange(kind: &EntryKind) -> bool {
    match kind {
        EntryKind::Reply(reply) => !reply.code().is_preliminary(),
        EntryKind::Closed(_) | EntryKind::RawReply(_) => true,
        _ => false,
    }
}

impl Watched {
    /// To be called after the entry can be seen.
    pub(super) fn notify(&self) {
        if self.watchers.load(Ordering::SeqCst) > 0 {
            self.changed.notify();
        }
    }
}

impl Watch {
    /// Counted before anything is looked at: what is recorded later notifies.
    pub(super) fn new(watched: &Arc<Watched>) -> Self {
        watched.watchers.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(watched))
    }

    /// Waits until this holds; looks again after each exchange.
    pub(crate) async fn until(&self, holds: impl FnMut() -> bool) {
        self.0.changed.until(holds).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.watchers.fetch_sub(1, Ordering::SeqCst);
    }
}
