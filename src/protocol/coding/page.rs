//! STRU P: content in pages, each after a header (RFC 959, section 3.1.2.3).
//!
//! A field of the header is one octet, so that a page has 255 octets of data at most. The content
//! has no holes: pages follow each other, and their index begins anew after 255.

use super::{CodingError, Event};

/// The octets of a header, and what the first of them says.
const HEADER: u8 = 4;
/// The most octets of data in a page.
const LONGEST: usize = u8::MAX as usize;

/// Types of pages.
const LAST: u8 = 0;
const SIMPLE: u8 = 1;
/// Describes the file, and holds none of it.
const DESCRIPTOR: u8 = 2;
/// As a simple one, with a further field of its header.
const ACCESS_CONTROLLED: u8 = 3;

/// Content to pages; chunks may end anywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct PageEncoder {
    index: u8,
    data: Vec<u8>,
    /// How many octets were counted, not encoded.
    counted: u64,
}

impl PageEncoder {
    /// Appends content as pages, as soon as they are full.
    pub(super) fn encode(&mut self, content: &[u8], out: &mut Vec<u8>) {
        let mut rest = content;
        while !rest.is_empty() {
            let room = LONGEST - self.data.len();
            let (now, later) = rest.split_at(rest.len().min(room));
            self.data.extend_from_slice(now);
            rest = later;
            if self.data.len() == LONGEST {
                self.page(SIMPLE, out);
            }
        }
    }

    /// Appends what is left, and the last page.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        if !self.data.is_empty() {
            self.page(SIMPLE, out);
        }
        self.page(LAST, out);
    }

    fn page(&mut self, kind: u8, out: &mut Vec<u8>) {
        // No page has more than LONGEST.
        out.extend_from_slice(&[HEADER, self.index, self.data.len() as u8, kind]);
        out.append(&mut self.data);
        self.index = self.index.wrapping_add(1);
    }

    /// How many octets so much more content makes, a header counted with the first octet after it.
    pub(super) const fn encoded_len(&mut self, content: u64) -> u64 {
        let pages = self.counted.div_ceil(LONGEST as u64);
        self.counted += content;
        let begun = self.counted.div_ceil(LONGEST as u64) - pages;
        content + begun * HEADER as u64
    }
}

/// Pages to content; chunks may end anywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct PageDecoder {
    header: [u8; HEADER as usize],
    /// How much of the header has come, without what follows its four fields.
    known: usize,
    /// What is to come of further fields of the header, and of the data.
    fields: usize,
    data: usize,
}

impl PageDecoder {
    /// Reports what a chunk holds; nothing after the last page.
    pub(super) fn decode(
        &mut self,
        chunk: &[u8],
        mut event: impl FnMut(Event<'_>),
    ) -> Result<(), CodingError> {
        let mut rest = chunk;
        while let Some(&octet) = rest.first() {
            if self.known < self.header.len() {
                self.header[self.known] = octet;
                self.known += 1;
                rest = &rest[1..];
                if self.known == self.header.len() {
                    self.begin()?;
                }
            } else if self.fields > 0 {
                let taken = rest.len().min(self.fields);
                self.fields -= taken;
                rest = &rest[taken..];
            } else {
                let (now, later) = rest.split_at(rest.len().min(self.data));
                self.data -= now.len();
                rest = later;
                if self.header[3] != DESCRIPTOR {
                    event(Event::Data(now));
                }
            }
            if self.known == self.header.len() && self.fields == 0 && self.data == 0 {
                self.known = 0;
                if self.header[3] == LAST {
                    event(Event::EndOfFile);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Looks at a header that has come.
    fn begin(&mut self) -> Result<(), CodingError> {
        let [length, _, data, kind] = self.header;
        match (kind, data) {
            (LAST, 0) | (SIMPLE | DESCRIPTOR | ACCESS_CONTROLLED, _) => {}
            (LAST, _) => return Err(CodingError::Malformed),
            _ => return Err(CodingError::UnknownPage),
        }
        let fields = length.checked_sub(HEADER).ok_or(CodingError::Malformed)?;
        self.fields = usize::from(fields);
        self.data = usize::from(data);
        Ok(())
    }
}
