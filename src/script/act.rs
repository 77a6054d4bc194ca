//! What a rule does, and on which of its matches.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::GateCore;

use super::count::{Count, Scope};
use super::entry::{Action, Purpose};
use super::exchange::Exchange;
use super::fault::Fault;
use super::gate::Gate;
use super::rule::{Act, Rule, RuleBuilder};

impl RuleBuilder<Act> {
    /// Acts on the first match only.
    pub fn once(self) -> Self {
        self.count(Count::First(1))
    }

    /// Acts on the first `n` matches.
    pub fn first(self, n: u64) -> Self {
        self.count(Count::First(n))
    }

    /// Acts on the `n`-th match only; the first is number 1.
    ///
    /// # Panics
    /// When `n` is 0.
    #[track_caller]
    pub fn nth(self, n: u64) -> Self {
        assert!(n > 0, "nth(0) never happens: matches are counted from 1");
        self.count(Count::Nth(n))
    }

    /// Acts on every match after the first `n`.
    pub fn after(self, n: u64) -> Self {
        self.count(Count::After(n))
    }

    /// Acts on every `n`-th match.
    ///
    /// # Panics
    /// When `n` is 0.
    #[track_caller]
    pub fn every(self, n: u64) -> Self {
        assert!(n > 0, "every(0) never happens: matches are counted from 1");
        self.count(Count::Every(n))
    }

    /// Acts with probability `p`, drawn from the server's seed, so that a run can be repeated;
    /// implies [`optional`](RuleBuilder::optional).
    ///
    /// # Panics
    /// When `p` is not in `0.0..=1.0`.
    #[track_caller]
    pub fn chance(self, p: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&p),
            "chance({p}) is no probability: expected 0.0 to 1.0"
        );
        self.count(Count::Chance(p))
    }

    /// Counts matches in each session by itself.
    pub fn per_session(self) -> Self {
        self.scope(Scope::Session)
    }

    /// Counts matches for each path by itself.
    pub fn per_path(self) -> Self {
        self.scope(Scope::Path)
    }

    /// Counts matches for each client address by itself.
    pub fn per_peer(self) -> Self {
        self.scope(Scope::Peer)
    }

    /// Counts matches for each user by itself; those of nobody together.
    pub fn per_user(self) -> Self {
        self.scope(Scope::User)
    }

    /// Counts only matches of the last `window`, on the server's clock: with
    /// [`after`](RuleBuilder::after) it is a limit of so many in that time.
    ///
    /// ```
    /// use ftpmock::clock::ManualClock;
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let clock = ManualClock::new();
    /// let server = FtpServer::builder().clock(clock.clone()).start();
    /// let minute = Duration::from_secs(60);
    /// server.on(NOOP).after(2).within(minute).reply(450, "Not so fast.");
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.noop()?;
    /// ftp.noop()?;
    /// assert!(ftp.noop().is_err());
    /// clock.advance(minute);
    /// ftp.noop()?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn within(self, window: Duration) -> Self {
        self.window(window)
    }

    /// The rule need not act: verification says nothing when it never did.
    pub fn optional(self) -> Self {
        self.made_optional()
    }

    /// Does this to the exchange.
    pub fn fault(self, fault: impl Into<Fault>) -> Rule {
        let fault = fault.into();
        self.register(Purpose::Act(Action::Fault(fault)))
    }

    /// Does these one after the other, one at each match; matches after the last one fall through.
    ///
    /// Where matches are counted by themselves, each place has the whole sequence.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(NOOP).sequence([(450, "Busy."), (421, "Gone.")]);
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(ftp.noop().unwrap_err().to_string().contains("450"));
    /// assert!(ftp.noop().unwrap_err().to_string().contains("421"));
    /// ftp.noop()?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When there is nothing in the sequence.
    #[track_caller]
    pub fn sequence(self, faults: impl IntoIterator<Item = impl Into<Fault>>) -> Rule {
        let faults: Vec<Fault> = faults.into_iter().map(Into::into).collect();
        assert!(
            !faults.is_empty(),
            "sequence([]) does nothing: give it at least one fault"
        );
        self.register(Purpose::Act(Action::Sequence(faults)))
    }

    /// Answers with this reply instead of acting: [`Fault::reply`].
    #[track_caller]
    pub fn reply(self, code: u16, text: impl AsRef<[u8]>) -> Rule {
        self.fault(Fault::reply(code, text))
    }

    /// Lets the command act and changes the text of its final reply: [`Fault::reply_text`].
    pub fn reply_text(self, text: impl AsRef<[u8]>) -> Rule {
        self.fault(Fault::reply_text(text))
    }

    /// Sends these octets instead of acting: [`Fault::raw_reply`].
    pub fn raw_reply(self, octets: impl AsRef<[u8]>) -> Rule {
        self.fault(Fault::raw_reply(octets))
    }

    /// Makes the whole exchange later by `by`: [`Fault::delay`].
    pub fn delay(self, by: Duration) -> Rule {
        self.fault(Fault::delay(by))
    }

    /// The same, by a time between the two that is drawn from the seed: [`Fault::delay_between`].
    #[track_caller]
    pub fn delay_between(self, least: Duration, most: Duration) -> Rule {
        self.fault(Fault::delay_between(least, most))
    }

    /// Says everything so many octets at a time: [`Fault::dribble`].
    #[track_caller]
    pub fn dribble(self, octets: usize, every: Duration) -> Rule {
        self.fault(Fault::dribble(octets, every))
    }

    /// Says nothing more and hears nothing more: [`Fault::stall`].
    pub fn stall(self) -> Rule {
        self.fault(Fault::stall())
    }

    /// Closes the control connection instead of acting: [`Fault::close`].
    pub fn close(self) -> Rule {
        self.fault(Fault::close())
    }

    /// Resets the control connection instead of acting: [`Fault::reset`].
    pub fn reset(self) -> Rule {
        self.fault(Fault::reset())
    }

    /// Answers with this reply and closes the connection: [`Fault::reply_then_close`].
    #[track_caller]
    pub fn reply_then_close(self, code: u16, text: impl AsRef<[u8]>) -> Rule {
        self.fault(Fault::reply_then_close(code, text))
    }

    /// Lets the command act and never sends its final reply: [`Fault::lose_reply`].
    pub fn lose_reply(self) -> Rule {
        self.fault(Fault::lose_reply())
    }

    /// Asks a closure at each match: `None` leaves the exchange to older rules and the server.
    ///
    /// The closure gives whatever a [`Fault`] is made from: `(450, "busy")`, a `Fault`, an
    /// `FsError`. It may block: only its own session waits. When it panics the client gets 451, the
    /// session goes on, and verification reports the panic.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).optional().run(|cmd| (cmd.nth() % 3 == 0).then_some((451, "every third fails")));
    /// ```
    pub fn run<F, T>(self, closure: F) -> Rule
    where
        F: Fn(&Exchange<'_>) -> Option<T> + Send + Sync + 'static,
        T: Into<Fault>,
    {
        let closure = move |exchange: &Exchange<'_>| closure(exchange).map(Into::into);
        self.register(Purpose::Act(Action::Run(Box::new(closure))))
    }

    /// Holds each match until the returned gate is released or dropped.
    ///
    /// Bounded: after 60 seconds of real time the client gets 421, and verification reports it.
    pub fn hold(self) -> Gate {
        let core = Arc::new(GateCore::default());
        let rule = self.register(Purpose::Act(Action::Hold(Arc::clone(&core))));
        Gate::new(core, rule)
    }

    /// Holds each match until the server is dropped, or 60 seconds of real time have passed.
    pub fn hold_until_drop(self) -> Rule {
        self.register(Purpose::Act(Action::Hold(Arc::default())))
    }
}
