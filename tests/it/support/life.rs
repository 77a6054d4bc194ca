//! What tests of a server's life need.

use std::net::{SocketAddr, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use ftpmock::{Builder, FtpServer};

use super::raw::PATIENCE;

/// A server in the making at an address of its own, where the system has more than one on its loopback: a port that it gives up
/// is taken by nobody else.
pub(crate) fn private() -> Builder {
    static NEXT: AtomicU16 = AtomicU16::new(1);
    if !cfg!(target_os = "linux") {
        return FtpServer::builder();
    }
    let [high, low] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let [.., process] = std::process::id().to_be_bytes();
    // Never 127.0.0.1, and no address that ends in 0 or 255.
    let addr: SocketAddr = ([127, 1 + process % 250, high, low.clamp(1, 254)], 0).into();
    FtpServer::builder().listen(addr)
}

/// Whether nothing listens there.
pub(crate) fn refuses(addr: SocketAddr) -> bool {
    TcpStream::connect(addr).is_err()
}

/// The result of `work`, which is done on a thread of its own so that a test fails and does not hang.
#[track_caller]
pub(crate) fn bounded<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (done, result) = channel();
    let thread = thread::spawn(move || done.send(work()));
    match result.recv_timeout(PATIENCE) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => panic!("{what} did not come to its end in {PATIENCE:?}"),
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => resume_unwind(panic),
            Ok(_) => panic!("{what} gave no result"),
        },
    }
}

/// What `work` says when it panics, which it must.
#[track_caller]
pub(crate) fn panic_of<T>(work: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(_) => panic!("it did not panic"),
        Err(panic) => match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => panic.downcast::<&str>().unwrap().to_string(),
        },
    }
}
