//! Lists as other systems print them, and the switches of `ls`.

use super::stamp::{two_digits, year_digits};
use super::{FileKind, ListEntry, UnixTime};

/// How `LIST` and `STAT` print an entry.
///
/// ```
/// use ftpmock::protocol::{FileKind, ListEntry, ListFormat, ListStyle, UnixTime};
/// let entry = ListEntry {
///     kind: FileKind::File,
///     mode: 0o644,
///     links: 1,
///     owner: "ftp",
///     group: "ftp",
///     size: 4,
///     modified: UnixTime::SEEDED,
///     name: b"a.csv",
///     target: None,
/// };
/// let mut out = Vec::new();
/// let mut format = ListFormat::new(UnixTime::SEEDED).with_style(ListStyle::Windows);
/// format.line(&mut out, &entry);
/// assert_eq!(out, b"01-01-24  12:00AM                    4 a.csv\r\n");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ListStyle {
    /// Facts before a tab: `+m1704067200,r,s4,`, a tab, the name (EPLF).
    Eplf,
    /// As `ls -l` does.
    #[default]
    Unix,
    /// As the server of Windows does: `01-01-24  12:00AM`, `<DIR>` or the size, the name.
    Windows,
}

pub(super) fn eplf(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    let kind = match entry.kind {
        FileKind::Directory => "/,".to_owned(),
        FileKind::File => format!("r,s{},", entry.size),
        FileKind::Symlink => String::new(),
    };
    let facts = format!("+m{},{kind}\t", entry.modified.secs());
    out.extend_from_slice(facts.as_bytes());
}

pub(super) fn windows(out: &mut Vec<u8>, entry: &ListEntry<'_>, ahead: i32) {
    let local = entry.modified.secs().saturating_add(ahead.into());
    let civil = UnixTime::from_secs(local).civil();
    let half = if civil.hour < 12 { b"AM" } else { b"PM" };
    let hour = match civil.hour % 12 {
        0 => 12,
        hour => hour,
    };
    for (number, after) in [(civil.month, &b"-"[..]), (civil.day, b"-")] {
        out.extend_from_slice(&two_digits(number));
        out.extend_from_slice(after);
    }
    out.extend_from_slice(&year_digits(civil.year)[1]);
    out.extend_from_slice(b"  ");
    out.extend_from_slice(&two_digits(hour));
    out.push(b':');
    out.extend_from_slice(&two_digits(civil.minute));
    out.extend_from_slice(half);
    let what = match entry.kind {
        FileKind::Directory => format!("{:<22}", "       <DIR>"),
        _ => format!("{:>21} ", entry.size),
    };
    out.extend_from_slice(what.as_bytes());
}

/// What the options of `LIST` and `NLST` ask for, as `ls` takes them.
///
/// ```
/// use ftpmock::protocol::ListSwitches;
/// let switches = ListSwitches::parse(Some(b"-la -tr /dir"));
/// assert!(switches.all && switches.reverse && switches.by_time);
/// assert_eq!(ListSwitches::parse(Some(b"./-t")), ListSwitches::default());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct ListSwitches {
    /// `-a`: the directory itself and the one above it, too.
    pub all: bool,
    /// `-S`: the largest first.
    pub by_size: bool,
    /// `-t`: the newest first.
    pub by_time: bool,
    /// `-r`: the other way round.
    pub reverse: bool,
}

impl ListSwitches {
    /// The switches before the path; others than these mean nothing.
    pub fn parse(argument: Option<&[u8]>) -> Self {
        let mut rest = argument.unwrap_or_default();
        let mut switches = Self::default();
        while let Some((letters, after)) = super::listing::option_word(rest) {
            for letter in letters {
                match letter {
                    b'a' => switches.all = true,
                    b'r' => switches.reverse = true,
                    b'S' => (switches.by_size, switches.by_time) = (true, false),
                    b't' => (switches.by_size, switches.by_time) = (false, true),
                    _ => {}
                }
            }
            rest = after;
        }
        switches
    }
}
