//! The wire to stored octets.

use super::ascii::AsciiDecoder;
use super::block::BlockDecoder;
use super::compressed::CompressedDecoder;
#[cfg(feature = "deflate")]
use super::deflate::Inflater;
use super::page::PageDecoder;
use super::record::RecordDecoder;
use super::{Coding, CodingError, Event, Representation, Structure, TransferMode, ebcdic};

/// A chunk of a compressed stream is taken in pieces of this size: a small one may stand for much.
const PIECE: usize = 4 * 1024;

/// The wire to stored octets, chunk by chunk.
#[derive(Debug)]
pub struct Decoder {
    framing: Framing,
    records: Option<RecordDecoder>,
    #[cfg(feature = "deflate")]
    inflated: Vec<u8>,
    text: Text,
}

#[derive(Debug)]
enum Framing {
    Stream,
    Block(BlockDecoder),
    Compressed(CompressedDecoder),
    #[cfg(feature = "deflate")]
    Deflate(Box<Inflater>),
}

/// A restart marker that the client has sent.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Marker {
    /// What the client calls it.
    pub text: Vec<u8>,
    /// How many stored octets came before it.
    pub position: u64,
}

/// What has become of the data so far.
#[derive(Debug)]
struct Text {
    representation: Representation,
    structure: Structure,
    ascii: AsciiDecoder,
    pages: Option<PageDecoder>,
    last_page_came: bool,
    /// What is wrong with the pages.
    trouble: Option<CodingError>,
    /// It is the mode that says where the file ends.
    in_frames: bool,
    /// Octets that were stored from earlier chunks.
    stored: u64,
    markers: Vec<Marker>,
    ended: bool,
}

impl Marker {
    /// Whether it is what RFC 959 asks for: printable ASCII, and not too long for a reply.
    pub fn is_printable(&self) -> bool {
        (1..=255).contains(&self.text.len()) && self.text.iter().all(u8::is_ascii_graphic)
    }
}

impl Decoder {
    pub(super) fn new(coding: &Coding) -> Self {
        let in_frames = coding.mode.has_markers();
        Self {
            framing: match coding.mode {
                TransferMode::Stream => Framing::Stream,
                TransferMode::Block => Framing::Block(BlockDecoder::new()),
                TransferMode::Compressed => {
                    let filler = coding.representation.filler();
                    Framing::Compressed(CompressedDecoder::new(filler))
                }
                #[cfg(feature = "deflate")]
                TransferMode::Deflate => Framing::Deflate(Box::new(Inflater::new(coding.limits))),
            },
            records: (coding.structure == Structure::Record && !in_frames)
                .then(RecordDecoder::default),
            #[cfg(feature = "deflate")]
            inflated: Vec::new(),
            text: Text {
                representation: coding.representation,
                structure: coding.structure,
                ascii: AsciiDecoder::new(coding.ascii),
                pages: (coding.structure == Structure::Page).then(PageDecoder::default),
                last_page_came: false,
                trouble: None,
                in_frames,
                stored: 0,
                markers: Vec::new(),
                ended: false,
            },
        }
    }

    /// How much is best decoded at once: what comes out of it is bounded.
    pub const fn piece(&self) -> usize {
        match self.framing {
            Framing::Stream | Framing::Block(_) => usize::MAX,
            _ => PIECE,
        }
    }

    /// Appends a chunk in its stored form; what follows the end of the file is ignored.
    ///
    /// # Errors
    /// What is wrong with the data; the stream is of no use from there on.
    pub fn decode(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), CodingError> {
        if self.text.ended && !self.is_deflated() {
            return Ok(());
        }
        let (text, before) = (&mut self.text, out.len());
        let result = match &mut self.framing {
            Framing::Stream => through(&mut self.records, chunk, text, out),
            Framing::Block(decoder) => decoder.decode(chunk, |event| text.take(event, out, before)),
            Framing::Compressed(decoder) => {
                decoder.decode(chunk, |event| text.take(event, out, before))
            }
            #[cfg(feature = "deflate")]
            Framing::Deflate(inflater) => {
                self.inflated.clear();
                inflater
                    .decode(chunk, &mut self.inflated)
                    .and_then(|()| through(&mut self.records, &self.inflated, text, out))
            }
        };
        self.text.stored += (out.len() - before) as u64;
        match self.text.trouble {
            Some(trouble) => Err(trouble),
            None => result,
        }
    }

    /// Ends the stream; appends what waited for more, in any case.
    ///
    /// # Errors
    /// [`CodingError::Incomplete`] or [`CodingError::Corrupt`] when there should be more.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), CodingError> {
        self.text.ascii.finish(out);
        match &self.framing {
            #[cfg(feature = "deflate")]
            Framing::Deflate(inflater) if !inflater.has_ended() => Err(CodingError::Corrupt),
            Framing::Block(_) | Framing::Compressed(_) if !self.text.ended => {
                Err(CodingError::Incomplete)
            }
            _ if self.records.is_some() && !self.text.ended => Err(CodingError::Incomplete),
            _ if self.text.pages.is_some() && !self.text.last_page_came => {
                Err(CodingError::Incomplete)
            }
            _ => Ok(()),
        }
    }

    /// Whether the data themselves say where they end; if not, closing the connection does.
    pub const fn ends_within(&self) -> bool {
        match self.framing {
            Framing::Stream => self.records.is_some() || self.text.pages.is_some(),
            _ => !self.is_deflated(),
        }
    }

    /// Whether the data have said that nothing more comes.
    pub const fn has_ended(&self) -> bool {
        self.text.ended && !self.is_deflated()
    }

    /// The restart markers that have come since this was last asked.
    pub fn take_markers(&mut self) -> Vec<Marker> {
        std::mem::take(&mut self.text.markers)
    }

    /// A zlib stream has an end of its own, and then the connection is closed.
    const fn is_deflated(&self) -> bool {
        !matches!(
            self.framing,
            Framing::Stream | Framing::Block(_) | Framing::Compressed(_)
        )
    }
}

/// Content that is in no frame: its records, if it has any, are escaped.
fn through(
    records: &mut Option<RecordDecoder>,
    content: &[u8],
    text: &mut Text,
    out: &mut Vec<u8>,
) -> Result<(), CodingError> {
    let before = out.len();
    match records {
        _ if text.ended => Ok(()),
        Some(records) => records.decode(content, |event| text.take(event, out, before)),
        None => {
            text.take(Event::Data(content), out, before);
            Ok(())
        }
    }
}

impl Text {
    fn take(&mut self, event: Event<'_>, out: &mut Vec<u8>, before: usize) {
        match event {
            Event::Data(octets) if self.pages.is_some() => self.take_pages(octets, out),
            Event::Data(octets) => self.store(octets, out),
            Event::EndOfFile => self.ended = true,
            Event::EndOfRecord if self.structure == Structure::Record => out.push(b'\n'),
            // A file without records has no use for their ends.
            Event::EndOfRecord => {}
            Event::Marker(text) => self.markers.push(Marker {
                text,
                position: self.stored + (out.len() - before) as u64,
            }),
        }
    }

    fn take_pages(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        if self.last_page_came || self.trouble.is_some() {
            return;
        }
        let mut pages = self.pages.take().unwrap_or_default();
        let result = pages.decode(octets, |event| match event {
            Event::Data(data) => self.store(data, out),
            _ => self.last_page_came = true,
        });
        self.pages = Some(pages);
        self.trouble = result.err();
        self.ended |= self.last_page_came && !self.in_frames;
    }

    fn store(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        match (self.representation, self.structure) {
            (Representation::Ascii, Structure::File | Structure::Page) => {
                self.ascii.decode(octets, out)
            }
            (Representation::Ebcdic, _) => out.extend(octets.iter().map(|o| ebcdic::decoded(*o))),
            _ => out.extend_from_slice(octets),
        }
    }
}
