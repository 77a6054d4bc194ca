//! Where data connections come from.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::session_info::Counts;
use super::stream::Stream;
use crate::protocol::Reply;
use crate::session::{DataPorts, PortError};

/// The dynamic ports of RFC 6335: outside the range of most services.
const FIRST_PORT: u16 = 49152;
/// How many random ports are tried before the system is asked for one.
const TRIES: u32 = 32;
const BACKLOG: i32 = 16;

/// The data connection that a session has set up.
#[derive(Debug, Default)]
pub(super) struct Ports {
    setup: Setup,
    /// Where to listen; `None` means anywhere.
    own: Option<Arc<[u16]>>,
    /// Anywhere will do when none of those is free.
    or_any: bool,
    counts: Arc<Counts>,
}

/// How the next data connection is to be had.
#[derive(Debug, Default)]
pub(super) enum Setup {
    /// It listens, but will never accept: one socket listens, the others keep its queue full.
    /// There are none when it is the server that should connect.
    Ignoring {
        _sockets: Vec<Socket>,
        /// A connection that was there already, and stays silent.
        _open: Option<Stream>,
        then: Option<Reply>,
    },
    Listening(Listening),
    #[default]
    None,
    /// A connection, which may have served a transfer already.
    Open {
        stream: Stream,
        #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "only TLS asks"))]
        served: bool,
    },
    /// The port is taken, but nothing listens.
    Refusing {
        _port: Option<Socket>,
        then: Option<Reply>,
    },
    Target(SocketAddr),
}

/// A port, and who has been accepted on it so far.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) socket: Socket,
    pub(super) accepted: VecDeque<(Socket, SocketAddr)>,
}

impl Listening {
    /// The next client that has connected already.
    pub(super) fn waiting(&mut self) -> Option<(Socket, SocketAddr)> {
        if let Some(accepted) = self.accepted.pop_front() {
            return Some(accepted);
        }
        let (socket, peer) = self.socket.accept().ok()?;
        Some((socket, peer.as_socket()?))
    }
}

impl Ports {
    pub(super) const fn new(own: Option<Arc<[u16]>>, or_any: bool, counts: Arc<Counts>) -> Self {
        Self {
            setup: Setup::None,
            own,
            or_any,
            counts,
        }
    }

    /// What a rule has put in the place of the final reply of the transfer that finds no client.
    pub(super) const fn final_reply(&self) -> Option<&Reply> {
        match &self.setup {
            Setup::Ignoring { then, .. } | Setup::Refusing { then, .. } => then.as_ref(),
            Setup::Listening(_) | Setup::None | Setup::Open { .. } | Setup::Target(_) => None,
        }
    }

    /// The client that is to be connected to.
    pub(super) const fn target_addr(&self) -> Option<SocketAddr> {
        match self.setup {
            Setup::Target(addr) => Some(addr),
            _ => None,
        }
    }

    /// What was set up, for one transfer; a port that refuses stays taken until the next one is
    /// announced.
    pub(super) fn take(&mut self) -> Setup {
        match self.setup {
            Setup::Refusing { .. } => Setup::None,
            _ => std::mem::take(&mut self.setup),
        }
    }

    /// Whether the connection of the last transfer serves the next one, too.
    #[cfg(feature = "tls")]
    pub(super) const fn have_served(&self) -> bool {
        matches!(self.setup, Setup::Open { served: true, .. })
    }

    /// The connection serves the next transfer; it may have `served` one already.
    pub(super) fn keep(&mut self, stream: Stream, served: bool) {
        self.setup = Setup::Open { stream, served };
    }

    /// From now on the announced port refuses; `then` is what its transfer is answered.
    pub(super) fn refuse(&mut self, then: Option<Reply>) {
        let _port = match self.take() {
            Setup::Listening(listening) => keep_port(listening.socket),
            _ => None,
        };
        self.setup = Setup::Refusing { _port, then };
    }

    /// From now on connecting to the announced port hangs, where the system allows it; `then` is
    /// what its transfer is answered.
    pub(super) fn ignore(&mut self, then: Option<Reply>) {
        let (mut _sockets, mut _open) = (Vec::new(), None);
        match self.take() {
            Setup::Listening(Listening { socket, accepted }) => {
                _sockets = fill_queue(&socket);
                _sockets.push(socket);
                _sockets.extend(accepted.into_iter().map(|(socket, _)| socket));
            }
            Setup::Open { stream, .. } => _open = Some(stream),
            _ => {}
        }
        self.setup = Setup::Ignoring {
            _sockets,
            _open,
            then,
        };
    }
}

impl Ports {
    fn replace(&mut self, setup: Setup) {
        if let Setup::Listening(listening) = &self.setup {
            close(&listening.socket);
        }
        self.setup = setup;
    }
}

/// Ends listening, even if a process that is just being started holds a copy of the socket.
pub(super) fn close<'a>(listener: impl Into<SockRef<'a>>) {
    let _ = listener.into().shutdown(std::net::Shutdown::Both);
}

impl DataPorts for Ports {
    fn listen(&mut self, local: SocketAddr) -> Result<SocketAddr, PortError> {
        self.replace(Setup::None);
        let anywhere = || on_random_port(local.ip(), BACKLOG);
        let listener = match &self.own {
            None => anywhere(),
            Some(own) => match on_port_of(own, local.ip(), BACKLOG) {
                Err(_) if self.or_any => anywhere(),
                listener => listener,
            },
        };
        let listener = listener.map_err(|_| PortError::Exhausted)?;
        let addr = listener.local_addr().map_err(|_| PortError::Exhausted)?;
        self.setup = Setup::Listening(Listening {
            socket: listener,
            accepted: VecDeque::new(),
        });
        self.counts.announced();
        addr.as_socket().ok_or(PortError::Exhausted)
    }

    fn target(&mut self, addr: SocketAddr) {
        self.replace(Setup::Target(addr));
    }

    fn drop_all(&mut self) {
        self.replace(Setup::None);
    }

    fn is_connected(&mut self, client: Option<IpAddr>) -> bool {
        let listening = match &mut self.setup {
            Setup::Open { .. } => return true,
            Setup::Listening(listening) => listening,
            _ => return false,
        };
        while let Ok((socket, peer)) = listening.socket.accept() {
            listening
                .accepted
                .extend(peer.as_socket().map(|peer| (socket, peer)));
        }
        let is_client = |peer: &SocketAddr| {
            client.is_none_or(|client| peer.ip().to_canonical() == client.to_canonical())
        };
        listening.accepted.iter().any(|(_, peer)| is_client(peer))
    }
}

/// Listens on a random port: asking the system for one gets slow once many ports linger in
/// TIME_WAIT, and ports in order could be guessed (RFC 2577, section 8).
fn on_random_port(ip: IpAddr, backlog: i32) -> io::Result<Socket> {
    let span = u64::from(u16::MAX - FIRST_PORT) + 1;
    for _ in 0..TRIES {
        // Odd: Linux connects from even ports, so that nobody meets themselves on one just closed.
        let offset = u16::try_from(random() % span).unwrap_or(0) | 1;
        if let Ok(listener) = listen_on(SocketAddr::new(ip, FIRST_PORT + offset), backlog) {
            return Ok(listener);
        }
    }
    listen_on(SocketAddr::new(ip, 0), backlog)
}

/// Listens on one of these ports, whichever is free, tried in random order (R-D13).
fn on_port_of(ports: &[u16], ip: IpAddr, backlog: i32) -> io::Result<Socket> {
    let mut left = ports.to_vec();
    while !left.is_empty() {
        let at = usize::try_from(random() % left.len() as u64).unwrap_or(0);
        let addr = SocketAddr::new(ip, left.swap_remove(at));
        if let Ok(listener) = listen_on(addr, backlog) {
            return Ok(listener);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// A socket for clients to connect to; with port 0, on any free port.
pub(super) fn listen_for_clients(addr: SocketAddr, backlog: i32) -> io::Result<TcpListener> {
    let listener = if addr.port() == 0 {
        on_random_port(addr.ip(), backlog)?
    } else {
        listen_on(addr, backlog)?
    };
    for_clients(listener)
}

/// A listening socket as the server wants it.
pub(super) fn for_clients(listener: impl Into<Socket>) -> io::Result<TcpListener> {
    let listener = listener.into();
    listener.set_nonblocking(true)?;
    // Inherited by every connection: urgent octets stay in their place (R-TN2).
    listener.set_out_of_band_inline(true)?;
    Ok(listener.into())
}

/// A listening socket that does not block.
fn listen_on(addr: SocketAddr, backlog: i32) -> io::Result<Socket> {
    let socket = bound(addr)?;
    socket.listen(backlog)?;
    Ok(socket)
}

/// A socket that does not block, at this address.
fn bound(addr: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // On Windows the option would let two sockets share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    Ok(socket)
}

/// A number nobody can guess: the standard library seeds its hash maps from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Ends listening and keeps the port, so that nobody else can answer on it.
#[cfg(target_os = "linux")]
fn keep_port(listener: Socket) -> Option<Socket> {
    // A socket that was bound to a port by number keeps it; without the option others can not
    // listen there either.
    listener.shutdown(std::net::Shutdown::Both).ok()?;
    listener.set_reuse_address(false).ok()?;
    Some(listener)
}

/// Ends listening; here the port can not be kept.
#[cfg(not(target_os = "linux"))]
fn keep_port(_: Socket) -> Option<Socket> {
    None
}

/// The port of a server that is down.
#[derive(Debug)]
pub(super) struct Held {
    addr: SocketAddr,
    /// What keeps the port, where that is possible.
    port: Option<Socket>,
}

impl Held {
    /// Ends listening; `None` when there is no address to come back to.
    pub(super) fn new(listener: Socket) -> Option<Self> {
        let addr = listener.local_addr().ok()?.as_socket()?;
        let kept = keep_port(listener);
        // A port that the system has chosen was given up with the listening: then it can be had
        // again. Otherwise it is kept, and can not.
        let port = listen_on(addr, 1).ok().and_then(keep_port).or(kept);
        Some(Self { addr, port })
    }

    /// Listens on it again.
    pub(super) fn listen(self, backlog: i32) -> io::Result<TcpListener> {
        let Some(socket) = self.port else {
            return listen_for_clients(self.addr, backlog);
        };
        // The connections that came of it before are no obstacle.
        socket.set_reuse_address(true)?;
        socket.listen(backlog)?;
        for_clients(socket)
    }
}

/// Connects to a listener until it takes no more.
fn fill_queue(listener: &Socket) -> Vec<Socket> {
    let Ok(addr) = listener.local_addr() else {
        return Vec::new();
    };
    // The shortest queue: on Linux it holds one connection.
    let _ = SockRef::from(listener).listen(0);
    let connect = || -> io::Result<Socket> {
        let socket = Socket::new(addr.domain(), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        // In progress is as good as done: it takes the place.
        let _ = socket.connect(&addr);
        Ok(socket)
    };
    (0..2).filter_map(|_| connect().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpStream};

    const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_listening_port_accepts_and_a_dropped_one_refuses() {
        let mut ports = Ports::default();
        let addr = ports.listen(SocketAddr::new(LOCAL, 21)).unwrap();
        assert!(TcpStream::connect(addr).is_ok());

        ports.drop_all();
        assert!(TcpStream::connect(addr).is_err());
    }

    /// R-S2: ports come in no order that anybody could foretell.
    #[test]
    fn no_port_follows_from_the_one_before() {
        let mut ports = Ports::default();
        let seen: Vec<u16> = (0..8)
            .map(|_| ports.listen(SocketAddr::new(LOCAL, 21)).unwrap().port())
            .collect();
        let steps = seen.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]));
        let different: std::collections::BTreeSet<u16> = steps.collect();
        assert!(different.len() > 1, "{seen:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_refusing_port_can_not_be_taken_by_anybody_else() {
        let mut ports = Ports::default();
        let addr = ports.listen(SocketAddr::new(LOCAL, 21)).unwrap();
        ports.refuse(None);

        assert!(TcpStream::connect(addr).is_err());
        assert!(listen_on(addr, 1).is_err());
    }
}
