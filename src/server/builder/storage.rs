//! Where the files are, and what they begin as.

use std::io;
use std::sync::Arc;

use crate::clock::Clock;
use crate::protocol::{FtpPath, UnixTime};
use crate::server::files::plant;
use crate::vfs::{Content, Filesystem, MemoryFs, remove_all};

/// Where the files are.
#[derive(Clone)]
pub(in crate::server) enum Storage {
    Custom(Arc<dyn Filesystem>),
    Memory,
    #[cfg(feature = "disk")]
    Overlay(std::path::PathBuf),
    #[cfg(feature = "disk")]
    Root(std::path::PathBuf),
    #[cfg(feature = "temp-dir")]
    Temp,
}

/// Something that is there when the server starts.
#[derive(Clone)]
pub(in crate::server) enum Seed {
    Dir(FtpPath),
    File(FtpPath, Content),
    Modified(FtpPath, UnixTime),
    Symlink(FtpPath, Vec<u8>),
}

impl Storage {
    /// The files, where they are in memory.
    fn in_memory(&self, ignore_case: bool) -> io::Result<Option<MemoryFs>> {
        let memory = match self {
            Self::Memory => Some(MemoryFs::new()),
            #[cfg(feature = "disk")]
            Self::Overlay(directory) => {
                let below = crate::vfs::DiskFs::new(directory)?;
                Some(MemoryFs::over(below).map_err(io::Error::other)?)
            }
            _ => None,
        };
        Ok(memory.map(|memory| {
            if ignore_case {
                memory.ignoring_case()
            } else {
                memory
            }
        }))
    }

    /// Opens the filesystem and puts the seeds into it.
    #[track_caller]
    pub(in crate::server) fn open(
        self,
        clock: &Arc<dyn Clock>,
        quota: Option<u64>,
        ignore_case: bool,
        seeds: Vec<Seed>,
    ) -> io::Result<(Arc<dyn Filesystem>, Origin)> {
        if let Some(memory) = self.in_memory(ignore_case)? {
            let clock = Arc::clone(clock);
            memory.set_wall_clock(move || clock.wall());
            let again = seeds.clone();
            add(&memory, seeds);
            memory.set_quota(quota);
            let origin = Origin::Memory {
                files: memory.clone(),
                storage: self,
                ignore_case,
                seeds: again,
            };
            return Ok((Arc::new(memory), origin));
        }
        assert!(
            quota.is_none() && !ignore_case,
            "quota(..) and ignore_case(..) work on files in memory: leave them out, or the other filesystem"
        );
        let (fs, is_own): (Arc<dyn Filesystem>, bool) = match self {
            Self::Custom(fs) => (fs, false),
            Self::Memory => (Arc::new(MemoryFs::new()), true),
            #[cfg(feature = "disk")]
            Self::Overlay(_) => (Arc::new(MemoryFs::new()), true),
            #[cfg(feature = "disk")]
            Self::Root(directory) => (Arc::new(crate::vfs::DiskFs::new(directory)?), false),
            #[cfg(feature = "temp-dir")]
            Self::Temp => (Arc::new(crate::vfs::TempFs::new()?), true),
        };
        let origin = if is_own {
            Origin::Own(Arc::clone(&fs), seeds.clone())
        } else {
            Origin::Foreign
        };
        plant(&*fs, seeds);
        Ok((fs, origin))
    }
}

/// What the files of a server began as.
pub(in crate::server) enum Origin {
    /// Somebody else's files: they stay as they are.
    Foreign,
    Memory {
        files: MemoryFs,
        storage: Storage,
        ignore_case: bool,
        seeds: Vec<Seed>,
    },
    /// Files that nobody else has.
    Own(Arc<dyn Filesystem>, Vec<Seed>),
}

impl Origin {
    /// Makes the files what they were in the beginning.
    #[track_caller]
    pub(in crate::server) fn restore(&self) -> io::Result<()> {
        match self {
            Self::Foreign => {}
            Self::Memory {
                files,
                storage,
                ignore_case,
                seeds,
            } => {
                if let Some(fresh) = storage.in_memory(*ignore_case)? {
                    add(&fresh, seeds.clone());
                    files.begin_as(&fresh);
                }
            }
            Self::Own(fs, seeds) => {
                let root = FtpPath::root();
                for entry in fs.read_dir(&root).map_err(io::Error::other)? {
                    let entry = entry.map_err(io::Error::other)?;
                    remove_all(&**fs, &root.child(&entry.name)).map_err(io::Error::other)?;
                }
                plant(&**fs, seeds.clone());
            }
        }
        Ok(())
    }
}

/// Puts seeds into files in memory, which need not be written out for it.
#[track_caller]
fn add(memory: &MemoryFs, seeds: Vec<Seed>) {
    for seed in seeds {
        match seed {
            Seed::Dir(path) => memory.add_dir(path),
            Seed::File(path, content) => memory.add_file(path, content),
            seed @ Seed::Modified(..) => plant(memory, vec![seed]),
            Seed::Symlink(path, target) => memory.add_symlink(path, target),
        };
    }
}
