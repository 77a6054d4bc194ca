//! The rows of faults of listings and files.

use std::time::Duration;

use super::args::{Glob, Octets, Ordinal, Size, Text};
use super::args_many::Named;
use super::row::{Row, flag, row};
use crate::protocol::{FtpPath, ListStyle};
use crate::script::Fault;
use crate::script::fault::FsOp;
use crate::session::ListOrder;
use crate::vfs::FsError;

type F = Fault;
type Op = Named<FsOp>;

/// Listings, and what tells of files.
pub(super) fn listings() -> Vec<Row<Fault>> {
    vec![
        row(
            "list_style",
            |f: F, style: Named<ListStyle>| f.and(F::list_style(style.0)),
            "lists files as {}",
        ),
        row(
            "list_order",
            |f: F, order: Named<ListOrder>| f.and(F::list_order(order.0)),
            "lists files {}",
        ),
        row(
            "list_lines",
            |f: F, lines: Vec<Octets>| f.and(F::list_lines(lines.into_iter().map(|line| line.0))),
            "lists the lines {}",
        ),
        row(
            "list_line_first",
            |f: F, Octets(t)| f.and(F::list_line_first(t)),
            "begins the listing with the line {}",
        ),
        row(
            "list_line_last",
            |f: F, Octets(t)| f.and(F::list_line_last(t)),
            "ends the listing with the line {}",
        ),
        row(
            "list_line_after",
            |f: F, (n, Octets(t)): (usize, Octets)| f.and(F::list_line_after(n, t)),
            "adds a line to the listing: after {}",
        ),
        row(
            "list_line_ends",
            |f: F, Octets(t)| f.and(F::list_line_ends(t)),
            "ends the lines of the listing with {}",
        ),
        row(
            "list_lines_cut",
            |f: F, n: usize| f.and(F::list_lines_cut(n)),
            "cuts the lines of the listing after {} octets",
        ),
        row(
            "list_lines_prefixed",
            |f: F, Octets(t)| f.and(F::list_lines_prefixed(t)),
            "begins the lines of the listing with {}",
        ),
        row(
            "list_names_prefixed",
            |f: F, Octets(t)| f.and(F::list_names_prefixed(t)),
            "begins the names of the listing with {}",
        ),
        row(
            "list_names_filled",
            |f: F, n: usize| f.and(F::list_names_filled(n)),
            "fills the names of the listing up to {} octets",
        ),
        row(
            "list_replace",
            |f: F, (Text(from), Octets(to)): (Text, Octets)| f.and(F::list_replace(from, to)),
            "replaces octets of the listing: {}",
        ),
        row(
            "list_hide",
            |f: F, glob: Glob| f.and(F::list_hide(glob.0)),
            "leaves out of the listing what matches {}",
        ),
        row(
            "list_limit",
            |f: F, n: usize| f.and(F::list_limit(n)),
            "lists {} entries at most",
        ),
        row(
            "list_repeated",
            |f: F, n: usize| f.and(F::list_repeated(n)),
            "lists every entry {} times",
        ),
        row(
            "list_entry_added",
            |f: F, Octets(t)| f.and(F::list_entry_added(t)),
            "lists an entry {} that is not there",
        ),
        flag(
            "list_dots",
            |f: F| f.and(F::list_dots()),
            "lists the directory itself and the one above",
        ),
        flag(
            "list_open_end",
            |f: F| f.and(F::list_open_end()),
            "does not end the last line of the listing",
        ),
        row(
            "fact_set",
            |f: F, (name, Octets(t)): (String, Octets)| f.and(F::fact_set(name, t)),
            "lies about a fact: {}",
        ),
        row(
            "fact_renamed",
            |f: F, (name, to): (String, String)| f.and(F::fact_renamed(name, to)),
            "gives a fact another name: {}",
        ),
        row(
            "fact_first",
            |f: F, name: String| f.and(F::fact_first(name)),
            "puts the fact {} first",
        ),
        row(
            "facts_without",
            |f: F, names: Vec<String>| f.and(F::facts_without(names)),
            "leaves out the facts {}",
        ),
        row(
            "facts_gap",
            |f: F, Octets(t)| f.and(F::facts_gap(t)),
            "puts {} between facts and name",
        ),
        flag(
            "facts_capitalised",
            |f: F| f.and(F::facts_capitalised()),
            "writes facts with capitals",
        ),
    ]
}

/// Files.
pub(super) fn files() -> Vec<Row<Fault>> {
    vec![
        row(
            "disk_full_after",
            |f: F, Size(n)| f.and(F::disk_full_after(n)),
            "finds its disk full after {}",
        ),
        row(
            "io_error",
            |f: F, error: FsError| f.and(F::io_error(error)),
            "finds that its filesystem fails: {}",
        ),
        row(
            "io_error_after",
            |f: F, (Size(n), error): (Size, FsError)| f.and(F::io_error_after(n, error)),
            "finds that its filesystem fails after some octets: {}",
        ),
        row(
            "io_error_on",
            |f: F, (op, error): (Op, FsError)| f.and(F::io_error_on(op.0, error)),
            "finds that its filesystem fails at one thing: {}",
        ),
        row(
            "io_error_nth",
            |f: F, (op, (Ordinal(n), error)): (Op, (Ordinal, FsError))| {
                f.and(F::io_error_nth(op.0, n, error))
            },
            "finds that its filesystem fails at one thing, some time: {}",
        ),
        row(
            "pretend",
            |f: F, op: Op| f.and(F::pretend(op.0)),
            "only pretends {}",
        ),
        flag("read_only", |f: F| f.and(F::read_only()), "changes nothing"),
        row(
            "hide",
            |f: F, glob: Glob| f.and(F::hide(glob.0)),
            "hides what matches {}",
        ),
        row(
            "keep_partial",
            |f: F, kept: bool| f.and(F::keep_partial(kept)),
            "keeps what has come of a cut upload|drops what has come of a cut upload",
        ),
        flag(
            "visible_early",
            |f: F| f.and(F::visible_early()),
            "shows an upload before it is complete",
        ),
        row(
            "appears_after",
            |f: F, time| f.and(F::appears_after(time)),
            "shows an upload {} later",
        ),
        row(
            "appears_after_commands",
            |f: F, n: u64| f.and(F::appears_after_commands(n)),
            "shows an upload {} commands later",
        ),
        flag(
            "appears_in_later_sessions",
            |f: F| f.and(F::appears_in_later_sessions()),
            "shows an upload to later sessions only",
        ),
        row(
            "locks",
            |f: F, error: FsError| f.and(F::locks(error)),
            "locks a file that is open: {}",
        ),
        row(
            "old_name_for",
            |f: F, time| f.and(F::old_name_for(time)),
            "shows the old name, too, for {}",
        ),
        row(
            "old_name_for_commands",
            |f: F, n: u64| f.and(F::old_name_for_commands(n)),
            "shows the old name, too, for {} commands",
        ),
        row(
            "vanishes",
            |f: F, path: FtpPath| f.and(F::vanishes(path)),
            "loses {} meanwhile",
        ),
        row(
            "renamed",
            |f: F, (from, to): (FtpPath, FtpPath)| f.and(F::renamed(from, to)),
            "finds a file renamed meanwhile: {}",
        ),
        row(
            "replaced",
            |f: F, (path, Octets(t)): (FtpPath, Octets)| f.and(F::replaced(path, t)),
            "finds a file replaced meanwhile: {}",
        ),
        row(
            "grows",
            |f: F, (path, Octets(t)): (FtpPath, Octets)| f.and(F::grows(path, t)),
            "finds that a file grows meanwhile: {}",
        ),
        row(
            "outage",
            |f: F, time: Duration| f.and(F::outage(time)),
            "goes down for {}",
        ),
    ]
}
