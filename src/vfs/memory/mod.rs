//! Files in memory.
//!
//! Names lead to nodes, nodes hold what a file is: renaming a directory does not disturb an upload
//! into it, and a file that is replaced stays whole for those who read it.

mod content; // what a seeded file holds
mod listing; // the entries of a directory, page by page
mod node; // files, directories, links
mod over; // beginning as the files of another filesystem
mod quota; // how much may be stored
mod rope; // the octets of a file
mod tree; // what changes names
mod upload; // open files
mod walk; // from a path to a node

pub use content::Content;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;

use self::listing::Listing;
use self::node::{Body, Directory};
use self::tree::Tree;
use self::upload::{Download, Onto, Upload};
use self::walk::Last;
use super::{DirEntries, File, Filesystem, FsError, FsResult, MAX_PATH, Metadata, OpenHow};
use crate::protocol::{Escaped, FtpPath, UnixTime};

/// Files in memory; a clone is the same tree.
///
/// What is added by `add_…` carries the time [`UnixTime::SEEDED`], everything a client does the
/// time of day. Content is shared, not copied, when it is read and when a large chunk is written.
/// Modes are kept and shown, but forbid nothing.
///
/// ```
/// use ftpmock::vfs::{Content, Filesystem, MemoryFs};
///
/// let fs = MemoryFs::new().with_quota(1 << 20);
/// fs.add_file("/in/orders/1.csv", "1,2\n");
/// fs.add_file("/big.bin", Content::repeat("0123456789", 5_000_000_000));
/// fs.add_dir("/archive");
/// fs.add_symlink("/latest", "in/orders/1.csv");
///
/// let names: Vec<_> = fs.read_dir(&"/".into())?.flatten().map(|entry| entry.name).collect();
/// assert_eq!(names, ["archive", "big.bin", "in", "latest"]);
/// assert_eq!(fs.metadata(&"/latest".into())?.size, 4);
/// # Ok::<(), ftpmock::vfs::FsError>(())
/// ```
#[derive(Clone)]
pub struct MemoryFs {
    tree: Arc<Tree>,
}

impl MemoryFs {
    /// An empty tree without a quota.
    pub fn new() -> Self {
        Self {
            tree: Arc::new(Tree::new()),
        }
    }

    /// Limits the octets of all files together, see [`set_quota`](Self::set_quota).
    #[must_use]
    pub fn with_quota(self, octets: u64) -> Self {
        self.set_quota(Some(octets));
        self
    }

    /// Limits the octets of all files together; `None` lifts the limit.
    ///
    /// Uploads count while they run, less the file they replace; what goes beyond is
    /// [`FsError::QuotaExceeded`]. Files added by [`add_file`](Self::add_file) count, but are
    /// never refused.
    pub fn set_quota(&self, octets: Option<u64>) {
        self.tree.quota.set_limit(octets);
    }

    /// Octets of all files together, uploads in progress included.
    ///
    /// ```
    /// let fs = ftpmock::vfs::MemoryFs::new();
    /// fs.add_file("/a", "hello");
    /// assert_eq!(fs.used(), 5);
    /// ```
    pub fn used(&self) -> u64 {
        self.tree.quota.used()
    }

    /// Finds names whatever the case of their letters, and keeps them as they were written first.
    ///
    /// ```
    /// use ftpmock::vfs::{Filesystem, MemoryFs};
    ///
    /// let fs = MemoryFs::new().ignoring_case();
    /// fs.add_file("/In/Ärger.txt", "");
    /// assert!(fs.metadata(&"/IN/ärger.TXT".into()).is_ok());
    /// fs.rename(&"/in/ärger.txt".into(), &"/in/b".into())?;
    /// let names: Vec<_> = fs.read_dir(&"/in".into())?.flatten().map(|entry| entry.name).collect();
    /// assert_eq!(names, ["b"]);
    /// # Ok::<(), ftpmock::vfs::FsError>(())
    /// ```
    ///
    /// # Panics
    /// When there are two names in a directory already that differ in nothing else.
    #[must_use]
    #[track_caller]
    pub fn ignoring_case(self) -> Self {
        if let Err(name) = self.tree.ignore_case() {
            panic!("ignoring_case(): there are two files {}", Escaped(&name));
        }
        self
    }

    /// Takes the time of what clients do from `wall` instead of the system.
    #[must_use]
    pub fn with_wall_clock(self, wall: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        self.set_wall_clock(wall);
        self
    }

    /// Takes the time of what clients do from `wall` from now on.
    pub fn set_wall_clock(&self, wall: impl Fn() -> UnixTime + Send + Sync + 'static) {
        self.tree.set_wall(Arc::new(wall));
    }

    /// Adds a file, in place of one that is there, with the directories above it.
    ///
    /// # Panics
    /// If a directory has that name, a file lies above it, or a name is longer than 255 octets.
    #[track_caller]
    pub fn add_file(&self, path: impl Into<FtpPath>, content: impl Into<Content>) {
        let content = content.into();
        if content.is_made_by_user() {
            self.tree.user_code.store(true, Ordering::Relaxed);
        }
        let rope = Arc::new(content.into_rope());
        let path = path.into();
        self.seed(&path, || {
            self.tree
                .replace(&path, Body::File(rope.clone()), UnixTime::SEEDED)
        });
    }

    /// Adds a directory, with those above it; one that is there stays.
    ///
    /// # Panics
    /// If a file has that name or lies above it, or a name is longer than 255 octets.
    #[track_caller]
    pub fn add_dir(&self, path: impl Into<FtpPath>) {
        let path = path.into();
        self.seed(&path, || self.ensure_dir(&path));
    }

    /// Adds a link, in place of a file or link that is there, with the directories above it.
    ///
    /// The target is taken as it is: relative to the link's directory, or absolute from the root.
    /// It need not exist.
    ///
    /// # Panics
    /// If a directory has that name, a file lies above it, a name is longer than 255 octets, or
    /// the target is empty or longer than 4096.
    #[track_caller]
    pub fn add_symlink(&self, path: impl Into<FtpPath>, target: impl AsRef<[u8]>) {
        let path = path.into();
        self.seed(&path, || {
            self.tree
                .replace(&path, link_to(target.as_ref())?, UnixTime::SEEDED)
        });
    }

    /// Runs `add`; if a directory is missing, makes those above the path and runs it again.
    #[track_caller]
    fn seed(&self, path: &FtpPath, add: impl Fn() -> FsResult<()>) {
        let with_parents = || {
            let parent = path.parent().unwrap_or_else(FtpPath::root);
            let mut above = FtpPath::root();
            for name in parent.components() {
                above = above.child(name);
                self.ensure_dir(&above)?;
            }
            add()
        };
        let added = add().or_else(|error| match error {
            FsError::NotFound => with_parents(),
            other => Err(other),
        });
        if let Err(error) = added {
            panic!("cannot add {path} to the files in memory: {error}");
        }
    }

    fn ensure_dir(&self, path: &FtpPath) -> FsResult<()> {
        match self.tree.create(
            path,
            Body::Directory(Directory::default()),
            UnixTime::SEEDED,
        ) {
            Err(FsError::AlreadyExists) if self.metadata(path)?.is_dir() => Ok(()),
            result => result,
        }
    }
}

fn link_to(target: &[u8]) -> FsResult<Body> {
    match target.len() {
        0 => Err(FsError::InvalidName),
        1..=MAX_PATH => Ok(Body::Symlink(Bytes::copy_from_slice(target))),
        _ => Err(FsError::NameTooLong),
    }
}

impl Filesystem for MemoryFs {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        Ok(self.tree.existing(path, Last::Follow)?.metadata())
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        Ok(self.tree.existing(path, Last::Keep)?.metadata())
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.tree
            .existing(path, Last::Keep)?
            .target()
            .ok_or(FsError::InvalidName)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        let children = self.tree.existing(path, Last::Follow)?.children()?;
        Ok(Box::new(Listing::new(children)))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        let place = self.tree.find(path, Last::Follow)?;
        let content = place.node.as_ref().map(|node| node.content()).transpose()?;
        let onto = match how {
            OpenHow::Read { from } => {
                let content = content.ok_or(FsError::NotFound)?;
                if from > content.len() {
                    return Err(FsError::InvalidOffset);
                }
                return Ok(Box::new(Download {
                    content,
                    position: from,
                }));
            }
            OpenHow::Append => Onto::End,
            OpenHow::CreateNew if content.is_some() => return Err(FsError::AlreadyExists),
            OpenHow::CreateNew => {
                self.tree.reserve(&place)?;
                Onto::New
            }
            OpenHow::Write { from } => {
                let content = content.unwrap_or_default();
                if from > content.len() {
                    return Err(FsError::InvalidOffset);
                }
                Onto::Old { content, from }
            }
        };
        Ok(Box::new(Upload::new(
            self.tree.clone(),
            place.parent,
            place.name,
            onto,
        )))
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        let now = self.tree.now();
        self.tree
            .create(path, Body::Directory(Directory::default()), now)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.tree.remove_dir(path)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.tree.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.tree.rename(from, to)
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        let now = self.tree.now();
        self.tree.create(path, link_to(target)?, now)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.tree.existing(path, Last::Follow)?.lock().modified = to;
        Ok(())
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.tree.existing(path, Last::Keep)?.lock().mode = mode & 0o7777;
        Ok(())
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.tree.existing(path, Last::Keep)?.lock().owner = owner.to_owned().into();
        Ok(())
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.tree.existing(path, Last::Keep)?.lock().group = group.to_owned().into();
        Ok(())
    }

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        let node = self.tree.existing(path, Last::Follow)?;
        node.lock().facts.set(name, value);
        Ok(())
    }

    /// What the quota leaves.
    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.tree.existing(path, Last::Follow)?;
        Ok(self.tree.quota.available())
    }

    /// Only when a content is made by user code.
    fn blocking(&self) -> bool {
        self.tree.user_code.load(Ordering::Relaxed)
    }
}

impl Default for MemoryFs {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryFs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryFs({} octets)", self.used())
    }
}

#[cfg(test)]
mod tests;
