//! A filesystem that fails as planned, for one exchange.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;

use crate::clock::Clock;
use crate::protocol::{FtpPath, UnixTime};
use crate::vfs::{DirEntries, File, Filesystem, FsError, FsResult, Metadata, OpenHow};

use super::fault::{FsOp, Lag, StorageFault};
use super::faulty_file::FaultyFile;
use super::pattern::Pattern;
use super::plan::{Firing, Plan};
use super::veils::{Lock, Over, Veils};

/// Where an exchange takes place.
pub(crate) struct Setting<'a> {
    pub(crate) fs: &'a Arc<dyn Filesystem>,
    pub(crate) veils: &'a Arc<Veils>,
    pub(crate) clock: &'a Arc<dyn Clock>,
    pub(crate) session: u64,
}

/// Decorates a filesystem with the storage faults of a plan.
#[derive(Debug)]
pub(crate) struct FaultyFs {
    inner: Arc<dyn Filesystem>,
    checks: Arc<Checks>,
    veils: Arc<Veils>,
    clock: Arc<dyn Clock>,
    session: u64,
}

/// The faults, and what has come of them.
#[derive(Debug)]
pub(super) struct Checks {
    faults: Vec<(StorageFault, AtomicU64)>,
    firing: Firing,
    /// An exchange may ask more than once; its fault is one.
    told: AtomicBool,
}

impl Checks {
    pub(super) fn faults(&self) -> impl Iterator<Item = &StorageFault> {
        self.faults.iter().map(|(fault, _)| fault)
    }

    pub(super) fn fire(&self, fault: &StorageFault) {
        self.firing.strike(fault);
    }

    fn fire_once(&self, fault: &StorageFault) {
        if !self.told.swap(true, Ordering::Relaxed) {
            self.fire(fault);
        }
    }

    /// Whether an operation fails.
    pub(super) fn check(&self, operation: FsOp) -> FsResult<()> {
        for (fault, calls) in &self.faults {
            let error = match fault {
                StorageFault::Error(error) => {
                    // Once a file is open, it is whole.
                    if matches!(operation, FsOp::Read | FsOp::Write | FsOp::Commit) {
                        continue;
                    }
                    error
                }
                StorageFault::ErrorOn(asked, nth, error) if operation.is(*asked) => {
                    let call = calls.fetch_add(1, Ordering::Relaxed) + 1;
                    if nth.is_some_and(|nth| nth != call) {
                        continue;
                    }
                    error
                }
                _ => continue,
            };
            self.fire_once(fault);
            return Err(error.clone());
        }
        Ok(())
    }

    /// Whether an operation is only pretended.
    pub(super) fn is_pretended(&self, operation: FsOp) -> bool {
        let pretended = |fault: &&StorageFault| match fault {
            StorageFault::Pretended(asked) => operation.is(*asked),
            _ => false,
        };
        match self.faults().find(pretended) {
            Some(fault) => {
                self.fire_once(fault);
                true
            }
            None => false,
        }
    }

    fn lag(&self) -> Option<(&StorageFault, Lag)> {
        self.faults().find_map(|fault| match fault {
            StorageFault::Appears(lag) => Some((fault, *lag)),
            _ => None,
        })
    }
}

impl FaultyFs {
    /// The decorated filesystem, or `None` when the plan leaves the filesystem alone.
    pub(crate) fn wrap(plan: &Plan, setting: &Setting<'_>) -> Option<Self> {
        let firing = plan.firing()?;
        let faults = plan.storage();
        if faults.is_empty() {
            return None;
        }
        let counted = |fault: &StorageFault| (fault.clone(), AtomicU64::new(0));
        Some(Self {
            inner: Arc::clone(setting.fs),
            checks: Arc::new(Checks {
                faults: faults.iter().map(counted).collect(),
                firing: firing.clone(),
                told: AtomicBool::new(false),
            }),
            veils: Arc::clone(setting.veils),
            clock: Arc::clone(setting.clock),
            session: setting.session,
        })
    }

    /// Does something to the files, or fails, or pretends.
    fn act(&self, operation: FsOp, act: impl FnOnce() -> FsResult<()>) -> FsResult<()> {
        self.checks.check(operation)?;
        if self.checks.is_pretended(operation) {
            return Ok(());
        }
        act()
    }

    /// What is new is hidden for a while, when the plan says so.
    fn veil(&self, path: &FtpPath) {
        if let Some((fault, lag)) = self.checks.lag() {
            self.checks.fire(fault);
            let hidden = Over::Hidden(path.clone());
            self.veils.lay(hidden, lag, self.clock.now(), self.session);
        }
    }

    /// What is to be done when a file has been stored.
    fn when_stored(&self, path: &FtpPath) -> Option<Box<dyn FnOnce() + Send>> {
        let (fault, lag) = self.checks.lag()?;
        let (checks, fault) = (Arc::clone(&self.checks), fault.clone());
        let (veils, clock) = (Arc::clone(&self.veils), Arc::clone(&self.clock));
        let (path, session) = (path.clone(), self.session);
        Some(Box::new(move || {
            checks.fire(&fault);
            veils.lay(Over::Hidden(path), lag, clock.now(), session);
        }))
    }

    /// The old name can still be seen for a while, when the plan says so.
    fn keep_old_name(&self, old: &FtpPath, new: &FtpPath) {
        for fault in self.checks.faults() {
            if let StorageFault::OldName(lag) = fault {
                self.checks.fire(fault);
                let (old, new) = (old.clone(), new.clone());
                let both = Over::OldName { old, new };
                self.veils.lay(both, *lag, self.clock.now(), self.session);
            }
        }
    }

    /// Locks a file that is open from now on, when the plan says so.
    fn lock(&self, path: &FtpPath) -> Option<Arc<Lock>> {
        self.checks.faults().find_map(|fault| match fault {
            StorageFault::Locks(error) => {
                self.checks.fire(fault);
                Some(self.veils.lock_file(path, error.clone()))
            }
            _ => None,
        })
    }

    fn listed(&self, entries: DirEntries) -> DirEntries {
        let mut entries = entries;
        for fault in self.checks.faults() {
            match fault {
                StorageFault::Hidden(glob) => {
                    let pattern = Pattern::text(glob);
                    let (checks, fault) = (Arc::clone(&self.checks), fault.clone());
                    entries = Box::new(entries.filter(move |entry| {
                        let hidden = matches!(entry, Ok(entry) if pattern.matches(&entry.name));
                        if hidden {
                            checks.fire_once(&fault);
                        }
                        !hidden
                    }));
                }
                StorageFault::ErrorAfter(most, error) => {
                    let (most, error) = (*most, error.clone());
                    let (checks, fault) = (Arc::clone(&self.checks), fault.clone());
                    let mut seen = 0;
                    entries = Box::new(entries.map(move |entry| {
                        seen += 1;
                        if seen <= most {
                            return entry;
                        }
                        checks.fire_once(&fault);
                        Err(error.clone())
                    }));
                }
                _ => {}
            }
        }
        entries
    }
}

impl Filesystem for FaultyFs {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.checks.check(FsOp::Look)?;
        self.inner.metadata(path)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.checks.check(FsOp::Look)?;
        self.inner.link_metadata(path)
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.checks.check(FsOp::Look)?;
        self.inner.read_link(path)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.checks.check(FsOp::List)?;
        let entries = self.inner.read_dir(path)?;
        if self.checks.is_pretended(FsOp::List) {
            return Ok(Box::new(std::iter::empty()));
        }
        Ok(self.listed(entries))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        let reads = matches!(how, OpenHow::Read { .. });
        let operation = if reads { FsOp::Open } else { FsOp::Store };
        self.checks.check(operation)?;
        let file = self.inner.open(path, how)?;
        let stored = if reads { None } else { self.when_stored(path) };
        let lock = self.lock(path);
        let file = FaultyFile::new(file, Arc::clone(&self.checks), stored, lock);
        let early = |fault: &&StorageFault| matches!(fault, StorageFault::VisibleEarly);
        match self.checks.faults().find(early) {
            Some(fault) if !reads => {
                let shown = file.shown_in(&self.inner, path, how)?;
                self.checks.fire(fault);
                Ok(Box::new(shown))
            }
            _ => Ok(Box::new(file)),
        }
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.act(FsOp::CreateDir, || {
            self.inner.create_dir(path)?;
            self.veil(path);
            Ok(())
        })
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.act(FsOp::RemoveDir, || self.inner.remove_dir(path))
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        self.act(FsOp::Remove, || self.inner.remove_file(path))
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.act(FsOp::Rename, || {
            self.inner.rename(from, to)?;
            self.veil(to);
            self.keep_old_name(from, to);
            Ok(())
        })
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.act(FsOp::Symlink, || self.inner.create_symlink(path, target))
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.act(FsOp::SetTime, || self.inner.set_modified(path, to))
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.act(FsOp::SetMode, || self.inner.set_mode(path, mode))
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.act(FsOp::SetOwner, || self.inner.set_owner(path, owner))
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.act(FsOp::SetOwner, || self.inner.set_group(path, group))
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.checks.check(FsOp::Look)?;
        self.inner.available(path)
    }

    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.act(FsOp::SetTime, || self.inner.set_created(path, to))
    }

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        self.act(FsOp::SetTime, || self.inner.set_fact(path, name, value))
    }

    fn blocking(&self) -> bool {
        self.inner.blocking()
    }
}

/// The error of a file that has no more room, or fails after so many octets.
pub(super) fn limit(fault: &StorageFault, reads: bool) -> Option<(u64, FsError)> {
    match fault {
        StorageFault::DiskFullAfter(bytes) if !reads => Some((*bytes, FsError::NoSpace)),
        StorageFault::ErrorAfter(bytes, error) => Some((*bytes, error.clone())),
        _ => None,
    }
}
