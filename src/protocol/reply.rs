//! Replies.

use std::fmt;

use bytes::Bytes;

use super::{Code, Escaped};

/// One reply: a code and one line of text or several.
///
/// `Display` is the reply as a person reads it, without line ends of the wire.
///
/// ```
/// use ftpmock::protocol::Reply;
/// let reply = Reply::new(211, "Features:\nMDTM\nEnd");
/// assert_eq!(reply.to_string(), "211-Features:\n MDTM\n211 End");
/// let mut wire = Vec::new();
/// reply.encode(&mut wire);
/// assert_eq!(wire, b"211-Features:\r\n MDTM\r\n211 End\r\n");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    code: Code,
    key: &'static str,
    text: Text,
    middle: Middle,
}

/// How middle lines begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Middle {
    /// With the code and a hyphen, as the first line does.
    Coded,
    /// In the first column.
    Flush,
    /// With a space.
    Indented,
}

#[derive(Clone, PartialEq, Eq)]
enum Text {
    One(Bytes),
    /// Two lines or more.
    Many(Vec<Bytes>),
}

impl Text {
    /// Splits at line ends; one space before a middle line is taken as its indentation.
    fn split(text: Bytes) -> Self {
        if !text.contains(&b'\n') {
            return Self::One(text);
        }
        let body = text.strip_suffix(b"\n").unwrap_or(&text);
        let mut lines: Vec<Bytes> = body
            .split(|&octet| octet == b'\n')
            .map(|line| text.slice_ref(line.strip_suffix(b"\r").unwrap_or(line)))
            .collect();
        let last = lines.len() - 1; // `split` gives at least one
        for line in lines.iter_mut().take(last).skip(1) {
            if line.starts_with(b" ") {
                *line = line.slice(1..);
            }
        }
        Self::lines(lines)
    }

    fn lines(mut lines: Vec<Bytes>) -> Self {
        match lines.len() {
            0 | 1 => Self::One(lines.pop().unwrap_or_default()),
            _ => Self::Many(lines),
        }
    }
}

impl Reply {
    /// A reply of your own; each line of the text becomes a line of the reply.
    ///
    /// # Panics
    /// When the code is outside 100 to 659.
    #[track_caller]
    pub fn new(code: u16, text: impl Into<Bytes>) -> Self {
        Self {
            code: Code::of(code),
            key: "",
            text: Text::split(text.into()),
            middle: Middle::Indented,
        }
    }

    /// A reply of one line under a stable key; line ends in the text are escaped on the wire.
    pub fn keyed(key: &'static str, code: Code, text: impl Into<Bytes>) -> Self {
        Self {
            code,
            key,
            text: Text::One(text.into()),
            middle: Middle::Indented,
        }
    }

    /// A reply of several lines under a stable key; no lines give one empty line.
    pub fn lines(key: &'static str, code: Code, lines: Vec<Bytes>) -> Self {
        Self {
            code,
            key,
            text: Text::lines(lines),
            middle: Middle::Indented,
        }
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The stable key of this situation; empty for a reply of your own.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The first line.
    pub fn text(&self) -> &[u8] {
        // There is always a line.
        self.text_lines().first().map_or(b"", |line| line)
    }

    /// All lines, middle ones without their indentation.
    pub fn text_lines(&self) -> &[Bytes] {
        match &self.text {
            Text::One(line) => std::slice::from_ref(line),
            Text::Many(lines) => lines,
        }
    }

    /// The same text under another code.
    #[must_use]
    pub fn with_code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// Another text under the same code, split into lines as in [`new`](Self::new).
    #[must_use]
    pub fn with_text(self, text: impl Into<Bytes>) -> Self {
        Self {
            text: Text::split(text.into()),
            ..self
        }
    }

    /// The same reply with its middle lines in the first column, as some servers send them; one that
    /// would look like the last line is indented all the same.
    ///
    /// ```
    /// use ftpmock::protocol::Reply;
    /// let reply = Reply::new(213, "Status:\n-rw-r--r-- a\n213 b\nEnd").flush();
    /// assert_eq!(reply.to_string(), "213-Status:\n-rw-r--r-- a\n 213 b\n213 End");
    /// ```
    #[must_use]
    pub fn flush(self) -> Self {
        Self {
            middle: Middle::Flush,
            ..self
        }
    }

    /// The same reply with the code at the beginning of each line, as some servers send it.
    ///
    /// ```
    /// use ftpmock::protocol::Reply;
    /// let reply = Reply::new(211, "Features:\nMDTM\nEnd").repeat_code();
    /// assert_eq!(reply.to_string(), "211-Features:\n211-MDTM\n211 End");
    /// ```
    #[must_use]
    pub fn repeat_code(self) -> Self {
        Self {
            middle: Middle::Coded,
            ..self
        }
    }

    /// What stands before a middle line, if that is not the code.
    fn indentation(&self, line: &[u8]) -> &'static str {
        let looks_like_the_end = line.len() >= 3 && line[..3].iter().all(u8::is_ascii_digit);
        if self.middle == Middle::Flush && !looks_like_the_end {
            ""
        } else {
            " "
        }
    }

    /// Appends the reply as the wire has it.
    ///
    /// ```text
    /// reply = code SP text CRLF
    ///       / code "-" text CRLF *(SP text CRLF) code SP text CRLF    ; RFC 959, section 4.2
    /// ```
    ///
    /// No octet of a text can start a line: CR is followed by NUL, other control characters are
    /// escaped as `\x0a`, 0xFF is doubled.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let lines = self.text_lines();
        let last = lines.len().saturating_sub(1);
        for (at, line) in lines.iter().enumerate() {
            if at == 0 || at == last || self.middle == Middle::Coded {
                self.encode_code(out);
                out.push(if at == last { b' ' } else { b'-' });
            } else {
                out.extend_from_slice(self.indentation(line).as_bytes());
            }
            clean(line, out);
            out.extend_from_slice(b"\r\n");
        }
    }

    /// [`encode`](Self::encode) for a client that does not speak Telnet: an octet 255 stays one.
    pub fn encode_without_telnet(&self, out: &mut Vec<u8>) {
        let from = out.len();
        self.encode(out);
        halve(out, from);
    }

    fn encode_code(&self, out: &mut Vec<u8>) {
        for divisor in [100, 10, 1] {
            out.push(b'0' + (self.code.get() / divisor % 10) as u8); // one digit
        }
    }
}

/// Halves what was doubled for Telnet from there on.
fn halve(out: &mut Vec<u8>, from: usize) {
    let mut after_first = false;
    let mut at = 0;
    out.retain(|&octet| {
        at += 1;
        after_first = at > from && octet == 0xff && !after_first;
        at <= from || octet != 0xff || after_first
    });
}

fn clean(line: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    if !line.iter().any(|&o| o < b' ' || o == 0x7f || o == 0xff) {
        out.extend_from_slice(line);
        return;
    }
    for &octet in line {
        match octet {
            b'\r' => out.extend_from_slice(b"\r\0"),
            0xff => out.extend_from_slice(b"\xff\xff"),
            0..b' ' | 0x7f => {
                let [high, low] = [octet >> 4, octet & 15].map(|digit| HEX[usize::from(digit)]);
                out.extend_from_slice(&[b'\\', b'x', high, low]);
            }
            _ => out.push(octet),
        }
    }
}

impl<T: Into<Bytes>> From<(u16, T)> for Reply {
    /// [`Reply::new`].
    #[track_caller]
    fn from((code, text): (u16, T)) -> Self {
        Self::new(code, text)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.text_lines();
        for (at, line) in lines.iter().enumerate() {
            match (at, at + 1 == lines.len()) {
                (0, true) => write!(f, "{} {}", self.code, Escaped(line))?,
                (_, true) => write!(f, "\n{} {}", self.code, Escaped(line))?,
                (0, false) => write!(f, "{}-{}", self.code, Escaped(line))?,
                (_, false) if self.middle == Middle::Coded => {
                    write!(f, "\n{}-{}", self.code, Escaped(line))?;
                }
                (_, false) => write!(f, "\n{}{}", self.indentation(line), Escaped(line))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({:?}, {self})", self.key)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn wire(reply: &Reply) -> Vec<u8> {
        let mut out = Vec::new();
        reply.encode(&mut out);
        out
    }

    /// R-R1, R-R2: code, separator and indentation of each line.
    #[rstest]
    #[case("", "200 \r\n")]
    #[case("ok", "200 ok\r\n")]
    #[case("ok\n", "200 ok\r\n")]
    #[case("a\nb", "200-a\r\n200 b\r\n")]
    #[case("a\r\n b\n  c\n d\n", "200-a\r\n b\r\n  c\r\n200  d\r\n")]
    #[case("a\n\n200 b\nc", "200-a\r\n \r\n 200 b\r\n200 c\r\n")]
    fn a_text_becomes_lines(#[case] text: &'static str, #[case] expected: &str) {
        assert_eq!(wire(&Reply::new(200, text)), expected.as_bytes());
    }

    /// R-R4, R-TN3: control octets are escaped, 255 is doubled.
    #[test]
    fn no_octet_of_a_text_starts_a_line() {
        let reply = Reply::keyed("x", Code::of(550), &b"a\r\n226 b\0\x7f\xff\t\xc3"[..]);
        let expected = b"550 a\r\0\\x0a226 b\\x00\\x7f\xff\xff\\x09\xc3\r\n";
        assert_eq!(wire(&reply), expected);
        let shown = "550 a\\x0d\\x0a226 b\\x00\\x7f\u{fffd}\\x09\u{fffd}";
        assert_eq!(reply.to_string(), shown);
    }

    #[test]
    fn without_telnet_nothing_is_doubled() {
        let mut out = b"\xff\xff".to_vec();
        let text = &b"\xff a\xff\xffb\xff"[..];
        Reply::keyed("x", Code::of(257), text).encode_without_telnet(&mut out);
        assert_eq!(out, b"\xff\xff257 \xff a\xff\xffb\xff\r\n");
    }

    #[test]
    fn a_reply_keeps_its_key_when_code_and_text_change() {
        let reply = Reply::keyed("NOOP.done", Code::of(200), "ok")
            .with_code(Code::of(250))
            .with_text("one\ntwo");
        assert_eq!(reply.key(), "NOOP.done");
        assert_eq!(reply.code().get(), 250);
        assert_eq!(reply.text(), b"one");
        assert_eq!(reply.text_lines().len(), 2);
    }

    #[test]
    fn a_reply_without_lines_has_an_empty_one() {
        assert_eq!(wire(&Reply::lines("x", Code::of(211), vec![])), b"211 \r\n");
    }

    #[test]
    #[should_panic(expected = "a reply code is a number from 100 to 659")]
    fn a_reply_of_your_own_needs_a_code() {
        let _ = Reply::new(42, "what");
    }
}
