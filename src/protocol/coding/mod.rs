//! What TYPE, STRU and MODE make of a file: streaming codecs, and the pipeline of them.
//!
//! Stored octets are translated (`ascii`, `ebcdic`), divided into records (`record`) or pages
//! (`page`), and framed (`block`, `compressed`, `deflate`); [`Encoder`] and [`Decoder`] do it all, chunk by chunk.

mod ascii;
mod block;
mod compressed;
mod decoder;
#[cfg(feature = "deflate")]
mod deflate;
mod descriptor;
mod ebcdic;
mod encoder;
mod page;
mod record;

use std::fmt;

pub use ascii::{AsciiDecoder, AsciiEncoder, AsciiMode};
pub use decoder::{Decoder, Marker};
pub use encoder::Encoder;

/// `TYPE`: what the octets of a file stand for.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Representation {
    /// `A`: text, its lines end in CRLF.
    #[default]
    Ascii,
    /// `E`: text in EBCDIC, code page 1047, its lines end in NL.
    Ebcdic,
    /// `I`, and `L 8`: octets.
    Image,
}

/// `STRU`: what a file is made of.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Structure {
    /// `F`: octets.
    #[default]
    File,
    /// `P`: pages, each after a header.
    Page,
    /// `R`: records, which are the lines of a text.
    Record,
}

/// `MODE`: how a file is put on the wire.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransferMode {
    /// `S`: as it is.
    #[default]
    Stream,
    /// `B`: in blocks with a descriptor and a count.
    Block,
    /// `C`: runs of one octet are sent as one.
    Compressed,
    /// `Z`: as a zlib stream.
    #[cfg(feature = "deflate")]
    Deflate,
}

impl Representation {
    /// All of them.
    pub const fn all() -> &'static [Self] {
        &[Self::Ascii, Self::Ebcdic, Self::Image]
    }

    /// What MODE C fills lines with.
    const fn filler(self) -> u8 {
        match self {
            Self::Ascii => b' ',
            Self::Ebcdic => 0x40,
            Self::Image => 0,
        }
    }
}

impl Structure {
    /// All of them.
    pub const fn all() -> &'static [Self] {
        &[Self::File, Self::Page, Self::Record]
    }
}

impl TransferMode {
    /// All that this build has.
    pub const fn all() -> &'static [Self] {
        &[
            Self::Stream,
            Self::Block,
            Self::Compressed,
            #[cfg(feature = "deflate")]
            Self::Deflate,
        ]
    }

    /// Whether restart markers are part of it.
    pub const fn has_markers(self) -> bool {
        matches!(self, Self::Block | Self::Compressed)
    }
}

/// How octets of a file become octets of a data connection.
///
/// ```
/// use ftpmock::protocol::{Coding, Representation, Structure, TransferMode};
///
/// let coding = Coding::new(Representation::Ascii, Structure::Record, TransferMode::Stream);
/// let (mut encoder, mut wire) = (coding.encoder(), Vec::new());
/// encoder.encode(b"one\ntwo\n", &mut wire);
/// encoder.finish(&mut wire);
/// assert_eq!(wire, b"one\xff\x01two\xff\x01\xff\x02");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coding {
    /// `TYPE`.
    pub representation: Representation,
    /// `STRU`.
    pub structure: Structure,
    /// `MODE`.
    pub mode: TransferMode,
    /// How `TYPE A` treats line ends.
    pub ascii: AsciiMode,
    /// How hard `MODE Z` compresses, from 0 to 9.
    pub level: Level,
    /// What `MODE Z` may inflate.
    pub limits: InflateLimits,
}

/// How hard `MODE Z` compresses: 0 to 9, and 6 unless told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Level(u8);

impl Level {
    /// `None` above 9.
    pub const fn new(level: u8) -> Option<Self> {
        match level {
            0..=9 => Some(Self(level)),
            _ => None,
        }
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(6)
    }
}

/// What may come out of a compressed upload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InflateLimits {
    /// The most octets that a stream may inflate to. Default: 1 GiB.
    pub size: u64,
    /// The most octets that one octet may stand for, on average, once more than 16 MiB have come
    /// out. Default: 250.
    pub ratio: u64,
}

impl Default for InflateLimits {
    fn default() -> Self {
        Self {
            size: 1 << 30,
            ratio: 250,
        }
    }
}

/// What is wrong with a coded upload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CodingError {
    /// The compressed data make no sense.
    Corrupt,
    /// The data end before they say that they do.
    Incomplete,
    /// An escape of a record or the header of a page means nothing, or a restart marker is not
    /// printable.
    Malformed,
    /// The data inflate to more than is allowed.
    TooLarge,
    /// A page is of a type that nobody knows.
    UnknownPage,
}

impl fmt::Display for CodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Corrupt => "compressed data corrupt",
            Self::Incomplete => "data end early",
            Self::Malformed => "malformed data",
            Self::TooLarge => "data inflate too much",
            Self::UnknownPage => "page type unknown",
        })
    }
}

impl Coding {
    /// A coding with the defaults of the rest.
    pub fn new(representation: Representation, structure: Structure, mode: TransferMode) -> Self {
        Self {
            representation,
            structure,
            mode,
            ..Self::default()
        }
    }

    /// Octets as they are.
    pub fn plain() -> Self {
        Self::new(Representation::Image, Structure::File, TransferMode::Stream)
    }

    /// Whether the stored octets are the octets on the wire.
    pub fn is_plain(&self) -> bool {
        self.keeps_content() && self.mode == TransferMode::Stream
    }

    /// Whether the mode alone makes a difference.
    pub fn keeps_content(&self) -> bool {
        self.representation == Representation::Image && self.structure == Structure::File
    }

    /// The same content in `MODE S`.
    #[must_use]
    pub const fn in_stream(mut self) -> Self {
        self.mode = TransferMode::Stream;
        self
    }

    /// At the beginning of a transfer to the client.
    pub fn encoder(&self) -> Encoder {
        Encoder::new(self)
    }

    /// At the beginning of a transfer from the client.
    pub fn decoder(&self) -> Decoder {
        Decoder::new(self)
    }
}

/// What a framed stream holds.
enum Event<'a> {
    Data(&'a [u8]),
    EndOfFile,
    EndOfRecord,
    Marker(Vec<u8>),
}
