//! Events to take one by one.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::ServerEvent;
use crate::clock::{Alarm, Signal, Wait};

/// How long one wait of a receiver takes that waits for as long as there is a server.
const LONG: Duration = Duration::from_secs(3600);

/// What happens on a server from now on, in order: see
/// [`FtpServer::events`](crate::FtpServer::events).
///
/// As an iterator it blocks until something happens, and ends when the server is gone; what happened
/// before that can still be taken.
pub struct Events {
    queue: Arc<Queue>,
    alarm: Alarm,
}

#[derive(Default)]
struct Queue {
    events: Mutex<VecDeque<ServerEvent>>,
    ended: AtomicBool,
    changed: Arc<Signal>,
}

/// All receivers of one server.
#[derive(Default)]
pub(in crate::server) struct Subscribers {
    queues: Mutex<Vec<Weak<Queue>>>,
    count: AtomicUsize,
}

impl Events {
    /// What happened next, if it has happened already.
    pub fn try_next(&mut self) -> Option<ServerEvent> {
        lock(&self.queue.events).pop_front()
    }

    /// What happens next, waiting for it at most so long in real time; `None` when that is not long
    /// enough, or the server is gone.
    pub fn next_within(&mut self, within: Duration) -> Option<ServerEvent> {
        let queue = &self.queue;
        queue.changed.block(within, || queue.is_ready());
        self.try_next()
    }

    /// Everything that has happened so far and was not taken.
    pub fn drain(&mut self) -> Vec<ServerEvent> {
        lock(&self.queue.events).drain(..).collect()
    }

    /// Waits, for at most `within` of real time, until there is something to take, or the server is
    /// gone.
    pub fn ready(&self, within: Duration) -> Wait {
        let queue = Arc::clone(&self.queue);
        let changed = Arc::clone(&queue.changed);
        let what = "an event of the server".to_owned();
        Wait::new(what, within, changed, self.alarm.clone(), move || {
            queue.is_ready()
        })
    }
}

impl Iterator for Events {
    type Item = ServerEvent;

    fn next(&mut self) -> Option<ServerEvent> {
        let queue = &self.queue;
        while !queue.changed.block(LONG, || queue.is_ready()) {}
        self.try_next()
    }
}

impl Queue {
    fn is_ready(&self) -> bool {
        self.ended.load(Ordering::Acquire) || !lock(&self.events).is_empty()
    }
}

impl Subscribers {
    pub(in crate::server) fn exist(&self) -> bool {
        self.count.load(Ordering::Acquire) > 0
    }

    pub(in crate::server) fn subscribe(&self, alarm: Alarm) -> Events {
        let queue = Arc::<Queue>::default();
        let mut queues = lock(&self.queues);
        queues.push(Arc::downgrade(&queue));
        self.count.store(queues.len(), Ordering::Release);
        Events { queue, alarm }
    }

    /// Gives an event to all; under one lock, so that all get the same order.
    pub(super) fn publish(&self, event: ServerEvent) {
        if !self.exist() {
            return;
        }
        let mut queues = lock(&self.queues);
        queues.retain(|queue| {
            let Some(queue) = queue.upgrade() else {
                return false;
            };
            lock(&queue.events).push_back(event.clone());
            queue.changed.notify();
            true
        });
        self.count.store(queues.len(), Ordering::Release);
    }

    /// Nothing more will happen.
    pub(in crate::server) fn end(&self) {
        for queue in lock(&self.queues).iter().filter_map(Weak::upgrade) {
            queue.ended.store(true, Ordering::Release);
            queue.changed.notify();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(lock(&self.queue.events).iter())
            .finish()
    }
}
