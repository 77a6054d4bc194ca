//! What the strict client reads, and what it makes of it.

use std::fmt;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

/// One reply, single- or multi-line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    /// The text of the first line.
    pub(crate) text: String,
    /// The octets as they came.
    pub(crate) raw: Vec<u8>,
}

impl Reply {
    /// The lines without their CRLF.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.raw);
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

impl PartialEq<&str> for Reply {
    fn eq(&self, other: &&str) -> bool {
        self.lines().into_iter().eq(other.split('\n'))
    }
}

/// Octets as a test's message shows them.
pub(crate) fn show(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

pub(crate) fn is_gone(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(
        kind,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected
    )
}

/// Whether nothing can be read, not even an end.
pub(super) fn is_silent(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false).unwrap();
    peeked.is_err_and(|e| e.kind() == ErrorKind::WouldBlock)
}

/// `227 Entering Passive Mode (h1,h2,h3,h4,p1,p2).`
pub(crate) fn pasv_addr(reply: &Reply) -> Option<SocketAddr> {
    let numbers = reply
        .text
        .strip_prefix("Entering Passive Mode (")?
        .strip_suffix(").")?;
    let numbers: Vec<u8> = numbers
        .split(',')
        .map(|n| n.parse().ok())
        .collect::<Option<_>>()?;
    let [a, b, c, d, high, low] = numbers[..] else {
        return None;
    };
    Some(SocketAddr::from((
        Ipv4Addr::new(a, b, c, d),
        u16::from_be_bytes([high, low]),
    )))
}

/// `229 Entering Extended Passive Mode (|||port|)`
pub(crate) fn epsv_port(reply: &Reply) -> Option<u16> {
    let port = reply
        .text
        .strip_prefix("Entering Extended Passive Mode (|||")?;
    port.strip_suffix("|)")?.parse().ok()
}

/// The verb of a line as the server will read it: Telnet commands taken out, in capitals.
pub(super) fn verb(line: &[u8]) -> String {
    let mut rest = line.iter().copied();
    let mut text = Vec::new();
    while let Some(octet) = rest.next() {
        if octet != 0xff {
            text.push(octet);
        } else if matches!(rest.next(), Some(0xfb..=0xfe)) {
            rest.next();
        }
    }
    let word = text
        .split(|b| b" \r\n".contains(b))
        .next()
        .unwrap_or_default();
    // Never empty: that is the greeting.
    if word.is_empty() {
        "?".to_owned()
    } else {
        String::from_utf8_lossy(word).to_uppercase()
    }
}
