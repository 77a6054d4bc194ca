//! What a command has changed in the tree, apart from the contents of files.

use bytes::Bytes;

use crate::protocol::{FtpPath, UnixTime};

/// A change of the tree that has happened; paths are those the user sees.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// A directory was made.
    DirMade(FtpPath),
    /// A directory was removed.
    DirRemoved(FtpPath),
    /// The server made a copy of a file.
    FileCopied {
        /// What was copied.
        from: FtpPath,
        /// The copy.
        to: FtpPath,
    },
    /// A file or link was removed.
    FileRemoved(FtpPath),
    /// A symbolic link was made.
    LinkMade {
        /// The link.
        path: FtpPath,
        /// Where it leads, as the client has written it.
        target: Bytes,
    },
    /// Something was given other permission bits.
    ModeChanged {
        /// What.
        path: FtpPath,
        /// The bits, such as `0o644`.
        mode: u32,
    },
    /// Something was given another name.
    Renamed {
        /// Its old name.
        from: FtpPath,
        /// Its new name.
        to: FtpPath,
    },
    /// Something was given another time of modification.
    TimeChanged {
        /// What.
        path: FtpPath,
        /// The time.
        time: UnixTime,
    },
}
