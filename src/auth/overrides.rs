//! Letters that count in one part of the tree.

use super::Perms;
use crate::protocol::FtpPath;

/// Other letters in a directory.
#[derive(Clone, Debug)]
pub(super) struct Override {
    pub(super) directory: FtpPath,
    pub(super) perms: Perms,
    /// Also below the directories in it.
    pub(super) deep: bool,
}

impl Override {
    pub(super) fn applies_to(&self, path: &FtpPath) -> bool {
        if self.deep {
            path.starts_with(&self.directory)
        } else {
            *path == self.directory || path.parent().as_ref() == Some(&self.directory)
        }
    }

    /// Whether it makes a difference between two paths below `directory`, itself included.
    pub(super) fn varies_below(&self, directory: &FtpPath) -> bool {
        let is_inside = self.directory.starts_with(directory);
        if self.deep {
            is_inside && self.directory != *directory
        } else {
            is_inside || directory.parent().as_ref() == Some(&self.directory)
        }
    }
}
