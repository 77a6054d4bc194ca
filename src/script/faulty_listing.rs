//! A listing that is not as the files are, for one exchange.

use bytes::Bytes;

use crate::protocol::FileKind;
use crate::session::{EditLines, Listing};
use crate::vfs::{DirEntries, DirEntry, Metadata};

use super::fault::ListingFault;
use super::pattern::Pattern;
use super::plan::Plan;

/// The listing as the plan wants it.
pub(crate) fn as_planned(mut listing: Listing, plan: &Plan) -> Listing {
    let Some(firing) = plan.firing() else {
        return listing;
    };
    for fault in plan.listing() {
        firing.fire(fault);
        listing = match fault {
            ListingFault::Style(style) => listing.with_style(style.clone()),
            fault if fault.is_about_entries() => {
                listing.with_entries(|entries| changed(entries, fault))
            }
            fault => listing.edited(Box::new(Edit::new(fault.clone()))),
        };
    }
    listing
}

/// What becomes of the entries of a directory.
fn changed(entries: DirEntries, fault: &ListingFault) -> DirEntries {
    match fault {
        ListingFault::Dots => {
            let dots = [&b"."[..], b".."];
            let dots = dots.map(|name| Ok(made(Bytes::from_static(name), FileKind::Directory)));
            Box::new(dots.into_iter().chain(entries))
        }
        ListingFault::EntryAdded(name) => {
            let added = made(name.clone(), FileKind::File);
            Box::new(entries.chain([Ok(added)]))
        }
        ListingFault::Hide(glob) => {
            let hidden = Pattern::text(glob);
            Box::new(
                entries.filter(
                    move |entry| !matches!(entry, Ok(entry) if hidden.matches(&entry.name)),
                ),
            )
        }
        ListingFault::Limit(limit) => Box::new(entries.take(*limit)),
        ListingFault::NamesFilled(length) => {
            let length = *length;
            renamed(entries, move |name| {
                let mut name = name.to_vec();
                name.resize(name.len().max(length), b'x');
                name
            })
        }
        ListingFault::NamesPrefixed(prefix) => {
            let prefix = prefix.clone();
            renamed(entries, move |name| [&prefix, name].concat())
        }
        ListingFault::Order(order) => order.arrange(entries),
        ListingFault::Repeated(times) => {
            let times = *times;
            let repeated = entries.flat_map(move |entry| std::iter::repeat_n(entry, times));
            Box::new(repeated)
        }
        // All others are about lines.
        _ => entries,
    }
}

fn made(name: Bytes, kind: FileKind) -> DirEntry {
    DirEntry {
        name,
        metadata: Metadata::new(kind, 0),
        target: None,
    }
}

fn renamed(entries: DirEntries, rename: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> DirEntries {
    Box::new(entries.map(move |entry| {
        let entry = entry?;
        Ok(DirEntry {
            name: rename(&entry.name).into(),
            ..entry
        })
    }))
}

/// What one fault does to lines.
#[derive(Debug)]
struct Edit {
    fault: ListingFault,
    /// Lines so far.
    lines: usize,
}

impl Edit {
    const fn new(fault: ListingFault) -> Self {
        Self { fault, lines: 0 }
    }

    /// Adds a line when it is its turn.
    fn add(&self, out: &mut Vec<u8>) {
        if let ListingFault::LineAdded(after, line) = &self.fault
            && *after == Some(self.lines)
        {
            out.extend_from_slice(line);
            out.extend_from_slice(END);
        }
    }
}

const END: &[u8] = b"\r\n";

impl EditLines for Edit {
    fn begin(&mut self, out: &mut Vec<u8>) {
        self.add(out);
        if let ListingFault::Lines(lines) = &self.fault {
            for line in lines {
                out.extend_from_slice(line);
                out.extend_from_slice(END);
            }
        }
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let text = line.strip_suffix(END);
        let (text, end) = text.map_or((line, &b""[..]), |text| (text, END));
        match &self.fault {
            ListingFault::FactsChanged(change) => {
                out.extend_from_slice(&change.apply(text));
                out.extend_from_slice(end);
            }
            ListingFault::LineEnds(ends) => {
                out.extend_from_slice(text);
                out.extend_from_slice(ends);
            }
            ListingFault::Lines(_) => {}
            ListingFault::LinesCut(length) => {
                out.extend_from_slice(&text[..text.len().min(*length)]);
                out.extend_from_slice(end);
            }
            ListingFault::LinesPrefixed(prefix) => {
                out.extend_from_slice(prefix);
                out.extend_from_slice(line);
            }
            ListingFault::OpenEnd => {
                // The end of a line is the beginning of the next.
                if self.lines > 0 {
                    out.extend_from_slice(END);
                }
                out.extend_from_slice(text);
            }
            ListingFault::Replaced(from, to) => {
                replace(text, from, to, out);
                out.extend_from_slice(end);
            }
            _ => out.extend_from_slice(line),
        }
        self.lines += 1;
        self.add(out);
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if let ListingFault::LineAdded(after, line) = &self.fault
            && after.is_none_or(|after| after > self.lines)
        {
            out.extend_from_slice(line);
            out.extend_from_slice(END);
        }
    }
}

/// Appends `text` with `to` wherever `from` stands, which is not empty.
fn replace(text: &[u8], from: &[u8], to: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(octet) = rest.first() {
        if let Some(after) = rest.strip_prefix(from) {
            out.extend_from_slice(to);
            rest = after;
        } else {
            out.push(*octet);
            rest = &rest[1..];
        }
    }
}
