//! What a test may do to a server that runs.

use std::time::Duration;

use super::{Events, FtpServer, Outage, ServerHandle, SessionInfo};
use crate::auth::Accounts;
use crate::clock::Wait;
use crate::script::{Chaos, Rule};

impl FtpServer {
    /// Lets everything go wrong now and then, drawn from the seed: one rule for each part of the
    /// mixture, all of them optional.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().seed(7).start();
    /// server.chaos(Chaos::mild());
    ///
    /// // The code under test: does it get its file uploaded within ten attempts?
    /// let upload = || {
    ///     let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    ///     ftp.login("alice", "secret")?;
    ///     ftp.put_file("/a.txt", &mut &b"hello"[..])
    /// };
    /// assert!((0..10).any(|_| upload().is_ok()));
    /// assert_eq!(server.fs().read_to_string("/a.txt"), "hello");
    /// ```
    #[track_caller]
    pub fn chaos(&self, chaos: Chaos) -> Vec<Rule> {
        self.world.script.chaos(chaos)
    }

    /// A handle that steers the server from other threads, and does not keep it alive.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let handle = server.handle();
    /// let stopper = std::thread::spawn(move || handle.close_all());
    /// server.serve(); // until it is closed
    /// # stopper.join().unwrap();
    /// ```
    pub fn handle(&self) -> ServerHandle {
        self.handle.clone()
    }

    /// All sessions there have been, in the order in which clients connected: who, where, and what
    /// they do.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::server::Activity;
    ///
    /// let server = FtpServer::start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    ///
    /// let session = &server.sessions()[0];
    /// assert_eq!(session.user.as_deref(), Some(&b"alice"[..]));
    /// assert_eq!(session.cwd, "/".into());
    /// assert!(session.is_open());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn sessions(&self) -> Vec<SessionInfo> {
        self.handle.sessions()
    }

    /// The users who may log in: a list that may be changed while the server runs, see [`Accounts`].
    ///
    /// A server that was given no users lets everybody in, until the first one is added here.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().user(("alice", "secret")).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(ftp.login("bob", "hunter2").is_err());
    /// server.users().add(("bob", "hunter2"));
    /// ftp.login("bob", "hunter2")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When the server was given an [`Authenticator`](crate::auth::Authenticator) of the test's own.
    #[track_caller]
    pub fn users(&self) -> &Accounts {
        let Some(accounts) = &self.accounts else {
            panic!(
                "users() has no list to give: this server asks an authenticator of the test's own"
            );
        };
        accounts
    }

    /// Everything that happens from now on, to be taken one by one, in order.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "content").start();
    /// let mut events = server.events();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.mkdir("d")?;
    /// ftp.retr_as_buffer("a")?;
    /// ftp.quit()?;
    ///
    /// let told: Vec<String> = events.drain().iter().map(ToString::to_string).collect();
    /// assert_eq!(told[..5], [
    ///     "#1 connected",
    ///     "#1 alice logged in",
    ///     "#1 alice made directory /d",
    ///     "#1 alice was sent /a: 7 bytes",
    ///     "#1 alice logged out",
    /// ]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// What the client has seen is there to be taken: no sleep, no retry.
    pub fn events(&self) -> Events {
        let alarm = self.world.alarm.clone();
        self.world.observers.subscribers.subscribe(alarm)
    }

    /// Ends a session at once: a running transfer is broken off, and the client gets 421 and the end
    /// of its connection. False when there is no such session, or it has ended.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(server.kick(1));
    /// assert!(ftp.noop().is_err());
    /// assert!(!server.kick(1));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// Code of the test's own that blocks in the session can not be broken off: this waits for it one
    /// second at most.
    pub fn kick(&self, session: u64) -> bool {
        self.handle.kick(session)
    }

    /// Stops listening and gives up the port; sessions go on.
    ///
    /// Clients that have connected already are served.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// server.close();
    /// ftp.login("alice", "secret")?;
    /// assert!(std::net::TcpStream::connect(server.addr()).is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn close(&self) {
        self.handle.close();
    }

    /// Stops listening, gives up the port, and ends all sessions at once, without a word.
    pub fn close_all(&self) {
        self.handle.close_all();
    }

    /// Begins an outage: the server refuses, and its sessions end at once, without a word. The port
    /// stays taken, and the server listens on it again when the outage is dropped.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::net::TcpStream;
    ///
    /// let server = FtpServer::start();
    /// let outage = server.down();
    /// assert!(TcpStream::connect(server.addr()).is_err());
    /// outage.up();
    /// assert!(TcpStream::connect(server.addr()).is_ok());
    /// ```
    ///
    /// Where the system can not keep a port that nobody listens on (anything but Linux), another
    /// program may take it meanwhile.
    pub fn down(&self) -> Outage {
        self.handle.down()
    }

    /// Begins to end the server in an orderly way, and returns at once: it stops listening; sessions
    /// that do nothing get 421 and are closed; transfers may go on for as long as `grace` on the
    /// server's clock, then they, too, are broken off with 421.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// server.shutdown(Duration::from_secs(5));
    /// server.ended(Duration::from_secs(10)).block().unwrap();
    /// ```
    pub fn shutdown(&self, grace: Duration) {
        self.handle.shutdown(grace);
    }

    /// Waits, for at most `within` of real time, until the server has stopped listening for good and
    /// its last session has ended, its client gone or given the time to go: after [`shutdown`](Self::shutdown), [`close`](Self::close) or
    /// [`close_all`](Self::close_all).
    pub fn ended(&self, within: Duration) -> Wait {
        self.handle.ended(within)
    }

    /// Serves in the foreground: blocks this thread until the server has stopped listening for good
    /// and its last session has ended. Until then others steer it by a
    /// [`handle`](Self::handle).
    pub fn serve(&self) {
        self.handle.serve();
    }
}
