//! Times as files have them and as FTP writes them.

use core::time::Duration;

use jiff::{SignedDuration, civil::DateTime};

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// A time of the calendar, in seconds and nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct UnixTime {
    secs: i64,
    nanos: u32,
}

/// A [`UnixTime`] as the parts of a date and a time of day, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Civil {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

impl UnixTime {
    /// The modification time of seeded files: 2024-01-01T00:00:00Z.
    pub const SEEDED: Self = Self::from_secs(1_704_067_200);

    /// A time in whole seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0 }
    }

    /// A time in seconds and nanoseconds; a billion nanoseconds or more count as whole seconds.
    pub const fn new(secs: i64, nanos: u32) -> Self {
        Self {
            secs: secs.saturating_add((nanos / 1_000_000_000) as i64),
            nanos: nanos % 1_000_000_000,
        }
    }

    /// Whole seconds since 1970, negative before.
    pub const fn secs(self) -> i64 {
        self.secs
    }

    /// Nanoseconds after [`secs`](Self::secs).
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// Later by `span`; the latest time there is when that is out of range.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        let nanos = self.nanos + span.subsec_nanos();
        Self::new(self.secs.saturating_add_unsigned(span.as_secs()), nanos)
    }

    /// Earlier by `span`; the earliest time there is when that is out of range.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        let secs = self.secs.saturating_sub_unsigned(span.as_secs());
        match self.nanos.checked_sub(span.subsec_nanos()) {
            Some(nanos) => Self { secs, nanos },
            None => Self {
                secs: secs.saturating_sub(1),
                nanos: self.nanos + 1_000_000_000 - span.subsec_nanos(),
            },
        }
    }

    /// Date and time of day in UTC; a year the calendar does not have is clamped.
    pub fn civil(self) -> Civil {
        let since = SignedDuration::from_secs(self.secs);
        let parts = EPOCH.checked_add(since).unwrap_or(match self.secs {
            ..0 => DateTime::MIN,
            0.. => DateTime::MAX,
        });
        Civil {
            year: parts.year(),
            month: unsigned(parts.month()),
            day: unsigned(parts.day()),
            hour: unsigned(parts.hour()),
            minute: unsigned(parts.minute()),
            second: unsigned(parts.second()),
        }
    }
}

/// Parts of a date are never negative.
fn unsigned(part: i8) -> u8 {
    part.unsigned_abs()
}

/// Reads a time of RFC 3659, section 2.3.
///
/// ```text
/// time-val = 14DIGIT ["." 1*DIGIT]      ; YYYYMMDDHHMMSS, UTC; digits past nanoseconds are dropped
/// ```
///
/// ```
/// use ftpmock::protocol::{UnixTime, parse_stamp};
/// assert_eq!(parse_stamp(b"20240101000000"), Some(UnixTime::SEEDED));
/// assert_eq!(parse_stamp(b"20230229000000"), None);
/// ```
pub fn parse_stamp(text: &[u8]) -> Option<UnixTime> {
    let (whole, fraction) = match text.iter().position(|&octet| octet == b'.') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b"0"[..]),
    };
    let digits = whole.iter().chain(fraction).all(u8::is_ascii_digit);
    if whole.len() != 14 || fraction.is_empty() || !digits {
        return None;
    }
    let number = |from: usize, to: usize| {
        whole[from..to]
            .iter()
            .fold(0_i16, |sum, octet| sum * 10 + i16::from(octet - b'0'))
    };
    let part = |at: usize| i8::try_from(number(at, at + 2)).ok();
    // RFC 3659 allows 60 for a leap second; the calendar here has none.
    let second = match part(12)? {
        60 => 59,
        second => second,
    };
    let date = DateTime::new(
        number(0, 4),
        part(4)?,
        part(6)?,
        part(8)?,
        part(10)?,
        second,
        0,
    );
    let secs = date.ok()?.duration_since(EPOCH).as_secs();
    let nanos = (0..9).fold(0, |sum, at| {
        sum * 10 + fraction.get(at).map_or(0, |octet| u32::from(octet - b'0'))
    });
    Some(UnixTime::new(secs, nanos))
}

/// Writes a time as `YYYYMMDDHHMMSS`, without a fraction.
pub fn stamp(time: UnixTime) -> String {
    let mut out = Vec::with_capacity(14);
    write_stamp(&mut out, time);
    // Digits only.
    String::from_utf8(out).unwrap_or_default()
}

pub(super) fn write_stamp(out: &mut Vec<u8>, time: UnixTime) {
    let civil = time.civil();
    let [century, year] = year_digits(civil.year);
    let month = two_digits(civil.month);
    let day = two_digits(civil.day);
    let hour = two_digits(civil.hour);
    let minute = two_digits(civil.minute);
    let second = two_digits(civil.second);
    for part in [century, year, month, day, hour, minute, second] {
        out.extend_from_slice(&part);
    }
}

/// A number below 100.
pub(super) fn two_digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

/// The two halves of a year; one the formats have no room for becomes the nearest they have.
pub(super) fn year_digits(year: i16) -> [[u8; 2]; 2] {
    let year = year.clamp(0, 9999);
    [year / 100, year % 100].map(|half| two_digits(half.unsigned_abs() as u8))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("19700101000000", 0, 0)]
    #[case("19691231235959.5", -1, 500_000_000)]
    #[case("20240229120000.1234567891", 1_709_208_000, 123_456_789)]
    #[case("20161231235960", 1_483_228_799, 0)]
    #[case("00010101000000", -62_135_596_800, 0)]
    #[case("99991231235960", 253_402_300_799, 0)]
    fn a_time_is_read(#[case] text: &str, #[case] secs: i64, #[case] nanos: u32) {
        assert_eq!(
            parse_stamp(text.as_bytes()),
            Some(UnixTime::new(secs, nanos))
        );
    }

    #[rstest]
    fn what_is_no_time_is_refused(
        #[values(
            "",
            "2024010100000",
            "202401010000000",
            "20240101000000.",
            "20240101000000.x",
            "20241301000000",
            "20240001000000",
            "20240132000000",
            "20230229000000",
            "20240101240000",
            "20240101006000",
            "20240101000061",
            "+0240101000000",
            "2024010100000\u{661}"
        )]
        text: &str,
    ) {
        assert_eq!(parse_stamp(text.as_bytes()), None);
    }

    #[rstest]
    #[case(0, "19700101000000")]
    #[case(1_704_067_200, "20240101000000")]
    #[case(253_402_300_799, "99991231235959")]
    fn a_time_is_written(#[case] secs: i64, #[case] text: &str) {
        assert_eq!(stamp(UnixTime::from_secs(secs)), text);
    }

    #[test]
    fn times_out_of_range_become_the_nearest_there_are() {
        let (first, last) = (UnixTime::from_secs(i64::MIN), UnixTime::from_secs(i64::MAX));
        assert_eq!(first.civil().year, -9999);
        assert_eq!(last.civil().year, 9999);
        assert!(stamp(first).starts_with("0000"));
        assert_eq!(last.plus(Duration::MAX).secs(), i64::MAX);
        assert_eq!(first.minus(Duration::MAX).secs(), i64::MIN);
    }

    #[test]
    fn spans_carry_nanoseconds() {
        let time = UnixTime::new(10, 600_000_000);
        let span = Duration::new(1, 700_000_000);
        assert_eq!(time.plus(span), UnixTime::new(12, 300_000_000));
        assert_eq!(time.minus(span), UnixTime::new(8, 900_000_000));
    }
}
