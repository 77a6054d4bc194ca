//! The sessions of a server: who is there, how many there may be, and sending them away.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;

use super::session_info::{Activity, Counts, SessionInfo};
use crate::clock::{Clock, Signal, Sleep, Timestamp};
use crate::protocol::{Command, FtpPath, Reply, replies};
use crate::session::Facts;

/// How many sessions there may be; zero is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    pub(super) total: usize,
    pub(super) per_address: usize,
    /// How long the place of a session stays taken after its end.
    pub(super) linger: Duration,
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
#[derive(Clone)]
pub(super) struct Sessions(Arc<Shared>);

struct Shared {
    limits: Limits,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    changed: Arc<Signal>,
}

#[derive(Default)]
struct State {
    /// By number.
    all: Vec<Arc<Seat>>,
    open: usize,
    per_address: BTreeMap<IpAddr, usize>,
    /// Places that stay taken until then, although their sessions have ended.
    lingering: Vec<(Timestamp, IpAddr)>,
    /// The timer that sent everybody away, kept until all have gone.
    timer: Option<Sleep>,
}

/// What others may know of a session, and want of it.
pub(super) struct Seat {
    peer: SocketAddr,
    /// Whether it takes a place that is limited.
    counts: bool,
    pub(super) tally: Arc<Counts>,
    /// Nothing arrives any more, in either direction.
    cut_off: AtomicBool,
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
    pub(super) fn new(limits: Limits, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Shared {
            limits,
            clock,
            state: Mutex::default(),
            changed: Arc::default(),
        }))
    }

    /// Gives a client a seat; the reply is why it may not take it (R-G3). To be called in the
    /// order in which sessions are numbered.
    pub(super) fn enter(&self, peer: SocketAddr) -> (Arc<Seat>, Option<Reply>) {
        let mut state = lock(&self.0.state);
        let limits = self.0.limits;
        let address = peer.ip().to_canonical();
        let mut from_there = state.per_address.get(&address).copied().unwrap_or(0);
        let mut taken_in_all = state.open;
        if !state.lingering.is_empty() {
            let now = self.0.clock.now();
            state.lingering.retain(|(until, _)| *until > now);
            let lingers = |(_, whose): &&(Timestamp, IpAddr)| *whose == address;
            from_there += state.lingering.iter().filter(lingers).count();
            taken_in_all += state.lingering.len();
        }
        let full = |limit: usize, taken: usize| limit > 0 && taken >= limit;
        let refusal = if full(limits.total, taken_in_all) {
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
            tally: Arc::default(),
            cut_off: AtomicBool::new(false),
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
            if !self.0.limits.linger.is_zero() {
                let until = self.0.clock.now() + self.0.limits.linger;
                state.lingering.push((until, address));
            }
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
            let mut info = SessionInfo {
                number,
                peer: seat.peer,
                user: status.user.clone(),
                cwd: status.cwd.clone(),
                activity: status.activity.clone(),
                bytes_in: 0,
                bytes_out: 0,
                ports_announced: 0,
                data_connections: 0,
                is_tls: status.is_tls,
            };
            seat.tally.show(&mut info);
            info
        };
        all.iter().zip(1..).map(info).collect()
    }

    /// Sends a session away; `None` when there is no such session, or it has ended.
    pub(super) fn dismiss(&self, number: u64, how: Dismissal) -> Option<Arc<Seat>> {
        let seat = self.seat(number)?;
        seat.dismiss(how);
        Some(seat)
    }

    /// Cuts a session off from its client; false when there is no such session, or it has ended.
    pub(super) fn cut_off(&self, number: u64) -> bool {
        let Some(seat) = self.seat(number) else {
            return false;
        };
        seat.cut_off.store(true, Ordering::Release);
        seat.wake();
        true
    }

    /// The seat of a session that has not ended.
    fn seat(&self, number: u64) -> Option<Arc<Seat>> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        let seat = lock(&self.0.state).all.get(at).cloned()?;
        (!seat.has_ended()).then_some(seat)
    }

    /// Forgets all sessions there have been; none is left.
    pub(super) fn clear(&self) {
        let mut state = lock(&self.0.state);
        state.all.retain(|seat| !seat.has_ended());
        state.lingering.clear();
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
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = lock(&self.waker).take() {
            waker.wake();
        }
    }

    /// Whether the session is to be cut off from its client.
    pub(super) fn is_cut_off(&self) -> bool {
        self.cut_off.load(Ordering::Acquire)
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
    /// `None` once it has come to its end: it is asked again for the last words of a session.
    stopped: Option<F>,
    seen: Dismissal,
}

impl<'a, F: Future<Output = ()> + Unpin> Dismissed<'a, F> {
    pub(super) const fn new(seat: &'a Seat, stopped: F) -> Self {
        Self {
            seat,
            stopped: Some(stopped),
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
        if let Some(stopped) = &mut self.stopped {
            std::task::ready!(Pin::new(stopped).poll(cx));
            self.stopped = None;
        }
        Poll::Ready(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    /// A session that is stopped is asked again while it says its last words.
    #[test]
    fn who_is_dismissed_stays_so() {
        let clock = Arc::new(crate::clock::ManualClock::new());
        let sessions = Sessions::new(Limits::default(), clock);
        let (seat, _) = sessions.enter(([127, 0, 0, 1], 2000).into());
        let mut stopped = Dismissed::new(&seat, Box::pin(async {}));
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..2 {
            assert_eq!(Pin::new(&mut stopped).poll(&mut cx), Poll::Ready(()));
        }
    }
}
