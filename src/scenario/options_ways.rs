//! Options that say what a server does otherwise, and what it has.

use super::args::{Octets, Size};
use super::args_many::Named;
use super::node::{Found, Node, Reader};
use super::row::{Arg, Row, flag, row};
use super::shape::Shape;
use crate::protocol::{AsciiMode, ListStyle, Verb};
use crate::server::Builder;
use crate::session::{Encoding, InvalidUtf8};

type B = Builder;

/// After "The server ..".
pub(super) fn table() -> Vec<Row<Builder>> {
    let mut rows = vec![
        row(
            "ascii",
            |b: B, how: Named<AsciiMode>| b.ascii(how.0),
            "translates line ends {}",
        ),
        row(
            "encoding",
            |b: B, how: Named<Encoding>| b.encoding(how.0),
            "speaks {}",
        ),
        row(
            "invalid_utf8",
            |b: B, how: Named<InvalidUtf8>| b.invalid_utf8(how.0),
            "has octets that are no UTF-8 {}",
        ),
        row(
            "list_style",
            |b: B, how: Named<ListStyle>| b.list_style(how.0),
            "lists files in the style of {}",
        ),
        row(
            "list_utc_offset",
            |b: B, Minutes(n)| b.list_utc_offset(n),
            "lists times {} minutes ahead of UTC",
        ),
        row(
            "without",
            |b: B, verbs: Vec<Verb>| b.without(verbs),
            "has no {}",
        ),
        row(
            "without_site",
            |b: B, names: Vec<Word>| b.without_site(names.into_iter().map(|name| name.0)),
            "has no SITE {}",
        ),
        row(
            "advertise",
            |b: B, lines: Vec<Line>| lines.into_iter().fold(b, |b, line| b.advertise(line.0)),
            "says in FEAT that it has {}",
        ),
        row(
            "syst",
            |b: B, Octets(text)| b.syst(text),
            "answers SYST with {}",
        ),
        row(
            "max_line",
            |b: B, LineLength(n)| b.max_line(n),
            "takes lines of {} octets",
        ),
        row(
            "max_buffered_commands",
            |b: B, n: usize| b.max_buffered_commands(n),
            "lets {} octets of commands wait",
        ),
        row(
            "restart_markers",
            |b: B, Size(n)| b.restart_markers(n),
            "puts a restart marker after every {}",
        ),
        row(
            "tree_limit",
            B::tree_limit,
            "visits {} objects of a tree at most",
        ),
        flag(
            "strict_line_endings",
            B::strict_line_endings,
            "ends a command at CRLF only",
        ),
    ];
    rows.extend(WAYS.map(|(name, set, says)| row(name, set, says)));
    rows.extend(of_features());
    rows
}

/// Yes and no.
const WAYS: [(&str, fn(B, bool) -> B, &str); 42] = [
    (
        "keep_partial",
        B::keep_partial,
        "keeps what has come of a cut upload|drops what has come of a cut upload",
    ),
    (
        "rename_overwrite",
        B::rename_overwrite,
        "replaces files by RNTO|replaces no file by RNTO",
    ),
    (
        "feat_site",
        B::feat_site,
        "lists the commands below SITE in FEAT|lists no commands below SITE in FEAT",
    ),
    (
        "site_symlinks",
        B::site_symlinks,
        "lets clients make symbolic links|lets no client make symbolic links",
    ),
    (
        "site_who",
        B::site_who,
        "tells users of their session by SITE WHO|tells nobody anything by SITE WHO",
    ),
    (
        "chmod_special_bits",
        B::chmod_special_bits,
        "lets clients set special bits|lets no client set special bits",
    ),
    (
        "retr_size",
        B::retr_size,
        "tells the size of a file before it sends it|does not tell the size of a file before it sends it",
    ),
    (
        "repeat_code",
        B::repeat_code,
        "begins each line of a long reply with its code|begins the inner lines of a long reply with a space",
    ),
    (
        "noop_argument",
        B::noop_argument,
        "takes NOOP with an argument|takes NOOP without an argument only",
    ),
    (
        "control_octets",
        B::control_octets,
        "allows line ends in names|allows no line ends in names",
    ),
    (
        "rename_copies",
        B::rename_copies,
        "renames across devices by copying|renames nothing across devices",
    ),
    (
        "list_total",
        B::list_total,
        "begins listings with a total|begins listings without a total",
    ),
    (
        "list_switches",
        B::list_switches,
        "sorts listings as ls does|sorts listings by name only",
    ),
    (
        "telnet",
        B::telnet,
        "understands Telnet|understands no Telnet",
    ),
    (
        "ignore_empty_lines",
        B::ignore_empty_lines,
        "passes over empty lines|complains of empty lines",
    ),
    (
        "noop_during_transfer",
        B::noop_during_transfer,
        "answers NOOP during a transfer|answers NOOP after a transfer",
    ),
    (
        "mdtm_set",
        B::mdtm_set,
        "lets MDTM set times|lets MDTM set no times",
    ),
    (
        "allo_checks_room",
        B::allo_checks_room,
        "says to ALLO whether there is room|says nothing of room to ALLO",
    ),
    (
        "cdir_pdir",
        B::cdir_pdir,
        "lists the directory itself, and the one above, by MLSD|lists only what is in the directory by MLSD",
    ),
    (
        "truncate_after_rest",
        B::truncate_after_rest,
        "ends a file where an upload after REST ends|keeps what lies behind an upload after REST",
    ),
    (
        "rest_zero_fill",
        B::rest_zero_fill,
        "fills gaps of an upload after REST with zeros|allows no gaps by REST",
    ),
    (
        "check_allo",
        B::check_allo,
        "refuses uploads that differ from what ALLO said|overlooks uploads that differ from what ALLO said",
    ),
    (
        "suffix_verbs",
        B::suffix_verbs,
        "understands verbs with rubbish before them|understands no verbs with rubbish before them",
    ),
    (
        "help_all",
        B::help_all,
        "lists all verbs by HELP|lists the verbs that it has by HELP",
    ),
    (
        "append_after_rest",
        B::append_after_rest,
        "appends where REST says|refuses to append after REST",
    ),
    (
        "ascii_rest",
        B::ascii_rest,
        "has REST under TYPE A|has no REST under TYPE A",
    ),
    (
        "ascii_size",
        B::ascii_size,
        "has SIZE under TYPE A|has no SIZE under TYPE A",
    ),
    (
        "close_after_data_timeout",
        B::close_after_data_timeout,
        "ends the session with a transfer that times out|ends only the transfer that times out",
    ),
    (
        "connect_at_port",
        B::connect_at_port,
        "connects to active clients at PORT|connects to active clients at the transfer",
    ),
    (
        "directory_times",
        B::directory_times,
        "has MDTM for directories|has no MDTM for directories",
    ),
    (
        "globbing",
        B::globbing,
        "matches patterns in listings|matches no patterns in listings",
    ),
    (
        "list_day_zero",
        B::list_day_zero,
        "writes days below ten with a zero|writes days below ten with a space",
    ),
    (
        "list_options",
        B::list_options,
        "skips options of LIST|takes options of LIST for paths",
    ),
    (
        "nlst_prefix",
        B::nlst_prefix,
        "lists names with their directory by NLST|lists bare names by NLST",
    ),
    (
        "preliminary_125",
        B::preliminary_125,
        "says 125 when the data connection is there|always says 150 before a transfer",
    ),
    (
        "rename_checks_target",
        B::rename_checks_target,
        "asks for a permission to replace files by RNTO|asks for no permission to replace files by RNTO",
    ),
    ("ebcdic", B::ebcdic, "has TYPE E|has no TYPE E"),
    (
        "record_structure",
        B::record_structure,
        "has STRU R|has no STRU R",
    ),
    (
        "page_structure",
        B::page_structure,
        "has STRU P|has no STRU P",
    ),
    ("block_mode", B::block_mode, "has MODE B|has no MODE B"),
    (
        "compressed_mode",
        B::compressed_mode,
        "has MODE C|has no MODE C",
    ),
    (
        "keep_data_open",
        B::keep_data_open,
        "keeps data connections open after transfers in blocks|closes data connections after each transfer",
    ),
];

fn of_features() -> Vec<Row<Builder>> {
    vec![
        #[cfg(feature = "deflate")]
        row("deflate_mode", B::deflate_mode, "has MODE Z|has no MODE Z"),
        #[cfg(feature = "deflate")]
        row(
            "inflate_limits",
            |b: B, limits: Inflate| b.inflate_limits(limits.0),
            "inflates uploads to {} at most",
        ),
        #[cfg(feature = "hash")]
        row(
            "hash_limit",
            |b: B, Size(n)| b.hash_limit(n),
            "digests files of {} at most",
        ),
    ]
}

/// Less than a day of minutes, before or after.
#[derive(Clone, Copy, Debug)]
struct Minutes(i16);

impl Arg for Minutes {
    fn shape() -> Shape {
        Shape::Integer(-1439, 1439)
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match i16::read(node, at)? {
            minutes @ -1439..=1439 => Ok(Self(minutes)),
            _ => Err(node.wrong("a day or more", "expected minutes such as 120 for UTC+2")),
        }
    }

    fn say(&self) -> String {
        self.0.to_string()
    }
}

/// Octets of the longest line.
#[derive(Clone, Copy, Debug)]
struct LineLength(usize);

impl Arg for LineLength {
    fn shape() -> Shape {
        Shape::Integer(512, i128::from(i32::MAX))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match usize::read(node, at)? {
            octets if octets >= 512 => Ok(Self(octets)),
            _ => Err(node.wrong(
                "shorter lines cut ordinary commands",
                "expected 512 or more",
            )),
        }
    }

    fn say(&self) -> String {
        self.0.to_string()
    }
}

/// A line of `FEAT`.
#[derive(Clone, Debug)]
struct Line(String);

impl Arg for Line {
    fn shape() -> Shape {
        Shape::Text("a line of FEAT")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        match node.text("a line of FEAT")? {
            "" => Err(node.wrong("a line of FEAT can not be empty", "expected a text")),
            line => Ok(Self(line.to_owned())),
        }
    }

    fn say(&self) -> String {
        self.0.clone()
    }
}

/// A command below `SITE`.
#[derive(Clone, Debug)]
struct Word(String);

impl Arg for Word {
    fn shape() -> Shape {
        Shape::Text("a command below SITE")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        node.text("a command below SITE")
            .map(|text| Self(text.to_owned()))
    }

    fn say(&self) -> String {
        self.0.clone()
    }
}

/// What an upload may inflate to.
#[cfg(feature = "deflate")]
#[derive(Clone, Copy, Debug)]
struct Inflate(crate::protocol::InflateLimits);

#[cfg(feature = "deflate")]
impl Arg for Inflate {
    fn shape() -> Shape {
        Shape::Table(vec![("size", Shape::size()), ("ratio", u64::shape())], &[])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let rows = [
            row(
                "size",
                |mut l: crate::protocol::InflateLimits, Size(n)| {
                    l.size = n;
                    l
                },
                "{}",
            ),
            row(
                "ratio",
                |mut l: crate::protocol::InflateLimits, n: u64| {
                    l.ratio = n;
                    l
                },
                "{}",
            ),
        ];
        let table = node.table("a table with size and ratio")?;
        let words = super::row::words(&rows, table, &[], "the limits of inflating", at);
        Ok(Self(super::row::apply(
            &words,
            crate::protocol::InflateLimits::default(),
        )))
    }

    fn say(&self) -> String {
        Size(self.0.size).say()
    }
}
