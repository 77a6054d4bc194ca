//! A data transfer as a value: the session describes it, the server moves the octets.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::protocol::{Coding, CodingError, FtpPath, Verb};
use crate::vfs::{File, FsError};

use super::listing::Listing;
use super::marks::Marks;

/// A transfer that is to begin.
#[derive(Debug)]
pub struct Transfer {
    /// The command that asked for it.
    pub verb: Verb,
    /// What moves, and which way.
    pub body: Body,
    /// Whoever moves the octets counts them here.
    pub tally: Tally,
    /// Whether the data connection is to stay open once everything has moved.
    pub keep_open: bool,
    /// Whether the data connection is to be under TLS.
    #[cfg(feature = "tls")]
    pub private: bool,
}

/// How many octets have moved on a data connection; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<AtomicU64>);

impl Tally {
    /// Notes octets that have moved.
    pub fn add(&self, octets: u64) {
        self.0.fetch_add(octets, Ordering::Relaxed);
    }

    /// The octets that have moved so far.
    pub fn octets(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a transfer moves.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// A file to the client.
    Download(Download),
    /// A listing to the client.
    Listing(Box<Listing>),
    /// A file from the client.
    Upload(Upload),
}

/// A file on its way to the client.
pub struct Download {
    /// Its path, as the user sees it.
    pub path: FtpPath,
    /// Opened at the right place.
    pub file: Box<dyn File>,
    /// What the octets look like on the wire.
    pub coding: Coding,
    /// Coded octets, before the mode has its way, that the client already has.
    pub skip: u64,
    /// Restart markers that are to be sent, if any are.
    pub markers: Option<SentMarkers>,
    /// How many octets will be sent, when that is known.
    pub expected: Option<u64>,
}

/// Restart markers in a download.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SentMarkers {
    /// The position of the file at which the transfer begins.
    pub from: u64,
    /// After so many stored octets there is one.
    pub every: u64,
    /// Where they are noted.
    pub marks: Marks,
}

/// A file on its way from the client.
pub struct Upload {
    /// Its path, as the user sees it.
    pub path: FtpPath,
    /// Opened for writing; nothing is visible before it is committed.
    pub file: Box<dyn File>,
    /// What the octets look like on the wire.
    pub coding: Coding,
    /// The position of the file at which the transfer begins.
    pub from: u64,
    /// Where restart markers are noted.
    pub marks: Marks,
    /// Whether the part that arrived of a cut upload is kept.
    pub keep_partial: bool,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("path", &self.path)
            .field("coding", &self.coding)
            .field("skip", &self.skip)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("path", &self.path)
            .field("coding", &self.coding)
            .field("keep_partial", &self.keep_partial)
            .finish_non_exhaustive()
    }
}

/// How a transfer ended, as far as the protocol is concerned.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TransferEnd {
    /// The client sent `ABOR`.
    Aborted,
    /// The data connection broke before the end.
    Broken,
    /// Everything moved.
    Complete,
    /// Everything moved, and the data connection stays open for the next transfer.
    CompleteOpen,
    /// There never was a data connection.
    NoConnection,
    /// The data connection did not resume the TLS session of its control connection.
    #[cfg(feature = "tls")]
    NotResumed,
    /// The session is over: nobody is left to tell.
    Stopped,
    /// The filesystem refused.
    Storage(FsError),
    /// No octet moved for too long.
    TimedOut,
    /// There was no TLS on the data connection, though there should have been.
    #[cfg(feature = "tls")]
    Unprotected,
    /// What came is not what TYPE, STRU and MODE say.
    Undecodable(CodingError),
}
