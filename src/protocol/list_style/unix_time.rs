//! Times of lines like those of `ls -l`.

use std::borrow::Cow;

use super::Page;
use super::dates::{MONTHS, local, minutes, seconds, weekday};
use crate::protocol::UnixTime;

const DAY: i64 = 24 * 60 * 60;

/// How lines like those of `ls -l` show when a file was modified.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum UnixTimes {
    /// `Sun Dec  2 11:23:45 2009`.
    Ctime,
    /// `02 Dec 2009`.
    DayFirst,
    /// `02.12.2009`.
    Dots,
    /// `2009-12-02 11:23:45.000 +0100`, as `ls --time-style=full-iso` does.
    FullIso,
    /// `Dec  2 11:23` for the last 180 days and one day ahead, `Dec  2  2009` otherwise.
    #[default]
    HalfYear,
    /// As [`HalfYear`](Self::HalfYear), and for everything in the future, too.
    HalfYearOrFuture,
    /// `2009-12-02 11:23`, as `ls --time-style=long-iso` does.
    LongIso,
    /// `Dec  2 11:23`, however long ago that was: a 29th of February, too.
    NoYear,
    /// As [`HalfYear`](Self::HalfYear), for 365 days.
    OneYear,
    /// `Dec  2 11:23` in the year of the listing, `Dec  2  2009` otherwise.
    SameYear,
    /// `12/02/2009`.
    Slashes,
    /// `Dec  2  209`: a year since 1900 that was meant to be one of two digits, or a lost digit.
    ThreeDigits,
    /// `Dec 02 2009 11:23`.
    WithYear,
    /// `Dec  2  2009`, however recent.
    Year,
}

/// Twelve names of months, in whatever language and encoding.
///
/// ```
/// use ftpmock::protocol::{Months, UnixStyle};
/// let german = UnixStyle::new().months(Months::german());
/// let own = UnixStyle::new().months(Months::new([
///     "jan1", "feb2", "mar3", "apr4", "may5", "jun6", "jul7", "aug8", "sep9", "oct10", "nov11", "dec12",
/// ]));
/// assert_ne!(german, own);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Months([Cow<'static, str>; 12]);

impl Months {
    /// Any names, from January to December.
    pub fn new<T: Into<Cow<'static, str>>>(names: [T; 12]) -> Self {
        Self(names.map(Into::into))
    }

    /// `1月` to `12月`, as in Chinese and Japanese.
    pub fn chinese() -> Self {
        Self(std::array::from_fn(|at| format!("{}月", at + 1).into()))
    }

    /// `Jan` to `Dec`.
    pub fn english() -> Self {
        Self::new(MONTHS)
    }

    /// `tammi` to `joulu`.
    pub fn finnish() -> Self {
        Self::new([
            "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka",
            "marras", "joulu",
        ])
    }

    /// `janv.` to `déc.`.
    pub fn french() -> Self {
        Self::new([
            "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ])
    }

    /// `Jan` to `Dez`.
    pub fn german() -> Self {
        Self::new([
            "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez",
        ])
    }

    /// `sty` to `gru`.
    pub fn polish() -> Self {
        Self::new([
            "sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru",
        ])
    }
}

/// Whether a time is at most so many days ago, and at most one day ahead.
pub(super) fn is_within(time: UnixTime, now: UnixTime, days: i64) -> bool {
    let age = now.secs().saturating_sub(time.secs());
    (-DAY..=days * DAY).contains(&age)
}

impl UnixTimes {
    /// The columns of a time.
    pub(super) fn text(
        self,
        time: UnixTime,
        months: Option<&Months>,
        unpadded: bool,
        page: &Page<'_>,
    ) -> String {
        let civil = local(time, page);
        let at = usize::from(civil.month - 1); // months are 1 to 12
        let month: &str = months.map_or(MONTHS[at], |months| &months.0[at]);
        let day = match civil.day {
            day if page.day_zero => format!("{day:02}"),
            day if unpadded => day.to_string(),
            day => format!("{day:>2}"),
        };
        let (number, year) = (civil.month, civil.year);
        let gap = if unpadded { "" } else { " " };
        let recent = match self {
            Self::HalfYear => is_within(time, page.now, 180),
            Self::HalfYearOrFuture => time > page.now || is_within(time, page.now, 180),
            Self::NoYear => true,
            Self::OneYear => is_within(time, page.now, 365),
            Self::SameYear => local(page.now, page).year == year,
            Self::Year => false,
            Self::Ctime => {
                let weekday =
                    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday(time, page)];
                return format!("{weekday} {month} {day} {} {year:04}", seconds(civil));
            }
            Self::DayFirst => return format!("{day} {month} {year:04}"),
            Self::Dots => return format!("{:02}.{number:02}.{year:04}", civil.day),
            Self::FullIso => {
                let (sign, ahead) = match page.ahead {
                    ahead if ahead < 0 => ('-', -ahead / 60),
                    ahead => ('+', ahead / 60),
                };
                return format!(
                    "{year:04}-{number:02}-{:02} {}.{:03} {sign}{:02}{:02}",
                    civil.day,
                    seconds(civil),
                    time.nanos() / 1_000_000,
                    ahead / 60,
                    ahead % 60
                );
            }
            Self::LongIso => {
                return format!("{year:04}-{number:02}-{:02} {}", civil.day, minutes(civil));
            }
            Self::Slashes => return format!("{number:02}/{:02}/{year:04}", civil.day),
            Self::ThreeDigits => {
                // 2009 becomes 209.
                return format!("{month} {day} {:>4}", year / 1000 * 100 + year % 100);
            }
            Self::WithYear => {
                return format!("{month} {:02} {year:04} {}", civil.day, minutes(civil));
            }
        };
        if recent {
            format!("{month} {day} {}", minutes(civil))
        } else {
            format!("{month} {day} {gap}{year:04}")
        }
    }
}
