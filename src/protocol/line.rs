//! The control stream, split into lines.

use bytes::{Buf, Bytes, BytesMut};

use super::telnet::{IAC, Step, Telnet};

/// What a line may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineLimits {
    /// Octets of a line without its end; 4096 by default.
    pub max_line: usize,
    /// Whether only CR LF ends a line; by default a bare LF does too.
    pub strict: bool,
    /// Whether 0xFF begins a Telnet command; by default it does.
    pub telnet: bool,
}

impl Default for LineLimits {
    fn default() -> Self {
        Self {
            max_line: 4096,
            strict: false,
            telnet: true,
        }
    }
}

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// LF without a CR before it.
    BareLf,
    /// CR LF.
    Crlf,
}

/// What the stream came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decoded {
    /// A line, without its end.
    Line {
        /// Its octets.
        line: Bytes,
        /// How it ended.
        ending: Ending,
    },
    /// A Telnet subnegotiation without end: nothing more is decoded.
    Runaway,
    /// Telnet IP or Data Mark, at most once between two lines.
    Synch,
    /// A Telnet answer to write.
    Telnet([u8; 3]),
    /// A line longer than the limit, told as soon as it is; the rest of it is dropped.
    TooLong,
}

/// Splits octets into command lines; it never reads and never blocks.
///
/// Telnet commands are taken out first, then `CR NUL` becomes CR, then lines are split (RFC 959,
/// section 4.1.3; RFC 2640, section 3.1). A bare CR is an octet of its line. However the octets are
/// cut into chunks, the result is the same. Feed it, then call `next` until it gives `None`.
///
/// ```
/// use ftpmock::protocol::{Decoded, Ending, LineDecoder, LineLimits};
/// let mut decoder = LineDecoder::new(LineLimits::default());
/// decoder.feed(b"NOOP\r");
/// assert_eq!(decoder.next(), None);
/// decoder.feed(b"\n");
/// let line = "NOOP".into();
/// assert_eq!(decoder.next(), Some(Decoded::Line { line, ending: Ending::Crlf }));
/// ```
#[derive(Clone, Debug)]
pub struct LineDecoder {
    limits: LineLimits,
    telnet: Telnet,
    /// Not yet looked at.
    raw: BytesMut,
    /// The beginning of a line whose end is not there.
    line: Vec<u8>,
    after_cr: bool,
    phase: Phase,
    synch_told: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Reading,
    /// In the rest of a line that was too long.
    Dropping,
    /// After a runaway.
    Over,
}

impl LineDecoder {
    /// At the beginning of a stream.
    pub fn new(limits: LineLimits) -> Self {
        Self {
            limits,
            telnet: Telnet::default(),
            raw: BytesMut::new(),
            line: Vec::new(),
            after_cr: false,
            phase: Phase::Reading,
            synch_told: false,
        }
    }

    /// Adds octets of the stream.
    pub fn feed(&mut self, octets: &[u8]) {
        if self.phase != Phase::Over {
            self.raw.extend_from_slice(octets);
        }
    }

    /// Octets that were fed and not given out in a line.
    pub fn buffered(&self) -> usize {
        self.raw.len() + self.line.len() + usize::from(self.after_cr)
    }

    /// Drops what is buffered and says how many octets that were.
    pub fn clear(&mut self) -> usize {
        let dropped = self.buffered();
        *self = Self {
            telnet: self.telnet.clone(),
            phase: if self.phase == Phase::Over {
                Phase::Over
            } else {
                Phase::Reading
            },
            ..Self::new(self.limits)
        };
        dropped
    }

    /// A whole line that needs no decoding: the case that has to be fast.
    fn plain_line(&mut self) -> Option<Decoded> {
        let untouched = self.line.is_empty()
            && !self.after_cr
            && self.phase == Phase::Reading
            && self.telnet.is_between_commands();
        if !untouched {
            return None;
        }
        let special = |&octet: &u8| octet == b'\n' || octet == 0 || octet == IAC;
        let end = self.raw.iter().position(special)?;
        if self.raw[end] != b'\n' {
            return None;
        }
        let (length, ending) = match self.raw[..end].strip_suffix(b"\r") {
            Some(line) => (line.len(), Ending::Crlf),
            None if self.limits.strict => return None,
            None => (end, Ending::BareLf),
        };
        if length > self.limits.max_line {
            return None;
        }
        let mut line = self.raw.split_to(end + 1);
        line.truncate(length);
        self.synch_told = false;
        Some(Decoded::Line {
            line: line.freeze(),
            ending,
        })
    }

    /// One octet, all rules.
    fn octet(&mut self, octet: u8) -> Option<Decoded> {
        let step = if self.limits.telnet {
            self.telnet.octet(octet)
        } else {
            Step::Data(octet)
        };
        match step {
            Step::Skip => None,
            Step::Data(data) => self.data(data),
            Step::Answer(answer) => Some(Decoded::Telnet(answer)),
            Step::Synch if self.synch_told => None,
            Step::Synch => {
                self.synch_told = true;
                Some(Decoded::Synch)
            }
            Step::Runaway => {
                self.clear();
                self.phase = Phase::Over;
                Some(Decoded::Runaway)
            }
        }
    }

    fn data(&mut self, octet: u8) -> Option<Decoded> {
        let after_cr = std::mem::replace(&mut self.after_cr, octet == b'\r');
        match (after_cr, octet) {
            (true, b'\n') => self.end(Ending::Crlf),
            (false, b'\n') if !self.limits.strict => self.end(Ending::BareLf),
            (true, 0) => self.push(b'\r'),
            (true, b'\r') => self.push(b'\r'),
            (false, b'\r') => None,
            (true, other) => {
                let told = self.push(b'\r');
                // At most one of the two crosses the limit.
                self.push(other).or(told)
            }
            (false, other) => self.push(other),
        }
    }

    fn push(&mut self, octet: u8) -> Option<Decoded> {
        if self.phase != Phase::Reading {
            return None;
        }
        if self.line.len() < self.limits.max_line {
            self.line.push(octet);
            return None;
        }
        self.line = Vec::new();
        self.phase = Phase::Dropping;
        Some(Decoded::TooLong)
    }

    fn end(&mut self, ending: Ending) -> Option<Decoded> {
        self.synch_told = false;
        if self.phase == Phase::Dropping {
            self.phase = Phase::Reading;
            return None;
        }
        let line = std::mem::take(&mut self.line).into();
        Some(Decoded::Line { line, ending })
    }
}

impl Iterator for LineDecoder {
    type Item = Decoded;

    /// The next thing the stream came to; `None` until more is fed.
    fn next(&mut self) -> Option<Decoded> {
        if let Some(line) = self.plain_line() {
            return Some(line);
        }
        while let Some(&octet) = self.raw.first() {
            self.raw.advance(1);
            if let Some(decoded) = self.octet(octet) {
                return Some(decoded);
            }
        }
        None
    }
}
