//! Listings that are not as the files are.

use std::fmt;

use bytes::Bytes;

use super::Fault;
use crate::protocol::{Escaped, ListStyle};
#[cfg(feature = "serde")]
use crate::protocol::{all_octets, octets};
use crate::script::pattern::Pattern;
use crate::session::ListOrder;

use super::facts::FactsChange;

/// What is wrong with what `LIST`, `NLST`, `MLSD`, `STAT` of a path or `MLST` show.
///
/// Files and directories are as they are: only what is sent differs. Of several, each works on what
/// those before it have left, and what is about entries comes before what is about lines. A heading of
/// the [`ListStyle`] is a line, too; only CR LF ends one, so [`list_line_ends`](Fault::list_line_ends)
/// comes last.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::builder().file("/a", "1").file("/b", "22").file("/c", "").start();
/// let fault = Fault::list_hide("b").and(Fault::list_line_after(1, "ls: d: Permission denied"));
/// server.on(NLST).fault(fault);
///
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("alice", "secret")?;
/// assert_eq!(ftp.nlst(None)?, ["a", "ls: d: Permission denied", "c"]);
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ListingFault {
    /// `.` and `..` come first.
    Dots,
    /// A file of this name is shown that is not there.
    EntryAdded(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// Facts of `MLSD` and `MLST` are others.
    FactsChanged(FactsChange),
    /// Names that match this pattern are not shown.
    Hide(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// At most so many entries are shown.
    Limit(usize),
    /// A line is added after so many others, or after all.
    LineAdded(
        Option<usize>,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// Lines end in this.
    LineEnds(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// These are the lines, and no others.
    Lines(#[cfg_attr(feature = "serde", serde(serialize_with = "all_octets"))] Vec<Bytes>),
    /// Lines have at most so many octets.
    LinesCut(usize),
    /// Lines begin with this.
    LinesPrefixed(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// Names are filled up to so many octets.
    NamesFilled(usize),
    /// Names begin with this.
    NamesPrefixed(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The last line has no end.
    OpenEnd,
    /// Entries are in this order.
    Order(ListOrder),
    /// Every entry comes so many times.
    Repeated(usize),
    /// Wherever the first stands in a line the second stands.
    Replaced(
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// Lines are those of another system.
    Style(ListStyle),
}

impl ListingFault {
    /// Whether it changes what is listed, and not how it is written.
    pub(crate) const fn is_about_entries(&self) -> bool {
        matches!(
            self,
            Self::Dots
                | Self::EntryAdded(_)
                | Self::Hide(_)
                | Self::Limit(_)
                | Self::NamesFilled(_)
                | Self::NamesPrefixed(_)
                | Self::Order(_)
                | Self::Repeated(_)
        )
    }
}

impl Fault {
    /// Lists as another system does: on `NLST` and `MLSD`, too, which then are long lists.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::ListStyle;
    ///
    /// let server = FtpServer::builder().file("/a.txt", "hello").start();
    /// server.on(LIST).fault(Fault::list_style(ListStyle::Os400Files));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.list(None)?, ["ftp                5 24/01/01 00:00:00 *STMF      a.txt"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn list_style(style: impl Into<ListStyle>) -> Self {
        Self::of_listing(ListingFault::Style(style.into()))
    }

    /// Lists these lines, whatever there is.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let fault = Fault::list_lines(["total 0", "crw-r--r--  1 root root 1,   3 Nov 22 09:44 null"]);
    /// assert_eq!(fault.to_string(), "list 2 lines of its own");
    /// ```
    pub fn list_lines<T: AsRef<[u8]>>(lines: impl IntoIterator<Item = T>) -> Self {
        let lines = lines.into_iter();
        let lines = lines.map(|line| Bytes::copy_from_slice(line.as_ref()));
        Self::of_listing(ListingFault::Lines(lines.collect()))
    }

    /// Adds a line before all others, such as `total 33824`.
    pub fn list_line_first(line: impl AsRef<[u8]>) -> Self {
        Self::list_line_after(0, line)
    }

    /// Adds a line after all others.
    pub fn list_line_last(line: impl AsRef<[u8]>) -> Self {
        let line = Bytes::copy_from_slice(line.as_ref());
        Self::of_listing(ListingFault::LineAdded(None, line))
    }

    /// Adds a line after so many others, after the last where there are fewer.
    pub fn list_line_after(lines: usize, line: impl AsRef<[u8]>) -> Self {
        let line = Bytes::copy_from_slice(line.as_ref());
        Self::of_listing(ListingFault::LineAdded(Some(lines), line))
    }

    /// Ends lines in these octets, such as `"\n"`, `"\r\r\n"` or `"\0\r\n"`.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "").file("/b", "").start();
    /// server.on(NLST).fault(Fault::list_line_ends("\n"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.nlst(None)?, ["a", "b"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn list_line_ends(ends: impl AsRef<[u8]>) -> Self {
        let ends = Bytes::copy_from_slice(ends.as_ref());
        Self::of_listing(ListingFault::LineEnds(ends))
    }

    /// Leaves the last line without its end.
    pub fn list_open_end() -> Self {
        Self::of_listing(ListingFault::OpenEnd)
    }

    /// Cuts lines after so many octets.
    pub fn list_lines_cut(octets: usize) -> Self {
        Self::of_listing(ListingFault::LinesCut(octets))
    }

    /// Begins every line with these octets, such as a space.
    pub fn list_lines_prefixed(prefix: impl AsRef<[u8]>) -> Self {
        let prefix = Bytes::copy_from_slice(prefix.as_ref());
        Self::of_listing(ListingFault::LinesPrefixed(prefix))
    }

    /// Puts octets in the place of others, wherever they stand in a line.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "").start();
    /// server.on(MLSD).fault(Fault::list_replace("type=file", "Type=FILE"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.mlsd(None)?[0].contains("Type=FILE;"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `from` is empty.
    #[track_caller]
    pub fn list_replace(from: impl AsRef<[u8]>, to: impl AsRef<[u8]>) -> Self {
        let [from, to] = [from.as_ref(), to.as_ref()].map(Bytes::copy_from_slice);
        assert!(
            !from.is_empty(),
            "list_replace(): there is nothing to replace"
        );
        Self::of_listing(ListingFault::Replaced(from, to))
    }

    /// Leaves out names that match a pattern, as in [`RuleBuilder`](crate::script::RuleBuilder).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a.txt", "").file("/b.tmp", "").start();
    /// server.on([LIST, NLST, MLSD]).fault(Fault::list_hide("*.tmp"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.nlst(None)?, ["a.txt"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When the pattern is malformed.
    #[track_caller]
    pub fn list_hide(glob: impl AsRef<[u8]>) -> Self {
        let _checked = Pattern::text(glob.as_ref());
        let glob = Bytes::copy_from_slice(glob.as_ref());
        Self::of_listing(ListingFault::Hide(glob))
    }

    /// Lists at most so many entries.
    pub fn list_limit(entries: usize) -> Self {
        Self::of_listing(ListingFault::Limit(entries))
    }

    /// Lists every entry so many times: twice, or a million times.
    pub fn list_repeated(times: usize) -> Self {
        Self::of_listing(ListingFault::Repeated(times))
    }

    /// Lists entries in another order.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::session::ListOrder;
    ///
    /// let server = FtpServer::builder().file("/a", "").file("/b", "").start();
    /// server.on(NLST).fault(Fault::list_order(ListOrder::Backwards));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.nlst(None)?, ["b", "a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn list_order(order: ListOrder) -> Self {
        Self::of_listing(ListingFault::Order(order))
    }

    /// Lists `.` and `..` first.
    pub fn list_dots() -> Self {
        Self::of_listing(ListingFault::Dots)
    }

    /// Lists a file that is not there.
    pub fn list_entry_added(name: impl AsRef<[u8]>) -> Self {
        let name = Bytes::copy_from_slice(name.as_ref());
        Self::of_listing(ListingFault::EntryAdded(name))
    }

    /// Begins every name with these octets, such as `./`, `dir/` or `../../`.
    pub fn list_names_prefixed(prefix: impl AsRef<[u8]>) -> Self {
        let prefix = Bytes::copy_from_slice(prefix.as_ref());
        Self::of_listing(ListingFault::NamesPrefixed(prefix))
    }

    /// Fills names up to so many octets, with `x`.
    pub fn list_names_filled(octets: usize) -> Self {
        Self::of_listing(ListingFault::NamesFilled(octets))
    }

    fn of_listing(fault: ListingFault) -> Self {
        Self {
            listing: vec![fault],
            ..Self::default()
        }
    }

    /// Changes facts of `MLSD` and `MLST`.
    pub(super) fn of_facts(change: FactsChange) -> Self {
        Self::of_listing(ListingFault::FactsChanged(change))
    }
}

impl fmt::Display for ListingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dots => f.write_str("list . and .."),
            Self::EntryAdded(name) => write!(f, "list {}, which is not there", Escaped(name)),
            Self::FactsChanged(change) => write!(f, "{change}"),
            Self::Hide(glob) => write!(f, "do not list {}", Escaped(glob)),
            Self::Limit(entries) => write!(f, "list at most {entries} entries"),
            Self::LineAdded(Some(0), line) => write!(f, "list first: {}", Escaped(line)),
            Self::LineAdded(Some(after), line) => {
                write!(f, "list after {after} lines: {}", Escaped(line))
            }
            Self::LineAdded(None, line) => write!(f, "list last: {}", Escaped(line)),
            Self::LineEnds(ends) => write!(f, "end lines of lists in {}", Escaped(ends)),
            Self::Lines(lines) => write!(f, "list {} lines of its own", lines.len()),
            Self::LinesCut(octets) => write!(f, "cut lines of lists after {octets} bytes"),
            Self::LinesPrefixed(prefix) => {
                write!(f, "begin lines of lists with \"{}\"", Escaped(prefix))
            }
            Self::NamesFilled(octets) => write!(f, "list names of {octets} bytes"),
            Self::NamesPrefixed(prefix) => write!(f, "list names after {}", Escaped(prefix)),
            Self::OpenEnd => f.write_str("no end of the last line of a list"),
            Self::Order(order) => write!(f, "list in the order {order:?}"),
            Self::Repeated(times) => write!(f, "list every entry {times} times"),
            Self::Replaced(from, to) => {
                write!(f, "list {} in the place of {}", Escaped(to), Escaped(from))
            }
            Self::Style(ListStyle::UnixLike(_)) => f.write_str("list nearly as Unix does"),
            Self::Style(style) => write!(f, "list in the style {style:?}"),
        }
    }
}
