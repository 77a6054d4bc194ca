//! The entries of a directory, and what is known about them.

use std::ffi::OsString;
use std::vec;

use cap_std::fs::{self, Dir};

use super::names::{self, Depth};
use crate::clock::from_system;
use crate::protocol::{FileKind, FtpPath};
use crate::vfs::{DirEntry, FsError, FsResult, Metadata};

/// Holds the names, and asks about each entry when it is its turn.
pub(super) struct Listing {
    directory: Dir,
    depth: Depth,
    path: FtpPath,
    names: vec::IntoIter<OsString>,
}

impl Listing {
    pub(super) fn new(directory: Dir, depth: Depth, path: FtpPath) -> FsResult<Self> {
        let mut names = Vec::new();
        for entry in directory.entries()? {
            let name = entry?.file_name();
            if !names::starts_hidden(name.as_encoded_bytes()) {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
        Ok(Self {
            directory,
            depth,
            path,
            names: names.into_iter(),
        })
    }

    /// `None` if the entry is gone.
    fn entry(&self, name: &OsString) -> Option<FsResult<DirEntry>> {
        let octets = names::octets(name);
        let metadata = match self.directory.symlink_metadata(name).map_err(FsError::from) {
            Ok(found) => metadata(&found, self.path.child(&octets).as_bytes()),
            Err(FsError::NotFound) => return None,
            // An entry that must not be looked at is still there.
            Err(FsError::PermissionDenied) => Metadata::unknown(),
            Err(error) => return Some(Err(error)),
        };
        let target = if metadata.is_symlink() {
            let target = self.directory.read_link_contents(name).ok();
            target.and_then(|target| self.depth.inside(&target))
        } else {
            None
        };
        Some(Ok(DirEntry {
            name: octets,
            metadata,
            target,
        }))
    }
}

impl Iterator for Listing {
    type Item = FsResult<DirEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let name = self.names.next()?;
            if let Some(entry) = self.entry(&name) {
                return Some(entry);
            }
        }
    }
}

/// `path` tells objects apart where the system has no numbers for them.
pub(super) fn metadata(found: &fs::Metadata, path: &[u8]) -> Metadata {
    let (kind, size) = if found.is_dir() {
        (FileKind::Directory, 0)
    } else if found.is_symlink() {
        (FileKind::Symlink, found.len())
    } else {
        (FileKind::File, found.len())
    };
    let mut metadata = Metadata::new(kind, size);
    if let Ok(time) = found.modified() {
        metadata.modified = from_system(time.into_std());
    }
    metadata.created = found
        .created()
        .ok()
        .map(|time| from_system(time.into_std()));
    numbers(&mut metadata, found, path);
    metadata
}

#[cfg(unix)]
fn numbers(metadata: &mut Metadata, found: &fs::Metadata, _path: &[u8]) {
    use cap_std::fs::MetadataExt;

    metadata.mode = found.mode() & 0o7777;
    metadata.links = found.nlink();
    metadata.uid = found.uid();
    metadata.gid = found.gid();
    metadata.unique = found.ino();
}

#[cfg(not(unix))]
fn numbers(metadata: &mut Metadata, found: &fs::Metadata, path: &[u8]) {
    use std::hash::{DefaultHasher, Hash, Hasher};

    if found.permissions().readonly() {
        metadata.mode &= !0o222;
    }
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    metadata.unique = hasher.finish();
}
