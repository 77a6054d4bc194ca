//! Values of options, each with what it must be.

use std::net::IpAddr;
use std::time::Duration;

use super::args_many::Pairs;
use super::node::{Found, Node, Reader};
use super::row::Arg;
use super::shape::Shape;
use crate::protocol::{Dialect, HostArg};
use crate::server::Firewall;

/// Threads in number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threads(pub(super) usize);

impl Arg for Threads {
    fn shape() -> Shape {
        Shape::Integer(1, 1024)
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        match usize::read(node, at)? {
            threads @ 1..=1024 => Ok(Self(threads)),
            _ => Err(node.wrong("so many threads serve nobody", "expected 1 to 1024")),
        }
    }

    fn say(&self) -> String {
        self.0.to_string()
    }
}

/// Addresses of this machine, and what is told in their place.
#[derive(Clone, Debug)]
pub(super) struct Places(pub(super) Vec<(IpAddr, String)>);

impl Arg for Places {
    fn shape() -> Shape {
        Pairs::<String>::shape()
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let pairs = Pairs::<String>::read(node, at)?.0.into_iter();
        let pairs = pairs.map(|(local, address)| match local.parse() {
            Ok(local) => Ok((local, address)),
            Err(_) => Err(node.wrong(
                format!("{local:?} is no address"),
                "expected addresses as keys",
            )),
        });
        pairs.collect::<Found<Vec<_>>>().map(Self)
    }

    fn say(&self) -> String {
        let said = self
            .0
            .iter()
            .map(|(local, address)| format!("{address} to those who reach {local}"));
        super::args_many::in_words(&said.collect::<Vec<_>>(), "and")
    }
}

/// A firewall that forgets idle connections.
#[derive(Clone, Debug)]
pub(super) struct Wall(pub(super) Firewall, Duration);

impl Arg for Wall {
    fn shape() -> Shape {
        let keys = vec![
            ("forgets_after", Duration::shape()),
            ("noops_count", Shape::Boolean),
            ("rejects", Shape::Boolean),
        ];
        let table = Shape::Table(keys, &["forgets_after"]);
        Shape::Either(vec![Duration::shape(), table])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let Some(table) = node.value().as_table() else {
            let idle = Duration::read(node, at)?;
            return Ok(Self(Firewall::forgets_after(idle), idle));
        };
        let known = ["forgets_after", "noops_count", "rejects"];
        if let Some((key, _)) = super::node::entries(table)
            .into_iter()
            .find(|(key, _)| !known.contains(&&**key.get_ref()))
        {
            return Err(super::row::unknown(
                key.span(),
                key.get_ref(),
                known,
                "a firewall",
            ));
        }
        let Some(idle) = table.get("forgets_after") else {
            return Err(node.wrong(
                "a firewall that forgets nothing",
                "`forgets_after` is missing",
            ));
        };
        let idle = Duration::read(Node(idle), at)?;
        let mut wall = Firewall::forgets_after(idle);
        if let Some(count) = table.get("noops_count") {
            wall = wall.noops_count(Node(count).boolean()?);
        }
        if let Some(rejects) = table.get("rejects") {
            wall = wall.rejects(Node(rejects).boolean()?);
        }
        Ok(Self(wall, idle))
    }

    fn say(&self) -> String {
        self.1.say()
    }
}

/// The name of a host.
#[derive(Clone, Debug)]
pub(super) struct HostName(pub(super) String);

impl Arg for HostName {
    fn shape() -> Shape {
        Shape::Text("the name of a host")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let name = node.text("the name of a host")?;
        match HostArg::parse(name.as_bytes()) {
            Ok(_) => Ok(Self(name.to_owned())),
            Err(_) => {
                let title = format!("{name:?} is not the name of a host");
                Err(node.wrong(title, "expected one like \"ftp.example.com\""))
            }
        }
    }

    fn say(&self) -> String {
        self.0.clone()
    }
}

/// Texts by the keys of their replies.
#[derive(Clone, Debug)]
pub(super) struct Texts(pub(super) Vec<(String, String)>);

impl Arg for Texts {
    fn shape() -> Shape {
        Pairs::<String>::shape()
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let pairs = super::node::entries(node.table("a table from keys of replies to texts")?);
        let pairs = pairs.into_iter().map(|(key, value)| {
            let (name, text) = (key.get_ref().to_string(), value.text("a text")?);
            if !Dialect::keys().any(|known| known == name) {
                let problem = super::problem::Problem::new(
                    key.span(),
                    format!("no reply has the key `{name}`"),
                );
                return Err(problem.label("no such reply").near(&name, Dialect::keys()));
            }
            match Dialect::is_text(text) {
                Ok(()) => Ok((name, text.to_owned())),
                Err(why) => Err(value.wrong(why, "this text")),
            }
        });
        pairs.collect::<Found<Vec<_>>>().map(Self)
    }

    fn say(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(|(key, _)| key.clone()).collect();
        super::args_many::in_words(&keys, "and")
    }
}

/// A dialect: codes and texts by the keys of their replies.
#[derive(Clone, Debug)]
pub(super) struct Words(pub(super) Dialect);

impl Arg for Words {
    fn shape() -> Shape {
        Shape::Map(Box::new(Shape::Either(vec![
            Shape::Text("a text"),
            Shape::Reply,
        ])))
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        let mut dialect = Dialect::new();
        for (key, value) in
            super::node::entries(node.table("a table from keys of replies to replies")?)
        {
            let name: &str = key.get_ref();
            if !Dialect::keys().any(|known| known == name) {
                let problem = super::problem::Problem::new(
                    key.span(),
                    format!("no reply has the key `{name}`"),
                );
                return Err(problem.label("no such reply").near(name, Dialect::keys()));
            }
            let (code, text) = match value.value().as_str() {
                Some(text) => (None, text.to_owned()),
                None => {
                    let super::args::Answer(code, text) = Arg::read(value, at)?;
                    (Some(code), String::from_utf8_lossy(&text).into_owned())
                }
            };
            if let Err(why) = Dialect::is_text(&text) {
                return Err(value.wrong(why, "this text"));
            }
            dialect = match code {
                Some(code) => dialect.reply(name, code, &text),
                None => dialect.text(name, &text),
            };
        }
        Ok(Self(dialect))
    }

    fn say(&self) -> String {
        "a dialect of its own".to_owned()
    }
}
