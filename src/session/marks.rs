//! Restart markers of MODE B and MODE C: those the server has given out, and the replies about
//! those of the client.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::protocol::{Marker, Reply, replies};

/// How many markers a session remembers.
const REMEMBERED: usize = 4096;

/// The restart markers of one session; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Marks(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    /// Positions in stored files that the client knows a marker for.
    given: BTreeSet<u64>,
    due: Vec<Reply>,
}

impl Marks {
    /// Notes a marker that is sent, and gives its text.
    pub fn send(&self, position: u64) -> String {
        self.lock().give(position);
        position.to_string()
    }

    /// Notes a marker that the client has sent when the file had grown to `position`: a reply is
    /// due.
    pub fn receive(&self, marker: &Marker, position: u64) {
        let mut inner = self.lock();
        inner.give(position);
        inner.due.push(replies::marked(&marker.text, position));
    }

    /// Whether replies are due.
    pub fn are_due(&self) -> bool {
        !self.lock().due.is_empty()
    }

    /// The replies that are due; from now on they are not.
    pub fn take_due(&self) -> Vec<Reply> {
        std::mem::take(&mut self.lock().due)
    }

    /// The position a marker means, if it has been given out.
    pub(super) fn position(&self, text: &[u8]) -> Option<u64> {
        let position = std::str::from_utf8(text).ok()?.parse().ok()?;
        self.lock().given.contains(&position).then_some(position)
    }

    /// Nothing that holds the lock can panic.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn give(&mut self, position: u64) {
        self.given.insert(position);
        if self.given.len() > REMEMBERED {
            self.given.pop_first();
        }
    }
}
