//! What rules are attached to.

use super::node::{Found, Node};
use super::problem::nearest;
use super::rules::or;
use crate::protocol::Verb;
use crate::script::{ANY, Event, Trigger};

/// Every event, and how to say that it happens.
pub(crate) fn events() -> Vec<(&'static str, Event, &'static str)> {
    vec![
        ("connect", Event::Connect, "a client connects"),
        (
            "data_connect",
            Event::DataConnect,
            "a data connection is there",
        ),
        ("disconnect", Event::Disconnect, "a session ends"),
        ("idle", Event::Idle, "a session has been idle for too long"),
        ("login", Event::Login, "a user logs in"),
        ("login_failed", Event::LoginFailed, "a login fails"),
        #[cfg(feature = "tls")]
        (
            "tls_handshake",
            Event::TlsHandshake,
            "a TLS handshake begins",
        ),
        #[cfg(feature = "tls")]
        (
            "data_tls_handshake",
            Event::DataTlsHandshake,
            "a TLS handshake begins on a data connection",
        ),
    ]
}

/// What a rule is attached to, and how to say that it happens.
pub(super) struct Triggers {
    pub(super) trigger: Trigger,
    /// `a client sends STOR or RETR`
    pub(super) says: String,
}

impl Triggers {
    /// A name, or several.
    pub(super) fn read(node: Node<'_>) -> Found<Self> {
        const WHAT: &str = "a command such as \"STOR\", or an event such as \"connect\"";
        let parts: Vec<Node<'_>> = if node.value().is_array() {
            node.list(WHAT)?.collect()
        } else {
            vec![node]
        };
        if parts.is_empty() {
            return Err(node.wrong(
                "a rule that is attached to nothing",
                format!("expected {WHAT}"),
            ));
        }
        let (mut triggers, mut commands, mut happenings) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            let text = part.text(WHAT)?.trim();
            let plain = text.replace('-', "_");
            if let Some((_, event, says)) = events().into_iter().find(|(name, ..)| *name == plain) {
                triggers.push(Trigger::from(event));
                happenings.push(says.to_owned());
            } else if text.eq_ignore_ascii_case("any") {
                triggers.push(Trigger::from(ANY));
                commands.push("any command".to_owned());
            } else {
                triggers.push(command(part, text)?);
                commands.push(text.to_ascii_uppercase());
            }
        }
        if !commands.is_empty() {
            happenings.insert(0, format!("a client sends {}", or(&commands)));
        }
        Ok(Self {
            trigger: Trigger::any_of(triggers),
            says: or(&happenings),
        })
    }
}

/// A command that the server knows, or one that looks like nothing it knows.
fn command(node: Node<'_>, text: &str) -> Found<Trigger> {
    let known = Verb::find(text.as_bytes()).is_some();
    let fits = text
        .bytes()
        .all(|octet| octet.is_ascii_alphanumeric() || octet == b' ');
    if text.is_empty() || !fits {
        let title = format!("{text:?} is neither a command nor an event");
        return Err(node.wrong(
            title,
            "expected a command such as \"STOR\" or \"SITE CHMOD\"",
        ));
    }
    let events = events();
    let names = Verb::all().iter().map(|verb| verb.name());
    let names = names.chain(events.iter().map(|(name, ..)| *name));
    match nearest(text, names) {
        Some(near) if !known && !text.contains(' ') => Err(node
            .wrong(
                format!("{text:?} is no command that the server knows"),
                "no such command",
            )
            .help(format!("did you mean `{near}`?"))),
        _ => Ok(Trigger::from(text)),
    }
}
