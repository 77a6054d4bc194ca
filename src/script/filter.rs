//! What narrows a rule beyond its trigger.

use std::fmt;

use crate::protocol::Representation;

use super::exchange::Exchange;
use super::pattern::Pattern;

#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
pub(crate) enum Filter {
    Argument(Pattern),
    LoggedIn,
    Path(Pattern),
    Peer(Pattern),
    Session(u64),
    Tls(bool),
    Type(#[cfg_attr(feature = "serde", serde(serialize_with = "as_letter"))] Representation),
    User(Pattern),
}

impl Filter {
    /// Why the exchange does not pass, or `None` when it does.
    pub(crate) fn mismatch(&self, exchange: &Exchange<'_>) -> Option<String> {
        match self {
            Self::Argument(pattern) => Self::against("argument", pattern, exchange.argument()),
            Self::LoggedIn => exchange
                .user()
                .is_none()
                .then(|| "nobody is logged in".to_owned()),
            Self::Path(pattern) => {
                Self::against("path", pattern, exchange.path().map(|path| path.as_bytes()))
            }
            Self::Peer(pattern) => Self::against("peer", pattern, Some(peer(exchange).as_bytes())),
            Self::Session(number) => (exchange.session != *number)
                .then(|| format!("session {} is not {number}", exchange.session)),
            Self::Tls(true) => (!exchange.is_tls).then(|| "it came in clear".to_owned()),
            Self::Tls(false) => exchange.is_tls.then(|| "it came over TLS".to_owned()),
            Self::Type(_) => (!self.passes(exchange)).then(|| {
                let letter = letter(exchange.representation);
                format!("TYPE {letter} is in force")
            }),
            Self::User(pattern) => Self::against("user", pattern, exchange.user()),
        }
    }

    /// Whether the exchange passes, without the reason.
    pub(crate) fn passes(&self, exchange: &Exchange<'_>) -> bool {
        let octets = |pattern: &Pattern, octets: Option<&[u8]>| {
            octets.is_some_and(|octets| pattern.matches(octets))
        };
        match self {
            Self::Argument(pattern) => octets(pattern, exchange.argument()),
            Self::LoggedIn => exchange.user().is_some(),
            Self::Path(pattern) => octets(pattern, exchange.path().map(|path| path.as_bytes())),
            Self::Peer(pattern) => pattern.matches(peer(exchange).as_bytes()),
            Self::Session(number) => exchange.session == *number,
            Self::Tls(protected) => exchange.is_tls == *protected,
            Self::Type(representation) => exchange.representation == *representation,
            Self::User(pattern) => octets(pattern, exchange.user()),
        }
    }

    /// As a part of a sentence.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Argument(pattern) => format!("with an argument that matches {pattern}"),
            Self::LoggedIn => "after a login".to_owned(),
            Self::Path(pattern) => format!("for a path that matches {pattern}"),
            Self::Peer(pattern) => format!("from an address that matches {pattern}"),
            Self::Session(number) => format!("in session {number}"),
            Self::Tls(true) => "over TLS".to_owned(),
            Self::Tls(false) => "in clear".to_owned(),
            Self::Type(representation) => format!("under TYPE {}", letter(*representation)),
            Self::User(pattern) => format!("as a user whose name matches {pattern}"),
        }
    }

    fn against(what: &str, pattern: &Pattern, octets: Option<&[u8]>) -> Option<String> {
        match octets {
            None => Some(format!("it has no {what}")),
            Some(octets) if pattern.matches(octets) => None,
            Some(octets) => Some(format!(
                "{what} {:?} does not match \"{pattern}\"",
                String::from_utf8_lossy(octets)
            )),
        }
    }
}

fn peer(exchange: &Exchange<'_>) -> String {
    exchange.peer.ip().to_canonical().to_string()
}

const fn letter(representation: Representation) -> &'static str {
    match representation {
        Representation::Ascii => "A",
        Representation::Ebcdic => "E",
        _ => "I",
    }
}

#[cfg(feature = "serde")]
fn as_letter<S: serde::Serializer>(
    representation: &Representation,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(letter(*representation))
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(pattern) => write!(f, " arg={pattern}"),
            Self::LoggedIn => f.write_str(" logged in"),
            Self::Path(pattern) => write!(f, " path={pattern}"),
            Self::Peer(pattern) => write!(f, " peer={pattern}"),
            Self::Session(number) => write!(f, " session={number}"),
            Self::Tls(true) => f.write_str(" over TLS"),
            Self::Tls(false) => f.write_str(" in clear"),
            Self::Type(representation) => write!(f, " type={}", letter(*representation)),
            Self::User(pattern) => write!(f, " user={pattern}"),
        }
    }
}
