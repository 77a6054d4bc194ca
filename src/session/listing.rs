//! Directory listings, formatted while they are sent.

use std::fmt;

use bytes::Bytes;

use super::Encoding;
use crate::auth::{Perm, Perms, User};
use crate::protocol::{
    AsciiDecoder, AsciiMode, Coding, FactKind, FactSet, Facts, FileKind, FtpPath, ListEntry,
    ListFormat, Representation, Structure, is_printable, name_line, write_facts,
};
use crate::vfs::{DirEntries, DirEntry, FsError, FsResult};

/// About how many octets one chunk of a listing has.
const CHUNK: usize = 64 * 1024;

/// A listing that is yet to be sent, in the form the command asked for.
pub struct Listing {
    /// What comes before the entries.
    preamble: Vec<u8>,
    entries: DirEntries,
    form: Form,
    coding: Coding,
    /// Makes stored text of the lines when there is more to do than to send them.
    lines: Option<AsciiDecoder>,
    encoding: Encoding,
}

/// What one entry looks like.
#[derive(Debug)]
pub(super) enum Form {
    /// `LIST`: lines like those of `ls -l`.
    Lines(ListFormat),
    /// `MLSD`: facts.
    Machine(Box<Machine>),
    /// `NLST`: names, each after this prefix.
    Names { prefix: Vec<u8> },
}

/// How `MLSD` and `MLST` write an entry.
#[derive(Debug)]
pub(super) struct Machine {
    facts: FactSet,
    letters: Letters,
    /// The directory that is listed, and its user, where letters differ below it.
    varying: Option<(FtpPath, User)>,
}

/// The fact `perm` for each kind of object.
#[derive(Debug)]
struct Letters {
    file: String,
    directory: String,
    link: String,
}

impl Listing {
    /// A listing under these parameters of the session.
    pub(super) fn new(entries: DirEntries, form: Form, mut coding: Coding) -> Self {
        if matches!(form, Form::Machine(_)) {
            coding = machine_coding(coding);
        }
        let is_text =
            coding.representation == Representation::Ebcdic || coding.structure != Structure::File;
        if !is_text {
            // The lines are ASCII from the beginning, and TYPE I implies it.
            coding.representation = Representation::Image;
        }
        Self {
            preamble: Vec::new(),
            entries,
            form,
            coding,
            lines: is_text.then(|| AsciiDecoder::new(AsciiMode::Lenient)),
            encoding: Encoding::Utf8,
        }
    }

    /// Writes names in this encoding.
    pub(super) const fn encoded(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Puts lines before those of the entries.
    pub(super) fn after(mut self, preamble: Vec<u8>) -> Self {
        self.preamble = preamble;
        self
    }

    /// What the octets of [`next_chunk`](Self::next_chunk) look like on the wire.
    pub const fn coding(&self) -> &Coding {
        &self.coding
    }

    /// The next part of the listing; `None` at its end.
    ///
    /// # Errors
    /// What the filesystem reports; an entry that has vanished meanwhile is left out (R-L5).
    pub fn next_chunk(&mut self) -> FsResult<Option<Bytes>> {
        let mut chunk = std::mem::take(&mut self.preamble);
        while chunk.len() < CHUNK {
            match self.entries.next() {
                None if chunk.is_empty() => return Ok(None),
                None => break,
                Some(Ok(entry)) => self.form.write(&mut chunk, &entry),
                Some(Err(FsError::NotFound)) => {}
                Some(Err(error)) => return Err(error),
            }
        }
        if !self.encoding.is_identity() {
            chunk = self.encoding.encode(&chunk);
        }
        if let Some(lines) = &mut self.lines {
            let mut text = Vec::new();
            lines.decode(&chunk, &mut text);
            chunk = text;
        }
        Ok(Some(chunk.into()))
    }
}

/// `MLSD` is as in `TYPE I`, `STRU F` and `MODE S`; `MODE Z` goes with it (RFC 3659, section 7).
fn machine_coding(coding: Coding) -> Coding {
    let mut machine = Coding::plain();
    machine.level = coding.level;
    if !coding.mode.has_markers() {
        machine.mode = coding.mode;
    }
    machine
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl Form {
    fn write(&mut self, out: &mut Vec<u8>, entry: &DirEntry) {
        match self {
            Self::Lines(format) => format.line(out, &list_entry(entry)),
            // A machine list must not lie about a name (R-L4).
            Self::Machine(_) if !is_printable(&entry.name) => {}
            Self::Machine(machine) => {
                machine.write(out, entry, &entry.name, false);
                out.extend_from_slice(b"\r\n");
            }
            Self::Names { prefix } => name_line(out, prefix, &entry.name),
        }
    }
}

/// What `LIST` shows of an entry.
pub(super) fn list_entry(entry: &DirEntry) -> ListEntry<'_> {
    let metadata = &entry.metadata;
    ListEntry {
        kind: metadata.kind,
        mode: metadata.mode,
        links: metadata.links,
        owner: &metadata.owner,
        group: &metadata.group,
        size: metadata.size,
        modified: metadata.modified,
        name: &entry.name,
        target: entry.target.as_deref(),
    }
}

impl Machine {
    /// For the object at `path` itself.
    pub(super) fn new(facts: FactSet, user: &User, path: &FtpPath) -> Self {
        Self {
            facts,
            letters: Letters::new(user.perms_at(path)),
            varying: None,
        }
    }

    /// For the entries of `directory`.
    pub(super) fn for_entries(facts: FactSet, user: &User, directory: &FtpPath) -> Self {
        let varying = user
            .perms_vary_below(directory)
            .then(|| (directory.clone(), user.clone()));
        Self {
            varying,
            ..Self::new(facts, user, directory)
        }
    }

    /// Writes the facts of one entry and `shown`, its name; the root can be neither moved nor
    /// removed.
    pub(super) fn write(&self, out: &mut Vec<u8>, entry: &DirEntry, shown: &[u8], is_root: bool) {
        let kind = match entry.metadata.kind {
            FileKind::Directory => FactKind::Dir,
            FileKind::Symlink => FactKind::Symlink,
            _ => FactKind::File,
        };
        self.write_as(kind, out, entry, shown, is_root);
    }

    /// [`write`](Self::write), for what is of this kind here.
    pub(super) fn write_as(
        &self,
        kind: FactKind,
        out: &mut Vec<u8>,
        entry: &DirEntry,
        shown: &[u8],
        is_root: bool,
    ) {
        let metadata = &entry.metadata;
        let own = self.varying.as_ref().map(|(directory, user)| {
            let path = directory.child(&entry.name);
            Letters::new(user.perms_at(&path))
        });
        let letters = own.as_ref().unwrap_or(&self.letters);
        let perm = match metadata.kind {
            FileKind::Directory => &letters.directory,
            FileKind::Symlink => &letters.link,
            _ => &letters.file,
        };
        let root_perm: String;
        let perm = if is_root {
            root_perm = perm.replace(['d', 'f'], "");
            &root_perm
        } else {
            perm
        };
        let facts = Facts {
            kind,
            size: (metadata.kind == FileKind::File).then_some(metadata.size),
            modify: Some(metadata.modified),
            create: metadata.created,
            perm,
            unique: metadata.unique,
            mode: metadata.mode,
            owner: &metadata.owner,
            group: &metadata.group,
            uid: metadata.uid,
            gid: metadata.gid,
        };
        write_facts(out, &self.facts, &facts, shown);
    }
}

impl Letters {
    fn new(perms: Perms) -> Self {
        Self {
            file: perm_fact(perms, FileKind::File),
            directory: perm_fact(perms, FileKind::Directory),
            link: perm_fact(perms, FileKind::Symlink),
        }
    }
}

/// The `perm` fact: what this user could do to an object of this kind (R-M3).
fn perm_fact(perms: Perms, kind: FileKind) -> String {
    let may = |perm| perms.contains(perm);
    let letters: &[(char, bool)] = match kind {
        FileKind::Directory => &[
            (
                'c',
                may(Perm::Store) || may(Perm::Append) || may(Perm::Rename),
            ),
            ('d', may(Perm::Delete)),
            ('e', may(Perm::ChangeDir)),
            ('f', may(Perm::Rename)),
            ('l', may(Perm::List)),
            ('m', may(Perm::MakeDir)),
            ('p', may(Perm::Delete)),
        ],
        FileKind::Symlink => &[('d', may(Perm::Delete)), ('f', may(Perm::Rename))],
        _ => &[
            ('a', may(Perm::Append)),
            ('d', may(Perm::Delete)),
            ('f', may(Perm::Rename)),
            ('r', may(Perm::Retrieve)),
            ('w', may(Perm::Store)),
        ],
    };
    letters
        .iter()
        .filter_map(|(letter, may)| may.then_some(*letter))
        .collect()
}
