//! Open files of a [`DiskFs`](super::DiskFs).

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use cap_std::fs::{Dir, OpenOptions};

use super::Disk;
use super::staging::Hidden;
use crate::vfs::{File, FsError, FsResult, MAX_LINKS, OpenHow};

/// Most octets read at once.
const MOST: u64 = 1024 * 1024;
/// Small writes are gathered up to this size.
const GATHERED: usize = 64 * 1024;

/// A file open for reading, up to the end it had when it was opened: appends happen in place.
pub(super) struct Download {
    file: fs::File,
    left: u64,
}

impl Download {
    pub(super) fn open(root: &Dir, path: &Path, from: u64) -> FsResult<Self> {
        only_files(&root.metadata(path)?)?;
        let mut file = root.open(path)?.into_std();
        let len = file.metadata()?.len();
        let left = len.checked_sub(from).ok_or(FsError::InvalidOffset)?;
        file.seek(SeekFrom::Start(from))?;
        Ok(Self { file, left })
    }
}

/// Opening a pipe or a device could wait for ever.
fn only_files(metadata: &cap_std::fs::Metadata) -> FsResult<()> {
    if metadata.is_dir() {
        return Err(FsError::IsADirectory);
    }
    if metadata.is_file() {
        Ok(())
    } else {
        Err(FsError::PermissionDenied)
    }
}

impl File for Download {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        let wanted = self.left.min(MOST).min(at_most as u64);
        // At most 1 MiB, so it fits.
        let mut chunk = Vec::with_capacity(wanted as usize);
        Read::by_ref(&mut self.file)
            .take(wanted)
            .read_to_end(&mut chunk)?;
        self.left -= chunk.len() as u64;
        Ok(chunk.into())
    }

    fn write(&mut self, _chunk: Bytes) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
}

/// What happens at commit.
enum Onto {
    /// The new octets go behind what is there.
    End,
    /// The hidden file becomes the one of a name that is free.
    New { reserved: PathBuf },
    /// The hidden file takes the place of what is there.
    Old,
}

/// A file open for writing: a hidden file, and the directory it will go to.
pub(super) struct Upload {
    disk: Arc<Disk>,
    parent: Dir,
    name: OsString,
    onto: Onto,
    hidden: Hidden,
    file: BufWriter<fs::File>,
}

impl Upload {
    pub(super) fn open(disk: Arc<Disk>, path: PathBuf, how: OpenHow) -> FsResult<Self> {
        let path = target(&disk.root, path)?;
        let (Some(name), Some(directory)) = (path.file_name(), path.parent()) else {
            return Err(FsError::IsADirectory);
        };
        let name = name.to_os_string();
        let parent = if directory.as_os_str().is_empty() {
            disk.root.try_clone()?
        } else {
            disk.root.open_dir(directory)?
        };
        let there = existing(&parent, name.as_ref())?;
        if how == OpenHow::CreateNew && there.is_some() {
            return Err(FsError::AlreadyExists);
        }
        there.as_ref().map_or(Ok(()), only_files)?;
        let from = match how {
            OpenHow::Write { from } => from,
            _ => 0,
        };
        if from > there.map_or(0, |metadata| metadata.len()) {
            return Err(FsError::InvalidOffset);
        }
        let (hidden, mut file) = Hidden::create(disk.clone())?;
        if from > 0 {
            io::copy(&mut parent.open(&name)?.into_std(), &mut file)?;
            file.seek(SeekFrom::Start(from))?;
        }
        let onto = match how {
            OpenHow::Append => Onto::End,
            OpenHow::CreateNew => {
                let reserved = disk.root.canonicalize(directory_of(directory))?.join(&name);
                disk.staging.reserve(reserved.clone())?;
                Onto::New { reserved }
            }
            _ => Onto::Old,
        };
        let file = BufWriter::with_capacity(GATHERED, file);
        Ok(Self {
            disk,
            parent,
            name,
            onto,
            hidden,
            file,
        })
    }

    /// Adds the new octets to a file in its place; if that fails, takes them off again.
    fn append(&mut self) -> FsResult<()> {
        let mut options = OpenOptions::new();
        options.append(true);
        let mut old = self.parent.open_with(&self.name, &options)?.into_std();
        let len = old.metadata()?.len();
        let new = self.file.get_mut();
        new.rewind()?;
        io::copy(new, &mut old).map(drop).map_err(|error| {
            let _best_effort = old.set_len(len);
            error.into()
        })
    }
}

fn directory_of(directory: &Path) -> &Path {
    if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    }
}

/// What is at a path, a link itself included, if there is anything.
pub(super) fn existing(directory: &Dir, path: &Path) -> FsResult<Option<cap_std::fs::Metadata>> {
    match directory.symlink_metadata(path).map_err(FsError::from) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(FsError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a path leads if its last component is a link, to an existing file or not.
fn target(root: &Dir, mut path: PathBuf) -> FsResult<PathBuf> {
    for _ in 0..=MAX_LINKS {
        match root.symlink_metadata(&path).map_err(FsError::from) {
            Ok(metadata) if metadata.is_symlink() => {
                let next = root.read_link_contents(&path)?;
                if next.has_root() {
                    return Err(FsError::PermissionDenied);
                }
                path.pop();
                path.push(next);
            }
            Ok(_) | Err(FsError::NotFound) => return Ok(path),
            Err(error) => return Err(error),
        }
    }
    Err(FsError::NotFound)
}

impl File for Upload {
    fn read(&mut self, _at_most: usize) -> FsResult<Bytes> {
        Err(FsError::Unsupported)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        Ok(self.file.write_all(&chunk)?)
    }

    fn commit(mut self: Box<Self>) -> FsResult<()> {
        self.file.flush()?;
        let disk = self.disk.clone();
        let _structure = disk.structure();
        let there = existing(&self.parent, self.name.as_ref())?;
        match (&self.onto, &there) {
            (_, Some(metadata)) if metadata.is_dir() => return Err(FsError::IsADirectory),
            (Onto::New { .. }, Some(_)) => return Err(FsError::AlreadyExists),
            (Onto::End, Some(_)) => return self.append(),
            (_, Some(metadata)) if metadata.is_file() => {
                keep_mode(self.file.get_ref(), metadata)?;
            }
            _ => {}
        }
        self.hidden.move_to(&self.parent, &self.name)
    }
}

/// A file that is replaced passes its mode on.
#[cfg(unix)]
fn keep_mode(file: &fs::File, replaced: &cap_std::fs::Metadata) -> FsResult<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = cap_std::fs::MetadataExt::mode(replaced) & 0o777;
    Ok(file.set_permissions(fs::Permissions::from_mode(mode))?)
}

#[cfg(not(unix))]
fn keep_mode(_file: &fs::File, _replaced: &cap_std::fs::Metadata) -> FsResult<()> {
    Ok(())
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Onto::New { reserved } = &self.onto {
            self.disk.staging.release(reserved);
        }
    }
}
