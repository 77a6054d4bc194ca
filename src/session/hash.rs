//! Digests of files.

use std::fmt::Write;

use sha2::Digest;

use crate::vfs::{File, FsResult};

const CHUNK: usize = 256 * 1024;

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

    /// The digest of the next `octets` of a file, in small hexadecimal digits.
    pub(super) fn digest(self, file: &mut dyn File, octets: u64) -> FsResult<String> {
        match self {
            Self::Sha256 => digest::<sha2::Sha256>(file, octets),
            Self::Sha512 => digest::<sha2::Sha512>(file, octets),
            Self::Sha1 => digest::<sha1::Sha1>(file, octets),
            Self::Md5 => digest::<md5::Md5>(file, octets),
            Self::Crc32 => {
                let mut sum = crc32fast::Hasher::new();
                each_chunk(file, octets, |chunk| sum.update(chunk))?;
                Ok(format!("{:08x}", sum.finalize()))
            }
        }
    }
}

fn digest<D: Digest>(file: &mut dyn File, octets: u64) -> FsResult<String> {
    let mut digest = D::new();
    each_chunk(file, octets, |chunk| digest.update(chunk))?;
    let mut digits = String::new();
    for octet in digest.finalize() {
        // Writing to a string does not fail.
        let _ = write!(digits, "{octet:02x}");
    }
    Ok(digits)
}

fn each_chunk(file: &mut dyn File, mut octets: u64, mut take: impl FnMut(&[u8])) -> FsResult<()> {
    while octets > 0 {
        let most = usize::try_from(octets).map_or(CHUNK, |octets| octets.min(CHUNK));
        let chunk = file.read(most)?;
        if chunk.is_empty() {
            break;
        }
        take(&chunk);
        octets -= chunk.len() as u64;
    }
    Ok(())
}
