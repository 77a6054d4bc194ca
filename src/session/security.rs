//! What is protected by TLS.

use std::time::Duration;

/// What a server demands and offers; TLS itself is not the session's business.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TlsPolicy {
    /// Whether there is `AUTH`.
    pub offered: bool,
    /// Whether a connection is under TLS from its beginning.
    pub implicit: bool,
    /// Whether logging in needs a protected control connection.
    pub control_required: bool,
    /// Which data connections are allowed.
    pub data: DataPolicy,
    /// Whether `AUTH SSL` and `AUTH TLS-P` protect the data connections, too, as the drafts say.
    pub ssl_implies_private: bool,
    /// Whether there is `CCC`.
    pub clearing: bool,
    /// Whether `FEAT` names every mechanism that `AUTH` takes.
    pub lists_mechanisms: bool,
    /// How long a handshake may take; zero means for ever.
    pub handshake_timeout: Duration,
    /// What becomes of a data connection that does not resume the session of its control connection.
    pub reuse: ReusePolicy,
}

/// What becomes of a data connection that does not resume the session of its control connection.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReusePolicy {
    /// It is as good as any.
    #[default]
    Optional,
    /// Its transfer is answered 522, as vsftpd does.
    Required522,
    /// Its transfer is answered 425, as ProFTPD does.
    Required425,
}

/// Which data connections a server allows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum DataPolicy {
    /// In clear and protected ones.
    #[default]
    Allowed,
    /// Only ones in clear.
    Forbidden,
    /// Only protected ones.
    Required,
}

impl Default for TlsPolicy {
    fn default() -> Self {
        Self {
            offered: false,
            implicit: false,
            control_required: false,
            data: DataPolicy::Allowed,
            ssl_implies_private: true,
            clearing: false,
            lists_mechanisms: false,
            handshake_timeout: Duration::from_secs(30),
            reuse: ReusePolicy::Optional,
        }
    }
}

/// How far the protection of a session goes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) enum Security {
    /// Nothing is protected.
    #[default]
    Clear,
    /// `AUTH` was accepted, or the connection began so.
    Tls(Protection),
    /// After `CCC`: what was said of the data connections still holds.
    Cleared(Protection),
}

/// What is done with data connections.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Protection {
    /// Nobody has said `PBSZ` yet.
    Unsized,
    Clear,
    Private,
}

impl Security {
    pub(super) const fn is_private(&self) -> bool {
        matches!(
            self,
            Self::Tls(Protection::Private) | Self::Cleared(Protection::Private)
        )
    }

    pub(super) const fn protects_control(&self) -> bool {
        matches!(self, Self::Tls(_))
    }
}

/// What the client has proved in a handshake.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Secured {
    /// The user that the client's certificate stands for.
    pub user: Option<bytes::Bytes>,
    /// The name in the client's handshake: that of the server it wants.
    pub server_name: Option<std::sync::Arc<str>>,
}

impl Secured {
    /// A client that is `user`, if it is anybody.
    pub const fn new(user: Option<bytes::Bytes>) -> Self {
        Self {
            user,
            server_name: None,
        }
    }
}
