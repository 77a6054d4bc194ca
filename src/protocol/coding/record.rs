//! STRU R where the mode is a stream: records and the file end with an escape (RFC 959, section
//! 3.4.1). A record is a line of the stored text.

use super::{CodingError, Event};

const ESCAPE: u8 = 0xff;
const RECORD: u8 = 1;
const FILE: u8 = 2;
const BOTH: u8 = 3;

/// Appends stored text as records, its octets translated.
pub(super) fn encode(text: &[u8], translate: impl Fn(u8) -> u8, out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 16);
    for &octet in text {
        match octet {
            b'\n' => out.extend_from_slice(&[ESCAPE, RECORD]),
            octet => match translate(octet) {
                ESCAPE => out.extend_from_slice(&[ESCAPE, ESCAPE]),
                octet => out.push(octet),
            },
        }
    }
}

/// Appends the end of the file.
pub(super) fn finish(out: &mut Vec<u8>) {
    out.extend_from_slice(&[ESCAPE, FILE]);
}

/// Escapes to what they mean; chunks may end anywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordDecoder {
    after_escape: bool,
}

impl RecordDecoder {
    /// Reports what a chunk holds; nothing after the end of the file.
    pub(super) fn decode(
        &mut self,
        chunk: &[u8],
        mut event: impl FnMut(Event<'_>),
    ) -> Result<(), CodingError> {
        let mut rest = chunk;
        while let Some(&octet) = rest.first() {
            if !std::mem::take(&mut self.after_escape) {
                let run = rest.iter().position(|octet| *octet == ESCAPE);
                event(Event::Data(&rest[..run.unwrap_or(rest.len())]));
                self.after_escape = run.is_some();
                rest = run.map_or(&[], |at| &rest[at + 1..]);
                continue;
            }
            rest = &rest[1..];
            match octet {
                ESCAPE => event(Event::Data(&[ESCAPE])),
                RECORD | BOTH => event(Event::EndOfRecord),
                FILE => {}
                _ => return Err(CodingError::Malformed),
            }
            if matches!(octet, FILE | BOTH) {
                event(Event::EndOfFile);
                return Ok(());
            }
        }
        Ok(())
    }
}
