//! What can be said of lines like those of `ls -l`.

use std::borrow::Cow;

use super::{Months, UnixTimes};

/// Lines nearly like those of `ls -l`: a [`ListStyle`](super::ListStyle) for each of the ways in which
/// servers differ from one another.
///
/// A new one writes what [`ListStyle::Unix`](super::ListStyle::Unix) does.
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::protocol::{UnixStyle, UnixTimes};
///
/// let style = UnixStyle::new().times(UnixTimes::LongIso).no_group();
/// let server = FtpServer::builder().file("/a.txt", "hello").list_style(style).start();
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("alice", "secret")?;
/// assert_eq!(ftp.list(None)?, ["-rw-r--r--   1 ftp            5 2024-01-01 00:00 a.txt"]);
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct UnixStyle {
    pub(super) columns: UnixColumns,
    pub(super) fits: bool,
    pub(super) widths: Option<[usize; 4]>,
    pub(super) links: Option<u64>,
    pub(super) owner: Option<Cow<'static, str>>,
    pub(super) group: Option<Cow<'static, str>>,
    pub(super) letter: Option<char>,
    pub(super) permissions: Option<Cow<'static, str>>,
    pub(super) octal: bool,
    pub(super) mark: Option<char>,
    pub(super) size: UnixSize,
    pub(super) times: UnixTimes,
    pub(super) day_zero: bool,
    pub(super) unpadded: bool,
    pub(super) months: Option<Months>,
    pub(super) indicators: bool,
    pub(super) no_arrow: bool,
    pub(super) raw_names: bool,
}

/// Which columns lines like those of `ls -l` have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum UnixColumns {
    /// No blank between group and size.
    Merged,
    /// No group.
    NoGroup,
    /// No number of links.
    NoLinks,
    /// Permissions and the name, after the word `folder` for a directory.
    Short,
    /// Permissions, links, owner, group, size, time and name.
    #[default]
    Usual,
}

/// How lines like those of `ls -l` show a size.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum UnixSize {
    /// `1.2G`, as `ls -h` does.
    Human,
    /// In octets.
    #[default]
    Octets,
    /// This text for every file, such as `-1` or `1,   3`.
    Text(Cow<'static, str>),
}

impl UnixStyle {
    /// As [`ListStyle::Unix`](super::ListStyle::Unix).
    pub fn new() -> Self {
        Self::default()
    }

    /// As the server of Windows does when it is told to write like Unix: no permissions, `owner` and
    /// `group`.
    ///
    /// ```
    /// use ftpmock::protocol::{ListStyle, UnixStyle};
    /// let style = ListStyle::from(UnixStyle::iis());
    /// ```
    pub fn iis() -> Self {
        Self {
            permissions: Some("---------".into()),
            owner: Some("owner".into()),
            group: Some("group".into()),
            widths: Some([3, 8, 8, 12]),
            ..Self::default()
        }
    }

    /// Which columns there are.
    #[must_use]
    pub fn columns(mut self, columns: UnixColumns) -> Self {
        self.columns = columns;
        self
    }

    /// No group, and a size in seven columns, as the `ls` of old does.
    #[must_use]
    pub fn no_group(mut self) -> Self {
        self.columns = UnixColumns::NoGroup;
        let [links, owner, group, _] = self.widths.unwrap_or(USUAL_WIDTHS);
        self.widths(links, owner, group, 7)
    }

    /// How many columns links, owner, group and size take at least. Default: 3, 8, 8, 8.
    #[must_use]
    pub fn widths(mut self, links: usize, owner: usize, group: usize, size: usize) -> Self {
        self.widths = Some([links, owner, group, size].map(|width| width.min(1024)));
        self
    }

    /// Columns as wide as the widest entry wants, as `ls` does nowadays.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        self.fits = true;
        self
    }

    /// So many links for every entry.
    #[must_use]
    pub fn links(mut self, links: u64) -> Self {
        self.links = Some(links);
        self
    }

    /// This owner for every entry, blanks and all.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<Cow<'static, str>>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// This group for every entry, blanks and all: a group with a blank looks like one column more.
    #[must_use]
    pub fn group(mut self, group: impl Into<Cow<'static, str>>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Begins lines of files with this letter, in the place of `-`: `p`, `s`, `b`, `c`, `D`, `?`.
    #[must_use]
    pub fn file_letter(mut self, letter: char) -> Self {
        self.letter = Some(letter);
        self
    }

    /// This text after the first letter, for every entry.
    #[must_use]
    pub fn permissions(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.permissions = Some(text.into());
        self
    }

    /// Type and permissions as an octal number, `100644`.
    #[must_use]
    pub fn octal_permissions(mut self) -> Self {
        self.octal = true;
        self
    }

    /// A mark behind the permissions: `+` for access lists, `.` for SELinux, `@` on Macs.
    #[must_use]
    pub fn mark(mut self, mark: char) -> Self {
        self.mark = Some(mark);
        self
    }

    /// How sizes look.
    #[must_use]
    pub fn size(mut self, size: UnixSize) -> Self {
        self.size = size;
        self
    }

    /// How times look.
    #[must_use]
    pub fn times(mut self, times: UnixTimes) -> Self {
        self.times = times;
        self
    }

    /// Days below ten with a zero, `Jan 02`.
    #[must_use]
    pub fn day_zero(mut self) -> Self {
        self.day_zero = true;
        self
    }

    /// Nothing is padded: one blank between columns.
    #[must_use]
    pub fn unpadded(mut self) -> Self {
        self.unpadded = true;
        self.widths(0, 0, 0, 0)
    }

    /// Months by these names.
    #[must_use]
    pub fn months(mut self, months: Months) -> Self {
        self.months = Some(months);
        self
    }

    /// `/`, `*` or `@` behind names, as `ls -F` does.
    #[must_use]
    pub fn indicators(mut self) -> Self {
        self.indicators = true;
        self
    }

    /// Links without an arrow and a target.
    #[must_use]
    pub fn no_arrow(mut self) -> Self {
        self.no_arrow = true;
        self
    }

    /// Names as they are: a line feed in one makes two lines.
    #[must_use]
    pub fn raw_names(mut self) -> Self {
        self.raw_names = true;
        self
    }

    pub(super) const fn fits_columns(&self) -> bool {
        self.fits
    }
}

/// Columns for links, owner, group and size.
pub(super) const USUAL_WIDTHS: [usize; 4] = [3, 8, 8, 8];
