//! The server that is steered, and what the interface knows of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::cli::rooms::Rooms;
use crate::server::{FtpServer, Outage};

/// How far the program is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Stage {
    Serving,
    /// Nobody new is answered, and nobody waits any more.
    Ending,
    /// The server is gone.
    Over,
}

/// One server; requests come to it one after the other.
pub(super) struct Ward {
    /// None once it is being ended.
    server: Mutex<Option<FtpServer>>,
    /// The outage that somebody has begun and nobody has ended.
    outage: Mutex<Option<Outage>>,
    /// The rules that were added by requests.
    added: Mutex<Vec<u64>>,
    /// Where each user has files of their own.
    pub(super) rooms: Option<Arc<Rooms>>,
    stage: watch::Sender<Stage>,
}

impl Ward {
    pub(super) fn new(server: FtpServer, rooms: Option<Arc<Rooms>>) -> Self {
        Self {
            server: Mutex::new(Some(server)),
            outage: Mutex::default(),
            added: Mutex::default(),
            rooms,
            stage: watch::Sender::new(Stage::Serving),
        }
    }

    /// Does something with the server; none when it is being ended.
    pub(super) fn with<T>(&self, act: impl FnOnce(&FtpServer) -> T) -> Option<T> {
        lock(&self.server).as_ref().map(act)
    }

    /// The server, for whoever ends it.
    pub(super) fn take(&self) -> Option<FtpServer> {
        lock(&self.server).take()
    }

    pub(super) fn outage(&self) -> MutexGuard<'_, Option<Outage>> {
        lock(&self.outage)
    }

    /// Lets the server serve again, if it does not.
    ///
    /// # Panics
    /// When somebody else has taken its port.
    pub(super) fn end_outage(&self) {
        let outage = self.outage().take();
        drop(outage);
    }

    pub(super) fn added(&self) -> MutexGuard<'_, Vec<u64>> {
        lock(&self.added)
    }

    pub(super) fn enter(&self, stage: Stage) {
        self.stage.send_replace(stage);
    }

    /// Ready when the program is that far.
    pub(super) fn reached(&self, stage: Stage) -> impl Future<Output = ()> + Send + 'static {
        let mut now = self.stage.subscribe();
        async move {
            // An error means that everything is over.
            let _ = now.wait_for(|now| *now >= stage).await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
