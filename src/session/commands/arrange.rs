//! What `LIST` and `NLST` show beyond the entries of a directory, and in which order.

use std::cmp::Reverse;

use bytes::Bytes;

use super::{Context, Policy, Refusal};
use crate::auth::Perm;
use crate::protocol::{FtpPath, ListSwitches, PathArg};
use crate::session::context::Granted;
use crate::vfs::{DirEntries, DirEntry, FsResult};

/// What the options of a command mean here.
pub(super) fn switches(policy: &Policy, argument: Option<&PathArg>) -> ListSwitches {
    if policy.list_switches {
        ListSwitches::parse(argument.map(PathArg::as_bytes))
    } else {
        ListSwitches::default()
    }
}

/// The directory itself and the one above it, before its entries.
pub(super) fn with_dots(
    cx: &Context<'_>,
    target: &Granted,
    entries: DirEntries,
) -> Result<DirEntries, Refusal> {
    let own = cx.metadata(target)?;
    let above = target.path().parent().unwrap_or_else(FtpPath::root);
    // One that the user may not look at is not shown.
    let above = cx.grant_at(Perm::List, above);
    let above = above.and_then(|above| cx.metadata(&above)).ok();
    let dots = [(&b"."[..], Some(own)), (b"..", above)];
    let dots = dots.into_iter().filter_map(|(name, metadata)| {
        Some(Ok(DirEntry {
            name: Bytes::from_static(name),
            metadata: metadata?,
            target: None,
        }))
    });
    Ok(Box::new(dots.chain(entries)))
}

/// The entries as the switches want them; without any they stay as they are.
pub(super) fn sorted(entries: DirEntries, switches: ListSwitches) -> DirEntries {
    if switches
        == (ListSwitches {
            all: switches.all,
            ..ListSwitches::default()
        })
    {
        return entries;
    }
    let mut all: Vec<FsResult<DirEntry>> = entries.collect();
    if switches.by_time {
        all.sort_by_key(|entry| Reverse(entry.as_ref().map(|e| e.metadata.modified).ok()));
    }
    if switches.by_size {
        all.sort_by_key(|entry| Reverse(entry.as_ref().map(|e| e.metadata.size).ok()));
    }
    if switches.reverse {
        all.reverse();
    }
    Box::new(all.into_iter())
}

/// The line of blocks, and the entries it counts.
pub(super) fn total(entries: DirEntries) -> (Vec<u8>, DirEntries) {
    let all: Vec<FsResult<DirEntry>> = entries.collect();
    let sizes = all.iter().flatten().map(|entry| entry.metadata.size);
    let blocks: u64 = sizes
        .map(|size| size.div_ceil(1024))
        .fold(0, u64::saturating_add);
    let line = format!("total {blocks}\r\n");
    (line.into_bytes(), Box::new(all.into_iter()))
}
