//! Copies that the server makes: of files, and of directories with all that is in them.

use crate::protocol::{FileKind, FtpPath, replies};
use crate::session::Change;
use crate::vfs::{FsResult, OpenHow};

use super::{Context, Granted, Perm, Refusal};

/// How much is copied at once.
const CHUNK: usize = 256 * 1024;

/// An object and where its copy goes.
struct Step {
    from: Granted,
    to: Granted,
    kind: FileKind,
}

impl Context<'_> {
    /// Copies a file, in place of one that is there, or a directory to where there is nothing.
    pub(in crate::session) fn copy(&mut self, from: &Granted, to: &Granted) -> Result<(), Refusal> {
        if self.metadata(from)?.kind == FileKind::Directory {
            self.copy_tree(from, to)
        } else {
            self.copy_file(from, to)
        }
    }

    /// Where one object is forbidden nothing is copied.
    fn copy_tree(&mut self, from: &Granted, to: &Granted) -> Result<(), Refusal> {
        let grant = |perm, path| self.grant_at(perm, path);
        let steps = self.steps(from, to, &grant)?;
        for (done, step) in steps.iter().enumerate() {
            let Err(Refusal(reply)) = self.take(step) else {
                continue;
            };
            if done == 0 || reply == replies::interrupted() {
                return Err(Refusal(reply));
            }
            let done = format!("{done} of {} copied", steps.len());
            return Err(replies::partly_done(&reply, &done).into());
        }
        Ok(())
    }

    /// Moves what the filesystem can not rename: copies it, then deletes what it has copied. Where
    /// copying fails nothing has changed. The letter for renaming is enough.
    pub(super) fn move_by_copy(&mut self, from: &Granted, to: &Granted) -> Result<(), Refusal> {
        let kind = self.fs.link_metadata(&from.path)?.kind;
        let steps = match kind {
            FileKind::Directory => self.steps(from, to, &|perm, path| {
                Ok(Granted {
                    path,
                    perm,
                    directory: false,
                })
            })?,
            _ => vec![Step {
                from: from.clone(),
                to: to.clone(),
                kind,
            }],
        };
        let told = self.effects.len();
        for (done, step) in steps.iter().enumerate() {
            if let Err(refusal) = self.take(step) {
                for step in steps[..done].iter().rev() {
                    // What stays behind is no worse than the failure itself.
                    let _ = self.erase(&step.to, step.kind);
                }
                self.effects.truncate(told);
                return Err(refusal);
            }
        }
        // Directories last: they have changed with what was put into them.
        for Step { from, to, kind } in steps.iter().rev() {
            if *kind != FileKind::Symlink {
                let metadata = self.fs.metadata(&from.path)?;
                // Not every filesystem knows these.
                let _ = self.fs.set_mode(&to.path, metadata.mode);
                let _ = self.fs.set_modified(&to.path, metadata.modified);
            }
        }
        for step in steps.iter().rev() {
            self.erase(&step.from, step.kind)?;
        }
        // It is one change for whoever watches.
        self.effects.truncate(told);
        Ok(())
    }

    fn erase(&self, at: &Granted, kind: FileKind) -> FsResult<()> {
        match kind {
            FileKind::Directory => self.fs.remove_dir(&at.path),
            _ => self.fs.remove_file(&at.path),
        }
    }

    /// All objects of a tree, directories before what is in them; links are not followed.
    fn steps(
        &self,
        from: &Granted,
        to: &Granted,
        grant: &dyn Fn(Perm, FtpPath) -> Result<Granted, Refusal>,
    ) -> Result<Vec<Step>, Refusal> {
        if to.path.starts_with(&from.path) {
            return Err(replies::name_not_allowed().into());
        }
        if self.is_taken(to) {
            return Err(replies::exists().into());
        }
        let mut steps = vec![Step {
            from: from.clone(),
            to: grant(Perm::MakeDir, to.path.clone())?,
            kind: FileKind::Directory,
        }];
        let mut at = 0;
        while let Some(Step { from, to, kind }) = steps.get(at) {
            at += 1;
            if *kind != FileKind::Directory {
                continue;
            }
            let (from, to) = (from.clone(), to.clone());
            for entry in self.entries(&from)? {
                let entry = entry?;
                if steps.len() >= self.policy.tree_limit {
                    return Err(replies::too_many_files().into());
                }
                let kind = entry.metadata.kind;
                let makes = match kind {
                    FileKind::Directory => Perm::MakeDir,
                    _ => Perm::Store,
                };
                steps.push(Step {
                    from: grant(Perm::Retrieve, from.path.child(&entry.name))?,
                    to: grant(makes, to.path.child(&entry.name))?,
                    kind,
                });
            }
        }
        Ok(steps)
    }

    fn take(&mut self, step: &Step) -> Result<(), Refusal> {
        let Step { from, to, kind } = step;
        self.go_on()?;
        match kind {
            FileKind::Directory => self.create_dir(to),
            FileKind::File => self.copy_file(from, to),
            FileKind::Symlink => {
                let target = self.fs.read_link(&from.path)?;
                self.link(to, &target)
            }
        }
    }

    /// Copies a file, in place of one that is there.
    fn copy_file(&mut self, from: &Granted, to: &Granted) -> Result<(), Refusal> {
        let mut source = self.open(from, OpenHow::Read { from: 0 })?;
        let mut target = self.open(to, OpenHow::Write { from: 0 })?;
        let (new, mut begun) = (self.new_file(to), false);
        loop {
            let chunk = source.read(CHUNK)?;
            if chunk.is_empty() {
                break;
            }
            // A file of one chunk is nothing to interrupt.
            if std::mem::replace(&mut begun, true) {
                self.go_on()?;
            }
            target.write(chunk).map_err(Refusal::new_name)?;
        }
        target.commit().map_err(Refusal::new_name)?;
        if let Some(path) = new {
            self.set_new_mode(&path, 0o666);
        }
        self.changed(Change::FileCopied {
            from: from.path.clone(),
            to: to.path.clone(),
        });
        Ok(())
    }
}
