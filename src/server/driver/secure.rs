//! TLS on the control connection: begun by `AUTH` or at once, ended by `CCC` or `REIN`.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::task::block_in_place;

use super::{Driver, Flow};
use crate::clock::Sleep;
use crate::script::{Event, Plan, Subject, TlsFault};
use crate::server::channel::{Channel, Received};
use crate::server::tls::{Sessions, Setup, Trick, cause, fire_at_once};
use crate::session::{ExchangeId, Input, Secured};
use crate::transcript::{Closing, Connection, EntryKind, Handshake, Note, Tls};

/// The most that is dropped of what came before a handshake.
const MOST_INJECTED: usize = 1 << 20;

impl Driver {
    /// Goes on under TLS; what was received so far came in clear, and counts for nothing (R-S8).
    pub(super) async fn upgrade(&mut self, exchange: ExchangeId, host: Option<usize>) -> Flow {
        self.drop_what_came_in(exchange);
        self.start_tls(exchange, host).await
    }

    /// Does everything under TLS from here on; `host` is the virtual host that the client has named.
    pub(super) async fn start_tls(&mut self, exchange: ExchangeId, host: Option<usize>) -> Flow {
        let Some(setup) = self.world.tls.clone() else {
            return Flow::Break(Closing::ByServer);
        };
        // Set before anybody can know of it, and move a clock.
        let timer = self.handshake_timer();
        if poll_fn(|cx| self.channel.poll_flush(cx)).await.is_err() {
            return Flow::Break(Closing::ResetByClient);
        }
        let plan = self.plan(exchange, Subject::Event(Event::TlsHandshake));
        if let Some(firing) = plan.firing() {
            self.hold_back(&plan, firing).await?;
            if let Some((part, how)) = plan.hangup() {
                firing.fire(part);
                return Flow::Break(self.hang_up(how).await);
            }
        }
        if let Some(TlsFault::Omitted) = plan.tls() {
            fire_at_once(&plan, None);
            self.handle(
                exchange,
                &Plan::default(),
                Input::Secured(Secured::default()),
            );
            return Flow::Continue(());
        }
        let result = self.shake_hands(&setup, &plan, host, timer).await;
        let entry = match &result {
            Ok(handshake) => Tls::new(Connection::Control, Ok(handshake.clone())),
            Err(error) => Tls::new(Connection::Control, Err(cause(error))),
        };
        self.record(exchange, EntryKind::Tls(Box::new(entry)));
        let Ok(handshake) = result else {
            return Flow::Break(Closing::ByServer);
        };
        let user = handshake
            .client_certificate
            .as_ref()
            .and_then(|certificate| {
                if setup.calls_user_code() {
                    block_in_place(|| setup.user_of(certificate))
                } else {
                    None
                }
            });
        let mut secured = Secured::new(user);
        secured.server_name = handshake.server_name;
        let secured = Input::Secured(secured);
        self.handle(exchange, &Plan::default(), secured);
        Flow::Continue(())
    }

    /// Drops what has been received and not dealt with, and what the kernel still holds.
    fn drop_what_came_in(&mut self, exchange: ExchangeId) {
        let queued: usize = self.queue.drain(..).map(|pending| pending.octets()).sum();
        self.queued_octets = 0;
        let mut dropped = queued + self.channel.drop_input();
        while dropped < MOST_INJECTED && self.channel.receive_now() == Received::Octets {
            dropped += self.channel.drop_input();
        }
        if dropped > 0 {
            self.record(exchange, EntryKind::Note(Note::Injected(dropped)));
        }
    }

    async fn shake_hands(
        &mut self,
        setup: &Setup,
        plan: &Plan,
        host: Option<usize>,
        timer: Option<Sleep>,
    ) -> io::Result<Handshake> {
        let mut sessions = match &self.sessions {
            Some(sessions) => Sessions::clone(sessions),
            None => Sessions::new().map_err(io::Error::other)?,
        };
        sessions.host = host;
        let sessions = Arc::new(sessions);
        let layer = setup.layer(Connection::Control, &sessions, plan.tls())?;
        let mut trick = Trick::of(plan);
        fire_at_once(plan, trick.as_ref());
        self.channel.protect(layer);
        self.sessions = Some(sessions);
        self.in_time(timer, |channel, cx| {
            channel.poll_handshake(trick.as_mut(), cx)
        })
        .await
    }

    /// Goes on in clear, once the client has said that it does.
    pub(super) async fn stop_tls(&mut self, exchange: ExchangeId) -> Flow {
        self.drop_what_came_in(exchange);
        let timer = self.handshake_timer();
        match self.in_time(timer, Channel::poll_unprotect).await {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(Closing::ResetByClient),
        }
    }

    fn handshake_timer(&self) -> Option<Sleep> {
        let limit = self.world.policy.tls.handshake_timeout;
        (!limit.is_zero()).then(|| self.timer_of(limit))
    }

    /// The result of `work`, which may take until the timer fires.
    async fn in_time<T>(
        &mut self,
        mut timer: Option<Sleep>,
        mut work: impl FnMut(&mut Channel, &mut Context<'_>) -> Poll<io::Result<T>> + Send,
    ) -> io::Result<T> {
        let channel = &mut self.channel;
        let result = poll_fn(|cx| {
            if let Poll::Ready(result) = work(channel, cx) {
                return Poll::Ready(result);
            }
            match &mut timer {
                Some(timer) => timer
                    .as_mut()
                    .poll(cx)
                    .map(|()| Err(ErrorKind::TimedOut.into())),
                None => Poll::Pending,
            }
        })
        .await;
        self.fired = timer;
        result
    }
}
