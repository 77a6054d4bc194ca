//! The sentence a test author writes, and the handle it leaves.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{GateCore, Signal, Wait};

use super::Script;
use super::count::{Count, Scope};
use super::entry::{Action, Condition, Label, Purpose, RuleEntry};
use super::exchange::Exchange;
use super::fault::Fault;
use super::filter::Filter;
use super::gate::Gate;
use super::pattern::Pattern;
#[cfg(feature = "scenario")]
use super::place::Place;
use super::scoped::ScopedRule;
use super::times::Times;
use super::trigger::Trigger;

/// Marks a sentence that begins with `on(..)` and ends in an action.
#[derive(Debug)]
#[non_exhaustive]
pub enum Act {}

/// Marks a sentence that begins with `expect(..)` and ends in a number of times.
#[derive(Debug)]
#[non_exhaustive]
pub enum Spy {}

/// A rule in the making: words narrow it, the last one registers it.
///
/// - Filters, all of which must hold: `path`, `arg`, `user`, `session`, `logged_in`.
/// - One counting word (the last one counts): `once`, `first`, `nth`, `after`, `every`, `chance`;
///   without one the rule acts on every match. Matches are counted over all sessions, or
///   `per_session`, or `per_path`. What a newer rule took, older ones never see; expectations
///   count it all the same.
/// - One last word. After `on(..)`, an action; after `expect(..)`, `times` or `never`.
///
/// Globs have `*`, `**`, `?`, `[a-z]` and `{a,b}`, and work on octets.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// server.on(STOR).path("/in/*").first(2).named("partner is busy").optional().reply(450, "Busy.");
/// server.expect(DELE).path("/out/*").times(..);
/// ```
#[must_use = "a rule does nothing until its last word: an action such as `.reply(..)`, or `.times(..)`"]
#[derive(Debug)]
pub struct RuleBuilder<Kind> {
    script: Script,
    condition: Condition,
    label: Label,
    kind: PhantomData<Kind>,
}

impl<Kind> RuleBuilder<Kind> {
    #[track_caller]
    pub(crate) fn new(script: Script, trigger: Trigger) -> Self {
        Self {
            script,
            condition: Condition {
                trigger,
                filters: Vec::new(),
                count: Count::Always,
                scope: Scope::default(),
                place: Location::caller().into(),
            },
            label: Label::default(),
            kind: PhantomData,
        }
    }

    /// Only when the argument means a path that matches this glob, in the directory the session is
    /// in; `*` stops at `/`, `**` does not.
    ///
    /// It is the path as the user sees it: `STOR a.csv` in `/in` matches `/in/*.csv`; a listing without
    /// an argument is about the directory itself.
    ///
    /// # Panics
    /// When the glob is malformed or begins with neither `/` nor `**`.
    #[track_caller]
    pub fn path(self, glob: impl AsRef<[u8]>) -> Self {
        let pattern = Pattern::path(glob.as_ref());
        self.filter(Filter::Path(pattern))
    }

    /// Only when the argument, as sent, matches this glob; `*` matches anything.
    ///
    /// # Panics
    /// When the glob is malformed.
    #[track_caller]
    pub fn arg(self, glob: impl AsRef<[u8]>) -> Self {
        let pattern = Pattern::text(glob.as_ref());
        self.filter(Filter::Argument(pattern))
    }

    /// Only in sessions of users whose name matches this glob.
    ///
    /// # Panics
    /// When the glob is malformed.
    #[track_caller]
    pub fn user(self, glob: impl AsRef<[u8]>) -> Self {
        let pattern = Pattern::text(glob.as_ref());
        self.filter(Filter::User(pattern))
    }

    /// Only in the session with this number, from 1, in the order in which clients connected.
    pub fn session(self, number: u64) -> Self {
        self.filter(Filter::Session(number))
    }

    /// Only when somebody is logged in.
    pub fn logged_in(self) -> Self {
        self.filter(Filter::LoggedIn)
    }

    /// A name for failure messages and the transcript.
    pub fn named(mut self, name: impl AsRef<str>) -> Self {
        self.label.name = Some(name.as_ref().into());
        self
    }

    /// It was written elsewhere.
    #[cfg(feature = "scenario")]
    pub(crate) fn written_at(mut self, place: Place) -> Self {
        self.condition.place = place;
        self
    }

    fn filter(mut self, filter: Filter) -> Self {
        self.condition.filters.push(filter);
        self
    }

    fn register(self, purpose: Purpose) -> Rule {
        let entry = self.script.register(self.condition, purpose, self.label);
        Rule {
            script: self.script,
            entry,
        }
    }
}

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

    /// The rule need not act: verification says nothing when it never did.
    pub fn optional(mut self) -> Self {
        self.label.optional = true;
        self
    }

    /// Does this to the exchange.
    pub fn fault(self, fault: impl Into<Fault>) -> Rule {
        let fault = fault.into();
        self.register(Purpose::Act(Action::Fault(fault)))
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

    const fn count(mut self, count: Count) -> Self {
        self.condition.count = count;
        self
    }

    const fn scope(mut self, scope: Scope) -> Self {
        self.condition.scope = scope;
        self
    }
}

impl RuleBuilder<Spy> {
    /// Expects this many matches until the server is verified: a number or a range.
    ///
    /// A spy counts commands as they arrive, whatever they are answered.
    #[track_caller]
    pub fn times(self, times: impl Into<Times>) -> Rule {
        let times = times.into();
        self.register(Purpose::Spy(times))
    }

    /// Expects no match until the server is verified.
    pub fn never(self) -> Rule {
        self.times(0)
    }
}

/// A registered rule.
#[derive(Clone)]
pub struct Rule {
    script: Script,
    entry: Arc<RuleEntry>,
}

impl Rule {
    /// How often the rule has acted, or, for a spy, matched.
    ///
    /// A hit is counted before the client can see anything of it. A fault that waits for an octet
    /// of data, or for the filesystem, counts when it strikes.
    pub fn hits(&self) -> u64 {
        self.entry.hits()
    }

    /// Waits, for at most `within` of real time, until there were `n` hits.
    pub fn hits_reached(&self, n: u64, within: Duration) -> Wait {
        let entry = Arc::clone(&self.entry);
        self.script.wait(
            format!("hit {n} of {}", entry.called()),
            within,
            move || entry.hits() >= n,
        )
    }

    /// Gives the rule a name for failure messages and the transcript.
    #[allow(clippy::must_use_candidate, reason = "the change is the point")]
    pub fn named(self, name: impl AsRef<str>) -> Self {
        let name = Some(name.as_ref().into());
        self.entry.change_label(|label| label.name = name);
        self
    }

    /// The rule need not act: verification says nothing when it never did.
    #[allow(clippy::must_use_candidate, reason = "the change is the point")]
    pub fn optional(self) -> Self {
        self.entry.change_label(|label| label.optional = true);
        self
    }

    /// Takes the rule away; it is verified no more.
    pub fn remove(self) {
        self.script.remove(&self.entry);
    }

    /// Takes the rule away when the returned guard is dropped, and verifies it then.
    pub const fn scoped(self) -> ScopedRule {
        ScopedRule::new(self)
    }

    pub(crate) const fn entry(&self) -> &Arc<RuleEntry> {
        &self.entry
    }

    pub(super) const fn script(&self) -> &Script {
        &self.script
    }

    pub(crate) fn wait_with(
        &self,
        signal: Arc<Signal>,
        what: String,
        within: Duration,
        holds: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Wait {
        Wait::new(what, within, signal, self.script.alarm(), holds)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.entry)
    }
}
