//! Which facts are wanted.

use std::sync::Arc;

use crate::protocol::SyntaxError;

/// A choice of facts (RFC 3659, section 7.9).
///
/// ```
/// use ftpmock::protocol::{FactSet, parse_opts};
/// let chosen = parse_opts(b"Type;size;nonsense;").unwrap();
/// assert_eq!(chosen.opts_text(), "type;size;");
/// assert!(FactSet::default().feat_line().starts_with("MLST type*;size*;modify*;create;"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactSet {
    /// The place of a fact is its bit; those of the test's own come last.
    bits: u64,
    own: Option<Arc<[String]>>,
}

/// Facts in the order FEAT and OPTS name them.
pub(super) const NAMES: [&str; 17] = [
    "type",
    "size",
    "modify",
    "create",
    "perm",
    "unique",
    "UNIX.mode",
    "UNIX.uid",
    "UNIX.gid",
    "UNIX.owner",
    "UNIX.group",
    "UNIX.ownername",
    "UNIX.groupname",
    "sizd",
    "media-type",
    "charset",
    "lang",
];

pub(super) const TYPE: usize = 0;
pub(super) const SIZE: usize = 1;
pub(super) const MODIFY: usize = 2;
pub(super) const CREATE: usize = 3;
pub(super) const PERM: usize = 4;
pub(super) const UNIQUE: usize = 5;
pub(super) const MODE: usize = 6;
pub(super) const UID: usize = 7;
pub(super) const GID: usize = 8;
pub(super) const OWNER: usize = 9;
pub(super) const GROUP: usize = 10;
pub(super) const OWNER_NAME: usize = 11;
pub(super) const GROUP_NAME: usize = 12;
pub(super) const DIRECTORY_SIZE: usize = 13;
pub(super) const MEDIA_TYPE: usize = 14;
pub(super) const CHARSET: usize = 15;
pub(super) const LANG: usize = 16;
/// As many facts as there are bits.
const MOST: usize = u64::BITS as usize;

impl Default for FactSet {
    /// Those of RFC 3659 and of Unix but `create`, `sizd`, what is said of contents, and the names of
    /// owner and group.
    fn default() -> Self {
        [TYPE, SIZE, MODIFY, PERM, UNIQUE, MODE, UID, GID]
            .into_iter()
            .fold(Self::none(), Self::with)
    }
}

impl FactSet {
    pub(super) const fn none() -> Self {
        Self { bits: 0, own: None }
    }

    fn with(self, fact: usize) -> Self {
        let bits = self.bits | 1 << fact;
        Self { bits, ..self }
    }

    pub(super) const fn has(&self, fact: usize) -> bool {
        self.bits & 1 << fact != 0
    }

    /// Whether a fact of the test's own is chosen.
    pub(super) fn has_own(&self, name: &str) -> bool {
        let mut own = self.own.iter().flat_map(|own| own.iter());
        let place = own.position(|known| known == name);
        place.is_some_and(|at| self.has(NAMES.len() + at))
    }

    /// All facts there are, those of the test's own last.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.own.iter().flat_map(|own| own.iter());
        NAMES.into_iter().chain(own.map(String::as_str))
    }

    /// The same choice, from one more fact, which is not chosen.
    ///
    /// `None` when a fact can not have this name: that of a fact of one's own begins with `x.`, and has
    /// no space, `;` or `=` (RFC 3659, section 10.1). There are 47 at most.
    ///
    /// ```
    /// use ftpmock::protocol::FactSet;
    /// let facts = FactSet::default().with_own("x.colour").unwrap();
    /// assert!(facts.feat_line().ends_with("lang;x.colour;"));
    /// assert_eq!(facts.choose(b"X.Colour;").unwrap().opts_text(), "x.colour;");
    /// assert_eq!(FactSet::default().with_own("colour"), None);
    /// ```
    pub fn with_own(&self, name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let is_clean = |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b';' | b'=');
        let is_name = name.len() > 2 && name.starts_with("x.") && name.bytes().all(is_clean);
        if !is_name || self.names().count() == MOST {
            return None;
        }
        let known = self.own.as_deref().unwrap_or_default();
        let mut own = known.to_vec();
        if !own.contains(&name) {
            own.push(name);
        }
        Some(Self {
            bits: self.bits,
            own: Some(own.into()),
        })
    }

    /// Parses what follows `OPTS MLST`: names no fact has are dropped, an empty list chooses none.
    ///
    /// ```text
    /// facts = *(name ";")                   ; RFC 3659, section 7.9; names in any case
    /// ```
    ///
    /// # Errors
    /// [`SyntaxError::Malformed`] when there is a space or a control octet, or no `;` at the end.
    pub fn choose(&self, text: &[u8]) -> Result<Self, SyntaxError> {
        let none = Self {
            bits: 0,
            own: self.own.clone(),
        };
        if text.is_empty() {
            return Ok(none);
        }
        let names = text.strip_suffix(b";").ok_or(SyntaxError::Malformed)?;
        if !names.iter().all(u8::is_ascii_graphic) {
            return Err(SyntaxError::Malformed);
        }
        let wanted = names.split(|&octet| octet == b';');
        let known = wanted.filter_map(|name| {
            let is = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
            self.names().position(is)
        });
        Ok(known.fold(none, Self::with))
    }

    /// The chosen facts as a reply to OPTS names them: `type;size;`.
    pub fn opts_text(&self) -> String {
        let mut text = String::new();
        for (fact, name) in self.names().enumerate() {
            if self.has(fact) {
                text.push_str(name);
                text.push(';');
            }
        }
        text
    }

    /// The line of FEAT, with a star after each chosen fact, without the space before it.
    pub fn feat_line(&self) -> String {
        let mut text = String::from("MLST ");
        for (fact, name) in self.names().enumerate() {
            text.push_str(name);
            text.push_str(if self.has(fact) { "*;" } else { ";" });
        }
        text
    }
}

/// Chooses from the facts that every server has: [`FactSet::choose`].
///
/// # Errors
/// [`SyntaxError::Malformed`] when there is a space or a control octet, or no `;` at the end.
pub fn parse_opts(text: &[u8]) -> Result<FactSet, SyntaxError> {
    FactSet::none().choose(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Some(""))]
    #[case("size;type;", Some("type;size;"))]
    #[case("unix.MODE;x;", Some("UNIX.mode;"))]
    #[case("x;", Some(""))]
    #[case("size", None)]
    #[case("size; type;", None)]
    #[case(" ", None)]
    fn facts_are_chosen_by_name(#[case] text: &str, #[case] chosen: Option<&str>) {
        let set = parse_opts(text.as_bytes()).ok();
        assert_eq!(set.map(|set| set.opts_text()).as_deref(), chosen);
    }
}
