//! A hash of content: fast enough for every octet that moves, and no crate.

/// The hash that a transcript shows for this content.
///
/// It tells different contents apart as well as 64 bits can, against accident, not against malice.
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
/// Eight independent lanes of multiply and add, so that the processor works on all at once.
#[derive(Clone, Debug)]
pub(crate) struct Digest {
    lanes: [u64; LANES],
    pending: [u8; BLOCK],
    filled: usize,
    length: u64,
}

const LANES: usize = 8;
const BLOCK: usize = LANES * 8;
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Digest {
    pub(crate) const fn new() -> Self {
        Self {
            lanes: [
                1,
                ODD,
                ODD.wrapping_mul(3),
                ODD.wrapping_mul(5),
                ODD.wrapping_mul(7),
                ODD.wrapping_mul(9),
                ODD.wrapping_mul(11),
                ODD.wrapping_mul(13),
            ],
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
            absorb(&mut self.lanes, &block);
            self.filled = 0;
        }
        let (blocks, rest) = octets.as_chunks::<BLOCK>();
        let mut lanes = self.lanes;
        for block in blocks {
            absorb(&mut lanes, block);
        }
        self.lanes = lanes;
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
            absorb(&mut self.lanes, &block);
        }
        let mut hash = self.length;
        for lane in self.lanes {
            hash = (hash ^ lane ^ (lane >> 29)).wrapping_mul(ODD);
            hash ^= hash >> 32;
        }
        hash
    }
}

#[inline(always)]
fn absorb(lanes: &mut [u64; LANES], block: &[u8; BLOCK]) {
    let (words, _) = block.as_chunks::<8>();
    for (lane, word) in lanes.iter_mut().zip(words) {
        *lane = (*lane ^ u64::from_le_bytes(*word))
            .wrapping_mul(ODD)
            .rotate_left(23);
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
}
