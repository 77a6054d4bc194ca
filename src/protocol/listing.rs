//! What LIST, NLST and STAT print.

use super::list_style::Page;
use super::mode::mode_text;
use super::stamp::{two_digits, year_digits};
use super::text::digits;
use super::{Civil, FtpPath, ListStyle, UnixTime};

/// The kind of an object in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// A directory.
    Directory,
    /// A file.
    File,
    /// A symbolic link.
    Symlink,
}

/// One object, as a listing shows it.
#[derive(Clone, Copy, Debug)]
pub struct ListEntry<'a> {
    /// What it is.
    pub kind: FileKind,
    /// Its permission bits.
    pub mode: u32,
    /// How many names it has.
    pub links: u64,
    /// The owner's name.
    pub owner: &'a str,
    /// The group's name.
    pub group: &'a str,
    /// Its size in octets.
    pub size: u64,
    /// When it was last modified.
    pub modified: UnixTime,
    /// Its name.
    pub name: &'a [u8],
    /// Where a link leads, if that is to be shown.
    pub target: Option<&'a [u8]>,
}

/// Formats the lines of one listing as `ls -l` does.
///
/// ```
/// use ftpmock::protocol::{FileKind, ListEntry, ListFormat, UnixTime};
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
/// ListFormat::new(UnixTime::SEEDED).line(&mut out, &entry);
/// assert_eq!(out, b"-rw-r--r--   1 ftp      ftp             4 Jan  1 00:00 a.csv\r\n");
/// ```
#[derive(Clone, Debug)]
pub struct ListFormat {
    now: i64,
    /// Seconds that times are shown ahead of UTC.
    ahead: i32,
    /// A day below ten is written with a zero.
    day_zero: bool,
    style: ListStyle,
    /// What a heading names.
    directory: Vec<u8>,
    widths: Option<[usize; 4]>,
    /// Lines so far, and the octets of what they show.
    entries: u64,
    octets: u64,
    /// Files of a tree often share a time: the last one and its text.
    last: Option<(i64, [u8; 12])>,
}

const DAY: i64 = 24 * 60 * 60;

impl ListFormat {
    /// A listing made at `now`, which decides between time of day and year.
    pub fn new(now: UnixTime) -> Self {
        Self {
            now: now.secs(),
            ahead: 0,
            day_zero: false,
            style: ListStyle::Unix,
            directory: Vec::new(),
            widths: None,
            entries: 0,
            octets: 0,
            last: None,
        }
    }

    /// Shows times that are so many seconds ahead of UTC.
    #[must_use]
    pub const fn ahead_of_utc(mut self, seconds: i32) -> Self {
        self.ahead = seconds;
        self
    }

    /// Writes a day below ten with a zero, `Jan 01`, instead of a space.
    ///
    /// ```
    /// use ftpmock::protocol::{ListFormat, UnixTime};
    /// let format = ListFormat::new(UnixTime::SEEDED).with_day_zero(true);
    /// ```
    #[must_use]
    pub fn with_day_zero(self, day_zero: bool) -> Self {
        Self { day_zero, ..self }
    }

    /// Writes lines as another system does.
    #[must_use]
    pub fn with_style(self, style: ListStyle) -> Self {
        Self { style, ..self }
    }

    /// Names this directory in the heading, if the style has one.
    #[must_use]
    pub fn of_directory(mut self, path: &FtpPath) -> Self {
        self.directory = path.as_bytes().to_vec();
        self
    }

    /// How lines are written.
    pub const fn style(&self) -> &ListStyle {
        &self.style
    }

    /// Whether [`fit`](Self::fit) is to see all entries before the first line.
    pub fn wants_all(&self) -> bool {
        self.style.fits_columns()
    }

    /// Makes columns wide enough for an entry that is to come.
    pub fn fit(&mut self, entry: &ListEntry<'_>) {
        if let ListStyle::UnixLike(style) = &self.style {
            let wanted = style.column_widths(entry);
            let widths = self.widths.get_or_insert([0; 4]);
            for (width, wanted) in widths.iter_mut().zip(wanted) {
                *width = wanted.max(*width);
            }
        }
    }

    /// Appends the line of one object, before the first of them the heading.
    pub fn line(&mut self, out: &mut Vec<u8>, entry: &ListEntry<'_>) {
        out.reserve(64 + entry.name.len());
        self.octets = self.octets.saturating_add(entry.size);
        if self.style == ListStyle::Unix {
            self.columns(out, entry);
            push_name(out, entry.name);
            if let Some(target) = entry.target {
                out.extend_from_slice(b" -> ");
                push_name(out, target);
            }
            out.extend_from_slice(b"\r\n");
        } else {
            let page = self.page();
            if self.entries == 0 {
                self.style.heading(out, &page);
            }
            self.style.line(out, entry, &page);
        }
        self.entries += 1;
    }

    /// Appends what comes after the last line: a sum, if the style has one and there was a line.
    pub fn finish(&self, out: &mut Vec<u8>) {
        if self.entries > 0 {
            self.style.ending(out, &self.page());
        }
    }

    fn page(&self) -> Page<'_> {
        Page {
            directory: &self.directory,
            now: UnixTime::from_secs(self.now),
            ahead: self.ahead,
            day_zero: self.day_zero,
            widths: self.widths,
            entries: self.entries,
            octets: self.octets,
        }
    }

    fn columns(&mut self, out: &mut Vec<u8>, entry: &ListEntry<'_>) {
        out.extend_from_slice(&mode_text(entry.kind, entry.mode));
        out.push(b' ');
        right(out, entry.links, 3);
        out.push(b' ');
        left(out, entry.owner, 8);
        out.push(b' ');
        left(out, entry.group, 8);
        out.push(b' ');
        right(out, entry.size, 8);
        out.push(b' ');
        out.extend_from_slice(&self.time(entry.modified.secs()));
        out.push(b' ');
    }

    /// `Mon DD HH:MM` from 180 days ago to a day ahead, `Mon DD  YYYY` otherwise.
    fn time(&mut self, secs: i64) -> [u8; 12] {
        if let Some((last, text)) = self.last
            && last == secs
        {
            return text;
        }
        let age = self.now.saturating_sub(secs);
        let recent = (-DAY..=180 * DAY).contains(&age);
        let shown = secs.saturating_add(self.ahead.into());
        let mut text = time_text(UnixTime::from_secs(shown).civil(), recent);
        if self.day_zero && text[4] == b' ' {
            text[4] = b'0';
        }
        self.last = Some((secs, text));
        text
    }
}

/// Appends one line of a LIST; a whole listing is faster with a [`ListFormat`].
pub fn list_line(out: &mut Vec<u8>, entry: &ListEntry<'_>, now: UnixTime) {
    ListFormat::new(now).line(out, entry);
}

/// Appends one line of an NLST: `prefix`, a slash unless it ends in one or is empty, and the name.
pub fn name_line(out: &mut Vec<u8>, prefix: &[u8], name: &[u8]) {
    push_name(out, prefix);
    if !prefix.is_empty() && !prefix.ends_with(b"/") {
        out.push(b'/');
    }
    push_name(out, name);
    out.extend_from_slice(b"\r\n");
}

/// Whether a name has no control octet; a listing for machines leaves the others out.
pub fn is_printable(name: &[u8]) -> bool {
    !name.iter().any(u8::is_ascii_control)
}

fn time_text(civil: Civil, recent: bool) -> [u8; 12] {
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut text = *b"Jan  1  0000";
    let month = usize::from(civil.month - 1) * 3; // months are 1 to 12
    text[..3].copy_from_slice(&MONTHS[month..month + 3]);
    text[4..6].copy_from_slice(&two_digits(civil.day));
    if text[4] == b'0' {
        text[4] = b' ';
    }
    if recent {
        text[7..9].copy_from_slice(&two_digits(civil.hour));
        text[9] = b':';
        text[10..].copy_from_slice(&two_digits(civil.minute));
    } else {
        let [century, year] = year_digits(civil.year);
        text[8..10].copy_from_slice(&century);
        text[10..].copy_from_slice(&year);
    }
    text
}

fn right(out: &mut Vec<u8>, number: u64, width: usize) {
    let start = out.len();
    digits(out, number, 10, 1);
    let length = out.len() - start;
    if length < width {
        out.resize(start + width, b' ');
        out[start..].rotate_right(width - length);
    }
}

/// A name of an owner or a group: clients split lines at spaces, so it has none.
fn left(out: &mut Vec<u8>, name: &str, width: usize) {
    let start = out.len();
    out.extend(name.bytes().map(|octet| match octet {
        0..=b' ' | 0x7f => b'_',
        octet => octet,
    }));
    let end = out.len().max(start + width);
    out.resize(end, b' ');
}

/// No octet of a name ends its line.
pub(super) fn push_name(out: &mut Vec<u8>, name: &[u8]) {
    if is_printable(name) {
        out.extend_from_slice(name);
    } else {
        out.extend(name.iter().map(|&octet| match octet.is_ascii_control() {
            true => b'?',
            false => octet,
        }));
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ENTRY: ListEntry<'_> = ListEntry {
        kind: FileKind::File,
        mode: 0o644,
        links: 1,
        owner: "ftp",
        group: "ftp",
        size: 0,
        modified: UnixTime::SEEDED,
        name: b"a",
        target: None,
    };

    fn line(entry: &ListEntry<'_>, now: UnixTime) -> String {
        let mut out = Vec::new();
        list_line(&mut out, entry, now);
        String::from_utf8(out).unwrap()
    }

    /// R-L2: at both edges.
    #[rstest]
    #[case::now(0, "Jan  1 00:00")]
    #[case::edge(180 * DAY, "Jan  1 00:00")]
    #[case::old(180 * DAY + 1, "Jan  1  2024")]
    #[case::ahead(-DAY, "Jan  1 00:00")]
    #[case::future(-DAY - 1, "Jan  1  2024")]
    fn the_year_is_shown_for_what_is_far_away(#[case] age: i64, #[case] time: &str) {
        let now = UnixTime::from_secs(UnixTime::SEEDED.secs() + age);
        let expected = format!("-rw-r--r--   1 ftp      ftp             0 {time} a\r\n");
        assert_eq!(line(&ENTRY, now), expected);
    }

    #[test]
    fn long_fields_grow_and_no_field_breaks_the_line() {
        let entry = ListEntry {
            kind: FileKind::Symlink,
            mode: 0o777,
            links: 12345,
            owner: "a long name",
            group: "",
            size: u64::MAX,
            modified: UnixTime::from_secs(1_734_912_000),
            name: b"a\nb",
            target: Some(b"c\r"),
        };
        assert_eq!(
            line(&entry, UnixTime::from_secs(1_734_912_000)),
            "lrwxrwxrwx 12345 a_long_name          18446744073709551615 \
             Dec 23 00:00 a?b -> c?\r\n"
        );
    }

    #[rstest]
    #[case("", "a", "a\r\n")]
    #[case("d", "a", "d/a\r\n")]
    #[case("d/", "a", "d/a\r\n")]
    fn a_name_is_usable_from_the_current_directory(
        #[case] prefix: &str,
        #[case] name: &str,
        #[case] text: &str,
    ) {
        let mut out = Vec::new();
        name_line(&mut out, prefix.as_bytes(), name.as_bytes());
        assert_eq!(out, text.as_bytes());
    }
}
