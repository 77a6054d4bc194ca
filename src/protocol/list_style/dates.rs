//! Days and times as columns.

use super::Page;
use crate::protocol::{Civil, UnixTime};

pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A time in the zone of the listing.
pub(super) fn local(time: UnixTime, page: &Page<'_>) -> Civil {
    let secs = time.secs().saturating_add(page.ahead.into());
    UnixTime::from_secs(secs).civil()
}

/// `Jan` for January.
pub(super) fn month(civil: Civil) -> &'static str {
    MONTHS[usize::from(civil.month - 1)] // months are 1 to 12
}

/// `JAN` for January.
pub(super) fn capital_month(civil: Civil) -> String {
    month(civil).to_ascii_uppercase()
}

/// The last two digits of the year.
pub(super) fn short_year(civil: Civil) -> i16 {
    civil.year.rem_euclid(100)
}

/// `09:05`.
pub(super) fn minutes(civil: Civil) -> String {
    format!("{:02}:{:02}", civil.hour, civil.minute)
}

/// `09:05:07`.
pub(super) fn seconds(civil: Civil) -> String {
    format!("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second)
}

/// The hour from 1 to 12, and which half of the day it is in.
pub(super) fn half_day(civil: Civil) -> (u8, &'static str) {
    let half = if civil.hour < 12 { "AM" } else { "PM" };
    match civil.hour % 12 {
        0 => (12, half),
        hour => (hour, half),
    }
}

/// The day of the week, with Monday as 0.
pub(super) fn weekday(time: UnixTime, page: &Page<'_>) -> usize {
    let secs = time.secs().saturating_add(page.ahead.into());
    // 1970-01-01 was a Thursday.
    let day = (secs.div_euclid(86_400) + 3).rem_euclid(7);
    usize::try_from(day).unwrap_or(0)
}

/// `Jan  1 00:00`, or with a year in the place of the time, as `ls` does (R-L2).
pub(super) fn like_ls(time: UnixTime, page: &Page<'_>) -> String {
    let civil = local(time, page);
    let (month, day) = (month(civil), civil.day);
    if super::unix_time::is_within(time, page.now, 180) {
        format!("{month} {day:>2} {}", minutes(civil))
    } else {
        format!("{month} {day:>2}  {:04}", civil.year)
    }
}
