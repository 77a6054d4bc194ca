//! Everything goes wrong now and then, and each time the same.

use std::time::Duration;

use super::fault::Fault;
use super::trigger::{ANY, Event, Trigger};
use crate::protocol::verbs::{APPE, CWD, EPSV, LIST, MLSD, NLST, PASS, PASV, RETR, STOR};

/// A mixture of faults, each with a chance of its own: a plain value.
///
/// What strikes when is drawn from the seed of the server ([`Builder::seed`](crate::Builder::seed) or
/// `FTPMOCK_SEED`, printed when a test fails): with the same seed a session that says the same meets
/// the same.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let chaos = Chaos::new()
///     .with(STOR, 0.1, (450, "Busy."))
///     .with(RETR, 0.05, Fault::data_reset_after(1000));
/// let server = FtpServer::builder().seed(42).start();
/// let rules = server.chaos(chaos);
/// assert_eq!(rules.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Chaos {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
struct Part {
    on: Trigger,
    chance: f64,
    fault: Fault,
}

impl Chaos {
    /// Nothing goes wrong.
    pub const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// A server on a bad day: one exchange in ten is slow or refused for now, one transfer in twenty
    /// is cut, one connection in twenty is refused.
    ///
    /// Nothing of it lies: a client that tries again, with a new connection where there is no other
    /// way, gets everything done, and gets it right.
    pub fn mild() -> Self {
        let milliseconds = Duration::from_millis;
        Self::new()
            .with(
                ANY,
                0.1,
                Fault::delay_between(milliseconds(1), milliseconds(20)),
            )
            .with(
                Event::Connect,
                0.05,
                Fault::reply_then_close(421, "Too many users."),
            )
            .with([STOR, APPE, RETR], 0.05, (450, "File busy."))
            .with([LIST, MLSD, NLST], 0.05, (450, "File busy."))
            .with([PASV, EPSV], 0.05, (425, "Can't open passive connection."))
            .with([STOR, RETR], 0.05, Fault::data_reset_after(1024))
            .with(
                ANY,
                0.02,
                Fault::reply_then_close(421, "Service not available."),
            )
    }

    /// The same, more of it, and a network that is as bad as the server: replies in pieces, lost and
    /// late ones, resets, transfers that stall, and truncated downloads that claim to be complete.
    ///
    /// A client needs time-outs, and must not believe 226.
    pub fn rough() -> Self {
        let milliseconds = Duration::from_millis;
        Self::mild()
            .with(ANY, 0.05, Fault::dribble(1, milliseconds(1)))
            .with(ANY, 0.03, Fault::split_reply([2], milliseconds(5)))
            .with(PASS, 0.05, (530, "Login incorrect."))
            .with(CWD, 0.05, (550, "Failed to change directory."))
            .with([STOR, APPE], 0.03, Fault::lose_reply().and(Fault::close()))
            .with([STOR, RETR], 0.03, Fault::late_reply(milliseconds(50)))
            .with(
                RETR,
                0.03,
                Fault::data_close_after(512).then_reply(226, "Transfer complete."),
            )
            .with([STOR, RETR, LIST, MLSD], 0.02, Fault::data_stall_after(256))
            .with([PASV, EPSV], 0.03, Fault::data_refused())
            .with(ANY, 0.02, Fault::reset())
            .with(ANY, 0.01, Fault::stall())
    }

    /// Adds a fault: at each match it strikes with this probability.
    ///
    /// Of faults for the same exchange the one that was added last is asked first.
    ///
    /// # Panics
    /// When `chance` is not in `0.0..=1.0`.
    #[must_use]
    #[track_caller]
    pub fn with(mut self, on: impl Into<Trigger>, chance: f64, fault: impl Into<Fault>) -> Self {
        assert!(
            (0.0..=1.0).contains(&chance),
            "{chance} is no probability: expected 0.0 to 1.0"
        );
        self.parts.push(Part {
            on: on.into(),
            chance,
            fault: fault.into(),
        });
        self
    }

    pub(super) fn into_parts(self) -> impl Iterator<Item = (Trigger, f64, Fault)> {
        let parts = self.parts.into_iter();
        parts.map(|Part { on, chance, fault }| (on, chance, fault))
    }
}
