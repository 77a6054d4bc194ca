//! How long and how much: limits beside the usual time-outs.

use std::time::Duration;

use super::Builder;

/// The shortest line limit: every command of the standards fits, with a path of some length.
const SHORTEST_LINE: usize = 512;

impl Builder {
    /// Closes a session with 421 when nobody has logged in this long after the connection, whatever
    /// else was said; zero means never. Default: never.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let limit = Duration::from_secs(60);
    /// let server = ftpmock::FtpServer::builder().login_timeout(limit).start();
    /// ```
    pub const fn login_timeout(mut self, limit: Duration) -> Self {
        self.policy.login_timeout = limit;
        self
    }

    /// How long a client that has got 421 or 221 may take to close its end, before the server closes
    /// the connection altogether. Default: 1 second.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let limit = Duration::from_millis(100);
    /// let server = ftpmock::FtpServer::builder().drain_timeout(limit).start();
    /// ```
    pub const fn drain_timeout(mut self, limit: Duration) -> Self {
        self.policy.drain_timeout = limit;
        self
    }

    /// How long [`finish`](crate::FtpServer::finish) waits for sessions that have something to do;
    /// a transfer that still runs then gets 421. It is real time, even under a
    /// [`ManualClock`](crate::clock::ManualClock): a test that waits can not move its clock.
    /// Default: 2 seconds.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let server = ftpmock::FtpServer::builder().shutdown_grace(Duration::ZERO).start();
    /// server.finish(); // at once
    /// ```
    pub const fn shutdown_grace(mut self, limit: Duration) -> Self {
        self.policy.shutdown_grace = limit;
        self
    }

    /// How long a [`Gate`](crate::Gate) holds a session before the client gets 421 and verification
    /// reports it, in real time: a test that forgets to release must end. Default: 60 seconds.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let limit = Duration::from_secs(5);
    /// let server = ftpmock::FtpServer::builder().hold_limit(limit).start();
    /// ```
    pub const fn hold_limit(mut self, limit: Duration) -> Self {
        self.policy.hold_limit = limit;
        self
    }

    /// The longest command line, in octets without its CRLF; a longer one gets 500, and nothing of
    /// it is carried out. Default: 4096.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().max_line(2048).start();
    /// ```
    ///
    /// # Panics
    /// Below 512.
    #[track_caller]
    pub const fn max_line(mut self, octets: usize) -> Self {
        assert!(
            octets >= SHORTEST_LINE,
            "max_line is at least 512 octets: shorter ones cut ordinary commands"
        );
        self.policy.lines.max_line = octets;
        self
    }

    /// How many octets of commands may wait while the server is busy; a client that sends more is
    /// not listened to until there is room. Default: 64 KiB.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().max_buffered_commands(8 * 1024).start();
    /// ```
    pub const fn max_buffered_commands(mut self, octets: usize) -> Self {
        self.policy.max_buffered_commands = octets;
        self
    }

    /// Whether octets 255 of the control connection are commands of Telnet. Default: they are, as
    /// RFC 959 has it; else they are octets of names, as clients send them that write Latin-1.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().telnet(false).start();
    /// ```
    pub const fn telnet(mut self, on: bool) -> Self {
        self.policy.lines.telnet = on;
        self
    }

    /// Whether empty lines are passed over. Default: they get 500.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().ignore_empty_lines(true).start();
    /// ```
    pub const fn ignore_empty_lines(mut self, ignored: bool) -> Self {
        self.policy.ignore_empty_lines = ignored;
        self
    }

    /// Whether `NOOP` is answered while a transfer runs, for clients that keep the connection alive
    /// by it. Default: it is answered after the transfer.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().noop_during_transfer(true).start();
    /// ```
    pub const fn noop_during_transfer(mut self, at_once: bool) -> Self {
        self.policy.noop_during_transfer = at_once;
        self
    }
}
