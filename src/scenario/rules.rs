//! How rules and expectations are spelled.

use std::time::Duration;

use toml::de::{DeTable, DeValue};

use super::args::{Glob, Ordinal, PathGlob, Probability};
use super::deeds::{self, Deed};
use super::faults;
use super::node::{Found, Node, Reader};
use super::problem::Problem;
use super::row::{Row, Word, apply, at_most_one, flag, term, words};
use super::triggers;
use crate::script::{
    ANY, Act, Place, Rule as Registered, RuleBuilder, Script, Spy, Times, Trigger,
};

/// Words that narrow a rule, after "a client sends STOR ..".
pub(crate) fn filters<K: 'static>() -> Vec<Row<RuleBuilder<K>>> {
    type R<K> = RuleBuilder<K>;
    vec![
        term(
            "path",
            |r: R<K>, glob: PathGlob| r.path(glob.0),
            " for a path that matches {}",
        ),
        term(
            "arg",
            |r: R<K>, glob: Glob| r.arg(glob.0),
            " with an argument that matches {}",
        ),
        term(
            "user",
            |r: R<K>, glob: Glob| r.user(glob.0),
            " as a user whose name matches {}",
        ),
        term(
            "session",
            |r: R<K>, Ordinal(n)| r.session(n),
            " in the {} session",
        ),
        term(
            "peer",
            |r: R<K>, glob: Glob| r.peer(glob.0),
            " from an address that matches {}",
        ),
        flag("over_tls", |r: R<K>| r.over_tls(), " over TLS"),
        flag("in_clear", |r: R<K>| r.in_clear(), " in clear"),
        flag("ascii", |r: R<K>| r.ascii(), " under TYPE A"),
        flag("ebcdic", |r: R<K>| r.ebcdic(), " under TYPE E"),
        flag("binary", |r: R<K>| r.binary(), " under TYPE I"),
        flag("logged_in", |r: R<K>| r.logged_in(), " after logging in"),
    ]
}

/// Words that say how often, at the beginning of a sentence.
pub(crate) fn counts() -> Vec<Row<RuleBuilder<Act>>> {
    type R = RuleBuilder<Act>;
    vec![
        flag("once", |r: R| r.once(), "The first time"),
        term("first", |r: R, n: u64| r.first(n), "The first {} times"),
        term("nth", |r: R, Ordinal(n)| r.nth(n), "The {} time"),
        term(
            "after",
            |r: R, n: u64| r.after(n),
            "Every time after the first {}",
        ),
        term("every", |r: R, Ordinal(n)| r.every(n), "Every {} time"),
        term(
            "chance",
            |r: R, Probability(p)| r.chance(p),
            "With a chance of {}, each time",
        ),
    ]
}

/// Words that say over what is counted, at the end of a sentence.
pub(crate) fn scopes() -> Vec<Row<RuleBuilder<Act>>> {
    type R = RuleBuilder<Act>;
    vec![
        term(
            "within",
            |r: R, window: Duration| r.within(window),
            ", counted within {}",
        ),
        flag(
            "per_session",
            |r: R| r.per_session(),
            ", counted for each session by itself",
        ),
        flag(
            "per_peer",
            |r: R| r.per_peer(),
            ", counted for each address by itself",
        ),
        flag(
            "per_user",
            |r: R| r.per_user(),
            ", counted for each user by itself",
        ),
        flag(
            "per_path",
            |r: R| r.per_path(),
            ", counted for each path by itself",
        ),
    ]
}

/// Keys of a rule that are no rows.
pub(crate) const RULE_KEYS: &[&str] = &["on", "name", "optional", "fault", "hold", "sequence"];
/// Keys of an expectation that are no rows.
pub(crate) const EXPECT_KEYS: &[&str] = &["on", "name", "times"];

/// A rule of a scenario.
pub(super) struct Rule {
    trigger: Trigger,
    words: Vec<Word<RuleBuilder<Act>>>,
    deed: Deed,
    name: Option<String>,
    optional: Option<bool>,
    place: Place,
}

/// An expectation of a scenario.
pub(super) struct Expectation {
    trigger: Trigger,
    words: Vec<Word<RuleBuilder<Spy>>>,
    times: Times,
    name: Option<String>,
    place: Place,
}

impl Rule {
    pub(super) fn read(node: Node<'_>, at: &Reader<'_>) -> Option<Self> {
        let table = at.keep(node.table("a rule"))?;
        let trigger = trigger(node, table, at);
        let (filters, counts, scopes) = (filters(), counts(), scopes());
        let count_names: Vec<&str> = counts.iter().map(|row| row.name).collect();
        let scope_names: Vec<&str> = scopes.iter().map(|row| row.name).collect();
        let rows: Vec<_> = filters.into_iter().chain(counts).chain(scopes).collect();
        let faults = faults::table();
        let mut others = RULE_KEYS.to_vec();
        others.extend(faults.iter().map(|row| row.name));
        let words = words(&rows, table, &others, "a rule", at);
        at_most_one(&words, &count_names, "a rule has one counting word", at);
        at_most_one(&words, &scope_names, "matches are counted in one way", at);
        impossible_filters(&trigger, &words, at);
        let deed = deeds::read(node, table, &faults, &trigger, at)?;
        let name = name(table, at);
        Some(Self {
            trigger,
            deed,
            name,
            optional: table
                .get("optional")
                .and_then(|value| at.keep(Node(value).boolean())),
            place: at.place(node.span().start),
            words,
        })
    }

    /// Registers it; it may stay without effect unless something says otherwise.
    pub(super) fn register(&self, strict: bool, reach: Reach<'_>, script: &Script) -> Registered {
        let rule = script
            .on(self.trigger.clone())
            .written_at(self.place.clone());
        // What the rule says itself of counting comes later, and holds.
        let rule = if reach.apart { rule.per_user() } else { rule };
        let mut rule = reach.narrow(apply(&self.words, rule));
        if let Some(name) = &self.name {
            rule = rule.named(name);
        }
        if self.optional.unwrap_or(!strict) {
            rule = rule.optional();
        }
        match &self.deed {
            Deed::Fault(fault) => rule.fault(fault.clone()),
            Deed::Sequence(faults) => rule.sequence(faults.iter().cloned()),
            Deed::Hold => rule.hold_until_drop(),
        }
    }

    /// What it says, when it is registered there.
    pub(super) fn explain(&self, script: &Script) -> String {
        let registered = self.register(true, Reach::default(), script);
        titled(self.name.as_deref(), &registered)
    }
}

impl Expectation {
    pub(super) fn read(node: Node<'_>, at: &Reader<'_>) -> Option<Self> {
        let table = at.keep(node.table("an expectation"))?;
        let trigger = trigger(node, table, at);
        let words = words(&filters(), table, EXPECT_KEYS, "an expectation", at);
        impossible_filters(&trigger, &words, at);
        let Some(times) = table.get("times") else {
            let problem = Problem::new(node.span(), "an expectation needs `times`");
            at.blame(
                problem
                    .label("how often?")
                    .help("write times = 2, \"1..\", \"1..=3\" or \"never\""),
            );
            return None;
        };
        let times = at.keep(read_times(Node(times)))?;
        let name = name(table, at);
        Some(Self {
            trigger,
            times,
            name,
            place: at.place(node.span().start),
            words,
        })
    }

    /// Registers it.
    pub(super) fn register(&self, reach: Reach<'_>, script: &Script) -> Registered {
        let spy = script
            .expect(self.trigger.clone())
            .written_at(self.place.clone());
        let mut spy = reach.narrow(apply(&self.words, spy));
        if let Some(name) = &self.name {
            spy = spy.named(name);
        }
        spy.times(self.times)
    }

    /// What it says, when it is registered there.
    pub(super) fn explain(&self, script: &Script) -> String {
        let registered = self.register(Reach::default(), script);
        titled(self.name.as_deref(), &registered)
    }
}

/// Whom rules and expectations are about.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reach<'a> {
    /// One user, or all.
    pub(crate) user: Option<&'a [u8]>,
    /// Rules count for each user by themselves, unless they say otherwise.
    pub(crate) apart: bool,
}

impl Reach<'_> {
    fn narrow<K>(self, rule: RuleBuilder<K>) -> RuleBuilder<K> {
        match self.user {
            Some(user) => rule.user(literal(user)),
            None => rule,
        }
    }
}

/// `"partner is busy": The first 2 times ..`
fn titled(name: Option<&str>, rule: &Registered) -> String {
    match name {
        Some(name) => format!("{name:?}: {}", rule.sentence()),
        None => rule.sentence(),
    }
}

/// A glob that matches this name only.
fn literal(name: &[u8]) -> Vec<u8> {
    let mut glob = Vec::with_capacity(name.len());
    for octet in name {
        if matches!(
            octet,
            b'*' | b'?' | b'[' | b']' | b'{' | b'}' | b'!' | b'\\'
        ) {
            glob.push(b'\\');
        }
        glob.push(*octet);
    }
    glob
}

/// What it is attached to. Where that is wrong it is anything, so that all else that is wrong is found, too.
fn trigger(node: Node<'_>, table: &DeTable<'_>, at: &Reader<'_>) -> Trigger {
    let Some(on) = table.get("on") else {
        let problem = Problem::new(node.span(), "this rule is attached to nothing");
        at.blame(
            problem
                .label("`on` is missing")
                .help("write on = \"STOR\", on = [\"LIST\", \"MLSD\"] or on = \"connect\""),
        );
        return ANY.into();
    };
    at.keep(triggers::read(Node(on)))
        .unwrap_or_else(|| ANY.into())
}

fn name(table: &DeTable<'_>, at: &Reader<'_>) -> Option<String> {
    let name = Node(table.get("name")?).text("a name");
    at.keep(name).map(str::to_owned)
}

/// An event has neither path nor argument.
fn impossible_filters<K>(trigger: &Trigger, words: &[Word<RuleBuilder<K>>], at: &Reader<'_>) {
    if !trigger.is_events() {
        return;
    }
    for word in words
        .iter()
        .filter(|word| matches!(word.name, "path" | "arg"))
    {
        let title = format!(
            "`{}` never matches: what this is attached to has none",
            word.name
        );
        at.blame(Problem::new(word.span.clone(), title).label("this is about commands"));
    }
}

/// `2`, `"2.."`, `"1..=3"`, `"never"`.
fn read_times(node: Node<'_>) -> Found<Times> {
    const WHAT: &str = "a number, or a range such as \"2..\" or \"1..=3\", or \"never\"";
    let wrong = |title: String| node.wrong(title, format!("expected {WHAT}"));
    if let DeValue::Integer(_) = node.value() {
        let number = node.integer(WHAT)?;
        let number = u64::try_from(number).map_err(|_| wrong(format!("{number} times?")))?;
        return Ok(number.into());
    }
    let text = node.text(WHAT)?;
    if text == "never" {
        return Ok(0.into());
    }
    let unclear = || wrong(format!("{text:?} says not how often"));
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| unclear());
    let (from, to) = text.split_once("..").ok_or_else(unclear)?;
    let least = if from.trim().is_empty() {
        0
    } else {
        number(from)?
    };
    let most = match to.trim().strip_prefix('=') {
        Some(most) => Some(number(most)?),
        None if to.trim().is_empty() => None,
        None => Some(number(to)?.checked_sub(1).ok_or_else(unclear)?),
    };
    match most {
        None => Ok((least..).into()),
        Some(most) if least <= most => Ok((least..=most).into()),
        Some(_) => Err(wrong(format!("{text:?} is empty: nothing can meet it"))),
    }
}
