//! The files that both servers hold.

use bytes::Bytes;

/// Content of a server: nothing, one large file or one large directory.
#[derive(Clone)]
pub(crate) enum Fixture {
    Empty,
    /// The content of [`LARGE`].
    Large(Bytes),
    /// How many files of [`entry`] the directory [`DIRECTORY`] holds.
    Directory(usize),
    /// [`Large`](Self::Large), under TLS from the beginning.
    #[cfg(feature = "tls")]
    Tls(Bytes),
}

pub(crate) const LARGE: &str = "/large.bin";
pub(crate) const DIRECTORY: &str = "/many";

/// Bytes that differ, in memory of their own.
pub(crate) fn large(len: usize) -> Bytes {
    (0..len).map(|i| (i % 251) as u8).collect()
}

/// Name and size of a directory's entry.
pub(crate) fn entry(n: usize) -> (String, usize) {
    (format!("file-{n:06}.dat"), n % 10_000)
}
