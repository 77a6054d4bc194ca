//! Files in a temporary directory.

use std::io;
use std::path::Path;

use bytes::Bytes;
use tempfile::TempDir;

use super::{DirEntries, DiskFs, File, Filesystem, FsResult, Metadata, OpenHow};
use crate::protocol::{FtpPath, UnixTime};

/// A [`DiskFs`] in a new temporary directory, which is removed when this is dropped.
///
/// ```
/// use ftpmock::vfs::{Filesystem, TempFs};
///
/// let fs = TempFs::new()?;
/// std::fs::write(fs.path().join("a.txt"), "hello")?;
/// assert_eq!(fs.metadata(&"/a.txt".into()).unwrap().size, 5);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct TempFs {
    // Dropped before the directory: some systems keep what is open.
    fs: DiskFs,
    directory: TempDir,
}

impl TempFs {
    /// Makes a directory in the system's place for temporary files.
    ///
    /// # Errors
    /// If that is not possible.
    pub fn new() -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("ftpmock-").tempdir()?;
        Ok(Self {
            fs: DiskFs::new(directory.path())?,
            directory,
        })
    }

    /// Where the files are.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

impl Filesystem for TempFs {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.fs.metadata(path)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.fs.link_metadata(path)
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.fs.read_link(path)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.fs.read_dir(path)
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.fs.open(path, how)
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.fs.create_dir(path)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.fs.remove_dir(path)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.fs.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.fs.rename(from, to)
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.fs.create_symlink(path, target)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.fs.set_modified(path, to)
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.fs.set_mode(path, mode)
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.fs.set_owner(path, owner)
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.fs.set_group(path, group)
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.fs.available(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::contract;

    #[test]
    fn temporary_files_keep_the_contract() {
        contract::run(&TempFs::new().unwrap());
    }

    #[test]
    fn the_directory_goes_away() {
        let fs = TempFs::new().unwrap();
        let path = fs.path().to_path_buf();
        fs.create_dir(&"/a".into()).unwrap();
        assert!(path.join("a").is_dir());
        drop(fs);
        assert!(!path.exists());
    }
}
