//! The sessions of a server: who is there, how many there may be, and sending them away.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use crate::clock::{Signal, Sleep};
use crate::protocol::{Command, FtpPath, Reply, replies};
use crate::session::Facts;

/// A session, as it was when [`FtpServer::sessions`](crate::FtpServer::sessions) was called.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Its number, from 1: that of the transcript.
    pub number: u64,
    /// Where its client connected from.
    pub peer: SocketAddr,
    /// The name of the user, if one is logged in.
    pub user: Option<Bytes>,
    /// The current directory, as the user sees it.
    pub cwd: FtpPath,
    /// What it does.
    pub activity: Activity,
    is_tls: bool,
}

impl SessionInfo {
    /// Whether its control connection is under TLS, or was at its end.
    pub const fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        self.activity != Activity::Ended
    }
}

/// What a session does.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Activity {
    /// It is over.
    Ended,
    /// It carries out this command, or is held back at it; a password is not shown.
    Executing(Command),
    /// It waits for a command.
    Idle,
    /// It moves data for this command.
    Transferring(Command),
}

/// How many sessions there may be; zero is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    pub(super) total: usize,
    pub(super) per_address: usize,
}

/// How a session is to end.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub(super) enum Dismissal {
    /// Not at all.
    None,
    /// With 421, once it has nothing left to do.
    WhenIdle,
    /// With 421, at once.
    Now,
    /// At once, and without a word.
    Silently,
}

/// All sessions of a server.
#[derive(Clone, Default)]
pub(super) struct Sessions(Arc<Shared>);

#[derive(Default)]
struct Shared {
    limits: Limits,
    state: Mutex<State>,
    changed: Arc<Signal>,
}

#[derive(Default)]
struct State {
    /// By number.
    all: Vec<Arc<Seat>>,
    open: usize,
    per_address: BTreeMap<IpAddr, usize>,
    /// The timer that sent everybody away, kept until all have gone.
    timer: Option<Sleep>,
}

/// What others may know of a session, and want of it.
pub(super) struct Seat {
    peer: SocketAddr,
    /// Whether it takes a place that is limited.
    counts: bool,
    status: Mutex<Status>,
    dismissal: AtomicU8,
    waker: Mutex<Option<Waker>>,
}

struct Status {
    user: Option<Bytes>,
    cwd: FtpPath,
    activity: Activity,
    is_tls: bool,
}

impl Sessions {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(Shared {
            limits,
            ..Shared::default()
        }))
    }

    /// Gives a client a seat; the reply is why it may not take it (R-G3). To be called in the
    /// order in which sessions are numbered.
    pub(super) fn enter(&self, peer: SocketAddr) -> (Arc<Seat>, Option<Reply>) {
        let mut state = lock(&self.0.state);
        let limits = self.0.limits;
        let address = peer.ip().to_canonical();
        let from_there = state.per_address.get(&address).copied().unwrap_or(0);
        let full = |limit: usize, taken: usize| limit > 0 && taken >= limit;
        let refusal = if full(limits.total, state.open) {
            Some(replies::too_many_connections())
        } else if full(limits.per_address, from_there) {
            Some(replies::too_many_from_address())
        } else {
            None
        };
        let counts = refusal.is_none();
        if counts {
            state.open += 1;
            *state.per_address.entry(address).or_default() += 1;
        }
        let seat = Arc::new(Seat {
            peer,
            counts,
            status: Mutex::new(Status {
                user: None,
                cwd: FtpPath::root(),
                activity: Activity::Idle,
                is_tls: false,
            }),
            dismissal: AtomicU8::new(Dismissal::None as u8),
            waker: Mutex::default(),
        });
        state.all.push(Arc::clone(&seat));
        (seat, refusal)
    }

    /// Notes that a session has ended; its client may come back at once.
    pub(super) fn leave(&self, seat: &Seat) {
        // A waker keeps the memory of its task.
        lock(&seat.waker).take();
        let before = std::mem::replace(&mut lock(&seat.status).activity, Activity::Ended);
        if before == Activity::Ended {
            return;
        }
        let mut state = lock(&self.0.state);
        let mut timer = None;
        if seat.counts {
            state.open -= 1;
            let address = seat.peer.ip().to_canonical();
            if let Some(count) = state.per_address.get_mut(&address) {
                *count -= 1;
                if *count == 0 {
                    state.per_address.remove(&address);
                }
            }
            if state.open == 0 {
                timer = state.timer.take();
            }
        }
        drop(state);
        drop(timer);
        self.0.changed.notify();
    }

    pub(super) fn list(&self) -> Vec<SessionInfo> {
        let all = lock(&self.0.state).all.clone();
        let info = |(seat, number): (&Arc<Seat>, u64)| {
            let status = lock(&seat.status);
            SessionInfo {
                number,
                peer: seat.peer,
                user: status.user.clone(),
                cwd: status.cwd.clone(),
                activity: status.activity.clone(),
                is_tls: status.is_tls,
            }
        };
        all.iter().zip(1..).map(info).collect()
    }

    /// Sends a session away; `None` when there is no such session, or it has ended.
    pub(super) fn dismiss(&self, number: u64, how: Dismissal) -> Option<Arc<Seat>> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        let seat = lock(&self.0.state).all.get(at).cloned()?;
        if seat.has_ended() {
            return None;
        }
        seat.dismiss(how);
        Some(seat)
    }

    /// Sends everybody away; `timer` is what has caused it, if one has.
    pub(super) fn dismiss_all(&self, how: Dismissal, timer: Option<Sleep>) {
        let all = {
            let mut state = lock(&self.0.state);
            if state.open > 0 {
                state.timer = timer;
            }
            state.all.clone()
        };
        for seat in all {
            seat.dismiss(how);
        }
    }

    pub(super) fn are_over(&self) -> bool {
        lock(&self.0.state).open == 0
    }

    /// Told when a session ends.
    pub(super) fn changed(&self) -> Arc<Signal> {
        Arc::clone(&self.0.changed)
    }
}

impl Seat {
    pub(super) fn has_ended(&self) -> bool {
        lock(&self.status).activity == Activity::Ended
    }

    fn dismiss(&self, how: Dismissal) {
        self.dismissal.fetch_max(how as u8, Ordering::AcqRel);
        if let Some(waker) = lock(&self.waker).take() {
            waker.wake();
        }
    }

    pub(super) fn dismissal(&self) -> Dismissal {
        match self.dismissal.load(Ordering::Acquire) {
            0 => Dismissal::None,
            1 => Dismissal::WhenIdle,
            2 => Dismissal::Now,
            _ => Dismissal::Silently,
        }
    }

    /// Makes known whose session it is, and where it is.
    pub(super) fn moved(&self, facts: Facts<'_>) {
        let mut status = lock(&self.status);
        if status.user.as_deref() != facts.user {
            status.user = facts.user.map(Bytes::copy_from_slice);
        }
        status.is_tls = facts.is_tls;
        if status.cwd != *facts.cwd {
            status.cwd = facts.cwd.clone();
        }
    }

    /// Makes known what the session does.
    pub(super) fn does(&self, activity: Activity) {
        lock(&self.status).activity = activity;
    }

    /// The command that is carried out.
    pub(super) fn executing(&self) -> Option<Command> {
        match &lock(&self.status).activity {
            Activity::Executing(command) => Some(command.clone()),
            _ => None,
        }
    }

    /// Makes known that the session waits, maybe for a transfer.
    pub(super) fn waits(&self, transfer: Option<&Command>) {
        let mut status = lock(&self.status);
        match (&status.activity, transfer) {
            (Activity::Idle, None) | (Activity::Transferring(_), Some(_)) => {}
            (_, None) => status.activity = Activity::Idle,
            (_, Some(command)) => status.activity = Activity::Transferring(command.clone()),
        }
    }
}

/// Ready when a session has to end at once, be it on its own or with the whole server.
pub(super) struct Dismissed<'a, F> {
    seat: &'a Seat,
    stopped: F,
    seen: Dismissal,
}

impl<'a, F: Future<Output = ()> + Unpin> Dismissed<'a, F> {
    pub(super) const fn new(seat: &'a Seat, stopped: F) -> Self {
        Self {
            seat,
            stopped,
            seen: Dismissal::None,
        }
    }
}

impl<F: Future<Output = ()> + Unpin> Future for Dismissed<'_, F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        {
            let mut waker = lock(&self.seat.waker);
            if !waker.as_ref().is_some_and(|own| own.will_wake(cx.waker())) {
                *waker = Some(cx.waker().clone());
            }
        }
        // Looked at after the waker is in its place: a change between the two wakes us again.
        let dismissal = self.seat.dismissal();
        if dismissal >= Dismissal::Now {
            return Poll::Ready(());
        }
        if dismissal > self.seen {
            // The session itself is to look at it.
            self.seen = dismissal;
            cx.waker().wake_by_ref();
        }
        Pin::new(&mut self.stopped).poll(cx)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list()).finish()
    }
}
