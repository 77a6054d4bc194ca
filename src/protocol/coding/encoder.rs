//! Stored octets to the wire.

use super::ascii::AsciiEncoder;
#[cfg(feature = "deflate")]
use super::deflate::Deflater;
use super::page::PageEncoder;
use super::{Coding, Representation, Structure, TransferMode, block, compressed, ebcdic, record};

/// Stored octets to the wire, chunk by chunk.
#[derive(Debug)]
pub struct Encoder {
    representation: Representation,
    structure: Structure,
    ascii: AsciiEncoder,
    pages: PageEncoder,
    framing: Framing,
    /// Octets of the content that the client has already.
    skip: u64,
    content: Vec<u8>,
}

#[derive(Debug)]
enum Framing {
    Stream,
    Block,
    Compressed {
        filler: u8,
    },
    #[cfg(feature = "deflate")]
    Deflate(Box<Deflater>),
}

impl Encoder {
    pub(super) fn new(coding: &Coding) -> Self {
        Self {
            representation: coding.representation,
            structure: coding.structure,
            ascii: AsciiEncoder::new(coding.ascii),
            pages: PageEncoder::default(),
            framing: match coding.mode {
                TransferMode::Stream => Framing::Stream,
                TransferMode::Block => Framing::Block,
                TransferMode::Compressed => Framing::Compressed {
                    filler: coding.representation.filler(),
                },
                #[cfg(feature = "deflate")]
                TransferMode::Deflate => {
                    Framing::Deflate(Box::new(Deflater::new(coding.level.number())))
                }
            },
            skip: 0,
            content: Vec::new(),
        }
    }

    /// Leaves out the first so many octets of the content, as it is before the mode has its way.
    #[must_use]
    pub const fn skip(mut self, octets: u64) -> Self {
        self.skip = octets;
        self
    }

    /// Appends a chunk in its form on the wire.
    pub fn encode(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        if self.frames_records() {
            for line in chunk.split_inclusive(|octet| *octet == b'\n') {
                let (text, ends) = match line {
                    [text @ .., b'\n'] => (text, true),
                    text => (text, false),
                };
                self.content.clear();
                let translated = text
                    .iter()
                    .map(|octet| translated(self.representation, *octet));
                self.content.extend(translated);
                self.frame(ends, out);
            }
            return;
        }
        self.content.clear();
        match (self.structure, self.representation) {
            (Structure::Record, representation) => {
                let translate = |octet| translated(representation, octet);
                record::encode(chunk, translate, &mut self.content);
            }
            (_, Representation::Ascii) => self.ascii.encode(chunk, &mut self.content),
            (_, Representation::Ebcdic) => {
                self.content
                    .extend(chunk.iter().map(|o| ebcdic::encoded(*o)));
            }
            (_, Representation::Image) => self.content.extend_from_slice(chunk),
        }
        if self.structure == Structure::Page {
            let text = std::mem::take(&mut self.content);
            self.pages.encode(&text, &mut self.content);
        }
        self.frame(false, out);
    }

    /// Ends the file.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.content.clear();
        match self.structure {
            Structure::Page => self.pages.finish(&mut self.content),
            Structure::Record if !self.frames_records() => record::finish(&mut self.content),
            _ => {}
        }
        if !self.content.is_empty() {
            self.frame(false, out);
        }
        match &mut self.framing {
            Framing::Stream => {}
            Framing::Block => block::finish(out),
            Framing::Compressed { .. } => compressed::finish(out),
            #[cfg(feature = "deflate")]
            Framing::Deflate(deflater) => deflater.finish(out),
        }
    }

    /// Appends a restart marker where the mode has such.
    pub fn marker(&mut self, text: &[u8], out: &mut Vec<u8>) {
        match self.framing {
            Framing::Block => block::marker(text, out),
            Framing::Compressed { .. } => compressed::marker(text, out),
            _ => {}
        }
    }

    /// Counts the octets [`encode`](Self::encode) would append in `MODE S`, and moves on as it would.
    pub fn encoded_len(&mut self, chunk: &[u8]) -> u64 {
        let translated = match (self.structure, self.representation) {
            (Structure::Record, representation) => {
                let doubled = |octet: &&u8| {
                    **octet == b'\n' || translated(representation, **octet) == u8::MAX
                };
                (chunk.len() + chunk.iter().filter(doubled).count()) as u64
            }
            (_, Representation::Ascii) => self.ascii.encoded_len(chunk),
            _ => chunk.len() as u64,
        };
        match self.structure {
            Structure::Page => self.pages.encoded_len(translated),
            _ => translated,
        }
    }

    /// Whether it is the mode that says where a record ends.
    const fn frames_records(&self) -> bool {
        matches!(self.structure, Structure::Record)
            && matches!(self.framing, Framing::Block | Framing::Compressed { .. })
    }

    /// Puts the content into its frame.
    fn frame(&mut self, ends_record: bool, out: &mut Vec<u8>) {
        let skipped = usize::try_from(self.skip)
            .map_or(self.content.len(), |skip| skip.min(self.content.len()));
        self.skip -= skipped as u64;
        let content = &self.content[skipped..];
        match &mut self.framing {
            Framing::Stream if out.is_empty() && skipped == 0 => {
                std::mem::swap(&mut self.content, out);
            }
            Framing::Stream => out.extend_from_slice(content),
            Framing::Block => block::encode(content, ends_record, out),
            Framing::Compressed { filler } => {
                compressed::encode(content, ends_record, *filler, out);
            }
            #[cfg(feature = "deflate")]
            Framing::Deflate(deflater) => deflater.encode(content, out),
        }
    }
}

const fn translated(representation: Representation, octet: u8) -> u8 {
    match representation {
        Representation::Ebcdic => ebcdic::encoded(octet),
        _ => octet,
    }
}
