//! Taking clients in.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinSet};

use super::world::{Phase, World};
use super::{driver, ports};
use crate::session::Endpoints;

/// How long to wait when accepting fails: out of descriptors, it would fail again at once.
const PAUSE: Duration = Duration::from_millis(5);

/// What verification calls a session that panicked.
const SESSION: &str = "ftpmock itself, please report it: a session";

/// What the accepting task waited for.
enum Woken {
    Ending,
    Connected(TcpStream, SocketAddr),
    /// Accepting failed for one client; the next one may do better.
    Failed,
}

/// Accepts clients until the server ends, and returns when the last session has ended.
pub(super) async fn accept(listeners: Vec<Arc<TcpListener>>, world: Arc<World>) {
    let mut sessions = JoinSet::new();
    let mut phase = world.phase.subscribe();
    let mut ending = pin!(phase.wait_for(|now| *now > Phase::Running));
    loop {
        let woken = poll_fn(|cx| {
            if ending.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Woken::Ending);
            }
            // Sessions that have ended are let go.
            while let Poll::Ready(Some(ended)) = sessions.poll_join_next(cx) {
                report(&world, ended);
            }
            let mut accepted = listeners.iter().map(|listener| listener.poll_accept(cx));
            match accepted.find(Poll::is_ready) {
                Some(Poll::Ready(Ok((stream, peer)))) => {
                    Poll::Ready(Woken::Connected(stream, peer))
                }
                Some(Poll::Ready(Err(_))) => Poll::Ready(Woken::Failed),
                Some(Poll::Pending) | None => Poll::Pending,
            }
        })
        .await;
        match woken {
            Woken::Connected(stream, peer) => begin(&mut sessions, &world, stream, peer),
            Woken::Ending => break,
            Woken::Failed => world.alarm.after(PAUSE).await,
        }
    }
    for listener in listeners {
        take_waiting(&listener, &mut sessions, &world);
        ports::close(&*listener);
    }
    while let Some(ended) = sessions.join_next().await {
        report(&world, ended);
    }
}

/// A session must never panic; one that did is not passed over in silence.
fn report(world: &World, ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && let Ok(panic) = error.try_into_panic()
    {
        world.script.panicked(SESSION, None, &*panic);
    }
}

/// Begins the sessions of clients that had connected before the server ended.
fn take_waiting(listener: &TcpListener, sessions: &mut JoinSet<()>, world: &Arc<World>) {
    let socket = socket2::SockRef::from(listener);
    while let Ok((socket, _)) = socket.accept() {
        let stream: std::net::TcpStream = socket.into();
        if stream.set_nonblocking(true).is_err() {
            continue;
        }
        let Ok(peer) = stream.peer_addr() else {
            continue;
        };
        if let Ok(stream) = TcpStream::from_std(stream) {
            begin(sessions, world, stream, peer);
        }
    }
}

fn begin(sessions: &mut JoinSet<()>, world: &Arc<World>, stream: TcpStream, peer: SocketAddr) {
    // Two small writes must not wait for each other's acknowledgement.
    let _ = stream.set_nodelay(true);
    let Ok(local) = stream.local_addr() else {
        return;
    };
    let recorder = world.recorder.session();
    let endpoints = Endpoints { peer, local };
    sessions.spawn(driver::serve(
        Arc::clone(world),
        recorder,
        stream,
        endpoints,
    ));
}
