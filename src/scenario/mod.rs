//! Scenario files: what a builder can say, in TOML.
//!
//! A file is read in one go, and every problem in it is found then, shown with file, line, column and
//! the text itself. Tables of rows, one for each word of the builder, decide what there is:
//! [`options`], [`faults`], [`rules`], [`tls`], [`people`], [`files`].

mod args;
mod args_many;
mod args_names;
mod choices;
mod deeds;
mod faults;
mod faults_data;
mod faults_files;
mod faults_table;
mod features;
mod files;
mod node;
mod options;
mod options_switches;
mod options_values;
mod options_ways;
mod part;
mod people;
mod problem;
mod row;
mod rules;
mod schema;
mod shape;
#[cfg(feature = "tls")]
mod tls;
mod triggers;
mod units;

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

#[cfg(feature = "cli")]
use crate::script::Script;
use crate::server::Builder;

#[cfg(feature = "cli")]
pub(crate) use args_many::Ports;
#[cfg(feature = "cli")]
pub(crate) use faults::is_fault;
use part::Part;
pub use problem::ScenarioError;
#[cfg(feature = "cli")]
pub(crate) use units::duration;

/// What a server is, what goes wrong on it and what is expected of its clients, from TOML files.
///
/// Its nouns and verbs are those of [`Builder`], [`RuleBuilder`](crate::script::RuleBuilder) and
/// [`Fault`](crate::Fault); `docs/SCENARIO.md` has them all.
///
/// ```
/// use ftpmock::{FtpServer, Scenario};
///
/// let scenario: Scenario = r#"
///     [fs.files]
///     "/out/today.csv" = "a,b\n"
///
///     [[rule]]
///     on = "RETR"
///     once = true
///     fault = { data_reset_after = "2 B" }
///
///     [[expect]]
///     on = "DELE"
///     times = "never"
/// "#
/// .parse()?;
/// assert_eq!(scenario.explain()[1], "The first time a client sends RETR, \
///     the server resets the data connection after 2 bytes.");
///
/// let server = FtpServer::builder().play(scenario).start();
/// assert_eq!(server.fs().read_to_string("/out/today.csv"), "a,b\n");
/// # Ok::<(), ftpmock::ScenarioError>(())
/// ```
///
/// A file is shared by tests, so its rules need not act, as if each were
/// [`optional`](crate::script::RuleBuilder::optional), unless `optional = false` stands in a rule,
/// `strict = true` in the file, or [`strict`](Scenario::strict) in the test.
#[derive(Clone, Default)]
pub struct Scenario {
    parts: Vec<Arc<Part>>,
    strict: bool,
}

impl Scenario {
    /// Reads a file; paths in it begin where the file is.
    ///
    /// # Errors
    /// When it can not be read, or says what can not be.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        let name: Arc<str> = path.display().to_string().into();
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let directory = path.parent().unwrap_or_else(|| Path::new(""));
                Self::parsed(&name, directory, &text)
            }
            Ok(Err(_)) => Err(ScenarioError::of_file(&name, "this file is no UTF-8")),
            Err(error) => {
                let why = format!("this file can not be read: {error}");
                Err(ScenarioError::of_file(&name, &why))
            }
        }
    }

    /// Reads a scenario from a text that has a name; paths in it begin in the current directory.
    #[cfg(feature = "cli")]
    pub(crate) fn named(name: &str, text: &str) -> Result<Self, ScenarioError> {
        Self::parsed(&name.into(), Path::new(""), text)
    }

    fn parsed(name: &Arc<str>, directory: &Path, text: &str) -> Result<Self, ScenarioError> {
        Ok(Self {
            parts: vec![Arc::new(Part::read(name, directory, text)?)],
            strict: false,
        })
    }

    /// This scenario and then the other: of two that say the same the later holds, and its rules are
    /// asked first.
    ///
    /// ```
    /// use ftpmock::Scenario;
    ///
    /// let partner: Scenario = "[server]\ngreeting = 'Partner'".parse()?;
    /// let slow: Scenario = "[[rule]]\non = 'any'\ndelay = '2 s'".parse()?;
    /// assert_eq!(partner.and(slow).explain().len(), 2);
    /// # Ok::<(), ftpmock::ScenarioError>(())
    /// ```
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        self.parts.extend(later.parts);
        self.strict |= later.strict;
        self
    }

    /// Its rules must act, or verification fails, unless one says `optional = true`.
    #[must_use]
    pub const fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// What it says, in English sentences.
    pub fn explain(&self) -> Vec<String> {
        self.parts.iter().flat_map(|part| part.explain()).collect()
    }

    /// The JSON Schema of scenario files, for editors that complete them.
    ///
    /// ```
    /// let schema = ftpmock::Scenario::schema();
    /// assert!(schema.contains("\"data_reset_after\""));
    /// ```
    pub fn schema() -> String {
        schema::schema()
    }

    /// The first user that can log in with what the file says: name and password.
    #[cfg(feature = "cli")]
    pub(crate) fn login(&self) -> Option<(String, String)> {
        self.parts.iter().find_map(|part| part.login())
    }

    /// Whether it says how much room there is, or where the files are.
    #[cfg(feature = "cli")]
    pub(crate) fn mentions(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.mentions(key))
    }

    fn build(self, builder: Builder) -> Builder {
        let strict = self.strict;
        self.parts.into_iter().fold(builder, |builder, part| {
            let builder = part.build(builder);
            builder.rules(move |script| {
                part.rule(strict, script);
                part.expect(script);
            })
        })
    }

    /// Does what it says, with rules that count for each user by themselves, and without its
    /// expectations.
    #[cfg(feature = "cli")]
    pub(crate) fn build_for_each(&self, builder: Builder) -> Builder {
        let strict = self.strict;
        self.parts.iter().fold(builder, |builder, part| {
            let part = Arc::clone(part);
            let builder = part.build(builder);
            builder.rules(move |script| part.rule_each(strict, script))
        })
    }

    /// Expects of this user what it expects of clients.
    #[cfg(feature = "cli")]
    pub(crate) fn expect_of(&self, user: &[u8], script: &Script) {
        for part in &self.parts {
            part.expect_of(user, script);
        }
    }
}

impl FromStr for Scenario {
    type Err = ScenarioError;

    /// Reads a scenario from a text; paths in it begin in the current directory.
    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        Self::parsed(&"scenario".into(), Path::new(""), text)
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.explain()).finish()
    }
}

impl Builder {
    /// Does what this scenario file says; several hold one after the other.
    ///
    /// A relative path begins where the test runs, with cargo in the directory of the package.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().scenario("fixtures/scenarios/happy.toml").start();
    /// assert!(server.fs().exists("/outbox/today.csv"));
    /// ```
    ///
    /// # Panics
    /// When the file can not be read or says what can not be, with the place in it.
    #[track_caller]
    pub fn scenario(self, path: impl AsRef<Path>) -> Self {
        match Scenario::from_path(path) {
            Ok(scenario) => self.play(scenario),
            Err(error) => panic!("{error}"),
        }
    }

    /// Does what this scenario says: see [`Scenario`].
    pub fn play(self, scenario: Scenario) -> Self {
        scenario.build(self)
    }
}
