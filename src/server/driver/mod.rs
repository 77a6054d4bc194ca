//! One task per session: feeds the protocol machine and carries out its effects, in order.
//!
//! Whatever a client could see is recorded before the first octet of it is handed to the socket.

mod answer;
mod cut;
mod due;
mod end;
mod exchange;
mod late;
mod news;
mod patience;
mod queue;
#[cfg(feature = "tls")]
mod secure;
mod spoil;
mod timer;
mod transfer;
mod wait;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::clock::Sleep;
use crate::protocol::{Command, FtpPath, Reply, replies};
use crate::script::{Event, Plan, Subject};
use crate::session::{Endpoints, ExchangeId, Input, Session};
use crate::transcript::{Closing, EntryKind, SessionRecorder};

use super::channel::Channel;
use super::firewall::Watchman;
use super::ports::Ports;
use super::pump::{Interrupt, Lingering, Pumped};
use super::sessions::{Dismissal, Dismissed, Seat};
#[cfg(feature = "tls")]
use super::tls::Sessions;
use super::world::{Phase, World};
use due::Due;
use end::unless;
use late::Late;
use queue::Pending;
use timer::Timer;
use wait::Woken;

/// A client that has just been accepted.
pub(super) struct Newcomer {
    pub(super) recorder: SessionRecorder,
    pub(super) seat: Arc<Seat>,
    pub(super) stream: TcpStream,
    pub(super) endpoints: Endpoints,
    /// Why it can not be served.
    pub(super) refusal: Option<Reply>,
}

/// Serves one client until either side has had enough.
///
/// The driver is made outside of the future, which would keep the newcomer beside it.
pub(super) fn serve(world: Arc<World>, newcomer: Newcomer) -> impl Future<Output = ()> + Send {
    let mut driver = Driver::new(world, newcomer);
    async move {
        let phase = driver.world.phase.subscribe();
        let seat = Arc::clone(&driver.seat);
        let mut dismissed = Dismissed::new(&seat, until(phase.clone(), Phase::Stopped));
        let ending = until(phase, Phase::Finishing);
        let closing = unless(&mut dismissed, pin!(driver.run(ending))).await;
        driver.finish(closing, dismissed).await;
    }
}

type Until = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Ready when the server is in this phase or past it.
fn until(mut phase: watch::Receiver<Phase>, wanted: Phase) -> Until {
    Box::pin(async move {
        // An error means that the server is gone, which is past every phase.
        let _ = phase.wait_for(|now| *now >= wanted).await;
    })
}

struct Driver {
    world: Arc<World>,
    recorder: SessionRecorder,
    endpoints: Endpoints,
    session: Session,
    channel: Channel,
    ports: Ports,
    /// What has come in and is not dealt with yet.
    queue: VecDeque<Pending>,
    queued_octets: usize,
    running: Option<Running>,
    /// A data connection that a fault has left open.
    lingering: Option<Lingering>,
    /// A data connection that a fault has closed, and what the client still sends on it.
    draining: Option<TcpStream>,
    exchanges: u64,
    timer: Timer,
    /// A rule for the login that is just being answered.
    login_plan: Option<Plan>,
    /// Replies that rules withhold for now.
    late: Vec<Late>,
    /// How often something was received after the server began to end.
    late_receipts: u32,
    /// What the TLS connections of this session can resume.
    #[cfg(feature = "tls")]
    sessions: Option<Arc<Sessions>>,
    /// The timer that has fired, kept until everything it caused can be seen; the last field, to be
    /// dropped after the control connection.
    fired: Option<Sleep>,
    /// What others may know of the session; given up when it ends.
    seat: Arc<Seat>,
    /// Why the client is not to be served.
    refusal: Option<Reply>,
    /// Observers know of the client.
    is_known: bool,
    /// What may forget the control connection.
    firewall: Option<Box<Watchman>>,
    /// Whether it answers what the client says on a forgotten connection, by a reset.
    rejects: bool,
    /// How the control connection was ended while the transfer goes on.
    hung_up: Option<Closing>,
}

impl Drop for Driver {
    /// Whatever ends a session, its seat is free.
    fn drop(&mut self) {
        self.world.sessions.leave(&self.seat);
    }
}

/// The transfer that runs.
struct Running {
    exchange: ExchangeId,
    command: Command,
    /// The file that moves, if it is one.
    file: Option<FtpPath>,
    plan: Plan,
    interrupt: Interrupt,
    /// The final reply when the port was made to refuse or to hang.
    unconnected: Option<Reply>,
    /// What is yet to be done while it runs.
    due: VecDeque<Due>,
    pump: Pin<Box<dyn Future<Output = Pumped> + Send>>,
}

/// Whether the session goes on.
type Flow = std::ops::ControlFlow<Closing>;

impl Driver {
    fn new(world: Arc<World>, newcomer: Newcomer) -> Self {
        let Newcomer {
            recorder,
            seat,
            stream,
            endpoints,
            refusal,
        } = newcomer;
        let session = Session::new(Arc::clone(&world.policy), endpoints, world.clock.now());
        let policy = &world.policy;
        let ports = Ports::new(
            policy.passive_ports.clone(),
            policy.passive_ports_or_any,
            Arc::clone(&seat.tally),
        );
        let channel = Channel::new(stream, policy);
        let firewall = world.firewall.map(|firewall| firewall.watch(&*world.clock));
        Self {
            world,
            recorder,
            endpoints,
            session,
            channel,
            ports,
            queue: VecDeque::new(),
            queued_octets: 0,
            running: None,
            lingering: None,
            draining: None,
            exchanges: 0,
            timer: Timer::default(),
            login_plan: None,
            late: Vec::new(),
            late_receipts: 0,
            fired: None,
            seat,
            refusal,
            is_known: false,
            firewall,
            rejects: false,
            hung_up: None,
            #[cfg(feature = "tls")]
            sessions: None,
        }
    }

    fn record(&self, exchange: ExchangeId, kind: EntryKind) {
        self.recorder.record(exchange.0, kind);
    }

    /// Runs until the session is over; `ending` is ready when the server wants to end.
    async fn run(&mut self, mut ending: Until) -> Closing {
        let connect = self.next_exchange();
        self.record(connect, EntryKind::Connected(self.endpoints.peer));
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.world.tls
            && tls.is_implicit_at(self.endpoints.local)
            && let Flow::Break(closing) = self.start_tls(connect, None).await
        {
            return closing;
        }
        let plan = self.plan(connect, Subject::Event(Event::Connect));
        let refusal = self.refusal.take().or_else(|| self.banned(connect));
        let refusal = refusal.or_else(|| self.connected().err());
        let input = refusal.map_or(Input::Connected, Input::Refused);
        if let Flow::Break(closing) = self.perform(connect, &plan, input, None).await {
            return closing;
        }
        let mut server_ends = false;
        loop {
            if self.is_to_leave() {
                let exchange = self.next_exchange();
                let farewell = self.session.worded(replies::service_not_available());
                self.send(exchange, farewell);
                return Closing::ByServer;
            }
            if let Flow::Break(closing) = self.deal_with_queue().await {
                return closing;
            }
            self.timer
                .cover(self.session.deadline(), &*self.world.clock);
            if self.channel.try_flush().is_err() {
                return Closing::ResetByClient;
            }
            self.fired = None;
            if server_ends && let Flow::Break(closing) = self.take_what_is_here() {
                return closing;
            }
            if self.can_go_on() {
                continue;
            }
            match self.wait(&mut ending, server_ends).await {
                Woken::Lingered(sleep) => self.fired = Some(sleep),
                Woken::Due => Box::pin(self.do_what_is_due()).await,
                Woken::Deadline(sleep) => {
                    self.fired = Some(sleep);
                    if let Flow::Break(closing) = self.deadline().await {
                        return closing;
                    }
                }
                Woken::CutOff(sleep) => {
                    self.fired = sleep;
                    self.cut_off();
                }
                Woken::Rejected => {
                    if let Flow::Break(closing) = Box::pin(self.reject()).await {
                        return closing;
                    }
                }
                Woken::Late => self.say_late().await,
                Woken::Marks => self.answer_markers(),
                Woken::Dismissed | Woken::Room => {}
                Woken::Ending => server_ends = true,
                Woken::Pumped(pumped) => {
                    if let Flow::Break(closing) = Box::pin(self.transfer_ended(*pumped)).await {
                        return closing;
                    }
                }
                Woken::Received(how) => {
                    if let Flow::Break(closing) = self.received(how) {
                        return closing;
                    }
                }
                Woken::Unwritable => return Closing::ResetByClient,
            }
        }
    }

    /// Whether the session is wanted no longer, and has nothing to do.
    fn is_to_leave(&self) -> bool {
        self.running.is_none() && self.seat.dismissal() == Dismissal::WhenIdle
    }

    async fn deadline(&mut self) -> Flow {
        let exchange = self.next_exchange();
        let plan = if self.session.is_idle(self.world.clock.now()) {
            self.plan(exchange, Subject::Event(Event::Idle))
        } else {
            Plan::default()
        };
        self.perform(exchange, &plan, Input::Deadline, None).await
    }

    const fn next_exchange(&mut self) -> ExchangeId {
        self.exchanges += 1;
        ExchangeId(self.exchanges)
    }
}
