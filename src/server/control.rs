//! Steering a server that runs: from the thread that owns it, or from any other.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::block_in_place;

use super::session_info::SessionInfo;
use super::sessions::{Dismissal, Sessions};
use super::{STOP, runtime};
use crate::clock::{Alarm, Clock, GateCore, Sleep, Wait};

/// How long a thread sleeps at a time that waits for as long as a server is there.
const LONG: Duration = Duration::from_secs(3600);

/// What the porter is to do.
pub(super) enum What {
    /// Whether clients are let in.
    Accept(bool),
    Close,
    CloseAll,
    Down,
    DownUntil(Sleep),
    /// Ends all sessions.
    SendAway,
    Shutdown(Sleep),
    /// Tells whether it has failed.
    Up(Arc<AtomicBool>),
}

/// Something for the porter to do, and whom to tell.
pub(super) struct Order {
    pub(super) what: What,
    pub(super) done: Done,
}

/// Tells a waiting thread that something is over, even if it ended in a panic.
#[derive(Default)]
pub(super) struct Done(Arc<GateCore>);

impl Done {
    pub(super) fn gate(&self) -> Arc<GateCore> {
        Arc::clone(&self.0)
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// Steers a server from anywhere: a clone goes to any thread, and keeps nothing alive.
///
/// After the server is gone its methods do nothing. See [`FtpServer::handle`](crate::FtpServer::handle).
#[derive(Clone)]
pub struct ServerHandle {
    pub(super) addr: SocketAddr,
    pub(super) orders: UnboundedSender<Order>,
    pub(super) sessions: Sessions,
    pub(super) clock: Arc<dyn Clock>,
    /// Released when the last session has ended.
    pub(super) ended: Arc<GateCore>,
    pub(super) alarm: Alarm,
    pub(super) runtime: Handle,
}

impl ServerHandle {
    /// [`FtpServer::addr`](crate::FtpServer::addr)
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// [`FtpServer::close`](crate::FtpServer::close)
    pub fn close(&self) {
        self.order(What::Close);
    }

    /// [`FtpServer::close_all`](crate::FtpServer::close_all)
    pub fn close_all(&self) {
        self.order(What::CloseAll);
        self.wait_until(|| self.sessions.are_over());
    }

    /// [`FtpServer::down`](crate::FtpServer::down)
    pub fn down(&self) -> Outage {
        self.order(What::Down);
        self.wait_until(|| self.sessions.are_over());
        Outage(self.clone())
    }

    /// [`FtpServer::down_for`](crate::FtpServer::down_for)
    pub fn down_for(&self, time: Duration) {
        // Set before anybody can know of it, and move a clock.
        let _context = self.runtime.enter();
        let until = self.clock.sleep_until(self.clock.now() + time);
        self.order(What::DownUntil(until));
        self.wait_until(|| self.sessions.are_over());
    }

    /// [`FtpServer::shutdown`](crate::FtpServer::shutdown)
    pub fn shutdown(&self, grace: Duration) {
        if self.ended.is_released() {
            return;
        }
        // Set before anybody can know of it, and move a clock. A timer of the system's clock is
        // one of the server's runtime.
        let _context = self.runtime.enter();
        let timer = self.clock.sleep_until(self.clock.now() + grace);
        self.order(What::Shutdown(timer));
    }

    /// [`FtpServer::kick`](crate::FtpServer::kick)
    pub fn kick(&self, session: u64) -> bool {
        let Some(seat) = self.sessions.dismiss(session, Dismissal::Now) else {
            return false;
        };
        self.wait_until(|| seat.has_ended());
        true
    }

    /// [`FtpServer::sessions`](crate::FtpServer::sessions)
    pub fn sessions(&self) -> Vec<SessionInfo> {
        self.sessions.list()
    }

    /// [`FtpServer::ended`](crate::FtpServer::ended)
    pub fn ended(&self, within: Duration) -> Wait {
        let what = format!("the end of the server at {}", self.addr);
        let ended = Arc::clone(&self.ended);
        let alarm = self.alarm.clone();
        Wait::new(what, within, ended.signal(), alarm, move || {
            ended.is_released()
        })
    }

    /// [`FtpServer::serve`](crate::FtpServer::serve)
    pub fn serve(&self) {
        while !self.has_ended_within(LONG) {}
    }

    /// Gives an order and waits until it is carried out.
    pub(super) fn order(&self, what: What) {
        let done = Done::default();
        let gate = done.gate();
        // An error means that the server is gone: all has been done that can be.
        if self.orders.send(Order { what, done }).is_ok() {
            self.block(STOP, &gate);
        }
    }

    pub(super) fn wait_until(&self, holds: impl Fn() -> bool) {
        let changed = self.sessions.changed();
        self.on_this_thread(|| changed.block(STOP, holds));
    }

    /// Whether the server ends within this time.
    pub(super) fn has_ended_within(&self, patience: Duration) -> bool {
        self.block(patience, &self.ended)
    }

    fn block(&self, within: Duration, gate: &GateCore) -> bool {
        let signal = gate.signal();
        self.on_this_thread(|| signal.block(within, || gate.is_released()))
    }

    /// Blocks this thread; where it is one of those that sessions run on, another takes its place.
    fn on_this_thread<T>(&self, wait: impl FnOnce() -> T) -> T {
        let own = Handle::try_current().is_ok_and(|current| current.id() == self.runtime.id());
        if own || runtime::is_current() {
            block_in_place(wait)
        } else {
            wait()
        }
    }
}

impl fmt::Debug for ServerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerHandle")
            .field("addr", &self.addr)
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

/// A server that is down, until this is dropped: see [`FtpServer::down`](crate::FtpServer::down).
#[derive(Debug)]
#[must_use = "an outage is over when this is dropped: keep it for as long as the server is to be down"]
pub struct Outage(ServerHandle);

impl Outage {
    /// Ends the outage: the server listens on the same port again when this returns.
    ///
    /// # Panics
    /// When somebody else has taken the port meanwhile, which Linux prevents.
    #[track_caller]
    pub fn up(self) {
        drop(self);
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        let failed = Arc::new(AtomicBool::new(false));
        self.0.order(What::Up(Arc::clone(&failed)));
        if failed.load(Ordering::Acquire) && !std::thread::panicking() {
            panic!("ftpmock could not listen at {} again", self.0.addr);
        }
    }
}
