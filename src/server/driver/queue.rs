//! What has come in and waits for its turn.

use std::collections::VecDeque;

use super::{Driver, Flow};
use crate::protocol::{Command, Decoded, Ending, verbs};
use crate::script::{Plan, Subject};
use crate::server::channel::{Channel, Received};
use crate::server::session_info::Activity;
use crate::session::{ExchangeId, Input, Midway, Policy, quits};
use crate::transcript::{Closing, EntryKind, Note};

/// Something that has come in.
#[derive(Debug)]
pub(super) enum Pending {
    /// An `ABOR` that has taken effect already, under this number and plan.
    Aborted(Command, ExchangeId, Plan),
    Command(Command, Ending),
    Other(Decoded),
    /// A command of which is known already what is to happen.
    Planned(Command, ExchangeId, Plan),
}

#[cfg(feature = "tls")]
impl Pending {
    /// How many octets it was on the wire, or about so.
    pub(super) fn octets(&self) -> usize {
        match self {
            Self::Aborted(command, ..) | Self::Command(command, _) | Self::Planned(command, ..) => {
                command.line().len() + 2
            }
            Self::Other(_) => 2,
        }
    }
}

/// What a line counts for in the queue: an empty one takes room, too.
pub(super) fn weight(line: &[u8]) -> usize {
    line.len() + size_of::<Pending>()
}

/// Moves all that has come in into the queue; what it counts for there.
pub(super) fn decode(channel: &mut Channel, queue: &mut VecDeque<Pending>) -> usize {
    let mut octets = 0;
    while let Some(decoded) = channel.next() {
        queue.push_back(match decoded {
            Decoded::Line { line, ending } => {
                octets += weight(&line);
                Pending::Command(Command::parse(line), ending)
            }
            other => Pending::Other(other),
        });
    }
    octets
}

/// Whether a `QUIT` waits.
pub(super) fn holds_quit(policy: &Policy, queue: &VecDeque<Pending>) -> bool {
    let mut queued = queue.iter();
    queued.any(|p| matches!(p, Pending::Command(command, _) if quits(command, policy)))
}

impl Driver {
    pub(super) fn decode(&mut self) {
        let before = self.queue.len();
        let octets = decode(&mut self.channel, &mut self.queue);
        self.queued_octets += octets;
        if let Some(firewall) = &mut self.firewall {
            let is_noop = |pending: &Pending| match pending {
                Pending::Command(command, _) => command.verb() == Some(verbs::NOOP),
                Pending::Aborted(..) | Pending::Other(_) | Pending::Planned(..) => false,
            };
            let only_noops = self.queue.iter().skip(before).all(is_noop);
            firewall.hears(only_noops, &*self.world.clock);
        }
    }

    pub(super) fn quit_is_queued(&self) -> bool {
        holds_quit(&self.world.policy, &self.queue)
    }

    /// Carries out what has come in, as far as its turn has come.
    pub(super) async fn deal_with_queue(&mut self) -> Flow {
        while self.channel.has_room() {
            if self.running.is_some() {
                // One that a rule ignores leaves the transfer to the next one.
                while self.running.is_some()
                    && let Some(at) = self.abort_in_queue()
                {
                    Box::pin(self.abort(at)).await?;
                }
                if !self.world.script.is_empty() {
                    Box::pin(self.plan_ahead()).await?;
                }
                if self.running.is_some() && !self.next_acts_midway() {
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
    pub(super) fn can_go_on(&self) -> bool {
        let in_turn = self.running.is_none() || self.next_acts_midway();
        in_turn && !self.queue.is_empty() && self.channel.has_room()
    }

    /// Whether what comes next may be dealt with while a transfer runs (R-C10).
    fn next_acts_midway(&self) -> bool {
        match self.queue.front() {
            Some(Pending::Command(command, _)) => self.session.midway(command) == Midway::Serve,
            Some(Pending::Other(Decoded::Telnet(_) | Decoded::Synch)) => true,
            Some(Pending::Planned(_, _, plan)) => plan.answers_at_once().is_some(),
            Some(Pending::Other(_) | Pending::Aborted(..)) | None => false,
        }
    }

    /// Asks the script about the next command while a transfer runs, when a rule may want to do
    /// something about it at once.
    async fn plan_ahead(&mut self) -> Flow {
        if self.next_acts_midway() || !self.world.script.acts_midway() {
            return Flow::Continue(());
        }
        let Some(Pending::Command(command, ending)) = self.queue.front() else {
            return Flow::Continue(());
        };
        let (command, ending) = (command.clone(), *ending);
        let exchange = self.next_exchange();
        let plan = self.note_command(exchange, &command, ending);
        self.queued_octets -= weight(command.line());
        let firing = plan.firing().cloned();
        let aborts = plan.aborts_transfer().cloned();
        if let (Some(firing), Some(part)) = (&firing, plan.answers_at_once()) {
            firing.fire(part);
        }
        self.queue[0] = Pending::Planned(command, exchange, plan);
        if let (Some(firing), Some(part)) = (firing, aborts) {
            firing.fire(&part);
            return self.break_off().await;
        }
        Flow::Continue(())
    }

    async fn carry_out(&mut self, pending: Pending) -> Flow {
        match pending {
            Pending::Aborted(command, exchange, plan)
            | Pending::Planned(command, exchange, plan) => {
                self.command(exchange, &plan, &command).await
            }
            Pending::Command(command, ending) => {
                self.queued_octets -= weight(command.line());
                let exchange = self.next_exchange();
                let plan = self.note_command(exchange, &command, ending);
                if !self.late.is_empty() {
                    Box::pin(self.say_shifted()).await;
                }
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

    /// Drops what has come in and was not dealt with yet.
    pub(super) fn drop_queue(&mut self) {
        while self.channel.receive_now() == Received::Octets {
            self.decode();
        }
        self.queue.clear();
        self.queued_octets = 0;
    }

    /// Records a command before anything acts on it, and asks the script.
    pub(super) fn note_command(
        &mut self,
        exchange: ExchangeId,
        command: &Command,
        ending: Ending,
    ) -> Plan {
        let shown = command.redacted();
        self.seat.does(Activity::Executing(shown.clone()));
        self.record(exchange, EntryKind::Command(shown));
        if ending == Ending::BareLf {
            self.record(exchange, EntryKind::Note(Note::BareLf));
        }
        self.plan(exchange, Subject::Command(command))
    }
}
