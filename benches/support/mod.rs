//! What the benches share: the two sides, the rows, the load and the table.

pub(crate) mod bare;
pub(crate) mod client;
pub(crate) mod fixture;
pub(crate) mod idle;
pub(crate) mod ours;
pub(crate) mod rows;
pub(crate) mod table;
#[cfg(feature = "tls")]
pub(crate) mod tls;

use std::any::Any;
use std::net::SocketAddr;

use fixture::Fixture;

/// One of the two servers that are compared. Both get the same load from the same code.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) start: fn(&Fixture) -> Server,
}

/// A running server; dropping it stops it.
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    _stops_when_dropped: Box<dyn Any>,
}

impl Server {
    pub(crate) fn new(addr: SocketAddr, handle: impl Any) -> Self {
        Self {
            addr,
            _stops_when_dropped: Box::new(handle),
        }
    }
}
