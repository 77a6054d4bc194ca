//! A connection: octets over TCP, in clear or under TLS.

use std::io::{self, IoSlice, Read, Write};
use std::net::Shutdown;
use std::task::{Context, Poll};

use bytes::BufMut;
#[cfg(feature = "tls")]
use bytes::Bytes;
use socket2::SockRef;
use tokio::net::TcpStream;

#[cfg(feature = "tls")]
use super::tls::{Layer, Trick};
#[cfg(feature = "tls")]
use crate::script::fault::TlsAlert;
#[cfg(feature = "tls")]
use crate::transcript::Handshake;

/// A connected socket; whether it is under TLS can change while it is open.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TcpStream,
    /// Nothing has been written yet: the runtime may not have heard that there is room.
    is_new: bool,
    #[cfg(feature = "tls")]
    tls: Option<Box<Layer>>,
}

impl From<TcpStream> for Stream {
    fn from(tcp: TcpStream) -> Self {
        Self {
            tcp,
            is_new: true,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

impl Stream {
    /// What is below TLS.
    pub(super) const fn tcp(&self) -> &TcpStream {
        &self.tcp
    }

    /// Waits until reading may bring something.
    pub(super) fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls
            && tls.may_hold_plaintext()
        {
            return Poll::Ready(Ok(()));
        }
        self.tcp.poll_read_ready(cx)
    }

    /// Waits until writing may take something.
    pub(super) fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tcp.poll_write_ready(cx)
    }

    /// Reads what is there; 0 at the end.
    pub(super) fn try_read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            return tls.read(&mut When::Ready(&self.tcp), octets);
        }
        self.tcp.try_read(octets)
    }

    /// [`try_read`](Self::try_read), whether or not the runtime has heard of what is there.
    pub(super) fn read_now(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let mut now = When::Now(&self.tcp);
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            return tls.read(&mut now, octets);
        }
        now.read(octets)
    }

    /// [`try_read`](Self::try_read) into the room of a buffer.
    pub(super) fn try_read_buf(&mut self, room: &mut impl BufMut) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            return tls.read_buf(&mut When::Ready(&self.tcp), room);
        }
        self.tcp.try_read_buf(room)
    }

    /// Writes a part of the octets; how many it took.
    pub(super) fn try_write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.is_new) {
            return self.write_now(octets);
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            return tls.write(&mut When::Ready(&self.tcp), octets);
        }
        self.tcp.try_write(octets)
    }

    /// [`try_write`](Self::try_write), whether or not the runtime knows that there is room.
    pub(super) fn write_now(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut now = When::Now(&self.tcp);
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            return tls.write(&mut now, octets);
        }
        now.write(octets)
    }

    /// Ready when the kernel has everything that was written.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            loop {
                match tls.flush(&mut When::Ready(&self.tcp)) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        std::task::ready!(self.tcp.poll_write_ready(cx))?;
                    }
                    done => return Poll::Ready(done),
                }
            }
        }
        let _ = cx;
        Poll::Ready(Ok(()))
    }

    /// Hands to the kernel what it takes of what was written.
    pub(super) fn flush_now(&mut self) {
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            let _ = tls.flush(&mut When::Now(&self.tcp));
        }
    }

    /// Tells the peer that nothing more will come.
    pub(super) fn end_output(&mut self) {
        self.say_end();
        self.flush_now();
        self.cut_output();
    }

    /// Says, where there are words for it, that nothing more will come; to be flushed.
    pub(super) fn say_end(&mut self) {
        #[cfg(feature = "tls")]
        if let Some(tls) = &mut self.tls {
            tls.close();
        }
    }

    /// Whether it is under TLS.
    pub(super) const fn is_protected(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        return false;
    }

    /// The socket alone, when nothing more is to be understood of what comes, or to be said.
    pub(super) fn into_tcp(self) -> TcpStream {
        self.tcp
    }

    /// Ends TLS, where there is any; the octets that say why by this alert, to be written as they are.
    #[cfg(feature = "tls")]
    pub(super) fn fail(&mut self, alert: TlsAlert) -> Bytes {
        let tls = self.tls.take();
        tls.map_or_else(Bytes::new, |tls| tls.into_alert(alert))
    }

    /// [`end_output`](Self::end_output) without a word: under TLS the peer can tell.
    pub(super) fn cut_output(&self) {
        let _ = SockRef::from(&self.tcp).shutdown(Shutdown::Write);
    }

    /// From now on everything is under TLS; the handshake is next.
    #[cfg(feature = "tls")]
    pub(super) fn protect(&mut self, layer: Layer) {
        self.tls = Some(Box::new(layer));
    }

    /// Ready when the handshake is over; an error when it has failed, or nobody has asked for one.
    #[cfg(feature = "tls")]
    pub(super) fn poll_handshake(
        &mut self,
        trick: Option<&mut Trick>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<Handshake>> {
        let Some(tls) = &mut self.tls else {
            return Poll::Ready(Err(io::ErrorKind::NotConnected.into()));
        };
        let shaken = match trick {
            None => tls.poll_handshake(&self.tcp, cx),
            Some(trick) => trick.poll_handshake(tls, &self.tcp, cx),
        };
        std::task::ready!(shaken)?;
        Poll::Ready(Ok(tls.handshake()))
    }

    /// Whether the peer has closed the connection without a single octet of a handshake; then the
    /// connection is in clear again.
    #[cfg(feature = "tls")]
    pub(super) fn give_up_protection(&mut self) -> bool {
        let unheard = self.tls.as_ref().is_some_and(|tls| !tls.has_heard());
        if unheard {
            self.tls = None;
        }
        unheard
    }

    /// Ends TLS; ready when the peer has done so, too, and everything is in clear again.
    #[cfg(feature = "tls")]
    pub(super) fn poll_unprotect(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(tls) = &mut self.tls {
            std::task::ready!(tls.poll_end(&self.tcp, cx))?;
            self.tls = None;
        }
        Poll::Ready(Ok(()))
    }

    /// Makes dropping the stream a reset.
    pub(super) fn reset_on_drop(&self) {
        let _ = self.tcp.set_zero_linger();
    }
}

/// How a socket is read and written without waiting.
pub(super) enum When<'a> {
    /// At once.
    Now(&'a TcpStream),
    /// When the runtime has heard that it can be.
    #[cfg(feature = "tls")]
    Ready(&'a TcpStream),
}

impl Read for When<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Now(tcp) => (&*SockRef::from(*tcp)).read(octets),
            #[cfg(feature = "tls")]
            Self::Ready(tcp) => tcp.try_read(octets),
        }
    }
}

impl Write for When<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Now(tcp) => (&*SockRef::from(*tcp)).write(octets),
            #[cfg(feature = "tls")]
            Self::Ready(tcp) => tcp.try_write(octets),
        }
    }

    /// The records of TLS come in parts; one by one they would be as many packets.
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Self::Now(tcp) => (&*SockRef::from(*tcp)).write_vectored(parts),
            #[cfg(feature = "tls")]
            Self::Ready(tcp) => tcp.try_write_vectored(parts),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
