//! The files of the user: what is there, and what becomes of it.

use crate::protocol::{FileKind, FtpPath, UnixTime, replies};
use crate::session::Change;
use crate::vfs::{DirEntries, File, FsError, FsResult, Metadata, OpenHow};

use super::{Context, Granted, Perm, Refusal};

impl Context<'_> {
    /// Metadata of what is at the path, links followed.
    pub(in crate::session) fn metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.fs.metadata(&at.path)?;
        at.check_form(metadata.kind)?;
        Ok(metadata)
    }

    /// Metadata of the link itself, where there is one.
    pub(in crate::session) fn link_metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.fs.link_metadata(&at.path)?;
        at.check_form(metadata.kind)?;
        Ok(metadata)
    }

    /// Metadata of a plain file.
    pub(in crate::session) fn file_metadata(&self, at: &Granted) -> Result<Metadata, Refusal> {
        let metadata = self.metadata(at)?;
        match metadata.kind {
            FileKind::Directory => Err(Refusal(replies::is_a_directory())),
            _ => Ok(metadata),
        }
    }

    /// Whether there is anything of that name, however the argument was written.
    pub(in crate::session) fn is_taken(&self, at: &Granted) -> bool {
        self.fs.link_metadata(&at.path).is_ok()
    }

    /// A name that ends in `/` is never that of a file (R-P1).
    pub(super) fn check_file_name(&self, at: &Granted) -> Result<(), Refusal> {
        if !at.directory {
            return Ok(());
        }
        Err(Refusal(match self.fs.metadata(&at.path) {
            Ok(found) if found.is_dir() => replies::is_a_directory(),
            _ => replies::not_a_directory(),
        }))
    }

    pub(in crate::session) fn read_link(&self, at: &Granted) -> Option<bytes::Bytes> {
        self.fs.read_link(&at.path).ok()
    }

    pub(in crate::session) fn read_dir(&self, at: &Granted) -> Result<DirEntries, Refusal> {
        debug_assert_eq!(at.perm, Perm::List);
        Ok(self.fs.read_dir(&at.path)?)
    }

    /// Lists a directory to work on all that is in it, under whatever permission allows that.
    pub(in crate::session) fn entries(&self, at: &Granted) -> Result<DirEntries, Refusal> {
        Ok(self.fs.read_dir(&at.path)?)
    }

    /// How much more can be stored.
    pub(in crate::session) fn available(&self, at: &FtpPath) -> FsResult<u64> {
        self.fs.available(at)
    }

    pub(in crate::session) fn open(
        &self,
        at: &Granted,
        how: OpenHow,
    ) -> Result<Box<dyn File>, Refusal> {
        self.check_file_name(at)?;
        let result = self.fs.open(&at.path, how);
        match how {
            OpenHow::Read { .. } => Ok(result?),
            _ => result.map_err(|error| match error {
                FsError::InvalidOffset if !self.is_taken(at) => replies::rest_of_nothing().into(),
                error => Refusal::new_name(error),
            }),
        }
    }

    /// Opens a file to compute something about it, under whatever permission allows asking.
    pub(in crate::session) fn inspect(&self, at: &Granted) -> Result<Box<dyn File>, Refusal> {
        Ok(self.fs.open(&at.path, OpenHow::Read { from: 0 })?)
    }

    /// Opens a new file for writing; `None` when something of that name exists.
    pub(in crate::session) fn open_new(
        &self,
        at: &Granted,
    ) -> Result<Option<Box<dyn File>>, Refusal> {
        self.check_file_name(at)?;
        match self.fs.open(&at.path, OpenHow::CreateNew) {
            Ok(file) => Ok(Some(file)),
            Err(FsError::AlreadyExists) => Ok(None),
            Err(error) => Err(Refusal::new_name(error)),
        }
    }

    pub(in crate::session) fn create_dir(&mut self, at: &Granted) -> Result<(), Refusal> {
        self.fs.create_dir(&at.path).map_err(Refusal::new_name)?;
        self.set_new_mode(&at.path, 0o777);
        self.changed(Change::DirMade(at.path.clone()));
        Ok(())
    }

    pub(in crate::session) fn remove_dir(&mut self, at: &Granted) -> Result<(), Refusal> {
        if at.path.is_root() {
            return Err(Refusal(replies::root_stays()));
        }
        self.fs.remove_dir(&at.path)?;
        self.changed(Change::DirRemoved(at.path.clone()));
        Ok(())
    }

    pub(in crate::session) fn remove_file(&mut self, at: &Granted) -> Result<(), Refusal> {
        self.check_file_name(at)?;
        self.fs.remove_file(&at.path)?;
        self.changed(Change::FileRemoved(at.path.clone()));
        Ok(())
    }

    pub(in crate::session) fn rename(
        &mut self,
        from: &Granted,
        to: &Granted,
    ) -> Result<(), Refusal> {
        self.fs
            .rename(&from.path, &to.path)
            .or_else(|error| match error {
                FsError::CrossDevice if self.policy.rename_copies => self.move_by_copy(from, to),
                FsError::AlreadyExists | FsError::InvalidName => {
                    Err(Refusal(replies::name_not_allowed()))
                }
                other => Err(Refusal::new_name(other)),
            })?;
        self.changed(Change::Renamed {
            from: from.path.clone(),
            to: to.path.clone(),
        });
        Ok(())
    }

    pub(in crate::session) fn set_modified(
        &mut self,
        at: &Granted,
        to: UnixTime,
    ) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeTime);
        self.fs.set_modified(&at.path, to)?;
        self.changed(Change::TimeChanged {
            path: at.path.clone(),
            time: to,
        });
        Ok(())
    }

    pub(in crate::session) fn set_created(
        &self,
        at: &Granted,
        to: UnixTime,
    ) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeTime);
        Ok(self.fs.set_created(&at.path, to)?)
    }

    pub(in crate::session) fn set_fact(
        &self,
        at: &Granted,
        name: &str,
        value: &str,
    ) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeMode);
        Ok(self.fs.set_fact(&at.path, name, value)?)
    }

    pub(in crate::session) fn set_mode(&mut self, at: &Granted, mode: u32) -> Result<(), Refusal> {
        debug_assert_eq!(at.perm, Perm::ChangeMode);
        self.fs.set_mode(&at.path, mode)?;
        self.changed(Change::ModeChanged {
            path: at.path.clone(),
            mode,
        });
        Ok(())
    }
}
