//! Looking at directories: `LIST NLST MLSD MLST`, and `STAT` with a path.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::found::{Found, Kind, look_at, matches_nothing, single};
use super::spec::Spec;
use super::{Context, Handler, Outcome, Policy, Refusal, arrange};
use crate::auth::Perm;
use crate::protocol::{
    Args, FactKind, FileKind, PathArg, SyntaxError, list_options, replies, verbs,
};
use crate::session::context::Granted;
use crate::session::listing::Form;
use crate::session::machine::Machine;
use crate::session::transfer::Body;
use crate::vfs::{DirEntries, DirEntry, FsResult};

/// `LIST [SP options] [SP path]`.
pub(super) struct List {
    /// Options and path.
    argument: Option<PathArg>,
}

impl Handler for List {
    const SPEC: Spec = Spec {
        path: listed_path,
        perms: "l",
        ..Spec::new(verbs::LIST, "LIST [<SP> path]", "RFC 959 §4.1.3")
            .transfers()
            .or_cwd()
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            argument: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let switches = arrange::switches(cx.policy, self.argument.as_ref());
        let hidden = arrange::shows_hidden(cx.policy, self.argument.as_ref());
        let path = without_options(cx.policy, self.argument, EXACT_OPTIONS)?;
        let Found { kind, mut entries } = look_at(cx, path.as_ref())?;
        let is_directory = matches!(kind, Kind::Directory);
        let target = cx.grant_or_cwd(Perm::List, path.as_ref())?;
        if switches.all && is_directory {
            entries = arrange::with_dots(cx, &target, entries)?;
        }
        let policy = cx.policy;
        let arranged = |entries| {
            let entries = arrange::visible(policy, hidden, entries);
            arrange::sorted(policy, entries, switches)
        };
        entries = match kind {
            Kind::Single => entries,
            _ => arranged(entries),
        };
        let mut preamble = Vec::new();
        if cx.policy.list_total && is_directory {
            (preamble, entries) = arrange::total(entries);
        }
        let mut below = Vec::new();
        if switches.recursive && is_directory {
            let given = path.as_ref().map(PathArg::as_bytes).unwrap_or_default();
            below = arrange::sections(arrange::below(cx, &target, arranged)?, given);
        }
        let form = if switches.names {
            Form::Names { prefix: Vec::new() }
        } else {
            Form::Lines
        };
        let listing = cx.listing(entries, form, &target, |listing| {
            listing.after(preamble).followed_by(below)
        });
        cx.begin(
            replies::opening(),
            verbs::LIST,
            Body::Listing(Box::new(listing)),
        )
    }
}

/// All the options of `LIST`, where words of options are not just skipped.
const EXACT_OPTIONS: &[&str] = &["-a", "-l", "-al", "-la"];

/// The path of an argument, after its options.
fn without_options(
    policy: &Policy,
    argument: Option<PathArg>,
    exact: &[&str],
) -> Result<Option<PathArg>, SyntaxError> {
    let Some(given) = argument else {
        return Ok(None);
    };
    if policy.list_options {
        let (_, path) = list_options(Some(given.as_bytes()));
        return path.map(PathArg::with_line_ends).transpose(); // checked before
    }
    let is_option = |option: &&str| option.as_bytes().eq_ignore_ascii_case(given.as_bytes());
    Ok((!exact.iter().any(is_option)).then_some(given))
}

/// `NLST [SP options] [SP path]`.
pub(super) struct Nlst {
    argument: Option<PathArg>,
}

impl Handler for Nlst {
    const SPEC: Spec = Spec {
        path: listed_path,
        perms: "l",
        ..Spec::new(verbs::NLST, "NLST [<SP> path]", "RFC 959 §4.1.3")
            .transfers()
            .or_cwd()
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            argument: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let switches = arrange::switches(cx.policy, self.argument.as_ref());
        let hidden = arrange::shows_hidden(cx.policy, self.argument.as_ref());
        let path = without_options(cx.policy, self.argument, &[])?;
        let found = match look_at(cx, path.as_ref()) {
            Err(_) if cx.policy.listing.nlst_empty && matches_nothing(cx, path.as_ref()) => {
                Found::nothing()
            }
            found => found?,
        };
        let target = cx.grant_or_cwd(Perm::List, path.as_ref())?;
        let policy = cx.policy;
        let arranged = |entries| {
            let entries = arrange::visible(policy, hidden, entries);
            arrange::sorted(policy, entries, switches)
        };
        let mut entries = match found.kind {
            Kind::Single => found.entries,
            _ => arranged(found.entries),
        };
        if switches.recursive && matches!(found.kind, Kind::Directory) {
            entries = arrange::flat(arrange::below(cx, &target, arranged)?, entries);
        }
        if policy.listing.nlst_files_only && !matches!(found.kind, Kind::Single) {
            let is_listed =
                |entry: &FsResult<DirEntry>| !matches!(entry, Ok(entry) if entry.metadata.is_dir());
            entries = Box::new(entries.filter(is_listed));
        }
        // Each name can be used as it is from the current directory (R-N1).
        let given = path.as_ref().map(PathArg::as_bytes).unwrap_or_default();
        let (prefix, entries) = match found.kind {
            _ if !cx.policy.nlst_prefix => (&b""[..], entries),
            Kind::Directory => (given, entries),
            Kind::Matches => (directory_part(given), entries),
            Kind::Single => (&b""[..], as_given(entries, given)),
        };
        let prefix = prefix.to_vec();
        let listing = cx.listing(entries, Form::Names { prefix }, &target, |listing| listing);
        cx.begin(
            replies::opening(),
            verbs::NLST,
            Body::Listing(Box::new(listing)),
        )
    }
}

/// `MLSD [SP path]`.
pub(super) struct Mlsd {
    path: Option<PathArg>,
}

impl Handler for Mlsd {
    const SPEC: Spec = Spec::new(verbs::MLSD, "MLSD [<SP> path]", "RFC 3659 §7")
        .on_path("l")
        .transfers()
        .or_cwd();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant_or_cwd(Perm::List, self.path.as_ref())?;
        if cx.metadata(&target)?.kind != FileKind::Directory {
            return Err(replies::not_a_directory_to_list().into());
        }
        let entries = cx.policy.listing.order.arrange(cx.read_dir(&target)?);
        let shown = &cx.policy.listing;
        let mut machine = Machine::for_entries(cx.facts(), shown, cx.user()?, target.path());
        if !shown.fact_deletes_full {
            machine = machine.knowing_full(arrange::full(cx, &target)?);
        }
        let preamble = own_entries(cx, &target)?;
        let form = Form::Machine(Box::new(machine));
        let listing = cx.listing(entries, form, &target, |listing| listing.after(preamble));
        cx.begin(
            replies::opening(),
            verbs::MLSD,
            Body::Listing(Box::new(listing)),
        )
    }
}

/// The directory itself and the one above it, where they are to be shown (R-M4).
fn own_entries(cx: &Context<'_>, target: &Granted) -> Result<Vec<u8>, Refusal> {
    let mut lines = Vec::new();
    if !cx.policy.cdir_pdir {
        return Ok(lines);
    }
    let both = [
        (FactKind::Cdir, Some(target.path().clone())),
        (FactKind::Pdir, target.path().parent()),
    ];
    for (kind, path) in both {
        // One that the user may not look at is not shown.
        let Some(Ok(at)) = path.map(|path| cx.grant_at(Perm::List, path)) else {
            continue;
        };
        let path = at.path();
        let entry = DirEntry {
            name: Bytes::copy_from_slice(path.name()),
            metadata: cx.metadata(&at)?,
            target: None,
        };
        let machine = Machine::new(cx.facts(), &cx.policy.listing, cx.user()?, path);
        machine.write_as(kind, &mut lines, &entry, path.as_bytes(), path.is_root());
        lines.extend_from_slice(b"\r\n");
    }
    Ok(lines)
}

/// `MLST [SP path]`: one entry, on the control connection.
pub(super) struct Mlst {
    path: Option<PathArg>,
}

impl Handler for Mlst {
    const SPEC: Spec = Spec::new(verbs::MLST, "MLST [<SP> path]", "RFC 3659 §7")
        .on_path("l")
        .or_cwd();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant_or_cwd(Perm::List, self.path.as_ref())?;
        let entry = single(cx, &target)?;
        let path = target.path();
        let mut line = Vec::new();
        let shown = &cx.policy.listing;
        let mut machine = Machine::new(cx.facts(), shown, cx.user()?, path);
        if !shown.fact_deletes_full
            && entry.metadata.is_dir()
            && cx.read_dir(&target)?.next().is_some()
        {
            machine = machine.knowing_full(BTreeSet::from([entry.name.clone()]));
        }
        machine.write(&mut line, &entry, path.as_bytes(), path.is_root());
        line.extend_from_slice(b"\r\n");
        let none = Box::new(std::iter::empty());
        let listing = cx.listing(none, Form::Lines, &target, |listing| listing.after(line));
        Ok(replies::machine_entry(path, listing.into_lines()?).into())
    }
}

/// `STAT SP path`: what `LIST` would send, on the control connection.
pub(super) fn status(cx: &mut Context<'_>, path: &PathArg) -> Result<Outcome, Refusal> {
    let hidden = arrange::shows_hidden(cx.policy, Some(path));
    let found = look_at(cx, Some(path))?;
    let entries = match found.kind {
        Kind::Single => found.entries,
        _ => {
            let entries = arrange::visible(cx.policy, hidden, found.entries);
            cx.policy.listing.order.arrange(entries)
        }
    };
    let target = cx.grant(Perm::List, path)?;
    let listing = cx.listing(entries, Form::Lines, &target, |listing| listing);
    let lines = listing.into_lines()?;
    let shown = cx.state.cwd.resolve(path);
    Ok(match found.kind {
        Kind::Directory => replies::directory_status(&shown, lines),
        Kind::Matches | Kind::Single => replies::file_status(&shown, lines),
    }
    .into())
}

/// A single entry under the name it was asked for.
fn as_given(entries: DirEntries, given: &[u8]) -> DirEntries {
    let given = Bytes::copy_from_slice(given);
    Box::new(entries.map(move |entry| {
        let name = given.clone();
        entry.map(|entry| DirEntry { name, ..entry })
    }))
}

/// The argument up to its last slash.
fn directory_part(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|octet| *octet == b'/') {
        Some(slash) => &path[..=slash],
        None => b"",
    }
}

fn listed_path(args: Args<'_>) -> Option<PathArg> {
    let (_, path) = list_options(args.optional());
    args.over(path).path().ok()
}
