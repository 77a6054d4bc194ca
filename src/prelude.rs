//! What a test needs, in one line: `use ftpmock::prelude::*;`.
//!
//! The server and its builder, [`User`], [`Fault`] and what rules are made of, [`ManualClock`],
//! [`Content`] for large files, a constant for each command ([`RETR`], [`STOR`], ..) and units:
//!
//! ```
//! use ftpmock::prelude::*;
//!
//! let server = FtpServer::builder().file("/big.bin", Content::zeros(3 * GIB)).start();
//! server.on(RETR).optional().fault(Fault::data_reset_after(512 * KIB));
//! server.expect([DELE, RMD]).never();
//! assert_eq!(server.fs().size("/big.bin"), 3 * GIB);
//! ```

pub use crate::auth::User;
pub use crate::clock::ManualClock;
pub use crate::protocol::UnixTime;
pub use crate::protocol::verbs::*;
pub use crate::script::fault::{DataEnd, FsOp};
#[cfg(feature = "tls")]
pub use crate::script::fault::{TlsAlert, TlsCertificate};
pub use crate::script::{ANY, Chaos, Event, Fault, Gate, Rule, Times, Trigger};
pub use crate::server::{Builder, FtpServer};
#[cfg(feature = "tls")]
pub use crate::server::{CloseNotify, Tls};
pub use crate::session::{NewCommand, Profile};
pub use crate::transcript::Transcript;
pub use crate::vfs::{Content, FsError};

/// 1024 octets.
pub const KIB: u64 = 1024;
/// 1024 KiB.
pub const MIB: u64 = 1024 * KIB;
/// 1024 MiB.
pub const GIB: u64 = 1024 * MIB;
