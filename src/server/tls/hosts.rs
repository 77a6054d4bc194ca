//! Certificates of virtual hosts.

use std::fmt;
use std::sync::Arc;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// The certificates of the virtual hosts, in the order of the hosts.
pub(super) type Hosts = Arc<[(String, Arc<CertifiedKey>)]>;

/// The certificate of the host that a client means: by the name in its handshake or, where that has none,
/// by the `HOST` before it; else the server's.
pub(super) struct ByHost {
    pub(super) hosts: Hosts,
    /// The place of the host that `HOST` has chosen.
    pub(super) chosen: Option<usize>,
    pub(super) server: Arc<dyn ResolvesServerCert>,
}

impl ResolvesServerCert for ByHost {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let meant = match hello.server_name() {
            Some(name) => self.hosts.iter().find(|(host, _)| host == name),
            None => self.chosen.and_then(|at| self.hosts.get(at)),
        };
        match meant {
            Some((_, certificate)) => Some(Arc::clone(certificate)),
            None => self.server.resolve(hello),
        }
    }
}

impl fmt::Debug for ByHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.hosts.iter().map(|(host, _)| host);
        f.debug_list().entries(hosts).finish()
    }
}
