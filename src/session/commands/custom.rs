//! Commands that the test has added: they are found before those of the server.

use bytes::Bytes;

use super::{Context, CustomCommand, Outcome, Policy, Refusal};
use crate::auth::Perm;
use crate::protocol::Args;
use crate::session::Call;

/// The command of this name, below `SITE` or (`""`) on its own; the newest one.
pub(super) fn named<'a>(policy: &'a Policy, below: &str, name: &[u8]) -> Option<&'a CustomCommand> {
    let mut newest = policy.commands.iter().rev();
    newest.find(|own| own.is_below(below) && own.name().as_bytes().eq_ignore_ascii_case(name))
}

/// The names of commands below `SITE` or (`""`) on their own.
pub(super) fn names<'a>(policy: &'a Policy, below: &'a str) -> impl Iterator<Item = &'a str> {
    let commands = policy.commands.iter();
    let here = commands.filter(move |own| own.is_below(below));
    here.map(CustomCommand::name)
}

/// Their lines in `FEAT`.
pub(super) fn features(policy: &Policy) -> impl Iterator<Item = Bytes> {
    let lines = policy.commands.iter().filter_map(CustomCommand::feat);
    lines.map(|line| Bytes::copy_from_slice(line.as_bytes()))
}

/// The same checks in the same order as for a command of the server; then the test's own code.
pub(super) fn run(
    own: &CustomCommand,
    args: Args<'_>,
    cx: &mut Context<'_>,
) -> Result<Outcome, Refusal> {
    let perms = own.perms();
    let arg = perms.map(|_| args.path()).transpose()?;
    if own.needs_login() {
        cx.user()?;
    }
    if let (Some(perms), Some(arg)) = (perms, &arg) {
        let needed = Perm::ALL.into_iter().filter(|perm| perms.contains(*perm));
        cx.grant_each(needed, arg)?;
    }
    let path = arg.map(|arg| cx.state.cwd.resolve(&arg));
    let reply = own.answer(&Call {
        session: cx.session,
        user: cx.state.user().map(|user| user.name()),
        cwd: &cx.state.cwd,
        argument: args.optional(),
        path: path.as_ref(),
        files: cx.fs,
    });
    Ok(reply.into())
}
