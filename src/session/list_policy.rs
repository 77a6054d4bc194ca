//! What listings show, and in which order: values, no behaviour.

use std::cmp::Reverse;

use crate::protocol::FactSet;
use crate::vfs::{DirEntries, DirEntry, FsResult};

/// In which order a directory is listed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ListOrder {
    /// The largest first.
    BySize,
    /// The newest first.
    ByTime,
    /// By the octets of the names, the last one first.
    Backwards,
    /// By the octets of the names.
    #[default]
    Sorted,
    /// As the filesystem has numbered its objects, which in memory is as they were made.
    Unsorted,
}

impl ListOrder {
    /// Entries, which come sorted, in this order.
    pub fn arrange(self, entries: DirEntries) -> DirEntries {
        if self == Self::Sorted {
            return entries;
        }
        let mut all: Vec<FsResult<DirEntry>> = entries.collect();
        match self {
            Self::Sorted => {}
            Self::BySize => {
                all.sort_by_key(|entry| Reverse(entry.as_ref().map(|e| e.metadata.size).ok()));
            }
            Self::ByTime => {
                all.sort_by_key(|entry| Reverse(entry.as_ref().map(|e| e.metadata.modified).ok()));
            }
            Self::Backwards => all.reverse(),
            Self::Unsorted => {
                all.sort_by_key(|entry| entry.as_ref().map(|e| e.metadata.unique).ok());
            }
        }
        Box::new(all.into_iter())
    }
}

/// What listings show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListPolicy {
    /// The facts there are, and those that `MLST` and `MLSD` show without `OPTS MLST`.
    pub facts: FactSet,
    /// Whether the times of facts have milliseconds.
    pub fact_fractions: bool,
    /// Whether the fact `type` of a link tells where it leads, when that is inside.
    pub fact_link_targets: bool,
    /// Whether the fact `perm` of a directory that is not empty may have the letter `d`.
    pub fact_deletes_full: bool,
    /// Whether `LIST`, `NLST` and `STAT` show names that begin with a dot without `-a`.
    pub hidden: bool,
    /// Whether `LIST`, `NLST` and `STAT` show links whose target is not shown.
    pub lost_links: bool,
    /// Whether `NLST` of a pattern that matches nothing is an empty list; else it gets 550.
    pub nlst_empty: bool,
    /// Whether `NLST` leaves directories out.
    pub nlst_files_only: bool,
    /// In which order directories are listed.
    pub order: ListOrder,
    /// Whether `LIST`, `NLST` and `STAT` show what nobody can look at.
    pub unreadable: bool,
}

impl Default for ListPolicy {
    fn default() -> Self {
        Self {
            facts: FactSet::default(),
            fact_fractions: false,
            fact_link_targets: false,
            fact_deletes_full: true,
            hidden: true,
            lost_links: true,
            nlst_empty: false,
            nlst_files_only: false,
            order: ListOrder::Sorted,
            unreadable: true,
        }
    }
}
