//! Lists as other systems print them, and the switches of `ls`.

mod custom; // lines of the test's own
mod dates; // days and times as columns
mod dos; // Windows, OS/2 and their like
mod mainframe; // MVS, VM, Unisys, TOPS-20, Tandem
mod minor; // what is left
mod os400;
mod switches;
mod unix; // what can be said of lines like those of `ls -l`
mod unix_line; // and how they are written
mod unix_time;
mod vms;

use std::borrow::Cow;

use super::{ListEntry, UnixTime};

pub use custom::CustomList;
pub use switches::{ListSwitches, list_options};
pub use unix::{UnixColumns, UnixSize, UnixStyle};
pub use unix_time::{Months, UnixTimes};

/// How `LIST` and `STAT` print an entry.
///
/// Whatever the system, names are those of the tree, so that a client that understands the line can
/// ask for the file: at most something is added to them, as VMS adds `;1`. What a line shows that no
/// entry has, such as a volume, is always the same. A directory without entries is no octets, without a
/// heading, too.
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
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ListStyle {
    /// Names alone, as the server in Cisco's routers does.
    CiscoIos,
    /// As Connect:Enterprise does: flags and a protocol where others have permissions.
    ConnectEnterprise,
    /// As a closure of the test's own does: [`ListStyle::custom`].
    Custom(CustomList),
    /// Facts before a tab: `+m1704067200,r,s4,`, a tab, the name (EPLF).
    Eplf,
    /// As the server of Hellsoft for `NetWare` does: rights of seven letters without blanks.
    Hellsoft,
    /// A page of HTML, as a proxy in the way gives it.
    Html,
    /// As `NetPresenz` on old Macs does: the two forks of a file, and the word `folder`.
    MacPeter,
    /// The data sets of MVS (z/OS): volume, unit, and no size in octets; `PO` for directories. One that
    /// nobody may read is `Migrated`.
    MvsDatasets,
    /// The jobs of the job entry system of MVS, `FILETYPE=JES`.
    MvsJobs,
    /// The members of a load library of MVS, with sizes in hexadecimal digits.
    MvsLoadLibrary,
    /// The members of a partitioned data set of MVS, with their statistics; one that nobody may read
    /// has none.
    MvsMembers,
    /// As `NetWare` does: `d [R----F--] supervisor`, and no group.
    Netware,
    /// As routers of Nortel do: the name first, and the day of the week.
    Nortel,
    /// As OS/2 does: the size, `DIR`, a date, the name.
    Os2,
    /// The integrated file system of OS/400: `*DIR`, `*STMF`, and a slash after directories.
    Os400Files,
    /// The libraries of OS/400: `*LIB`, `*FILE`, and members (links here) without a date.
    Os400Library,
    /// As the Guardian of Tandem (`NonStop`) does, with a heading and security like `"nunu"`.
    Tandem,
    /// As TOPS-20 does: the directory, then names and nothing else.
    Tops20,
    /// As the MCP of Unisys does: a heading, kinds like `SEQDATA`, a sum at the end.
    Unisys,
    /// As `ls -l` does.
    #[default]
    Unix,
    /// Nearly as `ls -l` does: see [`UnixStyle`].
    UnixLike(Box<UnixStyle>),
    /// As VMS does: versions, blocks, a heading and a sum; a long name has a line of its own. What
    /// nobody may read is an error message.
    Vms,
    /// As `MultiNet` for VMS does: used blocks alone, and hours and minutes.
    VmsMultinet,
    /// As VMS does, each name on a line of its own.
    VmsTwoLines,
    /// As `VxWorks` does: a heading, `DEC-10-1999`, the name, `<DIR>` at the end.
    VxWorks,
    /// As the server of Windows does: `01-01-24  12:00AM`, `<DIR>` or the size, the name.
    Windows,
    /// As [`Windows`](Self::Windows), with hours from 0 to 23, as Windows CE does.
    Windows24Hours,
    /// As [`Windows`](Self::Windows), with links: `<SYMLINKD>`, and `<JUNCTION>` for one whose target
    /// is not shown.
    WindowsLinks,
    /// As [`Windows`](Self::Windows), with years of four digits.
    WindowsLongYear,
    /// `06/07/2022  12:55 PM  334,976 frame.png`: slashes, a space before `PM`, digits in groups.
    WindowsSlashes,
    /// As z/VM does: name, kind, records, blocks, date, time, owner.
    Zvm,
}

impl ListStyle {
    /// Lines that a closure makes, without the line end; names in them are its own business.
    ///
    /// Two styles are equal when they come from the same call. A panic in the closure is an error of the
    /// filesystem, and reported with the expectations.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::ListStyle;
    ///
    /// let style = ListStyle::custom(|entry| format!("{:>6}|{}", entry.size, entry.name.escape_ascii()));
    /// let server = FtpServer::builder().file("/a.txt", "hello").list_style(style).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.list(None)?, ["     5|a.txt"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn custom<T: Into<Vec<u8>>>(
        line: impl Fn(&ListEntry<'_>) -> T + Send + Sync + 'static,
    ) -> Self {
        Self::Custom(CustomList::new(move |entry| line(entry).into()))
    }

    /// Whether lines are made by code of the test's own.
    pub const fn calls_user_code(&self) -> bool {
        matches!(self, Self::Custom(_))
    }

    /// Whether columns are as wide as the widest entry wants, so that all are to be known.
    pub(super) const fn fits_columns(&self) -> bool {
        matches!(self, Self::UnixLike(style) if style.fits_columns())
    }

    /// Appends what comes before the first entry.
    pub(super) fn heading(&self, out: &mut Vec<u8>, page: &Page<'_>) {
        match self {
            Self::Html => minor::html_begin(out, page.directory),
            Self::MvsDatasets => out.extend_from_slice(mainframe::DATASETS),
            Self::MvsLoadLibrary => out.extend_from_slice(mainframe::LOAD_LIBRARY),
            Self::MvsMembers => out.extend_from_slice(mainframe::MEMBERS),
            Self::Tandem => out.extend_from_slice(mainframe::TANDEM),
            Self::Tops20 => mainframe::tops20_heading(out, page.directory),
            Self::Unisys => mainframe::unisys_heading(out, page.directory),
            Self::Vms | Self::VmsMultinet | Self::VmsTwoLines => {
                vms::heading(out, page.directory);
            }
            Self::VxWorks => out.extend_from_slice(dos::VX_WORKS),
            _ => {}
        }
    }

    /// Appends the line or lines of one entry, with line ends.
    pub(super) fn line(&self, out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
        let (owner, group) = (word(entry.owner), word(entry.group));
        let entry = &ListEntry {
            owner: &owner,
            group: &group,
            ..*entry
        };
        match self {
            Self::CiscoIos => push(out, entry.name),
            Self::ConnectEnterprise => minor::connect_enterprise(out, entry, page),
            Self::Custom(custom) => out.extend_from_slice(&custom.line(entry)),
            Self::Eplf => minor::eplf(out, entry),
            Self::Hellsoft => minor::hellsoft(out, entry, page),
            Self::Html => minor::html(out, entry),
            Self::MacPeter => minor::mac_peter(out, entry, page),
            Self::MvsDatasets => mainframe::dataset(out, entry, page),
            Self::MvsJobs => mainframe::job(out, entry),
            Self::MvsLoadLibrary => mainframe::load_module(out, entry),
            Self::MvsMembers => mainframe::member(out, entry, page),
            Self::Netware => minor::netware(out, entry, page),
            Self::Nortel => minor::nortel(out, entry, page),
            Self::Os2 => dos::os2(out, entry, page),
            Self::Os400Files => os400::file(out, entry, page),
            Self::Os400Library => os400::library(out, entry, page),
            Self::Tandem => mainframe::tandem(out, entry, page),
            Self::Tops20 => mainframe::tops20(out, entry),
            Self::Unisys => mainframe::unisys(out, entry, page),
            Self::Unix => UnixStyle::new().line(out, entry, page),
            Self::UnixLike(style) => style.line(out, entry, page),
            Self::Vms => vms::line(out, entry, page),
            Self::VmsMultinet => vms::multinet(out, entry, page),
            Self::VmsTwoLines => vms::two_lines(out, entry, page),
            Self::VxWorks => dos::vx_works(out, entry, page),
            Self::Windows => dos::windows(out, entry, page),
            Self::Windows24Hours => dos::hours_24(out, entry, page),
            Self::WindowsLinks => dos::links(out, entry, page),
            Self::WindowsLongYear => dos::long_year(out, entry, page),
            Self::WindowsSlashes => dos::slashes(out, entry, page),
            Self::Zvm => mainframe::zvm(out, entry, page),
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Appends what comes after the last entry, if there was one.
    pub(super) fn ending(&self, out: &mut Vec<u8>, page: &Page<'_>) {
        match self {
            Self::Html => out.extend_from_slice(minor::HTML_END),
            Self::Unisys => mainframe::unisys_sum(out, page),
            Self::Vms | Self::VmsMultinet | Self::VmsTwoLines => vms::sum(out, page),
            _ => {}
        }
    }
}

impl From<UnixStyle> for ListStyle {
    fn from(style: UnixStyle) -> Self {
        Self::UnixLike(Box::new(style))
    }
}

/// What a line may know of the listing that it is in.
pub(super) struct Page<'a> {
    /// The directory that is listed, as the user sees it.
    pub(super) directory: &'a [u8],
    /// When the listing is made.
    pub(super) now: UnixTime,
    /// Seconds that times are shown ahead of UTC.
    pub(super) ahead: i32,
    /// Days below ten are written with a zero.
    pub(super) day_zero: bool,
    /// How wide links, owner, group and size are to be, when that depends on all entries.
    pub(super) widths: Option<[usize; 4]>,
    /// Entries so far, and their octets.
    pub(super) entries: u64,
    pub(super) octets: u64,
}

/// A name of an owner or a group as one column.
fn word(name: &str) -> Cow<'_, str> {
    let is_clean = |letter: char| letter > ' ' && !letter.is_control();
    if name.chars().all(is_clean) {
        return Cow::Borrowed(name);
    }
    let letters = name.chars();
    let clean = letters.map(|letter| if is_clean(letter) { letter } else { '_' });
    Cow::Owned(clean.collect())
}

/// Appends a name without the octets that would end its line.
fn push(out: &mut Vec<u8>, name: &[u8]) {
    super::listing::push_name(out, name);
}

/// Appends text.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {
        $out.extend_from_slice(format!($($text)*).as_bytes())
    };
}
use put;
