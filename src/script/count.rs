//! Counting words: on which of its matches a rule acts, and where matches are counted.

use std::fmt;

/// Which matches make a rule act; the first match is number 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Count {
    After(u64),
    Always,
    Chance(f64),
    Every(u64),
    First(u64),
    Nth(u64),
}

impl Count {
    /// Whether the match with this number makes the rule act; `dice` is in `0.0..1.0`.
    pub(crate) fn includes(self, number: u64, dice: impl FnOnce() -> f64) -> bool {
        match self {
            Self::After(n) => number > n,
            Self::Always => true,
            Self::Chance(p) => dice() < p,
            Self::Every(n) => number.is_multiple_of(n),
            Self::First(n) => number <= n,
            Self::Nth(n) => number == n,
        }
    }

    /// Whether a rule with this count can not be held to firing.
    pub(crate) const fn is_optional(self) -> bool {
        matches!(self, Self::Chance(_))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(n) => write!(f, " after {n}"),
            Self::Always => Ok(()),
            Self::Chance(p) => write!(f, " with chance {p}"),
            Self::Every(n) => write!(f, " every {n}"),
            Self::First(1) => f.write_str(" once"),
            Self::First(n) => write!(f, " first {n}"),
            Self::Nth(n) => write!(f, " nth {n}"),
        }
    }
}

/// What counting words count over.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Scope {
    Path,
    #[default]
    Server,
    Session,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => " per path",
            Self::Server => "",
            Self::Session => " per session",
        })
    }
}

/// A number in `0.0..1.0` that depends on nothing but the four arguments (decision of the seed).
pub(crate) fn dice(seed: u64, rule: u64, session: u64, index: u64) -> f64 {
    let mut hash = seed ^ 0x9e37_79b9_7f4a_7c15;
    for part in [rule, session, index] {
        hash = mix(hash ^ part);
    }
    // The upper 53 bits fill the mantissa exactly.
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// The finalizer of SplitMix64: every input bit reaches every output bit.
const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_words_mean_what_they_say() {
        let which =
            |count: Count| -> Vec<u64> { (1..=6).filter(|n| count.includes(*n, || 1.0)).collect() };
        assert_eq!(which(Count::Always), [1, 2, 3, 4, 5, 6]);
        assert_eq!(which(Count::First(2)), [1, 2]);
        assert_eq!(which(Count::Nth(3)), [3]);
        assert_eq!(which(Count::After(4)), [5, 6]);
        assert_eq!(which(Count::Every(2)), [2, 4, 6]);
    }

    #[test]
    fn dice_are_fair_and_repeatable() {
        let hits = (0..10_000).filter(|n| dice(7, 1, 1, *n) < 0.25).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
        assert_eq!(dice(7, 1, 1, 1).to_bits(), dice(7, 1, 1, 1).to_bits());
        assert_ne!(dice(7, 1, 1, 1).to_bits(), dice(8, 1, 1, 1).to_bits());
    }
}
