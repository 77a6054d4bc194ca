//! Lines nearly like those of `ls -l`.

use super::unix::USUAL_WIDTHS;
use super::{Page, UnixColumns, UnixSize, UnixStyle, push, put};
use crate::protocol::mode::mode_text;
use crate::protocol::{FileKind, ListEntry};

impl UnixStyle {
    /// Appends a line without its end.
    pub(super) fn line(&self, out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
        let day_zero = self.day_zero || page.day_zero;
        let page = &Page { day_zero, ..*page };
        self.mode(out, entry);
        if self.columns == UnixColumns::Short {
            out.push(b' ');
            if entry.kind == FileKind::Directory {
                out.extend_from_slice(b"folder ");
            }
        } else {
            put!(out, "{}", self.mark.unwrap_or(' '));
            self.middle(out, entry, page);
        }
        self.name(out, entry);
    }

    /// How wide links, owner, group and size are.
    pub(in crate::protocol) fn column_widths(&self, entry: &ListEntry<'_>) -> [usize; 4] {
        let columns = [
            self.links_of(entry).to_string(),
            self.owner_of(entry),
            self.group_of(entry),
            self.size_of(entry),
        ];
        columns.map(|text| text.chars().count())
    }

    fn mode(&self, out: &mut Vec<u8>, entry: &ListEntry<'_>) {
        if self.octal {
            let kind = match entry.kind {
                FileKind::Directory => 0o4,
                FileKind::File => 0o10,
                FileKind::Symlink => 0o12,
            };
            put!(out, "{kind:o}{:04o}", entry.mode & 0o7777);
            return;
        }
        let text = mode_text(entry.kind, entry.mode);
        match self.letter {
            Some(letter) if entry.kind == FileKind::File => put!(out, "{letter}"),
            _ => out.push(text[0]),
        }
        match &self.permissions {
            Some(given) => out.extend_from_slice(given.as_bytes()),
            None => out.extend_from_slice(&text[1..]),
        }
    }

    /// From the number of links to the time.
    fn middle(&self, out: &mut Vec<u8>, entry: &ListEntry<'_>, page: &Page<'_>) {
        let own = self.widths.unwrap_or(USUAL_WIDTHS);
        let [links, owner, group, size] = page.widths.unwrap_or(own);
        if self.columns != UnixColumns::NoLinks {
            put!(out, "{:>links$} ", self.links_of(entry));
        }
        put!(out, "{:<owner$} ", self.owner_of(entry));
        match self.columns {
            UnixColumns::NoGroup => put!(out, "{:>size$} ", self.size_of(entry)),
            UnixColumns::Merged => {
                put!(
                    out,
                    "{:<group$}{} ",
                    self.group_of(entry),
                    self.size_of(entry)
                );
            }
            _ => put!(
                out,
                "{:<group$} {:>size$} ",
                self.group_of(entry),
                self.size_of(entry)
            ),
        }
        let months = self.months.as_ref();
        let time = (self.times).text(entry.modified, months, self.unpadded, page);
        put!(out, "{time} ");
    }

    fn name(&self, out: &mut Vec<u8>, entry: &ListEntry<'_>) {
        let put = |out: &mut Vec<u8>, name: &[u8]| {
            if self.raw_names {
                out.extend_from_slice(name);
            } else {
                push(out, name);
            }
        };
        put(out, entry.name);
        if self.indicators {
            match entry.kind {
                FileKind::Directory => out.push(b'/'),
                FileKind::Symlink => out.push(b'@'),
                FileKind::File if entry.mode & 0o111 != 0 => out.push(b'*'),
                FileKind::File => {}
            }
        }
        if let Some(target) = entry.target.filter(|_| !self.no_arrow) {
            out.extend_from_slice(b" -> ");
            put(out, target);
        }
    }

    fn links_of(&self, entry: &ListEntry<'_>) -> u64 {
        self.links.unwrap_or(entry.links)
    }

    fn owner_of(&self, entry: &ListEntry<'_>) -> String {
        self.owner.as_deref().unwrap_or(entry.owner).to_owned()
    }

    fn group_of(&self, entry: &ListEntry<'_>) -> String {
        self.group.as_deref().unwrap_or(entry.group).to_owned()
    }

    fn size_of(&self, entry: &ListEntry<'_>) -> String {
        match &self.size {
            UnixSize::Human => human(entry.size),
            UnixSize::Text(text) if entry.kind == FileKind::File => text.clone().into_owned(),
            UnixSize::Octets | UnixSize::Text(_) => entry.size.to_string(),
        }
    }
}

/// `1.2G`, rounded up as `ls -h` does.
fn human(octets: u64) -> String {
    if octets < 1024 {
        return octets.to_string();
    }
    let (mut unit, mut units) = (1024_u128, "KMGTPE".chars());
    let mut letter = units.next();
    while u128::from(octets).div_ceil(unit) >= 1024 {
        match units.next() {
            Some(next) => (unit, letter) = (unit * 1024, Some(next)),
            None => break,
        }
    }
    let letter = letter.unwrap_or('E');
    match (u128::from(octets) * 10).div_ceil(unit) {
        tenths @ ..100 => format!("{}.{}{letter}", tenths / 10, tenths % 10),
        tenths => format!("{}{letter}", tenths.div_ceil(10)),
    }
}
