//! What the argument of a listing means: a directory, a file, a pattern.

use bytes::Bytes;

use super::{Context, Refusal};
use crate::auth::Perm;
use crate::protocol::{FileKind, PathArg, replies};
use crate::session::context::Granted;
use crate::vfs::{DirEntries, DirEntry};

/// What the argument of a listing has turned out to mean.
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) entries: DirEntries,
}

impl Found {
    /// What a pattern has found that matches nothing.
    pub(super) fn nothing() -> Self {
        Self {
            kind: Kind::Matches,
            entries: Box::new(std::iter::empty()),
        }
    }
}

pub(super) enum Kind {
    Directory,
    /// The entries of a directory that match a pattern.
    Matches,
    Single,
}

pub(super) fn look_at(cx: &Context<'_>, path: Option<&PathArg>) -> Result<Found, Refusal> {
    let target = cx.grant_or_cwd(Perm::List, path)?;
    let kind = match cx.metadata(&target) {
        Ok(metadata) => metadata.kind,
        // A link that leads nowhere is listed as itself.
        Err(_) if cx.link_metadata(&target).is_ok() => FileKind::Symlink,
        Err(refusal) => return matches(cx, &target)?.ok_or(refusal),
    };
    Ok(match kind {
        FileKind::Directory => Found {
            kind: Kind::Directory,
            entries: cx.read_dir(&target)?,
        },
        _ => Found {
            kind: Kind::Single,
            entries: Box::new(std::iter::once(Ok(single(cx, &target)?))),
        },
    })
}

/// Whether an argument is a pattern that could have matched something.
pub(super) fn matches_nothing(cx: &Context<'_>, path: Option<&PathArg>) -> bool {
    let Ok(target) = cx.grant_or_cwd(Perm::List, path) else {
        return false;
    };
    let parent = target
        .path()
        .parent()
        .filter(|_| is_pattern(target.path().name()));
    let parent = parent.and_then(|parent| cx.grant_at(Perm::List, parent).ok());
    cx.policy.globbing && parent.is_some_and(|parent| cx.read_dir(&parent).is_ok())
}

/// Whether a name could stand for others.
pub(super) fn is_pattern(name: &[u8]) -> bool {
    name.iter().any(|o| matches!(o, b'*' | b'?' | b'['))
}

/// The entries that a pattern in the last component matches (R-L8); `None` when there are none.
fn matches(cx: &Context<'_>, target: &Granted) -> Result<Option<Found>, Refusal> {
    let name = target.path().name();
    let Some(parent) = target.path().parent().filter(|_| is_pattern(name)) else {
        return Ok(None);
    };
    if !cx.policy.globbing {
        return Err(replies::no_globbing().into());
    }
    let pattern = glob(name);
    let parent = cx.grant_at(Perm::List, parent)?;
    let Ok(entries) = cx.read_dir(&parent) else {
        return Ok(None);
    };
    let mut entries = entries
        .filter(move |entry| match entry {
            Ok(entry) => fast_glob::glob_match(&pattern, &entry.name),
            Err(_) => true,
        })
        .peekable();
    Ok(entries.peek().is_some().then(|| Found {
        kind: Kind::Matches,
        entries: Box::new(entries),
    }))
}

/// A pattern as the matcher wants it: what it knows beyond `*`, `?` and `[..]` is an ordinary octet.
fn glob(name: &[u8]) -> Vec<u8> {
    let mut pattern = Vec::with_capacity(name.len());
    for (at, &octet) in name.iter().enumerate() {
        if matches!(octet, b'\\' | b'{' | b'}') || (at == 0 && octet == b'!') {
            pattern.push(b'\\');
        }
        pattern.push(octet);
    }
    pattern
}

/// One object as an entry of a listing; a link is shown as a link.
pub(super) fn single(cx: &Context<'_>, at: &Granted) -> Result<DirEntry, Refusal> {
    let metadata = cx.link_metadata(at)?;
    let target = match metadata.kind {
        FileKind::Symlink => cx.read_link(at),
        _ => None,
    };
    Ok(DirEntry {
        name: Bytes::copy_from_slice(at.path().name()),
        metadata,
        target,
    })
}
