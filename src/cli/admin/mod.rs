//! `--admin`: steering a server over HTTP while it runs.
//!
//! A request is checked at the [`door`], finds its row in the table of [`routes`], and is answered
//! by one function, one request at a time. Only what waits ([`wait`], [`events`]) goes on after
//! that. All of it runs on a thread of its own, next to the server and never in its way.

mod answer;
mod body;
mod call;
mod door;
mod events;
mod files;
mod index;
mod listen;
mod octets;
mod routes;
mod rules;
mod sessions;
mod steering;
mod transcript;
mod wait;
mod ward;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};

use super::Failure;
use super::outcome::{Ended, Record, conclude};
use super::rooms::Rooms;
use crate::server::FtpServer;
use ward::{Stage, Ward};

/// Requests come to the server one after the other; the rest read files that are sent.
const THREADS: usize = 16;

/// Where the interface listens; nobody is answered yet.
pub(super) struct Admin {
    listener: tokio::net::TcpListener,
    addr: SocketAddr,
    runtime: Runtime,
}

/// A server, and the interface that steers it, if there is one.
pub(super) struct Hosted {
    ward: Arc<Ward>,
    thread: Option<JoinHandle<()>>,
}

impl Admin {
    /// Takes the address.
    pub(super) fn bind(addr: SocketAddr) -> Result<Self, Failure> {
        Self::try_bind(addr).map_err(|error| Failure::new(format_args!("--admin {addr}: {error}")))
    }

    fn try_bind(addr: SocketAddr) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .thread_name("ftpmock-admin")
            .max_blocking_threads(THREADS)
            .build()?;
        let listener = TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let _context = runtime.enter();
        Ok(Self {
            listener: tokio::net::TcpListener::from_std(listener)?,
            addr,
            runtime,
        })
    }

    /// Where clients find it.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

impl Hosted {
    /// Begins to answer those who steer the server.
    pub(super) fn new(server: FtpServer, admin: Option<Admin>, rooms: Option<Arc<Rooms>>) -> Self {
        let ward = Arc::new(Ward::new(server, rooms));
        let thread = admin.map(|admin| {
            let ward = Arc::clone(&ward);
            thread::spawn(move || listen::serve(admin.listener, admin.addr, admin.runtime, &ward))
        });
        Self { ward, thread }
    }

    /// Looks at the server.
    pub(super) fn with<T>(&self, look: impl FnOnce(&FtpServer) -> T) -> Option<T> {
        self.ward.with(look)
    }

    /// Ends the server, and then the interface: whoever waits is told, and streams of events have
    /// the end of the server in them.
    pub(super) fn conclude(self, record: Record) -> Ended {
        self.end(|server| conclude(server, record))
    }

    /// Ends both without a word.
    pub(super) fn abandon(self) {
        // Nothing was expected of anybody.
        let _ = self.end(FtpServer::conclude);
    }

    fn end<T>(self, end: impl FnOnce(FtpServer) -> T) -> T {
        self.ward.enter(Stage::Ending);
        let server = self.ward.take();
        // Nobody else takes it, and this can not be called twice.
        let ended = end(server.expect("the server is there until it is ended"));
        self.ward.enter(Stage::Over);
        if let Some(thread) = self.thread {
            // A panic in it has been shown.
            let _ = thread.join();
        }
        ended
    }
}
