//! What a seeded file holds.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::rope::{Rope, Segment};
use crate::vfs::MAX_SIZE;

/// Most octets that a pattern is written out to, so that reads get large slices.
const BLOCK: usize = 256 * 1024;

/// What a file holds from the start: octets, or a rule that makes them when they are read.
///
/// ```
/// use ftpmock::vfs::{Content, Filesystem, MemoryFs};
///
/// let fs = MemoryFs::new();
/// fs.add_file("/greeting", "hello");
/// fs.add_file("/picture", &[0xff, 0xd8]);
/// fs.add_file("/huge", Content::zeros(8 << 30)); // 8 GiB, of which none is kept
/// assert_eq!(fs.metadata(&"/huge".into())?.size, 8 << 30);
/// # Ok::<(), ftpmock::vfs::FsError>(())
/// ```
#[derive(Clone, Default)]
pub struct Content(Rope);

impl Content {
    /// `len` octets of zero.
    ///
    /// # Panics
    /// If `len` is beyond 2^63 - 1.
    #[track_caller]
    pub fn zeros(len: u64) -> Self {
        Self::repeat(b"\0", len)
    }

    /// A pattern again and again, `len` octets of it.
    ///
    /// ```
    /// use ftpmock::vfs::{Content, MemoryFs, read_all};
    ///
    /// let fs = MemoryFs::new();
    /// fs.add_file("/abc", Content::repeat("abc", 7));
    /// assert_eq!(read_all(&fs, &"/abc".into())?, b"abcabca");
    /// # Ok::<(), ftpmock::vfs::FsError>(())
    /// ```
    ///
    /// # Panics
    /// If the pattern is empty and `len` is not 0, or if `len` is beyond 2^63 - 1.
    #[track_caller]
    pub fn repeat(pattern: impl AsRef<[u8]>, len: u64) -> Self {
        let pattern = pattern.as_ref();
        assert!(
            len == 0 || !pattern.is_empty(),
            "an empty pattern cannot fill {len} octets"
        );
        if len == 0 {
            return Self::default();
        }
        let copies = usize::try_from(len.div_ceil(pattern.len() as u64)).unwrap_or(usize::MAX);
        let block = pattern.repeat(copies.min(BLOCK.div_ceil(pattern.len())));
        let period = pattern.len();
        Self(Rope::of(Segment::Pattern {
            block: block.into(),
            period,
            start: 0,
            len,
        }))
    }

    /// `len` octets made by a function when they are read. It gets an offset and a number of
    /// octets, and gives one octet at least and that number at most.
    ///
    /// ```
    /// use ftpmock::vfs::{Content, MemoryFs, read_all};
    ///
    /// let fs = MemoryFs::new();
    /// let count = |offset: u64, at_most: usize| {
    ///     (0..at_most as u64).map(|n| (offset + n) as u8).collect()
    /// };
    /// fs.add_file("/count", Content::generate(4, count));
    /// assert_eq!(read_all(&fs, &"/count".into())?, [0, 1, 2, 3]);
    /// # Ok::<(), ftpmock::vfs::FsError>(())
    /// ```
    ///
    /// # Panics
    /// If `len` is beyond 2^63 - 1.
    #[track_caller]
    pub fn generate(len: u64, make: impl Fn(u64, usize) -> Bytes + Send + Sync + 'static) -> Self {
        check(len);
        Self(Rope::of(Segment::Generated {
            make: Arc::new(make),
            start: 0,
            len,
        }))
    }

    /// Octets of this content.
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether reading this content runs a function of the user.
    pub(super) fn is_made_by_user(&self) -> bool {
        self.0.is_generated()
    }

    pub(super) fn into_rope(self) -> Rope {
        self.0
    }
}

#[track_caller]
fn check(len: u64) {
    assert!(
        len <= MAX_SIZE,
        "a file of {len} octets is too big: offsets end at {MAX_SIZE}"
    );
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} octets)", self.len())
    }
}

impl From<Bytes> for Content {
    fn from(octets: Bytes) -> Self {
        Self(Rope::of(Segment::Octets(octets)))
    }
}

impl From<Vec<u8>> for Content {
    fn from(octets: Vec<u8>) -> Self {
        Bytes::from(octets).into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&[u8]> for Content {
    fn from(octets: &[u8]) -> Self {
        Bytes::copy_from_slice(octets).into()
    }
}

impl<const N: usize> From<&[u8; N]> for Content {
    fn from(octets: &[u8; N]) -> Self {
        octets.as_slice().into()
    }
}

impl From<&Vec<u8>> for Content {
    fn from(octets: &Vec<u8>) -> Self {
        octets.as_slice().into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        text.as_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn all(content: Content) -> Vec<u8> {
        let rope = content.into_rope();
        let (mut at, mut whole) = (0, Vec::new());
        while at < rope.len() {
            let chunk = rope.read(at, 1000).unwrap();
            at += chunk.len() as u64;
            whole.extend_from_slice(&chunk);
        }
        whole
    }

    #[rstest]
    #[case::shorter_than_the_pattern("abcdef", 3, "abc")]
    #[case::whole("abc", 6, "abcabc")]
    #[case::cut("abc", 7, "abcabca")]
    #[case::nothing("", 0, "")]
    fn a_pattern_repeats(#[case] pattern: &str, #[case] len: u64, #[case] whole: &str) {
        assert_eq!(all(Content::repeat(pattern, len)), whole.as_bytes());
    }

    #[test]
    fn a_pattern_goes_on_across_blocks() {
        let whole = all(Content::repeat("abcdefg", 600_000));
        assert_eq!(whole.len(), 600_000);
        assert!(
            whole
                .iter()
                .zip(b"abcdefg".iter().cycle())
                .all(|(a, b)| a == b)
        );
    }

    #[test]
    #[should_panic(expected = "an empty pattern cannot fill 5 octets")]
    fn an_empty_pattern_panics() {
        let _ = Content::repeat("", 5);
    }

    #[test]
    fn huge_contents_take_no_memory_and_know_their_end() {
        let huge = Content::zeros(MAX_SIZE).into_rope();
        assert_eq!(huge.read(MAX_SIZE - 2, 100).unwrap().as_ref(), [0, 0]);
    }
}
