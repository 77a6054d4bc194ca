//! A part of a filesystem, as if it were all.

use bytes::Bytes;

use super::{
    DirEntries, File, Filesystem, FsError, FsResult, MAX_LINKS, MAX_PATH, Metadata, OpenHow,
};
use crate::protocol::{FtpPath, UnixTime};

/// A directory of another filesystem as the root: a user's home.
///
/// Links are followed one component at a time and never lead out: `..` stops at the root, absolute
/// targets start there.
///
/// ```
/// use ftpmock::vfs::{MemoryFs, Rooted, read_all};
///
/// let fs = MemoryFs::new();
/// fs.add_file("/home/bob/notes", "hello");
/// fs.add_file("/secret", "");
/// fs.add_symlink("/home/bob/out", "../../secret");
///
/// let home = Rooted::new(&fs, "/home/bob");
/// assert_eq!(read_all(&home, &"/notes".into())?, b"hello");
/// assert!(read_all(&home, &"/out".into()).is_err());
/// # Ok::<(), ftpmock::vfs::FsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rooted<'a> {
    inner: &'a dyn Filesystem,
    root: FtpPath,
}

impl<'a> Rooted<'a> {
    /// Shows the directory `root` of `inner`.
    pub fn new(inner: &'a dyn Filesystem, root: impl Into<FtpPath>) -> Self {
        Self {
            inner,
            root: root.into(),
        }
    }

    /// The place in the inner filesystem, all links followed.
    fn follow(&self, path: &FtpPath) -> FsResult<FtpPath> {
        self.place(path, true)
    }

    /// The place in the inner filesystem, all links but one in the last component followed.
    fn keep(&self, path: &FtpPath) -> FsResult<FtpPath> {
        self.place(path, false)
    }

    fn place(&self, path: &FtpPath, follow_last: bool) -> FsResult<FtpPath> {
        // A filesystem keeps its own links in its own root.
        if self.root.is_root() {
            return Ok(path.clone());
        }
        if path.as_bytes().len() > MAX_PATH {
            return Err(FsError::NameTooLong);
        }
        let mut walk = Walk {
            rooted: self,
            here: FtpPath::root(),
            links: 0,
        };
        walk.go(path.as_bytes(), follow_last)?;
        Ok(walk.here.below(&self.root))
    }

    /// Like [`keep`](Self::keep), for what the root must survive.
    fn not_root(&self, path: &FtpPath) -> FsResult<FtpPath> {
        if path.is_root() {
            Err(FsError::PermissionDenied)
        } else {
            self.keep(path)
        }
    }
}

struct Walk<'a> {
    rooted: &'a Rooted<'a>,
    /// Where the walk is, as the user sees it; a directory without links in its path.
    here: FtpPath,
    links: usize,
}

impl Walk<'_> {
    fn go(&mut self, path: &[u8], follow_last: bool) -> FsResult<()> {
        if path.starts_with(b"/") {
            self.here = FtpPath::root();
        }
        let mut names = path
            .split(|&octet| octet == b'/')
            .filter(|name| !name.is_empty() && *name != b".")
            .peekable();
        while let Some(name) = names.next() {
            let last = names.peek().is_none();
            if name == b".." {
                self.here = self.here.parent().unwrap_or_else(FtpPath::root);
                continue;
            }
            let next = self.here.child(name);
            if last && !follow_last {
                self.here = next;
                return Ok(());
            }
            let real = next.below(&self.rooted.root);
            match self.rooted.inner.link_metadata(&real) {
                Ok(metadata) if metadata.is_symlink() => {
                    self.links += 1;
                    if self.links > MAX_LINKS {
                        return Err(FsError::NotFound);
                    }
                    self.go(&self.rooted.inner.read_link(&real)?, true)?;
                    // `..` after a link to nowhere would otherwise come back from it.
                    if !last {
                        self.rooted
                            .inner
                            .metadata(&self.here.below(&self.rooted.root))?;
                    }
                }
                Ok(metadata) if !last && !metadata.is_dir() => return Err(FsError::NotADirectory),
                Ok(_) => self.here = next,
                // The end may be missing: it may be about to be created.
                Err(FsError::NotFound) if last => self.here = next,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Filesystem for Rooted<'_> {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        self.inner.metadata(&self.follow(path)?)
    }

    fn link_metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        // The root is a directory, even if the inner filesystem has a link there.
        if path.is_root() {
            self.metadata(path)
        } else {
            self.inner.link_metadata(&self.keep(path)?)
        }
    }

    fn read_link(&self, path: &FtpPath) -> FsResult<Bytes> {
        self.inner.read_link(&self.keep(path)?)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        self.inner.read_dir(&self.follow(path)?)
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        self.inner.open(&self.follow(path)?, how)
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.inner.create_dir(&self.keep(path)?)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        self.inner.remove_dir(&self.not_root(path)?)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        if path.is_root() {
            return Err(FsError::IsADirectory);
        }
        self.inner.remove_file(&self.keep(path)?)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        self.inner.rename(&self.not_root(from)?, &self.keep(to)?)
    }

    fn create_symlink(&self, path: &FtpPath, target: &[u8]) -> FsResult<()> {
        self.inner.create_symlink(&self.keep(path)?, target)
    }

    fn set_modified(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.inner.set_modified(&self.follow(path)?, to)
    }

    fn set_mode(&self, path: &FtpPath, mode: u32) -> FsResult<()> {
        self.inner.set_mode(&self.keep(path)?, mode)
    }

    fn set_owner(&self, path: &FtpPath, owner: &str) -> FsResult<()> {
        self.inner.set_owner(&self.keep(path)?, owner)
    }

    fn set_group(&self, path: &FtpPath, group: &str) -> FsResult<()> {
        self.inner.set_group(&self.keep(path)?, group)
    }

    fn available(&self, path: &FtpPath) -> FsResult<u64> {
        self.inner.available(&self.follow(path)?)
    }

    fn set_created(&self, path: &FtpPath, to: UnixTime) -> FsResult<()> {
        self.inner.set_created(&self.follow(path)?, to)
    }

    fn set_fact(&self, path: &FtpPath, name: &str, value: &str) -> FsResult<()> {
        self.inner.set_fact(&self.follow(path)?, name, value)
    }

    fn blocking(&self) -> bool {
        self.inner.blocking()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::vfs::{MemoryFs, contract, read_all};

    fn fs() -> MemoryFs {
        let fs = MemoryFs::new();
        fs.add_file("/secret", "secret");
        fs.add_file("/home/bob/notes", "notes");
        fs.add_file("/home/bob/secret", "own");
        fs.add_dir("/home/bob/sub/deep");
        fs
    }

    #[test]
    fn a_home_keeps_the_contract() {
        let fs = fs();
        fs.add_dir("/home/alice");
        contract::run(&Rooted::new(&fs, "/home/alice"));
        contract::run(&Rooted::new(&fs, "/"));
    }

    #[rstest]
    #[case::relative("../../secret", Some("own"))]
    #[case::absolute("/secret", Some("own"))]
    #[case::absolute_of_the_tree("/home/bob/notes", None)]
    #[case::beside("../bob2/x", None)]
    #[case::inside("sub/../notes", Some("notes"))]
    #[case::many_dots("../../../../../../notes", Some("notes"))]
    fn no_link_leads_out(#[case] target: &str, #[case] found: Option<&str>) {
        let fs = fs();
        fs.add_file("/home/bob2/x", "other");
        fs.add_symlink("/home/bob/link", target);
        let home = Rooted::new(&fs, "/home/bob");
        let content = read_all(&home, &"/link".into()).ok();
        assert_eq!(content.as_deref(), found.map(str::as_bytes));
    }

    #[test]
    fn links_in_the_middle_do_not_lead_out_either() {
        let fs = fs();
        fs.add_symlink("/home/bob/sub/up", "../../..");
        fs.add_symlink("/home/bob/root", "/");
        let home = Rooted::new(&fs, "/home/bob");
        for path in ["/sub/up/secret", "/root/secret", "/root/sub/up/root/secret"] {
            assert_eq!(read_all(&home, &path.into()).unwrap(), b"own", "{path}");
        }
        home.remove_file(&"/sub/up/secret".into()).unwrap();
        assert_eq!(read_all(&fs, &"/secret".into()).unwrap(), b"secret");
    }

    #[test]
    fn an_upload_through_a_link_stays_inside() {
        let fs = fs();
        fs.add_symlink("/home/bob/new", "../../../created");
        let home = Rooted::new(&fs, "/home/bob");
        home.open(&"/new".into(), OpenHow::Write { from: 0 })
            .unwrap()
            .commit()
            .unwrap();
        assert!(fs.metadata(&"/home/bob/created".into()).is_ok());
        assert!(fs.metadata(&"/created".into()).is_err());
    }

    #[test]
    fn a_home_that_is_a_link_shows_its_target() {
        let fs = fs();
        fs.add_symlink("/home/robert", "bob");
        let home = Rooted::new(&fs, "/home/robert");
        assert!(home.link_metadata(&"/".into()).unwrap().is_dir());
        assert_eq!(read_all(&home, &"/notes".into()).unwrap(), b"notes");
    }

    #[test]
    fn the_root_of_a_home_stays() {
        let fs = MemoryFs::new();
        fs.add_dir("/home/bob");
        let home = Rooted::new(&fs, "/home/bob");
        assert_eq!(
            home.remove_dir(&FtpPath::root()),
            Err(FsError::PermissionDenied)
        );
        let away = home.rename(&FtpPath::root(), &"/x".into());
        assert_eq!(away, Err(FsError::PermissionDenied));
    }
}
