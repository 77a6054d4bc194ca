//! A client on a bare socket that speaks TLS when it is told to, to the octet.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;

use ftpmock::FtpServer;
use ftpmock::rustls::crypto::CryptoProvider;
use ftpmock::rustls::pki_types::{CertificateDer, pem::PemObject};
use ftpmock::rustls::{
    ClientConfig, ClientConnection, RootCertStore, SupportedCipherSuite, SupportedProtocolVersion,
    version,
};

use super::raw::{End, PATIENCE};
use super::raw_reply::is_gone;

/// A control connection, in clear or under TLS.
pub(crate) struct Ftps {
    pub(crate) config: Arc<ClientConfig>,
    /// What it takes the server for.
    name: &'static str,
    pub(crate) link: Link,
    unread: Vec<u8>,
}

/// A connection, in clear or under TLS.
pub(crate) struct Link {
    pub(crate) tcp: TcpStream,
    pub(crate) tls: Option<ClientConnection>,
}

/// A configuration that trusts the server and speaks only this version.
pub(crate) fn only(server: &FtpServer, only: Version) -> Arc<ClientConfig> {
    let versions: &[&'static SupportedProtocolVersion] = match only {
        Version::Tls12 => &[&version::TLS12],
        Version::Tls13 => &[&version::TLS13],
    };
    let trusting = server.client_config();
    let provider = Arc::clone(trusting.crypto_provider());
    config(certificates(&server.ca_pem()), provider, versions)
}

/// A configuration that trusts the server and speaks what this provider has.
pub(crate) fn with_provider(
    server: &FtpServer,
    provider: Arc<CryptoProvider>,
) -> Arc<ClientConfig> {
    let is_new = matches!(provider.cipher_suites[0], SupportedCipherSuite::Tls13(_));
    let versions = if is_new {
        &version::TLS13
    } else {
        &version::TLS12
    };
    config(certificates(&server.ca_pem()), provider, &[versions])
}

/// A configuration that trusts nothing but this certificate.
pub(crate) fn trusting(
    server: &FtpServer,
    certificate: CertificateDer<'static>,
) -> Arc<ClientConfig> {
    let provider = Arc::clone(server.client_config().crypto_provider());
    config(
        vec![certificate],
        provider,
        &[&version::TLS12, &version::TLS13],
    )
}

fn config(
    trusted: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in trusted {
        roots.add(certificate).unwrap();
    }
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(Result::unwrap)
        .collect()
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Version {
    Tls12,
    Tls13,
}

impl Link {
    pub(crate) fn connect(addr: SocketAddr) -> Self {
        TcpStream::connect_timeout(&addr, PATIENCE).unwrap().into()
    }

    /// From now on everything is under TLS; nothing is sent yet.
    pub(crate) fn protect(&mut self, config: &Arc<ClientConfig>) {
        self.protect_as(config, "localhost");
    }

    fn protect_as(&mut self, config: &Arc<ClientConfig>, name: &'static str) {
        let name = name.try_into().unwrap();
        self.tls = Some(ClientConnection::new(Arc::clone(config), name).unwrap());
    }

    pub(crate) fn shake_hands(&mut self) -> io::Result<()> {
        let tls = self.tls.as_mut().unwrap();
        while tls.is_handshaking() {
            tls.complete_io(&mut self.tcp)?;
        }
        Ok(())
    }

    /// Sends what the handshake begins with, and waits for nothing.
    pub(crate) fn say_hello(&mut self) {
        self.tls.as_mut().unwrap().write_tls(&mut self.tcp).unwrap();
    }

    pub(crate) fn close_notify(&mut self) {
        let tls = self.tls.as_mut().unwrap();
        tls.send_close_notify();
        while tls.wants_write() {
            tls.write_tls(&mut self.tcp).unwrap();
        }
    }

    /// Says that it is the end, in words where there are any, and closes its half.
    pub(crate) fn end(&mut self) {
        if self.tls.is_some() {
            self.close_notify();
        }
        self.tcp.shutdown(Shutdown::Write).unwrap();
    }

    /// All that comes, and how it ends: under TLS a close without close_notify is `UnexpectedEof`.
    pub(crate) fn read_all(&mut self) -> (Vec<u8>, io::Result<()>) {
        let (mut all, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            match self.read(&mut buffer) {
                Ok(0) => return (all, Ok(())),
                Ok(length) => all.extend_from_slice(&buffer[..length]),
                Err(error) => {
                    // What came along with what was wrong is still there.
                    if let Some(tls) = &mut self.tls {
                        let _ = tls.reader().read_to_end(&mut all);
                    }
                    return (all, Err(error));
                }
            }
        }
    }

    /// What comes below TLS, and how it ends.
    pub(crate) fn read_wire(&mut self) -> (Vec<u8>, End) {
        let (mut all, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            match self.tcp.read(&mut buffer) {
                Ok(0) => return (all, End::Closed),
                Ok(length) => all.extend_from_slice(&buffer[..length]),
                Err(error) if is_gone(error.kind()) => return (all, End::Reset),
                Err(error) => panic!("{error} after {} octets", all.len()),
            }
        }
    }
}

impl From<TcpStream> for Link {
    fn from(tcp: TcpStream) -> Self {
        tcp.set_nodelay(true).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        tcp.set_write_timeout(Some(PATIENCE)).unwrap();
        Self { tcp, tls: None }
    }
}

impl Read for Link {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        match &mut self.tls {
            Some(tls) => ftpmock::rustls::Stream::new(tls, &mut self.tcp).read(octets),
            None => self.tcp.read(octets),
        }
    }
}

impl Write for Link {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match &mut self.tls {
            Some(tls) => ftpmock::rustls::Stream::new(tls, &mut self.tcp).write(octets),
            None => self.tcp.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.tls {
            Some(tls) => ftpmock::rustls::Stream::new(tls, &mut self.tcp).flush(),
            None => Ok(()),
        }
    }
}

impl Ftps {
    /// In clear; the greeting is read.
    pub(crate) fn connect(server: &FtpServer) -> Self {
        Self::with(server, server.client_config())
    }

    pub(crate) fn with(server: &FtpServer, config: Arc<ClientConfig>) -> Self {
        let mut client = Self::silent(server.addr(), config);
        assert!(client.reply().starts_with("220 "));
        client
    }

    /// Nothing is read yet.
    pub(crate) fn silent(addr: SocketAddr, config: Arc<ClientConfig>) -> Self {
        Self {
            config,
            name: "localhost",
            link: Link::connect(addr),
            unread: Vec::new(),
        }
    }

    /// Takes the server for this host; an address is not told in handshakes.
    pub(crate) fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// After `AUTH TLS` and its handshake.
    pub(crate) fn auth(mut self) -> Self {
        assert!(self.say("AUTH TLS").starts_with("234 "));
        self.shake_hands().unwrap();
        self
    }

    /// Logged in under TLS, with protected data connections of type I.
    pub(crate) fn ready(server: &FtpServer) -> Self {
        Self::connect(server).auth().log_in().private()
    }

    pub(crate) fn log_in(mut self) -> Self {
        self.say("USER alice");
        assert!(self.say("PASS secret").starts_with("230 "));
        assert!(self.say("TYPE I").starts_with("200 "));
        self
    }

    pub(crate) fn private(mut self) -> Self {
        self.say("PBSZ 0");
        assert!(self.say("PROT P").starts_with("200 "));
        self
    }

    pub(crate) fn shake_hands(&mut self) -> io::Result<()> {
        self.link.protect_as(&self.config, self.name);
        self.link.shake_hands()
    }

    pub(crate) fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.link.write_all(octets.as_ref()).unwrap();
        self.link.flush().unwrap();
    }

    pub(crate) fn say(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n"));
        self.reply()
    }

    /// The next reply, all its lines; empty at the end of the connection, however it came.
    pub(crate) fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let line = self.line();
            let is_last = line.len() < 4 || line.as_bytes()[3] == b' ';
            reply += &line;
            if is_last {
                return reply;
            }
        }
    }

    fn line(&mut self) -> String {
        loop {
            if let Some(end) = self.unread.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return String::from_utf8(line).unwrap();
            }
            let mut buffer = [0; 4096];
            match self.link.read(&mut buffer) {
                Ok(0) => return String::new(),
                Ok(length) => self.unread.extend_from_slice(&buffer[..length]),
                Err(error) if is_gone(error.kind()) || error.kind() == ErrorKind::UnexpectedEof => {
                    return String::new();
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// A data connection, in clear.
    pub(crate) fn open_data(&mut self) -> Link {
        let reply = self.say("EPSV");
        let port = reply.split('|').nth(3).unwrap().parse().unwrap();
        let ip = self.link.tcp.peer_addr().unwrap().ip();
        Link::connect(SocketAddr::new(ip, port))
    }

    /// A data connection under TLS, which is yet to shake hands.
    pub(crate) fn open_private_data(&mut self) -> Link {
        let mut data = self.open_data();
        data.protect_as(&self.config, self.name);
        data
    }

    /// Sends the command of a transfer; gives the data connection, which is yet to shake hands.
    pub(crate) fn begin(&mut self, line: &str) -> Link {
        let data = self.open_private_data();
        let reply = self.say(line);
        assert!(reply.starts_with("150 "), "{reply}");
        data
    }

    /// A whole upload; the final reply.
    pub(crate) fn upload(&mut self, line: &str, content: &[u8]) -> String {
        let mut data = self.begin(line);
        let _ = data.write_all(content).and_then(|()| data.flush());
        data.end();
        self.reply()
    }

    /// A whole download, and the final reply.
    pub(crate) fn download(&mut self, line: &str) -> (Vec<u8>, String) {
        let mut data = self.begin(line);
        let (content, _) = data.read_all();
        (content, self.reply())
    }
}
