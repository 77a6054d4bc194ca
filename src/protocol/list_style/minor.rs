//! EPLF, NetWare, Macs, routers, gateways and pages of HTML.

use super::dates::{like_ls, local, seconds, short_year, weekday};
use super::{Page, push, put};
use crate::protocol::mode::mode_text;
use crate::protocol::{FileKind, ListEntry};

pub(super) const HTML_END: &[u8] = b"</pre></body></html>\r\n";

pub(super) fn eplf(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    let kind = match entry.kind {
        FileKind::Directory => "/,".to_owned(),
        FileKind::File => format!("r,s{},", entry.size),
        FileKind::Symlink => String::new(),
    };
    put!(out, "+m{},{kind}\t", entry.modified.secs());
    push(out, entry.name);
}

pub(super) fn netware(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let (size, time) = (entry.size, like_ls(entry.modified, page));
    put!(
        out,
        "{} [{}--] {:<14} {size:>10}       {time}    ",
        letter(entry),
        &rights(entry)[..6],
        entry.owner
    );
    push(out, entry.name);
}

pub(super) fn hellsoft(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let (size, time) = (entry.size, like_ls(entry.modified, page));
    put!(
        out,
        "{}[{}]  {} {:<17} {size:>9} {time} ",
        letter(entry),
        rights(entry),
        entry.links,
        entry.owner
    );
    push(out, entry.name);
}

pub(super) fn mac_peter(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    out.extend_from_slice(&mode_text(entry.kind, entry.mode));
    match entry.kind {
        FileKind::Directory => put!(out, "{:>21}{:>9} ", "folder", 0),
        _ => put!(out, "{:>9}{:>12}{:>9} ", 0, entry.size, entry.size),
    }
    put!(out, "{} ", like_ls(entry.modified, page));
    push(out, entry.name);
}

/// `nortel.cfg      1014196  06/03/04  Thur.   10:20:03`.
pub(super) fn nortel(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    const DAYS: [&str; 7] = ["Mon.", "Tues.", "Wed.", "Thur.", "Fri.", "Sat.", "Sun."];
    let start = out.len();
    push(out, entry.name);
    let width = (start + 15).max(out.len());
    out.resize(width, b' ');
    let civil = local(entry.modified, page);
    let day = DAYS[weekday(entry.modified, page)]; // 0 to 6
    put!(
        out,
        " {:>8}  {:02}/{:02}/{:02}  {day:<6}  {}",
        entry.size,
        civil.month,
        civil.day,
        short_year(civil),
        seconds(civil)
    );
}

/// `-C--E-----FTP B QUA1I1      18128       41 Aug 12 13:56 QUADTEST`.
pub(super) fn connect_enterprise(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let records = entry.size.div_ceil(512);
    put!(
        out,
        "-C--E-----FTP B {:<8} {:>8} {records:>8} {} ",
        entry.owner,
        entry.size,
        like_ls(entry.modified, page)
    );
    push(out, entry.name);
}

pub(super) fn html_begin(out: &mut Vec<u8>, directory: &[u8]) {
    out.extend_from_slice(b"<html><head><title>FTP Directory: ");
    escaped(out, directory);
    out.extend_from_slice(b"</title></head>\r\n<body><pre>\r\n");
}

pub(super) fn html(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    let slash = match entry.kind {
        FileKind::Directory => "/",
        _ => "",
    };
    out.extend_from_slice(b"<a href=\"");
    escaped(out, entry.name);
    put!(out, "{slash}\">");
    escaped(out, entry.name);
    put!(out, "{slash}</a>");
}

/// A name as text of a page.
fn escaped(out: &mut Vec<u8>, name: &[u8]) {
    let mut clean = Vec::new();
    push(&mut clean, name);
    for octet in clean {
        match octet {
            b'"' => out.extend_from_slice(b"&quot;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            octet => out.push(octet),
        }
    }
}

const fn letter(entry: &ListEntry<'_>) -> char {
    match entry.kind {
        FileKind::Directory => 'd',
        _ => '-',
    }
}

/// Read, write, create, erase, and so on, as far as the owner may.
fn rights(entry: &ListEntry<'_>) -> String {
    let all = "RWCEMFA".chars();
    let may = |right: &char| match right {
        'R' | 'F' => entry.mode & 0o400 != 0,
        'A' => false,
        _ => entry.mode & 0o200 != 0,
    };
    all.map(|right| if may(&right) { right } else { '-' })
        .collect()
}
