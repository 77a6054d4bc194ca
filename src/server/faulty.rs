//! A data connection that misbehaves as planned.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::net::TcpStream;

use crate::clock::{Alarm, Clock, Timestamp};
#[cfg(feature = "tls")]
use crate::script::fault::TlsAlert;
use crate::script::{DataEnd, DataFault, Plan};
use crate::session::Tally;

use super::stream::Stream;
use super::sys::unacknowledged;
use super::throttle::Bucket;

/// How much is asked of the kernel at once.
const READ: usize = 256 * 1024;
/// How much room a transfer starts with: most files of tests are small.
const FIRST_READ: usize = 8 * 1024;
/// How long a reset waits for the client's kernel to have taken what came before.
const PATIENCE: u32 = 1000;
const PAUSE: Duration = Duration::from_millis(1);
/// The longest step of a throttled transfer.
const STEP: Duration = Duration::from_millis(50);

/// A data connection under the data fault of one exchange, if there is one.
#[derive(Debug)]
pub(super) struct Faulty {
    stream: Stream,
    plan: Plan,
    /// Octets until the connection is to end.
    left: Option<u64>,
    throttle: Option<Throttle>,
    /// Limits of the server, shared with other transfers.
    buckets: Vec<Arc<Bucket>>,
    clock: Arc<dyn Clock>,
    intake: BytesMut,
    next_read: usize,
    /// Chunks are passed on as they come.
    eager: bool,
    progress: u64,
    tally: Tally,
}

#[derive(Debug)]
struct Throttle {
    rate: u64,
    moved: u64,
    since: Timestamp,
}

impl Faulty {
    pub(super) fn new(
        stream: Stream,
        plan: Plan,
        clock: Arc<dyn Clock>,
        tally: Tally,
        buckets: Vec<Arc<Bucket>>,
    ) -> Self {
        let (mut left, mut throttle) = (None, None);
        match plan.data() {
            Some(DataFault::EndAfter(octets, _)) => left = Some(*octets),
            Some(DataFault::Throttle(rate)) => {
                throttle = Some(Throttle {
                    rate: *rate,
                    moved: 0,
                    since: clock.now(),
                });
            }
            _ => {}
        }
        Self {
            stream,
            plan,
            left,
            throttle,
            buckets,
            clock,
            intake: BytesMut::new(),
            next_read: FIRST_READ,
            eager: false,
            progress: 0,
            tally,
        }
    }

    /// Passes on what comes as it comes: something in it may be for us.
    pub(super) const fn pass_on_at_once(&mut self) {
        self.eager = true;
    }

    /// Changes whenever an octet has moved.
    pub(super) const fn progress(&self) -> u64 {
        self.progress
    }

    /// The fault that slows the connection down, if there is one.
    pub(super) fn throttled(&self) -> Option<&DataFault> {
        self.plan.data().filter(|_| self.throttle.is_some())
    }

    /// How the connection is to end now, if it is.
    pub(super) fn due(&self) -> Option<DataEnd> {
        match (self.left, self.plan.data()) {
            (Some(0), Some(DataFault::EndAfter(_, end))) => Some(*end),
            _ => None,
        }
    }

    /// The most octets that may move in one go.
    fn allowance(&self) -> usize {
        let step = self.throttle.as_ref().map(|throttle| {
            let per_step = u128::from(throttle.rate) * STEP.as_micros() / 1_000_000;
            usize::try_from(per_step.max(1)).unwrap_or(usize::MAX)
        });
        let left = self
            .left
            .map(|left| usize::try_from(left).unwrap_or(usize::MAX));
        let shared = self.buckets.iter().map(|bucket| bucket.step());
        let all = [step, left].into_iter().flatten().chain(shared);
        all.min().unwrap_or(usize::MAX)
    }

    fn moved(&mut self, octets: usize) {
        self.progress += octets as u64;
        self.tally.add(octets as u64);
        if let Some(throttle) = &mut self.throttle {
            throttle.moved += octets as u64;
        }
    }

    /// Takes from the limits of the server.
    fn take(&self, octets: usize) {
        for bucket in &self.buckets {
            bucket.take(octets, self.clock.now());
        }
    }

    fn give_back(&self, octets: usize) {
        for bucket in self.buckets.iter().filter(|_| octets > 0) {
            bucket.give_back(octets);
        }
    }

    const fn used_up(&mut self, octets: usize) {
        if let Some(left) = &mut self.left {
            *left -= octets as u64;
        }
    }

    fn is_slowed(&self) -> bool {
        self.throttle.is_some() || !self.buckets.is_empty()
    }

    /// When a transfer may go on that has to wait now.
    pub(super) fn resume_at(&self) -> Option<Timestamp> {
        if !self.is_slowed() {
            return None;
        }
        let shared = self.buckets.iter().map(|bucket| bucket.free_at());
        let latest = self.due_at().into_iter().chain(shared).max();
        latest.filter(|at| *at > self.clock.now())
    }

    /// When a transfer may go on under the fault that slows it down.
    fn due_at(&self) -> Option<Timestamp> {
        let throttle = self.throttle.as_ref()?;
        let nanos = u128::from(throttle.moved) * 1_000_000_000 / u128::from(throttle.rate);
        let after = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        Some(throttle.since + after)
    }

    /// Sends a part of `octets`; how many it took.
    pub(super) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let length = octets.len().min(self.allowance());
        loop {
            // Before the client can see it, and move the clock.
            self.take(length);
            let written = self.stream.try_write(&octets[..length]);
            self.give_back(length - written.as_ref().map_or(0, |sent| *sent));
            match written {
                Ok(sent) => {
                    self.moved(sent);
                    self.used_up(sent);
                    return Poll::Ready(Ok(sent));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    ready!(self.stream.poll_write_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Receives a chunk; an empty one at the end.
    pub(super) fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        let most = self.allowance().min(self.next_read);
        loop {
            if self.intake.len() >= most {
                return Poll::Ready(Ok(self.take_intake()));
            }
            if self.intake.capacity() < most {
                let room = most - self.intake.len();
                self.intake.reserve(room);
            }
            match self.receive_into_intake(most) {
                Ok(0) => return Poll::Ready(Ok(self.take_intake())),
                Ok(_) => {}
                // What has come so far is worth passing on: the client may be waiting for us.
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if !self.intake.is_empty() && (self.eager || self.is_slowed()) {
                        return Poll::Ready(Ok(self.take_intake()));
                    }
                    ready!(self.stream.poll_read_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn receive_into_intake(&mut self, most: usize) -> io::Result<usize> {
        use bytes::BufMut;

        let room = most - self.intake.len();
        let mut limited = (&mut self.intake).limit(room);
        let received = self.stream.try_read_buf(&mut limited)?;
        self.moved(received);
        self.take(received);
        Ok(received)
    }

    /// Gives what has been received; the next chunk may be larger.
    pub(super) fn take_intake(&mut self) -> Bytes {
        let full = self.intake.len() >= self.next_read;
        let chunk = self.intake.split().freeze();
        self.used_up(chunk.len());
        if full {
            self.next_read = (self.next_read * 4).min(READ);
            self.intake = BytesMut::with_capacity(self.next_read);
        }
        chunk
    }

    /// Ready once the client has closed its end, or anything else has happened to the connection.
    pub(super) fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if ready!(self.stream.poll_read_ready(cx)).is_err() {
                return Poll::Ready(());
            }
            match self.stream.try_read(&mut [0; 64]) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Ok(0) | Err(_) => return Poll::Ready(()),
                Ok(_) => {}
            }
        }
    }

    /// Waits, for a bounded time, until the client's kernel has all that was sent.
    pub(super) async fn settle(&self, alarm: &Alarm) {
        settle(&self.stream, alarm).await;
    }

    /// Makes dropping the stream a reset.
    pub(super) fn reset_on_drop(&self) {
        self.stream.reset_on_drop();
    }

    /// Tells the client that nothing more will come.
    pub(super) fn end_output(&mut self) {
        self.stream.end_output();
    }

    /// Says, where there are words for it, that nothing more will come; to be flushed.
    pub(super) fn say_end(&mut self) {
        self.stream.say_end();
    }

    /// The connection, when it is under TLS: the client has yet to say its last word.
    pub(super) fn into_protected(self) -> Option<TcpStream> {
        self.stream.is_protected().then(|| self.stream.into_tcp())
    }

    /// Ends TLS, where there is any; the octets that say why by this alert, for
    /// [`poll_last_words`](Self::poll_last_words).
    #[cfg(feature = "tls")]
    pub(super) fn fail(&mut self, alert: TlsAlert) -> Bytes {
        self.stream.fail(alert)
    }

    /// Ready when the kernel has all these octets, which are no data.
    #[cfg(feature = "tls")]
    pub(super) fn poll_last_words(
        &mut self,
        octets: &mut Bytes,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while !octets.is_empty() {
            match self.stream.try_write(octets) {
                Ok(written) => drop(octets.split_to(written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    ready!(self.stream.poll_write_ready(cx))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Tells it without a word: under TLS the client can tell that it is no proper end.
    pub(super) fn cut_output(&self) {
        self.stream.cut_output();
    }

    /// Ready when the kernel has everything that was sent.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.poll_flush(cx)
    }

    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }
}

/// Waits, for a bounded time, until the peer's kernel has all that was sent: a reset overtakes what
/// is still on its way.
pub(super) async fn settle(stream: &Stream, alarm: &Alarm) {
    for _ in 0..PATIENCE {
        match unacknowledged(stream.tcp()) {
            Ok(0) | Err(_) => return,
            Ok(_) => alarm.after(PAUSE).await,
        }
    }
}
