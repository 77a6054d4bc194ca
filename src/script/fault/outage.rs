//! Faults of the whole server.

use std::fmt;
use std::time::Duration;

use super::Fault;

impl Fault {
    /// The server goes down for so long, on its clock, in place of acting: all sessions end without
    /// a word, and clients are refused until it listens on the same port again.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let clock = ManualClock::new();
    /// let server = FtpServer::builder().clock(clock.clone()).start();
    /// // It dies on the second upload, and is back after a minute.
    /// server.on(STOR).nth(2).optional().fault(Fault::outage(Duration::from_secs(60)));
    /// ```
    pub fn outage(time: Duration) -> Self {
        Self {
            outage: Some(time),
            ..Self::default()
        }
    }

    pub(crate) fn down_for(&self) -> Option<Outage> {
        self.outage.map(Outage)
    }
}

/// For how long the server is down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage(pub(crate) Duration);

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "server down for {:?}", self.0)
    }
}
