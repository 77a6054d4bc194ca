//! Who is told of what clients do.

use super::Builder;
use crate::protocol::Reply;
use crate::server::observe::{Client, Ear, Observer, ServerEvent};

impl Builder {
    /// Tells this observer what clients do: see [`Observer`]. There may be several.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::FtpPath;
    /// use ftpmock::server::{Client, Observer};
    /// use ftpmock::transcript::Data;
    ///
    /// struct Printer;
    ///
    /// impl Observer for Printer {
    ///     fn file_sent(&self, client: &Client, file: &FtpPath, data: &Data) {
    ///         println!("{}: {file}, {} bytes", client.peer, data.bytes);
    ///     }
    /// }
    ///
    /// let server = FtpServer::builder().observe(Printer).start();
    /// ```
    #[track_caller]
    pub fn observe(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.add(Ear::Observer(Box::new(observer)));
        self
    }

    /// Tells this closure of every event, before the client gets the reply that ends the command.
    ///
    /// It may block, and it may panic: see [`Observer`]. To take events one by one in the test
    /// itself, see [`FtpServer::events`](crate::FtpServer::events).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().on_event(|event| println!("{event}")).start();
    /// ```
    #[track_caller]
    pub fn on_event(mut self, tell: impl Fn(&ServerEvent) + Send + Sync + 'static) -> Self {
        self.observers.add(Ear::Told(Box::new(tell)));
        self
    }

    /// Asks this closure whether a client may stay that has just connected; the reply of its error
    /// takes the place of the greeting, and the connection is closed.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .may_connect(|client| match client.peer.ip().is_loopback() {
    ///         true => Ok(()),
    ///         false => Err((421, "Only from here.")),
    ///     })
    ///     .start();
    /// ```
    #[track_caller]
    pub fn may_connect<R: Into<Reply>>(
        mut self,
        ask: impl Fn(&Client) -> Result<(), R> + Send + Sync + 'static,
    ) -> Self {
        let ask = move |client: &Client| ask(client).map_err(Into::into);
        self.observers.add(Ear::MayConnect(Box::new(ask)));
        self
    }

    /// Asks this closure whether a user may log in whose password is right; the reply of its error
    /// is the answer to `PASS`, and it counts as a failed login.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .may_log_in(|client| match client.user.as_deref() {
    ///         Some(b"root") => Err((530, "Not as root.")),
    ///         _ => Ok(()),
    ///     })
    ///     .start();
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(ftp.login("root", "secret").is_err());
    /// ftp.login("alice", "secret")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    #[track_caller]
    pub fn may_log_in<R: Into<Reply>>(
        mut self,
        ask: impl Fn(&Client) -> Result<(), R> + Send + Sync + 'static,
    ) -> Self {
        let ask = move |client: &Client| ask(client).map_err(Into::into);
        self.observers.add(Ear::MayLogIn(Box::new(ask)));
        self
    }
}
