//! Times as files have them and as FTP writes them.

use std::time::Duration;

use jiff::{Timestamp, civil::DateTime, tz::Offset};

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
        let secs = self.secs.clamp(
            Timestamp::MIN.as_second(),
            // The last second is not whole in every offset; one less always is.
            Timestamp::MAX.as_second() - 1,
        );
        let timestamp = Timestamp::from_second(secs).unwrap_or(Timestamp::UNIX_EPOCH);
        let parts = Offset::UTC.to_datetime(timestamp);
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
    // A leap second (RFC 3659 allows 60) is the first one of the next minute.
    let (second, leap) = match part(12)? {
        60 => (59, 1),
        second => (second, 0),
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
    let timestamp = Offset::UTC.to_timestamp(date.ok()?).ok()?;
    let nanos = (0..9).fold(0, |sum, at| {
        sum * 10 + fraction.get(at).map_or(0, |octet| u32::from(octet - b'0'))
    });
    Some(UnixTime::new(timestamp.as_second() + leap, nanos))
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
