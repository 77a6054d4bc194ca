//! One connection of the raw client, in clear or under TLS: whatever has come, and how it ended; nothing here waits.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;

use ftpmock::rustls::{ClientConfig, ClientConnection, Error, HandshakeKind};
use socket2::{Domain, SockRef, Socket, Type};

use crate::support::raw_reply::is_gone;

/// More is not taken at one look.
const ENOUGH: usize = 128 * 1024;

pub(crate) struct Wire {
    tcp: TcpStream,
    tls: Option<Box<ClientConnection>>,
    /// The system has told so, and tells it once only.
    was_reset: bool,
    /// All octets that have come since everything is under TLS, and the length of the first record of them.
    below: u64,
    first_record: Vec<u8>,
    /// The server has said that it will send nothing more.
    said_end: bool,
    told_end: bool,
    ended: bool,
}

/// What has come since the last look.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) octets: Vec<u8>,
    pub(crate) end: Option<String>,
    /// Anything at all, be it a part of a handshake.
    pub(crate) something: bool,
}

/// What becomes of an attempt to connect.
pub(crate) enum Attempt {
    Connected(Wire),
    Failed(&'static str),
    Waiting(Socket),
}

impl Attempt {
    pub(crate) fn begin(addr: SocketAddr) -> Self {
        let socket = Socket::new(Domain::for_address(addr), Type::STREAM, None).unwrap();
        socket.set_nonblocking(true).unwrap();
        match socket.connect(&addr.into()) {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => Self::Failed("refused"),
            _ => Self::Waiting(socket),
        }
    }

    /// What has become of it by now.
    pub(crate) fn look(self) -> Self {
        let Self::Waiting(socket) = self else {
            return self;
        };
        let is_connected = socket.peer_addr().is_ok();
        // What has come before a reset can still be read.
        let error = (!is_connected).then(|| socket.take_error().unwrap());
        match error.flatten().map(|error| error.kind()) {
            None if !is_connected => Self::Waiting(socket),
            Some(ErrorKind::ConnectionRefused) => Self::Failed("refused"),
            error => Self::Connected(Wire {
                was_reset: error.is_some(),
                ..Wire::from(TcpStream::from(socket))
            }),
        }
    }
}

impl From<TcpStream> for Wire {
    fn from(tcp: TcpStream) -> Self {
        tcp.set_nonblocking(true).unwrap();
        // Fails where the connection is reset already.
        let _ = tcp.set_nodelay(true);
        Self {
            tcp,
            was_reset: false,
            tls: None,
            below: 0,
            first_record: Vec::new(),
            said_end: false,
            told_end: false,
            ended: false,
        }
    }
}

impl Wire {
    /// Everything is under TLS from now on.
    pub(crate) fn protect(&mut self, config: Arc<ClientConfig>) {
        let name = "localhost".try_into().unwrap();
        let tls = ClientConnection::new(config, name).unwrap();
        self.tls = Some(Box::new(tls));
        self.flush();
    }

    pub(crate) const fn has_ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.tcp.local_addr().unwrap()
    }

    /// How the handshake went, once it is over.
    pub(crate) fn handshake(&self) -> Option<String> {
        const SMALLEST: u16 = 32;
        let tls = self.tls.as_ref().filter(|tls| !tls.is_handshaking())?;
        let kind = match tls.handshake_kind()? {
            HandshakeKind::Resumed => "resumed",
            _ => "full",
        };
        let [.., high, low] = self.first_record[..] else {
            return None;
        };
        let length = u16::from_be_bytes([high, low]);
        let fragments = if length <= SMALLEST {
            format!(", first record of {length} octets")
        } else {
            String::new()
        };
        Some(format!("{kind} handshake{fragments}"))
    }

    /// Whoever can not take the octets has said why.
    pub(crate) fn send(&mut self, octets: &[u8]) {
        match &mut self.tls {
            Some(tls) => {
                tls.writer().write_all(octets).unwrap();
                self.flush();
            }
            None => {
                let _ = self.tcp.write_all(octets);
            }
        }
        self.acknowledge_at_once();
    }

    /// The server waits until its octets have arrived before it resets, and has not to wait for that longer than it must.
    fn acknowledge_at_once(&self) {
        let _ = SockRef::from(&self.tcp).set_tcp_quickack(true);
    }

    /// Says that it is the end, and closes its half.
    pub(crate) fn end(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            self.flush();
        }
        let _ = self.tcp.shutdown(Shutdown::Write);
        self.acknowledge_at_once();
    }

    fn flush(&mut self) {
        let Some(tls) = &mut self.tls else {
            return;
        };
        while tls.wants_write() && tls.write_tls(&mut self.tcp).is_ok() {}
    }

    pub(crate) fn look(&mut self) -> Seen {
        let mut seen = Seen::default();
        let mut buffer = [0; 16 * 1024];
        while !self.ended && seen.octets.len() <= ENOUGH {
            match self.tcp.read(&mut buffer) {
                Ok(0) if self.was_reset => self.over(&mut seen, "RST"),
                Ok(0) => self.over(&mut seen, "FIN"),
                Ok(n) => self.take(&buffer[..n], &mut seen),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if is_gone(error.kind()) => self.over(&mut seen, "RST"),
                Err(error) => panic!("{error}"),
            }
            seen.something = true;
        }
        self.acknowledge_at_once();
        // With a FIN right behind it it is not worth a word.
        if self.said_end && !self.told_end && !seen.something {
            self.told_end = true;
            seen.something = true;
            seen.end = Some("close_notify".to_owned());
        }
        seen
    }

    fn over(&mut self, seen: &mut Seen, how: &str) {
        self.ended = true;
        self.told_end = true;
        let tls = self.tls.as_ref().filter(|_| how == "FIN");
        seen.end = Some(match tls {
            Some(tls) if tls.is_handshaking() => {
                format!("FIN after {} octets of the handshake", self.below)
            }
            Some(_) if !self.said_end => "FIN without close_notify".to_owned(),
            _ => how.to_owned(),
        });
    }

    fn take(&mut self, mut octets: &[u8], seen: &mut Seen) {
        let Some(tls) = &mut self.tls else {
            seen.octets.extend_from_slice(octets);
            return;
        };
        self.below += octets.len() as u64;
        let rest = 5_usize.saturating_sub(self.first_record.len());
        self.first_record.extend(octets.iter().take(rest));
        let all = octets;
        while !octets.is_empty() && !self.ended {
            if matches!(tls.read_tls(&mut octets), Ok(0) | Err(_)) {
                break;
            }
            match tls.process_new_packets() {
                Ok(state) => self.said_end = state.peer_has_closed(),
                Err(error) => {
                    self.ended = true;
                    seen.end = Some(words(&error));
                    if matches!(error, Error::InvalidMessage(_)) {
                        seen.octets.extend_from_slice(all);
                    }
                }
            }
            let _ = tls.reader().read_to_end(&mut seen.octets);
        }
        self.flush();
    }
}

/// What is wrong with TLS, without times and names.
fn words(error: &Error) -> String {
    match error {
        Error::AlertReceived(alert) => format!("alert {alert:?}"),
        other => {
            let text = format!("{other:?}");
            match text.split_once("Context {") {
                Some((what, _)) => format!("{what})"),
                None => text,
            }
        }
    }
}
