//! TLS between a socket and the octets of FTP, without waiting and without a runtime.

use std::io::{self, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, Bytes};
use rustls::{Connection, HandshakeKind};
use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::TcpStream;

use crate::script::fault::TlsAlert;
use crate::server::stream::When;
use crate::transcript::{Handshake, TlsVersion};

/// How many octets are encrypted at once.
const PIECE: usize = 64 * 1024;
/// The head of a record: its type, a version, its length.
const HEADER: usize = 5;

/// The state of TLS on one connection.
#[derive(Debug)]
pub(in crate::server) struct Layer {
    connection: Connection,
    /// Everything decrypted so far has been read.
    drained: bool,
    /// Something has come from the peer.
    heard: bool,
    /// We have said that there will be no more.
    closing: bool,
    /// That there will be no more is not said.
    silent: bool,
    /// How much of a record is yet to come, when they are taken one by one.
    rest: usize,
}

impl Layer {
    pub(super) fn new(connection: impl Into<Connection>) -> Self {
        let mut connection = connection.into();
        connection.set_buffer_limit(Some(PIECE));
        Self {
            connection,
            drained: false,
            heard: false,
            closing: false,
            silent: false,
            rest: 0,
        }
    }

    /// Whether reading may bring something although the socket has nothing new.
    pub(in crate::server) const fn may_hold_plaintext(&self) -> bool {
        !self.drained
    }

    /// Whether the peer has sent anything at all.
    pub(in crate::server) const fn has_heard(&self) -> bool {
        self.heard
    }

    /// Reads decrypted octets; 0 when the peer has said that there will be no more, an error of the
    /// kind `UnexpectedEof` when it just closed the connection.
    pub(in crate::server) fn read(
        &mut self,
        socket: &mut When<'_>,
        octets: &mut [u8],
    ) -> io::Result<usize> {
        loop {
            match self.connection.reader().read(octets) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => {
                    self.drained = false;
                    return read;
                }
            }
            if let Err(error) = self.receive(socket) {
                self.drained = error.kind() == ErrorKind::WouldBlock;
                return Err(error);
            }
        }
    }

    pub(in crate::server) fn read_buf(
        &mut self,
        socket: &mut When<'_>,
        room: &mut impl BufMut,
    ) -> io::Result<usize> {
        let mut octets = [0; 16 * 1024];
        let most = room.remaining_mut().min(octets.len());
        let length = self.read(socket, &mut octets[..most])?;
        room.put_slice(&octets[..length]);
        Ok(length)
    }

    /// Takes in what the socket has; answers go out at once, as far as they can.
    fn receive(&mut self, socket: &mut When<'_>) -> io::Result<()> {
        if self.connection.read_tls(socket)? > 0 {
            self.heard = true;
        }
        let processed = self.connection.process_new_packets();
        // An alert, when it is about what was just received.
        let flushed = self.flush(socket);
        if let Err(error) = processed {
            return Err(io::Error::new(ErrorKind::InvalidData, error));
        }
        match flushed {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(()),
        }
    }

    /// Encrypts a part of the octets; how many.
    pub(in crate::server) fn write(
        &mut self,
        socket: &mut When<'_>,
        octets: &[u8],
    ) -> io::Result<usize> {
        self.flush(socket)?;
        let length = self.connection.writer().write(octets)?;
        match self.flush(socket) {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(length),
        }
    }

    /// Hands what is encrypted to the socket.
    pub(in crate::server) fn flush(&mut self, socket: &mut impl Write) -> io::Result<()> {
        while self.connection.wants_write() {
            if self.connection.write_tls(socket)? == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// Says that nothing more will come, unless it is to be silent about it, or nothing was ever agreed
    /// on; to be flushed.
    pub(in crate::server) fn close(&mut self) {
        if !self.silent && !self.connection.is_handshaking() {
            self.connection.send_close_notify();
        }
    }

    /// From now on nothing is said of the end.
    pub(in crate::server) const fn end_in_silence(&mut self) {
        self.silent = true;
    }

    /// The octets that end the connection with this alert, when everything else has been flushed; nothing
    /// where there is no way to say it.
    pub(in crate::server) fn into_alert(self, alert: TlsAlert) -> Bytes {
        let record = super::alert::record(self.connection, alert);
        record.map_or_else(|_| Bytes::new(), Bytes::from)
    }

    /// Goes on with the handshake; ready when it is over.
    pub(in crate::server) fn poll_handshake(
        &mut self,
        tcp: &TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll_handshake_over(&mut When::Ready(tcp), tcp, cx)
    }

    /// [`poll_handshake`](Self::poll_handshake) over something that stands before the socket.
    pub(super) fn poll_handshake_over(
        &mut self,
        socket: &mut (impl Read + Write),
        tcp: &TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match self.flush(socket) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    ready!(tcp.poll_write_ready(cx))?;
                    continue;
                }
                flushed => flushed?,
            }
            if !self.connection.is_handshaking() {
                return Poll::Ready(Ok(()));
            }
            match self.connection.read_tls(socket) {
                Ok(0) => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
                Ok(_) => {
                    self.heard = true;
                    if let Err(error) = self.connection.process_new_packets() {
                        let _ = self.flush(socket);
                        let error = io::Error::new(ErrorKind::InvalidData, error);
                        return Poll::Ready(Err(error));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    ready!(tcp.poll_read_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Ends TLS and waits for the peer to do so. Records are taken one by one: what follows the last
    /// one is in clear, and not ours to read.
    pub(in crate::server) fn poll_end(
        &mut self,
        tcp: &TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.closing {
            self.closing = true;
            self.close();
        }
        let mut socket = When::Ready(tcp);
        loop {
            match self.flush(&mut socket) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    ready!(tcp.poll_write_ready(cx))?;
                    continue;
                }
                flushed => flushed?,
            }
            match self.receive_record(tcp) {
                Ok(true) => return Poll::Ready(Ok(())),
                Ok(false) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    // Clears what the runtime believes of the socket, without reading from it.
                    let _ = tcp.try_io(Interest::READABLE, || {
                        Err::<(), _>(io::Error::from(ErrorKind::WouldBlock))
                    });
                    ready!(tcp.poll_read_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Takes one whole record; whether it says that it is the last one.
    fn receive_record(&mut self, tcp: &TcpStream) -> io::Result<bool> {
        let mut header = [MaybeUninit::uninit(); HEADER];
        let socket = SockRef::from(tcp);
        if self.rest == 0 {
            match socket.peek(&mut header)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                HEADER => {}
                _ => return Err(ErrorKind::WouldBlock.into()),
            }
            let mut header = [0; HEADER];
            // It is there: it was just looked at.
            (&*socket).read_exact(&mut header)?;
            let [_, _, _, high, low] = header;
            self.rest = usize::from(u16::from_be_bytes([high, low]));
            self.connection.read_tls(&mut &header[..])?;
        }
        while self.rest > 0 {
            let mut record = (&*socket).take(self.rest as u64);
            let taken = self.connection.read_tls(&mut record)?;
            if taken == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.rest -= taken;
        }
        match self.connection.process_new_packets() {
            Ok(state) => Ok(state.peer_has_closed()),
            Err(error) => Err(io::Error::new(ErrorKind::InvalidData, error)),
        }
    }

    /// What the handshake has agreed on.
    pub(in crate::server) fn handshake(&self) -> Handshake {
        let server_name = match &self.connection {
            Connection::Server(server) => server.server_name().map(Into::into),
            Connection::Client(_) => None,
        };
        Handshake {
            version: match self.connection.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_2) => TlsVersion::Tls12,
                _ => TlsVersion::Tls13,
            },
            cipher: self
                .connection
                .negotiated_cipher_suite()
                .map_or_else(|| "".into(), |suite| format!("{:?}", suite.suite()).into()),
            resumed: self.connection.handshake_kind() == Some(HandshakeKind::Resumed),
            server_name,
            alpn: self.connection.alpn_protocol().map(Bytes::copy_from_slice),
            client_certificate: self
                .connection
                .peer_certificates()
                .and_then(|chain| chain.first())
                .map(|certificate| Bytes::copy_from_slice(certificate)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};

    use tokio::io::AsyncWriteExt;

    use super::*;
    use crate::server::Tls;
    use crate::server::tls::{Sessions, Setup};

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whoever is not woken uses no processor.
    #[tokio::test]
    async fn a_stalled_handshake_is_woken_only_when_something_has_come() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(addr).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        let setup = Setup::new(Tls::explicit(), None, &[]);
        let sessions = Sessions::new().unwrap();
        let on = crate::transcript::Connection::Control;
        let mut layer = setup.layer(on, &sessions, None).unwrap();
        // The beginning of a record that never ends.
        client.write_all(&[22, 3, 1, 1, 0, 1]).await.unwrap();

        let count = Arc::new(Count::default());
        let waker = Waker::from(Arc::clone(&count));
        let mut cx = Context::from_waker(&waker);
        let mut polls = 0;
        for _ in 0..1000 {
            if polls <= count.0.load(Ordering::SeqCst) {
                assert!(layer.poll_handshake(&server, &mut cx).is_pending());
                polls += 1;
            }
            tokio::task::yield_now().await;
        }
        assert!(polls < 10, "{polls}");
    }
}
