//! Kinds of values that are made of others: lists, maps, one of several.

use std::time::Duration;

use super::node::{Found, Node, Reader, entries};
use super::row::{Arg, Said};
use super::shape::Shape;

/// One or more; a single one needs no list.
impl<A: Arg> Arg for Vec<A> {
    fn shape() -> Shape {
        Shape::Either(vec![A::shape(), Shape::List(Box::new(A::shape()))])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        if !node.value().is_array() {
            return Ok(vec![A::read(node, at)?]);
        }
        let list: Found<Self> = node.list("a list")?.map(|one| A::read(one, at)).collect();
        match list {
            Ok(list) if list.is_empty() => {
                Err(node.wrong("this list is empty", "expected one at least"))
            }
            other => other,
        }
    }
}

impl<A: Said> Said for Vec<A> {
    fn say(&self) -> String {
        let said: Vec<String> = self.iter().map(Said::say).collect();
        in_words(&said, "and")
    }
}

/// Two values, as a list.
impl<A: Arg, B: Arg> Arg for (A, B) {
    fn shape() -> Shape {
        Shape::Pair(Box::new((A::shape(), B::shape())))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let parts: Vec<Node<'_>> = node.list("a list of two")?.collect();
        match parts[..] {
            [one, other] => Ok((A::read(one, at)?, B::read(other, at)?)),
            _ => Err(node.wrong("there are two values to give", "expected a list of two")),
        }
    }
}

/// From one time to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range(pub(crate) Duration, pub(crate) Duration);

impl Arg for Range {
    fn shape() -> Shape {
        <(Duration, Duration)>::shape()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let (least, most) = Arg::read(node, at)?;
        if least > most {
            let title = "the first is the lesser one";
            return Err(node.wrong(title, "expected times such as [\"10 ms\", \"50 ms\"]"));
        }
        Ok(Self(least, most))
    }
}

/// `a, b and c`
pub(super) fn in_words(said: &[String], and: &str) -> String {
    match said {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {and} {last}", most.join(", ")),
    }
}

/// Keys of the file's own, with values.
#[derive(Clone, Debug)]
pub(crate) struct Pairs<A>(pub(crate) Vec<(String, A)>);

impl<A: Arg> Arg for Pairs<A> {
    fn shape() -> Shape {
        Shape::Map(Box::new(A::shape()))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let pairs = entries(node.table("a table")?);
        let pairs = pairs.into_iter();
        let pairs = pairs.map(|(key, value)| Ok((key.get_ref().to_string(), A::read(value, at)?)));
        pairs.collect::<Found<Vec<_>>>().map(Self)
    }
}

impl<A: Said> Said for Pairs<A> {
    fn say(&self) -> String {
        let said = self
            .0
            .iter()
            .map(|(key, value)| format!("{} for {key}", value.say()));
        in_words(&said.collect::<Vec<_>>(), "and")
    }
}

/// Ports: one, several, or `"30000-30009"`.
#[derive(Clone, Debug)]
pub(crate) struct Ports(pub(crate) Vec<u16>);

impl Ports {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (0 < from && from <= to).then(|| Self((from..=to).collect()))
    }
}

impl Arg for Ports {
    fn shape() -> Shape {
        let port = || Shape::Integer(1, 65535);
        let list = Shape::List(Box::new(port()));
        Shape::Either(vec![
            Shape::Text("ports, such as \"30000-30009\""),
            port(),
            list,
        ])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        const WHAT: &str = "ports such as \"30000-30009\"";
        let wrong = || node.wrong("these are no ports", format!("expected {WHAT}"));
        match node.value().as_str() {
            Some(text) => Self::parse(text).ok_or_else(wrong),
            None if node.value().is_integer() || node.value().is_array() => {
                let ports = Vec::<u16>::read(node, at)?;
                if ports.contains(&0) {
                    return Err(wrong());
                }
                Ok(Self(ports))
            }
            None => Err(node.expected(WHAT)),
        }
    }
}

impl Said for Ports {
    fn say(&self) -> String {
        match &self.0[..] {
            [first, .., last] if usize::from(last - first) + 1 == self.0.len() => {
                format!("{first} to {last}")
            }
            ports => ports.to_vec().say(),
        }
    }
}

/// One of several names.
pub(crate) trait Choice: Clone + Send + Sync + 'static {
    /// Every name, what it stands for, and how sentences about the server say it.
    fn all() -> Vec<(&'static str, Self, &'static str)>;
}

/// A value by its name.
#[derive(Clone, Debug)]
pub(crate) struct Named<C>(pub(crate) C, &'static str);

impl<C: Choice> Arg for Named<C> {
    fn shape() -> Shape {
        Shape::Choice(C::all().into_iter().map(|(name, ..)| name).collect())
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let all = C::all();
        let names: Vec<&'static str> = all.iter().map(|(name, ..)| *name).collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let what = format!("one of {}", in_words(&quoted, "and"));
        let text = node.text(&what)?;
        match all
            .into_iter()
            .find(|(name, ..)| *name == text.replace('-', "_"))
        {
            Some((_, value, says)) => Ok(Self(value, says)),
            None => Err(node
                .wrong(
                    format!("{text:?} is unknown here"),
                    format!("expected {what}"),
                )
                .near(text, names)),
        }
    }
}

impl<C: Choice> Said for Named<C> {
    fn say(&self) -> String {
        self.1.to_owned()
    }
}
