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

    /// Passes over the rest of a line that was too long, up to an octet that may mean something.
    fn skip_dropped(&mut self) {
        let plain_rest =
            self.phase == Phase::Dropping && !self.after_cr && self.telnet.is_between_commands();
        if plain_rest {
            let special = |&octet: &u8| matches!(octet, b'\r' | b'\n' | IAC);
            let end = self.raw.iter().position(special);
            self.raw.advance(end.unwrap_or(self.raw.len()));
        }
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
        loop {
            self.skip_dropped();
            let octet = *self.raw.first()?;
            self.raw.advance(1);
            if let Some(decoded) = self.octet(octet) {
                return Some(decoded);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn line(text: &'static str) -> Decoded {
        Decoded::Line {
            line: text.into(),
            ending: Ending::Crlf,
        }
    }

    fn bare(text: &'static str) -> Decoded {
        Decoded::Line {
            line: text.into(),
            ending: Ending::BareLf,
        }
    }

    /// Decodes at once and octet by octet, which must agree.
    fn decode(limits: LineLimits, octets: &[u8]) -> Vec<Decoded> {
        let mut decoder = LineDecoder::new(limits);
        decoder.feed(octets);
        let at_once: Vec<_> = decoder.by_ref().collect();
        let mut decoder = LineDecoder::new(limits);
        let each = octets.iter().flat_map(|octet| {
            decoder.feed(&[*octet]);
            decoder.by_ref().collect::<Vec<_>>()
        });
        assert_eq!(each.collect::<Vec<_>>(), at_once);
        at_once
    }

    /// R-C1, R-C2: both line ends, bare ones, and CR NUL.
    #[rstest]
    #[case(b"NOOP\r\nQUIT\r\n", vec![line("NOOP"), line("QUIT")])]
    #[case(b"NOOP\n", vec![bare("NOOP")])]
    #[case(b"\r\n\n", vec![line(""), bare("")])]
    #[case(b"a\rb\r\r\n", vec![line("a\rb\r")])]
    #[case(b"a\r\0b\r\n", vec![line("a\rb")])]
    #[case(b"a\r\0\n", vec![bare("a\r")])]
    #[case(b"a\0b\r\n", vec![line("a\0b")])]
    #[case(b"NOOP\r", vec![])]
    #[case(b"a\r\xff\xf1\n", vec![line("a")])]
    #[case(b"\xff\xf4\xff\xf2ABOR\r\n", vec![Decoded::Synch, line("ABOR")])]
    #[case(b"\xff\xfd\x01NOOP\r\n", vec![Decoded::Telnet([255, 252, 1]), line("NOOP")])]
    fn a_stream_is_lines(#[case] octets: &[u8], #[case] expected: Vec<Decoded>) {
        assert_eq!(decode(LineLimits::default(), octets), expected);
    }

    #[test]
    fn a_strict_decoder_takes_a_bare_lf_for_an_octet() {
        let limits = LineLimits {
            strict: true,
            ..LineLimits::default()
        };
        assert_eq!(decode(limits, b"a\nb\r\n"), [line("a\nb")]);
    }

    /// R-TN5: 255 is an octet like any other then.
    #[test]
    fn without_telnet_every_octet_is_data() {
        let limits = LineLimits {
            telnet: false,
            ..LineLimits::default()
        };
        let expected = Decoded::Line {
            line: Bytes::from_static(b"\xff\xf4\xff"),
            ending: Ending::Crlf,
        };
        assert_eq!(decode(limits, b"\xff\xf4\xff\r\n"), [expected]);
    }

    /// R-C3, R-S10: nothing of it is ever seen as a line.
    #[test]
    fn a_long_line_is_told_once_and_dropped_to_its_end() {
        let limits = LineLimits {
            max_line: 4,
            ..LineLimits::default()
        };
        let told = Decoded::TooLong;
        assert_eq!(
            decode(limits, b"abcd\r\nabcde"),
            [line("abcd"), told.clone()]
        );
        assert_eq!(
            decode(limits, b"abcdefghi\rj\r\nabcd\n"),
            [told, bare("abcd")]
        );
    }

    #[test]
    fn an_endless_line_takes_no_memory() {
        let mut decoder = LineDecoder::new(LineLimits::default());
        for _ in 0..1000 {
            decoder.feed(&[b'a'; 10_000]);
            decoder.by_ref().for_each(drop);
            assert!(decoder.buffered() <= 4096);
        }
        assert_eq!(decoder.buffered(), 0);
    }

    #[test]
    fn nothing_is_decoded_after_a_runaway() {
        let octets = [&[255, 250][..], &[1; 2000], b"\xff\xf0NOOP\r\n"].concat();
        assert_eq!(decode(LineLimits::default(), &octets), [Decoded::Runaway]);
    }

    #[test]
    fn what_is_dropped_is_counted() {
        let mut decoder = LineDecoder::new(LineLimits::default());
        decoder.feed(b"AUTH TLS\r\nUSER x\r\nPA");
        assert_eq!(decoder.next(), Some(line("AUTH TLS")));
        assert_eq!(decoder.buffered(), 10);
        assert_eq!(decoder.clear(), 10);
        decoder.feed(b"NOOP\r\n");
        assert_eq!(decoder.next(), Some(line("NOOP")));
    }
}
