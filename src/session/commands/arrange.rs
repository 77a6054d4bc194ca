//! What `LIST` and `NLST` show beyond the entries of a directory, what they hide, and in which order.

use std::collections::{BTreeSet, VecDeque};

use bytes::Bytes;

use super::found::is_pattern;
use super::{Context, Policy, Refusal};
use crate::auth::Perm;
use crate::protocol::{FileKind, FtpPath, ListSwitches, PathArg, list_options, replies};
use crate::session::ListOrder;
use crate::session::context::Granted;
use crate::session::listing::Section;
use crate::vfs::{DirEntries, DirEntry, FsResult};

/// What the options of a command mean here.
pub(super) fn switches(policy: &Policy, argument: Option<&PathArg>) -> ListSwitches {
    let given = ListSwitches::parse(argument.map(PathArg::as_bytes));
    if policy.list_switches {
        given
    } else {
        ListSwitches::default()
    }
}

/// Whether names that begin with a dot are shown: always, or when `-a` or a pattern asks for them.
pub(super) fn shows_hidden(policy: &Policy, argument: Option<&PathArg>) -> bool {
    let asked = argument.map(PathArg::as_bytes).unwrap_or_default();
    let (_, path) = list_options(Some(asked));
    let name = path.and_then(|path| path.rsplit(|octet| *octet == b'/').next());
    policy.listing.hidden
        || ListSwitches::parse(Some(asked)).all
        || name.is_some_and(|name| name.starts_with(b".") && is_pattern(name))
}

/// The entries that are to be seen.
pub(super) fn visible(policy: &Policy, hidden: bool, entries: DirEntries) -> DirEntries {
    let shown = policy.listing.clone();
    if hidden && shown.unreadable && shown.lost_links {
        return entries;
    }
    let is_visible = move |entry: &FsResult<DirEntry>| {
        let Ok(entry) = entry else { return true };
        let metadata = &entry.metadata;
        let is_lost = metadata.is_symlink() && entry.target.is_none();
        (hidden || !entry.name.starts_with(b"."))
            && (shown.unreadable || !metadata.is_unknown())
            && (shown.lost_links || !is_lost)
    };
    Box::new(entries.filter(is_visible))
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

/// The entries as the switches want them; without any they are in the order of the server.
pub(super) fn sorted(policy: &Policy, entries: DirEntries, switches: ListSwitches) -> DirEntries {
    let order = match switches {
        ListSwitches { by_time: true, .. } => ListOrder::ByTime,
        ListSwitches { by_size: true, .. } => ListOrder::BySize,
        _ => policy.listing.order,
    };
    let entries = order.arrange(entries);
    if switches.reverse {
        let mut all: Vec<FsResult<DirEntry>> = entries.collect();
        all.reverse();
        return Box::new(all.into_iter());
    }
    entries
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

/// A directory below the one that is listed.
pub(super) struct Below {
    /// From the directory that is listed.
    pub(super) path: Vec<u8>,
    pub(super) entries: DirEntries,
}

/// All directories below one, each after the one it is in, links not followed.
pub(super) fn below(
    cx: &Context<'_>,
    top: &Granted,
    arrange: impl Fn(DirEntries) -> DirEntries,
) -> Result<Vec<Below>, Refusal> {
    let mut found = Vec::new();
    let mut left = cx.policy.tree_limit;
    let mut next = VecDeque::from([(Vec::new(), top.path().clone())]);
    while let Some((shown, path)) = next.pop_front() {
        cx.go_on()?;
        // What the user may not look at is not looked at.
        let Ok(at) = cx.grant_at(Perm::List, path) else {
            continue;
        };
        let Ok(entries) = cx.read_dir(&at) else {
            continue;
        };
        let all: Vec<FsResult<DirEntry>> = arrange(entries).collect();
        left = left
            .checked_sub(all.len())
            .ok_or_else(|| Refusal(replies::too_many_files()))?;
        let directories = all.iter().flatten();
        let directories = directories.filter(|entry| entry.metadata.is_dir());
        let deeper: Vec<_> = directories
            .map(|entry| {
                let mut name = shown.clone();
                if !name.is_empty() {
                    name.push(b'/');
                }
                name.extend_from_slice(&entry.name);
                (name, at.path().child(&entry.name))
            })
            .collect();
        for deeper in deeper.into_iter().rev() {
            next.push_front(deeper);
        }
        if !shown.is_empty() {
            found.push(Below {
                path: shown,
                entries: Box::new(all.into_iter()),
            });
        }
    }
    Ok(found)
}

/// As sections of `ls -R`: an empty line, the path and a colon, the entries.
pub(super) fn sections(below: Vec<Below>, prefix: &[u8]) -> Vec<Section> {
    let section = |below: Below| {
        let mut heading = b"\r\n".to_vec();
        // No octet of a name ends its line.
        let mut path = Vec::new();
        crate::protocol::name_line(&mut path, prefix, &below.path);
        path.truncate(path.len() - b"\r\n".len());
        heading.extend_from_slice(&path);
        heading.extend_from_slice(b":\r\n");
        Section {
            heading: Some(heading),
            entries: below.entries,
        }
    };
    below.into_iter().map(section).collect()
}

/// As names from the directory that is listed.
pub(super) fn flat(below: Vec<Below>, entries: DirEntries) -> DirEntries {
    let deeper = below.into_iter().flat_map(|below| {
        let Below { path, entries } = below;
        entries.map(move |entry| {
            let entry = entry?;
            let name = [&path[..], &entry.name].join(&b'/');
            Ok(DirEntry {
                name: name.into(),
                ..entry
            })
        })
    });
    Box::new(entries.chain(deeper))
}

/// The names of directories that are not empty.
pub(super) fn full(cx: &Context<'_>, directory: &Granted) -> Result<BTreeSet<Bytes>, Refusal> {
    let mut full = BTreeSet::new();
    for entry in cx.read_dir(directory)?.flatten() {
        if entry.metadata.kind == FileKind::Directory
            && let Ok(at) = cx.grant_at(Perm::List, directory.path().child(&entry.name))
            && cx.read_dir(&at)?.next().is_some()
        {
            full.insert(entry.name);
        }
    }
    Ok(full)
}
