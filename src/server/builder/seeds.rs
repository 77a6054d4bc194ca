//! Seeds that are planted more than once.

use super::{Builder, Seed};
use crate::vfs::Filesystem;

/// What is there from the start, to be planted wherever it is wanted.
#[derive(Clone, Default)]
pub(crate) struct Seeds(Vec<Seed>);

impl Builder {
    /// Takes what was seeded so far out again.
    pub(crate) fn take_seeds(&mut self) -> Seeds {
        Seeds(std::mem::take(&mut self.seeds))
    }
}

impl Seeds {
    /// Puts them all into these files.
    ///
    /// # Panics
    /// When one of them has no place.
    pub(crate) fn plant(&self, files: &dyn Filesystem) {
        crate::server::files::plant(files, self.0.clone());
    }
}
