//! One task per session: feeds the protocol machine and carries out its effects, in order.
//!
//! Whatever a client could see is recorded before the first octet of it is handed to the socket.

mod end;
mod exchange;
mod timer;
mod transfer;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::clock::Sleep;
use crate::protocol::{Command, Decoded, Ending, Reply, verbs};
use crate::script::{Event, Hangup, Plan, Subject};
use crate::session::{Endpoints, ExchangeId, Input, Midway, Session};
use crate::transcript::{Closing, EntryKind, Note, SessionRecorder};

use super::channel::{Channel, IN_LIMIT, Received};
use super::ports::Ports;
use super::pump::{Interrupt, Pumped};
use super::world::{Phase, World};
use end::unless;
use timer::Timer;

/// Serves one client until either side has had enough.
pub(super) async fn serve(
    world: Arc<World>,
    recorder: SessionRecorder,
    stream: TcpStream,
    endpoints: Endpoints,
) {
    let phase = world.phase.subscribe();
    let mut driver = Driver::new(world, recorder, stream, endpoints);
    let mut stopped = until(phase.clone(), Phase::Stopped);
    let ending = until(phase, Phase::Finishing);
    let closing = unless(&mut stopped, pin!(driver.run(ending))).await;
    driver.finish(closing).await;
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
    /// A data connection that a fault has left open and silent.
    stalled: Option<TcpStream>,
    exchanges: u64,
    timer: Timer,
    /// A rule for the login that is just being answered.
    login_plan: Option<Plan>,
    /// How often something was received after the server began to end.
    late_receipts: u32,
    /// The timer that has fired, kept until everything it caused can be seen.
    fired: Option<Sleep>,
}

/// Something that has come in.
#[derive(Debug)]
enum Pending {
    /// An `ABOR` that has taken effect already, under this number and plan.
    Aborted(Command, ExchangeId, Plan),
    Command(Command, Ending),
    Other(Decoded),
}

/// The transfer that runs.
struct Running {
    exchange: ExchangeId,
    plan: Plan,
    interrupt: Interrupt,
    /// The final reply when the port was made to refuse or to hang.
    unconnected: Option<Reply>,
    pump: Pin<Box<dyn Future<Output = Pumped> + Send>>,
}

/// What the session waited for.
enum Woken {
    Deadline(Sleep),
    Ending,
    Pumped(Box<Pumped>),
    Received(Received),
    /// There is room for the replies to what waits.
    Room,
    Unwritable,
}

/// What a line counts for in the queue: an empty one takes room, too.
fn weight(line: &[u8]) -> usize {
    line.len() + size_of::<Pending>()
}

fn is_quit(command: &Command) -> bool {
    command.verb() == Some(verbs::QUIT)
}

/// Whether the session goes on.
type Flow = std::ops::ControlFlow<Closing>;

impl Driver {
    fn new(
        world: Arc<World>,
        recorder: SessionRecorder,
        stream: TcpStream,
        endpoints: Endpoints,
    ) -> Self {
        let session = Session::new(Arc::clone(&world.policy), endpoints, world.clock.now());
        let channel = Channel::new(stream, world.policy.lines);
        Self {
            world,
            recorder,
            endpoints,
            session,
            channel,
            ports: Ports::default(),
            queue: VecDeque::new(),
            queued_octets: 0,
            running: None,
            stalled: None,
            exchanges: 0,
            timer: Timer::default(),
            login_plan: None,
            late_receipts: 0,
            fired: None,
        }
    }

    fn record(&self, exchange: ExchangeId, kind: EntryKind) {
        self.recorder.record(exchange.0, kind);
    }

    /// Runs until the session is over; `ending` is ready when the server wants to end.
    async fn run(&mut self, mut ending: Until) -> Closing {
        let connect = self.next_exchange();
        self.record(connect, EntryKind::Connected(self.endpoints.peer));
        let plan = self.plan(connect, Subject::Event(Event::Connect));
        if let Flow::Break(closing) = self.perform(connect, &plan, Input::Connected, None).await {
            return closing;
        }
        let mut server_ends = false;
        loop {
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
                Woken::Deadline(sleep) => {
                    self.fired = Some(sleep);
                    if let Flow::Break(closing) = self.deadline().await {
                        return closing;
                    }
                }
                Woken::Room => {}
                Woken::Ending => server_ends = true,
                Woken::Pumped(pumped) => {
                    if let Flow::Break(closing) = self.transfer_ended(*pumped).await {
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

    /// Waits for whatever comes first, in a fixed order: a fast transfer must not keep the session
    /// from noticing anything else.
    async fn wait(&mut self, ending: &mut Until, server_ends: bool) -> Woken {
        poll_fn(|cx| {
            if !server_ends && ending.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Woken::Ending);
            }
            self.poll_control(cx)
                .or_else(|| match self.timer.poll(cx) {
                    Poll::Ready(sleep) => Some(Woken::Deadline(sleep)),
                    Poll::Pending => None,
                })
                .or_else(|| self.poll_pump(cx))
                .map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    fn poll_control(&mut self, cx: &mut Context<'_>) -> Option<Woken> {
        match self.channel.poll_flush(cx) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Some(Woken::Unwritable),
            // Its replies unread, the client is not listened to.
            Poll::Pending if !self.channel.has_room() => return None,
            Poll::Pending => {}
        }
        if self.can_go_on() {
            return Some(Woken::Room);
        }
        if !self.listens() {
            return None;
        }
        match self.channel.poll_receive(cx) {
            Poll::Ready(how) => Some(Woken::Received(how)),
            Poll::Pending => None,
        }
    }

    fn poll_pump(&mut self, cx: &mut Context<'_>) -> Option<Woken> {
        let running = self.running.as_mut()?;
        if let Poll::Ready(pumped) = running.pump.as_mut().poll(cx) {
            return Some(Woken::Pumped(Box::new(pumped)));
        }
        if running.interrupt.take_question() && self.listens() {
            match self.channel.receive_now() {
                Received::Nothing => {}
                how => return Some(Woken::Received(how)),
            }
        }
        None
    }

    /// Whether more commands are taken from the client.
    fn listens(&self) -> bool {
        let full = self.channel.buffered() + self.queued_octets >= IN_LIMIT;
        !full && self.channel.is_open()
    }

    fn received(&mut self, how: Received) -> Flow {
        match how {
            Received::Octets => self.decode(),
            Received::Reset => return Flow::Break(Closing::ResetByClient),
            // Commands that came before the end are still answered; without a QUIT among them a
            // client that hangs up wants nothing more of its transfer (R-C12).
            Received::Eof if self.running.is_some() && !self.quit_is_queued() => {
                return Flow::Break(Closing::ByClient);
            }
            Received::Eof if self.queue.is_empty() && self.running.is_none() => {
                return Flow::Break(Closing::ByClient);
            }
            Received::Eof | Received::Nothing => {}
        }
        Flow::Continue(())
    }

    fn decode(&mut self) {
        while let Some(decoded) = self.channel.next() {
            self.queue.push_back(match decoded {
                Decoded::Line { line, ending } => {
                    self.queued_octets += weight(&line);
                    Pending::Command(Command::parse(line), ending)
                }
                other => Pending::Other(other),
            });
        }
    }

    fn quit_is_queued(&self) -> bool {
        let mut queued = self.queue.iter();
        queued.any(|p| matches!(p, Pending::Command(command, _) if is_quit(command)))
    }

    /// Carries out what has come in, as far as its turn has come.
    async fn deal_with_queue(&mut self) -> Flow {
        while self.channel.has_room() {
            if self.running.is_some() {
                if let Some(at) = self.abort_in_queue() {
                    Box::pin(self.abort(at)).await?;
                }
                if !self.next_acts_midway() {
                    break;
                }
            }
            let Some(pending) = self.queue.pop_front() else {
                break;
            };
            self.carry_out(pending).await?;
        }
        if !self.channel.is_open() && self.queue.is_empty() && self.running.is_none() {
            return Flow::Break(Closing::ByClient);
        }
        Flow::Continue(())
    }

    /// Whether something in the queue can be carried out now.
    fn can_go_on(&self) -> bool {
        let in_turn = self.running.is_none() || self.next_acts_midway();
        in_turn && !self.queue.is_empty() && self.channel.has_room()
    }

    /// Whether what comes next may be dealt with while a transfer runs (R-C10).
    fn next_acts_midway(&self) -> bool {
        match self.queue.front() {
            Some(Pending::Command(command, _)) => self.session.midway(command) == Midway::Serve,
            Some(Pending::Other(Decoded::Telnet(_) | Decoded::Synch)) => true,
            Some(Pending::Other(_) | Pending::Aborted(..)) | None => false,
        }
    }

    async fn carry_out(&mut self, pending: Pending) -> Flow {
        match pending {
            Pending::Aborted(command, exchange, plan) => {
                self.command(exchange, &plan, &command).await
            }
            Pending::Command(command, ending) => {
                self.queued_octets -= weight(command.line());
                let exchange = self.next_exchange();
                let plan = self.note_command(exchange, &command, ending);
                self.command(exchange, &plan, &command).await
            }
            Pending::Other(decoded) => self.other(decoded).await,
        }
    }

    async fn other(&mut self, decoded: Decoded) -> Flow {
        let exchange = self.next_exchange();
        match decoded {
            Decoded::Telnet(answer) => self.channel.push_raw(&answer),
            Decoded::Synch => self.record(exchange, EntryKind::Note(Note::Synch)),
            Decoded::TooLong => {
                self.record(exchange, EntryKind::Note(Note::LineTooLong));
                return self
                    .step(exchange, &Plan::default(), Input::LineTooLong)
                    .await;
            }
            Decoded::Runaway => {
                return self.step(exchange, &Plan::default(), Input::Runaway).await;
            }
            _ => {}
        }
        Flow::Continue(())
    }

    async fn deadline(&mut self) -> Flow {
        let exchange = self.next_exchange();
        self.step(exchange, &Plan::default(), Input::Deadline).await
    }

    /// Records a command before anything acts on it, and asks the script.
    fn note_command(&mut self, exchange: ExchangeId, command: &Command, ending: Ending) -> Plan {
        self.record(exchange, EntryKind::Command(command.redacted()));
        if ending == Ending::BareLf {
            self.record(exchange, EntryKind::Note(Note::BareLf));
        }
        self.plan(exchange, Subject::Command(command))
    }

    const fn next_exchange(&mut self) -> ExchangeId {
        self.exchanges += 1;
        ExchangeId(self.exchanges)
    }

    /// What a rule makes of the control connection's end.
    fn hang_up(&self, how: Hangup) -> Closing {
        match how {
            Hangup::Close => Closing::ByServer,
            Hangup::Reset => Closing::ResetByServer,
        }
    }
}
