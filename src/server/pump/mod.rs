//! Moves octets between a data connection and the filesystem, for one transfer.
//!
//! A pump is a future that its session polls: nothing is spawned, so everything that happens to a
//! session has one order.

mod connect;
mod event;
mod receive;
#[cfg(feature = "tls")]
mod secure;
mod send;
mod strike;
mod watch;

use std::sync::Arc;

use bytes::Bytes;
use tokio::net::TcpStream;

use crate::clock::Sleep;
use crate::protocol::{CodingError, Reply, Representation};
use crate::script::{DataFault as Fault, Event, Plan};
use crate::session::{Body, Endpoints, Transfer, TransferEnd};
use crate::transcript::{Data, DataEnd, Digest, Direction, EntryKind, SessionRecorder};

use super::faulty::Faulty;
use super::ports::Setup;
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::Sessions;
use super::world::World;
use connect::Failure;
use receive::{Sink, Taken, Trouble};
use send::{Sent, Source};
use watch::{Halt, Watch};

pub(super) use connect::reach;
pub(super) use watch::Interrupt;

/// What a pump works with.
pub(super) struct Job {
    pub(super) world: Arc<World>,
    pub(super) recorder: SessionRecorder,
    pub(super) exchange: u64,
    pub(super) endpoints: Endpoints,
    pub(super) plan: Plan,
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
}

/// How a transfer ended.
pub(super) struct Pumped {
    pub(super) end: TransferEnd,
    /// What was recorded of it.
    pub(super) data: Data,
    /// A data fault of the plan was carried out.
    pub(super) struck: bool,
    /// A stalled connection that is to stay open.
    pub(super) stalled: Option<Stream>,
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
            struck: false,
            stalled: None,
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
    job: Job,
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
    async move {
        let mut pumped = run(job, transfer, setup, &mut watch).await;
        pumped.timer = watch.into_timer();
        pumped
    }
}

async fn run(mut job: Job, transfer: Transfer, setup: Setup, watch: &mut Watch) -> Pumped {
    let direction = match transfer.body {
        Body::Upload(_) => Direction::Upload,
        Body::Download(_) | Body::Listing(_) => Direction::Download,
    };
    let stream = match connect::connect(&job, setup, watch).await {
        Ok(stream) => stream,
        Err(failure) => return job.unconnected(direction, failure),
    };
    let plan = match job.plan_of(Event::DataConnect, watch).await {
        Ok(plan) => plan,
        Err(failure) => return job.unconnected(direction, failure),
    };
    let reply = plan.data().and_then(|_| plan.final_reply()).cloned();
    if plan.data().is_some() {
        job.plan = plan;
    }
    #[cfg(feature = "tls")]
    let stream = match secure::secure(&job, stream, direction, watch).await {
        Ok(stream) => stream,
        Err(failure) => return job.unconnected(direction, failure),
    };
    watch.limit(job.world.policy.data_timeout);
    let clock = Arc::clone(&job.world.clock);
    let user = job.user.as_deref();
    let buckets = (job.world.throttles).of(direction, job.recorder.number(), user, clock.now());
    let faulty = Faulty::new(stream, job.plan.clone(), clock, transfer.tally, buckets);
    if let (Some(fault), Some(firing)) = (faulty.throttled(), job.plan.firing()) {
        firing.fire(fault);
    }
    let mut pumped = match transfer.body {
        Body::Download(download) => {
            let expected = download.expected;
            job.download(Source::file(download), expected, faulty, watch)
                .await
        }
        Body::Listing(listing) => {
            job.download(Source::listing(listing), None, faulty, watch)
                .await
        }
        Body::Upload(upload) => job.upload(Sink::new(upload), faulty, watch).await,
    };
    if pumped.struck {
        pumped.reply = pumped.reply.or(reply);
    }
    pumped
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
        let mut source = source.or_replaced(&self.plan);
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
                let mut ended = self.complete(data);
                if self.keep_open {
                    ended.keep(faulty);
                    return ended;
                }
                faulty.say_end();
                let _ = watch.wait(&mut faulty, Faulty::poll_flush).await;
                faulty.cut_output();
                ended.draining = faulty.into_protected();
                ended
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
        let settle = || {
            let settled = self.world.guarded(|| Ok(sink.settle(&taken, last)));
            settled.unwrap_or_else(|error| Err(error.into()))
        };
        match &taken {
            Taken::All => match settle() {
                Ok(()) => {
                    let mut ended = self.complete(data);
                    if self.keep_open {
                        ended.keep(faulty);
                    } else {
                        faulty.end_output();
                    }
                    ended
                }
                Err(trouble) => self.rejected(data, trouble),
            },
            Taken::Refused(trouble) => self.rejected(data, trouble.clone()),
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

    /// Everything has moved, be it other octets or slowly.
    fn complete(&self, data: Data) -> Pumped {
        self.record(&data);
        let struck = match self.plan.data() {
            Some(Fault::Replace(_)) => data.direction == Direction::Download,
            Some(Fault::Throttle(_)) => true,
            _ => false,
        };
        Pumped {
            struck,
            ..Pumped::ended(TransferEnd::Complete, data)
        }
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
