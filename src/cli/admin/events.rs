//! What clients do, as server-sent events.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::cli::events::line_of;
use crate::clock::TimedOut;
use crate::server::Events;

/// After so long a silence a line without a meaning tells both sides that the other is there.
const SILENCE: Duration = Duration::from_secs(15);

/// Events as they come, until the server has ended.
pub(super) struct Stream {
    events: Events,
    user: Option<Vec<u8>>,
    begun: bool,
    waiting: Option<Waiting>,
}

type Waiting = Pin<Box<dyn Future<Output = Result<(), TimedOut>> + Send>>;

/// `GET /api/v1/events`
pub(super) fn stream(call: Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::Events(Stream {
        events: call.server.events(),
        user: call.user().map(<[u8]>::to_vec),
        begun: false,
        waiting: None,
    }))
}

impl Stream {
    /// What comes next; none when the server is gone.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if !self.begun {
            self.begun = true;
            return Poll::Ready(Some(": from here on\n\n".into()));
        }
        loop {
            let events = &self.events;
            let waiting = self
                .waiting
                .get_or_insert_with(|| events.ready(SILENCE).into_future());
            let woken = ready!(waiting.as_mut().poll(cx));
            self.waiting = None;
            if woken.is_err() {
                return Poll::Ready(Some(": nothing yet\n\n".into()));
            }
            let events = self.events.drain();
            if events.is_empty() {
                return Poll::Ready(None);
            }
            let mut text = String::new();
            for event in &events {
                let user = &event.client.user;
                if self.user.is_none() || self.user.as_deref() == user.as_deref() {
                    text.push_str("data: ");
                    text.push_str(&line_of(event));
                    text.push_str("\n\n");
                }
            }
            if !text.is_empty() {
                return Poll::Ready(Some(text.into()));
            }
        }
    }
}
