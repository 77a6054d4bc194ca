//! What is known about a file without opening it.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::FsResult;
use crate::protocol::{FactValues, FileKind, UnixTime};

/// What is known about a file, a directory or a link.
///
/// ```
/// use ftpmock::vfs::{Filesystem, MemoryFs};
///
/// let fs = MemoryFs::new();
/// fs.add_file("/a", "hello");
/// assert_eq!(fs.metadata(&"/a".into())?.size, 5);
/// # Ok::<(), ftpmock::vfs::FsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// File, directory or link.
    pub kind: FileKind,
    /// Octets of the content; 0 for a directory, the length of the target for a link.
    pub size: u64,
    /// Permission bits, such as `0o644`.
    pub mode: u32,
    /// Names this object has.
    pub links: u64,
    /// Name of the owner. Borrowed wherever possible: a listing copies it for each line.
    pub owner: Cow<'static, str>,
    /// Name of the group.
    pub group: Cow<'static, str>,
    /// Number of the owner.
    pub uid: u32,
    /// Number of the group.
    pub gid: u32,
    /// When the content last changed.
    pub modified: UnixTime,
    /// When it was created, where that is known.
    pub created: Option<UnixTime>,
    /// The same for the same object, different for different ones.
    pub unique: u64,
    /// What has been said of its content, and facts of the test's own.
    pub facts: FactValues,
}

impl Metadata {
    /// Metadata with the usual values: mode 755, 644 or 777 by kind, owner and group `ftp` (1000),
    /// modified at [`UnixTime::SEEDED`].
    pub fn new(kind: FileKind, size: u64) -> Self {
        let (mode, links) = match kind {
            FileKind::Directory => (0o755, 2),
            FileKind::Symlink => (0o777, 1),
            FileKind::File => (0o644, 1),
        };
        Self {
            kind,
            size,
            mode,
            links,
            owner: Cow::Borrowed("ftp"),
            group: Cow::Borrowed("ftp"),
            uid: 1000,
            gid: 1000,
            modified: UnixTime::SEEDED,
            created: None,
            unique: 0,
            facts: FactValues::none(),
        }
    }

    /// What is shown of an entry that nobody can look at: a file of size 0 and mode 0.
    ///
    /// ```
    /// use ftpmock::vfs::Metadata;
    /// assert!(Metadata::unknown().is_unknown());
    /// ```
    pub fn unknown() -> Self {
        Self {
            mode: 0,
            ..Self::new(FileKind::File, 0)
        }
    }

    /// Whether this is [`unknown`](Self::unknown).
    pub fn is_unknown(&self) -> bool {
        *self == Self::unknown()
    }

    /// Whether this is a directory.
    pub fn is_dir(&self) -> bool {
        self.kind == FileKind::Directory
    }

    /// Whether this is a file.
    pub fn is_file(&self) -> bool {
        self.kind == FileKind::File
    }

    /// Whether this is a link.
    pub fn is_symlink(&self) -> bool {
        self.kind == FileKind::Symlink
    }
}

/// One entry of a directory.
#[derive(Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name in the directory: octets, never empty, without `/`.
    pub name: Bytes,
    /// What is known about it; about the link itself if it is one.
    pub metadata: Metadata,
    /// Where a link points to, unless it would tell of places outside the tree.
    pub target: Option<Bytes>,
}

impl fmt::Debug for DirEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirEntry")
            .field("name", &self.name)
            .field("kind", &self.metadata.kind)
            .field("size", &self.metadata.size)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// The entries of a directory, one by one, from a snapshot of its own.
pub type DirEntries = Box<dyn Iterator<Item = FsResult<DirEntry>> + Send>;
