//! What narrows a rule beyond its trigger.

use std::fmt;

use super::exchange::Exchange;
use super::pattern::Pattern;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Filter {
    Argument(Pattern),
    LoggedIn,
    Path(Pattern),
    Session(u64),
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
            Self::Session(number) => (exchange.session != *number)
                .then(|| format!("session {} is not {number}", exchange.session)),
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
            Self::Session(number) => exchange.session == *number,
            Self::User(pattern) => octets(pattern, exchange.user()),
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

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(pattern) => write!(f, " arg={pattern}"),
            Self::LoggedIn => f.write_str(" logged in"),
            Self::Path(pattern) => write!(f, " path={pattern}"),
            Self::Session(number) => write!(f, " session={number}"),
            Self::User(pattern) => write!(f, " user={pattern}"),
        }
    }
}
