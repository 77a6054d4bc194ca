//! How TLS is spelled: one row for each method of `Tls`.

use std::path::PathBuf;
use std::time::Duration;

use super::args_many::{Choice, Named};
use super::node::{Found, Node, Reader};
use super::problem::Problem;
use super::row::{Arg, Row, Said, apply, at_most_one, flag, row, words};
use super::shape::Shape;
use crate::server::{CloseNotify, Tls};

/// What is said of TLS, after "TLS ..".
pub(crate) fn table() -> Vec<Row<Tls>> {
    type T = Tls;
    vec![
        flag("required", |t: T| t.required(), "is required"),
        flag(
            "control_required",
            |t: T| t.control_required(),
            "is required on control connections",
        ),
        flag(
            "data_required",
            |t: T| t.data_required(),
            "is required on data connections",
        ),
        flag(
            "data_forbidden",
            |t: T| t.data_forbidden(),
            "is forbidden on data connections",
        ),
        flag(
            "and_implicit",
            |t: T| t.and_implicit(),
            "begins at once on a second port",
        ),
        row(
            "name",
            |t: T, names: Vec<String>| names.into_iter().fold(t, Tls::name),
            "has a certificate for {}, too",
        ),
        flag("only_1_2", |t: T| t.only_1_2(), "is version 1.2"),
        flag("only_1_3", |t: T| t.only_1_3(), "is version 1.3"),
        flag(
            "data_only_1_2",
            |t: T| t.data_only_1_2(),
            "is version 1.2 on data connections",
        ),
        flag(
            "data_only_1_3",
            |t: T| t.data_only_1_3(),
            "is version 1.3 on data connections",
        ),
        flag(
            "require_session_reuse",
            |t: T| t.require_session_reuse(),
            "has to be resumed on data connections, or they are answered 522",
        ),
        flag(
            "require_session_reuse_425",
            |t: T| t.require_session_reuse_425(),
            "has to be resumed on data connections, or they are answered 425",
        ),
        row(
            "close_notify",
            |t: T, how: Named<CloseNotify>| t.close_notify(how.0),
            "takes uploads that end without a close_notify for {}",
        ),
        flag("clearing", |t: T| t.clearing(), "ends with CCC"),
        flag(
            "ssl_leaves_data_clear",
            |t: T| t.ssl_leaves_data_clear(),
            "leaves data connections clear after AUTH SSL",
        ),
        flag(
            "list_mechanisms",
            |t: T| t.list_mechanisms(),
            "lists all its mechanisms in FEAT",
        ),
        row(
            "handshake_timeout",
            |t: T, limit: Duration| t.handshake_timeout(limit),
            "gives a handshake {}",
        ),
        flag(
            "ask_for_certificates",
            |t: T| t.ask_for_certificates(),
            "asks clients for a certificate",
        ),
        flag(
            "require_certificates",
            |t: T| t.require_certificates(),
            "asks clients for a certificate and insists",
        ),
        row(
            "certificate",
            |t: T, certificate: Certificate| certificate.show(t),
            "shows {}",
        ),
    ]
}

/// When it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode {
    Off,
    Explicit,
    Implicit,
}

impl Choice for Mode {
    fn all() -> Vec<(&'static str, Self, &'static str)> {
        vec![
            ("off", Self::Off, "off"),
            ("explicit", Self::Explicit, "with AUTH"),
            ("implicit", Self::Implicit, "at once"),
        ]
    }
}

/// TLS as the file has it, with its sentences; no TLS where it is off.
pub(super) fn read(node: Node<'_>, at: &Reader<'_>) -> Option<(Tls, Vec<String>)> {
    let table = at.keep(node.table("a table of TLS"))?;
    let words = words(
        &self::table(),
        table,
        &["mode"],
        "the TLS of the server",
        at,
    );
    for names in [
        &["required", "data_forbidden"][..],
        &["data_required", "data_forbidden"],
        &["only_1_2", "only_1_3"],
        &["data_only_1_2", "data_only_1_3"],
        &["require_session_reuse", "require_session_reuse_425"],
        &["ask_for_certificates", "require_certificates"],
    ] {
        at_most_one(&words, names, "only one of them can be", at);
    }
    let Some(mode) = table.get("mode") else {
        let problem = Problem::new(node.span(), "TLS without a mode");
        at.blame(
            problem
                .label("`mode` is missing")
                .help("write mode = \"explicit\""),
        );
        return None;
    };
    let mode = at.keep(Named::<Mode>::read(Node(mode), at))?;
    let tls = match mode.0 {
        Mode::Off => {
            if let Some(word) = words.first() {
                let problem = Problem::new(
                    word.span.clone(),
                    format!("TLS is off, and so is `{}`", word.name),
                );
                at.blame(problem.label("has no effect"));
            }
            return None;
        }
        Mode::Explicit => Tls::explicit(),
        Mode::Implicit => Tls::implicit(),
    };
    let mut says = vec![format!("TLS begins {}.", mode.say())];
    says.extend(words.iter().map(|word| format!("TLS {}.", word.say)));
    Some((apply(&words, tls), says))
}

/// A certificate with or without a flaw, or one of one's own.
#[derive(Clone, Debug)]
pub(crate) enum Certificate {
    Made(Named<Made>),
    Files { chain: PathBuf, key: PathBuf },
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Made(fn(Tls) -> Tls);

impl Choice for Made {
    fn all() -> Vec<(&'static str, Self, &'static str)> {
        vec![
            ("generated", Self(|tls| tls), "a good certificate"),
            ("expired", Self(Tls::expired), "an expired certificate"),
            (
                "missing_intermediate",
                Self(Tls::missing_intermediate),
                "a certificate whose intermediate authority is kept back",
            ),
            (
                "not_yet_valid",
                Self(Tls::not_yet_valid),
                "a certificate that is not yet valid",
            ),
            (
                "self_signed",
                Self(Tls::self_signed),
                "a self-signed certificate",
            ),
            (
                "unknown_authority",
                Self(Tls::unknown_authority),
                "a certificate of an unknown authority",
            ),
            (
                "wrong_host",
                Self(Tls::wrong_host),
                "a certificate for another host",
            ),
        ]
    }
}

impl Certificate {
    fn show(self, tls: Tls) -> Tls {
        match self {
            Self::Made(made) => made.0.0(tls),
            Self::Files { chain, key } => tls.pem_files(chain, key),
        }
    }
}

impl Arg for Certificate {
    fn shape() -> Shape {
        let path = || Shape::Text("a PEM file");
        let files = Shape::Table(vec![("chain", path()), ("key", path())], &["chain", "key"]);
        Shape::Either(vec![Named::<Made>::shape(), files])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        const WHAT: &str = "\"expired\" and the like, or { chain = \"c.pem\", key = \"k.pem\" }";
        if node.value().is_str() {
            return Named::read(node, at).map(Self::Made);
        }
        let table = node.table(WHAT)?;
        let file = |key: &str| match table.get(key) {
            Some(path) => Ok(at.path(Node(path).text("a PEM file")?)),
            None => Err(node.expected(WHAT)),
        };
        let (chain, key) = (file("chain")?, file("key")?);
        match Tls::explicit().try_pem_files(&chain, &key) {
            Ok(_) => Ok(Self::Files { chain, key }),
            Err(why) => Err(node.wrong(why, "these files")),
        }
    }
}

impl Said for Certificate {
    fn say(&self) -> String {
        match self {
            Self::Made(made) => made.say(),
            Self::Files { chain, .. } => format!("the certificate in {}", chain.display()),
        }
    }
}
