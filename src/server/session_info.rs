//! What a test may know of a session.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::protocol::{Command, FtpPath};

/// A session, as it was when [`FtpServer::sessions`](crate::FtpServer::sessions) was called.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Its number, from 1: that of the transcript.
    pub number: u64,
    /// Where its client connected from.
    pub peer: SocketAddr,
    /// The name of the user, if one is logged in.
    pub user: Option<Bytes>,
    /// The current directory, as the user sees it.
    pub cwd: FtpPath,
    /// What it does.
    pub activity: Activity,
    /// How many octets it has received on data connections, listings and cut transfers included.
    pub bytes_in: u64,
    /// How many octets it has sent on data connections, likewise.
    pub bytes_out: u64,
    /// How many ports it has announced for data connections: by `PASV` and `EPSV`.
    pub ports_announced: u64,
    /// How many data connections it has had, whoever connected.
    pub data_connections: u64,
    pub(super) is_tls: bool,
}

impl SessionInfo {
    /// Whether its control connection is under TLS, or was at its end.
    pub const fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        self.activity != Activity::Ended
    }
}

/// What a session does.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Activity {
    /// It is over.
    Ended,
    /// It carries out this command, or is held back at it; a password is not shown.
    Executing(Command),
    /// It waits for a command.
    Idle,
    /// It moves data for this command.
    Transferring(Command),
}

/// What a session counts.
#[derive(Debug, Default)]
pub(super) struct Counts {
    received: AtomicU64,
    sent: AtomicU64,
    ports: AtomicU64,
    connections: AtomicU64,
}

impl Counts {
    pub(super) fn received(&self, octets: u64) {
        self.received.fetch_add(octets, Ordering::Relaxed);
    }

    pub(super) fn sent(&self, octets: u64) {
        self.sent.fetch_add(octets, Ordering::Relaxed);
    }

    pub(super) fn announced(&self) {
        self.ports.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    /// Puts the numbers where others can read them.
    pub(super) fn show(&self, info: &mut SessionInfo) {
        info.bytes_in = self.received.load(Ordering::Relaxed);
        info.bytes_out = self.sent.load(Ordering::Relaxed);
        info.ports_announced = self.ports.load(Ordering::Relaxed);
        info.data_connections = self.connections.load(Ordering::Relaxed);
    }
}
