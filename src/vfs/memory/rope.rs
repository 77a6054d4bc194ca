//! The content of a file: segments in a row, none of them ever copied.

use std::sync::Arc;

use bytes::Bytes;

use crate::vfs::{FsError, FsResult};

/// Small neighbours below this size become one segment when content grows.
pub(super) const SMALL: usize = 4 * 1024;

type Make = Arc<dyn Fn(u64, usize) -> Bytes + Send + Sync>;

/// A part of a content.
#[derive(Clone)]
pub(super) enum Segment {
    /// Made on demand; `start` is the first octet's offset for the maker.
    Generated {
        make: Make,
        start: u64,
        len: u64,
    },
    Octets(Bytes),
    /// `block` holds whole periods; `start` is the first octet's offset in the endless pattern.
    Pattern {
        block: Bytes,
        period: usize,
        start: u64,
        len: u64,
    },
}

impl Segment {
    fn len(&self) -> u64 {
        match self {
            Self::Octets(octets) => octets.len() as u64,
            Self::Generated { len, .. } | Self::Pattern { len, .. } => *len,
        }
    }

    /// The octets from `from` to `to` (exclusive), which lie inside.
    fn slice(&self, from: u64, to: u64) -> Self {
        match self {
            // What lies inside of octets in memory fits a usize.
            Self::Octets(octets) => Self::Octets(octets.slice(from as usize..to as usize)),
            Self::Generated { make, start, .. } => Self::Generated {
                make: make.clone(),
                start: start + from,
                len: to - from,
            },
            Self::Pattern {
                block,
                period,
                start,
                ..
            } => Self::Pattern {
                block: block.clone(),
                period: *period,
                start: start + from,
                len: to - from,
            },
        }
    }

    /// One octet at least, `at_most` at most, from an offset that lies inside.
    fn read(&self, from: u64, at_most: usize) -> FsResult<Bytes> {
        let left = usize::try_from(self.len() - from)
            .unwrap_or(usize::MAX)
            .min(at_most);
        match self {
            Self::Octets(octets) => Ok(octets.slice(from as usize..from as usize + left)),
            Self::Pattern {
                block,
                period,
                start,
                ..
            } => {
                let skip = ((start + from) % *period as u64) as usize;
                Ok(block.slice(skip..block.len().min(skip + left)))
            }
            Self::Generated { make, start, .. } => {
                let mut made = make(start + from, left);
                made.truncate(left);
                // A maker that gives nothing would look like the end of the file.
                if made.is_empty() {
                    Err(FsError::Io)
                } else {
                    Ok(made)
                }
            }
        }
    }
}

/// An immutable row of segments, cheap to cut and to join. Octets are shared, not copied.
#[derive(Clone, Default)]
pub(super) struct Rope {
    /// Each with the offset of its end; none is empty.
    segments: Vec<(u64, Segment)>,
    /// Kept here, and not looked up in the last segment: listings ask for it.
    len: u64,
}

impl Rope {
    pub(super) fn of(segment: Segment) -> Self {
        let mut rope = Self::default();
        rope.push(segment);
        rope
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    pub(super) fn is_generated(&self) -> bool {
        self.segments
            .iter()
            .any(|(_, segment)| matches!(segment, Segment::Generated { .. }))
    }

    /// Adds a segment at the end.
    pub(super) fn push(&mut self, segment: Segment) {
        if segment.len() == 0 {
            return;
        }
        self.len += segment.len();
        if let (Some((end, Segment::Octets(last))), Segment::Octets(next)) =
            (self.segments.last_mut(), &segment)
        {
            // Many small appends must not become many small segments.
            if last.len() + next.len() <= SMALL {
                *end = self.len;
                *last = [last.as_ref(), next.as_ref()].concat().into();
                return;
            }
        }
        self.segments.push((self.len, segment));
    }

    /// Adds all of another rope at the end.
    pub(super) fn extend(&mut self, other: &Self) {
        other
            .segments
            .iter()
            .for_each(|(_, segment)| self.push(segment.clone()));
    }

    /// The part from `from` to `to` (exclusive); what lies beyond the end is left out.
    pub(super) fn slice(&self, from: u64, to: u64) -> Self {
        let mut part = Self::default();
        let mut start = 0;
        for (end, segment) in &self.segments {
            let (first, last) = (from.max(start), to.min(*end));
            if first < last {
                part.push(segment.slice(first - start, last - start));
            }
            start = *end;
        }
        part
    }

    /// Octets from an offset: one at least and `at_most` at most, none at the end.
    pub(super) fn read(&self, from: u64, at_most: usize) -> FsResult<Bytes> {
        let index = self.segments.partition_point(|(end, _)| *end <= from);
        let Some((end, segment)) = self.segments.get(index) else {
            return Ok(Bytes::new());
        };
        if at_most == 0 {
            return Ok(Bytes::new());
        }
        segment.read(from - (end - segment.len()), at_most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rope(parts: &[Vec<u8>]) -> Rope {
        let mut rope = Rope::default();
        for part in parts {
            rope.push(Segment::Octets(part.clone().into()));
        }
        rope
    }

    fn all(rope: &Rope, step: usize) -> Vec<u8> {
        let mut whole = Vec::new();
        loop {
            let chunk = rope.read(whole.len() as u64, step).unwrap();
            if chunk.is_empty() {
                return whole;
            }
            whole.extend_from_slice(&chunk);
        }
    }

    proptest! {
        #[test]
        fn a_slice_is_the_slice_of_the_whole(
            parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..3000), 0..6),
            a in 0..20_000_usize,
            b in 0..20_000_usize,
            step in 1..5000_usize,
        ) {
            let whole = parts.concat();
            let rope = rope(&parts);
            prop_assert_eq!(rope.len(), whole.len() as u64);
            let (from, to) = (a.min(b), a.max(b));
            let part = rope.slice(from as u64, to as u64);
            let to = to.min(whole.len());
            prop_assert_eq!(all(&part, step), &whole[from.min(to)..to]);
        }
    }

    #[test]
    fn reads_share_the_octets_they_read() {
        let big = Bytes::from(vec![7; 1 << 20]);
        let rope = Rope::of(Segment::Octets(big.clone()));
        let part = rope.read(1000, 1 << 18).unwrap();
        assert_eq!(part.len(), 1 << 18);
        assert_eq!(part.as_ptr(), big[1000..].as_ptr());
    }

    #[test]
    fn many_small_appends_make_few_segments() {
        let mut rope = Rope::default();
        (0..10_000).for_each(|_| rope.push(Segment::Octets(Bytes::from_static(b"x"))));
        assert_eq!((rope.len(), rope.segments.len()), (10_000, 3));
    }

    #[test]
    fn generated_parts_keep_their_offsets_when_cut() {
        let make: Make = Arc::new(|offset, at_most| {
            (offset..offset + at_most as u64).map(|n| n as u8).collect()
        });
        let rope = Rope::of(Segment::Generated {
            make,
            start: 0,
            len: 1 << 40,
        });
        let tail = rope.slice((1 << 40) - 3, u64::MAX);
        assert_eq!(all(&tail, 2), [253, 254, 255]);
    }

    #[test]
    fn a_maker_that_gives_nothing_is_an_error() {
        let make: Make = Arc::new(|_, _| Bytes::new());
        let rope = Rope::of(Segment::Generated {
            make,
            start: 0,
            len: 5,
        });
        assert_eq!(rope.read(0, 5), Err(FsError::Io));
    }

    #[test]
    fn a_maker_that_gives_too_much_is_cut() {
        let make: Make = Arc::new(|_, _| Bytes::from_static(b"0123456789"));
        let rope = Rope::of(Segment::Generated {
            make,
            start: 0,
            len: 5,
        });
        assert_eq!(rope.read(0, 100).unwrap().as_ref(), b"01234");
    }
}
