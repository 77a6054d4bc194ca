//! MVS, VM, Unisys, TOPS-20, Tandem.

use super::dates::{local, minutes, month, seconds, short_year};
use super::{Page, push, put};
use crate::protocol::{FileKind, ListEntry};

pub(super) const DATASETS: &[u8] =
    b"Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\n";
pub(super) const MEMBERS: &[u8] =
    b" Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\n";
pub(super) const LOAD_LIBRARY: &[u8] =
    b" Name      Size     TTR   Alias-of AC--------- Attributes --------- Amode Rmode\r\n";
pub(super) const TANDEM: &[u8] = b"Code    EOF    Last Modification    Owner  RWEP\r\n";

/// Octets of a track.
const TRACK: u64 = 56_664;
/// Octets of a record.
const RECORD: u64 = 80;

/// Names are at the end of a line of data sets, whatever else is known.
pub(super) fn dataset(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    if is_secret(entry) {
        put!(out, "{:<56}", "Migrated");
    } else {
        let civil = local(entry.modified, page);
        let organisation = match entry.kind {
            FileKind::Directory => "PO",
            _ => "PS",
        };
        let tracks = entry.size.div_ceil(TRACK).max(1);
        put!(
            out,
            "SAVE00 3390   {:04}/{:02}/{:02}  1 {tracks:>4}  FB     128  6144  {organisation:<4}  ",
            civil.year,
            civil.month,
            civil.day
        );
    }
    push(out, entry.name);
}

pub(super) fn member(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let start = out.len();
    push(out, entry.name);
    let width = (start + 8).max(out.len());
    out.resize(width, b' ');
    if is_secret(entry) {
        return;
    }
    let civil = local(entry.modified, page);
    let day = format!("{:04}/{:02}/{:02}", civil.year, civil.month, civil.day);
    let records = entry.size.div_ceil(RECORD);
    put!(
        out,
        "  01.05 {day} {day} {} {records:>5} {records:>5}     0 {}",
        minutes(civil),
        entry.owner
    );
}

pub(super) fn load_module(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    let start = out.len();
    push(out, entry.name);
    let width = (start + 8).max(out.len());
    out.resize(width, b' ');
    put!(out, " {:06X}   031506 ", entry.size);
    let start = out.len();
    push(out, entry.target.unwrap_or_default());
    let width = (start + 8).max(out.len());
    out.resize(width, b' ');
    out.extend_from_slice(b" 01 FO             RN RU            31    24");
}

pub(super) fn job(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    push(out, entry.name);
    put!(out, "  {:<7}  ", entry.owner);
    push(out, entry.name);
    put!(out, "  OUTPUT    {} Spool Files", entry.links);
}

/// `ZVMFILE  TRACE    V        65      107        2 2005-10-04 15:28:42 060191`.
pub(super) fn zvm(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let dot = entry.name.iter().rposition(|octet| *octet == b'.');
    let (name, kind) = match dot {
        Some(at) => (&entry.name[..at], &entry.name[at + 1..]),
        None => (entry.name, &b""[..]),
    };
    for part in [name, kind] {
        let start = out.len();
        push(out, part);
        let width = (start + 8).max(out.len());
        out.resize(width, b' ');
        out.push(b' ');
    }
    let civil = local(entry.modified, page);
    if entry.kind == FileKind::Directory {
        put!(out, "{:<8} {:>6} {:>8} {:>8} ", "DIR", "-", "-", "-");
    } else {
        let (records, blocks) = (entry.size.div_ceil(RECORD), entry.size.div_ceil(4096));
        put!(out, "{:<8} {RECORD:>6} {records:>8} {blocks:>8} ", "F");
    }
    put!(
        out,
        "{:04}-{:02}-{:02} {} {}",
        civil.year,
        civil.month,
        civil.day,
        seconds(civil),
        entry.owner
    );
}

pub(super) fn tandem(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let start = out.len();
    push(out, entry.name);
    let width = (start + 8).max(out.len());
    out.resize(width, b' ');
    let civil = local(entry.modified, page);
    // Anybody on the network, or the user alone.
    let may = |bit: u32| if entry.mode & bit == 0 { 'u' } else { 'n' };
    let (read, write, execute) = (may(0o4), may(0o2), may(0o1));
    put!(
        out,
        " 101 {:>6}  {:02}-{}-{:02} {} {},{} \"{read}{write}{execute}{write}\"",
        entry.size,
        civil.day,
        month(civil),
        short_year(civil),
        seconds(civil),
        entry.group,
        entry.owner
    );
}

/// `PS:<DIR.SUB>`.
pub(super) fn tops20_heading(out: &mut Vec<u8>, directory: &[u8]) {
    out.extend_from_slice(b"PS:<");
    let inside = directory.strip_prefix(b"/").unwrap_or(directory);
    let dotted: Vec<u8> = inside
        .iter()
        .map(|octet| if *octet == b'/' { b'.' } else { *octet })
        .collect();
    push(out, &dotted);
    out.extend_from_slice(b">\r\n");
}

/// Names have a generation, and directories say so.
pub(super) fn tops20(out: &mut Vec<u8>, entry: &ListEntry<'_>) {
    push(out, entry.name);
    if entry.kind == FileKind::Directory {
        out.extend_from_slice(b".DIRECTORY");
    } else if !entry.name.contains(&b'.') {
        out.push(b'.');
    }
    out.extend_from_slice(b".1");
}

pub(super) fn unisys_heading(out: &mut Vec<u8>, directory: &[u8]) {
    out.extend_from_slice(b"Report for: (FTP)");
    push(out, directory.strip_prefix(b"/").unwrap_or(directory));
    out.extend_from_slice(b" ON PACK\r\n");
}

pub(super) fn unisys(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let start = out.len();
    push(out, entry.name);
    let width = (start + 23).max(out.len());
    out.resize(width, b' ');
    let kind = match entry.kind {
        FileKind::Directory => "DIRECTORY",
        _ => "SEQDATA",
    };
    let civil = local(entry.modified, page);
    put!(
        out,
        " {kind} {:>5} {:02}/{:02}/{:04}  {}",
        entry.size,
        civil.month,
        civil.day,
        civil.year,
        minutes(civil)
    );
}

pub(super) fn unisys_sum(out: &mut Vec<u8>, page: &Page<'_>) {
    put!(
        out,
        "{:>11} Files {:>7} Octets\r\n",
        page.entries,
        page.octets
    );
}

/// What nobody may read.
const fn is_secret(entry: &ListEntry<'_>) -> bool {
    entry.mode & 0o777 == 0
}
