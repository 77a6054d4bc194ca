//! What every [`Filesystem`] must do, as a test: for authors of filesystems.
//!
//! ```
//! use ftpmock::vfs::{MemoryFs, contract};
//!
//! contract::run(&MemoryFs::new());
//! ```

mod links; // symbolic links
mod names; // directories, removing, renaming
mod transfers; // reading and writing

use std::fmt::Debug;

use bytes::Bytes;

use super::{Filesystem, FsError, FsResult, OpenHow, read_all};
use crate::protocol::FtpPath;

/// A sentence that must be true, and the test of it.
type Rule = (&'static str, fn(&Ground<'_>));

/// Checks all rules against a filesystem that can be written.
///
/// Each rule works in a new directory below `/`, named `contract-` and a number; they stay.
/// Symbolic links, times and modes are left out where the filesystem answers
/// [`FsError::Unsupported`].
///
/// # Panics
/// If a rule is broken, with the sentence that is not true.
#[track_caller]
pub fn run(fs: &dyn Filesystem) {
    for (number, (sentence, test)) in rules().enumerate() {
        let root = FtpPath::new(format!("/contract-{number}"));
        let ground = Ground { fs, root, sentence };
        ground.ok("making a directory to work in", fs.create_dir(&ground.root));
        test(&ground);
    }
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    names::RULES
        .iter()
        .chain(transfers::RULES)
        .chain(links::RULES)
}

/// A directory of its own for one rule.
struct Ground<'a> {
    fs: &'a dyn Filesystem,
    root: FtpPath,
    sentence: &'static str,
}

impl Ground<'_> {
    /// A path in this directory.
    fn at(&self, name: &str) -> FtpPath {
        self.root.join(name)
    }

    #[track_caller]
    fn broken(&self, what: &str) -> ! {
        panic!(
            "the filesystem {:?} breaks the rule \"{}\": {what}",
            self.fs, self.sentence
        );
    }

    #[track_caller]
    fn ok<T>(&self, what: &str, result: FsResult<T>) -> T {
        result.unwrap_or_else(|error| self.broken(&format!("{what} failed: {error}")))
    }

    #[track_caller]
    fn refused<T>(&self, what: &str, result: FsResult<T>, expected: &[FsError]) {
        match result {
            Ok(_) => self.broken(&format!("{what} succeeded")),
            Err(error) if expected.contains(&error) => {}
            Err(error) => {
                self.broken(&format!("{what} gave {error:?} instead of {expected:?}"));
            }
        }
    }

    #[track_caller]
    fn same<T: Debug + PartialEq>(&self, what: &str, got: T, expected: T) {
        if got != expected {
            self.broken(&format!("{what}: expected {expected:?}, got {got:?}"));
        }
    }

    /// Stores a file in one chunk.
    #[track_caller]
    fn store(&self, name: &str, content: &'static str) {
        self.ok(
            "storing a file",
            self.put(name, OpenHow::Write { from: 0 }, content),
        );
    }

    fn put(&self, name: &str, how: OpenHow, content: &'static str) -> FsResult<()> {
        let mut file = self.fs.open(&self.at(name), how)?;
        file.write(Bytes::from_static(content.as_bytes()))?;
        file.commit()
    }

    #[track_caller]
    fn content(&self, name: &str) -> String {
        let content = self.ok("reading a file", read_all(self.fs, &self.at(name)));
        String::from_utf8_lossy(&content).into_owned()
    }

    /// The names in a directory.
    #[track_caller]
    fn names(&self, directory: &str) -> Vec<String> {
        let entries = self.ok("listing a directory", self.fs.read_dir(&self.at(directory)));
        entries
            .map(|entry| {
                let entry = self.ok("listing an entry", entry);
                String::from_utf8_lossy(&entry.name).into_owned()
            })
            .collect()
    }

    #[track_caller]
    fn make(&self, directory: &str) {
        self.ok(
            "making a directory",
            self.fs.create_dir(&self.at(directory)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::{DirEntries, File, MemoryFs, Metadata};

    /// Shows uploads before they are complete.
    #[derive(Debug)]
    struct Hasty(MemoryFs);

    impl Filesystem for Hasty {
        fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
            self.0.metadata(path)
        }
        fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
            self.0.read_dir(path)
        }
        fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
            if how == (OpenHow::Write { from: 0 }) {
                self.0.open(path, how)?.commit()?;
            }
            self.0.open(path, how)
        }
        fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
            self.0.create_dir(path)
        }
        fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
            self.0.remove_dir(path)
        }
        fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
            self.0.remove_file(path)
        }
        fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
            self.0.rename(from, to)
        }
    }

    #[test]
    #[should_panic(expected = "breaks the rule \"an upload is invisible until it is committed\"")]
    fn a_broken_rule_is_named() {
        run(&Hasty(MemoryFs::new()));
    }
}
