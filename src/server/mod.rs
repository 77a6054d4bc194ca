//! The server: the only module that knows sockets.

mod accept;
mod builder;
mod channel;
mod control;
mod driver;
mod faulty;
mod files;
mod firewall;
mod observe;
mod pace;
mod ports;
mod pump;
#[cfg(feature = "cli")]
mod remote;
mod runtime;
#[cfg(feature = "serde")]
mod serial;
mod session_info;
mod sessions;
mod start;
mod steer;
mod stream;
mod sys;
mod throttle;
#[cfg(feature = "tls")]
mod tls;
mod tree;
mod trouble;
#[cfg(feature = "tls")]
mod trust;
mod verify;
mod world;

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::auth::Accounts;
use crate::script::{Act, RuleBuilder, Spy, Trigger};
use crate::transcript::Transcript;

pub use builder::Builder;
#[cfg(feature = "cli")]
pub(crate) use builder::Seeds;
pub use control::{Outage, ServerHandle};
pub use files::Files;
pub use firewall::Firewall;
pub use observe::{Client, EventKind, Events, Observer, ServerEvent};
pub use session_info::{Activity, SessionInfo};
pub use throttle::Throttle;
#[cfg(feature = "tls")]
pub use tls::{CloseNotify, Tls};
pub use tree::Tree;
pub use trouble::NotAccepting;
pub use verify::Unmet;

use accept::Door;
use builder::Origin;
use runtime::OwnRuntime;
use world::{Phase, World};

/// How long a drop deals with what has arrived already.
const SETTLE: Duration = Duration::from_millis(50);
/// How long anything waits for sessions that were told to stop: only blocked code of the test's own
/// can take that long.
const STOP: Duration = Duration::from_secs(1);

/// An FTP server that lives inside a test.
///
/// It listens on a free port of 127.0.0.1 as soon as [`start`](FtpServer::start) returns, accepts
/// any login, keeps its files in memory, and does what a complete server does until a rule says
/// otherwise. It runs on threads of its own: a test may block or not, on any runtime.
///
/// ```
/// use ftpmock::prelude::*;
/// use std::io::{BufRead, BufReader, Write};
/// use std::net::TcpStream;
///
/// let server = FtpServer::start();
/// server.on(NOOP).once().reply(450, "Not now.");
///
/// let mut client = TcpStream::connect(server.addr()).unwrap();
/// client.write_all(b"NOOP\r\nNOOP\r\nQUIT\r\n").unwrap();
/// assert_eq!(BufReader::new(client).lines().count(), 4);
///
/// assert_eq!(server.finish().to_string(), "\
/// #1 connect
/// S: 220 ftpmock ready
/// C: NOOP
/// ! fault: reply 450
/// S: 450 Not now.
/// C: NOOP
/// S: 200 NOOP ok.
/// C: QUIT
/// S: 221 Service closing control connection.
/// #1 closed");
/// ```
///
/// # Guarantee
/// What the client has seen is already in [`transcript`](FtpServer::transcript) and in
/// [`fs`](FtpServer::fs): no sleep, no retry. What a client did but saw no answer to may be missing.
///
/// # Panics
/// Dropping a server verifies its expectations, unless the thread is panicking: see
/// [`verify`](FtpServer::verify). When `drop` returns, the port refuses, sessions are gone, and so
/// are their threads, descriptors and temporary files.
pub struct FtpServer {
    world: Arc<World>,
    handle: ServerHandle,
    /// None once the server has been ended.
    door: Option<Arc<Door>>,
    files: Files,
    /// What the files began as.
    origin: Origin,
    /// Who may log in, unless something else is asked.
    accounts: Option<Accounts>,
    port_pattern: OnceLock<String>,
    /// Where TLS begins at once, if anywhere.
    #[cfg(feature = "tls")]
    implicit_addr: Option<SocketAddr>,
    /// Goes away with the server.
    #[cfg(all(feature = "tls", feature = "temp-dir"))]
    authority_file: OnceLock<tempfile::NamedTempFile>,
    /// Whether dropping still verifies.
    verifies: bool,
    /// Dropped last: the threads of this server alone.
    _runtime: Option<OwnRuntime>,
}

impl FtpServer {
    /// Starts a server with every default.
    ///
    /// # Panics
    /// When the system gives no port.
    #[track_caller]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// Describes a server that differs from the default.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Runs a test that may return an error, on a server with every default.
    ///
    /// A server that is simply dropped can not know that the test returned an error: its failure
    /// message would hide the test's. This prints both, and returns the test's own.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// # fn main() -> Result<(), std::io::Error> {
    /// FtpServer::run(|server| {
    ///     let _client = std::net::TcpStream::connect(server.addr())?;
    ///     Ok(())
    /// })
    /// # }
    /// ```
    ///
    /// # Errors
    /// What `test` returns.
    ///
    /// # Panics
    /// When `test` returns `Ok` and an expectation was not met.
    #[track_caller]
    pub fn run<T, E: fmt::Debug>(test: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        Self::builder().run(test)
    }

    #[track_caller]
    fn run_test<T, E: fmt::Debug>(
        mut self,
        test: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let result = test(&self);
        if let Err(error) = &result {
            self.end(Phase::Settling, SETTLE);
            self.verifies = false;
            verify::print(&format!("ftpmock: the test returned an error: {error:?}"));
            match self.try_verify() {
                Ok(()) => verify::print(&self.excerpt()),
                Err(unmet) => verify::print(&unmet.to_string()),
            }
        }
        result
    }

    /// Where the server listens.
    pub const fn addr(&self) -> SocketAddr {
        self.handle.addr()
    }

    /// The port it listens on.
    pub const fn port(&self) -> u16 {
        self.addr().port()
    }

    /// Where the server listens, as a URL: `ftp://127.0.0.1:40213/`, or `ftps://` where TLS begins at
    /// once.
    pub fn url(&self) -> String {
        #[cfg(feature = "tls")]
        if self.implicit_addr == Some(self.addr()) {
            return format!("ftps://{}/", self.addr());
        }
        format!("ftp://{}/", self.addr())
    }

    /// Environment variables that tell another program where the server is: `FTPMOCK_HOST`,
    /// `FTPMOCK_PORT`, `FTPMOCK_URL`, and with TLS `FTPMOCK_CA`, the path of
    /// [`ca_file`](Self::ca_file).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let mut lftp = std::process::Command::new("lftp");
    /// lftp.envs(server.env());
    /// ```
    pub fn env(&self) -> Vec<(&'static str, String)> {
        #[cfg_attr(not(all(feature = "tls", feature = "temp-dir")), expect(unused_mut))]
        let mut env = vec![
            ("FTPMOCK_HOST", self.addr().ip().to_string()),
            ("FTPMOCK_PORT", self.port().to_string()),
            ("FTPMOCK_URL", self.url()),
        ];
        #[cfg(all(feature = "tls", feature = "temp-dir"))]
        if self.world.tls.is_some() {
            env.push(("FTPMOCK_CA", self.ca_file().display().to_string()));
        }
        env
    }

    /// Filters that make a client's own output stable, for insta: where the server's port stands
    /// after its address, `<port>` is shown.
    ///
    /// ```no_run
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// # let client_log = String::new();
    /// insta::with_settings!({ filters => server.insta_filters() }, {
    ///     insta::assert_snapshot!(client_log);
    /// });
    /// ```
    pub fn insta_filters(&self) -> [(&str, &'static str); 1] {
        let pattern = self
            .port_pattern
            .get_or_init(|| format!(r":{}\b", self.port()));
        [(pattern, ":<port>")]
    }

    /// The server's files.
    pub const fn fs(&self) -> &Files {
        &self.files
    }

    /// Begins a rule: what is to go wrong, and when.
    ///
    /// The newest rule that matches wins; one that is exhausted or does not match falls through to
    /// older ones, and at last to the server.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let busy = server.on(STOR).first(2).optional().reply(450, "File busy.");
    /// assert_eq!(busy.hits(), 0);
    /// ```
    #[track_caller]
    pub fn on(&self, trigger: impl Into<Trigger>) -> RuleBuilder<Act> {
        self.world.script.on(trigger.into())
    }

    /// Begins an expectation: what the client must do, and how often.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.expect([RMD, RNFR]).never();
    /// server.verify();
    /// ```
    #[track_caller]
    pub fn expect(&self, trigger: impl Into<Trigger>) -> RuleBuilder<Spy> {
        self.world.script.expect(trigger.into())
    }

    /// What has happened so far.
    pub fn transcript(&self) -> Transcript {
        self.world.recorder.transcript()
    }

    /// The seed of everything random.
    pub fn seed(&self) -> u64 {
        self.world.script.seed()
    }

    /// Checks every expectation, and that every rule has acted that was not optional.
    ///
    /// # Panics
    /// With what was expected, what was got, where it was written, and the transcript.
    #[track_caller]
    pub fn verify(&self) {
        if let Err(unmet) = self.try_verify() {
            panic!("{unmet}");
        }
    }

    /// Checks every expectation, and that every rule has acted that was not optional.
    ///
    /// # Errors
    /// What was not met.
    pub fn try_verify(&self) -> Result<(), Unmet> {
        verify::check(&self.world.script, None, self.addr(), &self.transcript())
    }

    /// Waits for sessions that have something to do, stops, verifies, and returns the transcript.
    ///
    /// It waits for sessions with unread commands, a running transfer, or a `QUIT` just received, at
    /// most 2 seconds or what [`shutdown_grace`](Builder::shutdown_grace) says; a transfer that runs
    /// even then gets 421. An idle session is closed at once and shown as `open at finish`.
    ///
    /// # Panics
    /// As [`verify`](FtpServer::verify) does.
    #[track_caller]
    pub fn finish(mut self) -> Transcript {
        self.end(Phase::Finishing, self.world.policy.shutdown_grace);
        self.verifies = false;
        let transcript = self.transcript();
        self.verify();
        transcript
    }

    /// [`finish`](Self::finish) without a panic.
    #[cfg(feature = "cli")]
    pub(crate) fn conclude(mut self) -> (Transcript, Result<(), Unmet>) {
        self.end(Phase::Finishing, self.world.policy.shutdown_grace);
        self.verifies = false;
        (self.transcript(), self.try_verify())
    }

    /// Ends all sessions: gently for as long as `patience`, then at once.
    fn end(&mut self, phase: Phase, patience: Duration) {
        let Some(door) = self.door.take() else {
            return;
        };
        self.world.phase.send_replace(phase);
        if runtime::is_current() {
            // The sessions may need this very thread: they end by themselves.
            self.world.phase.send_replace(Phase::Stopped);
            door.shut();
        } else if !self.handle.has_ended_within(patience) {
            self.world.phase.send_replace(Phase::Stopped);
            self.handle.has_ended_within(STOP);
        }
        self.world.observers.subscribers.end();
    }

    fn excerpt(&self) -> String {
        verify::excerpt(&self.transcript())
    }
}

impl Default for FtpServer {
    /// A started server: this makes it a fixture for rstest, `#[from(FtpServer)] server: FtpServer`.
    #[track_caller]
    fn default() -> Self {
        Self::start()
    }
}

impl Drop for FtpServer {
    fn drop(&mut self) {
        self.end(Phase::Settling, SETTLE);
        if !self.verifies {
            return;
        }
        if std::thread::panicking() {
            // Shown by the test harness under the test that failed, and only then.
            verify::print(&self.excerpt());
            return;
        }
        if let Err(unmet) = self.try_verify() {
            panic!("{}", unmet.found_by_drop());
        }
    }
}

impl fmt::Debug for FtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FtpServer")
            .field("addr", &self.addr())
            .field("rules", &self.world.script)
            .finish_non_exhaustive()
    }
}
