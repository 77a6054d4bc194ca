//! An FTP server that lives inside a test.

pub mod protocol;
