//! Looking at directories: `LIST NLST MLSD MLST`, and `STAT` with a path.

use bytes::Bytes;

use super::spec::Spec;
use super::{Context, Handler, Outcome, Policy, Refusal, arrange};
use crate::auth::Perm;
use crate::protocol::{
    Args, FactKind, FileKind, ListFormat, PathArg, SyntaxError, list_options, replies, verbs,
};
use crate::session::context::Granted;
use crate::session::listing::{Form, Listing, Machine, list_entry};
use crate::session::transfer::Body;
use crate::vfs::{DirEntries, DirEntry};

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
        let path = without_options(cx.policy, self.argument, EXACT_OPTIONS)?;
        let Found { kind, mut entries } = look_at(cx, path.as_ref())?;
        let is_directory = matches!(kind, Kind::Directory);
        if switches.all && is_directory {
            let target = cx.grant_or_cwd(Perm::List, path.as_ref())?;
            entries = arrange::with_dots(cx, &target, entries)?;
        }
        entries = arrange::sorted(entries, switches);
        let mut preamble = Vec::new();
        if cx.policy.list_total && is_directory {
            (preamble, entries) = arrange::total(entries);
        }
        let form = Form::Lines(lines(cx));
        let listing = Listing::new(entries, form, cx.coding())
            .encoded(cx.policy.encoding)
            .after(preamble);
        cx.begin(replies::opening(), verbs::LIST, Body::Listing(listing))
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
        let path = without_options(cx.policy, self.argument, &[])?;
        let found = look_at(cx, path.as_ref())?;
        let entries = arrange::sorted(found.entries, switches);
        // Each name can be used as it is from the current directory (R-N1).
        let given = path.as_ref().map(PathArg::as_bytes).unwrap_or_default();
        let (prefix, entries) = match found.kind {
            _ if !cx.policy.nlst_prefix => (&b""[..], entries),
            Kind::Directory => (given, entries),
            Kind::Matches => (directory_part(given), entries),
            Kind::Single => (&b""[..], as_given(entries, given)),
        };
        let prefix = prefix.to_vec();
        let listing =
            Listing::new(entries, Form::Names { prefix }, cx.coding()).encoded(cx.policy.encoding);
        cx.begin(replies::opening(), verbs::NLST, Body::Listing(listing))
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
        let entries = cx.read_dir(&target)?;
        let facts = cx.state.parameters.facts;
        let machine = Box::new(Machine::for_entries(facts, cx.user()?, target.path()));
        let preamble = own_entries(cx, &target)?;
        let listing =
            Listing::new(entries, Form::Machine(machine), cx.coding()).encoded(cx.policy.encoding);
        let body = Body::Listing(listing.after(preamble));
        cx.begin(replies::opening(), verbs::MLSD, body)
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
        let (path, facts) = (at.path(), cx.state.parameters.facts);
        let entry = DirEntry {
            name: Bytes::copy_from_slice(path.name()),
            metadata: cx.metadata(&at)?,
            target: None,
        };
        let machine = Machine::new(facts, cx.user()?, path);
        machine.write_as(kind, &mut lines, &entry, path.as_bytes(), path.is_root());
        lines.extend_from_slice(b"\r\n");
    }
    Ok(lines)
}

/// How lines of `LIST` and `STAT` look.
fn lines(cx: &Context<'_>) -> ListFormat {
    ListFormat::new(cx.wall)
        .with_day_zero(cx.policy.list_day_zero)
        .with_style(cx.policy.list_style)
        .ahead_of_utc(cx.policy.list_offset)
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
        let facts = cx.state.parameters.facts;
        Machine::new(facts, cx.user()?, path).write(
            &mut line,
            &entry,
            path.as_bytes(),
            path.is_root(),
        );
        Ok(replies::machine_entry(path, line).into())
    }
}

/// `STAT SP path`: what `LIST` would send, on the control connection.
pub(super) fn status(cx: &mut Context<'_>, path: &PathArg) -> Result<Outcome, Refusal> {
    let found = look_at(cx, Some(path))?;
    let mut format = lines(cx);
    let mut lines = Vec::new();
    for entry in found.entries {
        let mut line = Vec::new();
        format.line(&mut line, &list_entry(&entry?));
        line.truncate(line.len() - b"\r\n".len());
        lines.push(Bytes::from(line));
    }
    let shown = cx.state.cwd.resolve(path);
    Ok(match found.kind {
        Kind::Directory => replies::directory_status(&shown, lines),
        Kind::Matches | Kind::Single => replies::file_status(&shown, lines),
    }
    .into())
}

/// What the argument of a listing has turned out to mean.
struct Found {
    kind: Kind,
    entries: DirEntries,
}

enum Kind {
    Directory,
    /// The entries of a directory that match a pattern.
    Matches,
    Single,
}

fn look_at(cx: &Context<'_>, path: Option<&PathArg>) -> Result<Found, Refusal> {
    let target = cx.grant_or_cwd(Perm::List, path)?;
    let kind = match cx.metadata(&target) {
        Ok(metadata) => metadata.kind,
        // A link that leads nowhere is listed as itself.
        Err(_) if cx.link_metadata(&target).is_ok() => FileKind::Symlink,
        Err(refusal) => return matches(cx, &target)?.ok_or(refusal),
    };
    Ok(match kind {
        FileKind::Directory => Found {
            kind: Kind::Directory,
            entries: cx.read_dir(&target)?,
        },
        _ => Found {
            kind: Kind::Single,
            entries: Box::new(std::iter::once(Ok(single(cx, &target)?))),
        },
    })
}

/// The entries that a pattern in the last component matches (R-L8); `None` when there are none.
fn matches(cx: &Context<'_>, target: &Granted) -> Result<Option<Found>, Refusal> {
    let name = target.path().name();
    let is_pattern = name.iter().any(|o| matches!(o, b'*' | b'?' | b'['));
    let Some(parent) = target.path().parent().filter(|_| is_pattern) else {
        return Ok(None);
    };
    if !cx.policy.globbing {
        return Err(replies::no_globbing().into());
    }
    let pattern = glob(name);
    let parent = cx.grant_at(Perm::List, parent)?;
    let Ok(entries) = cx.read_dir(&parent) else {
        return Ok(None);
    };
    let mut entries = entries
        .filter(move |entry| match entry {
            Ok(entry) => fast_glob::glob_match(&pattern, &entry.name),
            Err(_) => true,
        })
        .peekable();
    Ok(entries.peek().is_some().then(|| Found {
        kind: Kind::Matches,
        entries: Box::new(entries),
    }))
}

/// A pattern as the matcher wants it: what it knows beyond `*`, `?` and `[..]` is an ordinary octet.
fn glob(name: &[u8]) -> Vec<u8> {
    let mut pattern = Vec::with_capacity(name.len());
    for (at, &octet) in name.iter().enumerate() {
        if matches!(octet, b'\\' | b'{' | b'}') || (at == 0 && octet == b'!') {
            pattern.push(b'\\');
        }
        pattern.push(octet);
    }
    pattern
}

/// One object as an entry of a listing; a link is shown as a link.
fn single(cx: &Context<'_>, at: &Granted) -> Result<DirEntry, Refusal> {
    let metadata = cx.link_metadata(at)?;
    let target = match metadata.kind {
        FileKind::Symlink => cx.read_link(at),
        _ => None,
    };
    Ok(DirEntry {
        name: Bytes::copy_from_slice(at.path().name()),
        metadata,
        target,
    })
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
