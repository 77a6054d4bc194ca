//! One exchange: what the script wants of it, what the session makes of it, and its replies.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::block_in_place;

use super::answer::Answer;
use super::patience::Patience;
use super::spoil::{Preliminary, preliminary};
use super::{Driver, Flow};
use crate::clock::{GateCore, Sleep};
use crate::protocol::{Command, Reply, replies};
use crate::script::{Exchange, Firing, HOLD, Plan, Subject, as_planned};
use crate::server::observe::EventKind;
use crate::server::world::{GREETING, STORAGE};
use crate::session::{Effect, Env, ExchangeId, Greeting, Input};
use crate::transcript::{Closing, EntryKind};
use crate::vfs::Filesystem;

impl Driver {
    /// Asks the script what is to happen in this exchange.
    pub(super) fn plan(&self, exchange: ExchangeId, subject: Subject<'_>) -> Plan {
        self.plan_for(exchange, subject, None)
    }

    /// The same about somebody who is not logged in.
    pub(super) fn plan_for(
        &self,
        exchange: ExchangeId,
        subject: Subject<'_>,
        user: Option<&[u8]>,
    ) -> Plan {
        let script = &self.world.script;
        if script.is_empty() {
            return Plan::default();
        }
        let facts = self.session.facts();
        let path = match subject {
            Subject::Command(command) => self.session.path_of(command),
            Subject::Event(_) => None,
        };
        let asked = Exchange {
            session: self.recorder.number(),
            id: exchange.0,
            subject,
            path,
            user: user.or(facts.user),
            peer: self.endpoints.peer,
            is_tls: facts.is_tls,
            representation: facts.representation,
            now: self.world.clock.now(),
            nth: 0,
        };
        self.world.plan(&self.recorder, asked)
    }

    pub(super) async fn command(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        command: &Command,
    ) -> Flow {
        self.perform(exchange, plan, Input::Command(command), Some(command))
            .await?;
        if !plan.data().is_empty() {
            Box::pin(self.spoil_setup(command, plan)).await;
        }
        Flow::Continue(())
    }

    /// Carries out an exchange as planned: later, or otherwise, or as ever.
    pub(super) async fn perform(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        input: Input<'_>,
        command: Option<&Command>,
    ) -> Flow {
        match plan.firing() {
            None => self.step(exchange, plan, input).await,
            // Rules are rare, and an idle session should be small: in a box of its own.
            Some(firing) => {
                Box::pin(self.perform_otherwise(exchange, plan, firing, input, command)).await
            }
        }
    }

    async fn perform_otherwise(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        firing: &Firing,
        input: Input<'_>,
        command: Option<&Command>,
    ) -> Flow {
        self.hold_back(plan, firing).await?;
        if let Some(outage) = plan.outage() {
            firing.fire(&outage);
            self.world.take_down(outage.0).await;
            return Flow::Break(Closing::ByServer);
        }
        if let Some(part) = plan.drops_pipelined() {
            firing.fire(part);
            self.drop_queue();
        }
        self.say_first(exchange, plan, firing).await;
        let Some(answer) = Answer::planned(plan, firing) else {
            return self.step(exchange, plan, input).await;
        };
        let now = self.world.clock.now();
        match command {
            Some(command) => self.session.answered_for(command, now),
            None => self.session.stirred(now),
        }
        self.answer(exchange, plan, firing, answer, command).await
    }

    /// Delays and gates.
    pub(super) async fn hold_back(&mut self, plan: &Plan, firing: &Firing) -> Flow {
        if let Some(gate) = plan.gate() {
            firing.fire(&HOLD);
            self.hold_at(gate, firing).await?;
        }
        for (part, delay) in plan.delays() {
            // Set before anybody can know of it, and move a clock.
            let timer = self.timer_of(delay);
            firing.fire(&part);
            self.wait_for(timer).await;
        }
        if let Some((part, time)) = plan.bans() {
            let until = self.world.clock.now() + time;
            let address = self.endpoints.peer.ip().to_canonical();
            self.world.script.ban(address, until, firing);
            firing.fire(part);
        }
        Flow::Continue(())
    }

    async fn hold_at(&mut self, gate: &Arc<GateCore>, firing: &Firing) -> Flow {
        let _ = self.channel.try_flush();
        let limit = self.world.policy.hold_limit;
        let mut bound = self.world.alarm.after(limit);
        gate.arrive();
        let mut released = Box::pin(gate.released());
        let expired = std::future::poll_fn(|cx| {
            if released.as_mut().poll(cx).is_ready() {
                return std::task::Poll::Ready(false);
            }
            bound.as_mut().poll(cx).map(|()| true)
        })
        .await;
        if !expired {
            return Flow::Continue(());
        }
        self.world.script.gate_expired(firing, limit);
        let exchange = self.next_exchange();
        let farewell = self.session.worded(replies::service_not_available());
        self.send(exchange, farewell);
        Flow::Break(Closing::ByServer)
    }

    pub(super) async fn pause(&mut self, delay: Duration) {
        let timer = self.timer_of(delay);
        self.wait_for(timer).await;
    }

    pub(super) fn timer_of(&self, delay: Duration) -> Sleep {
        let clock = &self.world.clock;
        clock.sleep_until(clock.now() + delay)
    }

    pub(super) async fn wait_for(&mut self, mut timer: Sleep) {
        let _ = self.channel.try_flush();
        // Everything that the timer before has caused is on its way.
        self.fired = None;
        timer.as_mut().await;
        self.fired = Some(timer);
    }

    /// Lets the session act, and carries out what it wants: the former at once, so that the future
    /// need not hold the input.
    pub(super) fn step<'a>(
        &'a mut self,
        exchange: ExchangeId,
        plan: &'a Plan,
        input: Input<'_>,
    ) -> impl Future<Output = Flow> + Send + use<'a> {
        let quits = matches!(input, Input::Command(command) if self.session.quits(command));
        self.handle(exchange, plan, input);
        async move {
            match self.effects(plan, None).await {
                Flow::Break(Closing::ByServer) if quits => Flow::Break(Closing::Quit),
                flow => flow,
            }
        }
    }

    pub(super) fn handle(&mut self, exchange: ExchangeId, plan: &Plan, input: Input<'_>) {
        let world = Arc::clone(&self.world);
        let faulty = world.faulty_fs(plan, self.recorder.number());
        let fs: &dyn Filesystem = match &faulty {
            Some(faulty) => faulty,
            None => &*world.fs,
        };
        let is_command = matches!(input, Input::Command(_));
        let veiled = world.veiled_fs(fs, self.recorder.number(), is_command);
        let fs: &dyn Filesystem = match &veiled {
            Some(veiled) => veiled,
            None => fs,
        };
        let own = match &input {
            Input::Command(command) => self.session.custom(command).cloned(),
            _ => None,
        };
        let patience = RefCell::new(Patience {
            world: &world,
            seat: &self.seat,
            channel: &mut self.channel,
            queue: &mut self.queue,
            queued_octets: &mut self.queued_octets,
        });
        let mut env = Env {
            interrupted: &|| patience.borrow_mut().is_over(),
            fs,
            auth: &*world.auth,
            ports: &mut self.ports,
            now: world.clock.now(),
            wall: world.clock.wall(),
            session: self.recorder.number(),
            names: &world.names,
            listings: &|listing| as_planned(listing, plan),
        };
        let session = &mut self.session;
        let seat = &self.seat;
        let is_heavy = || match input {
            Input::Command(command) => plan.lists_by_user_code() || session.is_heavy(command),
            Input::Connected => matches!(world.policy.greeting, Greeting::Made(_)),
            _ => false,
        };
        let greets = matches!(input, Input::Connected);
        if world.inline && own.is_none() && !is_heavy() {
            session.handle(exchange, input, &mut env);
            seat.moved(session.facts());
            return;
        }
        let step = AssertUnwindSafe(|| session.handle(exchange, input, &mut env));
        if let Err(panic) = block_in_place(|| catch_unwind(step)) {
            match own {
                Some(own) => {
                    let place = Some(own.location());
                    world.script.panicked(&own.to_string(), place, &*panic);
                }
                None if greets => world.script.panicked(GREETING, None, &*panic),
                None => world.script.panicked(STORAGE, None, &*panic),
            }
            if greets {
                let refusal = Input::Refused(replies::service_not_available());
                return self.handle(exchange, plan, refusal);
            }
            let reply = self.session.worded(replies::local_error());
            self.send(exchange, reply);
        }
        self.seat.moved(self.session.facts());
    }

    /// Carries out the session's effects; `closing` takes the place of the next final reply.
    pub(super) async fn effects(&mut self, plan: &Plan, mut closing: Option<Reply>) -> Flow {
        let mut told = true;
        let mut opening = None;
        while let Some((exchange, effect)) = self.session.poll_effect() {
            match effect {
                Effect::Changed(change) => {
                    told &= self.tell(EventKind::Changed(change)).is_ok();
                }
                Effect::Close => return Flow::Break(Closing::ByServer),
                Effect::Connect(verb) => {
                    let how = Box::pin(self.connect_now()).await;
                    self.handle(exchange, plan, Input::Reached(verb, how));
                }
                Effect::LoggedIn(password) => {
                    Box::pin(self.logged_in(exchange, password)).await?;
                }
                Effect::LoggedOut(user) => told &= self.logged_out(user).is_ok(),
                Effect::LoginFailed { user, password } => {
                    let failed = EventKind::LoginFailed {
                        user: user.clone(),
                        password,
                    };
                    told &= self.tell(failed).is_ok();
                    Box::pin(self.login_failed(exchange, &user)).await?;
                }
                Effect::Pause(delay) => Box::pin(self.pause(delay)).await,
                Effect::Reply(reply) if reply.code().is_preliminary() => {
                    match preliminary(reply, plan) {
                        Preliminary::Held(reply) => opening = Some(reply),
                        Preliminary::None => {}
                        Preliminary::Sent(reply) => match plan.firing() {
                            None => self.send(exchange, reply),
                            Some(firing) => {
                                Box::pin(self.preliminary(exchange, plan, firing, reply)).await;
                            }
                        },
                    }
                }
                Effect::Reply(mut reply) => {
                    if !std::mem::replace(&mut told, true) {
                        // An observer panicked.
                        reply = self.failed();
                    }
                    let reply = closing.take().unwrap_or(reply);
                    if plan.firing().is_none() && self.login_plan.is_none() {
                        self.send(exchange, reply);
                    } else {
                        Box::pin(self.final_reply(exchange, plan, reply)).await?;
                    }
                }
                #[cfg(feature = "tls")]
                Effect::StartTls(host) => Box::pin(self.upgrade(exchange, host)).await?,
                #[cfg(feature = "tls")]
                Effect::StopTls => Box::pin(self.stop_tls(exchange)).await?,
                Effect::Transfer(transfer) => self.begin(exchange, plan, transfer, opening.take()),
            }
        }
        Flow::Continue(())
    }

    /// Records a reply, then queues it for the client.
    pub(super) fn send(&mut self, exchange: ExchangeId, reply: Reply) {
        self.channel.push(&reply);
        self.record(exchange, EntryKind::Reply(reply));
    }
}
