//! The time of day, for modification times.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::protocol::UnixTime;

/// Tells the time of day.
pub(super) type WallClock = Arc<dyn Fn() -> UnixTime + Send + Sync>;

/// The system's time of day.
pub(super) fn system_wall() -> UnixTime {
    from_system(SystemTime::now())
}

pub(super) fn from_system(time: SystemTime) -> UnixTime {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => UnixTime::new(
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            since.subsec_nanos(),
        ),
        // Before 1970 the fraction would count backwards: whole seconds will do.
        Err(before) => {
            UnixTime::from_secs(-i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX))
        }
    }
}
