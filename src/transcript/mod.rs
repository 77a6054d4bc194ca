//! What happened, recorded before the client could see it, and made for snapshots.
//!
//! ```text
//! #1 connect
//! S: 220 ftpmock ready
//! C: USER alice
//! S: 331 User name okay, need password.
//! ```
//!
//! `C:` is a command, `S:` a reply, `D:` what moved on a data connection, `!` anything out of the
//! ordinary, `#1` the beginning or end of a session. The text is stable: a change of it, or of any
//! reply, is a breaking change of this crate.

mod digest;
mod entry;
mod query;
mod recorder;
mod render;
#[cfg(feature = "serde")]
mod serial;
#[cfg(feature = "insta")]
mod settings;
mod tls;
#[cfg(feature = "cli")]
mod watch;

pub use digest::content_hash;
pub use entry::{Closing, Data, DataEnd, Direction, Entry, EntryKind, Note};
pub use query::Transcript;
pub use render::Redaction;
pub use tls::{Connection, Handshake, Tls, TlsVersion};

pub(crate) use digest::Digest;
pub(crate) use recorder::{Recorder, SessionRecorder};
#[cfg(feature = "cli")]
pub(crate) use watch::Watch;
