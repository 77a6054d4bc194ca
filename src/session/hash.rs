//! Digests of files.

use std::fmt::Write;

use bytes::Bytes;
use sha2::Digest;

/// What `HASH` may compute.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Algorithm {
    #[default]
    Sha256,
    Sha512,
    Sha1,
    Md5,
    Crc32,
}

impl Algorithm {
    /// The best first.
    const ALL: [Self; 5] = [
        Self::Sha256,
        Self::Sha512,
        Self::Sha1,
        Self::Md5,
        Self::Crc32,
    ];

    /// As `OPTS HASH` writes it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
            Self::Crc32 => "CRC32",
        }
    }

    /// The algorithm of this name, in any case.
    pub(super) fn find(name: &[u8]) -> Option<Self> {
        let named = |it: &Self| it.name().as_bytes().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(named)
    }

    /// The line of `FEAT`, a star at this one.
    pub(super) fn feat_line(self) -> String {
        let names: Vec<String> = Self::ALL
            .iter()
            .map(|it| format!("{}{}", it.name(), if *it == self { "*" } else { "" }))
            .collect();
        format!("HASH {}", names.join(";"))
    }

    /// The digest of the rest of a file, in small hexadecimal digits.
    pub(super) fn digest<E>(self, chunks: Chunks<'_, E>) -> Result<String, E> {
        match self {
            Self::Sha256 => digest::<sha2::Sha256, E>(chunks),
            Self::Sha512 => digest::<sha2::Sha512, E>(chunks),
            Self::Sha1 => digest::<sha1::Sha1, E>(chunks),
            Self::Md5 => digest::<md5::Md5, E>(chunks),
            Self::Crc32 => {
                let mut sum = crc32fast::Hasher::new();
                while let Some(chunk) = chunks()? {
                    sum.update(&chunk);
                }
                Ok(format!("{:08x}", sum.finalize()))
            }
        }
    }
}

/// Gives the octets in chunks, and `None` at their end.
pub(super) type Chunks<'a, E> = &'a mut dyn FnMut() -> Result<Option<Bytes>, E>;

fn digest<D: Digest, E>(chunks: Chunks<'_, E>) -> Result<String, E> {
    let mut digest = D::new();
    while let Some(chunk) = chunks()? {
        digest.update(&chunk);
    }
    let mut digits = String::new();
    for octet in digest.finalize() {
        // Writing to a string does not fail.
        let _ = write!(digits, "{octet:02x}");
    }
    Ok(digits)
}
