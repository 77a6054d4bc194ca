//! Telling the test's own code what clients do.
//!
//! Sessions tell at the points where the transcript records; nothing below the server knows of it.

mod event;
mod observer;
mod stream;

use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use tokio::task::block_in_place;

use crate::protocol::Reply;
use crate::script::Script;

pub use event::{Client, EventKind, ServerEvent};
pub use observer::Observer;
pub use stream::Events;

pub(super) use stream::Subscribers;

/// What verification calls an observer that panicked.
const OBSERVER: &str = "observer";

/// Whom a server tells, in this order.
#[derive(Default)]
pub(super) struct Observers {
    added: Vec<Added>,
    pub(super) subscribers: Subscribers,
}

struct Added {
    location: &'static Location<'static>,
    ear: Ear,
}

type Asked = dyn Fn(&Client) -> Result<(), Reply> + Send + Sync;
type Told = dyn Fn(&ServerEvent) + Send + Sync;

/// Code of the test's own.
pub(super) enum Ear {
    MayConnect(Box<Asked>),
    MayLogIn(Box<Asked>),
    Observer(Box<dyn Observer>),
    Told(Box<Told>),
}

/// What observers may refuse.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Question {
    Connect,
    LogIn,
}

/// An observer panicked.
#[derive(Debug)]
pub(super) struct Panicked;

impl Observers {
    #[track_caller]
    pub(super) fn add(&mut self, ear: Ear) {
        self.added.push(Added {
            location: Location::caller(),
            ear,
        });
    }

    /// Whether there is anybody to tell.
    pub(super) fn listen(&self) -> bool {
        !self.added.is_empty() || self.subscribers.exist()
    }

    /// Asks everybody until somebody refuses; the outer error is that somebody panicked.
    pub(super) fn ask(
        &self,
        question: Question,
        client: &Client,
        script: &Script,
    ) -> Result<Result<(), Reply>, Panicked> {
        for added in &self.added {
            if let Err(refusal) = added.call(script, |ear| ear.ask(question, client))? {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }

    /// Tells everybody, whoever panics.
    pub(super) fn tell(&self, event: ServerEvent, script: &Script) -> Result<(), Panicked> {
        let mut result = Ok(());
        for added in &self.added {
            let told = added.call(script, |ear| ear.tell(&event));
            result = result.and(told);
        }
        self.subscribers.publish(event);
        result
    }
}

impl Added {
    /// Runs code of the test's own where it can block nobody else.
    fn call<T>(&self, script: &Script, call: impl FnOnce(&Ear) -> T) -> Result<T, Panicked> {
        let call = AssertUnwindSafe(|| call(&self.ear));
        block_in_place(|| catch_unwind(call)).map_err(|panic| {
            script.panicked(OBSERVER, Some(self.location), &*panic);
            Panicked
        })
    }
}

impl Ear {
    fn ask(&self, question: Question, client: &Client) -> Result<(), Reply> {
        let answer = match (self, question) {
            (Self::MayConnect(ask), Question::Connect) => ask(client),
            (Self::MayLogIn(ask), Question::LogIn) => ask(client),
            (Self::Observer(observer), Question::Connect) => observer.may_connect(client),
            (Self::Observer(observer), Question::LogIn) => observer.may_log_in(client),
            _ => Ok(()),
        };
        if let Err(reply) = &answer {
            assert!(
                reply.code().is_error(),
                "an observer refused with {reply}: expected a code of 400 to 599"
            );
        }
        answer
    }

    fn tell(&self, event: &ServerEvent) {
        match self {
            Self::Observer(observer) => observer::tell(&**observer, event),
            Self::Told(tell) => tell(event),
            Self::MayConnect(_) | Self::MayLogIn(_) => {}
        }
    }
}
