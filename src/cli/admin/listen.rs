//! Connections: from a listening socket to answers, and the end of all that.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::ACCEPT;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

use super::answer::{Answer, Refusal};
use super::body::{Body, received};
use super::call::{Asked, Call, Query, accepted};
use super::ward::{Stage, Ward};
use super::{door, routes};

/// More connections at once are closed unanswered.
const MOST_CONNECTIONS: usize = 1024;
/// The longest head of a request.
const MOST_HEAD: usize = 64 * 1024;
/// How long those who read slowly have when all is over.
const GRACE: Duration = Duration::from_millis(300);
/// After an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers requests until all is over.
pub(super) fn serve(listener: TcpListener, addr: SocketAddr, runtime: Runtime, ward: &Arc<Ward>) {
    runtime.block_on(accept(listener, addr, ward));
    runtime.shutdown_timeout(GRACE);
}

async fn accept(listener: TcpListener, addr: SocketAddr, ward: &Arc<Ward>) {
    let mut connections = JoinSet::new();
    while let Some(accepted) = before(ward.reached(Stage::Ending), listener.accept()).await {
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) if connections.len() < MOST_CONNECTIONS => {
                connections.spawn(connection(stream, addr, Arc::clone(ward)));
            }
            Ok(_) => {}
            Err(_) => {
                // Only time can help.
                let _ = timeout(PAUSE, pending::<()>()).await;
            }
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    let over = async {
        ward.reached(Stage::Over).await;
        timeout(GRACE, pending::<()>()).await
    };
    before(over, all).await;
}

/// What comes of this, unless the end is there first.
pub(super) async fn before<T>(end: impl Future, what: impl Future<Output = T>) -> Option<T> {
    let (mut end, mut what) = (pin!(end), pin!(what));
    poll_fn(|cx| {
        if let Poll::Ready(value) = what.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        end.as_mut().poll(cx).map(|_| None)
    })
    .await
}

/// One client, for as long as it likes; at the end it gets the answer that it waits for.
async fn connection(stream: TcpStream, addr: SocketAddr, ward: Arc<Ward>) {
    let mut ending = pin!(ward.reached(Stage::Ending));
    let service = service_fn(|request| respond(request, addr, Arc::clone(&ward)));
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).max_buf_size(MOST_HEAD);
    let mut connection = pin!(protocol.serve_connection(TokioIo::new(stream), service));
    let mut told = false;
    // Whatever is wrong with a connection, nobody is left to hear of it.
    let _ = poll_fn(|cx| {
        if !told && ending.as_mut().poll(cx).is_ready() {
            told = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(cx)
    })
    .await;
}

async fn respond(
    request: Request<Incoming>,
    addr: SocketAddr,
    ward: Arc<Ward>,
) -> Result<Response<Body>, Infallible> {
    Ok(match answer(request, addr, ward).await {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.into_response(),
    })
}

async fn answer(
    request: Request<Incoming>,
    addr: SocketAddr,
    ward: Arc<Ward>,
) -> Result<Answer, Refusal> {
    let (head, body) = request.into_parts();
    door::check(&head, addr)?;
    let (route, rest) = routes::find(&head.method, head.uri.path())?;
    let accepts = head.headers.get(ACCEPT).map(|value| value.as_bytes());
    let asked = Asked {
        rest,
        query: Query::read(head.uri.query(), route.words)?,
        accepts: accepted(accepts),
        body: match route.takes {
            0 => bytes::Bytes::new(),
            most => received(body, most).await?,
        },
    };
    let ending = ward.reached(Stage::Ending);
    // Files may be on a disk, and sessions take a moment to end.
    let answered = spawn_blocking(move || {
        let (ward, asked) = (&*ward, &asked);
        ward.with(|server| {
            (route.answer)(Call {
                server,
                ward,
                asked,
            })
        })
    });
    let answered = answered
        .await
        .map_err(|error| Refusal::internal(panicked(error)))?;
    match answered.ok_or_else(Refusal::ending)?? {
        Answer::Wait(wanted) => before(ending, wanted.wait())
            .await
            .ok_or_else(Refusal::ending)?,
        answer => Ok(answer),
    }
}

/// What a function has to say that could not answer.
fn panicked(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else {
        return "the server is ending".to_owned();
    };
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(text), _) => text.clone(),
        (_, Some(text)) => (*text).to_owned(),
        _ => "this went wrong, and nobody can say why".to_owned(),
    }
}
