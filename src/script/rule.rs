//! The sentence a test author writes, and the handle it leaves.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Signal, Wait};
use crate::protocol::Representation;

use super::Script;
use super::count::{Count, Scope};
use super::describe::Description;
use super::entry::{Condition, Label, Purpose, RuleEntry};
use super::filter::Filter;
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
/// - Filters, all of which must hold: `path`, `arg`, `user`, `peer`, `session`, `logged_in`, `over_tls`,
///   `in_clear`, `ascii`, `ebcdic`, `binary`.
/// - One counting word (the last one counts): `once`, `first`, `nth`, `after`, `every`, `chance`;
///   without one the rule acts on every match. Matches are counted over all sessions, or
///   `per_session`, `per_path`, `per_peer` or `per_user`. What a newer rule took, older ones never see; expectations
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
                within: None,
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

    /// Only of clients whose address, without its port, matches this glob.
    ///
    /// # Panics
    /// When the glob is malformed.
    #[track_caller]
    pub fn peer(self, glob: impl AsRef<[u8]>) -> Self {
        let pattern = Pattern::text(glob.as_ref());
        self.filter(Filter::Peer(pattern))
    }

    /// Only while the control connection is under TLS.
    pub fn over_tls(self) -> Self {
        self.filter(Filter::Tls(true))
    }

    /// Only while the control connection is not under TLS.
    pub fn in_clear(self) -> Self {
        self.filter(Filter::Tls(false))
    }

    /// Only while `TYPE A` is in force, as it is at first.
    pub fn ascii(self) -> Self {
        self.filter(Filter::Type(Representation::Ascii))
    }

    /// Only while `TYPE E` (EBCDIC) is in force.
    pub fn ebcdic(self) -> Self {
        self.filter(Filter::Type(Representation::Ebcdic))
    }

    /// Only while `TYPE I` (or `L 8`) is in force.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.expect(STOR).binary().times(..);
    /// server.expect(STOR).ascii().never();
    /// ```
    pub fn binary(self) -> Self {
        self.filter(Filter::Type(Representation::Image))
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

    pub(super) const fn window(mut self, window: Duration) -> Self {
        self.condition.within = Some(window);
        self
    }

    pub(super) const fn count(mut self, count: Count) -> Self {
        self.condition.count = count;
        self
    }

    pub(super) const fn scope(mut self, scope: Scope) -> Self {
        self.condition.scope = scope;
        self
    }

    pub(super) const fn made_optional(mut self) -> Self {
        self.label.optional = true;
        self
    }

    pub(super) fn register(self, purpose: Purpose) -> Rule {
        let entry = self.script.register(self.condition, purpose, self.label);
        Rule::new(self.script, entry)
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
    pub(super) const fn new(script: Script, entry: Arc<RuleEntry>) -> Self {
        Self { script, entry }
    }

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

    /// What the rule says, as a value.
    pub fn description(&self) -> Description {
        Description::of(&self.entry)
    }

    /// What the rule says, as an English sentence.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let busy = server.on(STOR).path("/in/*").first(2).optional().reply(450, "Busy.");
    /// assert_eq!(
    ///     busy.sentence(),
    ///     "The first 2 times a client sends STOR for a path that matches /in/*, the server \
    ///      answers 450 \"Busy.\"."
    /// );
    /// ```
    pub fn sentence(&self) -> String {
        self.description().to_string()
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
