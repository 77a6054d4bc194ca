//! What only commands below `SITE` do to files, and `SITE UMASK` to what is new.

use bytes::Bytes;

use crate::protocol::{FileKind, FtpPath, PathArg, replies};
use crate::session::Change;
use crate::vfs::FsError;

use super::{Context, Granted, Perm, Refusal};

/// How many objects one command removes (R-S13).
const MOST_REMOVED: usize = 100_000;

impl Context<'_> {
    /// Grants all of these letters at the path, or none.
    pub(in crate::session) fn grant_each(
        &self,
        perms: impl IntoIterator<Item = Perm>,
        arg: &PathArg,
    ) -> Result<(), Refusal> {
        perms
            .into_iter()
            .try_for_each(|perm| self.grant(perm, arg).map(drop))
    }

    pub(in crate::session) fn set_owner(&self, at: &Granted, to: &str) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeMode);
        Ok(self.fs.set_owner(&at.path, to)?)
    }

    pub(in crate::session) fn set_group(&self, at: &Granted, to: &str) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeMode);
        Ok(self.fs.set_group(&at.path, to)?)
    }

    /// Creates a link; its target may be missing, but not outside the user's tree (R-S12).
    pub(in crate::session) fn create_symlink(
        &mut self,
        at: &Granted,
        target: &PathArg,
    ) -> Result<(), Refusal> {
        self.check_file_name(at)?;
        if leaves_tree(&at.path, target.as_bytes()) {
            return Err(replies::permission_denied().into());
        }
        self.link(at, target.as_bytes())
    }

    /// Creates a link, wherever it leads.
    pub(super) fn link(&mut self, at: &Granted, target: &[u8]) -> Result<(), Refusal> {
        let created = self.fs.create_symlink(&at.path, target);
        created.map_err(Refusal::new_name)?;
        self.changed(Change::LinkMade {
            path: at.path.clone(),
            target: Bytes::copy_from_slice(target),
        });
        Ok(())
    }

    /// Creates a directory and those above it that are missing; each needs the permission.
    pub(in crate::session) fn create_dirs(&mut self, at: Granted) -> Result<(), Refusal> {
        let mut above = at.path.parent();
        let mut missing = vec![at];
        while let Some(path) = above
            && self.fs.metadata(&path) == Err(FsError::NotFound)
        {
            above = path.parent();
            missing.push(self.grant_at(Perm::MakeDir, path)?);
        }
        missing
            .iter()
            .rev()
            .try_for_each(|dir| self.create_dir(dir))
    }

    /// Removes a directory with all that is in it, following no links. Where one object is
    /// forbidden nothing is removed.
    pub(in crate::session) fn remove_tree(&mut self, at: &Granted) -> Result<(), Refusal> {
        if at.path.is_root() {
            return Err(replies::permission_denied().into());
        }
        if self.link_metadata(at)?.kind != FileKind::Directory {
            return Err(replies::not_a_directory().into());
        }
        // Whatever is in a directory comes after it.
        let mut objects = vec![(at.path.clone(), true)];
        let mut next = 0;
        while let Some((path, is_dir)) = objects.get(next).cloned() {
            next += 1;
            if !is_dir {
                continue;
            }
            for entry in self.fs.read_dir(&path)? {
                let entry = entry?;
                let inside = self.grant_at(Perm::Delete, path.child(&entry.name))?;
                objects.push((inside.path, entry.metadata.is_dir()));
                if objects.len() > MOST_REMOVED {
                    return Err(replies::busy().into());
                }
            }
        }
        for (path, is_dir) in objects.iter().rev() {
            if *is_dir {
                self.fs.remove_dir(path)?;
                self.changed(Change::DirRemoved(path.clone()));
            } else {
                self.fs.remove_file(path)?;
                self.changed(Change::FileRemoved(path.clone()));
            }
        }
        Ok(())
    }

    /// The path, when writing there will create a file whose mode the client has a say in.
    pub(in crate::session) fn new_file(&self, at: &Granted) -> Option<FtpPath> {
        let matters = self.state.parameters.umask.is_some() && !self.is_taken(at);
        matters.then(|| at.path.clone())
    }

    /// Gives something new the mode that the client's umask leaves of `full`; a filesystem without
    /// modes has none to give.
    pub(super) fn set_new_mode(&self, path: &FtpPath, full: u32) {
        if let Some(mask) = self.state.parameters.umask {
            let _ = self.fs.set_mode(path, full & !mask);
        }
    }
}

/// Whether a link at `link` to `target` climbs above the root.
fn leaves_tree(link: &FtpPath, target: &[u8]) -> bool {
    let mut depth = match target.first() {
        Some(b'/') => 0,
        _ => link.components().count().saturating_sub(1),
    };
    for name in target.split(|&octet| octet == b'/') {
        depth = match name {
            b"" | b"." => depth,
            b".." if depth == 0 => return true,
            b".." => depth - 1,
            _ => depth + 1,
        };
    }
    false
}
