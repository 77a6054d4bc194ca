//! The entries of a directory.

use std::ops::Bound;
use std::vec;

use bytes::Bytes;

use super::node::Children;
use crate::vfs::{DirEntry, FsResult};

/// Entries looked up at once: a step through the tree for each would cost more.
const PAGE: usize = 64;

/// Goes through a snapshot of the names; what the entries are is looked up page by page.
pub(super) struct Listing {
    children: Children,
    page: vec::IntoIter<DirEntry>,
    last: Option<Bytes>,
}

impl Listing {
    pub(super) fn new(children: Children) -> Self {
        Self {
            children,
            page: Vec::new().into_iter(),
            last: None,
        }
    }

    fn turn(&mut self) {
        let after = self.last.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let page = self
            .children
            .range::<Bytes, _>((after, Bound::Unbounded))
            .take(PAGE);
        let page: Vec<_> = page
            .map(|(name, node)| {
                let (metadata, target) = node.describe();
                DirEntry {
                    name: name.clone(),
                    metadata,
                    target,
                }
            })
            .collect();
        if let Some(entry) = page.last() {
            self.last = Some(entry.name.clone());
        }
        self.page = page.into_iter();
    }
}

impl Iterator for Listing {
    type Item = FsResult<DirEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            self.turn();
        }
        self.page.next().map(Ok)
    }
}
