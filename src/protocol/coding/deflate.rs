//! MODE Z: one zlib stream (RFC 1950) per data connection.

use std::fmt;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::{CodingError, InflateLimits};

/// How much room is made at once.
const ROOM: usize = 32 * 1024;
/// What inflates to less than this is never called a bomb.
const HARMLESS: u64 = 16 << 20;

/// Octets to a zlib stream.
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new(level: u8) -> Self {
        let level = Compression::new(u32::from(level.min(9)));
        Self(Compress::new(level, true))
    }

    pub(super) fn encode(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        let mut rest = octets;
        while !rest.is_empty() {
            let filled = out.len();
            let used = self.step(rest, FlushCompress::None, out).0;
            if used == 0 && out.len() == filled {
                return;
            }
            rest = &rest[used..];
        }
    }

    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        while self.step(b"", FlushCompress::Finish, out).1 != Status::StreamEnd {}
    }

    fn step(&mut self, octets: &[u8], flush: FlushCompress, out: &mut Vec<u8>) -> (usize, Status) {
        let before = self.0.total_in();
        out.reserve(ROOM);
        let status = self.0.compress_vec(octets, out, flush);
        // Compressing fails only for streams that are used wrongly.
        let status = status.unwrap_or(Status::StreamEnd);
        ((self.0.total_in() - before) as usize, status)
    }
}

/// A zlib stream to octets; chunks may end anywhere.
pub(super) struct Inflater {
    stream: Decompress,
    limits: InflateLimits,
    ended: bool,
}

impl Inflater {
    pub(super) fn new(limits: InflateLimits) -> Self {
        Self {
            stream: Decompress::new(true),
            limits,
            ended: false,
        }
    }

    pub(super) fn decode(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), CodingError> {
        let mut rest = chunk;
        loop {
            if self.ended {
                return if rest.is_empty() {
                    Ok(())
                } else {
                    Err(CodingError::Corrupt)
                };
            }
            let (before, filled) = (self.stream.total_in(), out.len());
            out.reserve(ROOM);
            let status = self
                .stream
                .decompress_vec(rest, out, FlushDecompress::None)
                .map_err(|_| CodingError::Corrupt)?;
            rest = &rest[(self.stream.total_in() - before) as usize..];
            self.check_limits()?;
            self.ended = status == Status::StreamEnd;
            // Room that is left means that nothing waits inside.
            if !self.ended && rest.is_empty() && out.len() < out.capacity() {
                return Ok(());
            }
            let stuck = out.len() == filled && self.stream.total_in() == before;
            if stuck && !self.ended {
                return if rest.is_empty() {
                    Ok(())
                } else {
                    Err(CodingError::Corrupt)
                };
            }
        }
    }

    fn check_limits(&self) -> Result<(), CodingError> {
        let (deflated, inflated) = (self.stream.total_in(), self.stream.total_out());
        let swollen = inflated > HARMLESS && inflated / self.limits.ratio.max(1) > deflated;
        if inflated > self.limits.size || swollen {
            return Err(CodingError::TooLarge);
        }
        Ok(())
    }

    /// Whether the stream has come to its end.
    pub(super) const fn has_ended(&self) -> bool {
        self.ended
    }
}

impl fmt::Debug for Deflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deflater").finish_non_exhaustive()
    }
}

impl fmt::Debug for Inflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflater")
            .field("limits", &self.limits)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deflate(octets: &[u8]) -> Vec<u8> {
        let (mut deflater, mut out) = (Deflater::new(1), Vec::new());
        deflater.encode(octets, &mut out);
        deflater.finish(&mut out);
        out
    }

    fn inflate(limits: InflateLimits, octets: &[u8]) -> Result<usize, CodingError> {
        let (mut inflater, mut sum) = (Inflater::new(limits), 0);
        for piece in octets.chunks(4096) {
            let mut out = Vec::new();
            inflater.decode(piece, &mut out)?;
            sum += out.len();
        }
        Ok(sum)
    }

    /// R-S14: by its size and by its ratio.
    #[test]
    fn what_inflates_too_much_is_refused() {
        let zeros = deflate(&vec![0; 17 << 20]);
        let (size, ratio) = (1 << 30, 100);
        let strict = InflateLimits { size, ratio };
        assert_eq!(inflate(strict, &zeros), Err(CodingError::TooLarge));
        let ratio = 2000;
        let patient = InflateLimits { size, ratio };
        assert_eq!(inflate(patient, &zeros), Ok(17 << 20));
        let size = 1 << 20;
        let small = InflateLimits { size, ratio };
        assert_eq!(inflate(small, &zeros), Err(CodingError::TooLarge));
    }

    #[test]
    fn nothing_follows_the_end_of_the_stream() {
        let mut octets = deflate(b"abc");
        octets.push(0);
        let limits = InflateLimits::default();
        assert_eq!(inflate(limits, &octets), Err(CodingError::Corrupt));
    }

    #[test]
    fn a_wrong_checksum_is_noticed() {
        let mut octets = deflate(b"abc");
        *octets.last_mut().unwrap() ^= 1;
        let limits = InflateLimits::default();
        assert_eq!(inflate(limits, &octets), Err(CodingError::Corrupt));
    }
}
