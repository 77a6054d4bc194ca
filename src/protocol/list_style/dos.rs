//! Windows, OS/2 and their like.

use super::dates::{capital_month, half_day, local, minutes, seconds, short_year};
use super::{Page, push, put};
use crate::protocol::{FileKind, ListEntry};

/// The heading of `VxWorks`.
pub(super) const VX_WORKS: &[u8] = b"  size          date       time       name\r\n\
    --------       ------     ------    --------\r\n";

pub(super) fn windows(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    date(out, entry, page, false);
    time(out, entry, page);
    what(out, entry);
}

pub(super) fn long_year(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    date(out, entry, page, true);
    time(out, entry, page);
    what(out, entry);
}

pub(super) fn hours_24(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    date(out, entry, page, false);
    put!(out, "{}", minutes(local(entry.modified, page)));
    what(out, entry);
}

pub(super) fn links(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    if entry.kind != FileKind::Symlink {
        return windows(out, entry, page);
    }
    date(out, entry, page, false);
    time(out, entry, page);
    let tag = if entry.target.is_some() {
        "<SYMLINKD>"
    } else {
        "<JUNCTION>"
    };
    put!(out, "       {tag:<15}");
    push(out, entry.name);
    if let Some(target) = entry.target {
        out.extend_from_slice(b" [");
        push(out, target);
        out.push(b']');
    }
}

pub(super) fn slashes(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let civil = local(entry.modified, page);
    let (hour, half) = half_day(civil);
    put!(
        out,
        "{:02}/{:02}/{:04}  {hour:02}:{:02} {half}  ",
        civil.month,
        civil.day,
        civil.year,
        civil.minute
    );
    match entry.kind {
        FileKind::Directory => out.extend_from_slice(b"<DIR>  "),
        _ => put!(out, "{} ", grouped(entry.size)),
    }
    push(out, entry.name);
}

pub(super) fn os2(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let civil = local(entry.modified, page);
    let (size, what) = match entry.kind {
        FileKind::Directory => (0, "DIR"),
        _ => (entry.size, ""),
    };
    put!(
        out,
        "{size:>18}{what:>13}  {:02}-{:02}-{:02}  {}  ",
        civil.month,
        civil.day,
        short_year(civil),
        minutes(civil)
    );
    push(out, entry.name);
}

pub(super) fn vx_works(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let civil = local(entry.modified, page);
    put!(
        out,
        "{:>9}    {}-{:02}-{:04}  {}  ",
        entry.size,
        capital_month(civil),
        civil.day,
        civil.year,
        seconds(civil)
    );
    push(out, entry.name);
    if entry.kind == FileKind::Directory {
        out.extend_from_slice(b"  <DIR>");
    }
}

fn date(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>, long: bool) {
    let civil = local(entry.modified, page);
    put!(out, "{:02}-{:02}-", civil.month, civil.day);
    if long {
        put!(out, "{:04}  ", civil.year);
    } else {
        put!(out, "{:02}  ", short_year(civil));
    }
}

fn time(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let civil = local(entry.modified, page);
    let (hour, half) = half_day(civil);
    put!(out, "{hour:02}:{:02}{half}", civil.minute);
}

/// `<DIR>` or the size, and the name.
fn what(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    match entry.kind {
        FileKind::Directory => put!(out, "{:<22}", "       <DIR>"),
        _ => put!(out, "{:>21} ", entry.size),
    }
    push(out, entry.name);
}

/// `334,976`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
