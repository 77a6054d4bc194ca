//! Where servers run: the background runtime that all of a process share, or another one.

use std::cell::Cell;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

/// Two workers: a session that moves much data leaves one for the others.
const WORKERS: usize = 2;
/// What the threads are called.
const SHARED_NAME: &str = "ftpmock";
const OWN_NAME: &str = "ftpmock-own";
/// How long the threads of one server may take to end: only blocked code of the test's own does.
const PATIENCE: Duration = Duration::from_secs(1);
/// Threads for blocking steps go away soon after they were needed.
const KEEP_ALIVE: Duration = Duration::from_millis(100);
/// Blocked closures and filesystems of many sessions at once.
const BLOCKING_THREADS: usize = 4096;

struct Shared {
    process: u32,
    runtime: Runtime,
}

static SHARED: Mutex<Option<Shared>> = Mutex::new(None);

thread_local! {
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// The shared runtime, built on first use and again after a fork.
///
/// # Panics
/// When the system gives no threads.
pub(super) fn handle() -> Handle {
    let process = std::process::id();
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    match &*shared {
        Some(shared) if shared.process == process => shared.runtime.handle().clone(),
        _ => {
            let runtime = build(WORKERS, SHARED_NAME).unwrap_or_else(|error| {
                panic!("ftpmock could not start its background threads: {error}")
            });
            let handle = runtime.handle().clone();
            let stale = shared.replace(Shared { process, runtime });
            // The workers of a parent process do not exist here: nothing could be shut down.
            std::mem::forget(stale);
            handle
        }
    }
}

/// Where the sessions of a server run.
pub(super) enum Workers {
    /// On a runtime of the test's own.
    Given(Handle),
    /// On so many threads of the server's own.
    Own(usize),
    /// On the threads that all servers share.
    Shared,
}

impl Workers {
    /// Where that is, and what keeps it going.
    pub(super) fn start(self) -> io::Result<(Handle, Option<OwnRuntime>)> {
        match self {
            Self::Given(handle) => Ok((handle, None)),
            Self::Own(threads) => {
                let runtime = build(threads, OWN_NAME)?;
                let handle = runtime.handle().clone();
                Ok((handle, Some(OwnRuntime(Some(runtime)))))
            }
            Self::Shared => Ok((handle(), None)),
        }
    }
}

/// The threads of one server: gone when this is dropped.
#[derive(Debug)]
pub(super) struct OwnRuntime(Option<Runtime>);

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        let Some(runtime) = self.0.take() else {
            return;
        };
        if is_current() {
            runtime.shutdown_background();
        } else if Handle::try_current().is_err() {
            runtime.shutdown_timeout(PATIENCE);
        } else {
            // A thread that works for a runtime must not wait for another one to end.
            let ended = std::thread::spawn(|| runtime.shutdown_timeout(PATIENCE));
            let _ = ended.join();
        }
    }
}

/// Whether the current thread belongs to a runtime that a server has started.
pub(super) fn is_current() -> bool {
    OURS.get()
}

fn build(threads: usize, name: &str) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(KEEP_ALIVE)
        .thread_name(name)
        .on_thread_start(|| OURS.set(true))
        .enable_io()
        .enable_time()
        .build()
}
