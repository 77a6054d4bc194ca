//! What is said on the control connection, and in which octets.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;

/// The text of the greeting, or what makes it.
#[derive(Clone)]
#[non_exhaustive]
pub enum Greeting {
    /// Made anew for each client, from the client's address.
    Made(Arc<dyn Fn(SocketAddr) -> Vec<u8> + Send + Sync>),
    /// The same for all.
    Text(Bytes),
}

impl Default for Greeting {
    fn default() -> Self {
        Self::Text(Bytes::from_static(b"ftpmock ready"))
    }
}

impl From<&'static str> for Greeting {
    fn from(text: &'static str) -> Self {
        Self::Text(Bytes::from_static(text.as_bytes()))
    }
}

impl Greeting {
    /// The text for this client.
    pub fn text(&self, peer: SocketAddr) -> Bytes {
        match self {
            Self::Made(make) => make(peer).into(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl fmt::Debug for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made(_) => f.write_str("Made(..)"),
            Self::Text(text) => f.debug_tuple("Text").field(text).finish(),
        }
    }
}

/// What octets beyond ASCII mean on the control connection and in listings; names in the
/// filesystem are UTF-8.
///
/// ```
/// use ftpmock::session::Encoding;
///
/// assert_eq!(Encoding::Latin1.decode(b"caf\xe9"), "café".as_bytes());
/// assert_eq!(Encoding::Latin1.encode("café".as_bytes()), b"caf\xe9");
/// assert_eq!(Encoding::Latin1.encode("π".as_bytes()), b"?");
/// assert_eq!(Encoding::Utf8.decode(b"caf\xe9"), b"caf\xe9");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Encoding {
    /// ISO 8859-1: each octet is a character. There is no `UTF8` in `FEAT` then.
    Latin1,
    /// UTF-8, or whatever it is: octets stay as they are.
    #[default]
    Utf8,
}

impl Encoding {
    /// What a client has sent, for the filesystem.
    pub fn decode(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Latin1 => octets
                .iter()
                .copied()
                .map(char::from)
                .collect::<String>()
                .into(),
            Self::Utf8 => octets.to_vec(),
        }
    }

    /// What the filesystem says, for a client; `?` for what can not be said.
    pub fn encode(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Latin1 => String::from_utf8_lossy(octets)
                .chars()
                .map(|c| u8::try_from(c).unwrap_or(b'?'))
                .collect(),
            Self::Utf8 => octets.to_vec(),
        }
    }

    /// Whether octets mean the same on both sides.
    pub fn is_identity(self) -> bool {
        self == Self::Utf8
    }
}
