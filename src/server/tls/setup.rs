//! From what a test says about TLS to what a server works with.

use std::sync::Arc;

use bytes::Bytes;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, version};

use super::authority::{Authority, Identity};
use super::settings::{Clients, CloseNotify, Mode, Source, Tls, Versions};

/// The TLS of one server.
pub(in crate::server) struct Setup {
    pub(super) control: Arc<ServerConfig>,
    pub(super) data: Arc<ServerConfig>,
    pub(in crate::server) close_notify: CloseNotify,
    pub(in crate::server) implicit: bool,
    clients: Clients,
}

impl Setup {
    /// # Panics
    /// When a certificate of the test's own and its key do not fit.
    #[track_caller]
    pub(in crate::server) fn new(tls: Tls) -> Self {
        let identity = match tls.identity {
            Source::Config(config) => {
                return Self {
                    control: Arc::clone(&config),
                    data: config,
                    close_notify: tls.close_notify,
                    implicit: tls.mode == Mode::Implicit,
                    clients: tls.clients,
                };
            }
            Source::Given(identity) => identity,
            Source::Made(flaw) => Arc::new(Authority::of_process().server(&tls.names, flaw)),
        };
        let control = config(&identity, tls.control_versions, &tls.clients);
        let data = if tls.data_versions == tls.control_versions {
            Arc::clone(&control)
        } else {
            config(&identity, tls.data_versions, &tls.clients)
        };
        Self {
            control,
            data,
            close_notify: tls.close_notify,
            implicit: tls.mode == Mode::Implicit,
            clients: tls.clients,
        }
    }

    /// The user that a certificate stands for.
    pub(in crate::server) fn user_of(&self, certificate: &[u8]) -> Option<Bytes> {
        match &self.clients {
            Clients::Asked(Some(map)) | Clients::Required(Some(map)) => {
                map(certificate).map(Bytes::from)
            }
            _ => None,
        }
    }

    /// Whether handshakes run code of the test's own.
    pub(in crate::server) const fn calls_user_code(&self) -> bool {
        matches!(
            self.clients,
            Clients::Asked(Some(_)) | Clients::Required(Some(_))
        )
    }
}

/// Never the provider of the process: another crate may have installed one, or two.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[track_caller]
fn config(identity: &Identity, versions: Versions, clients: &Clients) -> Arc<ServerConfig> {
    let versions: &[&SupportedProtocolVersion] = match versions {
        Versions::Both => &[&version::TLS12, &version::TLS13],
        Versions::Only12 => &[&version::TLS12],
        Versions::Only13 => &[&version::TLS13],
    };
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .expect("ring has cipher suites for TLS 1.2 and 1.3");
    let builder = match clients {
        Clients::Unasked => builder.with_no_client_auth(),
        Clients::Asked(_) | Clients::Required(_) => {
            let verifier = WebPkiClientVerifier::builder_with_provider(roots().into(), provider());
            let verifier = match clients {
                Clients::Required(_) => verifier,
                _ => verifier.allow_unauthenticated(),
            };
            builder
                .with_client_cert_verifier(verifier.build().expect("there is one root certificate"))
        }
    };
    let config = builder.with_single_cert(identity.chain.clone(), identity.key.clone_key());
    match config {
        Ok(mut config) => {
            // One is enough for the next data connection, and each one used brings another.
            config.send_tls13_tickets = 2;
            Arc::new(config)
        }
        Err(error) => panic!("expected a certificate and the key that belongs to it: {error}"),
    }
}

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots
        .add(Authority::of_process().der().clone())
        .expect("a certificate made here can be read here");
    roots
}

/// What a client needs to trust the servers of this process.
pub(in crate::server) fn client_config(identity: Option<Identity>) -> Arc<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for TLS 1.2 and 1.3")
        .with_root_certificates(roots());
    Arc::new(match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => builder
            .with_client_auth_cert(identity.chain, identity.key)
            .expect("a certificate made here fits its key"),
    })
}
