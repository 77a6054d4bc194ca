//! The control stream: lines in, replies out.

use std::io::{self, ErrorKind};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::net::TcpStream;

use super::faulty::settle;
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::{Layer, Trick};
use crate::clock::Alarm;
use crate::protocol::{Decoded, LineDecoder, Reply};
use crate::session::{Encoding, Policy};
#[cfg(feature = "tls")]
use crate::transcript::Handshake;

/// Beyond this the client is not listened to until it has read its replies (R-C8).
const OUT_LIMIT: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Channel {
    /// `None` once it has been reset.
    stream: Option<Stream>,
    decoder: LineDecoder,
    /// Octets 255 are doubled.
    telnet: bool,
    encoding: Encoding,
    out: Vec<u8>,
    /// The client may still send.
    open: bool,
    /// Nothing arrives, in either direction.
    cut: bool,
}

/// What a look at the stream has brought.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Received {
    Eof,
    Nothing,
    Octets,
    Reset,
}

impl Channel {
    pub(super) fn new(stream: TcpStream, policy: &Policy) -> Self {
        Self {
            stream: Some(stream.into()),
            decoder: LineDecoder::new(policy.lines),
            telnet: policy.lines.telnet,
            encoding: policy.encoding,
            out: Vec::new(),
            open: true,
            cut: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Decoded> {
        let decoded = self.decoder.next()?;
        Some(match decoded {
            Decoded::Line { line, ending } if !line.is_ascii() => Decoded::Line {
                line: self.understood(line),
                ending,
            },
            other => other,
        })
    }

    /// A line in the octets of the filesystem.
    fn understood(&self, line: Bytes) -> Bytes {
        if !self.encoding.is_identity() {
            return self.encoding.decode(&line).into();
        }
        line
    }

    pub(super) fn buffered(&self) -> usize {
        self.decoder.buffered()
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// From now on nothing arrives, in either direction, and nobody hears of it.
    pub(super) fn cut_off(&mut self) {
        self.cut = true;
        self.out.clear();
    }

    pub(super) const fn is_cut_off(&self) -> bool {
        self.cut
    }

    pub(super) fn push(&mut self, reply: &Reply) {
        if self.cut {
            return;
        }
        if !self.encoding.is_identity() {
            let mut octets = Vec::new();
            reply.encode_without_telnet(&mut octets);
            for octet in self.encoding.encode(&octets) {
                self.out.push(octet);
                if self.telnet && octet == 255 {
                    self.out.push(octet);
                }
            }
        } else if self.telnet {
            reply.encode(&mut self.out);
        } else {
            reply.encode_without_telnet(&mut self.out);
        }
    }

    /// A reply as the client is to read it.
    pub(super) fn encoded(&mut self, reply: &Reply) -> Vec<u8> {
        let before = self.out.len();
        self.push(reply);
        self.out.split_off(before)
    }

    pub(super) fn push_raw(&mut self, octets: &[u8]) {
        if self.cut {
            return;
        }
        self.out.extend_from_slice(octets);
    }

    /// Whether further replies have room.
    pub(super) const fn has_room(&self) -> bool {
        self.out.len() < OUT_LIMIT
    }

    /// Writes what can be written without waiting.
    pub(super) fn try_flush(&mut self) -> io::Result<()> {
        while let Some(stream) = self.stream.as_mut().filter(|_| !self.out.is_empty()) {
            match stream.try_write(&self.out) {
                Ok(written) => self.written(written),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes what the kernel takes, whether or not the runtime knows that it would.
    pub(super) fn flush_now(&mut self) {
        while let Some(stream) = &mut self.stream {
            if self.out.is_empty() {
                return stream.flush_now();
            }
            match stream.write_now(&self.out) {
                Ok(written) if written > 0 => self.written(written),
                _ => return,
            }
        }
    }

    /// Ready when everything is written.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            self.try_flush()?;
            let Some(stream) = &mut self.stream else {
                return Poll::Ready(Ok(()));
            };
            if self.out.is_empty() {
                return stream.poll_flush(cx);
            }
            ready!(stream.poll_write_ready(cx))?;
        }
    }

    fn written(&mut self, octets: usize) {
        if octets == self.out.len() {
            self.out.clear();
        } else {
            self.out.drain(..octets);
        }
    }

    /// Waits for octets from the client.
    pub(super) fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Received> {
        loop {
            let Some(stream) = self.stream.as_ref().filter(|_| !self.cut) else {
                return Poll::Pending;
            };
            if ready!(stream.poll_read_ready(cx)).is_err() {
                return Poll::Ready(self.ended(Received::Reset));
            }
            match self.receive_if_ready() {
                Received::Nothing => {}
                how => return Poll::Ready(how),
            }
        }
    }

    /// The buffer is on the stack of its own function: waiting must not pay for clearing it.
    fn receive_if_ready(&mut self) -> Received {
        let mut octets = [0; 4096];
        let Some(stream) = &mut self.stream else {
            return Received::Nothing;
        };
        // A short read says nothing of what is behind it: the kernel stops at urgent data.
        let result = stream.try_read(&mut octets);
        self.received(result, &octets)
    }

    /// Takes what the kernel holds already, whether or not the runtime has heard of it.
    pub(super) fn receive_now(&mut self) -> Received {
        let may_hear = self.open && !self.cut;
        let Some(stream) = self.stream.as_mut().filter(|_| may_hear) else {
            return Received::Nothing;
        };
        let mut octets = [0; 4096];
        let result = stream.read_now(&mut octets);
        self.received(result, &octets)
    }

    fn received(&mut self, result: io::Result<usize>, octets: &[u8]) -> Received {
        match result {
            Ok(0) => self.ended(Received::Eof),
            Ok(length) => {
                self.decoder.feed(&octets[..length]);
                Received::Octets
            }
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::Interrupted => Received::Nothing,
                _ => self.ended(Received::Reset),
            },
        }
    }

    const fn ended(&mut self, how: Received) -> Received {
        self.open = false;
        how
    }

    /// Reads and drops until the client is gone; how it has gone.
    pub(super) fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<Received> {
        while self.open {
            match ready!(self.poll_receive(cx)) {
                Received::Octets => {
                    self.decoder.clear();
                }
                how => return Poll::Ready(how),
            }
        }
        Poll::Ready(Received::Eof)
    }

    /// Reads and drops until the client has closed its end: closing with unread input would reset
    /// the connection, and the last replies might never be read (R-G3).
    pub(super) fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut octets = [0; 4096];
        while let Some(stream) = self.stream.as_mut().filter(|_| self.open) {
            if ready!(stream.poll_read_ready(cx)).is_err() {
                self.open = false;
                break;
            }
            match stream.try_read(&mut octets) {
                Ok(0) => self.open = false,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => self.open = false,
            }
        }
        Poll::Ready(())
    }

    /// Tells the client that nothing more will come, nor be heard.
    pub(super) fn close(&mut self) {
        self.cut_off();
        if let Some(stream) = &mut self.stream {
            stream.end_output();
        }
    }

    /// Resets the connection.
    pub(super) fn reset(&mut self) {
        self.cut_off();
        self.open = false;
        if let Some(stream) = self.stream.take() {
            stream.reset_on_drop();
        }
    }

    /// Ready when the client says anything on a connection that is cut off.
    pub(super) fn poll_spoken(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(stream) = &self.stream else {
            return Poll::Pending;
        };
        loop {
            let tcp = stream.tcp();
            if ready!(tcp.poll_read_ready(cx)).is_err() {
                return Poll::Ready(());
            }
            match tcp.try_read(&mut [0; 1]) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                _ => return Poll::Ready(()),
            }
        }
    }

    /// Waits, for a bounded time, until the client's kernel has all that was said: a reset overtakes
    /// what is still on its way.
    pub(super) async fn settle(&self, alarm: &Alarm) {
        if let Some(stream) = &self.stream {
            settle(stream, alarm).await;
        }
    }

    /// Drops what was received and not decoded; how many octets.
    #[cfg(feature = "tls")]
    pub(super) fn drop_input(&mut self) -> usize {
        self.decoder.clear()
    }

    /// From now on everything is under TLS.
    #[cfg(feature = "tls")]
    pub(super) fn protect(&mut self, layer: Layer) {
        if let Some(stream) = &mut self.stream {
            stream.protect(layer);
        }
    }

    /// Ready when the handshake is over.
    #[cfg(feature = "tls")]
    pub(super) fn poll_handshake(
        &mut self,
        trick: Option<&mut Trick>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<Handshake>> {
        match &mut self.stream {
            Some(stream) => stream.poll_handshake(trick, cx),
            None => Poll::Ready(Err(ErrorKind::NotConnected.into())),
        }
    }

    /// Ready when everything is in clear again.
    #[cfg(feature = "tls")]
    pub(super) fn poll_unprotect(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_flush(cx))?;
        match &mut self.stream {
            Some(stream) => stream.poll_unprotect(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}
