//! The background runtime that all servers of a process share.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

/// Two workers: a session that moves much data leaves one for the others.
const WORKERS: usize = 2;
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
            let runtime = build();
            let handle = runtime.handle().clone();
            let stale = shared.replace(Shared { process, runtime });
            // The workers of a parent process do not exist here: nothing could be shut down.
            std::mem::forget(stale);
            handle
        }
    }
}

/// Whether the current thread belongs to the shared runtime.
pub(super) fn is_current() -> bool {
    OURS.get()
}

fn build() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(KEEP_ALIVE)
        .thread_name("ftpmock")
        .on_thread_start(|| OURS.set(true))
        .enable_io()
        .enable_time()
        .build()
        .unwrap_or_else(|error| panic!("ftpmock could not start its background threads: {error}"))
}
