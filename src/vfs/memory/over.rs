//! Files in memory over those of another filesystem.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::walk::Last;
use super::{Content, MemoryFs};
use crate::protocol::{FileKind, FtpPath};
use crate::vfs::{Filesystem, FsResult, OpenHow};

impl MemoryFs {
    /// Files in memory that begin as those of another filesystem, which never changes: what clients
    /// do to files, directories and links happens in memory alone. Contents are read from below, and
    /// only when somebody reads them; a file that is renamed, or overwritten in part, is not copied.
    ///
    /// Names, sizes, times, modes and owners are those of the moment of this call. A file that has
    /// become shorter since then can not be read to its end. Links that lead out of the filesystem
    /// below are left out. All files count for a [quota](Self::set_quota).
    ///
    /// ```
    /// use ftpmock::vfs::{Filesystem, MemoryFs, read_all};
    ///
    /// let fixture = MemoryFs::new();
    /// fixture.add_file("/in/a.csv", "1,2");
    ///
    /// let fs = MemoryFs::over(fixture.clone())?;
    /// fs.rename(&"/in/a.csv".into(), &"/in/b.csv".into())?;
    /// assert_eq!(read_all(&fs, &"/in/b.csv".into())?, b"1,2");
    /// assert_eq!(read_all(&fixture, &"/in/a.csv".into())?, b"1,2");
    /// # Ok::<(), ftpmock::vfs::FsError>(())
    /// ```
    ///
    /// # Errors
    /// When a directory below can not be listed.
    pub fn over(below: impl Filesystem + 'static) -> FsResult<Self> {
        let over = Self::new();
        let below: Arc<dyn Filesystem> = Arc::new(below);
        // A directory is done after all that is in it, for that would change its time.
        let mut directories = vec![FtpPath::root()];
        let mut next = 0;
        while let Some(directory) = directories.get(next).cloned() {
            next += 1;
            for entry in below.read_dir(&directory)? {
                let entry = entry?;
                let path = directory.child(&entry.name);
                match entry.metadata.kind {
                    FileKind::Directory => {
                        over.add_dir(path.clone());
                        directories.push(path);
                        continue;
                    }
                    FileKind::File => {
                        over.add_file(path.clone(), beneath(&below, &path, entry.metadata.size));
                    }
                    FileKind::Symlink => match &entry.target {
                        Some(target) => over.add_symlink(path.clone(), target),
                        None => continue,
                    },
                }
                over.dress(&*below, &path)?;
            }
        }
        for directory in directories.iter().rev() {
            over.dress(&*below, directory)?;
        }
        Ok(over)
    }

    /// All files of another tree, in the place of those of this one; they are shared from now on.
    pub(crate) fn begin_as(&self, other: &Self) {
        let (used, new) = (self.used(), other.used());
        let children = match other.tree.root().lock().directory() {
            Ok(root) => Arc::clone(&root.children),
            Err(_) => return,
        };
        if let Ok(root) = self.tree.root().lock().directory() {
            root.children = children;
        }
        self.tree.go_on_from(&other.tree);
        self.tree.quota.replace(used, new);
    }

    /// Gives a file, link or directory what is known about it below.
    fn dress(&self, below: &dyn Filesystem, path: &FtpPath) -> FsResult<()> {
        let known = below.link_metadata(path)?;
        self.set_mode(path, known.mode)?;
        self.set_owner(path, &known.owner)?;
        self.set_group(path, &known.group)?;
        self.tree.existing(path, Last::Keep)?.lock().facts = known.facts;
        // The time of a link is not to become that of its target.
        if known.kind == FileKind::Symlink {
            return Ok(());
        }
        self.set_modified(path, known.modified)
    }
}

/// The content of a file below, read when it is needed.
fn beneath(below: &Arc<dyn Filesystem>, path: &FtpPath, size: u64) -> Content {
    let (below, path) = (Arc::clone(below), path.clone());
    Content::generate(size, move |offset, at_most| {
        // Nothing where something should be: whoever reads gets an error.
        read(&*below, &path, offset, at_most).unwrap_or_default()
    })
}

/// Octets of a file, as many as it has and `at_most` allows.
fn read(below: &dyn Filesystem, path: &FtpPath, from: u64, at_most: usize) -> FsResult<Bytes> {
    let mut file = below.open(path, OpenHow::Read { from })?;
    let first = file.read(at_most)?;
    if first.is_empty() || first.len() == at_most {
        return Ok(first);
    }
    let mut all = BytesMut::from(&first[..]);
    loop {
        match file.read(at_most - all.len())? {
            chunk if chunk.is_empty() => return Ok(all.freeze()),
            chunk => all.extend_from_slice(&chunk),
        }
        if all.len() >= at_most {
            return Ok(all.freeze());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::UnixTime;
    use crate::vfs::{FsError, contract, read_all};

    fn fixture() -> MemoryFs {
        let fixture = MemoryFs::new();
        fixture.add_file("/a/x", "0123456789");
        fixture.add_file("/a/b/y", "y");
        fixture.add_symlink("/l", "a/x");
        fixture
    }

    /// All that can be known of a tree.
    fn everything(fs: &dyn Filesystem, directory: &FtpPath) -> Vec<String> {
        let mut all = Vec::new();
        for entry in fs.read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let path = directory.child(&entry.name);
            let content = read_all(fs, &path).ok();
            all.push(format!("{path} {:?} {content:?}", entry.metadata));
            if entry.metadata.is_dir() {
                all.extend(everything(fs, &path));
            }
        }
        all
    }

    #[test]
    fn files_over_others_keep_the_contract_and_the_others_stay() {
        let fixture = fixture();
        let before = everything(&fixture, &FtpPath::root());
        contract::run(&MemoryFs::over(fixture.clone()).unwrap());
        assert_eq!(everything(&fixture, &FtpPath::root()), before);
    }

    #[test]
    fn whatever_is_done_above_stays_there() {
        let fixture = fixture();
        let before = everything(&fixture, &FtpPath::root());
        let over = MemoryFs::over(fixture.clone()).unwrap();

        let mut part = over
            .open(&"/a/x".into(), OpenHow::Write { from: 3 })
            .unwrap();
        part.write("abc".into()).unwrap();
        part.commit().unwrap();
        let mut more = over.open(&"/l".into(), OpenHow::Append).unwrap();
        more.write("!".into()).unwrap();
        more.commit().unwrap();
        over.rename(&"/a".into(), &"/z".into()).unwrap();
        over.remove_file(&"/z/b/y".into()).unwrap();
        over.remove_dir(&"/z/b".into()).unwrap();
        over.create_dir(&"/z/b".into()).unwrap();
        over.set_mode(&"/z/x".into(), 0o600).unwrap();

        assert_eq!(read_all(&over, &"/z/x".into()).unwrap(), b"012abc6789!");
        assert_eq!(over.read_dir(&"/z/b".into()).unwrap().count(), 0);
        assert_eq!(over.metadata(&"/a".into()), Err(FsError::NotFound));
        assert_eq!(everything(&fixture, &FtpPath::root()), before);
    }

    #[test]
    fn what_is_known_of_files_is_known_above() {
        let fixture = fixture();
        for (path, time) in [("/a", 1), ("/a/x", 2)] {
            fixture
                .set_modified(&path.into(), UnixTime::from_secs(time))
                .unwrap();
            fixture.set_mode(&path.into(), 0o700).unwrap();
            fixture.set_owner(&path.into(), "bob").unwrap();
        }
        let over = MemoryFs::over(fixture.clone()).unwrap();
        for path in ["/a", "/a/x", "/a/b", "/l"] {
            let path = FtpPath::from(path);
            let mut expected = fixture.link_metadata(&path).unwrap();
            let known = over.link_metadata(&path).unwrap();
            (expected.unique, expected.created) = (known.unique, known.created);
            assert_eq!(known, expected, "{path}");
        }
    }

    #[test]
    fn a_file_that_has_become_shorter_below_can_not_be_read_to_its_end() {
        let fixture = fixture();
        let over = MemoryFs::over(fixture.clone()).unwrap();
        fixture.add_file("/a/x", "0");
        assert_eq!(read_all(&over, &"/a/x".into()), Err(FsError::Io));
    }
}
