//! Deeds of TLS.

use crate::script::fault::TlsFault;
use crate::script::words::size;

pub(super) fn deed(fault: &TlsFault) -> String {
    use TlsFault as F;
    match fault {
        F::Alert(alert) => format!("refuses the TLS handshake with {alert}"),
        F::Certificate(certificate) => format!("shows {certificate}"),
        F::CertificateRequired => "insists on a certificate of the client".to_owned(),
        F::CutAfter(count) => format!("cuts the TLS handshake after {}", size(*count)),
        F::Fragmented => "sends the TLS handshake in fragments".to_owned(),
        F::NoCloseNotify => "ends TLS without a close_notify".to_owned(),
        F::NoResumption => "resumes no TLS session".to_owned(),
        F::Omitted => "goes on in clear where TLS should begin".to_owned(),
        F::PlainText(octets) => {
            format!(
                "answers the TLS handshake with {} in clear",
                size(octets.len() as u64)
            )
        }
        F::Stalled => "never answers the TLS handshake".to_owned(),
        F::Unasked => "begins TLS unasked".to_owned(),
    }
}
