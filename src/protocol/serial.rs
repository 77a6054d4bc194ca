//! Replies and octets as data.

use serde::ser::{Serialize, SerializeTuple, Serializer};

use super::{Code, Reply};

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}

/// A code and a text, `[450, "File busy."]`; line feeds separate the lines of a longer one.
impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.code())?;
        pair.serialize_element(&Octets(&self.text_lines().join(&b'\n')))?;
        pair.end()
    }
}

/// Octets: a text where they are one, else a list of numbers.
struct Octets<'a>(&'a [u8]);

impl Serialize for Octets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        octets(self.0, serializer)
    }
}

/// Serializes several octets, each as [`octets`] does.
pub(crate) fn all_octets<S: Serializer>(
    all: &[bytes::Bytes],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|one| Octets(one)))
}

/// Serializes octets as a text where they are one, else as a list of numbers.
pub(crate) fn octets<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    match str::from_utf8(octets) {
        Ok(text) => serializer.serialize_str(text),
        Err(_) => serializer.collect_seq(octets),
    }
}
