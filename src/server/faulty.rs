//! A data connection that misbehaves as planned.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::net::TcpStream;

use crate::clock::{Alarm, Clock, Timestamp};
#[cfg(feature = "tls")]
use crate::script::fault::TlsAlert;
use crate::script::{DataEnd, DataFault, Plans};
use crate::session::Tally;

use super::pace::Pace;
use super::pump::Cue;
use super::session_info::Counts;
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

/// A data connection under the data faults of one transfer, if there are any.
#[derive(Debug)]
pub(super) struct Faulty {
    stream: Stream,
    /// Octets until the connection is to end, and how.
    end: Option<(u64, DataEnd)>,
    /// What is to be said when so many octets have moved, in this order.
    cues: VecDeque<(u64, Cue)>,
    pace: Option<Box<Pace>>,
    /// Limits of the server, shared with other transfers.
    buckets: Vec<Arc<Bucket>>,
    clock: Arc<dyn Clock>,
    intake: BytesMut,
    next_read: usize,
    /// Chunks are passed on as they come.
    eager: bool,
    progress: u64,
    tally: Tally,
    counts: Arc<Counts>,
}

impl Faulty {
    pub(super) fn new(
        counts: Arc<Counts>,
        stream: Stream,
        plans: &Plans,
        clock: Arc<dyn Clock>,
        begun: Timestamp,
        tally: Tally,
        buckets: Vec<Arc<Bucket>>,
    ) -> Self {
        let end = plans.data_fault(|fault| match fault {
            DataFault::EndAfter(octets, end) => Some((*octets, *end)),
            _ => None,
        });
        let end = end.map(|(_, end)| end);
        let pace = Pace::planned(plans, begun, clock.now());
        Self {
            stream,
            end,
            cues: VecDeque::new(),
            pace,
            buckets,
            clock,
            intake: BytesMut::new(),
            next_read: FIRST_READ,
            eager: false,
            progress: 0,
            tally,
            counts,
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

    /// After so many octets the session is asked to say something.
    pub(super) fn wait_for(&mut self, cues: &[(u64, Cue)]) {
        self.cues.extend(cues.iter().cloned());
    }

    /// How the connection is to end now, if it is.
    pub(super) fn due(&self) -> Option<DataEnd> {
        self.end.filter(|(left, _)| *left == 0).map(|(_, end)| end)
    }

    /// The connection does not end as planned: it has done so in part, and goes on.
    pub(super) const fn goes_on(&mut self) {
        self.end = None;
    }

    /// Ready unless something is to be said first.
    pub(super) fn poll_announced(&mut self, _: &mut Context<'_>) -> Poll<()> {
        if self.waits_for_cue() {
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// Whether nothing may move before something is said.
    fn waits_for_cue(&mut self) -> bool {
        while let Some((at, cue)) = self.cues.front() {
            if *at > self.progress {
                return false;
            }
            if !cue.is_given() {
                return true;
            }
            self.cues.pop_front();
        }
        false
    }

    /// The most octets that may move in one go.
    fn allowance(&self) -> usize {
        let left = self.end.map(|(left, _)| left);
        let early = self.cues.front().map(|(at, _)| *at - self.progress);
        let step = self.pace.as_ref().map(|pace| pace.step());
        let own = [step, left, early].into_iter().flatten();
        let own = own.map(|octets| usize::try_from(octets).unwrap_or(usize::MAX));
        let shared = self.buckets.iter().map(|bucket| bucket.step());
        own.chain(shared).min().unwrap_or(usize::MAX)
    }

    fn moved(&mut self, octets: usize) {
        self.progress += octets as u64;
        self.tally.add(octets as u64);
        if let Some(pace) = &mut self.pace {
            pace.moved(octets as u64);
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
        if let Some((left, _)) = &mut self.end {
            *left -= octets as u64;
        }
    }

    fn is_slowed(&self) -> bool {
        self.pace.is_some() || !self.buckets.is_empty()
    }

    /// When a transfer may go on that has to wait now.
    pub(super) fn resume_at(&self) -> Option<Timestamp> {
        if !self.is_slowed() {
            return None;
        }
        let shared = self.buckets.iter().map(|bucket| bucket.free_at());
        let own = self.pace.as_ref().and_then(|pace| pace.due_at());
        let latest = own.into_iter().chain(shared).max();
        latest.filter(|at| *at > self.clock.now())
    }

    /// Sends a part of `octets`; how many it took.
    pub(super) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.cues.is_empty() && self.waits_for_cue() {
            return Poll::Pending;
        }
        let length = octets.len().min(self.allowance());
        loop {
            // Before the client can see it, and move the clock.
            self.take(length);
            self.begin_piece();
            let written = self.stream.try_write(&octets[..length]);
            self.give_back(length - written.as_ref().map_or(0, |sent| *sent));
            match written {
                Ok(sent) => {
                    self.moved(sent);
                    self.counts.sent(sent as u64);
                    self.end_piece();
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
        if !self.cues.is_empty() && self.waits_for_cue() {
            return Poll::Pending;
        }
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

    fn begin_piece(&mut self) {
        if let Some(pace) = &mut self.pace {
            pace.begin_piece(self.clock.now());
        }
    }

    const fn end_piece(&mut self) {
        if let Some(pace) = &mut self.pace {
            pace.end_piece();
        }
    }

    fn receive_into_intake(&mut self, most: usize) -> io::Result<usize> {
        use bytes::BufMut;

        let room = most - self.intake.len();
        let mut limited = (&mut self.intake).limit(room);
        let received = self.stream.try_read_buf(&mut limited)?;
        self.moved(received);
        self.counts.received(received as u64);
        self.take(received);
        Ok(received)
    }

    /// Gives what has been received; the next chunk may be larger.
    pub(super) fn take_intake(&mut self) -> Bytes {
        self.begin_piece();
        self.end_piece();
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
