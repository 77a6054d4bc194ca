//! An FTP server that lives inside a test.

pub mod auth;
pub mod clock;
pub mod protocol;
pub mod script;
pub mod session;
pub mod transcript;
pub mod vfs;

pub use protocol::UnixTime;
