//! VMS.

use super::dates::{capital_month, local, minutes, seconds};
use super::{Page, push, put};
use crate::protocol::{FileKind, ListEntry};

/// Octets of a block.
const BLOCK: u64 = 512;
/// Blocks are allocated so many at a time.
const CLUSTER: u64 = 3;
/// Where the columns after the name begin; a longer name has a line of its own.
const COLUMNS: usize = 23;

/// `Directory DISK:[DIR.SUB]`, and an empty line.
pub(super) fn heading(out: &mut Vec<u8>, directory: &[u8]) {
    out.extend_from_slice(b"Directory DISK:[");
    let inside = directory.strip_prefix(b"/").unwrap_or(directory);
    if inside.is_empty() {
        out.extend_from_slice(b"000000");
    }
    let dotted: Vec<u8> = inside
        .iter()
        .map(|octet| if *octet == b'/' { b'.' } else { *octet })
        .collect();
    push(out, &dotted);
    out.extend_from_slice(b"]\r\n\r\n");
}

pub(super) fn line(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let name = versioned(entry);
    push(out, &name);
    let room = COLUMNS.checked_sub(name.len() + 1);
    match room {
        Some(room) => out.resize(out.len() + room + 1, b' '),
        None => {
            out.extend_from_slice(b"\r\n");
            out.resize(out.len() + COLUMNS, b' ');
        }
    }
    if is_secret(entry) {
        out.extend_from_slice(NO_PRIVILEGE);
        return;
    }
    let used = entry.size.div_ceil(BLOCK);
    let allocated = used.div_ceil(CLUSTER).saturating_mul(CLUSTER);
    let civil = local(entry.modified, page);
    let sizes = format!("{used}/{allocated}");
    let owner = format!("[{},{}]", entry.group, entry.owner);
    put!(
        out,
        "{sizes:<10}{:>2}-{}-{:04} {}  {owner:<16} {}",
        civil.day,
        capital_month(civil),
        civil.year,
        seconds(civil),
        protection(entry.mode)
    );
}

pub(super) fn two_lines(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    push(out, &versioned(entry));
    out.extend_from_slice(b"\r\n");
    put!(out, "{:>13}  ", entry.size.div_ceil(BLOCK));
    put!(out, "{}", in_minutes(entry, page));
    put!(
        out,
        " [{},{}] {}",
        entry.group,
        entry.owner,
        protection(entry.mode)
    );
}

pub(super) fn multinet(out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
    let name = versioned(entry);
    push(out, &name);
    out.resize(out.len() + 10_usize.saturating_sub(name.len()), b' ');
    if is_secret(entry) {
        out.extend_from_slice(b"   ");
        out.extend_from_slice(NO_PRIVILEGE);
        return;
    }
    put!(out, "{:>5}  ", entry.size.div_ceil(BLOCK));
    put!(out, "{}", in_minutes(entry, page));
    put!(out, " [{}] {}", entry.owner, protection(entry.mode));
}

/// `Total of 14 files.`
pub(super) fn sum(out: &mut Vec<u8>, page: &Page<'_>) {
    let files = if page.entries == 1 { "file" } else { "files" };
    put!(out, "\r\nTotal of {} {files}.\r\n", page.entries);
}

const NO_PRIVILEGE: &[u8] = b"%RMS-E-PRV, insufficient privilege or file protection violation";

/// What nobody may read.
const fn is_secret(entry: &ListEntry<'_>) -> bool {
    entry.mode & 0o777 == 0
}

/// ` 4-MAR-2019 00:04`.
fn in_minutes(entry: &ListEntry<'_>, page: &Page<'_>) -> String {
    let civil = local(entry.modified, page);
    let (month, minutes) = (capital_month(civil), minutes(civil));
    format!("{:>2}-{month}-{:04} {minutes}", civil.day, civil.year)
}

/// A name with the version and the type that every file of VMS has.
fn versioned(entry: &ListEntry<'_>) -> Vec<u8> {
    let mut name = entry.name.to_vec();
    if name.contains(&b';') {
        return name;
    }
    match entry.kind {
        FileKind::Directory => name.extend_from_slice(b".DIR"),
        _ if !name.contains(&b'.') => name.push(b'.'),
        _ => {}
    }
    name.extend_from_slice(b";1");
    name
}

/// `(RWED,RWED,RE,)`: what the system, the owner, the group and the world may do.
fn protection(mode: u32) -> String {
    let rights = |bits: u32| {
        let all = [(4, "R"), (2, "W"), (1, "E"), (2, "D")];
        let granted = all.into_iter().filter(|(bit, _)| bits & bit != 0);
        granted.map(|(_, letter)| letter).collect::<String>()
    };
    let (owner, group, world) = (rights(mode >> 6), rights(mode >> 3), rights(mode));
    format!("({owner},{owner},{group},{world})")
}
