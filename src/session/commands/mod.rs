//! One file per family, one type per command, one row per command.

mod access; // USER PASS ACCT REIN QUIT
mod arrange; // the order of LIST and NLST
mod bulk; // AVBL DSIZ RMDA
mod client; // CLNT HOST LANG
mod custom; // what the test has added
mod data_port; // PASV EPSV PORT EPRT
mod facts;
mod found; // MFF
#[cfg(feature = "hash")]
mod hash; // HASH XCRC XMD5 XSHA…
mod info; // FEAT OPTS HELP SYST STAT NOOP
mod listing; // LIST NLST MLSD MLST
mod mount; // SMNT
mod octets; // verbs and arguments that are not what they should be
mod params; // TYPE STRU MODE ALLO REST RANG
mod receive; // STOR STOU APPE
#[cfg(feature = "tls")]
mod security; // AUTH ADAT PBSZ PROT CCC MIC CONF ENC
mod send; // RETR ABOR
mod site; // SITE CHMOD CHOWN CHGRP UTIME HELP
mod site_copy; // SITE CPFR CPTO COPY
mod site_session; // SITE UMASK IDLE WHO ZONE
mod site_tree; // SITE MKDIR RMDIR SYMLINK LN
mod spec;
mod times; // SIZE MDTM MFMT MFCT
mod tree; // CWD CDUP PWD MKD RMD DELE RNFR RNTO

use crate::protocol::{Args, Command, FtpPath, SyntaxError, Verb, replies, verbs};

use super::context::{Context, Outcome};
use super::refusal::Refusal;
use super::state::{Abort, State};
use super::{CustomCommand, Policy};

use spec::{Access, Restart};

pub(super) use access::{admit, refuse_login};
pub use octets::quits;
pub(super) use octets::{replaced, verb_of};
pub use spec::{Midway, Spec};

/// A command: its grammar and what it does.
trait Handler: Sized {
    const SPEC: Spec;
    fn parse(args: Args<'_>) -> Result<Self, SyntaxError>;
    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal>;
}

/// A row of the table.
struct Row {
    spec: Spec,
    run: fn(Args<'_>, &mut Context<'_>) -> Result<Outcome, Refusal>,
}

impl Row {
    const fn of<H: Handler>() -> Self {
        Self {
            spec: H::SPEC,
            run: execute::<H>,
        }
    }
}

/// Whether there is an argument is checked before the login, what it says after it (R-D1).
fn execute<H: Handler>(args: Args<'_>, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
    let parsed = H::parse(args);
    if let Err(error @ (SyntaxError::BadName | SyntaxError::Missing | SyntaxError::Unexpected)) =
        parsed
    {
        return Err(error.into());
    }
    if H::SPEC.needs_login() || cx.policy.login_first.contains(&H::SPEC.verb) {
        cx.user()?;
    }
    let handler = parsed?;
    if H::SPEC.access == Access::WithAccount {
        cx.need_account()?;
    }
    #[cfg(feature = "tls")]
    if H::SPEC.transfers {
        cx.need_protection()?;
    }
    handler.run(cx)
}

static TABLE: &[Row] = &[
    Row::of::<send::Abor>(),
    Row::of::<access::Acct>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Adat>(),
    Row::of::<params::Allo>(),
    Row::of::<receive::Appe>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Auth>(),
    Row::of::<bulk::Avbl>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Ccc>(),
    Row::of::<tree::Cdup>(),
    Row::of::<client::Clnt>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Conf>(),
    Row::of::<tree::Cwd>(),
    Row::of::<tree::Dele>(),
    Row::of::<bulk::Dsiz>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Enc>(),
    Row::of::<data_port::Eprt>(),
    Row::of::<data_port::Epsv>(),
    Row::of::<info::Feat>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Hash>(),
    Row::of::<info::Help>(),
    Row::of::<client::Host>(),
    Row::of::<client::Lang>(),
    Row::of::<listing::List>(),
    Row::of::<times::Mdtm>(),
    Row::of::<times::Mfct>(),
    Row::of::<facts::Mff>(),
    Row::of::<times::Mfmt>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Mic>(),
    Row::of::<tree::Mkd>(),
    Row::of::<listing::Mlsd>(),
    Row::of::<listing::Mlst>(),
    Row::of::<params::Mode>(),
    Row::of::<listing::Nlst>(),
    Row::of::<info::Noop>(),
    Row::of::<info::Opts>(),
    Row::of::<access::Pass>(),
    Row::of::<data_port::Pasv>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Pbsz>(),
    Row::of::<data_port::Port>(),
    #[cfg(feature = "tls")]
    Row::of::<security::Prot>(),
    Row::of::<tree::Pwd>(),
    Row::of::<access::Quit>(),
    Row::of::<params::Rang>(),
    Row::of::<access::Rein>(),
    Row::of::<params::Rest>(),
    Row::of::<send::Retr>(),
    Row::of::<tree::Rmd>(),
    Row::of::<bulk::Rmda>(),
    Row::of::<tree::Rnfr>(),
    Row::of::<tree::Rnto>(),
    Row::of::<times::Size>(),
    Row::of::<mount::Smnt>(),
    Row::of::<info::Stat>(),
    Row::of::<receive::Stor>(),
    Row::of::<receive::Stou>(),
    Row::of::<params::Stru>(),
    Row::of::<info::Syst>(),
    Row::of::<params::Type>(),
    Row::of::<access::User>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xcrc>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xmd5>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xsha>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xsha1>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xsha256>(),
    #[cfg(feature = "hash")]
    Row::of::<hash::Xsha512>(),
];

/// The commands below `SITE`; their rows differ from the others in nothing but the name.
static SITE_TABLE: &[Row] = &[
    Row::of::<site::Chgrp>(),
    Row::of::<site::Chmod>(),
    Row::of::<site::Chown>(),
    Row::of::<site_copy::Copy>(),
    Row::of::<site_copy::Cpfr>(),
    Row::of::<site_copy::Cpto>(),
    Row::of::<site::Help>(),
    Row::of::<site_session::Idle>(),
    Row::of::<site_tree::Ln>(),
    Row::of::<site_tree::Mkdir>(),
    Row::of::<site_tree::Rmdir>(),
    Row::of::<site_tree::Symlink>(),
    Row::of::<site_session::Umask>(),
    Row::of::<site::Utime>(),
    Row::of::<site_session::Who>(),
    Row::of::<site_session::Zone>(),
];

/// Where a command is to be found.
enum Found<'a> {
    Custom(&'a CustomCommand, Args<'a>),
    /// Known to some standard, but not to this server, or switched off.
    Elsewhere,
    Malformed,
    NoSuchSite,
    Row(&'static Row, Args<'a>),
    SiteAlone,
    Unknown,
}

fn find<'a>(command: &'a Command, policy: &'a Policy) -> Found<'a> {
    if !command.is_well_formed() {
        return Found::Malformed;
    }
    if let Some(custom) = custom::named(policy, "", command.name()) {
        return Found::Custom(custom, args_of(command, policy));
    }
    let Some(verb) = verb_of(command, policy) else {
        return Found::Unknown;
    };
    if policy.without.contains(&verb) {
        return Found::Elsewhere;
    }
    if verb == verbs::SITE {
        let Ok((word, args)) = args_of(command, policy).word() else {
            return Found::SiteAlone;
        };
        if let Some(custom) = custom::named(policy, "SITE", word) {
            return Found::Custom(custom, args);
        }
        return match site_row(word) {
            Some(row) if row.spec.is_on(policy) => Found::Row(row, args),
            Some(_) => Found::Elsewhere,
            None if is_refused_below_site(word) => Found::Elsewhere,
            None => Found::NoSuchSite,
        };
    }
    match row(verb) {
        Some(row) if row.spec.is_on(policy) => Found::Row(row, args_of(command, policy)),
        Some(_) | None => Found::Elsewhere,
    }
}

fn args_of<'a>(command: &'a Command, policy: &Policy) -> Args<'a> {
    command.args().with_line_ends(policy.control_octets)
}

/// The verbs of the table, which is in alphabetical order.
static KEYS: [u64; TABLE.len()] = {
    let mut keys = [0; TABLE.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = TABLE[at].spec.verb.key();
        at += 1;
    }
    keys
};

fn row(verb: Verb) -> Option<&'static Row> {
    let at = KEYS.binary_search(&verb.key());
    at.ok().map(|at| &TABLE[at])
}

/// No program is ever run (R-S15), and renaming takes two commands.
fn is_refused_below_site(name: &[u8]) -> bool {
    ["EXEC", "MOVE", "RENAME"]
        .iter()
        .any(|refused| refused.as_bytes().eq_ignore_ascii_case(name))
}

fn site_row(name: &[u8]) -> Option<&'static Row> {
    let named = |row: &&Row| row.spec.site_name().as_bytes().eq_ignore_ascii_case(name);
    SITE_TABLE.iter().find(named)
}

/// Carries out a command, in the order of checks of PROTOCOL §4.
pub(super) fn dispatch(command: &Command, cx: &mut Context<'_>) {
    if cx.policy.ignore_empty_lines && command.line().iter().all(|octet| *octet == b' ') {
        return;
    }
    let found = find(command, cx.policy);
    cx.renaming = cx.state.rename_from.take();
    cx.copying = cx.state.copy_from.take();
    let result = match found {
        Found::Custom(..) | Found::Row(..) if octets::is_refused(command, cx.policy) => {
            Err(replies::invalid_utf8().into())
        }
        Found::Custom(custom, args) => custom::run(custom, args, cx),
        Found::Row(row, args) => {
            cx.restart = row.spec.restart.apply(&mut cx.state.restart);
            let result = (row.run)(args, cx);
            if row.spec.sequence.is_kept(args) {
                cx.state.rename_from = cx.renaming.take();
                cx.state.copy_from = cx.copying.take();
            }
            result
        }
        Found::Elsewhere => Err(replies::not_implemented().into()),
        Found::Malformed => Err(replies::syntax_error().into()),
        Found::NoSuchSite => Err(replies::site_unknown().into()),
        Found::SiteAlone => Err(replies::argument_required().into()),
        Found::Unknown => Err(replies::not_understood().into()),
    };
    match result {
        Ok(Outcome::Begin(opening, transfer)) => {
            cx.reply(opening);
            cx.effect(super::Effect::Transfer(transfer));
        }
        Ok(Outcome::Closed) => {}
        Err(Refusal(reply)) if reply == replies::interrupted() => {
            cx.state.abort = Abort::ReplyDue;
            cx.reply(reply);
        }
        Ok(Outcome::Done(reply)) | Err(Refusal(reply)) => cx.reply(reply),
    }
}

/// What [`dispatch`] would have forgotten before the command acted.
pub(super) fn forget_sequences(command: &Command, policy: &Policy, state: &mut State) {
    let (restart, is_kept) = match find(command, policy) {
        Found::Row(row, args) => (row.spec.restart, row.spec.sequence.is_kept(args)),
        _ => (Restart::Keep, false),
    };
    restart.apply(&mut state.restart);
    if !is_kept {
        state.forget_names();
    }
}

/// The path that a command's argument means below `cwd`.
pub(super) fn path_of(command: &Command, policy: &Policy, cwd: &FtpPath) -> Option<FtpPath> {
    let replaced = replaced(command, policy);
    let command = replaced.as_ref().unwrap_or(command);
    match find(command, policy) {
        Found::Custom(custom, args) if custom.perms().is_some() => {
            Some(cwd.resolve(&args.path().ok()?))
        }
        Found::Row(row, args) => match (row.spec.path)(args) {
            Some(arg) => Some(cwd.resolve(&arg)),
            None => row.spec.means_cwd.then(|| cwd.clone()),
        },
        _ => None,
    }
}

/// What is done with a command while a transfer runs (R-C10).
pub fn midway(command: &Command, policy: &Policy) -> Midway {
    match find(command, policy) {
        // Only the short form is about the transfer; a listing or a refusal waits its turn.
        Found::Row(row, _) if row.spec.verb == verbs::NOOP && policy.noop_during_transfer => {
            Midway::Serve
        }
        Found::Row(row, args) if args.optional().is_none() => row.spec.midway,
        _ => Midway::Defer,
    }
}

/// The command of the test's own that this one is.
pub(super) fn custom_of<'a>(command: &'a Command, policy: &'a Policy) -> Option<&'a CustomCommand> {
    if policy.commands.is_empty() {
        return None;
    }
    match find(command, policy) {
        Found::Custom(custom, _) => Some(custom),
        _ => None,
    }
}

/// Whether a command may take so long that it should not hold up other sessions.
pub(super) fn is_heavy(command: &Command, policy: &Policy) -> bool {
    matches!(find(command, policy), Found::Row(row, _) if row.spec.heavy)
}

/// Every command this server carries out, in alphabetical order.
///
/// ```
/// let names: Vec<_> = ftpmock::session::specs().map(|spec| spec.name()).collect();
/// assert!(names.contains(&"RETR".to_owned()) && names.contains(&"SITE CHMOD".to_owned()));
/// ```
pub fn specs() -> impl Iterator<Item = &'static Spec> {
    TABLE.iter().chain(SITE_TABLE).map(|row| &row.spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_exactly_one_row_in_alphabetical_order() {
        for table in [TABLE, SITE_TABLE] {
            let names: Vec<String> = table.iter().map(|row| row.spec.name()).collect();
            let sorted: BTreeSet<String> = names.iter().cloned().collect();
            assert_eq!(names, sorted.into_iter().collect::<Vec<_>>());
        }
    }
}
