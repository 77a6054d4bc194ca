//! The time of day, for modification times.

use std::sync::Arc;
#[cfg(feature = "disk")]
use std::time::Duration;
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

/// `None` for times that the system cannot express.
#[cfg(feature = "disk")]
pub(super) fn to_system(time: UnixTime) -> Option<SystemTime> {
    let whole = Duration::from_secs(time.secs().unsigned_abs());
    let whole = if time.secs() < 0 {
        UNIX_EPOCH.checked_sub(whole)
    } else {
        UNIX_EPOCH.checked_add(whole)
    };
    whole?.checked_add(Duration::from_nanos(time.nanos().into()))
}

#[cfg(all(test, feature = "disk"))]
mod tests {
    use super::*;

    #[test]
    fn times_survive_the_way_to_the_system_and_back() {
        for time in [
            UnixTime::SEEDED,
            UnixTime::new(1, 500),
            UnixTime::from_secs(-5),
        ] {
            assert_eq!(to_system(time).map(from_system), Some(time));
        }
    }
}
