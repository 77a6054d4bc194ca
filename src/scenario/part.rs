//! One file of a scenario.

use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::node::{Node, Reader, entries};
use super::problem::{Problem, ScenarioError};
use super::row::{Arg, Word, at_most_one, unknown, words};
use super::rules::{Expectation, Reach, Rule};
use super::{files, options, people};
use crate::script::{self, Script};
use crate::server::Builder;

/// Keys of the file itself.
pub(crate) const KEYS: &[&str] = &[
    "version", "seed", "strict", "server", "user", "host", "throttle", "fs", "rule", "expect",
];

/// What one file says.
#[derive(Default)]
pub(super) struct Part {
    /// What it does to a builder, in order.
    steps: Vec<Word<Builder>>,
    rules: Vec<Rule>,
    expectations: Vec<Expectation>,
    strict: bool,
    #[cfg(feature = "cli")]
    login: Option<(String, String)>,
}

impl Part {
    pub(super) fn read(
        name: &Arc<str>,
        directory: &Path,
        text: &str,
    ) -> Result<Self, ScenarioError> {
        let at = Reader::new(name, directory, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let span = error.span().unwrap_or(text.len()..text.len());
            at.blame(Problem::new(span, error.message()).label("this is no TOML"));
        }
        let mut part = Self::default();
        // What is no TOML makes no sense: its guesses would only add noise.
        if errors.is_empty() {
            part.take(table.get_ref(), &at);
        }
        at.verdict().map(|()| part)
    }

    fn take(&mut self, table: &DeTable<'_>, at: &Reader<'_>) {
        for (key, node) in entries(table) {
            let name: &str = key.get_ref();
            match name {
                "version" => version(node, at),
                "seed" => {
                    if let Some(seed) = at.keep(u64::read(node, at)) {
                        let say = format!("The seed of everything random is {seed}.");
                        self.step("seed", say, node, move |b| b.seed(seed));
                    }
                }
                "strict" => self.strict = at.keep(node.boolean()) == Some(true),
                "server" => self.server(node, at),
                "fs" => {
                    let words = files::read(node, at).unwrap_or_default();
                    self.steps.extend(words.into_iter().map(of_server));
                }
                "user" => each(node, "user", at, |node| self.user(node, at)),
                "host" => each(node, "host", at, |node| {
                    if let Some((host, say)) = people::host(node, at) {
                        self.step("host", say, node, move |b| b.host(host.clone()));
                    }
                }),
                "throttle" => each(node, "throttle", at, |node| {
                    if let Some((limit, say)) = people::throttle(node, at) {
                        self.step("throttle", say, node, move |b| b.throttle(limit));
                    }
                }),
                "rule" => each(node, "rule", at, |node| {
                    self.rules.extend(Rule::read(node, at));
                }),
                "expect" => each(node, "expect", at, |node| {
                    self.expectations.extend(Expectation::read(node, at));
                }),
                _ => at.blame(unknown(
                    key.span(),
                    name,
                    KEYS.iter().copied(),
                    "a scenario",
                )),
            }
        }
        self.conflicts(at);
    }

    fn server(&mut self, node: Node<'_>, at: &Reader<'_>) {
        let Some(table) = at.keep(node.table("a table of options")) else {
            return;
        };
        let others: &[&str] = if cfg!(feature = "tls") { &["tls"] } else { &[] };
        let found = words(&options::table(), table, others, "the server", at);
        at_most_one(
            &found,
            &["listen", "ipv6"],
            "a server listens in one place",
            at,
        );
        at_most_one(&found, options::FIRST, "there is one model", at);
        let (first, then): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|word| options::FIRST.contains(&word.name));
        self.steps.splice(0..0, first.into_iter().map(of_server));
        self.steps.extend(then.into_iter().map(of_server));
        #[cfg(feature = "tls")]
        if let Some(node) = table.get("tls").map(Node)
            && let Some((tls, says)) = super::tls::read(node, at)
        {
            self.step("tls", says.join(" "), node, move |b| b.tls(tls.clone()));
        }
    }

    fn user(&mut self, node: Node<'_>, at: &Reader<'_>) {
        let Some(person) = people::Person::read(node, at) else {
            return;
        };
        #[cfg(feature = "cli")]
        if self.login.is_none() {
            self.login = Some((person.name, person.password.unwrap_or_default()));
        }
        let user = person.user;
        self.step("user", person.says, node, move |b| b.user(user.clone()));
    }

    fn step(
        &mut self,
        name: &'static str,
        say: String,
        node: Node<'_>,
        step: impl Fn(Builder) -> Builder + Send + Sync + 'static,
    ) {
        self.steps.push(Word::new(name, say, node.span(), step));
    }

    /// What can not be together, although each is right.
    fn conflicts(&self, at: &Reader<'_>) {
        let on_disk = |word: &&Word<Builder>| matches!(word.name, "root" | "temp_dir");
        let quota = self.steps.iter().find(|word| word.name == "quota");
        if let (Some(quota), Some(place)) = (quota, self.steps.iter().find(on_disk)) {
            let title = format!(
                "`quota` is about files in memory, and `{}` keeps them elsewhere",
                place.name
            );
            at.blame(Problem::new(quota.span.clone(), title).label("leave one of them out"));
        }
    }

    pub(super) fn build(&self, builder: Builder) -> Builder {
        super::row::apply(&self.steps, builder)
    }

    /// Registers its rules.
    pub(super) fn rule(
        &self,
        strict: bool,
        reach: Reach<'_>,
        script: &Script,
    ) -> Vec<script::Rule> {
        let register = |rule: &Rule| rule.register(strict || self.strict, reach, script);
        self.rules.iter().map(register).collect()
    }

    /// Registers its expectations.
    pub(super) fn expect(&self, reach: Reach<'_>, script: &Script) -> Vec<script::Rule> {
        let register = |one: &Expectation| one.register(reach, script);
        self.expectations.iter().map(register).collect()
    }

    /// What it says of a server that is yet to be started is a problem.
    #[cfg(feature = "cli")]
    pub(super) fn problems_while_running(&self) -> Vec<Problem> {
        let problem = |word: &Word<Builder>| {
            let title = format!(
                "the server runs already, and `{}` is said before it starts",
                word.name
            );
            Problem::new(word.span.clone(), title).label("expected only [[rule]] and [[expect]]")
        };
        self.steps.iter().map(problem).collect()
    }

    pub(super) fn explain(&self) -> Vec<String> {
        let steps = self.steps.iter().map(|word| word.say.clone());
        let paper = Script::on_paper();
        let rules = self.rules.iter().map(|rule| rule.explain(&paper));
        let expectations = self.expectations.iter().map(|one| one.explain(&paper));
        steps.chain(rules).chain(expectations).collect()
    }

    #[cfg(feature = "cli")]
    pub(super) fn login(&self) -> Option<(String, String)> {
        self.login.clone()
    }

    #[cfg(feature = "cli")]
    pub(super) fn mentions(&self, key: &str) -> bool {
        self.steps.iter().any(|word| word.name == key)
    }
}

/// Makes a sentence of what is said of the server.
fn of_server(mut word: Word<Builder>) -> Word<Builder> {
    word.say = format!("The server {}.", word.say);
    word
}

fn version(node: Node<'_>, at: &Reader<'_>) {
    match at.keep(node.integer("1")) {
        Some(1) | None => {}
        Some(other) => {
            let title =
                format!("this is a scenario of version {other}, and version 1 is known here");
            at.blame(node.wrong(title, "expected 1"));
        }
    }
}

fn each<'a>(node: Node<'a>, name: &str, at: &Reader<'_>, mut take: impl FnMut(Node<'a>)) {
    let wanted = format!("tables, each below [[{name}]]");
    let list = node.list(&wanted);
    let list = list.map_err(|problem| problem.help(format!("write [[{name}]]")));
    for one in at.keep(list).into_iter().flatten() {
        take(one);
    }
}
