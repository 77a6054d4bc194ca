//! An FTP server that lives inside a test.

pub mod auth;
pub mod protocol;
pub mod vfs;
