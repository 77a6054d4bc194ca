//! Files in memory.

mod content;
mod rope;

pub use content::Content;

use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, File, Filesystem, FsResult, Metadata, OpenHow};

/// Files in memory; a clone is the same tree.
#[derive(Clone, Debug, Default)]
pub struct MemoryFs {}

impl MemoryFs {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }
    /// Limits the octets of all files together.
    #[must_use]
    pub fn with_quota(self, octets: u64) -> Self {
        self.set_quota(Some(octets));
        self
    }
    /// Limits the octets of all files together, or lifts the limit.
    pub fn set_quota(&self, _octets: Option<u64>) {
        todo!()
    }
    /// Takes the time of uploads from `wall`.
    #[must_use]
    pub fn with_wall_clock(self, wall: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        self.set_wall_clock(wall);
        self
    }
    /// Takes the time of uploads from `wall`.
    pub fn set_wall_clock(&self, _wall: impl Fn() -> UnixTime + Send + Sync + 'static) {
        todo!()
    }
    /// Adds or replaces a file, with the directories above it.
    #[track_caller]
    pub fn add_file(&self, _path: impl Into<FtpPath>, _content: impl Into<Content>) {
        todo!()
    }
    /// Adds a directory, with those above it.
    #[track_caller]
    pub fn add_dir(&self, _path: impl Into<FtpPath>) {
        todo!()
    }
    /// Adds a link, with the directories above it.
    #[track_caller]
    pub fn add_symlink(&self, _path: impl Into<FtpPath>, _target: impl AsRef<[u8]>) {
        todo!()
    }
}

impl Filesystem for MemoryFs {
    fn metadata(&self, _path: &FtpPath) -> FsResult<Metadata> {
        todo!()
    }
    fn read_dir(&self, _path: &FtpPath) -> FsResult<DirEntries> {
        todo!()
    }
    fn open(&self, _path: &FtpPath, _how: OpenHow) -> FsResult<Box<dyn File>> {
        todo!()
    }
    fn create_dir(&self, _path: &FtpPath) -> FsResult<()> {
        todo!()
    }
    fn remove_dir(&self, _path: &FtpPath) -> FsResult<()> {
        todo!()
    }
    fn remove_file(&self, _path: &FtpPath) -> FsResult<()> {
        todo!()
    }
    fn rename(&self, _from: &FtpPath, _to: &FtpPath) -> FsResult<()> {
        todo!()
    }
    fn blocking(&self) -> bool {
        false
    }
}
