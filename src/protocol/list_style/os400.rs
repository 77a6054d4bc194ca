//! OS/400.

use super::dates::{local, seconds, short_year};
use super::{Page, push, put};
use crate::protocol::{FileKind, ListEntry};

/// A stream file or a directory of the integrated file system.
pub(super) fn file(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let is_directory = entry.kind == FileKind::Directory;
    let kind = match entry.kind {
        FileKind::Directory => "*DIR",
        FileKind::Symlink => "*SYMLNK",
        FileKind::File => "*STMF",
    };
    dated(out, entry, page);
    put!(out, "{kind:<10} ");
    push(out, entry.name);
    if is_directory {
        out.push(b'/');
    }
}

/// An object in a library.
pub(super) fn library(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    match entry.kind {
        FileKind::Symlink => put!(out, "{:<39}{:<10} ", "", "*MEM"),
        FileKind::Directory => {
            dated(out, entry, page);
            put!(out, "{:<10} ", "*LIB");
        }
        FileKind::File => {
            dated(out, entry, page);
            put!(out, "{:<10} ", "*FILE");
        }
    }
    push(out, entry.name);
}

/// Owner, size and date.
fn dated(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let civil = local(entry.modified, page);
    put!(
        out,
        "{:<10}{:>10} {:02}/{:02}/{:02} {} ",
        entry.owner,
        entry.size,
        short_year(civil),
        civil.month,
        civil.day,
        seconds(civil)
    );
}
