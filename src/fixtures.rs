//! Ready-made fixtures for rstest: name one as an argument of a test.
//!
//! ```
//! use ftpmock::fixtures::{anonymous_server, ftp_server};
//! use ftpmock::prelude::*;
//! use rstest::rstest;
//!
//! #[rstest]
//! fn a_new_server_has_no_files(ftp_server: FtpServer) {
//!     assert_eq!(ftp_server.fs().tree().to_string(), "");
//! }
//!
//! #[rstest]
//! fn an_outage_is_reported(anonymous_server: FtpServer) {
//!     anonymous_server.on(LIST).once().optional().reply(450, "Not now.");
//! }
//! ```
//!
//! Each test gets a server of its own, verified and gone at the test's end. Without this module,
//! `#[from(FtpServer)] server: FtpServer` does the same, for a server is `Default`; a fixture of
//! one's own is a function that returns one.

use rstest::fixture;

use crate::server::FtpServer;

/// [`FtpServer::start`]: any login, no files.
#[fixture]
pub fn ftp_server() -> FtpServer {
    FtpServer::start()
}

/// Only `anonymous` and `ftp` log in, with any password, to list and read; no files.
#[fixture]
pub fn anonymous_server() -> FtpServer {
    FtpServer::builder().anonymous().start()
}
