//! What rules are attached to.

use super::node::{Found, Node};
use super::problem::nearest;
use crate::protocol::Verb;
use crate::script::{ANY, Event, Trigger};

/// Every event.
pub(crate) fn events() -> Vec<(&'static str, Event)> {
    vec![
        ("connect", Event::Connect),
        ("data_connect", Event::DataConnect),
        ("disconnect", Event::Disconnect),
        ("idle", Event::Idle),
        ("login", Event::Login),
        ("login_failed", Event::LoginFailed),
        #[cfg(feature = "tls")]
        ("tls_handshake", Event::TlsHandshake),
        #[cfg(feature = "tls")]
        ("data_tls_handshake", Event::DataTlsHandshake),
    ]
}

/// What a rule is attached to: a name, or several.
pub(super) fn read(node: Node<'_>) -> Found<Trigger> {
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
    let mut triggers = Vec::new();
    for part in parts {
        let text = part.text(WHAT)?.trim();
        let plain = text.replace('-', "_");
        let event = events().into_iter().find(|(name, _)| *name == plain);
        triggers.push(match event {
            Some((_, event)) => event.into(),
            None if text.eq_ignore_ascii_case("any") => ANY.into(),
            None => command(part, text)?,
        });
    }
    Ok(Trigger::any_of(triggers))
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
    let names = names.chain(events.iter().map(|(name, _)| *name));
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
