//! A filesystem and an authenticator of the test's own, which call it back.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use ftpmock::auth::{Authenticator, Credentials, LoginError, User};
use ftpmock::protocol::FtpPath;
use ftpmock::vfs::{DirEntries, File, Filesystem, FsResult, MemoryFs, Metadata, OpenHow};

/// Told what is about to be done, by the name of the method.
type Hook = Arc<dyn Fn(&'static str) + Send + Sync>;

/// Files in memory; each access is told to the test first.
pub(crate) struct HookedFs {
    inner: MemoryFs,
    hook: Hook,
}

impl HookedFs {
    pub(crate) fn new(
        inner: MemoryFs,
        hook: impl Fn(&'static str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            inner,
            hook: Arc::new(hook),
        }
    }
}

impl fmt::Debug for HookedFs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HookedFs")
    }
}

impl Filesystem for HookedFs {
    fn metadata(&self, path: &FtpPath) -> FsResult<Metadata> {
        (self.hook)("metadata");
        self.inner.metadata(path)
    }

    fn read_dir(&self, path: &FtpPath) -> FsResult<DirEntries> {
        (self.hook)("read_dir");
        let hook = Arc::clone(&self.hook);
        let entries = self.inner.read_dir(path)?;
        Ok(Box::new(entries.inspect(move |_| hook("next"))))
    }

    fn open(&self, path: &FtpPath, how: OpenHow) -> FsResult<Box<dyn File>> {
        (self.hook)("open");
        Ok(Box::new(HookedFile {
            inner: self.inner.open(path, how)?,
            hook: Arc::clone(&self.hook),
        }))
    }

    fn create_dir(&self, path: &FtpPath) -> FsResult<()> {
        (self.hook)("create_dir");
        self.inner.create_dir(path)
    }

    fn remove_dir(&self, path: &FtpPath) -> FsResult<()> {
        (self.hook)("remove_dir");
        self.inner.remove_dir(path)
    }

    fn remove_file(&self, path: &FtpPath) -> FsResult<()> {
        (self.hook)("remove_file");
        self.inner.remove_file(path)
    }

    fn rename(&self, from: &FtpPath, to: &FtpPath) -> FsResult<()> {
        (self.hook)("rename");
        self.inner.rename(from, to)
    }
}

struct HookedFile {
    inner: Box<dyn File>,
    hook: Hook,
}

impl File for HookedFile {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        (self.hook)("read");
        self.inner.read(at_most)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        (self.hook)("write");
        self.inner.write(chunk)
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        (self.hook)("commit");
        self.inner.commit()
    }
}

/// Lets everybody in; each login is told to the test first, by the name of the user.
pub(crate) struct HookedLogins<F>(pub(crate) F);

impl<F> fmt::Debug for HookedLogins<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HookedLogins")
    }
}

impl<F: Fn(&[u8]) + Send + Sync> Authenticator for HookedLogins<F> {
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
        (self.0)(who.user);
        Ok(User::new(String::from_utf8_lossy(who.user).into_owned()))
    }
}
