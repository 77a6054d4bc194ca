//! Handshakes that go wrong as planned.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use socket2::SockRef;
use tokio::net::TcpStream;

use super::Layer;
use crate::script::{Plan, TlsFault};
use crate::server::stream::When;

/// What happens to a handshake in the place of, or in the middle of, its own course.
#[derive(Debug)]
pub(in crate::server) struct Trick {
    what: What,
    /// To be told when it is carried out.
    plan: Plan,
}

#[derive(Debug)]
enum What {
    /// These octets answer the client, and then the connection ends, or nothing more comes.
    Answer { octets: Bytes, ends: bool },
    /// So many octets may still be written.
    Cut(u64),
    /// All that is left is to hear the client out.
    Done,
    /// Octets are written one by one.
    OneByOne,
}

impl Trick {
    /// What is planned, when it is a trick.
    pub(in crate::server) fn of(plan: &Plan) -> Option<Self> {
        let what = match plan.tls()? {
            TlsFault::Alert(alert) => What::Answer {
                octets: Bytes::copy_from_slice(&[21, 3, 3, 0, 2, 2, alert.number()]),
                ends: true,
            },
            TlsFault::CutAfter(octets) => What::Cut(*octets),
            TlsFault::Fragmented => What::OneByOne,
            TlsFault::PlainText(octets) => What::Answer {
                octets: octets.clone(),
                ends: true,
            },
            TlsFault::Stalled => What::Answer {
                octets: Bytes::new(),
                ends: false,
            },
            _ => return None,
        };
        Some(Self {
            what,
            plan: plan.clone(),
        })
    }

    /// Whether its rule is told before anything happens.
    pub(super) const fn is_told_first(&self) -> bool {
        matches!(self.what, What::OneByOne)
    }

    /// Goes on with the handshake; ready when it is over, which most will never be well.
    pub(in crate::server) fn poll_handshake(
        &mut self,
        layer: &mut Layer,
        tcp: &TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match &mut self.what {
                What::Answer { octets, ends } => {
                    ready!(poll_octets(tcp, cx))?;
                    let (octets, ends) = (std::mem::take(octets), *ends);
                    self.fire();
                    // There is room for so little: nothing was ever written.
                    let _ = tcp.try_write(&octets);
                    if ends {
                        end(tcp);
                    }
                    self.what = What::Done;
                }
                What::Cut(left) => {
                    let mut socket = Piecemeal {
                        socket: When::Ready(tcp),
                        most: usize::try_from(*left).unwrap_or(usize::MAX),
                    };
                    let shaken = layer.poll_handshake_over(&mut socket, tcp, cx);
                    *left = socket.most as u64;
                    if *left > 0 || !layer.has_heard() {
                        return shaken;
                    }
                    self.fire();
                    end(tcp);
                    self.what = What::Done;
                }
                What::Done => {
                    ready!(poll_end(tcp, cx))?;
                    return Poll::Ready(Err(io::Error::other("ended by a rule")));
                }
                What::OneByOne => {
                    let mut socket = OneByOne(When::Ready(tcp));
                    return layer.poll_handshake_over(&mut socket, tcp, cx);
                }
            }
        }
    }

    fn fire(&self) {
        if let (Some(firing), Some(fault)) = (self.plan.firing(), self.plan.tls()) {
            firing.fire(fault);
        }
    }
}

/// Tells the rule of a plan, unless its trick does so itself.
pub(in crate::server) fn fire_at_once(plan: &Plan, trick: Option<&Trick>) {
    if let (Some(firing), Some(fault)) = (plan.firing(), plan.tls())
        && trick.is_none_or(Trick::is_told_first)
    {
        firing.fire(fault);
    }
}

/// Says that nothing more will come, without a word of TLS.
fn end(tcp: &TcpStream) {
    let _ = SockRef::from(tcp).shutdown(Shutdown::Write);
}

/// Ready when something has come, which counts for nothing.
fn poll_octets(tcp: &TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    loop {
        ready!(tcp.poll_read_ready(cx))?;
        match tcp.try_read(&mut [0; 4096]) {
            Ok(0) => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
            Ok(_) => return Poll::Ready(Ok(())),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Poll::Ready(Err(error)),
        }
    }
}

/// Ready when the client has closed its end: closing on octets that nobody has read would reset the
/// connection.
fn poll_end(tcp: &TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    loop {
        match ready!(poll_octets(tcp, cx)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Poll::Ready(Ok(())),
            Err(error) => return Poll::Ready(Err(error)),
        }
    }
}

/// A socket that takes no more than so many octets.
struct Piecemeal<'a> {
    socket: When<'a>,
    most: usize,
}

impl Read for Piecemeal<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        self.socket.read(octets)
    }
}

impl Write for Piecemeal<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.socket.write(&octets[..octets.len().min(self.most)])?;
        self.most -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A socket that takes octets one by one.
struct OneByOne<'a>(When<'a>);

impl Read for OneByOne<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        self.0.read(octets)
    }
}

impl Write for OneByOne<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write(&octets[..octets.len().min(1)])
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
