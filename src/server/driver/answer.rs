//! What a rule makes of the replies of an exchange.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::late::{Late, When};
use super::{Driver, Flow};
use crate::clock::Sleep;
use crate::protocol::{Command, Reply, replies, verbs};
use crate::script::{ControlFault, Firing, Instead, Later, Plan};
use crate::session::{Effect, ExchangeId, Input};
use crate::transcript::EntryKind;

/// What a rule says in place of a command.
pub(super) enum Answer {
    /// The session goes on.
    Nothing,
    Raw(Bytes),
    Replies(Vec<Reply>),
    /// The session ends, and its end has been told to the rule.
    Silence,
}

impl Answer {
    /// What the plan says in place of the command, after telling its rule; `None` when the command
    /// acts.
    pub(super) fn planned(plan: &Plan, firing: &Firing) -> Option<Self> {
        if plan.has_panicked() {
            firing.fire(&"reply 451, its closure panicked");
            return Some(Self::Replies(vec![replies::local_error()]));
        }
        let (instead, part) = plan.instead();
        let answer = match instead {
            Instead::Act => return None,
            Instead::Nothing => Self::Nothing,
            Instead::Raw(octets) => Self::Raw(octets.clone()),
            Instead::Replies(replies) => Self::Replies(replies.to_vec()),
            Instead::Silence => Self::Silence,
        };
        if let Some(part) = part {
            firing.fire(part);
        }
        Some(answer)
    }
}

impl Driver {
    /// Says what comes before everything else.
    pub(super) async fn say_first(&mut self, exchange: ExchangeId, plan: &Plan, firing: &Firing) {
        for part in plan.first() {
            firing.fire(part);
            match part {
                ControlFault::RawFirst(octets) => {
                    self.say_raw(exchange, plan, firing, octets).await;
                }
                ControlFault::ReplyFirst(reply) => {
                    self.say(exchange, plan, firing, reply.clone()).await;
                }
                _ => {}
            }
        }
    }

    /// Says what a rule wants in place of a command.
    pub(super) async fn answer(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        firing: &Firing,
        answer: Answer,
        command: Option<&Command>,
    ) -> Flow {
        self.change_files(plan);
        if let Some(part) = plan.logs_in() {
            firing.fire(part);
            self.let_in(exchange, command).await?;
        }
        match answer {
            Answer::Nothing => {}
            Answer::Raw(octets) => self.say_raw(exchange, plan, firing, &octets).await,
            Answer::Replies(mut replies) => {
                let last = replies.pop();
                for reply in replies {
                    self.say(exchange, plan, firing, reply).await;
                }
                if let Some(reply) = last {
                    self.say_last(exchange, plan, firing, reply).await;
                }
            }
            Answer::Silence => {
                return match plan.hangup() {
                    Some((_, how)) => Flow::Break(self.hang_up(how).await),
                    None => Flow::Continue(()),
                };
            }
        }
        self.say_extra(exchange, plan, firing).await;
        self.part_ways(plan, firing).await
    }

    /// Logs in whoever a rule says is logged in.
    async fn let_in(&mut self, exchange: ExchangeId, command: Option<&Command>) -> Flow {
        let named = command.filter(|command| command.verb() == Some(verbs::USER));
        let named = named.and_then(|command| command.argument());
        let input = Input::LetIn(named.map(Bytes::copy_from_slice));
        self.handle(exchange, &Plan::default(), input);
        while let Some((exchange, effect)) = self.session.poll_effect() {
            match effect {
                Effect::LoggedIn(password) => self.logged_in(exchange, password).await?,
                Effect::LoggedOut(user) => drop(self.logged_out(user)),
                Effect::Reply(reply) => self.send(exchange, reply),
                _ => {}
            }
        }
        // The reply that says so is scripted already.
        self.login_plan = None;
        Flow::Continue(())
    }

    /// Sends the preliminary reply of a transfer as planned.
    pub(super) async fn preliminary(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        firing: &Firing,
        mut reply: Reply,
    ) {
        if let Some((part, words)) = plan.rewrites_preliminary() {
            firing.fire(part);
            reply = words.applied_to(reply);
        }
        if let Some(part) = plan.loses_preliminary() {
            firing.fire(part);
        } else if let Some((part, by)) = plan.late_preliminary() {
            let timer = self.timer_of(by);
            firing.fire(part);
            self.late
                .push(Late::new(exchange, plan, vec![reply], When::At(timer)));
        } else {
            self.say(exchange, plan, firing, reply).await;
        }
        if let Some(part) = plan.replies_early() {
            firing.fire(part);
            firing.was_early();
            let done = self.session.worded(replies::transfer_complete());
            let done = self.reworded(plan, firing, done);
            match self.late_reply_of(exchange) {
                Some(late) => late.replies.push(done),
                None => self.say(exchange, plan, firing, done).await,
            }
        }
    }

    /// Sends the reply that ends an exchange, unless a rule has other ideas.
    pub(super) async fn final_reply(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        reply: Reply,
    ) -> Flow {
        let login = self.login_plan.take();
        let plan = login.as_ref().unwrap_or(plan);
        let Some(firing) = plan.firing() else {
            self.send(exchange, reply);
            return Flow::Continue(());
        };
        self.change_files(plan);
        if login.is_some() {
            self.say_first(exchange, plan, firing).await;
            if let Some(answer) = Answer::planned(plan, firing) {
                return self.answer(exchange, plan, firing, answer, None).await;
            }
        }
        if !firing.is_answered() {
            let reply = self.reworded(plan, firing, reply);
            match plan.loses_reply() {
                Some(part) => firing.fire(part),
                None => self.say_last(exchange, plan, firing, reply).await,
            }
        }
        self.say_extra(exchange, plan, firing).await;
        self.part_ways(plan, firing).await
    }

    /// A final reply in the words of the rule.
    fn reworded(&self, plan: &Plan, firing: &Firing, mut reply: Reply) -> Reply {
        if let Some((part, words)) = plan.rewrites() {
            firing.fire(part);
            reply = words.applied_to(reply);
        }
        if let (227 | 229, Some((parts, wrong))) = (reply.code().get(), plan.misdirects()) {
            parts.into_iter().for_each(|part| firing.fire(part));
            reply = wrong.applied_to(reply, self.endpoints.local.ip());
        }
        reply
    }

    /// Sends a final reply when, and as often as, it is to be sent.
    async fn say_last(&mut self, exchange: ExchangeId, plan: &Plan, firing: &Firing, reply: Reply) {
        for (part, by) in plan.reply_delays() {
            // Set before anybody can know of it, and move a clock.
            let timer = self.timer_of(by);
            firing.fire(part);
            self.wait_for(timer).await;
        }
        let mut times = 1;
        if let Some((part, wanted)) = plan.repeats() {
            firing.fire(part);
            times = wanted;
        }
        let replies = vec![reply; times];
        if let Some(late) = self.late_reply_of(exchange) {
            late.replies.extend(replies);
            return;
        }
        let Some((part, later)) = plan.replies_later() else {
            for reply in replies {
                self.say(exchange, plan, firing, reply).await;
            }
            return;
        };
        let when = match later {
            Later::After(by) => When::At(self.timer_of(by)),
            Later::Next => When::Next,
        };
        firing.fire(part);
        self.late.push(Late::new(exchange, plan, replies, when));
    }

    /// Says what nobody has asked for, now or later.
    async fn say_extra(&mut self, exchange: ExchangeId, plan: &Plan, firing: &Firing) {
        for (part, (after, reply)) in plan.extra() {
            let timer = (!after.is_zero()).then(|| self.timer_of(after));
            firing.fire(part);
            let reply = reply.clone();
            match timer {
                None => self.say(exchange, plan, firing, reply).await,
                Some(timer) => {
                    let late = Late::new(exchange, plan, vec![reply], When::At(timer));
                    self.late.push(late);
                }
            }
        }
    }

    /// Ends the session, if the rule says so.
    async fn part_ways(&mut self, plan: &Plan, firing: &Firing) -> Flow {
        let Some((part, how)) = plan.hangup() else {
            return Flow::Continue(());
        };
        firing.fire(part);
        Flow::Break(self.hang_up(how).await)
    }

    /// Sends a reply in the shape that the rule gives it.
    pub(super) async fn say(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        firing: &Firing,
        reply: Reply,
    ) {
        let line_ends = plan.line_ends();
        if line_ends.is_none() && plan.pace().is_none() {
            return self.send(exchange, reply);
        }
        let mut octets = self.channel.encoded(&reply);
        if let Some((_, ends)) = line_ends {
            octets = with_line_ends(&octets, ends);
        }
        let paced = self.paced(plan, octets.len());
        if firing.shapes_first() {
            let pace = plan.pace().map(|(part, _)| part);
            let parts = line_ends.map(|(part, _)| part).into_iter().chain(pace);
            parts.for_each(|part| firing.fire(part));
        }
        self.record(exchange, EntryKind::Reply(reply));
        self.spread(paced, &octets).await;
    }

    async fn say_raw(
        &mut self,
        exchange: ExchangeId,
        plan: &Plan,
        firing: &Firing,
        octets: &Bytes,
    ) {
        let paced = self.paced(plan, octets.len());
        if let Some((part, _)) = plan.pace()
            && firing.shapes_first()
        {
            firing.fire(part);
        }
        self.record(exchange, EntryKind::RawReply(octets.clone()));
        self.spread(paced, octets).await;
    }

    /// The pieces of so many octets, if there is to be more than one.
    fn paced(&self, plan: &Plan, length: usize) -> Option<Paced> {
        let (_, pace) = plan.pace()?;
        let pieces = pace.pieces(length);
        let pause = pace.pause();
        (pieces.len() > 1).then(|| Paced {
            pieces,
            pause,
            // Set before anybody can know of it, and move a clock.
            first: self.timer_of(pause),
        })
    }

    /// Hands octets to the socket, in pieces if that is planned.
    async fn spread(&mut self, paced: Option<Paced>, octets: &[u8]) {
        let Some(paced) = paced else {
            self.channel.push_raw(octets);
            return;
        };
        // What was said before is no part of it.
        let _ = self.channel.try_flush();
        let mut begun = Some(paced.first);
        for piece in paced.pieces {
            let is_last = piece.end == octets.len();
            let pause = (!is_last).then(|| {
                let first = begun.take();
                first.unwrap_or_else(|| self.timer_of(paced.pause))
            });
            self.channel.push_raw(&octets[piece]);
            if let Some(pause) = pause {
                self.wait_for(pause).await;
            }
        }
    }
}

/// Octets that go out in pieces.
struct Paced {
    pieces: Vec<Range<usize>>,
    pause: Duration,
    /// The first pause, which has begun.
    first: Sleep,
}

/// The same lines with other ends.
fn with_line_ends(octets: &[u8], ends: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"\r\n") {
        lines.extend_from_slice(&rest[..at]);
        lines.extend_from_slice(ends);
        rest = &rest[at + 2..];
    }
    lines.extend_from_slice(rest);
    lines
}
