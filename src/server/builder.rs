//! What a server is made of: one method per option, nothing to wait for.

mod commands;
mod habits;
mod limits;
mod listings;
mod logins;
mod network;
mod observing;
mod options;
mod profile;
mod representation;
mod rules;
#[cfg(feature = "cli")]
mod seeds;
mod serving;
mod storage;
mod wording;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::protocol::{FtpPath, UnixTime};
use crate::session::Policy;
use crate::vfs::{Content, Filesystem};

use super::FtpServer;
use super::observe::Observers;
use super::throttle::Throttles;
use serving::Serving;

pub(super) use logins::Login;
pub(super) use rules::Rules;
#[cfg(feature = "cli")]
pub(crate) use seeds::Seeds;
pub(super) use storage::{Origin, Seed, Storage};

/// A server in the making.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::builder()
///     .user(("alice", "secret"))
///     .file("/outbox/today.txt", "hello")
///     .start();
/// assert_eq!(server.fs().read_to_string("/outbox/today.txt"), "hello");
/// ```
#[must_use = "a builder does nothing until `start()`"]
pub struct Builder {
    pub(super) addr: SocketAddr,
    pub(super) policy: Policy,
    pub(super) login: Login,
    pub(super) storage: Storage,
    pub(super) seeds: Vec<Seed>,
    pub(super) quota: Option<u64>,
    pub(super) ignore_case: bool,
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) seed: Option<u64>,
    pub(super) throttles: Throttles,
    pub(super) serving: Serving,
    pub(super) observers: Observers,
    /// Rules that are there before the first client.
    pub(super) rules: Rules,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::Tls>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 0).into(),
            policy: Policy::default(),
            login: Login::default(),
            storage: Storage::Memory,
            seeds: Vec::new(),
            quota: None,
            ignore_case: false,
            clock: None,
            seed: None,
            throttles: Throttles::default(),
            serving: Serving::default(),
            observers: Observers::default(),
            rules: Rules::default(),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Listens at this address; port 0 (the default, on 127.0.0.1) is any free one.
    ///
    /// # Panics
    /// When `addr` is no address.
    #[track_caller]
    pub fn listen(mut self, addr: impl ToSocketAddrs + fmt::Debug) -> Self {
        let resolved = addr.to_socket_addrs().ok().and_then(|mut all| all.next());
        let Some(resolved) = resolved else {
            panic!("{addr:?} is not an address to listen at: expected one like \"127.0.0.1:2121\"");
        };
        self.addr = resolved;
        self.serving.listener = None;
        self
    }

    /// Listens at `[::1]`, on any free port.
    pub fn ipv6(mut self) -> Self {
        self.addr = (Ipv6Addr::LOCALHOST, 0).into();
        self.serving.listener = None;
        self
    }

    /// Seeds a file; directories above it are made.
    ///
    /// It is dated 2024-01-01T00:00:00Z when the files are in memory.
    pub fn file(mut self, path: impl Into<FtpPath>, content: impl Into<Content>) -> Self {
        self.seeds.push(Seed::File(path.into(), content.into()));
        self
    }

    /// Seeds a directory, and those above it.
    pub fn dir(mut self, path: impl Into<FtpPath>) -> Self {
        self.seeds.push(Seed::Dir(path.into()));
        self
    }

    /// Seeds a symbolic link; a relative target begins at the link's directory.
    pub fn symlink(mut self, path: impl Into<FtpPath>, target: impl AsRef<[u8]>) -> Self {
        let target = target.as_ref().to_vec();
        self.seeds.push(Seed::Symlink(path.into(), target));
        self
    }

    /// Dates a file or directory that was seeded before.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .file("/old.txt", "old")
    ///     .modified("/old.txt", UnixTime::from_secs(1_000_000_000))
    ///     .start();
    /// ```
    pub fn modified(mut self, path: impl Into<FtpPath>, time: UnixTime) -> Self {
        self.seeds.push(Seed::Modified(path.into(), time));
        self
    }

    /// The files in memory may have this many octets together; an upload beyond it gets 552.
    pub const fn quota(mut self, bytes: u64) -> Self {
        self.quota = Some(bytes);
        self
    }

    /// Keeps the files in this filesystem instead of in memory; seeds are written into it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::vfs::MemoryFs;
    ///
    /// let shared = MemoryFs::new(); // a clone has the same files
    /// let a = FtpServer::builder().filesystem(shared.clone()).file("/a", "x").start();
    /// let b = FtpServer::builder().filesystem(shared).start();
    /// assert_eq!(b.fs().read("/a"), b"x");
    /// ```
    pub fn filesystem(mut self, filesystem: impl Filesystem + 'static) -> Self {
        self.storage = Storage::Custom(Arc::new(filesystem));
        self
    }

    /// Keeps the files in this directory of the machine, which must exist; no path and no link
    /// leads out of it, and what clients upload stays there.
    #[cfg(feature = "disk")]
    pub fn root(mut self, directory: impl Into<std::path::PathBuf>) -> Self {
        self.storage = Storage::Root(directory.into());
        self
    }

    /// Begins with the files of this directory of the machine, such as the fixtures of a test, and
    /// keeps all changes in memory: the directory itself never changes. A relative path begins where
    /// the test runs, with cargo in the directory of the package. See
    /// [`MemoryFs::over`](crate::vfs::MemoryFs::over), which does the same with any other filesystem.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().overlay("src").file("/extra.txt", "seeded").start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.rm("lib.rs")?;
    /// assert!(!server.fs().exists("/lib.rs"));
    /// assert!(std::path::Path::new("src/lib.rs").exists());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    #[cfg(feature = "disk")]
    pub fn overlay(mut self, directory: impl Into<std::path::PathBuf>) -> Self {
        self.storage = Storage::Overlay(directory.into());
        self
    }

    /// Keeps the files in a temporary directory that is gone when the server is dropped.
    #[cfg(feature = "temp-dir")]
    pub fn temp_dir(mut self) -> Self {
        self.storage = Storage::Temp;
        self
    }

    /// Takes the time of all timers and files from this clock, such as a
    /// [`ManualClock`](crate::clock::ManualClock). Default: the system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The seed of everything random; without it `FTPMOCK_SEED`, or 0.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Closes a session with 421 after this long without a command; zero means never. Default:
    /// 300 seconds.
    pub const fn idle_timeout(mut self, limit: Duration) -> Self {
        self.policy.idle_timeout = limit;
        self
    }

    /// Ends a transfer with 426 after this long without an octet; zero means never. Default: 300
    /// seconds.
    pub const fn data_timeout(mut self, limit: Duration) -> Self {
        self.policy.data_timeout = limit;
        self
    }

    /// How long a passive port waits for the client; zero means for ever. Default: 30 seconds.
    pub const fn passive_timeout(mut self, limit: Duration) -> Self {
        self.policy.passive_timeout = limit;
        self
    }

    /// How long connecting to an active client may take; zero means for ever. Default: 30 seconds.
    pub const fn active_timeout(mut self, limit: Duration) -> Self {
        self.policy.active_timeout = limit;
        self
    }

    /// Answers a failed login this much later. Default: at once.
    pub const fn auth_failed_delay(mut self, delay: Duration) -> Self {
        self.policy.auth_failed_delay = delay;
        self
    }

    /// Closes the connection after this many failed logins. Default: 3.
    pub const fn max_login_attempts(mut self, attempts: u32) -> Self {
        self.policy.max_login_attempts = attempts;
        self
    }

    /// Whether the part that arrived of a cut upload is kept. Default: it is, for resuming an
    /// upload lives on it.
    pub const fn keep_partial(mut self, keep: bool) -> Self {
        self.policy.keep_partial = keep;
        self
    }

    /// Whether `RNTO` replaces an existing file. Default: it does; else it gets 553.
    pub const fn rename_overwrite(mut self, overwrite: bool) -> Self {
        self.policy.rename_overwrite = overwrite;
        self
    }

    /// Only CRLF ends a command (RFC 959); by default a bare LF does, too.
    pub const fn strict_line_endings(mut self) -> Self {
        self.policy.lines.strict = true;
        self
    }

    /// Starts the server: it listens when this returns.
    ///
    /// # Panics
    /// When [`try_start`](Builder::try_start) would fail.
    #[track_caller]
    pub fn start(self) -> FtpServer {
        let addr = self.addr;
        match self.try_start() {
            Ok(server) => server,
            Err(error) => panic!("ftpmock could not start a server at {addr}: {error}"),
        }
    }

    /// Starts the server: it listens when this returns.
    ///
    /// # Errors
    /// When the address can not be bound, or the directory of the files can not be opened.
    ///
    /// # Panics
    /// When a seed has no place, when `quota` is given and the files are not in memory, and when
    /// `FTPMOCK_SEED` is no number.
    #[track_caller]
    pub fn try_start(self) -> io::Result<FtpServer> {
        FtpServer::from_builder(self)
    }

    /// Runs a test that may return an error on the started server: see [`FtpServer::run`].
    ///
    /// # Errors
    /// What `test` returns.
    #[track_caller]
    pub fn run<T, E: fmt::Debug>(
        self,
        test: impl FnOnce(&FtpServer) -> Result<T, E>,
    ) -> Result<T, E> {
        self.start().run_test(test)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("addr", &self.addr)
            .field("policy", &self.policy)
            .field("serving", &self.serving)
            .finish_non_exhaustive()
    }
}
