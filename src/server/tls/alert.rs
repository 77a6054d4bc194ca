//! Fatal alerts on connections that are under TLS.

use rustls::crypto::cipher::{Iv, OutboundChunks, OutboundPlainMessage};
use rustls::{
    Connection, ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion, SupportedCipherSuite,
};

use crate::script::fault::TlsAlert;

/// How much of the nonce is not sent with each record of TLS 1.2.
const FIXED: usize = 4;

/// The record that ends the connection with this alert.
///
/// rustls sends only alerts that it means; so its keys are taken, which it gives away as it does for a
/// kernel that encrypts.
///
/// # Errors
/// When the handshake is not over, something is still to be sent, or the keys stay where they are.
pub(super) fn record(connection: Connection, alert: TlsAlert) -> Result<Vec<u8>, Error> {
    let suite = connection
        .negotiated_cipher_suite()
        .ok_or(Error::HandshakeNotComplete)?;
    let (sequence, secrets) = connection.dangerous_extract_secrets()?.tx;
    let (key, iv, is_split) = match secrets {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (key, iv, true),
        ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (key, iv, false),
        _ => return Err(Error::General("a cipher of an unknown form".to_owned())),
    };
    let mut encrypter = match suite {
        SupportedCipherSuite::Tls13(suite) => suite.aead_alg.encrypter(key, iv),
        SupportedCipherSuite::Tls12(suite) => {
            let nonce: &Iv = &iv;
            let fixed = if is_split {
                FIXED
            } else {
                nonce.as_ref().len()
            };
            let (fixed, explicit) = nonce.as_ref().split_at(fixed);
            suite.aead_alg.encrypter(key, fixed, explicit)
        }
    };
    const FATAL: u8 = 2;
    let plain = OutboundPlainMessage {
        typ: ContentType::Alert,
        version: ProtocolVersion::TLSv1_2,
        payload: OutboundChunks::Single(&[FATAL, alert.number()]),
    };
    Ok(encrypter.encrypt(plain, sequence)?.encode())
}
