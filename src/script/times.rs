//! How often something is expected.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// How often a spy expects to match: a number or a range.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// server.expect(DELE).times(0);
/// server.expect(STOR).times(..=3);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Times {
    least: u64,
    most: Option<u64>,
}

impl Times {
    pub(crate) const fn met_by(self, hits: u64) -> bool {
        hits >= self.least
            && match self.most {
                Some(most) => hits <= most,
                None => true,
            }
    }

    pub(crate) const fn wants_more_than(self, hits: u64) -> bool {
        hits < self.least
    }

    /// `The test fails unless a client sends STOR at least once`
    pub(crate) fn duty(self, happening: &str) -> String {
        let often = |times: u64| match times {
            1 => "once".to_owned(),
            n => format!("{n} times"),
        };
        match (self.least, self.most) {
            (0, None) => format!("It may happen any number of times that {happening}"),
            (0, Some(0)) => format!("The test fails if {happening}"),
            (0, Some(most)) => format!("The test fails if {happening} more than {}", often(most)),
            (least, None) => format!(
                "The test fails unless {happening} at least {}",
                often(least)
            ),
            (least, Some(most)) if least == most => {
                format!("The test fails unless {happening} {}", often(least))
            }
            (least, Some(most)) => {
                format!("The test fails unless {happening} {least} to {most} times")
            }
        }
    }

    #[track_caller]
    fn between(least: u64, most: Option<u64>) -> Self {
        assert!(
            most.is_none_or(|most| least <= most),
            "times(..) was given an empty range: nothing can meet it"
        );
        Self { least, most }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Times {
    /// As a scenario file writes it: `2`, `"2.."`, `"1..=3"`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.least, self.most) {
            (least, Some(most)) if least == most => serializer.serialize_u64(least),
            (0, None) => serializer.serialize_str(".."),
            (least, None) => serializer.collect_str(&format_args!("{least}..")),
            (0, Some(most)) => serializer.collect_str(&format_args!("..={most}")),
            (least, Some(most)) => serializer.collect_str(&format_args!("{least}..={most}")),
        }
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, Some(0)) => f.write_str("never"),
            (least, Some(most)) if least == most => write!(f, "{least}"),
            (0, None) => f.write_str("any number"),
            (least, None) => write!(f, "at least {least}"),
            (0, Some(most)) => write!(f, "at most {most}"),
            (least, Some(most)) => write!(f, "{least} to {most}"),
        }
    }
}

impl From<u64> for Times {
    fn from(times: u64) -> Self {
        Self {
            least: times,
            most: Some(times),
        }
    }
}

impl From<Range<u64>> for Times {
    #[track_caller]
    fn from(range: Range<u64>) -> Self {
        assert!(
            range.start < range.end,
            "times({}..{}) is an empty range: nothing can meet it",
            range.start,
            range.end
        );
        Self::between(range.start, Some(range.end - 1))
    }
}

impl From<RangeFrom<u64>> for Times {
    fn from(range: RangeFrom<u64>) -> Self {
        Self {
            least: range.start,
            most: None,
        }
    }
}

impl From<RangeFull> for Times {
    fn from(_: RangeFull) -> Self {
        Self {
            least: 0,
            most: None,
        }
    }
}

impl From<RangeInclusive<u64>> for Times {
    #[track_caller]
    fn from(range: RangeInclusive<u64>) -> Self {
        Self::between(*range.start(), Some(*range.end()))
    }
}

impl From<RangeTo<u64>> for Times {
    #[track_caller]
    fn from(range: RangeTo<u64>) -> Self {
        Self::from(0..range.end)
    }
}

impl From<RangeToInclusive<u64>> for Times {
    fn from(range: RangeToInclusive<u64>) -> Self {
        Self {
            least: 0,
            most: Some(range.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_they_are_written() {
        let shown = |times: Times| times.to_string();
        assert_eq!(shown(2.into()), "2");
        assert_eq!(shown((1..).into()), "at least 1");
        assert_eq!(shown((..=3).into()), "at most 3");
        assert_eq!(shown((1..3).into()), "1 to 2");
        assert_eq!(shown(0.into()), "never");
        assert!(Times::from(1..).met_by(9) && !Times::from(1..).met_by(0));
    }

    #[test]
    #[should_panic(expected = "empty range")]
    #[allow(clippy::reversed_empty_ranges)]
    fn an_empty_range_panics() {
        let _ = Times::from(3..3);
    }
}
