//! Trouble that a test makes for the clients of a server that runs.

use std::time::Duration;

use super::control::What;
use super::{FtpServer, ServerHandle};

impl FtpServer {
    /// An outage of this length on the server's clock: the server refuses, and its sessions end at
    /// once, without a word. Then it listens on the same port again, by itself.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::net::TcpStream;
    /// use std::time::Duration;
    ///
    /// let clock = ManualClock::new();
    /// let server = FtpServer::builder().clock(clock.clone()).start();
    /// server.down_for(Duration::from_secs(30));
    /// assert!(TcpStream::connect(server.addr()).is_err());
    ///
    /// clock.advance(Duration::from_secs(30));
    /// assert!(TcpStream::connect(server.addr()).is_ok());
    /// ```
    pub fn down_for(&self, time: Duration) {
        self.handle.down_for(time);
    }

    /// Ends all sessions at once, without a word, and listens on the same port again, with the same
    /// files, rules and users: what clients see of a server that was started anew.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// server.restart();
    /// assert!(ftp.login("alice", "secret").is_err());
    /// assert!(suppaftp::FtpStream::connect(server.addr()).is_ok());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When the port can not be had again: see [`down`](Self::down).
    #[track_caller]
    pub fn restart(&self) {
        drop(self.down());
    }

    /// Accepts nobody until the returned guard is dropped: clients connect, for the system does that,
    /// and are not greeted; when [`backlog`](crate::Builder::backlog) of them wait, connecting hangs.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::io::Read;
    /// use std::net::TcpStream;
    ///
    /// let server = FtpServer::start();
    /// let busy = server.stop_accepting();
    /// let mut client = TcpStream::connect(server.addr())?;
    /// assert!(server.sessions().is_empty());
    ///
    /// drop(busy);
    /// client.read_exact(&mut [0; 4])?; // "220 "
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn stop_accepting(&self) -> NotAccepting {
        self.handle.order(What::Accept(false));
        NotAccepting(self.handle.clone())
    }

    /// Cuts a session off from its client, as when a cable is cut: from now on nothing arrives on
    /// its control connection in either direction, and neither side hears of it; a data connection
    /// goes on. False when there is no such session, or it has ended.
    ///
    /// The client can write, for a while, and reads nothing; its connection ends with the server.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::io::Read;
    /// use std::net::TcpStream;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// let mut client = TcpStream::connect(server.addr())?;
    /// client.read_exact(&mut [0; 4])?; // "220 "
    /// assert!(server.cut_off(1));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn cut_off(&self, session: u64) -> bool {
        self.handle.sessions.cut_off(session)
    }

    /// Makes the server what it was when it started, on the same port: its sessions end at once,
    /// without a word; files, rules, transcript and the numbers of sessions begin anew. Rules of a
    /// scenario are there again, all others are gone. None is verified: [`verify`](Self::verify) does
    /// that before.
    ///
    /// Users stay as they are, and so do the files of [`Builder::root`](crate::Builder) and
    /// [`Builder::filesystem`](crate::Builder::filesystem).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// for _ in 0..2 {
    ///     server.on(SIZE).reply(500, "No SIZE.");
    ///     let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    ///     ftp.login("alice", "secret")?;
    ///     assert!(ftp.size("/a").is_err());
    ///     ftp.rm("/a")?;
    ///     server.verify();
    ///     server.reset();
    ///     assert!(server.fs().exists("/a") && server.transcript().to_string().is_empty());
    /// }
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When files can not be had again, as those of `overlay` whose directory is gone.
    #[track_caller]
    pub fn reset(&self) {
        self.reset_with(|| {});
    }

    /// The same, and something else before the first client comes again.
    #[track_caller]
    pub(crate) fn reset_with(&self, also: impl FnOnce()) {
        let _busy = self.stop_accepting();
        self.handle.order(What::SendAway);
        self.handle.wait_until(|| self.handle.sessions.are_over());
        if let Err(error) = self.origin.restore() {
            panic!("ftpmock: the files can not be what they were: {error}");
        }
        also();
        self.world.forget();
    }
}

/// A server that accepts nobody, until this is dropped: see
/// [`FtpServer::stop_accepting`](crate::FtpServer::stop_accepting).
#[derive(Debug)]
#[must_use = "the server accepts clients again when this is dropped: keep it for as long as it is not to"]
pub struct NotAccepting(ServerHandle);

impl Drop for NotAccepting {
    fn drop(&mut self) {
        self.0.order(What::Accept(true));
    }
}
