//! The time of day, for modification times.

use std::sync::Arc;
#[cfg(feature = "disk")]
use std::time::Duration;
#[cfg(feature = "disk")]
use std::time::{SystemTime, UNIX_EPOCH};

use crate::protocol::UnixTime;

/// Tells the time of day.
pub(super) type WallClock = Arc<dyn Fn() -> UnixTime + Send + Sync>;

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
    use crate::clock::from_system;

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
