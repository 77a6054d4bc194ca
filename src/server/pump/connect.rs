//! Getting the data connection: accepting the client, or connecting to it.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::Job;
use super::watch::{Halt, Watch};
use crate::script::DataFault;
use crate::server::ports::{self, Listening, Setup};
use crate::server::stream::Stream;
use crate::session::{ForeignData, Policy};
use crate::transcript::{EntryKind, Note};

/// There is no data connection.
pub(super) enum Failure {
    Halted(Halt),
    Impossible,
    /// It is not under TLS as it should be.
    #[cfg(feature = "tls")]
    Insecure(Box<super::secure::Insecure>),
}

impl From<Halt> for Failure {
    fn from(halt: Halt) -> Self {
        Self::Halted(halt)
    }
}

impl From<io::Error> for Failure {
    fn from(_: io::Error) -> Self {
        Self::Impossible
    }
}

pub(super) async fn connect(job: &Job, setup: Setup, watch: &mut Watch) -> Result<Stream, Failure> {
    let stream = match setup {
        Setup::Ignoring { .. } => {
            // Held until the client or the clock gives up.
            return Err(
                match watch.wait(&mut (), |_, _| Poll::<()>::Pending).await {
                    Err(halt) => halt.into(),
                    Ok(()) => Failure::Impossible,
                },
            );
        }
        Setup::Listening(mut listening) => match waiting_client(job, &mut listening) {
            Ok(Some(stream)) => {
                ports::close(&listening.socket);
                stream
            }
            Err(failure) => {
                ports::close(&listening.socket);
                return Err(failure);
            }
            Ok(None) => {
                let listener = TcpListener::from_std(listening.socket.into())?;
                let accepted = accept(job, &listener, watch).await;
                ports::close(&listener);
                accepted?
            }
        },
        Setup::Open { stream, .. } => return Ok(stream),
        Setup::None | Setup::Refusing { .. } => return Err(Failure::Impossible),
        Setup::Target(addr) => active(job, addr, watch).await?,
    };
    stream.set_nodelay(true)?;
    Ok(stream.into())
}

/// The client, when it has connected already, as most have by now: the listening socket need not
/// be watched for it.
fn waiting_client(job: &Job, listening: &mut Listening) -> Result<Option<TcpStream>, Failure> {
    while let Some((socket, peer)) = listening.waiting() {
        if is_welcome(job, peer)? {
            socket.set_nonblocking(true)?;
            return Ok(Some(TcpStream::from_std(socket.into())?));
        }
    }
    Ok(None)
}

/// Takes the first connection of the client itself.
async fn accept(
    job: &Job,
    listener: &TcpListener,
    watch: &mut Watch,
) -> Result<TcpStream, Failure> {
    loop {
        let accepted = watch
            .wait(&mut (), |_, cx| listener.poll_accept(cx))
            .await?;
        let (stream, peer) = accepted?;
        if is_welcome(job, peer)? {
            return Ok(stream);
        }
    }
}

/// Others than the client are dropped without a word to them, unless the server is told otherwise
/// (R-D14).
fn is_welcome(job: &Job, peer: SocketAddr) -> Result<bool, Failure> {
    let ip = peer.ip().to_canonical();
    let how = job.world.policy.foreign_data;
    let is_client = ip == job.endpoints.peer.ip().to_canonical();
    if is_client || how == ForeignData::Allow || job.world.policy.is_friend(ip) {
        return Ok(true);
    }
    let note = EntryKind::Note(Note::ForeignData(ip));
    job.recorder.record(job.exchange, note);
    match how {
        ForeignData::Fail => Err(Failure::Impossible),
        _ => Ok(false),
    }
}

/// Connects from the address that the client has reached (R-D12).
async fn active(job: &Job, addr: SocketAddr, watch: &mut Watch) -> Result<TcpStream, Failure> {
    let from = job.plans.data_fault(|fault| match fault {
        DataFault::From(from) => Some(*from),
        _ => None,
    });
    if let Some((part, _)) = from {
        part.strike();
    }
    let from = from.map_or(job.endpoints.local, |(_, from)| from);
    let mut connecting: Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send>> =
        if from == job.endpoints.local {
            Box::pin(reach(&job.world.policy, from, addr))
        } else {
            Box::pin(reach_from(from, addr))
        };
    let connected = watch
        .wait(&mut (), |_, cx| connecting.as_mut().poll(cx))
        .await?;
    Ok(connected?)
}

/// Connects to a client from any address of the server.
async fn reach_from(from: SocketAddr, addr: SocketAddr) -> io::Result<TcpStream> {
    let socket = if addr.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(from)?;
    socket.connect(addr).await
}

/// Connects to a client from the address that it has reached; from the port below that of the
/// control connection, where the policy says so.
pub(in crate::server) async fn reach(
    policy: &Policy,
    local: SocketAddr,
    addr: SocketAddr,
) -> io::Result<TcpStream> {
    let socket = if addr.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    let mut port = 0;
    if policy.data_port_below {
        port = local.port().saturating_sub(1);
        // Connections of earlier transfers linger.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
    }
    socket.bind(SocketAddr::new(local.ip().to_canonical(), port))?;
    socket.connect(addr).await
}
