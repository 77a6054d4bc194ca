//! An FTP server that lives inside a test.

pub mod auth;
pub mod clock;
pub mod prelude;
pub mod protocol;
pub mod script;
pub mod server;
pub mod session;
pub mod transcript;
pub mod vfs;

pub use protocol::UnixTime;
pub use script::{Fault, Gate, Rule};
pub use server::{Builder, FtpServer};
pub use transcript::Transcript;
