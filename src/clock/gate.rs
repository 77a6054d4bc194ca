//! The core of a gate: sessions arrive and wait, the test releases them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::Signal;

/// Where held sessions wait; the public handle is [`Gate`](crate::script::Gate).
#[derive(Debug, Default)]
pub struct GateCore {
    signal: Arc<Signal>,
    arrived: AtomicU64,
    released: AtomicBool,
}

impl GateCore {
    /// Notes that a session has come to the gate.
    pub fn arrive(&self) {
        self.arrived.fetch_add(1, Ordering::SeqCst);
        self.signal.notify();
    }

    /// How many sessions have come so far.
    pub fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::SeqCst)
    }

    /// Opens the gate for good.
    pub fn release(&self) {
        self.released.store(true, Ordering::SeqCst);
        self.signal.notify();
    }

    /// Whether the gate is open.
    pub fn is_released(&self) -> bool {
        self.released.load(Ordering::SeqCst)
    }

    /// Ready once the gate is open.
    pub async fn released(&self) {
        self.signal.until(|| self.is_released()).await;
    }

    /// Told of each arrival and of the release.
    pub fn signal(&self) -> Arc<Signal> {
        Arc::clone(&self.signal)
    }
}
