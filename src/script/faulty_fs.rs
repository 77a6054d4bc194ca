//! A filesystem that fails as planned, for one exchange.

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;

use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

use super::fault::StorageFault;
use super::plan::{Firing, Plan};

/// Decorates a filesystem with the storage faults of a plan.
#[derive(Debug)]
pub(crate) struct FaultyFs<'a> {
    inner: &'a dyn Filesystem,
    faults: &'a [StorageFault],
    firing: &'a Firing,
    /// An exchange may ask more than once; its fault is one.
    told: AtomicBool,
}

impl<'a> FaultyFs<'a> {
    /// The decorated filesystem, or `None` when the plan leaves the filesystem alone.
    pub(crate) fn wrap(inner: &'a dyn Filesystem, plan: &'a Plan) -> Option<Self> {
        let firing = plan.firing()?;
        let faults = plan.storage();
        (!faults.is_empty()).then_some(Self {
            inner,
            faults,
            firing,
            told: AtomicBool::new(false),
        })
    }

    fn check(&self) -> FsResult<()> {
        for fault in self.faults {
            if let StorageFault::Error(error) = fault {
                if !self.told.swap(true, Ordering::Relaxed) {
                    self.firing.fire(fault);
                }
                return Err(error.clone());
            }
        }
        Ok(())
    }
}

impl Filesystem for FaultyFs<'_> {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.check()?;
        self.inner.metadata(path)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.check()?;
        self.inner.link_metadata(path)
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.check()?;
        self.inner.read_link(path)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.check()?;
        self.inner.read_dir(path)
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.check()?;
        let file = self.inner.open(path, how)?;
        let full = self.faults.iter().find_map(|fault| match fault {
            StorageFault::DiskFullAfter(bytes) => Some((fault.clone(), *bytes)),
            StorageFault::Error(_) => None,
        });
        Ok(match full {
            Some((fault, room)) => Box::new(FullDisk {
                inner: file,
                room,
                fault,
                firing: self.firing.clone(),
            }),
            None => file,
        })
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.check()?;
        self.inner.create_dir(path)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.check()?;
        self.inner.remove_dir(path)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.check()?;
        self.inner.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.check()?;
        self.inner.rename(from, to)
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.check()?;
        self.inner.create_symlink(path, target)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.check()?;
        self.inner.set_modified(path, to)
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.check()?;
        self.inner.set_mode(path, mode)
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.check()?;
        self.inner.set_owner(path, owner)
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.check()?;
        self.inner.set_group(path, group)
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.check()?;
        self.inner.available(path)
    }

    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.check()?;
        self.inner.set_created(path, to)
    }

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        self.check()?;
        self.inner.set_fact(path, name, value)
    }

    fn blocking(&self) -> bool {
        self.inner.blocking()
    }
}

/// A file on a disk with little room left.
struct FullDisk {
    inner: Box<dyn File>,
    room: u64,
    fault: StorageFault,
    firing: Firing,
}

impl File for FullDisk {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        self.inner.read(at_most)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        match self.room.checked_sub(chunk.len() as u64) {
            Some(left) => {
                self.room = left;
                self.inner.write(chunk)
            }
            None => {
                self.firing.fire(&self.fault);
                Err(FsError::NoSpace)
            }
        }
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        self.inner.commit()
    }
}
