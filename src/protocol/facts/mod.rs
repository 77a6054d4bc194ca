//! What MLST and MLSD print, and the choice of facts.

mod set; // which facts are wanted
mod values; // those that a test sets

use super::UnixTime;
use super::stamp::write_stamp;
use super::text::digits;

use set::{
    CHARSET, CREATE, DIRECTORY_SIZE, GID, GROUP, GROUP_NAME, LANG, MEDIA_TYPE, MODE, MODIFY, NAMES,
    OWNER, OWNER_NAME, PERM, SIZE, TYPE, UID, UNIQUE,
};

pub use set::{FactSet, parse_opts};
pub use values::FactValues;

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
    /// Its size in octets; directories only.
    pub directory_size: Option<u64>,
    /// When it was last modified.
    pub modify: Option<UnixTime>,
    /// Whether times have milliseconds.
    pub fractions: bool,
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
    /// Where a link leads, if that is to be shown.
    pub target: Option<&'a [u8]>,
    /// What else is known of it.
    pub values: &'a FactValues,
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
    let mut writer = Writer {
        out,
        set,
        fractions: facts.fractions,
    };
    let told = |name| facts.values.get(name);
    writer.told(CHARSET, told("charset"));
    if let Some(create) = facts.create {
        writer.time(CREATE, create);
    }
    writer.told(LANG, told("lang"));
    writer.told(MEDIA_TYPE, told("media-type"));
    if let Some(modify) = facts.modify {
        writer.time(MODIFY, modify);
    }
    writer.text(PERM, facts.perm);
    if let Some(size) = facts.directory_size {
        writer.number(DIRECTORY_SIZE, size);
    }
    if let Some(size) = facts.size {
        writer.number(SIZE, size);
    }
    writer.kind(facts);
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
    writer.own(facts.values);
    out.push(b' ');
    out.extend_from_slice(name);
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    set: &'a FactSet,
    fractions: bool,
}

/// Whether octets can be the value of a fact.
fn is_clean(value: &[u8]) -> bool {
    !value.iter().any(|o| *o <= b' ' || *o == b';' || *o == 0x7f)
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
        let clean = is_clean(value.as_bytes());
        if clean && self.begin(fact) {
            self.out.extend_from_slice(value.as_bytes());
            self.out.push(b';');
        }
    }

    fn told(&mut self, fact: usize, value: Option<&str>) {
        if let Some(value) = value {
            self.text(fact, value);
        }
    }

    fn kind(&mut self, facts: &Facts<'_>) {
        if self.begin(TYPE) {
            self.out.extend_from_slice(facts.kind.text().as_bytes());
            if let (FactKind::Symlink, Some(target)) = (facts.kind, facts.target)
                && is_clean(target)
            {
                self.out.push(b':');
                self.out.extend_from_slice(target);
            }
            self.out.push(b';');
        }
    }

    /// Facts of the test's own, by name.
    fn own(&mut self, values: &FactValues) {
        for (name, value) in values.all() {
            if self.set.has_own(name) && is_clean(value.as_bytes()) {
                self.out.extend_from_slice(name.as_bytes());
                self.out.push(b'=');
                self.out.extend_from_slice(value.as_bytes());
                self.out.push(b';');
            }
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
            if self.fractions {
                self.out.push(b'.');
                digits(self.out, u64::from(value.nanos() / 1_000_000), 10, 3);
            }
            self.out.push(b';');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static NONE: FactValues = FactValues::none();

    static FACTS: Facts<'_> = Facts {
        kind: FactKind::File,
        size: Some(4),
        directory_size: None,
        fractions: false,
        modify: Some(UnixTime::SEEDED),
        create: Some(UnixTime::from_secs(0)),
        perm: "adfrw",
        unique: 0x1f,
        mode: 0o644,
        owner: "ann",
        group: "a b",
        uid: 1000,
        gid: 100,
        target: None,
        values: &NONE,
    };

    fn entry(set: &FactSet, facts: &Facts<'_>) -> String {
        let mut out = Vec::new();
        write_facts(&mut out, set, facts, b"a b");
        String::from_utf8(out).unwrap()
    }

    fn all() -> FactSet {
        let set = FactSet::default().with_own("X.a").unwrap();
        let names: Vec<_> = set.names().map(str::to_owned).collect();
        set.choose((names.join(";") + ";").as_bytes()).unwrap()
    }

    /// R-M2: those that a test has set, in their places, and what is not known is not there.
    #[test]
    fn facts_of_contents_and_of_the_test_are_among_the_others() {
        let mut values = FactValues::default();
        for (name, value) in [
            ("media-type", "text/csv"),
            ("charset", "utf-8"),
            ("lang", "a b"),
            ("x.a", "1"),
            ("x.b", "2"),
        ] {
            values.set(name, value);
        }
        let directory = Facts {
            kind: FactKind::Symlink,
            size: None,
            directory_size: Some(7),
            fractions: true,
            modify: Some(UnixTime::new(0, 8_000_000)),
            create: None,
            target: Some(b"/t"),
            values: &values,
            ..FACTS
        };
        assert_eq!(
            entry(&all(), &directory),
            "charset=utf-8;media-type=text/csv;modify=19700101000000.008;perm=adfrw;sizd=7;\
             type=OS.unix=slink:/t;unique=1f;UNIX.gid=100;UNIX.mode=0644;UNIX.owner=ann;\
             UNIX.ownername=ann;UNIX.uid=1000;x.a=1; a b"
        );
        let spaced = Facts {
            target: Some(b"/t u"),
            ..directory
        };
        assert_eq!(
            entry(&parse_opts(b"type;").unwrap(), &spaced),
            "type=OS.unix=slink; a b"
        );
    }

    /// R-M2: and each in its form.
    #[test]
    fn facts_are_in_alphabetical_order_and_unclean_ones_left_out() {
        assert_eq!(
            entry(&all(), &FACTS),
            "create=19700101000000;modify=20240101000000;perm=adfrw;size=4;type=file;unique=1f;\
             UNIX.gid=100;UNIX.mode=0644;UNIX.owner=ann;UNIX.ownername=ann;UNIX.uid=1000; a b"
        );
    }

    #[test]
    fn the_choice_of_facts_decides() {
        assert_eq!(entry(&FactSet::none(), &FACTS), " a b");
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
             UNIX.owner;UNIX.group;UNIX.ownername;UNIX.groupname;sizd;media-type;charset;lang;"
        );
    }
}
