//! What a test says about TLS.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::authority::Flaw;
use crate::session::{DataPolicy, ReusePolicy, TlsPolicy};

/// Which TLS a server offers and demands; certificates are made at run time.
///
/// A value without further words is the friendly server: versions 1.2 and 1.3, plain and protected
/// connections side by side, a certificate for `localhost`, `127.0.0.1` and `::1`.
///
/// ```
/// use ftpmock::prelude::*;
/// use suppaftp::{RustlsConnector, RustlsFtpStream};
///
/// let server = FtpServer::builder()
///     .tls(Tls::explicit().required())
///     .file("/a.txt", "hello")
///     .start();
///
/// let ftp = RustlsFtpStream::connect(server.addr())?;
/// let connector = RustlsConnector::from(server.client_config());
/// let mut ftp = ftp.into_secure(connector, "localhost")?;
/// ftp.login("alice", "secret")?;
/// assert_eq!(ftp.retr_as_buffer("/a.txt")?.into_inner(), b"hello");
/// # ftp.quit()?;
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone)]
#[must_use = "give it to `Builder::tls`"]
pub struct Tls {
    pub(super) mode: Mode,
    pub(in crate::server) policy: TlsPolicy,
    pub(super) names: Vec<String>,
    pub(super) identity: Source,
    pub(super) control_versions: Versions,
    pub(super) data_versions: Versions,
    pub(super) clients: Clients,
    pub(super) close_notify: CloseNotify,
    /// There is a second port, on which TLS begins at once.
    pub(in crate::server) both: bool,
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// With `AUTH`.
    Explicit,
    /// At once.
    Implicit,
}

/// Where the certificate comes from.
#[derive(Clone)]
pub(super) enum Source {
    Made(Flaw),
    Given(Arc<super::authority::Identity>),
    Config(Arc<ServerConfig>),
}

/// Which versions are spoken.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Versions {
    #[default]
    Both,
    Only12,
    Only13,
}

type NamesUser = dyn Fn(&[u8]) -> Option<String> + Send + Sync;

/// What is made of certificates of clients.
#[derive(Clone, Default)]
pub(super) enum Clients {
    /// Nobody asks for them.
    #[default]
    Unasked,
    Asked(Option<Arc<NamesUser>>),
    Required(Option<Arc<NamesUser>>),
}

/// What becomes of an upload that ends without a close_notify.
///
/// Without it nobody can tell whether the client has said all it wanted or somebody has cut the
/// connection (RFC 4217, section 12.4); many clients leave it out all the same.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum CloseNotify {
    /// It is complete.
    Accept,
    /// It is incomplete: 426.
    Strict,
    /// It is complete, and the transcript has a note.
    #[default]
    Warn,
}

impl Tls {
    fn new(mode: Mode) -> Self {
        let mut policy = TlsPolicy::default();
        match mode {
            Mode::Explicit => policy.offered = true,
            Mode::Implicit => policy.implicit = true,
        }
        Self {
            mode,
            policy,
            names: ["localhost", "127.0.0.1", "::1"]
                .map(str::to_owned)
                .to_vec(),
            identity: Source::Made(Flaw::None),
            control_versions: Versions::default(),
            data_versions: Versions::default(),
            clients: Clients::default(),
            close_notify: CloseNotify::default(),
            both: false,
        }
    }

    /// TLS begins with `AUTH` (RFC 4217).
    pub fn explicit() -> Self {
        Self::new(Mode::Explicit)
    }

    /// TLS begins with the connection, and data connections are protected unless the client says
    /// `PROT C`: what clients do on port 990.
    pub fn implicit() -> Self {
        Self::new(Mode::Implicit)
    }

    /// Listens on a second port, too, any free one, where TLS begins with the connection:
    /// [`FtpServer::implicit_addr`](crate::FtpServer::implicit_addr).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit().and_implicit()).start();
    /// assert_ne!(server.implicit_addr(), Some(server.addr()));
    /// ```
    pub fn and_implicit(mut self) -> Self {
        self.both = self.mode == Mode::Explicit;
        self
    }

    /// Without TLS nobody logs in (530) and no data move (521).
    pub fn required(self) -> Self {
        self.control_required().data_required()
    }

    /// Without TLS on the control connection nobody logs in: 530.
    pub fn control_required(mut self) -> Self {
        self.policy.control_required = true;
        self
    }

    /// Without TLS on data connections no data move: 521, and 534 to `PROT C`.
    pub fn data_required(mut self) -> Self {
        self.policy.data = DataPolicy::Required;
        self
    }

    /// Data connections are never protected: 534 to `PROT P`.
    pub fn data_forbidden(mut self) -> Self {
        self.policy.data = DataPolicy::Forbidden;
        self
    }

    /// The certificate is for this name, too: a host name or an address.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    /// Only TLS 1.2, on all connections.
    pub fn only_1_2(mut self) -> Self {
        (self.control_versions, self.data_versions) = (Versions::Only12, Versions::Only12);
        self
    }

    /// Only TLS 1.3, on all connections.
    pub fn only_1_3(mut self) -> Self {
        (self.control_versions, self.data_versions) = (Versions::Only13, Versions::Only13);
        self
    }

    /// Only TLS 1.2 on data connections.
    pub fn data_only_1_2(mut self) -> Self {
        self.data_versions = Versions::Only12;
        self
    }

    /// Only TLS 1.3 on data connections.
    pub fn data_only_1_3(mut self) -> Self {
        self.data_versions = Versions::Only13;
        self
    }

    /// A data connection must resume the TLS session of its own control connection; else the
    /// transfer is answered 522, as vsftpd does.
    ///
    /// The session of another control connection does not count, and a connection that was refused
    /// gives the client nothing to resume with next time.
    pub fn require_session_reuse(mut self) -> Self {
        self.policy.reuse = ReusePolicy::Required522;
        self
    }

    /// [`require_session_reuse`](Self::require_session_reuse), answered 425 as ProFTPD does.
    pub fn require_session_reuse_425(mut self) -> Self {
        self.policy.reuse = ReusePolicy::Required425;
        self
    }

    /// What becomes of uploads that end without a close_notify; [`CloseNotify::Warn`] by default.
    pub fn close_notify(mut self, policy: CloseNotify) -> Self {
        self.close_notify = policy;
        self
    }

    /// `CCC` takes the control connection back into clear (RFC 4217, section 5); off by default.
    pub fn clearing(mut self) -> Self {
        self.policy.clearing = true;
        self
    }

    /// `AUTH SSL` and `AUTH TLS-P` leave data connections in clear, as pyftpdlib does.
    pub fn ssl_leaves_data_clear(mut self) -> Self {
        self.policy.ssl_implies_private = false;
        self
    }

    /// `FEAT` names every mechanism, `AUTH TLS;TLS-C;SSL;TLS-P;`, instead of `AUTH TLS`.
    pub fn list_mechanisms(mut self) -> Self {
        self.policy.lists_mechanisms = true;
        self
    }

    /// How long a handshake may take, 30 seconds by default; zero means for ever.
    pub fn handshake_timeout(mut self, limit: std::time::Duration) -> Self {
        self.policy.handshake_timeout = limit;
        self
    }

    /// Clients are asked for a certificate signed by the authority of
    /// [`FtpServer::ca_pem`](crate::FtpServer::ca_pem), and may have none.
    pub fn ask_for_certificates(mut self) -> Self {
        self.clients = Clients::Asked(self.clients.take_map());
        self
    }

    /// [`ask_for_certificates`](Self::ask_for_certificates), and none means no connection.
    pub fn require_certificates(mut self) -> Self {
        self.clients = Clients::Required(self.clients.take_map());
        self
    }

    /// Which user a client's certificate (DER) stands for; `USER` with that name is answered 232, and
    /// needs no password.
    pub fn users_of_certificates(
        mut self,
        map: impl Fn(&[u8]) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let map: Option<Arc<NamesUser>> = Some(Arc::new(map));
        self.clients = match self.clients {
            Clients::Required(_) => Clients::Required(map),
            Clients::Asked(_) | Clients::Unasked => Clients::Asked(map),
        };
        self
    }

    /// A certificate whose time was over an hour ago.
    pub fn expired(self) -> Self {
        self.flawed(Flaw::Expired)
    }

    /// A certificate whose time begins tomorrow.
    pub fn not_yet_valid(self) -> Self {
        self.flawed(Flaw::NotYetValid)
    }

    /// A certificate that vouches for itself.
    pub fn self_signed(self) -> Self {
        self.flawed(Flaw::SelfSigned)
    }

    /// A certificate of an authority that nobody knows.
    pub fn unknown_authority(self) -> Self {
        self.flawed(Flaw::UnknownAuthority)
    }

    /// A certificate for `elsewhere.test`.
    pub fn wrong_host(self) -> Self {
        self.flawed(Flaw::WrongHost)
    }

    /// A certificate whose intermediate authority is kept back.
    pub fn missing_intermediate(self) -> Self {
        self.flawed(Flaw::MissingIntermediate)
    }

    fn flawed(mut self, flaw: Flaw) -> Self {
        self.identity = Source::Made(flaw);
        self
    }

    /// A chain and a key of one's own, from PEM files.
    ///
    /// # Panics
    /// When a file cannot be read, or holds no certificate or no key.
    #[track_caller]
    pub fn pem_files(self, chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Self {
        match self.try_pem_files(chain.as_ref(), key.as_ref()) {
            Ok(tls) => tls,
            Err(why) => panic!("{why}"),
        }
    }

    /// [`pem_files`](Self::pem_files), or what is wrong with them.
    pub(crate) fn try_pem_files(mut self, chain: &Path, key: &Path) -> Result<Self, String> {
        let certificates: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(chain).and_then(|certificates| certificates.collect());
        let wanted = format!("{}: expected PEM certificates", chain.display());
        let certificates = certificates.map_err(|error| format!("{wanted}: {error}"))?;
        if certificates.is_empty() {
            return Err(format!("{wanted}, found none"));
        }
        let wanted = format!("{}: expected a PEM private key", key.display());
        let key =
            PrivateKeyDer::from_pem_file(key).map_err(|error| format!("{wanted}: {error}"))?;
        self.identity = Source::Given(Arc::new(super::authority::Identity {
            chain: certificates,
            key,
        }));
        Ok(self)
    }

    /// A configuration of one's own, for all connections; what was said about versions,
    /// certificates and clients does not count, and sessions are resumed as this crate has it.
    pub fn server_config(mut self, config: Arc<ServerConfig>) -> Self {
        self.identity = Source::Config(config);
        self
    }
}

impl Clients {
    fn take_map(&mut self) -> Option<Arc<NamesUser>> {
        match self {
            Self::Unasked => None,
            Self::Asked(map) | Self::Required(map) => map.take(),
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("mode", &self.mode)
            .field("policy", &self.policy)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
