//! Names of things: paths of the server, commands, reply codes, addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::node::{Found, Node, Reader};
use super::row::{Arg, Said};
use super::shape::Shape;
use crate::protocol::{Code, FtpPath, Verb};

impl Arg for FtpPath {
    fn shape() -> Shape {
        Shape::Text("an absolute path of the server")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let text = node.text("a path such as \"/in\"")?;
        if !text.starts_with('/') || text.contains('\0') {
            let title = format!("{text:?} is no path of the server");
            return Err(node.wrong(title, "expected one that begins with /"));
        }
        Ok(Self::new(text))
    }
}

impl Said for FtpPath {
    fn say(&self) -> String {
        self.to_string()
    }
}

impl Arg for Code {
    fn shape() -> Shape {
        Shape::Integer(100, 659)
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        reply_code(node, "a reply code such as 450")
    }
}

/// A reply code, where `what` is expected.
pub(super) fn reply_code(node: Node<'_>, what: &str) -> Found<Code> {
    let number = node.integer(what)?;
    let code = u16::try_from(number).ok().and_then(Code::new);
    code.ok_or_else(|| {
        let title = format!("{number} is no reply code");
        node.wrong(title, "expected a code from 100 to 659")
    })
}

impl Arg for Verb {
    fn shape() -> Shape {
        Shape::Text("a command")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let text = node.text("a command such as \"MLSD\"")?;
        let known = || Self::all().iter().map(|verb| verb.name());
        let wrong = || {
            let title = format!("{text:?} is no command that the server knows");
            node.wrong(title, "expected a command such as \"MLSD\"")
                .near(text, known())
        };
        Self::find(text.trim().as_bytes()).ok_or_else(wrong)
    }
}

impl Said for Verb {
    fn say(&self) -> String {
        self.name().to_owned()
    }
}

macro_rules! addresses {
    ($($kind:ty: $what:literal),*) => {$(
        impl Arg for $kind {
            fn shape() -> Shape {
                Shape::Text($what)
            }

            fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
                let text = node.text($what)?;
                let title = || format!("{text:?} is no address");
                text.parse().map_err(|_| node.wrong(title(), concat!("expected ", $what)))
            }
        }

        impl Said for $kind {
            fn say(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

addresses! {
    Ipv4Addr: "an address such as \"192.0.2.1\"",
    IpAddr: "an address such as \"192.0.2.1\" or \"::1\"",
    SocketAddr: "an address and a port such as \"127.0.0.1:2121\""
}
