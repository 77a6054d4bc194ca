//! When octets of the control connection go out, how many at a time, and for whom there are none.

use std::time::Duration;

use bytes::Bytes;

use super::{ControlFault, Fault};

impl Fault {
    /// Everything about the exchange happens later, on the server's clock, by a time between the two
    /// that is drawn from the server's seed: latency with jitter.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// let jitter = Fault::delay_between(Duration::from_millis(1), Duration::from_millis(3));
    /// server.on(ANY).optional().fault(jitter);
    /// ```
    ///
    /// # Panics
    /// When `least` is more than `most`.
    #[track_caller]
    pub fn delay_between(least: Duration, most: Duration) -> Self {
        assert!(
            least <= most,
            "delay_between({least:?}, {most:?}) has no time in it: put the shorter one first"
        );
        Self::of_control(vec![ControlFault::DelayBetween(least, most)])
    }

    /// Everything the server says in this exchange goes out `octets` at a time, each in a segment of
    /// its own, with this time between them, on the server's clock.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// server.on(ANY).optional().fault(Fault::dribble(1, Duration::from_millis(1)));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?; // slow, and nothing else
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `octets` is 0: that is [`stall`](Fault::stall).
    #[track_caller]
    pub fn dribble(octets: usize, every: Duration) -> Self {
        assert!(octets > 0, "dribble(0, ..) would send nothing: use stall()");
        Self::of_control(vec![ControlFault::Dribble(octets, every)])
    }

    /// Each reply of this exchange is cut at these octets, counted from its first one, with a pause
    /// at each cut, on the server's clock.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// let inside_the_code = Fault::split_reply([2], Duration::from_millis(1));
    /// server.on(ANY).optional().fault(inside_the_code);
    /// ```
    pub fn split_reply(at: impl IntoIterator<Item = usize>, pause: Duration) -> Self {
        let mut at: Vec<usize> = at.into_iter().filter(|at| *at > 0).collect();
        at.sort_unstable();
        at.dedup();
        Self::of_control(vec![ControlFault::Split(at, pause)])
    }

    /// Everything the server says in this exchange goes out at so many octets a second, on the
    /// server's clock, in at most twenty pieces a second.
    ///
    /// # Panics
    /// When `bytes_per_second` is 0: that is [`stall`](Fault::stall).
    #[track_caller]
    pub fn control_throttle(bytes_per_second: u64) -> Self {
        assert!(
            bytes_per_second > 0,
            "control_throttle(0) would never send a byte: use stall()"
        );
        Self::of_control(vec![ControlFault::Throttle(bytes_per_second)])
    }

    /// All lines that the server says in this exchange end in these octets instead of CRLF.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(ANY).fault(Fault::line_ends("\n"));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn line_ends(octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::of_control(vec![ControlFault::LineEnds(octets)])
    }

    /// Sends octets for ever, and never a line end, when [`close`](Fault::close) would close the
    /// connection: until the client goes away, or the server ends.
    ///
    /// The octets are `x`, after what was said before.
    pub fn endless_reply() -> Self {
        Self::of_control(vec![ControlFault::Endless])
    }

    /// Drops everything that the client has sent after this command by now: servers that do not
    /// expect pipelined commands do so.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(USER).optional().fault(Fault::drop_pipelined());
    /// ```
    pub fn drop_pipelined() -> Self {
        Self::of_control(vec![ControlFault::DropPipelined])
    }

    /// Refuses the client's address for so long, on the server's clock: its next connections get 421
    /// and are closed. The session itself goes on, unless another part of the fault ends it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::builder().user(("alice", "secret")).start();
    /// let ban = Fault::ban(Duration::from_secs(600));
    /// server.on(Event::LoginFailed).per_peer().nth(3).fault(ban);
    ///
    /// for _ in 0..3 {
    ///     let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    ///     assert!(ftp.login("alice", "guess").is_err());
    /// }
    /// assert!(suppaftp::FtpStream::connect(server.addr()).is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn ban(time: Duration) -> Self {
        Self::of_control(vec![ControlFault::Ban(time)])
    }
}
