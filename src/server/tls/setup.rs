//! From what a test says about TLS to what a server works with.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::NoServerSessionStorage;
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion, version,
};

use super::Layer;
use super::authority::{Authority, Flaw, Identity};
use super::hosts::{ByHost, Hosts};
use super::reuse::{NoTickets, Sessions};
use super::settings::{Clients, CloseNotify, Mode, Source, Tls, Versions};
use crate::protocol::HostArg;
use crate::script::{TlsCertificate, TlsFault};
use crate::session::VirtualHost;
use crate::transcript::Connection;

/// The smallest records that rustls makes.
const SMALLEST: usize = 32;

type Builder = rustls::ConfigBuilder<ServerConfig, rustls::server::WantsServerCert>;

/// Where TLS begins at once.
enum Implicit {
    Everywhere,
    Nowhere,
    OnPort(u16),
}

/// The TLS of one server.
pub(in crate::server) struct Setup {
    control: Arc<ServerConfig>,
    data: Arc<ServerConfig>,
    control_versions: Versions,
    data_versions: Versions,
    names: Vec<String>,
    pub(in crate::server) close_notify: CloseNotify,
    implicit: Implicit,
    clients: Clients,
    /// Empty where the test has a certificate of its own.
    hosts: Hosts,
}

impl Setup {
    /// # Panics
    /// When a certificate of the test's own and its key do not fit.
    #[track_caller]
    pub(in crate::server) fn new(
        tls: Tls,
        implicit_port: Option<u16>,
        hosts: &[VirtualHost],
    ) -> Self {
        let make = |identity: &Identity| {
            let control = config(identity, tls.control_versions, &tls.clients);
            let data = if tls.data_versions == tls.control_versions {
                Arc::clone(&control)
            } else {
                config(identity, tls.data_versions, &tls.clients)
            };
            (control, data)
        };
        let (control, data) = match &tls.identity {
            Source::Config(config) => (Arc::clone(config), Arc::clone(config)),
            Source::Given(identity) => make(identity),
            Source::Made(flaw) => make(&Authority::of_process().server(&tls.names, *flaw)),
        };
        let hosts = match &tls.identity {
            Source::Made(Flaw::None) => hosts
                .iter()
                .map(|host| host_certificate(host, &tls.names))
                .collect(),
            _ => Hosts::default(),
        };
        Self {
            hosts,
            control,
            data,
            control_versions: tls.control_versions,
            data_versions: tls.data_versions,
            names: tls.names,
            close_notify: tls.close_notify,
            implicit: match (tls.mode, implicit_port) {
                (Mode::Implicit, _) => Implicit::Everywhere,
                (Mode::Explicit, Some(port)) => Implicit::OnPort(port),
                (Mode::Explicit, None) => Implicit::Nowhere,
            },
            clients: tls.clients,
        }
    }

    /// Whether TLS begins at once on connections to this address of ours.
    pub(in crate::server) const fn is_implicit_at(&self, local: SocketAddr) -> bool {
        match self.implicit {
            Implicit::Everywhere => true,
            Implicit::Nowhere => false,
            Implicit::OnPort(port) => local.port() == port,
        }
    }

    /// TLS for a connection that is yet to shake hands; what a fault makes another configuration of
    /// resumes nothing.
    pub(in crate::server) fn layer(
        &self,
        on: Connection,
        sessions: &Sessions,
        fault: Option<&TlsFault>,
    ) -> io::Result<Layer> {
        let (base, versions) = match on {
            Connection::Control => (&self.control, self.control_versions),
            Connection::Data => (&self.data, self.data_versions),
        };
        let mut config = ServerConfig::clone(base);
        if !self.hosts.is_empty() {
            config.cert_resolver = Arc::new(ByHost {
                hosts: Arc::clone(&self.hosts),
                chosen: sessions.host,
                server: config.cert_resolver,
            });
        }
        let mut config = match fault {
            Some(TlsFault::Certificate(which)) => {
                config.cert_resolver = Arc::new(self.other_certificate(*which)?);
                unresumed(config)?
            }
            Some(TlsFault::CertificateRequired) => {
                let builder = builder(versions, &Clients::Required(None));
                unresumed(builder.with_cert_resolver(config.cert_resolver))?
            }
            Some(TlsFault::NoResumption) => {
                config.session_storage = Arc::new(NoServerSessionStorage {});
                config.ticketer = Arc::new(NoTickets);
                config.send_tls13_tickets = 0;
                config
            }
            _ => {
                if let Some(TlsFault::Fragmented) = fault {
                    config.max_fragment_size = Some(SMALLEST);
                }
                match on {
                    Connection::Control => sessions.control(config),
                    Connection::Data => sessions.data(config),
                }
            }
        };
        // A fault may want to say something that rustls would not.
        config.enable_secret_extraction = on == Connection::Data;
        let connection = ServerConnection::new(config.into()).map_err(io::Error::other)?;
        let mut layer = Layer::new(connection);
        if let Some(TlsFault::NoCloseNotify) = fault {
            layer.end_in_silence();
        }
        Ok(layer)
    }

    fn other_certificate(&self, which: TlsCertificate) -> io::Result<SingleCertAndKey> {
        let flaw = match which {
            TlsCertificate::Another => Flaw::None,
            TlsCertificate::Expired => Flaw::Expired,
            TlsCertificate::MissingIntermediate => Flaw::MissingIntermediate,
            TlsCertificate::NotYetValid => Flaw::NotYetValid,
            TlsCertificate::SelfSigned => Flaw::SelfSigned,
            TlsCertificate::UnknownAuthority => Flaw::UnknownAuthority,
            TlsCertificate::WrongHost => Flaw::WrongHost,
        };
        let identity = Authority::of_process().server(&self.names, flaw);
        let key = certified(identity).map_err(io::Error::other)?;
        Ok(key.into())
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

fn certified(identity: Identity) -> Result<CertifiedKey, rustls::Error> {
    CertifiedKey::from_der(identity.chain, identity.key, &provider())
}

/// The certificate of a virtual host is good for the server's own names, too: clients that connect to
/// an address expect to find it there.
fn host_certificate(host: &VirtualHost, names: &[String]) -> (String, Arc<CertifiedKey>) {
    let name = match host.name() {
        HostArg::Address(address) => address.to_string(),
        HostArg::Name(name) => name.clone(),
    };
    let names: Vec<String> = [&name].into_iter().chain(names).cloned().collect();
    let identity = Authority::of_process().server(&names, Flaw::None);
    let certified = certified(identity).expect("a certificate made here fits its key");
    (name, Arc::new(certified))
}

/// Nothing of the past can be resumed.
fn unresumed(config: ServerConfig) -> io::Result<ServerConfig> {
    let sessions = Sessions::new().map_err(io::Error::other)?;
    Ok(sessions.control(config))
}

fn builder(versions: Versions, clients: &Clients) -> Builder {
    let versions: &[&SupportedProtocolVersion] = match versions {
        Versions::Both => &[&version::TLS12, &version::TLS13],
        Versions::Only12 => &[&version::TLS12],
        Versions::Only13 => &[&version::TLS13],
    };
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .expect("ring has cipher suites for TLS 1.2 and 1.3");
    match clients {
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
    }
}

#[track_caller]
fn config(identity: &Identity, versions: Versions, clients: &Clients) -> Arc<ServerConfig> {
    let builder = builder(versions, clients);
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
