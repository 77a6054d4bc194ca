//! TYPE A, streaming, in both directions.

/// How TYPE A treats line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AsciiMode {
    /// Every LF becomes CR LF and every CR becomes CR NUL, so that receiving undoes sending for all
    /// octets there are.
    Exact,
    /// Only an LF without a CR before it becomes CR LF: text that has CR LF already stays as it is.
    #[default]
    Lenient,
}

/// Stored text to the wire; chunks may end anywhere.
///
/// ```
/// use ftpmock::protocol::{AsciiEncoder, AsciiMode};
/// let mut out = Vec::new();
/// AsciiEncoder::new(AsciiMode::Lenient).encode(b"a\nb\r\n", &mut out);
/// assert_eq!(out, b"a\r\nb\r\n");
/// ```
#[derive(Clone, Debug)]
pub struct AsciiEncoder {
    mode: AsciiMode,
    after_cr: bool,
}

impl AsciiEncoder {
    /// At the beginning of a file.
    pub fn new(mode: AsciiMode) -> Self {
        Self {
            mode,
            after_cr: false,
        }
    }

    /// Appends a chunk in its form on the wire.
    pub fn encode(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        out.reserve(chunk.len() + chunk.len() / 32);
        self.pieces(chunk, |piece| out.extend_from_slice(piece));
    }

    /// Counts the octets [`encode`](Self::encode) would append, and moves on as it would.
    pub fn encoded_len(&mut self, chunk: &[u8]) -> u64 {
        let mut sum = 0;
        self.pieces(chunk, |piece| sum += piece.len() as u64);
        sum
    }

    fn pieces(&mut self, chunk: &[u8], mut piece: impl FnMut(&[u8])) {
        let mut rest = chunk;
        while let Some(at) = rest.iter().position(|octet| matches!(octet, b'\r' | b'\n')) {
            let after_cr = if at == 0 { self.after_cr } else { false };
            piece(&rest[..at]);
            piece(match (rest[at], self.mode) {
                (b'\r', AsciiMode::Exact) => b"\r\0",
                (b'\r', AsciiMode::Lenient) => b"\r",
                (_, AsciiMode::Lenient) if after_cr => b"\n",
                _ => b"\r\n",
            });
            self.after_cr = rest[at] == b'\r';
            rest = &rest[at + 1..];
        }
        if !rest.is_empty() {
            self.after_cr = false;
            piece(rest);
        }
    }
}

/// The wire to stored text; chunks may end anywhere.
///
/// ```
/// use ftpmock::protocol::{AsciiDecoder, AsciiMode};
/// let (mut decoder, mut out) = (AsciiDecoder::new(AsciiMode::Lenient), Vec::new());
/// decoder.decode(b"a\r", &mut out);
/// decoder.decode(b"\nb\r", &mut out);
/// decoder.finish(&mut out);
/// assert_eq!(out, b"a\nb\r");
/// ```
#[derive(Clone, Debug)]
pub struct AsciiDecoder {
    mode: AsciiMode,
    after_cr: bool,
}

impl AsciiDecoder {
    /// At the beginning of a transfer.
    pub fn new(mode: AsciiMode) -> Self {
        Self {
            mode,
            after_cr: false,
        }
    }

    /// Appends a chunk in its stored form; a CR at its end waits for what follows.
    pub fn decode(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        out.reserve(chunk.len() + 1);
        let mut rest = chunk;
        while let Some(&next) = rest.first() {
            if self.after_cr {
                self.after_cr = false;
                match (next, self.mode) {
                    (b'\n', _) => out.push(b'\n'),
                    (b'\0', AsciiMode::Exact) => out.push(b'\r'),
                    _ => {
                        out.push(b'\r');
                        // The octet is not part of a pair: look at it as if no CR had come.
                        continue;
                    }
                }
                rest = &rest[1..];
                continue;
            }
            let run = rest.iter().position(|&octet| octet == b'\r');
            out.extend_from_slice(&rest[..run.unwrap_or(rest.len())]);
            self.after_cr = run.is_some();
            rest = run.map_or(&[], |at| &rest[at + 1..]);
        }
    }

    /// Ends the stream: a CR as its last octet is kept.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.after_cr) {
            out.push(b'\r');
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn send(mode: AsciiMode, text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        AsciiEncoder::new(mode).encode(text.as_bytes(), &mut out);
        let length = AsciiEncoder::new(mode).encoded_len(text.as_bytes());
        assert_eq!(length, out.len() as u64);
        out
    }

    fn receive(mode: AsciiMode, text: &str) -> Vec<u8> {
        let (mut decoder, mut out) = (AsciiDecoder::new(mode), Vec::new());
        decoder.decode(text.as_bytes(), &mut out);
        decoder.finish(&mut out);
        out
    }

    #[rstest]
    #[case("a\nb", "a\r\nb", "a\r\nb")]
    #[case("a\r\nb", "a\r\nb", "a\r\0\r\nb")]
    #[case("\n\n", "\r\n\r\n", "\r\n\r\n")]
    #[case("\r\r\n", "\r\r\n", "\r\0\r\0\r\n")]
    #[case("a\r", "a\r", "a\r\0")]
    fn sending_ends_lines_with_crlf(
        #[case] text: &str,
        #[case] lenient: &str,
        #[case] exact: &str,
    ) {
        assert_eq!(send(AsciiMode::Lenient, text), lenient.as_bytes());
        assert_eq!(send(AsciiMode::Exact, text), exact.as_bytes());
    }

    #[rstest]
    #[case("a\r\nb", "a\nb", "a\nb")]
    #[case("a\r\0b", "a\r\0b", "a\rb")]
    #[case("a\nb\rc", "a\nb\rc", "a\nb\rc")]
    #[case("\r\r\n", "\r\n", "\r\n")]
    #[case("a\r", "a\r", "a\r")]
    fn receiving_ends_lines_with_lf(
        #[case] text: &str,
        #[case] lenient: &str,
        #[case] exact: &str,
    ) {
        assert_eq!(receive(AsciiMode::Lenient, text), lenient.as_bytes());
        assert_eq!(receive(AsciiMode::Exact, text), exact.as_bytes());
    }
}
