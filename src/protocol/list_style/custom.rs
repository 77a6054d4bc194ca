//! Lines of the test's own.

use std::fmt;
use std::sync::Arc;

use crate::protocol::ListEntry;

/// A closure that makes the lines of a listing: [`ListStyle::custom`](super::ListStyle::custom).
#[derive(Clone)]
pub struct CustomList(Arc<Line>);

type Line = dyn Fn(&ListEntry<'_>) -> Vec<u8> + Send + Sync;

impl CustomList {
    pub(super) fn new(line: impl Fn(&ListEntry<'_>) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self(Arc::new(line))
    }

    pub(super) fn line(&self, entry: &ListEntry<'_>) -> Vec<u8> {
        (self.0)(entry)
    }
}

impl fmt::Debug for CustomList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closure")
    }
}

impl PartialEq for CustomList {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for CustomList {}

/// What a closure does can not be told: only that there is one.
#[cfg(feature = "serde")]
impl serde::Serialize for CustomList {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("closure")
    }
}
