//! The kinds of values: how each is read, and how it is said.

use std::time::Duration;

use super::args_names::reply_code;
use super::node::{Found, Node, Reader};
use super::row::{Arg, Said};
use super::shape::Shape;
use super::units;
use crate::script::{Pattern, words};

/// Octets in number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(pub(crate) u64);

/// Octets: a text, or base64.
#[derive(Clone, Debug)]
pub(crate) struct Octets(pub(crate) Vec<u8>);

/// A code and a text.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub(crate) u16, pub(crate) Vec<u8>);

/// A glob for paths.
#[derive(Clone, Debug)]
pub(crate) struct PathGlob(pub(crate) String);

/// A glob for anything else.
#[derive(Clone, Debug)]
pub(crate) struct Glob(pub(crate) String);

/// From 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probability(pub(crate) f64);

/// A number from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ordinal(pub(crate) u64);

impl Arg for bool {
    fn shape() -> Shape {
        Shape::Boolean
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        node.boolean()
    }
}

impl Said for bool {
    fn say(&self) -> String {
        self.to_string()
    }

    fn is_no(&self) -> bool {
        !self
    }
}

macro_rules! integers {
    ($($kind:ty),*) => {$(
        impl Arg for $kind {
            fn shape() -> Shape {
                // As integers go in TOML.
                let most = i128::try_from(Self::MAX).unwrap_or(i128::MAX);
                Shape::Integer(Self::MIN as i128, most.min(i128::from(i64::MAX)))
            }

            fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
                let number = node.integer("a whole number")?;
                Self::try_from(number).map_err(|_| {
                    let bounds = format!("expected {} to {}", Self::MIN, Self::MAX);
                    node.wrong(format!("{number} is out of bounds"), bounds)
                })
            }
        }

        impl Said for $kind {
            fn say(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

integers!(i16, u16, u32, u64, usize);

impl Arg for Size {
    fn shape() -> Shape {
        Shape::size()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        const WHAT: &str = "a size such as \"10 MiB\"";
        if node.value().is_integer() {
            return Ok(Self(u64::read(node, at)?));
        }
        let text = node.text(WHAT)?;
        let wrong = || {
            node.wrong(format!("{text:?} is no size"), format!("expected {WHAT}"))
                .help("units are B, kB, MB, GB, TB, KiB, MiB, GiB, TiB, PiB and EiB")
        };
        units::size(text).map(Self).ok_or_else(wrong)
    }
}

impl Said for Size {
    fn say(&self) -> String {
        words::size(self.0)
    }
}

impl Arg for Duration {
    fn shape() -> Shape {
        Shape::Text("a duration, such as \"2 s\" or \"250 ms\"")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        const WHAT: &str = "a duration such as \"2 s\"";
        if let Some(number) = node.value().as_integer() {
            let number = number.as_str();
            let problem = node.wrong(
                format!("a duration of {number} what?"),
                format!("expected {WHAT}"),
            );
            return Err(problem.help(format!("write \"{number} s\" for seconds")));
        }
        let text = node.text(WHAT)?;
        let wrong = || {
            node.wrong(
                format!("{text:?} is no duration"),
                format!("expected {WHAT}"),
            )
            .help("units are us, ms, s, min, h and d")
        };
        units::duration(text).ok_or_else(wrong)
    }
}

impl Said for Duration {
    fn say(&self) -> String {
        words::time(*self)
    }
}

impl Arg for String {
    fn shape() -> Shape {
        Shape::Text("a text")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        node.text("a text").map(str::to_owned)
    }
}

impl Said for String {
    fn say(&self) -> String {
        format!("{self:?}")
    }
}

impl Arg for Octets {
    fn shape() -> Shape {
        Shape::octets()
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let Some(table) = node.value().as_table() else {
            let text = node.text("a text, or { base64 = \"..\" }")?;
            return Ok(Self(text.as_bytes().to_vec()));
        };
        match (table.get("base64"), table.len()) {
            (Some(value), 1) => base64(Node(value)).map(Self),
            _ => Err(node.expected("a text, or { base64 = \"..\" }")),
        }
    }
}

impl Said for Octets {
    fn say(&self) -> String {
        const SHOWN: usize = 60;
        match std::str::from_utf8(&self.0) {
            Ok(text) if text.len() <= SHOWN && !text.contains(char::is_control) => {
                format!("{text:?}")
            }
            _ => words::size(self.0.len() as u64),
        }
    }
}

pub(super) fn base64(node: Node<'_>) -> Found<Vec<u8>> {
    let text = node.text("base64")?;
    let wrong = || node.wrong("this is no base64", "expected A-Z, a-z, 0-9, + and /");
    units::base64(text).ok_or_else(wrong)
}

impl Arg for Answer {
    fn shape() -> Shape {
        Shape::Reply
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        const WHAT: &str = "a reply such as [450, \"file busy\"]";
        let (code, text) = if node.value().is_array() {
            let parts: Vec<Node<'_>> = node.list(WHAT)?.collect();
            let [code, text] = parts[..] else {
                return Err(node.wrong("a reply is a code and a text", format!("expected {WHAT}")));
            };
            (code, Octets::read(text, at)?.0)
        } else {
            (node, Vec::new())
        };
        Ok(Self(reply_code(code, WHAT)?.get(), text))
    }
}

impl Arg for PathGlob {
    fn shape() -> Shape {
        Shape::Text("a glob for absolute paths, such as \"/in/*.csv\"")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let glob = node.text("a glob such as \"/in/*.csv\"")?;
        match Pattern::try_path(glob.as_bytes()) {
            Ok(_) => Ok(Self(glob.to_owned())),
            Err(why) => Err(node.wrong(why, "this glob")),
        }
    }
}

impl Arg for Glob {
    fn shape() -> Shape {
        Shape::Text("a glob, such as \"a*\"")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let glob = node.text("a glob such as \"a*\"")?;
        match Pattern::try_text(glob.as_bytes()) {
            Ok(_) => Ok(Self(glob.to_owned())),
            Err(why) => Err(node.wrong(why, "this glob")),
        }
    }
}

impl Arg for Probability {
    fn shape() -> Shape {
        Shape::Fraction
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let number = match (node.value().as_float(), node.value().as_integer()) {
            (Some(number), _) => number.as_str().replace('_', "").parse().ok(),
            (_, Some(number)) => number.as_str().parse().ok(),
            _ => return Err(node.expected("a probability such as 0.1")),
        };
        match number {
            Some(number) if (0.0..=1.0).contains(&number) => Ok(Self(number)),
            _ => Err(node.wrong("this is no probability", "expected 0.0 to 1.0")),
        }
    }
}

impl Arg for Ordinal {
    fn shape() -> Shape {
        Shape::Integer(1, i128::from(i64::MAX))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match u64::read(node, at)? {
            0 => Err(node.wrong("matches are counted from 1", "expected 1 or more")),
            number => Ok(Self(number)),
        }
    }
}

/// Octets a second: a size, with `/s` or without.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate(pub(crate) u64);

impl Arg for Rate {
    fn shape() -> Shape {
        Shape::size()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let text = node.value().as_str();
        let text = text.and_then(|text| text.trim().strip_suffix("/s"));
        let octets = match text.and_then(units::size) {
            Some(octets) => octets,
            None => Size::read(node, at)?.0,
        };
        match octets {
            0 => Err(node.wrong("nothing would ever move", "expected 1 or more a second")),
            octets => Ok(Self(octets)),
        }
    }
}

impl Said for Rate {
    fn say(&self) -> String {
        words::size(self.0)
    }
}

/// Of something that must be at least one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count(pub(crate) usize);

impl Arg for Count {
    fn shape() -> Shape {
        Shape::Integer(1, i128::from(u32::MAX))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match u32::read(node, at)? {
            0 => Err(node.wrong("that would be nothing", "expected 1 or more")),
            number => Ok(Self(number as usize)),
        }
    }
}

/// Octets in number, one at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece(pub(crate) u64);

impl Arg for Piece {
    fn shape() -> Shape {
        Shape::size()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match Size::read(node, at)?.0 {
            0 => Err(node.wrong("that would be nothing", "expected 1 or more")),
            octets => Ok(Self(octets)),
        }
    }
}

/// Octets, one at least.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) Vec<u8>);

impl Arg for Text {
    fn shape() -> Shape {
        Shape::octets()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let Octets(octets) = Octets::read(node, at)?;
        if octets.is_empty() {
            return Err(node.wrong("this text is empty", "expected one octet at least"));
        }
        Ok(Self(octets))
    }
}
