//! Copies that the server makes: of files, and of directories with all that is in them.

use crate::protocol::{FileKind, replies};
use crate::session::Change;
use crate::vfs::OpenHow;

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
        if to.path.starts_with(&from.path) {
            return Err(replies::name_not_allowed().into());
        }
        if self.is_taken(to) {
            return Err(replies::exists().into());
        }
        let steps = self.steps(from, to)?;
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

    /// All objects of a tree, directories before what is in them; links are not followed.
    fn steps(&self, from: &Granted, to: &Granted) -> Result<Vec<Step>, Refusal> {
        let mut steps = vec![Step {
            from: from.clone(),
            to: self.grant_at(Perm::MakeDir, to.path.clone())?,
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
                    from: self.grant_at(Perm::Retrieve, from.path.child(&entry.name))?,
                    to: self.grant_at(makes, to.path.child(&entry.name))?,
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
