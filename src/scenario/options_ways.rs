//! Options that say what a server does otherwise, and what it has.

use super::args::{Octets, Size};
use super::args_many::Named;
use super::node::{Found, Node, Reader};
use super::row::{Arg, Row, Said, flag, row};
use super::shape::Shape;
use crate::protocol::{AsciiMode, ListStyle, Verb};
use crate::server::Builder;
use crate::session::{Encoding, InvalidUtf8, ListOrder};

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
            "list_order",
            |b: B, how: Named<ListOrder>| b.list_order(how.0),
            "lists files {}",
        ),
        row(
            "fact",
            |b: B, names: Vec<FactName>| names.into_iter().fold(b, |b, name| b.fact(&name.0)),
            "has the fact {}",
        ),
        row(
            "facts",
            |b: B, names: FactNames| b.facts(&names.0),
            "tells the facts {}",
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
            "goes without {}",
        ),
        row(
            "without_site",
            |b: B, names: Vec<Word>| b.without_site(names.into_iter().map(|name| name.0)),
            "goes without SITE {}",
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
    rows.extend(super::options_switches::WAYS.map(|(name, set, says)| row(name, set, says)));
    rows.extend(of_features());
    rows
}

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
}

impl Said for Minutes {
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
}

impl Said for LineLength {
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
}

impl Said for Line {
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
}

impl Said for Word {
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
}

impl Said for Inflate {
    fn say(&self) -> String {
        Size(self.0.size).say()
    }
}

/// The name of a fact of one's own.
#[derive(Clone, Debug)]
struct FactName(String);

impl Arg for FactName {
    fn shape() -> Shape {
        Shape::Text("the name of a fact, which begins with x.")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let name = node.text("the name of a fact such as \"x.colour\"")?;
        if name.len() > 2 && name.starts_with("x.") && !name.contains([' ', ';', '=']) {
            return Ok(Self(name.to_owned()));
        }
        let title = format!("{name:?} is no name for a fact");
        Err(node.wrong(title, "expected one such as \"x.colour\""))
    }
}

impl Said for FactName {
    fn say(&self) -> String {
        self.0.clone()
    }
}

/// Names of facts, each with a semicolon after it.
#[derive(Clone, Debug)]
struct FactNames(String);

impl Arg for FactNames {
    fn shape() -> Shape {
        Shape::Text("names of facts, such as \"size;modify;\"")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let names = node.text("names of facts such as \"size;modify;\"")?;
        if names.contains(' ') || !names.is_empty() && !names.ends_with(';') {
            let title = format!("{names:?} are no names of facts");
            return Err(node.wrong(title, "expected names such as \"size;modify;\""));
        }
        Ok(Self(names.to_owned()))
    }
}

impl Said for FactNames {
    fn say(&self) -> String {
        self.0.clone()
    }
}
