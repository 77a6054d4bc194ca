//! Listings for machines: what `MLSD` and `MLST` write.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::ListPolicy;
use crate::auth::{Perm, Perms, User};
use crate::protocol::{FactKind, FactSet, Facts, FileKind, FtpPath, write_facts};
use crate::vfs::DirEntry;

/// How `MLSD` and `MLST` write an entry.
#[derive(Debug)]
pub(super) struct Machine {
    facts: FactSet,
    fractions: bool,
    link_targets: bool,
    letters: Letters,
    /// The directory that is listed, and its user, where letters differ below it.
    varying: Option<(FtpPath, User)>,
    /// Directories that are not empty, and so not to be removed, where that is to be told.
    full: BTreeSet<Bytes>,
}

/// The fact `perm` for each kind of object.
#[derive(Debug)]
struct Letters {
    file: String,
    directory: String,
    link: String,
}

impl Machine {
    /// For the object at `path` itself.
    pub(super) fn new(facts: FactSet, policy: &ListPolicy, user: &User, path: &FtpPath) -> Self {
        Self {
            facts,
            fractions: policy.fact_fractions,
            link_targets: policy.fact_link_targets,
            letters: Letters::new(user.perms_at(path)),
            varying: None,
            full: BTreeSet::new(),
        }
    }

    /// Tells of these directories that they can not be removed.
    pub(super) fn knowing_full(mut self, full: BTreeSet<Bytes>) -> Self {
        self.full = full;
        self
    }

    /// For the entries of `directory`.
    pub(super) fn for_entries(
        facts: FactSet,
        policy: &ListPolicy,
        user: &User,
        directory: &FtpPath,
    ) -> Self {
        let varying = user
            .perms_vary_below(directory)
            .then(|| (directory.clone(), user.clone()));
        Self {
            varying,
            ..Self::new(facts, policy, user, directory)
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
        let fewer: String;
        let perm = if is_root {
            fewer = perm.replace(['d', 'f'], "");
            &fewer
        } else if self.full.contains(&entry.name) {
            fewer = perm.replace('d', "");
            &fewer
        } else {
            perm
        };
        let facts = Facts {
            kind,
            size: (metadata.kind == FileKind::File).then_some(metadata.size),
            directory_size: (metadata.kind == FileKind::Directory).then_some(metadata.size),
            modify: Some(metadata.modified),
            fractions: self.fractions,
            create: metadata.created,
            perm,
            unique: metadata.unique,
            mode: metadata.mode,
            owner: &metadata.owner,
            group: &metadata.group,
            uid: metadata.uid,
            gid: metadata.gid,
            target: entry.target.as_deref().filter(|_| self.link_targets),
            values: &metadata.facts,
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
