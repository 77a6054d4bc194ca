//! Facts of `MLSD` and `MLST` that are not as they should be.

use std::fmt;

use bytes::Bytes;

use super::Fault;
use crate::protocol::Escaped;
#[cfg(feature = "serde")]
use crate::protocol::octets;

/// What is wrong with the facts of each entry.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum FactsChange {
    /// Names of facts begin with a capital.
    Capitalised,
    /// This fact is the first.
    First(String),
    /// This is between facts and name, in the place of `; `.
    Gap(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// A fact has this name.
    Renamed(String, String),
    /// A fact has this value, whether it was there or not.
    Set(
        String,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// These facts are missing.
    Without(Vec<String>),
}

impl Fault {
    /// Leaves facts out of `MLSD` and `MLST`; names in any case.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "").start();
    /// let all = ["modify", "perm", "size", "type", "unique", "UNIX.gid", "UNIX.mode", "UNIX.uid"];
    /// server.on(MLSD).fault(Fault::facts_without(all));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.mlsd(None)?, [" a"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn facts_without<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        let names = names.into_iter().map(Into::into);
        Self::of_facts(FactsChange::Without(names.collect()))
    }

    /// Gives a fact of every entry this value, and adds it where it is missing: `modify` of
    /// `00000000000000`, an empty `size`, a `type` nobody knows.
    pub fn fact_set(name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        let value = Bytes::copy_from_slice(value.as_ref());
        Self::of_facts(FactsChange::Set(name.into(), value))
    }

    /// Gives a fact another name.
    pub fn fact_renamed(name: impl Into<String>, to: impl Into<String>) -> Self {
        Self::of_facts(FactsChange::Renamed(name.into(), to.into()))
    }

    /// Shows this fact before all others.
    pub fn fact_first(name: impl Into<String>) -> Self {
        Self::of_facts(FactsChange::First(name.into()))
    }

    /// Begins names of facts with a capital: `Type=file;`.
    pub fn facts_capitalised() -> Self {
        Self::of_facts(FactsChange::Capitalised)
    }

    /// Puts this between facts and name, in the place of a semicolon and a space.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let fault = Fault::facts_gap(" ").and(Fault::facts_capitalised());
    /// assert_eq!(fault.to_string(), "\" \" between facts and names, capitals for names of facts");
    /// ```
    pub fn facts_gap(gap: impl AsRef<[u8]>) -> Self {
        let gap = Bytes::copy_from_slice(gap.as_ref());
        Self::of_facts(FactsChange::Gap(gap))
    }
}

impl FactsChange {
    /// What becomes of an entry of `MLSD` without its line end.
    pub(crate) fn apply(&self, line: &[u8]) -> Vec<u8> {
        let Some(space) = line.iter().position(|octet| *octet == b' ') else {
            return line.to_vec();
        };
        let (facts, name) = line.split_at(space);
        let facts = facts.split(|octet| *octet == b';');
        let mut facts: Vec<(Vec<u8>, Vec<u8>)> = facts
            .filter_map(|fact| {
                let equals = fact.iter().position(|octet| *octet == b'=')?;
                Some((fact[..equals].to_vec(), fact[equals + 1..].to_vec()))
            })
            .collect();
        let mut gap = name.get(..1).unwrap_or_default();
        let is = |name: &[u8], wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        match self {
            Self::Capitalised => {
                for (name, _) in &mut facts {
                    if let Some(first) = name.first_mut() {
                        first.make_ascii_uppercase();
                    }
                }
            }
            Self::First(wanted) => facts.sort_by_key(|(name, _)| !is(name, wanted)),
            Self::Gap(given) => gap = given,
            Self::Renamed(from, to) => {
                for (name, _) in facts.iter_mut().filter(|(name, _)| is(name, from)) {
                    *name = to.as_bytes().to_vec();
                }
            }
            Self::Set(wanted, value) => match facts.iter_mut().find(|(name, _)| is(name, wanted)) {
                Some((_, old)) => *old = value.to_vec(),
                None => facts.push((wanted.as_bytes().to_vec(), value.to_vec())),
            },
            Self::Without(unwanted) => {
                facts.retain(|(name, _)| !unwanted.iter().any(|wanted| is(name, wanted)));
            }
        }
        let mut changed = Vec::with_capacity(line.len());
        for (at, (name, value)) in facts.iter().enumerate() {
            changed.extend_from_slice(name);
            changed.push(b'=');
            changed.extend_from_slice(value);
            if at + 1 < facts.len() || !matches!(self, Self::Gap(_)) {
                changed.push(b';');
            }
        }
        changed.extend_from_slice(gap);
        changed.extend_from_slice(name.get(1..).unwrap_or_default());
        changed
    }
}

impl fmt::Display for FactsChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capitalised => f.write_str("capitals for names of facts"),
            Self::First(name) => write!(f, "the fact {name} first"),
            Self::Gap(gap) => write!(f, "\"{}\" between facts and names", Escaped(gap)),
            Self::Renamed(name, to) => write!(f, "the fact {name} called {to}"),
            Self::Set(name, value) => write!(f, "the fact {name}={}", Escaped(value)),
            Self::Without(names) => write!(f, "no facts {}", names.join(", ")),
        }
    }
}
