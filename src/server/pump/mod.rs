//! Moves octets between a data connection and the filesystem, for one transfer.
//!
//! A pump is a future that its session polls: nothing is spawned, so everything that happens to a
//! session has one order.

mod connect;
mod cue;
mod event;
mod mangle;
mod receive;
#[cfg(feature = "tls")]
mod secure;
mod send;
mod strike;
mod watch;

use std::sync::Arc;

use bytes::Bytes;
use tokio::net::TcpStream;

use crate::clock::{Sleep, Timestamp};
use crate::protocol::{CodingError, Reply, Representation};
use crate::script::{DataFault, Event, Plan, Plans, StorageFault};
use crate::session::{Body, Endpoints, Transfer, TransferEnd};
use crate::transcript::{Data, DataEnd, Digest, Direction, EntryKind, SessionRecorder};

use super::faulty::Faulty;
use super::ports::Setup;
use super::session_info::Counts;
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::Sessions;
use super::world::World;
use connect::Failure;
use receive::{Sink, Taken, Trouble};
use send::{Sent, Source};
use watch::{Halt, Watch};

pub(super) use connect::reach;
pub(super) use cue::Cue;
pub(super) use strike::Lingering;
pub(super) use watch::Interrupt;

/// What a pump works with.
pub(super) struct Job {
    pub(super) world: Arc<World>,
    pub(super) recorder: SessionRecorder,
    pub(super) exchange: u64,
    pub(super) endpoints: Endpoints,
    /// What the rules want of the command.
    pub(super) plan: Plan,
    /// What they want of the transfer: of the command, and of what happens on the data connection.
    pub(super) plans: Plans,
    /// What a data connection under TLS can resume; `None` for one in clear, and for one that is open
    /// already.
    #[cfg(feature = "tls")]
    pub(super) sessions: Option<Arc<Sessions>>,
    /// The name of the user.
    pub(super) user: Option<Bytes>,
    /// Whether the control connection is under TLS.
    pub(super) is_tls: bool,
    pub(super) representation: Representation,
    /// Whether the data connection stays open once everything has moved.
    pub(super) keep_open: bool,
    /// What the session is to be asked to say when so many octets have moved.
    pub(super) cues: Vec<(u64, Cue)>,
    /// What the session counts.
    pub(super) counts: Arc<Counts>,
}

/// How a transfer ended.
pub(super) struct Pumped {
    pub(super) end: TransferEnd,
    /// What was recorded of it.
    pub(super) data: Data,
    /// A connection that is to stay open.
    pub(super) lingering: Option<Lingering>,
    /// The last timer of the transfer: what it caused is to be seen before it is dropped.
    pub(super) timer: Option<Sleep>,
    /// A connection that we have closed while the client may still send: it is read to its end, or
    /// the client would see a reset.
    pub(super) draining: Option<TcpStream>,
    /// The connection, when it serves the next transfer, too.
    pub(super) open: Option<Stream>,
    /// What a rule has put in the place of the final reply.
    pub(super) reply: Option<Reply>,
}

impl Pumped {
    const fn ended(end: TransferEnd, data: Data) -> Self {
        Self {
            end,
            data,
            lingering: None,
            timer: None,
            draining: None,
            open: None,
            reply: None,
        }
    }

    /// Keeps the connection for the next transfer.
    fn keep(&mut self, faulty: Faulty) {
        self.end = TransferEnd::CompleteOpen;
        self.open = Some(faulty.into_stream());
    }
}

/// Begins a transfer; its time-outs run from now on.
pub(super) fn pump(
    mut job: Job,
    transfer: Transfer,
    setup: Setup,
    interrupt: Interrupt,
) -> impl Future<Output = Pumped> + Send {
    let policy = &job.world.policy;
    let limit = match setup {
        Setup::Target(_) => policy.active_timeout,
        _ => policy.passive_timeout,
    };
    let mut watch = Watch::new(interrupt, Arc::clone(&job.world.clock), limit);
    let begun = job.world.clock.now();
    async move {
        let mut pumped = run(&mut job, transfer, setup, begun, &mut watch).await;
        let reply = || job.plans.final_reply().cloned();
        pumped.reply = pumped.reply.or_else(reply);
        pumped.timer = watch.into_timer();
        pumped
    }
}

async fn run(
    job: &mut Job,
    transfer: Transfer,
    setup: Setup,
    begun: Timestamp,
    watch: &mut Watch,
) -> Pumped {
    let direction = match transfer.body {
        Body::Upload(_) => Direction::Upload,
        Body::Download(_) | Body::Listing(_) => Direction::Download,
    };
    let stream = match connect::connect(job, setup, watch).await {
        Ok(stream) => stream,
        Err(failure) => return job.unconnected(direction, failure),
    };
    if let Err(failure) = job.meet(Event::DataConnect, watch).await {
        return job.unconnected(direction, failure);
    }
    #[cfg(feature = "tls")]
    let stream = match secure::secure(job, stream, direction, watch).await {
        Ok(stream) => stream,
        Err(failure) => return job.unconnected(direction, failure),
    };
    job.counts.connected();
    watch.limit(job.world.policy.data_timeout);
    let clock = Arc::clone(&job.world.clock);
    let user = job.user.as_deref();
    let buckets = (job.world.throttles).of(direction, job.recorder.number(), user, clock.now());
    let mut faulty = Faulty::new(
        Arc::clone(&job.counts),
        stream,
        &job.plans,
        clock,
        begun,
        transfer.tally,
        buckets,
    );
    if !job.cues.is_empty() {
        let early = |fault: &DataFault| matches!(fault, DataFault::Early(_)).then_some(());
        if let Some((part, ())) = job.plans.data_fault(early) {
            part.strike();
        }
        faulty.wait_for(&job.cues);
        if let Err(halt) = watch.wait(&mut faulty, Faulty::poll_announced).await {
            return job.unconnected(direction, halt.into());
        }
    }
    let wrong_way = job.wrong_way();
    match transfer.body {
        Body::Upload(_) if wrong_way.is_some() => {
            let source = Source::octets(wrong_way.unwrap_or_default());
            job.download(source, None, faulty, watch).await
        }
        _ if wrong_way.is_some() => job.upload(Sink::nowhere(), faulty, watch).await,
        Body::Download(download) => {
            let expected = download.expected;
            job.download(Source::file(download), expected, faulty, watch)
                .await
        }
        Body::Listing(listing) => {
            job.download(Source::listing(listing), None, faulty, watch)
                .await
        }
        Body::Upload(upload) => {
            if !job.plan.storage().is_empty() {
                faulty.pass_on_at_once();
            }
            let sink = Sink::new(upload, &job.plans);
            job.upload(sink, faulty, watch).await
        }
    }
}

impl Job {
    /// Recorded before anything is done that shows it to the client.
    fn record(&self, data: &Data) {
        let data = EntryKind::Data(data.clone());
        self.recorder.record(self.exchange, data);
    }

    fn unconnected(&self, direction: Direction, failure: Failure) -> Pumped {
        #[cfg(feature = "tls")]
        let failure = match failure {
            Failure::Insecure(insecure) => return self.insecure(direction, *insecure),
            other => other,
        };
        let data = Data::new(direction, DataEnd::NoConnection);
        self.record(&data);
        let end = match failure {
            #[cfg(feature = "tls")]
            Failure::Insecure(_) => TransferEnd::Unprotected,
            Failure::Halted(Halt::Aborted) => TransferEnd::Aborted,
            Failure::Halted(Halt::Stopped) => TransferEnd::Stopped,
            Failure::Halted(Halt::TimedOut) | Failure::Impossible => TransferEnd::NoConnection,
        };
        Pumped::ended(end, data)
    }

    async fn download(
        &self,
        source: Source,
        expected: Option<u64>,
        mut faulty: Faulty,
        watch: &mut Watch,
    ) -> Pumped {
        let mut source = source.planned(&self.plans);
        let mut digest = Digest::new();
        let mut sent = send::send(&mut source, &mut faulty, watch, &mut digest, &self.world).await;
        if let Sent::Broken = sent
            && let Err(halt) = watch.last_word().await
        {
            sent = Sent::Halted(halt);
        }
        let mut data = Data::new(Direction::Download, DataEnd::Complete);
        data.bytes = digest.length();
        data.expected = expected;
        data.hash = digest.finish();
        match sent {
            Sent::All => {
                let _ = watch.wait(&mut faulty, Faulty::poll_announced).await;
                let since = self.world.clock.now();
                let mut ended = self.complete(data);
                if self.keep_open {
                    ended.keep(faulty);
                    return ended;
                }
                self.end(faulty, watch, ended, since).await
            }
            // Whether a client has closed or reset can not be told apart by writing to it.
            Sent::Broken => self.ended(data, DataEnd::ClosedByClient, TransferEnd::Broken),
            Sent::Halted(halt) => self.halted(data, halt),
            Sent::Refused(error) => self.refused(data, error),
            Sent::Struck(strike) => self.strike(strike, data, faulty, watch, || ()).await,
        }
    }

    async fn upload(&self, mut sink: Sink, mut faulty: Faulty, watch: &mut Watch) -> Pumped {
        let mut digest = Digest::new();
        let mut taken = receive::receive(&mut sink, &mut faulty, watch, &mut digest, self).await;
        if let Taken::All | Taken::Reset = taken
            && let Err(halt) = watch.last_word().await
        {
            taken = Taken::Halted(halt);
        }
        let last = faulty.take_intake();
        digest.update(&last);
        let mut data = Data::new(Direction::Upload, DataEnd::Complete);
        data.bytes = digest.length();
        data.hash = digest.finish();
        if !matches!(taken, Taken::All | Taken::Refused(_)) {
            let kept = |fault: &&StorageFault| matches!(fault, StorageFault::KeepPartial(_));
            if let Some(fault) = self.plan.storage().iter().rfind(kept) {
                self.plan.strike(fault);
            }
        }
        let settle = || {
            let settled = self.world.guarded(|| Ok(sink.settle(&taken, last)));
            settled.unwrap_or_else(|error| Err(error.into()))
        };
        match &taken {
            Taken::All => match settle() {
                Ok(()) => {
                    let since = self.world.clock.now();
                    let mut ended = self.complete(data);
                    if self.keep_open {
                        ended.keep(faulty);
                        return ended;
                    }
                    self.end(faulty, watch, ended, since).await
                }
                Err(trouble) => self.rejected(data, trouble),
            },
            Taken::Refused(trouble) => {
                let rejected = self.rejected(data, trouble.clone());
                self.end_refused(faulty, watch, rejected).await
            }
            Taken::Struck(strike) => {
                let settle = || drop(settle());
                self.strike(*strike, data, faulty, watch, settle).await
            }
            Taken::Halted(halt) => {
                // The transfer ends as it ends, whatever becomes of the part that arrived.
                let _ = settle();
                self.halted(data, *halt)
            }
            Taken::Reset => {
                let _ = settle();
                self.ended(data, DataEnd::ResetByClient, TransferEnd::Broken)
            }
            #[cfg(feature = "tls")]
            Taken::Truncated => {
                let _ = settle();
                self.ended(data, DataEnd::ClosedByClient, TransferEnd::Broken)
            }
        }
    }

    /// Everything has moved.
    fn complete(&self, data: Data) -> Pumped {
        let lingers = |fault: &DataFault| matches!(fault, DataFault::Linger(_)).then_some(());
        if let Some((part, ())) = self.plans.data_fault(lingers) {
            part.strike();
        }
        self.record(&data);
        Pumped::ended(TransferEnd::Complete, data)
    }

    /// What an upload is sent that is not read, if it is not.
    fn wrong_way(&self) -> Option<Bytes> {
        let (part, octets) = self.plans.data_fault(|fault| match fault {
            DataFault::WrongWay(octets) => Some(octets.clone()),
            _ => None,
        })?;
        part.strike();
        Some(octets)
    }

    fn ended(&self, mut data: Data, how: DataEnd, end: TransferEnd) -> Pumped {
        data.end = how;
        self.record(&data);
        Pumped::ended(end, data)
    }

    fn halted(&self, data: Data, halt: Halt) -> Pumped {
        let (how, end) = match halt {
            Halt::Aborted => (DataEnd::Aborted, TransferEnd::Aborted),
            Halt::Stopped => (DataEnd::Stopped, TransferEnd::Stopped),
            Halt::TimedOut => (DataEnd::TimedOut, TransferEnd::TimedOut),
        };
        self.ended(data, how, end)
    }

    fn rejected(&self, data: Data, trouble: Trouble) -> Pumped {
        let error = match trouble {
            Trouble::Storage(error) => return self.refused(data, error),
            Trouble::Coding(error) => error,
        };
        let how = match error {
            CodingError::Incomplete => DataEnd::ClosedByClient,
            _ => DataEnd::Refused(error.to_string()),
        };
        self.ended(data, how, TransferEnd::Undecodable(error))
    }

    fn refused(&self, data: Data, error: crate::vfs::FsError) -> Pumped {
        let how = DataEnd::Refused(error.to_string());
        self.ended(data, how, TransferEnd::Storage(error))
    }
}
