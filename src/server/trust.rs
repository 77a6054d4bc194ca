//! FTPS: asking for it, and what a client needs to trust the server.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;

use super::{Builder, FtpServer, Tls, tls};

impl Builder {
    /// Offers TLS, or demands it: see [`Tls`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit().required()).start();
    /// assert!(server.ca_pem().starts_with("-----BEGIN CERTIFICATE-----"));
    /// ```
    pub fn tls(mut self, tls: Tls) -> Self {
        self.policy.tls = tls.policy.clone();
        self.tls = Some(tls);
        self
    }
}

#[cfg(feature = "cli")]
impl Builder {
    /// Takes TLS back.
    pub(crate) fn no_tls(mut self) -> Self {
        self.policy.tls = crate::session::TlsPolicy::default();
        self.tls = None;
        self
    }
}

impl FtpServer {
    /// The certificate of the authority that has signed this server's, as PEM: what a client has to
    /// trust.
    ///
    /// It is made once in a process; all its servers have the same.
    pub fn ca_pem(&self) -> String {
        tls::authority_pem()
    }

    /// A file with [`ca_pem`](Self::ca_pem), for clients that want one; it goes away with the server.
    ///
    /// # Panics
    /// When the file cannot be written.
    #[cfg(feature = "temp-dir")]
    #[track_caller]
    pub fn ca_file(&self) -> &std::path::Path {
        use std::io::Write;

        let file = self.authority_file.get_or_init(|| {
            let written = tempfile::Builder::new()
                .prefix("ftpmock-ca-")
                .suffix(".pem")
                .tempfile()
                .and_then(|mut file| {
                    file.write_all(tls::authority_pem().as_bytes())?;
                    Ok(file)
                });
            match written {
                Ok(file) => file,
                Err(error) => panic!("the certificate could not be written to a file: {error}"),
            }
        });
        file.path()
    }

    /// Where clients connect that begin with TLS, if there is such a place: [`addr`](Self::addr) with
    /// [`Tls::implicit`], another one with [`Tls::and_implicit`].
    pub const fn implicit_addr(&self) -> Option<SocketAddr> {
        self.implicit_addr
    }

    /// A configuration for rustls that trusts this server, fresh at each call: sessions of an earlier
    /// one are not resumed.
    pub fn client_config(&self) -> Arc<ClientConfig> {
        tls::client_config(None)
    }

    /// [`client_config`](Self::client_config) with a certificate for a client of this name, which
    /// servers of this process trust.
    pub fn client_config_for(&self, name: &str) -> Arc<ClientConfig> {
        tls::certified_client_config(name)
    }
}
