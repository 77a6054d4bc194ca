//! Data connections, as a session asks for them.

use std::net::{IpAddr, SocketAddr};

/// The right to set up data connections.
pub trait DataPorts: Send {
    /// Listens at `local` for the next data connection.
    fn listen(&mut self, local: SocketAddr) -> Result<SocketAddr, PortError>;

    /// Connects to `addr` for the next data connection, when a transfer begins.
    fn target(&mut self, addr: SocketAddr);

    /// Forgets what was set up; a listening port is closed.
    fn drop_all(&mut self);

    /// Whether the data connection of this client, or of anyone, is there already.
    fn is_connected(&mut self, client: Option<IpAddr>) -> bool {
        let _ = client;
        false
    }
}

/// What became of connecting to a client at once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reach {
    /// The connection is there.
    Connected,
    /// It can not be had.
    Refused,
    /// It took too long.
    TimedOut,
}

/// No data port could be had.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PortError {
    /// The system gave none.
    Exhausted,
}
