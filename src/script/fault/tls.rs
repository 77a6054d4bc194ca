//! Faults of TLS.

use std::fmt;

use bytes::Bytes;

use super::Fault;
#[cfg(feature = "serde")]
use crate::protocol::octets;

/// What goes wrong in one TLS handshake, or on the connection it is for.
///
/// On [`Event::TlsHandshake`](crate::script::Event::TlsHandshake) it is about the control connection; on
/// [`Event::DataTlsHandshake`](crate::script::Event::DataTlsHandshake), or on the command of the transfer
/// (`RETR`, `STOR`, `LIST`, ..), about the data connection, and the transfer is answered 522 when it fails
/// unless [`then_reply`](Fault::then_reply) says otherwise.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum TlsFault {
    /// The handshake is refused with this alert.
    Alert(TlsAlert),
    /// The server shows this certificate.
    Certificate(TlsCertificate),
    /// The client must show a certificate.
    CertificateRequired,
    /// The connection is closed after this many octets of the server's part of the handshake.
    CutAfter(u64),
    /// The handshake comes in the smallest records there are, each octet by itself.
    Fragmented,
    /// The connection ends without a close_notify.
    NoCloseNotify,
    /// Nothing is resumed, and nothing is given to resume with.
    NoResumption,
    /// There is no TLS where there should be.
    Omitted,
    /// The handshake is answered by these octets, in clear.
    PlainText(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The handshake is never answered.
    Stalled,
    /// There is TLS where there should be none.
    Unasked,
}

/// A fatal alert (RFC 8446, section 6.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum TlsAlert {
    /// 49
    AccessDenied,
    /// 42
    BadCertificate,
    /// 20
    BadRecordMac,
    /// 45
    CertificateExpired,
    /// 116
    CertificateRequired,
    /// 46
    CertificateUnknown,
    /// 50
    DecodeError,
    /// 40: no cipher suite in common, and much else.
    HandshakeFailure,
    /// 71
    InsufficientSecurity,
    /// 80
    InternalError,
    /// 120: no application protocol in common.
    NoApplicationProtocol,
    /// 70: no version in common.
    ProtocolVersion,
    /// 10
    UnexpectedMessage,
    /// 48
    UnknownCa,
    /// 112
    UnrecognisedName,
    /// 90
    UserCanceled,
    /// Any other number.
    Other(u8),
}

impl TlsAlert {
    /// Its number on the wire.
    pub const fn number(self) -> u8 {
        match self {
            Self::UnexpectedMessage => 10,
            Self::BadRecordMac => 20,
            Self::HandshakeFailure => 40,
            Self::BadCertificate => 42,
            Self::CertificateExpired => 45,
            Self::CertificateUnknown => 46,
            Self::UnknownCa => 48,
            Self::AccessDenied => 49,
            Self::DecodeError => 50,
            Self::ProtocolVersion => 70,
            Self::InsufficientSecurity => 71,
            Self::InternalError => 80,
            Self::UserCanceled => 90,
            Self::UnrecognisedName => 112,
            Self::CertificateRequired => 116,
            Self::NoApplicationProtocol => 120,
            Self::Other(number) => number,
        }
    }
}

/// A certificate to show instead of the right one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum TlsCertificate {
    /// A good one, with another key.
    Another,
    /// One whose time was over an hour ago.
    Expired,
    /// One whose intermediate authority is kept back.
    MissingIntermediate,
    /// One whose time begins tomorrow.
    NotYetValid,
    /// One that vouches for itself.
    SelfSigned,
    /// One of an authority that nobody knows.
    UnknownAuthority,
    /// One for `elsewhere.test`.
    WrongHost,
}

impl Fault {
    /// Refuses the handshake with this alert, in clear, as soon as the client has begun it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use suppaftp::{RustlsConnector, RustlsFtpStream};
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit()).start();
    /// server.on(Event::TlsHandshake).once().fault(Fault::tls_alert(TlsAlert::AccessDenied));
    ///
    /// let ftp = RustlsFtpStream::connect(server.addr())?;
    /// let connector = RustlsConnector::from(server.client_config());
    /// assert!(ftp.into_secure(connector, "localhost").is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub const fn tls_alert(alert: TlsAlert) -> Self {
        Self::of_tls(TlsFault::Alert(alert))
    }

    /// Refuses the handshake as a server does that speaks none of the client's versions of TLS.
    pub const fn tls_no_common_version() -> Self {
        Self::tls_alert(TlsAlert::ProtocolVersion)
    }

    /// Refuses the handshake as a server does that has none of the client's cipher suites.
    pub const fn tls_no_common_cipher() -> Self {
        Self::tls_alert(TlsAlert::HandshakeFailure)
    }

    /// Shows another certificate in this handshake; nothing is resumed in it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit()).start();
    /// let expired = Fault::tls_certificate(TlsCertificate::Expired);
    /// server.on(Event::TlsHandshake).once().optional().fault(expired);
    /// let another = Fault::tls_certificate(TlsCertificate::Another);
    /// server.on(RETR).optional().fault(another); // on the data connection only
    /// ```
    pub const fn tls_certificate(certificate: TlsCertificate) -> Self {
        Self::of_tls(TlsFault::Certificate(certificate))
    }

    /// Asks for a certificate of the client and insists on it.
    ///
    /// With TLS 1.2 the handshake fails. With TLS 1.3 the client believes that it is over, and learns
    /// only when it first reads that a certificate is required.
    pub const fn tls_certificate_required() -> Self {
        Self::of_tls(TlsFault::CertificateRequired)
    }

    /// Closes the connection after `bytes` octets of the server's part of the handshake.
    pub const fn tls_cut_after(bytes: u64) -> Self {
        Self::of_tls(TlsFault::CutAfter(bytes))
    }

    /// Sends the handshake in the smallest records there are, each octet by itself: clients must put
    /// them together again.
    pub const fn tls_fragmented() -> Self {
        Self::of_tls(TlsFault::Fragmented)
    }

    /// Ends the connection, when its time has come, without a close_notify: a client can not tell it
    /// from one that was cut.
    pub const fn tls_no_close_notify() -> Self {
        Self::of_tls(TlsFault::NoCloseNotify)
    }

    /// Resumes nothing in this handshake, and gives the client nothing to resume with.
    pub const fn tls_no_resumption() -> Self {
        Self::of_tls(TlsFault::NoResumption)
    }

    /// Goes on in clear where there should be a handshake: after `AUTH`, or on a data connection
    /// though the client has said `PROT P`.
    pub const fn tls_omitted() -> Self {
        Self::of_tls(TlsFault::Omitted)
    }

    /// Answers the handshake by these octets, as a server does that knows nothing of TLS, and closes.
    pub fn tls_plain_text(octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::of_tls(TlsFault::PlainText(octets))
    }

    /// Never answers the handshake; the server's time-out for handshakes ends it.
    pub const fn tls_stalled() -> Self {
        Self::of_tls(TlsFault::Stalled)
    }

    /// Begins a handshake on the data connection of this transfer though the client has said `PROT C`.
    pub const fn tls_unasked() -> Self {
        Self::of_tls(TlsFault::Unasked)
    }

    const fn of_tls(fault: TlsFault) -> Self {
        Self {
            control: Vec::new(),
            data: Vec::new(),
            storage: Vec::new(),
            listing: Vec::new(),
            tls: Some(fault),
            outage: None,
            then: None,
        }
    }

    pub(crate) const fn tls(&self) -> Option<&TlsFault> {
        self.tls.as_ref()
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(alert) => write!(f, "TLS refused with {alert}"),
            Self::Certificate(certificate) => write!(f, "TLS with {certificate}"),
            Self::CertificateRequired => f.write_str("TLS needs a client certificate"),
            Self::CutAfter(bytes) => {
                let s = if *bytes == 1 { "" } else { "s" };
                write!(f, "TLS handshake cut after {bytes} byte{s}")
            }
            Self::Fragmented => f.write_str("TLS handshake in fragments"),
            Self::NoCloseNotify => f.write_str("TLS without close_notify"),
            Self::NoResumption => f.write_str("TLS without resumption"),
            Self::Omitted => f.write_str("no TLS"),
            Self::PlainText(octets) => {
                let s = if octets.len() == 1 { "" } else { "s" };
                write!(f, "TLS answered by {} byte{s} in clear", octets.len())
            }
            Self::Stalled => f.write_str("TLS handshake stalled"),
            Self::Unasked => f.write_str("TLS unasked"),
        }
    }
}

impl fmt::Display for TlsAlert {
    /// `alert 40`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alert {}", self.number())
    }
}

impl fmt::Display for TlsCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Another => "another certificate",
            Self::Expired => "an expired certificate",
            Self::MissingIntermediate => "an intermediate certificate missing",
            Self::NotYetValid => "a certificate not yet valid",
            Self::SelfSigned => "a self-signed certificate",
            Self::UnknownAuthority => "a certificate of an unknown authority",
            Self::WrongHost => "a certificate for another host",
        })
    }
}
