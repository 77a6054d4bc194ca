//! Where uploads grow unseen.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cap_std::fs::{Dir, DirBuilder, OpenOptions};

use super::Disk;
use super::names::HIDDEN;
use crate::vfs::{FsError, FsResult};

/// The hidden directory of one [`DiskFs`](super::DiskFs): there while there are uploads.
#[derive(Default)]
pub(super) struct Staging(Mutex<State>);

#[derive(Default)]
struct State {
    directory: Option<(String, Arc<Dir>)>,
    uploads: u64,
    next: u64,
    /// Files that uploads in progress will create.
    reserved: HashSet<PathBuf>,
}

impl Staging {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a name for an upload that will create it.
    pub(super) fn reserve(&self, path: PathBuf) -> FsResult<()> {
        if self.lock().reserved.insert(path) {
            Ok(())
        } else {
            Err(FsError::AlreadyExists)
        }
    }

    pub(super) fn release(&self, path: &PathBuf) {
        self.lock().reserved.remove(path);
    }
}

impl State {
    fn directory(&mut self, root: &Dir) -> FsResult<Arc<Dir>> {
        if let Some((_, directory)) = &self.directory {
            return Ok(directory.clone());
        }
        loop {
            // Other servers, in this process or another, may share the root.
            let name = format!("{HIDDEN}{}-{}", std::process::id(), self.next);
            self.next += 1;
            match root.create_dir_with(&name, &private()) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                result => {
                    result?;
                    let directory = Arc::new(root.open_dir(&name)?);
                    self.directory = Some((name, directory.clone()));
                    return Ok(directory);
                }
            }
        }
    }
}

fn private() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes exist on Unix only"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    cap_std::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// A file that nobody sees yet; removed when dropped, unless it was moved to its place.
pub(super) struct Hidden {
    disk: Arc<Disk>,
    directory: Arc<Dir>,
    name: String,
}

impl Hidden {
    /// Creates one, open for reading and writing.
    pub(super) fn create(disk: Arc<Disk>) -> FsResult<(Self, fs::File)> {
        let mut state = disk.staging.lock();
        let directory = state.directory(&disk.root)?;
        let name = state.next.to_string();
        state.next += 1;
        state.uploads += 1;
        drop(state);
        // From here on, dropping it cleans up.
        let hidden = Self {
            disk,
            directory,
            name,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = hidden.directory.open_with(&hidden.name, &options)?;
        Ok((hidden, file.into_std()))
    }

    /// Gives the file its place.
    pub(super) fn move_to(&self, parent: &Dir, name: &std::ffi::OsStr) -> FsResult<()> {
        Ok(self.directory.rename(&self.name, parent, name)?)
    }
}

impl Drop for Hidden {
    /// Best effort: what cannot be removed stays hidden.
    fn drop(&mut self) {
        let _gone_if_moved = self.directory.remove_file(&self.name);
        let mut state = self.disk.staging.lock();
        state.uploads -= 1;
        if state.uploads == 0
            && let Some((name, _)) = state.directory.take()
        {
            let _still_hidden = self.disk.root.remove_dir(name);
        }
    }
}
