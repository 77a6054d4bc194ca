//! MODE B: blocks, each with a descriptor and a count (RFC 959, section 3.4.2).

use super::{CodingError, Event, descriptor};

/// The most octets of one block.
const LONGEST: usize = u16::MAX as usize;

/// Appends octets as blocks; the last of them may end a record.
pub(super) fn encode(octets: &[u8], ends_record: bool, out: &mut Vec<u8>) {
    let mut rest = octets;
    loop {
        let (now, later) = rest.split_at(rest.len().min(LONGEST));
        let ends = ends_record && later.is_empty();
        if !now.is_empty() || ends {
            block(if ends { descriptor::RECORD } else { 0 }, now, out);
        }
        rest = later;
        if rest.is_empty() {
            return;
        }
    }
}

/// Appends the block that ends the file.
pub(super) fn finish(out: &mut Vec<u8>) {
    block(descriptor::FILE, b"", out);
}

/// Appends a restart marker of at most 65 535 octets.
pub(super) fn marker(text: &[u8], out: &mut Vec<u8>) {
    block(descriptor::MARKER, &text[..text.len().min(LONGEST)], out);
}

fn block(descriptor: u8, octets: &[u8], out: &mut Vec<u8>) {
    // No caller has more than LONGEST.
    let [high, low] = (octets.len() as u16).to_be_bytes();
    out.extend_from_slice(&[descriptor, high, low]);
    out.extend_from_slice(octets);
}

/// Blocks to what is in them; chunks may end anywhere.
#[derive(Clone, Debug)]
pub(super) struct BlockDecoder {
    header: [u8; 3],
    /// How much of the header has come.
    known: usize,
    /// How many octets of the block are to come.
    left: usize,
    marker: Vec<u8>,
}

impl BlockDecoder {
    pub(super) const fn new() -> Self {
        Self {
            header: [0; 3],
            known: 0,
            left: 0,
            marker: Vec::new(),
        }
    }

    /// Reports what a chunk holds; nothing after the end of the file.
    pub(super) fn decode(
        &mut self,
        chunk: &[u8],
        mut event: impl FnMut(Event<'_>),
    ) -> Result<(), CodingError> {
        let mut rest = chunk;
        while !rest.is_empty() {
            if self.known < self.header.len() {
                self.header[self.known] = rest[0];
                rest = &rest[1..];
                self.known += 1;
                self.left = usize::from(u16::from_be_bytes([self.header[1], self.header[2]]));
            } else {
                let (now, later) = rest.split_at(rest.len().min(self.left));
                self.left -= now.len();
                rest = later;
                if self.header[0] & descriptor::MARKER != 0 {
                    self.marker.extend_from_slice(now);
                } else {
                    event(Event::Data(now));
                }
            }
            if self.known == self.header.len() && self.left == 0 {
                self.known = 0;
                if descriptor::report(self.header[0], &mut self.marker, &mut event) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
