//! The append-only log of a server.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::protocol::FtpPath;

use super::entry::{Entry, EntryKind};
use super::query::Transcript;
#[cfg(feature = "cli")]
use super::watch::{Watch, Watched};

/// How many entries of a session are shared at once by all copies.
const PAGE: usize = 64;

/// Records what happens to the sessions of one server.
#[derive(Clone)]
pub(crate) struct Recorder(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    next: AtomicU64,
    sessions: Mutex<Vec<Arc<Segment>>>,
    #[cfg(feature = "cli")]
    watched: Arc<Watched>,
}

struct Segment {
    session: u64,
    log: Mutex<Log>,
}

/// Full pages are shared with every copy of the transcript, only the last one is copied.
#[derive(Default)]
struct Log {
    pages: Vec<Arc<Vec<Entry>>>,
    last: Vec<Entry>,
}

/// Records what happens to one session.
#[derive(Clone)]
pub(crate) struct SessionRecorder {
    shared: Arc<Shared>,
    segment: Arc<Segment>,
}

impl Recorder {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Shared {
            clock,
            next: AtomicU64::new(0),
            sessions: Mutex::default(),
            #[cfg(feature = "cli")]
            watched: Arc::default(),
        }))
    }

    /// Begins a session; sessions are numbered from 1 in the order of this call.
    pub(crate) fn session(&self) -> SessionRecorder {
        let mut sessions = lock(&self.0.sessions);
        let segment = Arc::new(Segment {
            session: sessions.len() as u64 + 1,
            log: Mutex::default(),
        });
        sessions.push(Arc::clone(&segment));
        SessionRecorder {
            shared: Arc::clone(&self.0),
            segment,
        }
    }

    /// Forgets everything; the next session is number 1.
    pub(crate) fn clear(&self) {
        lock(&self.0.sessions).clear();
        self.0.next.store(0, Ordering::Relaxed);
    }

    /// Forgets what has happened so far but for who is logged in; sessions keep their numbers.
    #[cfg(feature = "cli")]
    pub(crate) fn forget(&self) {
        for segment in lock(&self.0.sessions).iter() {
            lock(&segment.log).forget();
        }
    }

    /// Tells of each exchange that is over, for as long as it is kept.
    #[cfg(feature = "cli")]
    pub(crate) fn watch(&self) -> Watch {
        Watch::new(&self.0.watched)
    }

    /// Everything recorded so far, as an immutable value.
    pub(crate) fn transcript(&self) -> Transcript {
        let segments = lock(&self.0.sessions).clone();
        let sessions = segments.iter().filter_map(|segment| {
            let log = lock(&segment.log);
            let mut pages = log.pages.clone();
            if !log.last.is_empty() {
                pages.push(Arc::new(log.last.clone()));
            }
            // There is none of a session that was forgotten.
            (!pages.is_empty()).then_some((segment.session, pages))
        });
        Transcript::new(sessions.collect())
    }
}

impl SessionRecorder {
    /// The number of the session.
    pub(crate) fn number(&self) -> u64 {
        self.segment.session
    }

    pub(crate) fn record(&self, exchange: u64, kind: EntryKind) {
        self.record_about(exchange, None, kind);
    }

    /// Records what is about a path.
    pub(crate) fn record_about(&self, exchange: u64, path: Option<FtpPath>, kind: EntryKind) {
        #[cfg(feature = "cli")]
        let ends = super::watch::ends_exchange(&kind);
        let at = self.shared.clock.now();
        let mut log = lock(&self.segment.log);
        let seq = self.shared.next.fetch_add(1, Ordering::Relaxed);
        log.last.push(Entry {
            seq,
            session: self.segment.session,
            exchange,
            at,
            kind,
            path: path.map(Box::new),
        });
        if log.last.len() == PAGE {
            let full = std::mem::replace(&mut log.last, Vec::with_capacity(PAGE));
            log.pages.push(Arc::new(full));
        }
        drop(log);
        #[cfg(feature = "cli")]
        if ends {
            self.shared.watched.notify();
        }
    }
}

#[cfg(feature = "cli")]
impl Log {
    /// Of a session that goes on the login stays: whose it is must be known.
    fn forget(&mut self) {
        let mut login = None;
        let pages = std::mem::take(&mut self.pages);
        let entries = pages.iter().flat_map(|page| page.iter());
        for entry in entries.chain(&self.last) {
            match entry.kind {
                EntryKind::LoggedIn(_) => login = Some(entry.clone()),
                EntryKind::Closed(_) => login = None,
                _ => {}
            }
        }
        self.last.clear();
        self.last.extend(login);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for SessionRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionRecorder(#{})", self.segment.session)
    }
}
