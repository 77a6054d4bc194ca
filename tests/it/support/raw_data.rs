//! The data connections of the strict client.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::raw::{End, PATIENCE, Raw};
use super::raw_reply::{Reply, epsv_port, is_gone, is_silent, pasv_addr, show};

/// Connected, or listening until the server connects.
pub(crate) struct Data {
    listener: Option<TcpListener>,
    stream: Option<TcpStream>,
}

impl From<TcpStream> for Data {
    fn from(stream: TcpStream) -> Self {
        Self {
            listener: None,
            stream: Some(prepared(stream)),
        }
    }
}

impl Data {
    #[track_caller]
    pub(crate) fn connect(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&addr, PATIENCE)
            .unwrap_or_else(|e| panic!("no data connection to {addr}: {e}"));
        Self::from(stream)
    }

    pub(crate) fn listening(listener: TcpListener) -> Self {
        Self {
            listener: Some(listener),
            stream: None,
        }
    }

    /// The connection; waits for the server when it is the server that connects.
    #[track_caller]
    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        if let Some(listener) = self.listener.take() {
            listener.set_nonblocking(true).unwrap();
            let late = Instant::now() + PATIENCE;
            let stream = loop {
                match listener.accept() {
                    Ok((stream, _)) => break stream,
                    Err(e) if e.kind() == ErrorKind::WouldBlock && Instant::now() < late => {
                        // An accept with a time-out, which std lacks.
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    Err(e) => panic!("the server did not connect: {e}"),
                }
            };
            stream.set_nonblocking(false).unwrap();
            self.stream = Some(prepared(stream));
        }
        self.stream.as_mut().expect("connected or listening")
    }

    /// Sends all of `bytes`; stops quietly when the server has gone, since its reply then says why.
    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        if let Err(e) = self.stream().write_all(bytes.as_ref())
            && !is_gone(e.kind())
        {
            panic!("the server does not take the data: {e}");
        }
    }

    /// Exactly `n` bytes.
    #[track_caller]
    pub(crate) fn read_bytes(&mut self, n: usize) -> Vec<u8> {
        let mut bytes = vec![0; n];
        self.stream().read_exact(&mut bytes).unwrap();
        bytes
    }

    /// All that comes, and how it ends.
    #[track_caller]
    pub(crate) fn read_to_end(mut self) -> (Vec<u8>, End) {
        let (mut bytes, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            match self.stream().read(&mut buffer) {
                Ok(0) => return (bytes, End::Closed),
                Ok(n) => bytes.extend_from_slice(&buffer[..n]),
                Err(e) if is_gone(e.kind()) => return (bytes, End::Reset),
                Err(e) => panic!("no data in {PATIENCE:?} after {}: {e}", bytes.len()),
            }
        }
    }

    /// Counts all that comes, from `delay` later on, and says how it ends.
    #[track_caller]
    pub(crate) fn count_to_end(mut self, delay: Duration) -> (u64, End) {
        std::thread::sleep(delay);
        let (mut count, mut buffer) = (0, vec![0; 64 * 1024]);
        loop {
            match self.stream().read(&mut buffer) {
                Ok(0) => return (count, End::Closed),
                Ok(n) => count += n as u64,
                Err(e) if is_gone(e.kind()) => return (count, End::Reset),
                Err(e) => panic!("no data in {PATIENCE:?} after {count}: {e}"),
            }
        }
    }

    /// All that comes until the session ends, which its client does now.
    #[track_caller]
    pub(crate) fn read_to_end_of_session(self, raw: Raw) -> Vec<u8> {
        drop(raw);
        self.read_to_end().0
    }

    /// Whether neither an octet nor the end of the connection has come: proves silence, one-sidedly.
    pub(crate) fn is_silent(&mut self) -> bool {
        is_silent(self.stream())
    }

    /// The server must have closed without a byte.
    #[track_caller]
    pub(crate) fn expect_eof(self) {
        let (bytes, end) = self.read_to_end();
        assert!(
            bytes.is_empty() && end == End::Closed,
            "{end:?} after {}",
            show(&bytes)
        );
    }

    /// Ends our sending half in order; what the server sends can still be read.
    #[track_caller]
    pub(crate) fn shutdown_write(&mut self) {
        // Fails when the server has gone already; its reply says why.
        let _ = self.stream().shutdown(Shutdown::Write);
    }

    /// Closes in order, which ends an upload; waits for the server when it connects.
    #[track_caller]
    pub(crate) fn finish(mut self) {
        self.shutdown_write();
    }

    /// Cuts the connection with a reset.
    #[track_caller]
    pub(crate) fn reset(mut self) {
        socket2::SockRef::from(&*self.stream())
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    }
}

impl Raw {
    /// PASV or EPSV, and the address that the reply means.
    #[track_caller]
    pub(crate) fn announced(&mut self, line: &str) -> SocketAddr {
        let reply = self.say(line);
        let here = self.peer_addr().ip();
        pasv_addr(&reply)
            .or_else(|| epsv_port(&reply).map(|port| SocketAddr::new(here, port)))
            .unwrap_or_else(|| panic!("no address in {reply}"))
    }

    /// PASV, and a connection to the address it names.
    #[track_caller]
    pub(crate) fn pasv(&mut self) -> Data {
        Data::connect(self.announced("PASV"))
    }

    /// EPSV, and a connection to the port it names.
    #[track_caller]
    pub(crate) fn epsv(&mut self) -> Data {
        Data::connect(self.announced("EPSV"))
    }

    /// A listener of ours, and the PORT line that announces it.
    #[track_caller]
    pub(crate) fn listener_and_port(&self) -> (TcpListener, String) {
        let (listener, addr) = self.listen();
        let SocketAddr::V4(addr) = addr else {
            panic!("PORT needs IPv4, not {addr}")
        };
        let [a, b, c, d] = addr.ip().octets();
        let [high, low] = addr.port().to_be_bytes();
        (listener, format!("PORT {a},{b},{c},{d},{high},{low}"))
    }

    /// A listener of ours, announced by PORT.
    #[track_caller]
    pub(crate) fn port(&mut self) -> Data {
        let (listener, line) = self.listener_and_port();
        let reply = self.say(line);
        assert_eq!(reply.code, 200, "{reply}");
        Data::listening(listener)
    }

    /// A listener of ours, announced by EPRT.
    #[track_caller]
    pub(crate) fn eprt(&mut self) -> Data {
        let (listener, addr) = self.listen();
        let family = if addr.is_ipv4() { 1 } else { 2 };
        let reply = self.say(format!("EPRT |{family}|{}|{}|", addr.ip(), addr.port()));
        assert_eq!(reply.code, 200, "{reply}");
        Data::listening(listener)
    }

    fn listen(&self) -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind((self.local_addr().ip(), 0)).unwrap();
        let addr = listener.local_addr().unwrap();
        (listener, addr)
    }

    /// EPSV, the command, all of `bytes`, and the final reply; no byte is sent when the command is refused.
    #[track_caller]
    pub(crate) fn upload(&mut self, line: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Reply {
        let mut data = self.epsv();
        let reply = self.say(line);
        if reply.code >= 200 {
            return reply;
        }
        data.send(bytes);
        data.finish();
        self.read_reply()
    }

    /// PASV, the command, all that comes on the data connection, how it ends, and the final reply.
    #[track_caller]
    pub(crate) fn fetch(&mut self, line: impl AsRef<[u8]>) -> (Vec<u8>, End, Reply) {
        let data = self.pasv();
        let reply = self.say(line);
        assert_eq!(reply.code, 150, "{reply}");
        let (bytes, end) = data.read_to_end();
        (bytes, end, self.read_reply())
    }

    /// EPSV, the command, what came and the final reply.
    #[track_caller]
    pub(crate) fn download(&mut self, line: impl AsRef<[u8]>) -> (Vec<u8>, Reply) {
        let data = self.epsv();
        let reply = self.say(line);
        if reply.code >= 200 {
            return (Vec::new(), reply);
        }
        let (bytes, _) = data.read_to_end();
        (bytes, self.read_reply())
    }
}

fn prepared(stream: TcpStream) -> TcpStream {
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}
