//! TLS: where certificates come from, and what is between a socket and the octets of FTP.

mod alert;
mod authority;
mod hosts;
mod layer;
mod reuse;
mod settings;
mod setup;
mod trick;

use std::io::{self, ErrorKind};
use std::sync::Arc;

pub(super) use layer::Layer;
pub(super) use reuse::Sessions;
pub(super) use setup::{Setup, client_config};
pub(super) use trick::{Trick, fire_at_once};

pub use settings::{CloseNotify, Tls};

use authority::Authority;

/// The certificate of the authority that clients are to trust, as PEM.
pub(super) fn authority_pem() -> String {
    Authority::of_process().pem()
}

/// [`client_config`] with a certificate for a client of this name.
pub(super) fn certified_client_config(name: &str) -> Arc<rustls::ClientConfig> {
    client_config(Some(Authority::of_process().client(name)))
}

/// Why a handshake has failed, for the transcript.
pub(super) fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "closed by client".to_owned(),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => "reset by client".to_owned(),
        ErrorKind::TimedOut => "timed out".to_owned(),
        _ => {
            let tls = error.get_ref().and_then(|inner| inner.downcast_ref());
            match tls {
                Some(rustls::Error::AlertReceived(alert)) => format!("client sent {alert:?}"),
                Some(rustls::Error::InvalidMessage(_)) => {
                    "what the client sent is not TLS".to_owned()
                }
                Some(other) => other.to_string(),
                None => error.to_string(),
            }
        }
    }
}
