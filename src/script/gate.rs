//! Holding a session until the test lets it go.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{GateCore, Wait};

use super::rule::Rule;

/// Holds every exchange its rule matches until it is released or dropped.
///
/// ```
/// use ftpmock::prelude::*;
///
/// use std::time::Duration;
///
/// let server = FtpServer::start();
/// let gate = server.on(STOR).hold();
/// let addr = server.addr();
/// let client = std::thread::spawn(move || {
///     let mut ftp = suppaftp::FtpStream::connect(addr)?;
///     ftp.login("alice", "secret")?;
///     ftp.put_file("/a", &mut &b"x"[..])
/// });
///
/// gate.reached(Duration::from_secs(5)).block().unwrap();
/// assert!(!server.fs().exists("/a")); // the client waits for its 150
/// gate.release();
/// assert_eq!(client.join().unwrap().unwrap(), 1);
/// ```
///
/// A session is held for 60 seconds of real time at most, or what
/// [`Builder::hold_limit`](crate::Builder::hold_limit) says: then the client gets 421, and
/// verification reports it.
#[must_use = "a gate that is dropped is open: keep it for as long as sessions are to be held"]
#[derive(Debug)]
pub struct Gate {
    core: Arc<GateCore>,
    rule: Rule,
}

impl Gate {
    pub(crate) const fn new(core: Arc<GateCore>, rule: Rule) -> Self {
        Self { core, rule }
    }

    /// Waits, for at most `within` of real time, until a session stands at the gate.
    pub fn reached(&self, within: Duration) -> Wait {
        let core = Arc::clone(&self.core);
        let what = format!("arrival at the gate of {}", self.rule.entry().called());
        self.rule
            .wait_with(core.signal(), what, within, move || core.arrived() > 0)
    }

    /// How many sessions have come to the gate so far.
    pub fn hits(&self) -> u64 {
        self.core.arrived()
    }

    /// Lets all held sessions go on, and all later ones pass.
    pub fn release(&self) {
        self.core.release();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.core.release();
    }
}
