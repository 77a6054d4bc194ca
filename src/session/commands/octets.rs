//! Verbs with octets before them, and arguments that are no UTF-8.

use crate::protocol::{Command, Verb, verbs};
use crate::session::{InvalidUtf8, Policy};

/// The verb of a command; where the policy says so, whatever stands before `ABOR`, `STAT` or `QUIT`
/// is overlooked.
pub(in crate::session) fn verb_of(command: &Command, policy: &Policy) -> Option<Verb> {
    let verb = command.verb();
    if verb.is_some() || !policy.suffix_verbs {
        return verb;
    }
    let name = command.name().to_ascii_uppercase();
    let urgent = [verbs::ABOR, verbs::QUIT, verbs::STAT];
    urgent
        .into_iter()
        .find(|verb| name.ends_with(verb.name().as_bytes()))
}

/// Whether a command is `QUIT` under this policy.
pub fn quits(command: &Command, policy: &Policy) -> bool {
    verb_of(command, policy) == Some(verbs::QUIT)
}

/// The command with U+FFFD for what is no UTF-8, where the policy says so.
pub(in crate::session) fn replaced(command: &Command, policy: &Policy) -> Option<Command> {
    let is_wanted = policy.invalid_utf8 == InvalidUtf8::Replace;
    if !is_wanted || str::from_utf8(command.line()).is_ok() {
        return None;
    }
    let text = String::from_utf8_lossy(command.line()).into_owned();
    Some(Command::parse(text))
}

/// Whether the policy refuses a command for its octets.
pub(super) fn is_refused(command: &Command, policy: &Policy) -> bool {
    policy.invalid_utf8 == InvalidUtf8::Reject && str::from_utf8(command.line()).is_err()
}
