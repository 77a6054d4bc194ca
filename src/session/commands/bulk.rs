//! Whole trees, and the room for them: `AVBL DSIZ RMDA`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, FileKind, PathArg, SyntaxError, replies, verbs};
use crate::session::context::Granted;
use crate::vfs::FsError;

/// `AVBL [SP path]`: how many more octets can be stored.
pub(super) struct Avbl {
    path: Option<PathArg>,
}

impl Handler for Avbl {
    const SPEC: Spec = Spec {
        feat: Some("AVBL"),
        ..Spec::new(
            verbs::AVBL,
            "AVBL [<SP> path]",
            "draft-peterson-streamlined-ftp-command-extensions §4",
        )
        .on_path("l")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = directory(cx, Perm::List, self.path.as_ref())?;
        match cx.available(target.path()) {
            Ok(octets) => Ok(replies::space_available(octets).into()),
            Err(FsError::Unsupported) => Err(replies::space_unknown().into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A directory that is there, the current one without an argument.
fn directory(cx: &Context<'_>, perm: Perm, path: Option<&PathArg>) -> Result<Granted, Refusal> {
    let target = cx.grant_or_cwd(perm, path)?;
    match cx.metadata(&target)?.kind {
        FileKind::Directory => Ok(target),
        _ => Err(replies::not_a_directory().into()),
    }
}

/// `DSIZ [SP path]`: octets in all files of a tree.
pub(super) struct Dsiz {
    path: Option<PathArg>,
}

impl Handler for Dsiz {
    const SPEC: Spec = Spec {
        feat: Some("DSIZ"),
        heavy: true,
        ..Spec::new(
            verbs::DSIZ,
            "DSIZ [<SP> path]",
            "draft-peterson-streamlined-ftp-command-extensions",
        )
        .on_path("l")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let top = directory(cx, Perm::List, self.path.as_ref())?;
        let mut size: u64 = 0;
        let mut left = cx.policy.tree_limit;
        let mut directories = vec![top];
        while let Some(directory) = directories.pop() {
            for entry in cx.entries(&directory)? {
                let entry = entry?;
                spend(&mut left)?;
                match entry.metadata.kind {
                    FileKind::File => size = size.saturating_add(entry.metadata.size),
                    FileKind::Directory => {
                        // What the user may not list counts for nothing.
                        let path = directory.path().child(&entry.name);
                        directories.extend(cx.grant_at(Perm::List, path));
                    }
                    FileKind::Symlink => {}
                }
            }
        }
        Ok(replies::tree_size(size).into())
    }
}

/// Counts one more object, as long as there may be more (R-S13).
fn spend(left: &mut usize) -> Result<(), Refusal> {
    *left = left
        .checked_sub(1)
        .ok_or_else(|| Refusal(replies::too_many_files()))?;
    Ok(())
}

/// `RMDA SP path`: removes a directory with all that is in it, links themselves included.
pub(super) struct Rmda {
    path: PathArg,
}

impl Handler for Rmda {
    const SPEC: Spec = Spec {
        feat: Some("RMDA directoryname"),
        heavy: true,
        ..Spec::new(
            verbs::RMDA,
            "RMDA <SP> path",
            "draft-peterson-streamlined-ftp-command-extensions",
        )
        .on_path("d")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let top = cx.grant(Perm::Delete, &self.path)?;
        if cx.link_metadata(&top)?.kind != FileKind::Directory {
            return Err(replies::not_a_directory().into());
        }
        if top.path().is_root() {
            return Err(replies::permission_denied().into());
        }
        let doomed = everything_in(cx, top)?;
        for (removed, (object, kind)) in doomed.iter().rev().enumerate() {
            let result = match kind {
                FileKind::Directory => cx.remove_dir(object),
                _ => cx.remove_file(object),
            };
            if let Err(Refusal(reply)) = result {
                if removed == 0 {
                    return Err(Refusal(reply));
                }
                let done = format!("{removed} of {} removed", doomed.len());
                return Err(replies::partly_done(&reply, &done).into());
            }
        }
        Ok(replies::tree_removed().into())
    }
}

/// All objects of a tree, directories before what is in them; refused if one of them may not go.
fn everything_in(cx: &Context<'_>, top: Granted) -> Result<Vec<(Granted, FileKind)>, Refusal> {
    let mut left = cx.policy.tree_limit;
    let mut found = vec![(top, FileKind::Directory)];
    let mut at = 0;
    while let Some((object, kind)) = found.get(at) {
        at += 1;
        if *kind != FileKind::Directory {
            continue;
        }
        let directory = object.clone();
        for entry in cx.entries(&directory)? {
            let entry = entry?;
            spend(&mut left)?;
            let path = directory.path().child(&entry.name);
            found.push((cx.grant_at(Perm::Delete, path)?, entry.metadata.kind));
        }
    }
    Ok(found)
}
