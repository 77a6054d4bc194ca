//! A hash of content: fast enough for every octet that moves, and no crate.

/// The hash that a transcript shows for this content.
///
/// It tells apart what goes wrong by accident: other octets, fewer, or the same in another order.
/// It is no defence against somebody who looks for two contents with one hash.
///
/// ```
/// use ftpmock::transcript::content_hash;
///
/// assert_eq!(content_hash(b"abc"), content_hash(b"abc"));
/// assert_ne!(content_hash(b"abc"), content_hash(b"abd"));
/// ```
pub fn content_hash(content: &[u8]) -> u64 {
    let mut digest = Digest::new();
    digest.update(content);
    digest.finish()
}

/// Hashes content that comes in chunks; where it is cut makes no difference.
///
/// Eight lanes, each with the sum of its words and the sum of those sums, so that order counts: the
/// compiler makes a few additions of it for every 64 octets, cheap enough for all that moves.
#[derive(Clone, Debug)]
pub(crate) struct Digest {
    sums: Sums,
    pending: [u8; BLOCK],
    filled: usize,
    length: u64,
}

#[derive(Clone, Copy, Debug)]
struct Sums {
    words: [u64; LANES],
    order: [u64; LANES],
}

const LANES: usize = 8;
const BLOCK: usize = LANES * 8;
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Digest {
    pub(crate) const fn new() -> Self {
        Self {
            // Not zero: zeros must count, too.
            sums: Sums {
                words: [ODD; LANES],
                order: [0; LANES],
            },
            pending: [0; BLOCK],
            filled: 0,
            length: 0,
        }
    }

    pub(crate) fn update(&mut self, mut octets: &[u8]) {
        self.length += octets.len() as u64;
        if self.filled > 0 {
            let taken = octets.len().min(BLOCK - self.filled);
            let (head, rest) = octets.split_at(taken);
            self.pending[self.filled..self.filled + taken].copy_from_slice(head);
            self.filled += taken;
            octets = rest;
            if self.filled < BLOCK {
                return;
            }
            let block = self.pending;
            self.sums.absorb(&block);
            self.filled = 0;
        }
        let (blocks, rest) = octets.as_chunks::<BLOCK>();
        let mut sums = self.sums;
        for block in blocks {
            sums.absorb(block);
        }
        self.sums = sums;
        self.pending[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// How many octets came in.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn finish(mut self) -> u64 {
        if self.filled > 0 {
            self.pending[self.filled..].fill(0);
            let block = self.pending;
            self.sums.absorb(&block);
        }
        let mut hash = self.length;
        for sum in self.sums.words.into_iter().chain(self.sums.order) {
            hash = (hash ^ sum ^ (sum >> 29)).wrapping_mul(ODD);
            hash ^= hash >> 32;
        }
        hash
    }
}

impl Sums {
    #[inline(always)]
    fn absorb(&mut self, block: &[u8; BLOCK]) {
        let (words, _) = block.as_chunks::<8>();
        let sums = self.words.iter_mut().zip(&mut self.order);
        for ((sum, order), word) in sums.zip(words) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
            *order = order.wrapping_add(*sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn where_content_is_cut_makes_no_difference(
            content in proptest::collection::vec(any::<u8>(), 0..400),
            cuts in proptest::collection::vec(0_usize..400, 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(content.len())).collect();
            cuts.sort_unstable();
            let mut digest = Digest::new();
            let mut start = 0;
            for cut in cuts {
                digest.update(&content[start..cut]);
                start = cut;
            }
            digest.update(&content[start..]);
            prop_assert_eq!(digest.length(), content.len() as u64);
            prop_assert_eq!(digest.finish(), content_hash(&content));
        }

        #[test]
        fn any_changed_octet_changes_the_hash(
            content in proptest::collection::vec(any::<u8>(), 1..400),
            at in any::<prop::sample::Index>(),
        ) {
            let mut changed = content.clone();
            changed[at.index(content.len())] ^= 1;
            prop_assert_ne!(content_hash(&content), content_hash(&changed));
        }
    }

    #[test]
    fn trailing_zeros_count() {
        assert_ne!(content_hash(b""), content_hash(b"\0"));
        assert_ne!(content_hash(&[0; 64]), content_hash(&[0; 65]));
    }

    #[test]
    fn order_counts() {
        let blocks: Vec<u8> = (0..4_u8).flat_map(|n| [n; BLOCK]).collect();
        let mut swapped = blocks.clone();
        swapped[..2 * BLOCK].rotate_left(BLOCK);
        assert_ne!(content_hash(&blocks), content_hash(&swapped));
    }
}
