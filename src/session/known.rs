//! What others may know of a session.

use std::net::SocketAddr;

use crate::protocol::{FtpPath, Representation};

/// The two ends of a control connection.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    /// The client.
    pub peer: SocketAddr,
    /// The server, as the client reached it.
    pub local: SocketAddr,
}

/// What rules may know of a session.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The name of the user, once logged in.
    pub user: Option<&'a [u8]>,
    /// The current directory as the user sees it.
    pub cwd: &'a FtpPath,
    /// Whether the control connection is under TLS.
    pub is_tls: bool,
    /// What `TYPE` has said.
    pub representation: Representation,
}
