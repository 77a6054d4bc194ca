//! One file per family, one type per command, one row per command.

mod access; // USER PASS ACCT REIN QUIT
mod bulk; // AVBL DSIZ RMDA
mod client; // CLNT HOST LANG
mod data_port; // PASV EPSV PORT EPRT
mod facts; // MFF
#[cfg(feature = "hash")]
mod hash; // HASH XCRC XMD5 XSHA…
mod info; // FEAT OPTS HELP SYST STAT NOOP
mod listing; // LIST NLST MLSD MLST
mod params; // TYPE STRU MODE ALLO REST RANG
mod receive; // STOR STOU APPE
mod send; // RETR ABOR
mod site; // SITE CHMOD, SITE HELP
mod spec;
mod times; // SIZE MDTM MFMT MFCT
mod tree; // CWD CDUP PWD MKD RMD DELE RNFR RNTO

use crate::protocol::{Args, Command, FtpPath, SyntaxError, replies, verbs};

use super::context::{Context, Outcome};
use super::refusal::Refusal;
use super::state::State;

use spec::{Access, Restart};

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
    if H::SPEC.access == Access::LoggedIn {
        cx.user()?;
    }
    parsed?.run(cx)
}

static TABLE: &[Row] = &[
    Row::of::<send::Abor>(),
    Row::of::<access::Acct>(),
    Row::of::<params::Allo>(),
    Row::of::<receive::Appe>(),
    Row::of::<bulk::Avbl>(),
    Row::of::<tree::Cdup>(),
    Row::of::<client::Clnt>(),
    Row::of::<tree::Cwd>(),
    Row::of::<tree::Dele>(),
    Row::of::<bulk::Dsiz>(),
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
    Row::of::<tree::Mkd>(),
    Row::of::<listing::Mlsd>(),
    Row::of::<listing::Mlst>(),
    Row::of::<params::Mode>(),
    Row::of::<listing::Nlst>(),
    Row::of::<info::Noop>(),
    Row::of::<info::Opts>(),
    Row::of::<access::Pass>(),
    Row::of::<data_port::Pasv>(),
    Row::of::<data_port::Port>(),
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
static SITE_TABLE: &[Row] = &[Row::of::<site::Chmod>(), Row::of::<site::Help>()];

/// Where a command is to be found.
enum Found<'a> {
    /// Known to some standard, but not to this server.
    Elsewhere,
    Malformed,
    NoSuchSite,
    Row(&'static Row, Args<'a>),
    SiteAlone,
    Unknown,
}

fn find(command: &Command) -> Found<'_> {
    if !command.is_well_formed() {
        return Found::Malformed;
    }
    let Some(verb) = command.verb() else {
        return Found::Unknown;
    };
    if verb == verbs::SITE {
        let Ok((word, args)) = command.args().word() else {
            return Found::SiteAlone;
        };
        return match site_row(word) {
            Some(row) => Found::Row(row, args),
            None if is_refused_below_site(word) => Found::Elsewhere,
            None => Found::NoSuchSite,
        };
    }
    match TABLE.iter().find(|row| row.spec.verb == verb) {
        Some(row) => Found::Row(row, command.args()),
        None => Found::Elsewhere,
    }
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
    let found = find(command);
    cx.renaming = cx.state.rename_from.take();
    let result = match found {
        Found::Row(row, args) => {
            cx.restart = row.spec.restart.apply(&mut cx.state.restart);
            let result = (row.run)(args, cx);
            if row.spec.sequence.is_kept(args) && cx.state.rename_from.is_none() {
                cx.state.rename_from = cx.renaming.take();
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
        Ok(Outcome::Done(reply)) | Err(Refusal(reply)) => cx.reply(reply),
    }
}

/// What [`dispatch`] would have forgotten before the command acted.
pub(super) fn forget_sequences(command: &Command, state: &mut State) {
    let (restart, is_kept) = match find(command) {
        Found::Row(row, args) => (row.spec.restart, row.spec.sequence.is_kept(args)),
        _ => (Restart::Keep, false),
    };
    restart.apply(&mut state.restart);
    if !is_kept {
        state.rename_from = None;
    }
}

/// The path that a command's argument means below `cwd`.
pub(super) fn path_of(command: &Command, cwd: &FtpPath) -> Option<FtpPath> {
    match find(command) {
        Found::Row(row, args) => Some(cwd.resolve(&(row.spec.path)(args)?)),
        _ => None,
    }
}

/// What is done with a command while a transfer runs (R-C10).
pub(super) fn midway(command: &Command) -> Midway {
    match find(command) {
        // Only the short form is about the transfer; a listing or a refusal waits its turn.
        Found::Row(row, args) if args.optional().is_none() => row.spec.midway,
        _ => Midway::Defer,
    }
}

/// Whether a command may take so long that it should not hold up other sessions.
pub(super) fn is_heavy(command: &Command) -> bool {
    matches!(find(command), Found::Row(row, _) if row.spec.heavy)
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
