//! How clients come in, how many, and where their sessions run.

use std::fmt;
use std::net::TcpListener;
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};

use super::Builder;
use crate::server::Firewall;
use crate::server::runtime::Workers;
use crate::server::sessions::Limits;

/// Clients that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// What a builder says of listening and of running.
pub(in crate::server) struct Serving {
    pub(in crate::server) listener: Option<TcpListener>,
    pub(in crate::server) backlog: i32,
    pub(in crate::server) limits: Limits,
    pub(in crate::server) workers: Workers,
    pub(in crate::server) firewall: Option<Firewall>,
}

impl Default for Serving {
    fn default() -> Self {
        Self {
            listener: None,
            backlog: BACKLOG,
            limits: Limits::default(),
            workers: Workers::Shared,
            firewall: None,
        }
    }
}

impl Builder {
    /// Listens with a socket that listens already, in place of one at an address; its backlog is
    /// whatever it has been given.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::net::TcpListener;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let addr = listener.local_addr()?;
    /// let server = FtpServer::builder().listener(listener).start();
    /// assert_eq!(server.addr(), addr);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Panics
    /// When the socket has no address.
    #[track_caller]
    pub fn listener(mut self, listener: TcpListener) -> Self {
        match listener.local_addr() {
            Ok(addr) => self.addr = addr,
            Err(error) => panic!("the listener has no address: {error}"),
        }
        self.serving.listener = Some(listener);
        self
    }

    /// How many clients may wait, connected, until the server gets round to them. Default: 1024;
    /// the system may have a limit of its own.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().backlog(16).start();
    /// ```
    pub fn backlog(mut self, clients: u32) -> Self {
        self.serving.backlog = i32::try_from(clients).unwrap_or(i32::MAX);
        self
    }

    /// Turns clients away, with 421, while so many sessions are open; zero means no limit, which is
    /// the default.
    ///
    /// The place of a session is free before its client can see the end of the connection.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::io::Read;
    /// use std::net::TcpStream;
    ///
    /// let server = FtpServer::builder().max_connections(1).start();
    /// let mut first = TcpStream::connect(server.addr())?;
    /// first.read_exact(&mut [0; 4])?; // "220 "
    ///
    /// let mut said = String::new();
    /// TcpStream::connect(server.addr())?.read_to_string(&mut said)?;
    /// assert_eq!(said, "421 Too many connections.\r\n");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub const fn max_connections(mut self, sessions: usize) -> Self {
        self.serving.limits.total = sessions;
        self
    }

    /// Turns clients away, with 421, while so many sessions from their address are open; zero means
    /// no limit, which is the default.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().max_connections_per_ip(8).start();
    /// ```
    pub const fn max_connections_per_ip(mut self, sessions: usize) -> Self {
        self.serving.limits.per_address = sessions;
        self
    }

    /// How long the place of a session stays taken after its end, as with servers that take a while
    /// to notice; on the server's clock. Default: not at all.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let server = ftpmock::FtpServer::builder()
    ///     .max_connections(1)
    ///     .slots_linger(Duration::from_secs(30))
    ///     .start();
    /// ```
    pub const fn slots_linger(mut self, by: Duration) -> Self {
        self.serving.limits.linger = by;
        self
    }

    /// Puts a firewall between the server and its clients that forgets idle control connections.
    /// Default: there is none.
    ///
    /// ```
    /// use ftpmock::server::Firewall;
    /// use std::time::Duration;
    ///
    /// let firewall = Firewall::forgets_after(Duration::from_secs(60));
    /// let server = ftpmock::FtpServer::builder().firewall(firewall).start();
    /// ```
    pub const fn firewall(mut self, firewall: Firewall) -> Self {
        self.serving.firewall = Some(firewall);
        self
    }

    /// Runs the sessions on so many threads of this server's own, gone when it is dropped. Default:
    /// on two threads that all servers of the process share.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().workers(4).start();
    /// ```
    ///
    /// # Panics
    /// When `threads` is 0.
    #[track_caller]
    pub fn workers(mut self, threads: usize) -> Self {
        assert!(
            threads > 0,
            "workers(0) would serve nobody: expected 1 or more"
        );
        self.serving.workers = Workers::Own(threads);
        self
    }

    /// Runs the sessions on this runtime, which must have more than the current thread, and be built
    /// with `enable_all`, or starting panics. Default: on threads that all servers of the process
    /// share.
    ///
    /// The server ends when the runtime is shut down.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let runtime = tokio::runtime::Runtime::new()?;
    /// let server = FtpServer::builder().runtime(runtime.handle().clone()).start();
    /// # drop(server);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Panics
    /// When it is a current-thread runtime: files, closures and clients that block would stop all
    /// that runs on it, the server included.
    #[track_caller]
    pub fn runtime(mut self, runtime: Handle) -> Self {
        assert!(
            runtime.runtime_flavor() != RuntimeFlavor::CurrentThread,
            "a server can not run on a current-thread runtime, where whatever blocks stops \
             everything: give runtime(..) one of several threads, or leave it out, and the server \
             runs on threads of its own"
        );
        self.serving.workers = Workers::Given(runtime);
        self
    }
}

impl fmt::Debug for Serving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serving")
            .field("listener", &self.listener)
            .field("backlog", &self.backlog)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
