//! Changes of the files that no command has made.

use bytes::Bytes;

use crate::protocol::FtpPath;
use crate::vfs::{Filesystem, FsResult, OpenHow, create_dirs, remove_all};

use super::fault::Edit;

impl Edit {
    /// Makes the change.
    pub(crate) fn apply(&self, fs: &dyn Filesystem) -> FsResult<()> {
        match self {
            Self::Append(path, octets) => write(fs, path, octets, OpenHow::Append),
            Self::Remove(path) => remove_all(fs, &FtpPath::new(path)),
            Self::Rename(from, to) => fs.rename(&FtpPath::new(from), &FtpPath::new(to)),
            Self::Write(path, octets) => write(fs, path, octets, OpenHow::Write { from: 0 }),
        }
    }
}

fn write(fs: &dyn Filesystem, path: &Bytes, octets: &Bytes, how: OpenHow) -> FsResult<()> {
    let path = FtpPath::new(path);
    if let Some(above) = path.parent() {
        create_dirs(fs, &above)?;
    }
    let mut file = fs.open(&path, how)?;
    if !octets.is_empty() {
        file.write(octets.clone())?;
    }
    file.commit()
}
