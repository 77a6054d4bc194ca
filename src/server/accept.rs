//! Taking clients in, and no more of them.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinError, JoinSet};

use super::control::{Done, Order, What};
use super::driver;
use super::ports::{self, Held};
use super::sessions::Dismissal;
use super::world::{Phase, World};
use crate::clock::Sleep;
use crate::protocol::{Reply, replies};
use crate::session::Endpoints;

/// How long to wait when accepting fails: out of descriptors, it would fail again at once.
const PAUSE: Duration = Duration::from_millis(5);

/// What verification calls a session that panicked.
const SESSION: &str = "ftpmock itself, please report it: a session";
/// The same for an outage that could not end.
const LISTENING: &str = "listening again after an outage";

/// Lets a server's clients in.
pub(super) struct Porter {
    world: Arc<World>,
    listeners: Vec<Arc<TcpListener>>,
    /// The same, for the thread that drops the server.
    door: Arc<Door>,
    backlog: i32,
    orders: UnboundedReceiver<Order>,
    /// The ports, while the server is down.
    held: Vec<Held>,
    /// When it is up again by itself.
    back: Option<Sleep>,
    /// Whether clients are let in.
    accepts: bool,
    /// When a graceful shutdown is no longer graceful.
    patience: Option<Sleep>,
    sessions: JoinSet<()>,
}

/// The listening sockets, when there are any.
#[derive(Debug, Default)]
pub(super) struct Door(Mutex<Vec<Weak<TcpListener>>>);

/// What the porter waited for.
enum Woken {
    /// An outage is over.
    Back(Sleep),
    Connected(TcpStream, SocketAddr),
    Ending,
    /// Accepting failed for one client; the next one may do better.
    Failed,
    Ordered(Order),
    /// The server is closed, and the last session has ended.
    Over,
    OutOfPatience(Sleep),
}

impl Door {
    fn set(&self, listeners: &[Arc<TcpListener>]) {
        let mut door = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *door = listeners.iter().map(Arc::downgrade).collect();
    }

    /// Refuses clients from now on, before the porter has had its turn.
    pub(super) fn shut(&self) {
        let door = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for listener in door.iter().filter_map(Weak::upgrade) {
            ports::close(&*listener);
        }
    }
}

impl Porter {
    pub(super) fn new(
        world: Arc<World>,
        listeners: Vec<Arc<TcpListener>>,
        backlog: i32,
        orders: UnboundedReceiver<Order>,
    ) -> Self {
        let door = Arc::new(Door::default());
        door.set(&listeners);
        Self {
            world,
            listeners,
            door,
            backlog,
            orders,
            held: Vec::new(),
            back: None,
            accepts: true,
            patience: None,
            sessions: JoinSet::new(),
        }
    }

    pub(super) fn door(&self) -> Arc<Door> {
        Arc::clone(&self.door)
    }

    /// Accepts clients until the server ends, and returns when the last session has ended.
    pub(super) async fn work(mut self) {
        let mut phase = self.world.phase.subscribe();
        let mut ending = pin!(phase.wait_for(|now| *now > Phase::Running));
        loop {
            let woken = poll_fn(|cx| match ending.as_mut().poll(cx) {
                Poll::Ready(_) => Poll::Ready(Woken::Ending),
                Poll::Pending => self.poll(cx),
            })
            .await;
            match woken {
                Woken::Back(timer) => {
                    if !self.listen_again() {
                        self.world
                            .script
                            .panicked(LISTENING, None, &"the port is taken");
                    }
                    drop(timer);
                }
                Woken::Connected(stream, peer) => self.begin(stream, peer, None),
                Woken::Ending | Woken::Over => break,
                Woken::Failed => self.world.alarm.after(PAUSE).await,
                Woken::Ordered(order) => self.carry_out(order),
                Woken::OutOfPatience(timer) => {
                    self.world.sessions.dismiss_all(Dismissal::Now, Some(timer));
                }
            }
        }
        self.close(None);
        while let Some(ended) = self.sessions.join_next().await {
            self.report(ended);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Woken> {
        if let Poll::Ready(Some(order)) = self.orders.poll_recv(cx) {
            return Poll::Ready(Woken::Ordered(order));
        }
        // Sessions that have ended are let go.
        while let Poll::Ready(Some(ended)) = self.sessions.poll_join_next(cx) {
            self.report(ended);
        }
        if let Some(mut timer) = self.patience.take() {
            if timer.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Woken::OutOfPatience(timer));
            }
            self.patience = Some(timer);
        }
        if let Some(mut timer) = self.back.take() {
            if timer.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Woken::Back(timer));
            }
            self.back = Some(timer);
        }
        if self.listeners.is_empty() && self.held.is_empty() && self.sessions.is_empty() {
            return Poll::Ready(Woken::Over);
        }
        if !self.accepts {
            return Poll::Pending;
        }
        let mut polled = self.listeners.iter().map(|l| l.poll_accept(cx));
        match polled.find(Poll::is_ready) {
            Some(Poll::Ready(Ok((stream, peer)))) => Poll::Ready(Woken::Connected(stream, peer)),
            Some(Poll::Ready(Err(_))) => Poll::Ready(Woken::Failed),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    }

    fn carry_out(&mut self, order: Order) {
        let Order { what, done } = order;
        match what {
            What::Accept(accepts) => self.accepts = accepts,
            What::Close => self.close(None),
            What::DownUntil(back) => {
                self.hold();
                self.back = Some(back);
                self.send_away(Dismissal::Silently);
            }
            What::SendAway => self.send_away(Dismissal::Silently),
            What::CloseAll => {
                self.close(None);
                self.send_away(Dismissal::Silently);
            }
            What::Down => {
                self.hold();
                self.send_away(Dismissal::Silently);
            }
            What::Shutdown(patience) => {
                self.close(Some(&replies::service_not_available()));
                self.send_away(Dismissal::WhenIdle);
                if !self.world.sessions.are_over() {
                    self.patience = Some(patience);
                }
            }
            What::Up(failed) => failed.store(!self.listen_again(), Ordering::Release),
        }
        let _: Done = done; // what waits for it goes on
    }

    fn send_away(&self, how: Dismissal) {
        self.world.sessions.dismiss_all(how, None);
    }

    /// Accepts nobody any more, but for those who have connected already.
    fn close(&mut self, refusal: Option<&Reply>) {
        self.held.clear();
        for listener in std::mem::take(&mut self.listeners) {
            self.close_one(&listener, refusal);
        }
    }

    fn close_one(&mut self, listener: &TcpListener, refusal: Option<&Reply>) {
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
                self.begin(stream, peer, refusal);
            }
        }
        ports::close(listener);
    }

    /// Stops listening and keeps the ports.
    fn hold(&mut self) {
        let listeners = std::mem::take(&mut self.listeners).into_iter();
        for listener in listeners.filter_map(Arc::into_inner) {
            if let Ok(listener) = listener.into_std() {
                self.held.extend(Held::new(listener.into()));
            }
        }
    }

    /// Ends an outage, if there is one; false when that is impossible.
    fn listen_again(&mut self) -> bool {
        self.back = None;
        for held in std::mem::take(&mut self.held) {
            let listener = held.listen(self.backlog).and_then(TcpListener::from_std);
            let Ok(listener) = listener else {
                return false;
            };
            self.listeners.push(Arc::new(listener));
            self.door.set(&self.listeners);
        }
        true
    }

    /// A session must never panic; one that did is not passed over in silence.
    fn report(&self, ended: Result<(), JoinError>) {
        if let Err(error) = ended
            && let Ok(panic) = error.try_into_panic()
        {
            self.world.script.panicked(SESSION, None, &*panic);
        }
    }

    fn begin(&mut self, stream: TcpStream, peer: SocketAddr, refusal: Option<&Reply>) {
        // Two small writes must not wait for each other's acknowledgement.
        let _ = stream.set_nodelay(self.world.policy.tcp_nodelay);
        let Ok(local) = stream.local_addr() else {
            return;
        };
        let recorder = self.world.recorder.session();
        let (seat, full) = self.world.sessions.enter(peer);
        let newcomer = driver::Newcomer {
            recorder,
            seat,
            stream,
            endpoints: Endpoints { peer, local },
            refusal: refusal.cloned().or(full),
        };
        let world = Arc::clone(&self.world);
        self.sessions.spawn(driver::serve(world, newcomer));
    }
}
