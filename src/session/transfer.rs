//! A data transfer as a value: the session describes it, the server moves the octets.

use std::fmt;

use crate::protocol::{AsciiMode, Verb};
use crate::vfs::{File, FsError};

use super::listing::Listing;

/// A transfer that is to begin.
#[derive(Debug)]
pub struct Transfer {
    /// The command that asked for it.
    pub verb: Verb,
    /// What moves, and which way.
    pub body: Body,
}

/// What a transfer moves.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// A file to the client.
    Download(Download),
    /// A listing to the client.
    Listing(Listing),
    /// A file from the client.
    Upload(Upload),
}

/// A file on its way to the client.
pub struct Download {
    /// Opened at the right place.
    pub file: Box<dyn File>,
    /// Translate lines, or `None` to send octets as they are.
    pub ascii: Option<AsciiMode>,
    /// Translated octets that the client already has.
    pub skip: u64,
    /// How many octets will be sent, when that is known.
    pub expected: Option<u64>,
}

/// A file on its way from the client.
pub struct Upload {
    /// Opened for writing; nothing is visible before it is committed.
    pub file: Box<dyn File>,
    /// Translate lines, or `None` to store octets as they are.
    pub ascii: Option<AsciiMode>,
    /// Whether the part that arrived of a cut upload is kept.
    pub keep_partial: bool,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("ascii", &self.ascii)
            .field("skip", &self.skip)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("ascii", &self.ascii)
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
    /// There never was a data connection.
    NoConnection,
    /// The session is over: nobody is left to tell.
    Stopped,
    /// The filesystem refused.
    Storage(FsError),
    /// No octet moved for too long.
    TimedOut,
}
