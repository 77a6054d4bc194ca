//! Announcing a transfer after its first octets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Tells the session, from the transfer that it polls, that the preliminary reply is due; and the
/// transfer that it has been given.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Cue(Arc<AtomicU8>);

const DUE: u8 = 1;
const GIVEN: u8 = 2;

impl Cue {
    /// Whether the transfer may go on; else the session is asked for the reply.
    pub(in crate::server) fn is_given(&self) -> bool {
        let before = self
            .0
            .compare_exchange(0, DUE, Ordering::Relaxed, Ordering::Relaxed);
        before == Err(GIVEN)
    }

    pub(in crate::server) fn is_due(&self) -> bool {
        self.0.load(Ordering::Relaxed) == DUE
    }

    pub(in crate::server) fn give(&self) {
        self.0.store(GIVEN, Ordering::Relaxed);
    }
}
