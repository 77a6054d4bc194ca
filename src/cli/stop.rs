//! Why the program stops: signals, time, sessions, the end of standard input.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Failure;

/// Something the main thread is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum News {
    /// SIGINT, or what the system has in its place.
    Interrupted,
    /// SIGTERM.
    Terminated,
    InputEnded,
    /// The session of this number.
    SessionEnded(u64),
    /// The command that was run has ended.
    CommandEnded,
}

/// What is told to the main thread.
pub(super) struct Desk {
    send: Sender<News>,
    news: Receiver<News>,
}

impl Desk {
    /// Hears of signals from now on.
    pub(super) fn open() -> Result<Self, Failure> {
        let (send, news) = channel();
        let told = send.clone();
        signals(move |signal| told.send(signal).is_ok())
            .map_err(|error| Failure::new(format_args!("signals can not be heard: {error}")))?;
        Ok(Self { send, news })
    }

    pub(super) fn sender(&self) -> Sender<News> {
        self.send.clone()
    }

    /// Hears of the end of standard input.
    pub(super) fn watch_input(&self) {
        let told = self.sender();
        thread::spawn(move || {
            let mut rest = [0; 4096];
            let mut input = io::stdin().lock();
            while !matches!(input.read(&mut rest), Ok(0) | Err(_)) {}
            told.send(News::InputEnded)
        });
    }

    /// What comes next; none when it is later than `until`.
    pub(super) fn next(&self, until: Option<Instant>) -> Option<News> {
        let Some(until) = until else {
            return self.news.recv().ok();
        };
        let patience = until.saturating_duration_since(Instant::now());
        self.news.recv_timeout(patience).ok()
    }
}

/// When this much time will have passed.
pub(super) fn after(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}

/// Tells of signals on a thread of its own, for as long as somebody listens.
#[cfg(unix)]
fn signals(tell: impl Fn(News) -> bool + Send + 'static) -> io::Result<()> {
    use std::task::Poll;
    use tokio::signal::unix::{SignalKind, signal};

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let (mut interrupts, mut terminations) = {
        let _context = runtime.enter();
        (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        )
    };
    thread::spawn(move || {
        loop {
            let next = runtime.block_on(std::future::poll_fn(|cx| {
                if terminations.poll_recv(cx).is_ready() {
                    return Poll::Ready(News::Terminated);
                }
                interrupts.poll_recv(cx).map(|_| News::Interrupted)
            }));
            if !tell(next) {
                return;
            }
        }
    });
    Ok(())
}

/// Tells of signals on a thread of its own, for as long as somebody listens.
#[cfg(not(unix))]
fn signals(tell: impl Fn(News) -> bool + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    thread::spawn(move || {
        while runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            if !tell(News::Interrupted) {
                return;
            }
        }
    });
    Ok(())
}
