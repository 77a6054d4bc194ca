//! How files are spelled: where they are, and what is in them from the start.

use std::ops::Range;

use bytes::Bytes;
use toml::de::{DeTable, DeValue};

use super::args::{Size, base64};
use super::node::{Found, Node, Reader, entries};
use super::problem::Problem;
#[cfg(feature = "disk")]
use super::row::row;
use super::row::{Arg, Row, Said, Word, at_most_one, words};
use super::shape::Shape;
use crate::protocol::{FtpPath, UnixTime};
use crate::server::Builder;
use crate::vfs::Content;

/// Where the files are.
pub(crate) fn places() -> Vec<Row<Builder>> {
    vec![
        #[cfg(feature = "disk")]
        row(
            "from",
            |b: Builder, dir: Directory| b.overlay(dir.0),
            "begins with the files of {} and never changes them",
        ),
        #[cfg(feature = "disk")]
        row(
            "root",
            |b: Builder, dir: Directory| b.root(dir.0),
            "keeps its files in {}",
        ),
        #[cfg(feature = "temp-dir")]
        super::row::flag(
            "temp_dir",
            Builder::temp_dir,
            "keeps its files in a temporary directory",
        ),
    ]
}

/// Keys of `[fs]` that are no rows.
pub(crate) const KEYS: &[&str] = &["files", "dirs", "links"];

/// Everything about files.
pub(super) fn read(node: Node<'_>, at: &Reader<'_>) -> Option<Vec<Word<Builder>>> {
    let table = at.keep(node.table("a table of files"))?;
    let mut all = words(&places(), table, KEYS, "the files of the server", at);
    at_most_one(
        &all,
        &["from", "root", "temp_dir"],
        "the files are in one place",
        at,
    );
    if let Some(dirs) = table.get("dirs") {
        let node = Node(dirs);
        for path in at
            .keep(Vec::<FtpPath>::read(node, at))
            .into_iter()
            .flatten()
        {
            let say = format!("has a directory {path}");
            all.push(Word::new("dirs", say, node.span(), move |b: Builder| {
                b.dir(path.clone())
            }));
        }
    }
    if let Some(files) = table.get("files") {
        for (key, value) in entries(at.keep(Node(files).table("a table from paths to contents"))?) {
            let name: &str = key.get_ref();
            if !name.starts_with('/') || name.ends_with('/') {
                let problem = Problem::new(key.span(), format!("{name:?} is no path of a file"));
                at.blame(problem.label("expected one that begins with / and has a name"));
                continue;
            }
            all.extend(
                at.keep(file(FtpPath::new(name), value, at))
                    .into_iter()
                    .flatten(),
            );
        }
    }
    if let Some(links) = table.get("links") {
        for (key, value) in entries(at.keep(Node(links).table("a table from paths to targets"))?) {
            let (name, target) = (
                key.get_ref().to_string(),
                at.keep(value.text("a target"))?.to_owned(),
            );
            let say = format!("has a link {name} to {target}");
            let link = move |b: Builder| b.symlink(name.as_str(), target.as_bytes());
            all.push(Word::new("links", say, value.span(), link));
        }
    }
    no_place(table, at);
    Some(all)
}

/// Blames files and directories below what is a file itself.
fn no_place(table: &DeTable<'_>, at: &Reader<'_>) {
    let files = table
        .get("files")
        .and_then(|files| files.get_ref().as_table());
    let files = files.into_iter().flat_map(|files| files.keys());
    let files = files.map(|key| (key.span(), FtpPath::new(&**key.get_ref())));
    let files: Vec<(Range<usize>, FtpPath)> = files.collect();
    let dirs = table.get("dirs").and_then(|dirs| dirs.get_ref().as_array());
    let dirs = dirs.into_iter().flat_map(|dirs| dirs.iter());
    let dirs = dirs.filter_map(|dir| Some((dir.span(), FtpPath::new(dir.get_ref().as_str()?))));
    let needed = files
        .iter()
        .map(|(span, file)| (span.clone(), file.parent()));
    let needed = needed.chain(dirs.map(|(span, dir)| (span, Some(dir))));
    for (span, needed) in needed {
        let mut above = needed;
        while let Some(dir) = above {
            if files.iter().any(|(_, file)| *file == dir) {
                let title = format!("{dir} is a file, and no directory");
                at.blame(Problem::new(span.clone(), title).label("has no place"));
            }
            above = dir.parent();
        }
    }
}

/// What is in a file, and when it was changed.
fn file(path: FtpPath, node: Node<'_>, at: &Reader<'_>) -> Found<Vec<Word<Builder>>> {
    const WHAT: &str = "a text, or a table with text, base64, path, zeros, repeat, random or size";
    let (content, says) = match node.value() {
        DeValue::String(text) => (Content::from(text.as_ref()), in_all(text.len() as u64)),
        DeValue::Table(table) => content(node, table, at)?,
        _ => return Err(node.expected(WHAT)),
    };
    let say = format!("has a file {path} with {says}");
    let there = path.clone();
    let made = move |b: Builder| b.file(there.clone(), content.clone());
    let mut words = vec![Word::new("files", say, node.span(), made)];
    if let Some(time) = node.value().as_table().and_then(|table| table.get("mtime")) {
        let (time, shown) = stamp(Node(time))?;
        let say = format!("dates {path} {shown}");
        words.push(Word::new("mtime", say, node.span(), move |b: Builder| {
            b.modified(path.clone(), time)
        }));
    }
    Ok(words)
}

/// Ways to say what is in a file.
const CONTENTS: &[&str] = &[
    "text", "base64", "path", "zeros", "repeat", "random", "size",
];

fn content(node: Node<'_>, table: &DeTable<'_>, at: &Reader<'_>) -> Found<(Content, String)> {
    // A pattern has a size, and what is random has a seed.
    let helps = |key: &str| match key {
        "mtime" => true,
        "size" => table.contains_key("repeat"),
        "seed" => table.contains_key("random"),
        _ => false,
    };
    let mut ways = Vec::new();
    for (key, value) in entries(table) {
        let name: &str = key.get_ref();
        if helps(name) {
            continue;
        }
        if !CONTENTS.contains(&name) {
            let known = CONTENTS.iter().copied().chain(["mtime", "seed"]);
            return Err(super::row::unknown(key.span(), name, known, "a file"));
        }
        ways.push((name, value));
    }
    let [(way, value)] = ways[..] else {
        let problem = node.wrong(
            "what is in this file?",
            "expected one of text, base64, path, zeros, repeat, random and size",
        );
        return Err(problem);
    };
    let number = |value| {
        Size::read(value, at).and_then(|Size(octets)| {
            let fits = octets <= crate::vfs::MAX_SIZE;
            fits.then_some(octets).ok_or_else(|| {
                value.wrong("no file is as long as that", "expected less than 8 EiB")
            })
        })
    };
    Ok(match way {
        "text" => {
            let text = value.text("a text")?;
            (text.into(), in_all(text.len() as u64))
        }
        "base64" => {
            let octets = base64(value)?;
            let says = in_all(octets.len() as u64);
            (octets.into(), says)
        }
        "path" => {
            let name = value.text("a path of this machine")?;
            let octets = contents(&at.path(name));
            let octets =
                octets.map_err(|error| value.wrong(format!("{name}: {error}"), "this file"))?;
            (octets.into(), format!("what is in {name}"))
        }
        "repeat" => {
            let pattern = super::args::Octets::read(value, at)?.0;
            let Some(size) = table.get("size") else {
                return Err(node.wrong("a pattern needs a size", "`size` is missing"));
            };
            let size = number(Node(size))?;
            if pattern.is_empty() {
                return Err(value.wrong("an empty pattern fills nothing", "expected a text"));
            }
            (
                Content::repeat(pattern, size),
                format!("{} of a pattern", in_all(size)),
            )
        }
        "random" => {
            let size = number(value)?;
            let seed = table
                .get("seed")
                .map_or(Ok(0), |seed| u64::read(Node(seed), at))?;
            (random(seed, size), format!("{} at random", in_all(size)))
        }
        _ => {
            let size = number(value)?;
            (Content::zeros(size), format!("{} of zeros", in_all(size)))
        }
    })
}

/// What is in a file; a device may never end.
fn contents(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    if path.metadata()?.is_file() {
        std::fs::read(path)
    } else {
        Err(std::io::Error::other("this is no file"))
    }
}

fn in_all(octets: u64) -> String {
    Size(octets).say()
}

/// Octets that follow from the seed and their place alone.
fn random(seed: u64, size: u64) -> Content {
    Content::generate(size, move |offset, at_most| {
        let at_most = at_most.min(64 * 1024);
        let mut octets = Vec::with_capacity(at_most + 16);
        for block in offset / 8..=(offset + at_most as u64) / 8 {
            octets.extend(mixed(seed, block).to_le_bytes());
        }
        // Below 8.
        let skipped = (offset % 8) as usize;
        Bytes::from(octets).slice(skipped..skipped + at_most)
    })
}

/// The finalizer of SplitMix64.
const fn mixed(seed: u64, number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A date with an offset, as TOML has it, or as a text.
fn stamp(node: Node<'_>) -> Found<(UnixTime, String)> {
    const WHAT: &str = "a time such as 2024-01-02T03:04:05Z";
    let text = match node.value() {
        DeValue::Datetime(time) => time.to_string(),
        _ => node.text(WHAT)?.to_owned(),
    };
    match text.parse::<jiff::Timestamp>() {
        Ok(time) => {
            // Within a second, so it fits.
            let nanos = u32::try_from(time.subsec_nanosecond()).unwrap_or(0);
            Ok((UnixTime::new(time.as_second(), nanos), text))
        }
        Err(_) => Err(node.wrong(format!("{text} is no moment"), format!("expected {WHAT}"))),
    }
}

/// A directory of this machine that is there.
#[cfg(feature = "disk")]
#[derive(Clone, Debug)]
struct Directory(std::path::PathBuf);

#[cfg(feature = "disk")]
impl Arg for Directory {
    fn shape() -> Shape {
        Shape::Text("a directory of this machine, from where the scenario is")
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let name = node.text("a directory")?;
        let path = at.path(name);
        if path.is_dir() {
            return Ok(Self(path));
        }
        let title = format!("{name}: there is no such directory");
        Err(node.wrong(title, "from where the scenario is"))
    }
}

impl Said for Directory {
    fn say(&self) -> String {
        self.0.display().to_string()
    }
}

/// What a file may be, for the schema.
pub(crate) fn shape() -> Shape {
    let keys = vec![
        ("text", Shape::Text("the content")),
        ("base64", Shape::Text("the content as base64")),
        (
            "path",
            Shape::Text("a file of this machine, from where the scenario is"),
        ),
        ("zeros", Shape::size()),
        ("repeat", Shape::octets()),
        ("random", Shape::size()),
        ("seed", Shape::Integer(0, i128::from(i64::MAX))),
        ("size", Shape::size()),
        ("mtime", Shape::Text("a time, such as 2024-01-02T03:04:05Z")),
    ];
    Shape::Either(vec![Shape::Text("the content"), Shape::Table(keys, &[])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::{MemoryFs, read_all};

    #[test]
    fn random_octets_are_the_same_wherever_reading_begins() {
        let fs = MemoryFs::new();
        fs.add_file("/a", random(7, 1000));
        fs.add_file("/b", random(8, 1000));
        let (a, b) = (
            read_all(&fs, &"/a".into()).unwrap(),
            read_all(&fs, &"/b".into()).unwrap(),
        );
        assert_eq!(a.len(), 1000);
        assert_ne!(a, b);
        let how = crate::vfs::OpenHow::Read { from: 13 };
        let tail = crate::vfs::Filesystem::open(&fs, &"/a".into(), how)
            .unwrap()
            .read(20)
            .unwrap();
        assert_eq!(tail, &a[13..13 + tail.len()]);
    }
}
