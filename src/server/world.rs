//! What the sessions of one server share.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::block_in_place;

use super::control::{Done, Order, What};
use super::firewall::Firewall;
use super::observe::Observers;
use super::sessions::Sessions;
use super::throttle::Throttles;
use crate::auth::Authenticator;
use crate::clock::{Alarm, Clock};
use crate::script::{Exchange, FaultyFs, Plan, Report, Script, Setting, Veiled};
use crate::session::Policy;
use crate::transcript::{EntryKind, Recorder, SessionRecorder};
use crate::vfs::{Filesystem, FsError, FsResult};

pub(super) struct World {
    pub(super) policy: Arc<Policy>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) fs: Arc<dyn Filesystem>,
    pub(super) auth: Arc<dyn Authenticator>,
    pub(super) script: Script,
    pub(super) observers: Observers,
    pub(super) sessions: Sessions,
    pub(super) recorder: Recorder,
    pub(super) throttles: Throttles,
    pub(super) firewall: Option<Firewall>,
    /// What a session can ask of the porter.
    pub(super) orders: UnboundedSender<Order>,
    /// The source of unique names.
    pub(super) names: AtomicU64,
    pub(super) phase: watch::Sender<Phase>,
    pub(super) alarm: Alarm,
    /// Whether files and accounts can be used without stalling a worker.
    pub(super) inline: bool,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<Arc<super::tls::Setup>>,
}

/// What a panic is blamed on when it came from the code behind files and logins.
pub(super) const STORAGE: &str = "filesystem or authenticator";

/// The same for a greeting that a closure makes.
pub(super) const GREETING: &str = "closure of greeting_for";

/// How near the end a server is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Running,
    /// No new clients; sessions end as soon as they have nothing left to do.
    Finishing,
    /// What has arrived already is dealt with, nothing else.
    Settling,
    Stopped,
}

impl World {
    /// Asks the script what is to happen in this exchange.
    pub(super) fn plan(&self, recorder: &SessionRecorder, asked: Exchange<'_>) -> Plan {
        let (recorder, exchange) = (recorder.clone(), asked.id);
        let report = move || -> Box<Report> {
            Box::new(move |rule, what| {
                recorder.record(exchange, EntryKind::Fault { rule, what });
            })
        };
        if self.script.calls_user_code() {
            block_in_place(|| self.script.plan(asked, report))
        } else {
            self.script.plan(asked, report)
        }
    }

    /// The files as the faults of a plan have them, if they do.
    pub(super) fn faulty_fs(&self, plan: &Plan, session: u64) -> Option<FaultyFs> {
        let setting = Setting {
            fs: &self.fs,
            veils: self.script.veils(),
            clock: &self.clock,
            session,
        };
        FaultyFs::wrap(plan, &setting)
    }

    /// The files as a session can see them, if it can not see all.
    pub(super) fn veiled_fs<'a>(
        &self,
        fs: &'a dyn Filesystem,
        session: u64,
        is_command: bool,
    ) -> Option<Veiled<'a>> {
        let now = || self.clock.now();
        let over = self.script.veils().before(now, session, is_command)?;
        Some(Veiled::new(fs, over))
    }

    /// Forgets all that has happened, and all rules.
    pub(super) fn forget(&self) {
        self.script.clear();
        self.sessions.clear();
        self.recorder.clear();
        self.names.store(1, Ordering::Relaxed);
    }

    /// Takes the server down for so long; ready when nobody can connect any more.
    pub(super) async fn take_down(&self, time: Duration) {
        let done = Done::default();
        let down = done.gate();
        let until = self.clock.sleep_until(self.clock.now() + time);
        let what = What::DownUntil(until);
        if self.orders.send(Order { what, done }).is_ok() {
            down.released().await;
        }
    }

    /// Runs an access to the filesystem; a panic in it is an error of it, and reported.
    pub(super) fn guarded<T>(&self, access: impl FnOnce() -> FsResult<T>) -> FsResult<T> {
        self.guarded_if(!self.inline, access)
    }

    /// The same, where only some accesses may run code of the test's own.
    pub(super) fn guarded_if<T>(
        &self,
        may_panic: bool,
        access: impl FnOnce() -> FsResult<T>,
    ) -> FsResult<T> {
        if !may_panic {
            return access();
        }
        block_in_place(|| catch_unwind(AssertUnwindSafe(access))).unwrap_or_else(|panic| {
            self.script.panicked(STORAGE, None, &*panic);
            Err(FsError::Io)
        })
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("policy", &self.policy)
            .field("script", &self.script)
            .finish_non_exhaustive()
    }
}
