//! The files of a server, as a test looks at them.

use std::fmt;
use std::sync::Arc;

use crate::protocol::{FileKind, FtpPath, UnixTime};
use crate::vfs::{
    Content, Filesystem, FsResult, MemoryFs, OpenHow, create_dirs, read_all, remove_all,
};

use super::builder::Seed;
use super::tree::Tree;

/// How much is copied at once.
const CHUNK: usize = 256 * 1024;

/// The files of a server: read them, change them, print them; see
/// [`FtpServer::fs`](crate::FtpServer::fs).
///
/// Methods panic with a sentence when they can not do what they say. No quota and no permission
/// applies to the test itself, except that quota counts what is there.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// server.fs().write("/in/a.txt", "hello");
/// assert_eq!(server.fs().read("/in/a.txt"), b"hello");
/// assert_eq!(server.fs().tree().to_string(), "/in/a.txt  5 bytes");
/// ```
#[derive(Clone)]
pub struct Files(Arc<dyn Filesystem>);

impl Files {
    pub(super) const fn new(fs: Arc<dyn Filesystem>) -> Self {
        Self(fs)
    }

    /// The whole content of a file.
    ///
    /// # Panics
    /// When there is no such file.
    #[track_caller]
    pub fn read(&self, path: impl Into<FtpPath>) -> Vec<u8> {
        let path = path.into();
        let result = read_all(&*self.0, &path);
        self.or_panic(result, "read", &path)
    }

    /// The whole content of a file of text.
    ///
    /// # Panics
    /// When there is no such file, or it is not UTF-8.
    #[track_caller]
    pub fn read_to_string(&self, path: impl Into<FtpPath>) -> String {
        let path = path.into();
        match String::from_utf8(self.read(path.clone())) {
            Ok(text) => text,
            Err(error) => panic!("ftpmock: {path} is not UTF-8: {error}; use read() for octets"),
        }
    }

    /// Whether there is anything at this path.
    pub fn exists(&self, path: impl Into<FtpPath>) -> bool {
        self.0.link_metadata(&path.into()).is_ok()
    }

    /// Whether there is a directory at this path.
    pub fn is_dir(&self, path: impl Into<FtpPath>) -> bool {
        let metadata = self.0.metadata(&path.into());
        metadata.is_ok_and(|metadata| metadata.kind == FileKind::Directory)
    }

    /// The size of a file in octets.
    ///
    /// # Panics
    /// When there is no such file.
    #[track_caller]
    pub fn size(&self, path: impl Into<FtpPath>) -> u64 {
        let path = path.into();
        let result = self.0.metadata(&path).map(|metadata| metadata.size);
        self.or_panic(result, "look at", &path)
    }

    /// Writes a file at once, as a session would see it; directories above it are made.
    ///
    /// # Panics
    /// When it can not be written.
    #[track_caller]
    pub fn write(&self, path: impl Into<FtpPath>, content: impl Into<Content>) {
        let path = path.into();
        let result = write(&*self.0, &path, content.into());
        self.or_panic(result, "write", &path);
    }

    /// Dates a file or directory.
    ///
    /// # Panics
    /// When it can not be dated.
    #[track_caller]
    pub fn set_modified(&self, path: impl Into<FtpPath>, time: UnixTime) {
        let path = path.into();
        let result = self.0.set_modified(&path, time);
        self.or_panic(result, "date", &path);
    }

    /// Sets a fact that `MLST` shows when it is chosen: `media-type`, `charset`, `lang` or one of the
    /// test's own; an empty value takes it away. See [`Builder::fact`](crate::Builder::fact).
    ///
    /// # Panics
    /// When there is no such file, or the filesystem keeps no facts.
    #[track_caller]
    pub fn set_fact(&self, path: impl Into<FtpPath>, name: &str, value: &str) {
        let path = path.into();
        let result = self.0.set_fact(&path, name, value);
        self.or_panic(result, "set a fact of", &path);
    }

    /// Makes a directory, and those above it.
    ///
    /// # Panics
    /// When it can not be made.
    #[track_caller]
    pub fn create_dir(&self, path: impl Into<FtpPath>) {
        let path = path.into();
        let result = create_dirs(&*self.0, &path);
        self.or_panic(result, "make directory", &path);
    }

    /// Removes a file, or a directory with all that is in it.
    ///
    /// # Panics
    /// When it can not be removed.
    #[track_caller]
    pub fn remove(&self, path: impl Into<FtpPath>) {
        let path = path.into();
        let result = remove_all(&*self.0, &path);
        self.or_panic(result, "remove", &path);
    }

    /// The names in a directory, sorted; names that are not UTF-8 are shown as well as can be.
    ///
    /// # Panics
    /// When there is no such directory.
    #[track_caller]
    pub fn list(&self, path: impl Into<FtpPath>) -> Vec<String> {
        let path = path.into();
        let names = self.0.read_dir(&path).and_then(|entries| {
            entries
                .map(|entry| Ok(String::from_utf8_lossy(&entry?.name).into_owned()))
                .collect()
        });
        self.or_panic(names, "list", &path)
    }

    /// The tree of all files, for snapshots.
    ///
    /// # Panics
    /// When the filesystem fails.
    #[track_caller]
    pub fn tree(&self) -> Tree {
        let root = FtpPath::root();
        let result = Tree::of(&*self.0, &root);
        self.or_panic(result, "list", &root)
    }

    #[track_caller]
    #[allow(clippy::unused_self, reason = "reads as a sentence where it is called")]
    fn or_panic<T>(&self, result: FsResult<T>, verb: &str, path: &FtpPath) -> T {
        match result {
            Ok(value) => value,
            Err(error) => panic!("ftpmock: can not {verb} {path} on the server: {error}"),
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Puts seeds into a filesystem.
#[track_caller]
pub(super) fn plant(fs: &dyn Filesystem, seeds: Vec<Seed>) {
    for seed in seeds {
        let (path, result) = match seed {
            Seed::Dir(path) => {
                let result = create_dirs(fs, &path);
                (path, result)
            }
            Seed::File(path, content) => {
                let result = write(fs, &path, content);
                (path, result)
            }
            Seed::Modified(path, time) => {
                let result = fs.set_modified(&path, time);
                (path, result)
            }
            Seed::Symlink(path, target) => {
                let above = path.parent().map_or(Ok(()), |dir| create_dirs(fs, &dir));
                let result = above.and_then(|()| fs.create_symlink(&path, &target));
                (path, result)
            }
        };
        if let Err(error) = result {
            panic!("ftpmock could not seed {path}: {error}");
        }
    }
}

fn write(fs: &dyn Filesystem, path: &FtpPath, content: Content) -> FsResult<()> {
    if let Some(directory) = path.parent() {
        create_dirs(fs, &directory)?;
    }
    // A filesystem in memory is what turns content, made up or not, into chunks.
    let source = MemoryFs::new();
    source.add_file("/source", content);
    let mut from = source.open(&"/source".into(), OpenHow::Read { from: 0 })?;
    let mut to = fs.open(path, OpenHow::Write { from: 0 })?;
    loop {
        let chunk = from.read(CHUNK)?;
        if chunk.is_empty() {
            return to.commit();
        }
        to.write(chunk)?;
    }
}
