//! Transfers of a session: beginning, aborting and ending them.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::due::Due;
use super::news::file_of;
use super::queue::{Pending, weight};
use super::{Driver, Flow, Interrupt, Running};
use crate::protocol::{Command, Reply};
use crate::script::{Instead, Plan};
use crate::session::{ExchangeId, Input, Midway, Reach, Transfer, TransferEnd};

use crate::server::pump::{Job, Pumped, pump, reach};

/// How often a connection is read in one go that only wants to be read to its end.
const DRAIN_READS: usize = 64;

impl Driver {
    /// Connects to the client that was just named, for a transfer to come.
    pub(super) async fn connect_now(&mut self) -> Reach {
        let Some(addr) = self.ports.target_addr() else {
            return Reach::Refused;
        };
        let limit = self.world.policy.active_timeout;
        let mut timer = (!limit.is_zero()).then(|| self.timer_of(limit));
        let mut connecting = pin!(reach(&self.world.policy, self.endpoints.local, addr));
        let connected = poll_fn(|cx| match (connecting.as_mut().poll(cx), &mut timer) {
            (Poll::Ready(connected), _) => Poll::Ready(Some(connected)),
            (Poll::Pending, Some(timer)) => timer.as_mut().poll(cx).map(|()| None),
            (Poll::Pending, None) => Poll::Pending,
        })
        .await;
        match connected {
            Some(Ok(stream)) => {
                self.ports.keep(stream.into(), false);
                Reach::Connected
            }
            Some(Err(_)) => Reach::Refused,
            None => {
                self.fired = timer;
                Reach::TimedOut
            }
        }
    }

    /// Begins a transfer; it moves while the session waits. `opening` is what is yet to be said.
    pub(super) fn begin(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        mut transfer: Transfer,
        opening: Option<Reply>,
    ) {
        Self::keep_partial(plan, &mut transfer);
        self.spoil_port(plan);
        self.lingering = None;
        let due = Due::all(opening, plan);
        let facts = self.session.facts();
        let job = Job {
            world: Arc::clone(&self.world),
            recorder: self.recorder.clone(),
            exchange: exchange.0,
            endpoints: self.endpoints,
            plan: plan.clone(),
            plans: plan.clone().into(),
            user: facts.user.map(Bytes::copy_from_slice),
            is_tls: facts.is_tls,
            representation: facts.representation,
            keep_open: transfer.keep_open && plan.data().is_empty(),
            cues: due.iter().map(Due::cue).collect(),
            counts: Arc::clone(&self.seat.tally),
            #[cfg(feature = "tls")]
            sessions: self
                .sessions
                .clone()
                .filter(|_| transfer.private && !self.ports.have_served()),
        };
        let file = file_of(&transfer);
        let interrupt = Interrupt::default();
        let unconnected = self.ports.final_reply().cloned();
        let pump = pump(job, transfer, self.ports.take(), interrupt.clone());
        self.port_is_spoilt(plan);
        self.running = Some(Running {
            exchange,
            command: self.seat.executing().unwrap_or_else(|| Command::parse("")),
            file,
            plan: plan.clone(),
            interrupt,
            unconnected,
            due,
            pump: Box::pin(pump),
        });
    }

    /// Where in the queue there is an `ABOR`, if there is one.
    pub(super) fn abort_in_queue(&self) -> Option<usize> {
        self.queue.iter().position(|pending| match pending {
            Pending::Command(command, _) => self.session.midway(command) == Midway::Abort,
            Pending::Aborted(_, _, plan) => acts(plan),
            Pending::Other(_) | Pending::Planned(..) => false,
        })
    }

    /// Lets an `ABOR` take effect on the running transfer; it is answered when its turn has come.
    pub(super) async fn abort(&mut self, at: usize) -> Flow {
        if let Some(Pending::Command(command, ending)) = self.queue.get(at) {
            let (command, ending) = (command.clone(), *ending);
            let exchange = self.next_exchange();
            let plan = self.note_command(exchange, &command, ending);
            self.queued_octets -= weight(command.line());
            let acts = acts(&plan);
            self.queue[at] = Pending::Aborted(command, exchange, plan);
            if !acts {
                return Flow::Continue(());
            }
        }
        match self.interrupted().await {
            Some(pumped) => self.transfer_ended(pumped).await,
            None => Flow::Continue(()),
        }
    }

    /// Ends the running transfer because a rule says so: there is no `ABOR` to be answered.
    pub(super) async fn break_off(&mut self) -> Flow {
        let Some(mut pumped) = self.interrupted().await else {
            return Flow::Continue(());
        };
        if pumped.end == TransferEnd::Aborted {
            pumped.end = TransferEnd::Broken;
        }
        self.transfer_ended(pumped).await
    }

    /// How the running transfer ends when it is told to.
    async fn interrupted(&mut self) -> Option<Pumped> {
        let running = self.running.as_mut()?;
        running.interrupt.abort();
        Some(running.pump.as_mut().await)
    }

    /// Answers the restart markers that have come so far.
    pub(super) fn answer_markers(&mut self) {
        let Some(running) = &self.running else { return };
        let exchange = running.exchange;
        for reply in self.session.marks().take_due() {
            self.send(exchange, reply);
        }
    }

    /// Tells the session how its transfer has ended, and the client.
    pub(super) async fn transfer_ended(&mut self, pumped: Pumped) -> Flow {
        self.answer_markers();
        if self.running.as_ref().is_some_and(|r| !r.due.is_empty()) {
            Box::pin(self.announce_at_last()).await;
        }
        if let Some(firewall) = &mut self.firewall {
            firewall.hears(false, &*self.world.clock);
        }
        let Some(running) = self.running.take() else {
            return Flow::Continue(());
        };
        self.lingering = pumped.lingering;
        self.fired = pumped.timer;
        self.draining = pumped.draining.or_else(|| self.draining.take());
        let told = self.tell_of_file(&running, pumped.data);
        if let Some(stream) = pumped.open {
            self.ports.keep(stream, true);
        }
        let mut closing = pumped.reply.or(running.unconnected);
        if told.is_err() {
            closing = Some(self.failed());
        }
        let input = Input::TransferEnded(pumped.end);
        self.handle(running.exchange, &running.plan, input);
        if let Some(closing) = self.hung_up {
            // Nobody is left to be answered.
            return Flow::Break(closing);
        }
        self.effects(&running.plan, closing).await
    }

    /// Drops what a client still sends on a connection that was closed.
    pub(super) fn poll_drain(&mut self, cx: &mut Context<'_>) {
        let Some(stream) = &mut self.draining else {
            return;
        };
        for _ in 0..DRAIN_READS {
            match stream.try_read(&mut [0; 16 * 1024]) {
                Ok(octets) if octets > 0 => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if stream.poll_read_ready(cx).is_pending() {
                        return;
                    }
                }
                _ => {
                    self.draining = None;
                    return;
                }
            }
        }
        // The session has other business, too.
        cx.waker().wake_by_ref();
    }

    /// Ends a transfer because the session ends; the exchange that began it, if there was one.
    pub(super) async fn stop_transfer(&mut self) -> Option<ExchangeId> {
        self.lingering = None;
        let mut running = self.running.take()?;
        running.interrupt.stop();
        let pumped = running.pump.as_mut().await;
        // Nobody is left who could be told that an observer panicked.
        let _ = self.tell_of_file(&running, pumped.data);
        Some(running.exchange)
    }
}

/// Whether a rule lets an `ABOR` take effect.
fn acts(plan: &Plan) -> bool {
    matches!(plan.instead().0, Instead::Act) && plan.gate().is_none()
}
