//! What is said of TLS in a transcript.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

#[cfg(feature = "tls")]
use super::{EntryKind, Transcript};

/// How a TLS handshake went.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Tls {
    /// Which connection it was about.
    pub on: Connection,
    /// What was agreed on, or why nothing was.
    pub result: Result<Handshake, String>,
}

impl Tls {
    #[cfg(feature = "tls")]
    pub(crate) const fn new(on: Connection, result: Result<Handshake, String>) -> Self {
        Self { on, result }
    }
}

/// One of the two kinds of connections that FTP has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Connection {
    /// For commands and replies.
    Control,
    /// For files and listings.
    Data,
}

/// What a TLS handshake has agreed on.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Handshake {
    /// The version of TLS.
    pub version: TlsVersion,
    /// The cipher suite, by the name the RFCs give it.
    pub cipher: Arc<str>,
    /// Whether it resumed the session of an earlier one.
    pub resumed: bool,
    /// The host name the client asked for.
    pub server_name: Option<Arc<str>>,
    /// The application protocol.
    pub alpn: Option<Bytes>,
    /// The client's certificate (DER).
    pub client_certificate: Option<Bytes>,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum TlsVersion {
    /// RFC 5246.
    Tls12,
    /// RFC 8446.
    Tls13,
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls12 => "1.2",
            Self::Tls13 => "1.3",
        })
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "control",
            Self::Data => "data",
        })
    }
}

#[cfg(feature = "tls")]
impl Transcript {
    /// How the TLS handshakes went, in their order, to assert on.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::transcript::{Connection, TlsVersion};
    /// use suppaftp::{RustlsConnector, RustlsFtpStream};
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit().only_1_3()).start();
    /// let connector = RustlsConnector::from(server.client_config());
    /// RustlsFtpStream::connect(server.addr())?.into_secure(connector, "localhost")?.quit()?;
    ///
    /// let transcript = server.finish();
    /// let handshakes = transcript.handshakes();
    /// assert_eq!(handshakes[0].on, Connection::Control);
    /// let agreed = handshakes[0].result.as_ref().unwrap();
    /// assert_eq!(agreed.version, TlsVersion::Tls13);
    /// assert_eq!(agreed.server_name.as_deref(), Some("localhost"));
    /// assert!(!agreed.resumed && agreed.client_certificate.is_none());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn handshakes(&self) -> Vec<&Tls> {
        let handshakes = self.entries().filter_map(|entry| match &entry.kind {
            EntryKind::Tls(tls) => Some(&**tls),
            _ => None,
        });
        handshakes.collect()
    }
}

impl Tls {
    /// The line of the transcript: `TLS data, resumed`; with the version: `TLS 1.3 data, resumed`.
    pub(super) fn line(&self, with_version: bool) -> String {
        let handshake = match &self.result {
            Ok(handshake) => handshake,
            Err(cause) => return format!("TLS {} failed: {cause}", self.on),
        };
        let mut line = if with_version {
            format!("TLS {} {}", handshake.version, self.on)
        } else {
            format!("TLS {}", self.on)
        };
        if handshake.resumed {
            line += ", resumed";
        }
        if handshake.client_certificate.is_some() {
            line += ", client certificate";
        }
        line
    }
}
