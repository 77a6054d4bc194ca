//! What MLST and MLSD print, and the choice of facts.

use super::stamp::write_stamp;
use super::text::digits;
use super::{SyntaxError, UnixTime};

/// A choice of facts (RFC 3659, section 7.9).
///
/// ```
/// use ftpmock::protocol::{FactSet, parse_opts};
/// let chosen = parse_opts(b"Type;size;nonsense;").unwrap();
/// assert_eq!(chosen.opts_text(), "type;size;");
/// assert!(FactSet::default().feat_line().starts_with("MLST type*;size*;modify*;create;"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FactSet(u16);

/// Facts in the order FEAT and OPTS name them; the place of a fact is its bit.
const NAMES: [&str; 13] = [
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
];

const TYPE: usize = 0;
const SIZE: usize = 1;
const MODIFY: usize = 2;
const CREATE: usize = 3;
const PERM: usize = 4;
const UNIQUE: usize = 5;
const MODE: usize = 6;
const UID: usize = 7;
const GID: usize = 8;
const OWNER: usize = 9;
const GROUP: usize = 10;
const OWNER_NAME: usize = 11;
const GROUP_NAME: usize = 12;

impl Default for FactSet {
    /// All but `create` and the names of owner and group.
    fn default() -> Self {
        [TYPE, SIZE, MODIFY, PERM, UNIQUE, MODE, UID, GID]
            .into_iter()
            .fold(Self(0), Self::with)
    }
}

impl FactSet {
    const fn with(self, fact: usize) -> Self {
        Self(self.0 | 1 << fact)
    }

    const fn has(self, fact: usize) -> bool {
        self.0 & 1 << fact != 0
    }

    /// The chosen facts as a reply to OPTS names them: `type;size;`.
    pub fn opts_text(&self) -> String {
        let mut text = String::new();
        for (fact, name) in NAMES.iter().enumerate() {
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
        for (fact, name) in NAMES.iter().enumerate() {
            text.push_str(name);
            text.push_str(if self.has(fact) { "*;" } else { ";" });
        }
        text
    }
}

/// Parses what follows `OPTS MLST`: names no fact has are dropped, an empty list chooses none.
///
/// ```text
/// facts = *(name ";")                   ; RFC 3659, section 7.9; names in any case
/// ```
///
/// # Errors
/// [`SyntaxError::Malformed`] when there is a space or a control octet, or no `;` at the end.
pub fn parse_opts(text: &[u8]) -> Result<FactSet, SyntaxError> {
    if text.is_empty() {
        return Ok(FactSet(0));
    }
    let names = text.strip_suffix(b";").ok_or(SyntaxError::Malformed)?;
    if !names.iter().all(u8::is_ascii_graphic) {
        return Err(SyntaxError::Malformed);
    }
    let known = names.split(|&octet| octet == b';').filter_map(|name| {
        NAMES
            .iter()
            .position(|known| known.as_bytes().eq_ignore_ascii_case(name))
    });
    Ok(known.fold(FactSet(0), FactSet::with))
}

/// The value of the fact `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FactKind {
    /// The directory that is listed.
    Cdir,
    /// A directory.
    Dir,
    /// A file.
    File,
    /// The parent of the directory that is listed.
    Pdir,
    /// A symbolic link that is not followed.
    Symlink,
}

impl FactKind {
    const fn text(self) -> &'static str {
        match self {
            Self::Cdir => "cdir",
            Self::Dir => "dir",
            Self::File => "file",
            Self::Pdir => "pdir",
            Self::Symlink => "OS.unix=slink",
        }
    }
}

/// What is known of one object.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What it is.
    pub kind: FactKind,
    /// Its size in octets; files only.
    pub size: Option<u64>,
    /// When it was last modified.
    pub modify: Option<UnixTime>,
    /// When it was made.
    pub create: Option<UnixTime>,
    /// What the user may do with it, as letters of `acdeflmprw`.
    pub perm: &'a str,
    /// A number no other object of the tree has.
    pub unique: u64,
    /// Its permission bits.
    pub mode: u32,
    /// The owner's name.
    pub owner: &'a str,
    /// The group's name.
    pub group: &'a str,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

/// Appends one entry, without a space before it and without a line end.
///
/// ```text
/// entry = *(fact "=" value ";") SP name       ; RFC 3659, section 7.2
/// ```
///
/// Facts are in alphabetical order; one whose value would hold a space, a `;` or a control character
/// is left out.
pub fn write_facts(out: &mut Vec<u8>, set: &FactSet, facts: &Facts<'_>, name: &[u8]) {
    out.reserve(160 + name.len());
    let mut writer = Writer { out, set: *set };
    if let Some(create) = facts.create {
        writer.time(CREATE, create);
    }
    if let Some(modify) = facts.modify {
        writer.time(MODIFY, modify);
    }
    writer.text(PERM, facts.perm);
    if let Some(size) = facts.size {
        writer.number(SIZE, size);
    }
    writer.text(TYPE, facts.kind.text());
    if writer.begin(UNIQUE) {
        digits(writer.out, facts.unique, 16, 1);
        writer.out.push(b';');
    }
    writer.number(GID, u64::from(facts.gid));
    writer.text(GROUP, facts.group);
    writer.text(GROUP_NAME, facts.group);
    if writer.begin(MODE) {
        digits(writer.out, u64::from(facts.mode & 0o7777), 8, 4);
        writer.out.push(b';');
    }
    writer.text(OWNER, facts.owner);
    writer.text(OWNER_NAME, facts.owner);
    writer.number(UID, u64::from(facts.uid));
    out.push(b' ');
    out.extend_from_slice(name);
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    set: FactSet,
}

impl Writer<'_> {
    fn begin(&mut self, fact: usize) -> bool {
        let chosen = self.set.has(fact);
        if chosen {
            self.out.extend_from_slice(NAMES[fact].as_bytes());
            self.out.push(b'=');
        }
        chosen
    }

    fn text(&mut self, fact: usize, value: &str) {
        let clean = !value.bytes().any(|o| o <= b' ' || o == b';' || o == 0x7f);
        if clean && self.begin(fact) {
            self.out.extend_from_slice(value.as_bytes());
            self.out.push(b';');
        }
    }

    fn number(&mut self, fact: usize, value: u64) {
        if self.begin(fact) {
            digits(self.out, value, 10, 1);
            self.out.push(b';');
        }
    }

    fn time(&mut self, fact: usize, value: UnixTime) {
        if self.begin(fact) {
            write_stamp(self.out, value);
            self.out.push(b';');
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FACTS: Facts<'_> = Facts {
        kind: FactKind::File,
        size: Some(4),
        modify: Some(UnixTime::SEEDED),
        create: Some(UnixTime::from_secs(0)),
        perm: "adfrw",
        unique: 0x1f,
        mode: 0o644,
        owner: "ann",
        group: "a b",
        uid: 1000,
        gid: 100,
    };

    fn entry(set: &FactSet, facts: &Facts<'_>) -> String {
        let mut out = Vec::new();
        write_facts(&mut out, set, facts, b"a b");
        String::from_utf8(out).unwrap()
    }

    /// R-M2: and each in its form.
    #[test]
    fn facts_are_in_alphabetical_order_and_unclean_ones_left_out() {
        assert_eq!(
            entry(&FactSet((1 << NAMES.len()) - 1), &FACTS),
            "create=19700101000000;modify=20240101000000;perm=adfrw;size=4;type=file;unique=1f;\
             UNIX.gid=100;UNIX.mode=0644;UNIX.owner=ann;UNIX.ownername=ann;UNIX.uid=1000; a b"
        );
    }

    #[test]
    fn the_choice_of_facts_decides() {
        assert_eq!(entry(&FactSet(0), &FACTS), " a b");
        let link = Facts {
            kind: FactKind::Symlink,
            size: None,
            ..FACTS
        };
        let set = parse_opts(b"size;type;").unwrap();
        assert_eq!(entry(&set, &link), "type=OS.unix=slink; a b");
        assert_eq!(
            FactSet::default().feat_line(),
            "MLST type*;size*;modify*;create;perm*;unique*;UNIX.mode*;UNIX.uid*;UNIX.gid*;\
             UNIX.owner;UNIX.group;UNIX.ownername;UNIX.groupname;"
        );
    }

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
