//! The certificate authority of this process, and the certificates it signs.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: i32 = 24;

/// A chain with the key of its first certificate.
#[derive(Debug)]
pub(in crate::server) struct Identity {
    pub(in crate::server) chain: Vec<CertificateDer<'static>>,
    pub(in crate::server) key: PrivateKeyDer<'static>,
}

/// What is wrong with a certificate; nothing, as a rule.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in crate::server) enum Flaw {
    /// Its time is over.
    Expired,
    /// A certificate between it and the authority is kept back.
    MissingIntermediate,
    #[default]
    None,
    /// Its time is yet to come.
    NotYetValid,
    /// It vouches for itself.
    SelfSigned,
    /// Its authority is not the one the client trusts.
    UnknownAuthority,
    /// It is for another host.
    WrongHost,
}

/// Somebody who signs certificates.
#[derive(Debug)]
pub(in crate::server) struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// The one that clients of this process are to trust.
    pub(in crate::server) fn of_process() -> &'static Self {
        static AUTHORITY: OnceLock<Authority> = OnceLock::new();
        AUTHORITY.get_or_init(|| Self::new("ftpmock test authority", None))
    }

    /// Signed by `above`, or by itself.
    fn new(name: &str, above: Option<&Self>) -> Self {
        let mut params = params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        hold(&mut params, -DAY, 30 * DAY);
        let key = new_key();
        let certificate = match above {
            Some(above) => {
                params.use_authority_key_identifier_extension = true;
                params.signed_by(&key, &above.issuer)
            }
            None => params.self_signed(&key),
        };
        Self {
            certificate: certificate.expect(SIGNABLE),
            issuer: Issuer::new(params, key),
        }
    }

    pub(in crate::server) fn der(&self) -> &CertificateDer<'static> {
        self.certificate.der()
    }

    pub(in crate::server) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A certificate for a server under these names, which are host names or addresses.
    pub(in crate::server) fn server(&self, names: &[String], flaw: Flaw) -> Identity {
        let mut params = params("ftpmock test server");
        params.subject_alt_names = match flaw {
            Flaw::WrongHost => vec![host_name("elsewhere.test")],
            _ => names.iter().map(|name| host_name(name)).collect(),
        };
        let (from, to) = match flaw {
            Flaw::Expired => (-3 * DAY, -1),
            Flaw::NotYetValid => (DAY, 3 * DAY),
            _ => (-1, 7 * DAY),
        };
        hold(&mut params, from, to);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        match flaw {
            Flaw::SelfSigned => {
                let key = new_key();
                let certificate = params.self_signed(&key).expect(SIGNABLE);
                identity(vec![certificate.into()], &key)
            }
            Flaw::UnknownAuthority => Self::new("somebody else", None).sign(params, &[]),
            Flaw::MissingIntermediate => {
                Self::new("ftpmock test intermediate", Some(self)).sign(params, &[])
            }
            _ => self.sign(params, &[]),
        }
    }

    /// A certificate for a client of this name.
    pub(in crate::server) fn client(&self, name: &str) -> Identity {
        let mut params = params(name);
        params.subject_alt_names = vec![host_name(name)];
        hold(&mut params, -1, 7 * DAY);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params, &[])
    }

    fn sign(&self, mut params: CertificateParams, above: &[CertificateDer<'static>]) -> Identity {
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let key = new_key();
        let certificate = params.signed_by(&key, &self.issuer).expect(SIGNABLE);
        let mut chain = vec![certificate.into()];
        chain.extend_from_slice(above);
        identity(chain, &key)
    }
}

/// Everything that is signed here was made here.
const SIGNABLE: &str = "certificates of fixed form can be signed";

fn identity(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Identity {
    Identity {
        chain,
        key: PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())),
    }
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("the system has random octets for a key")
}

/// Names of their own: OpenSSL takes a certificate that has the name of its issuer for self-signed.
fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(serial()));
    params
}

/// Never the same twice under one authority.
fn serial() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};

    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn host_name(name: &str) -> SanType {
    match name.parse::<IpAddr>() {
        Ok(ip) => SanType::IpAddress(ip),
        Err(_) => SanType::DnsName(
            name.try_into()
                .unwrap_or_else(|_| panic!("{name:?} is not a host name a certificate can have")),
        ),
    }
}

/// Sets from when to when a certificate holds, in hours from now by the real clock: clients compare
/// with theirs.
fn hold(params: &mut CertificateParams, from: i32, to: i32) {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = rcgen::date_time_ymd(1970, 1, 1) + now;
    let hours = |count: i32| HOUR * count.unsigned_abs();
    let at = |count: i32| {
        if count < 0 {
            now - hours(count)
        } else {
            now + hours(count)
        }
    };
    params.not_before = at(from);
    params.not_after = at(to);
}
