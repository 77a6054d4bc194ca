//! What takes more than one step: directories with those above them, and with all that is in them.

use super::{Filesystem, FsError, FsResult};
use crate::protocol::{FileKind, FtpPath};

/// Makes a directory, and those above it, unless they are there.
pub(crate) fn create_dirs(fs: &dyn Filesystem, path: &FtpPath) -> FsResult<()> {
    let mut above = FtpPath::root();
    for name in path.components() {
        above = above.child(name);
        match fs.create_dir(&above) {
            Ok(()) | Err(FsError::AlreadyExists) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes a file, or a directory with all that is in it.
pub(crate) fn remove_all(fs: &dyn Filesystem, path: &FtpPath) -> FsResult<()> {
    if fs.link_metadata(path)?.kind != FileKind::Directory {
        return fs.remove_file(path);
    }
    for entry in fs.read_dir(path)? {
        remove_all(fs, &path.child(&entry?.name))?;
    }
    fs.remove_dir(path)
}
