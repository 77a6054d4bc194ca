//! How users, virtual hosts and limits of speed are spelled.

use super::args::{Octets, Rate};
use super::args_many::{Choice, Named, Pairs};
use super::node::{Found, Node, Reader};
use super::options_values::HostName;
use super::problem::Problem;
use super::row::{Arg, Row, Said, Word, apply, at_most_one, flag, row, words};
use super::shape::Shape;
use crate::auth::{Perms, User};
use crate::protocol::FtpPath;
use crate::server::Throttle;
use crate::session::VirtualHost;

/// What is said of a user, after "The user alice ..".
pub(crate) fn users() -> Vec<Row<User>> {
    type U = User;
    vec![
        row(
            "password",
            |u: U, Octets(word)| u.password(word),
            "has a password",
        ),
        flag("no_password", |u: U| u.no_password(), "needs no password"),
        row(
            "perm",
            |u: U, letters: Letters| u.perm(&letters.0),
            "may do {}",
        ),
        row(
            "perm_in",
            |u: U, all: Pairs<Letters>| {
                all.0
                    .into_iter()
                    .fold(u, |u, (dir, letters)| u.perm_in(dir, &letters.0))
            },
            "may do {}, and below",
        ),
        row(
            "perm_only_in",
            |u: U, all: Pairs<Letters>| {
                all.0
                    .into_iter()
                    .fold(u, |u, (dir, letters)| u.perm_only_in(dir, &letters.0))
            },
            "may do {}, but not below",
        ),
        row("home", |u: U, dir: FtpPath| u.home(dir), "lives in {}"),
        row(
            "start_dir",
            |u: U, dir: FtpPath| u.start_dir(dir),
            "begins in {}",
        ),
        row(
            "welcome",
            |u: U, Octets(text)| u.welcome(text),
            "is welcomed with {}",
        ),
        row(
            "farewell",
            |u: U, Octets(text)| u.farewell(text),
            "is sent off with {}",
        ),
        row(
            "account",
            |u: U, Octets(text)| u.account(text),
            "needs an account to log in",
        ),
        row(
            "account_to_store",
            |u: U, Octets(text)| u.account_to_store(text),
            "needs an account to store files",
        ),
    ]
}

/// What is said of a virtual host, after "The host a.test ..".
pub(crate) fn hosts() -> Vec<Row<VirtualHost>> {
    type H = VirtualHost;
    vec![
        row("root", |h: H, dir: FtpPath| h.root(dir), "shows {}"),
        row(
            "greeting",
            |h: H, Octets(text)| h.greeting(text),
            "greets with {}",
        ),
    ]
}

/// What is said of a limit, after "Each transfer ..".
pub(crate) fn throttles() -> Vec<Row<Throttle>> {
    type T = Throttle;
    vec![
        row(
            "download",
            |t: T, Rate(n)| t.download(n),
            "sends {} a second at most",
        ),
        row(
            "upload",
            |t: T, Rate(n)| t.upload(n),
            "receives {} a second at most",
        ),
    ]
}

/// A user, and how to log in.
pub(super) struct Person {
    pub(super) user: User,
    #[cfg(feature = "cli")]
    pub(super) name: String,
    #[cfg(feature = "cli")]
    pub(super) password: Option<String>,
    pub(super) says: String,
}

impl Person {
    pub(super) fn read(node: Node<'_>, at: &Reader<'_>) -> Option<Self> {
        let table = at.keep(node.table("a user"))?;
        let words = words(&users(), table, &["name"], "a user", at);
        at_most_one(
            &words,
            &["password", "no_password"],
            "a user has one of them",
            at,
        );
        at_most_one(
            &words,
            &["account", "account_to_store"],
            "a user has one of them",
            at,
        );
        let name = named(node, "a user", at)?;
        Some(Self {
            user: apply(&words, User::new(name.as_str())),
            #[cfg(feature = "cli")]
            password: table
                .get("password")
                .and_then(|word| word.get_ref().as_str())
                .map(str::to_owned),
            says: sentence(&format!("The user {name}"), &words, "may log in"),
            #[cfg(feature = "cli")]
            name,
        })
    }
}

/// A sentence of all words.
fn sentence<S>(who: &str, words: &[Word<S>], otherwise: &str) -> String {
    let said: Vec<String> = words.iter().map(|word| word.say.clone()).collect();
    match said.is_empty() {
        true => format!("{who} {otherwise}."),
        false => format!("{who} {}.", super::args_many::in_words(&said, "and")),
    }
}

fn named(node: Node<'_>, what: &str, at: &Reader<'_>) -> Option<String> {
    let name = node.value().as_table()?.get("name");
    match name {
        Some(name) => at.keep(Node(name).text("a name")).map(str::to_owned),
        None => {
            at.blame(
                Problem::new(node.span(), format!("{what} without a name"))
                    .label("`name` is missing"),
            );
            None
        }
    }
}

/// A virtual host, with its sentence.
pub(super) fn host(node: Node<'_>, at: &Reader<'_>) -> Option<(VirtualHost, String)> {
    let table = at.keep(node.table("a host"))?;
    let words = words(&hosts(), table, &["name", "user"], "a host", at);
    named(node, "a host", at)?;
    let name = at.keep(HostName::read(Node(table.get("name")?), at))?.0;
    let mut host = apply(&words, VirtualHost::new(&name));
    let mut says = sentence(&format!("The host {name}"), &words, "is known to HOST");
    if let Some(people) = table.get("user") {
        for person in at.keep(Node(people).list("a list of users"))? {
            let person = Person::read(person, at)?;
            host = host.user(person.user);
            says = format!("{says} There, {}", person.says);
        }
    }
    Some((host, says))
}

/// A limit of speed, with its sentence.
pub(super) fn throttle(node: Node<'_>, at: &Reader<'_>) -> Option<(Throttle, String)> {
    let table = at.keep(node.table("a limit"))?;
    let words = words(&throttles(), table, &["scope"], "a throttle", at);
    let Some(scope) = table.get("scope") else {
        let problem = Problem::new(node.span(), "a throttle without a scope");
        at.blame(
            problem
                .label("`scope` is missing")
                .help("write scope = \"transfer\""),
        );
        return None;
    };
    let scope = at.keep(Named::<Scope>::read(Node(scope), at))?;
    let says = sentence(&scope.say(), &words, "moves as fast as it can");
    Some((apply(&words, scope.0.limit()), says))
}

/// What shares a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    Server,
    Session,
    Transfer,
    User,
}

impl Scope {
    const fn limit(self) -> Throttle {
        match self {
            Self::Server => Throttle::server(),
            Self::Session => Throttle::session(),
            Self::Transfer => Throttle::transfer(),
            Self::User => Throttle::user(),
        }
    }
}

impl Choice for Scope {
    fn all() -> Vec<(&'static str, Self, &'static str)> {
        vec![
            ("server", Self::Server, "The whole server"),
            ("session", Self::Session, "Each session"),
            ("transfer", Self::Transfer, "Each transfer"),
            ("user", Self::User, "Each user"),
        ]
    }
}

/// Letters of permissions.
#[derive(Clone, Debug)]
pub(crate) struct Letters(String);

impl Arg for Letters {
    fn shape() -> Shape {
        Shape::Text("letters of elradfmwMT")
    }

    fn read(node: Node<'_>, _: &Reader<'_>) -> Found<Self> {
        let letters = node.text("letters of \"elradfmwMT\"")?;
        match letters.parse::<Perms>() {
            Ok(_) => Ok(Self(letters.to_owned())),
            Err(error) => Err(node.wrong(error.to_string(), "expected letters of \"elradfmwMT\"")),
        }
    }
}

impl Said for Letters {
    fn say(&self) -> String {
        let letters: Vec<String> = self.0.chars().map(String::from).collect();
        match letters.is_empty() {
            true => "nothing".to_owned(),
            false => format!("what the letters {} allow", letters.join(", ")),
        }
    }
}
