//! Counting words: on which of its matches a rule acts, and where matches are counted.

use std::fmt;
use std::time::Duration;

/// Which matches make a rule act; the first match is number 1.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
pub(crate) enum Scope {
    Path,
    Peer,
    #[default]
    Server,
    Session,
    User,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => " per path",
            Self::Peer => " per peer",
            Self::Server => "",
            Self::Session => " per session",
            Self::User => " per user",
        })
    }
}

/// What one exchange has to do with one rule, for numbers that can be drawn again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Luck {
    pub(crate) seed: u64,
    pub(crate) rule: u64,
    pub(crate) session: u64,
    /// Which match of the rule in this session it is.
    pub(crate) index: u64,
}

impl Luck {
    /// A number in `0.0..1.0`: whether the rule acts.
    pub(crate) fn roll(self) -> f64 {
        dice(self.seed, self.rule, self.session, self.index)
    }

    /// A time between the two, for part `part` of the fault.
    pub(crate) fn between(self, part: u64, least: Duration, most: Duration) -> Duration {
        let seed = mix(self.seed ^ mix(part));
        let share = dice(seed, self.rule, self.session, self.index);
        least + (most - least).mul_f64(share)
    }
}

/// A number in `0.0..1.0` that depends on nothing but the four arguments (decision of the seed).
fn dice(seed: u64, rule: u64, session: u64, index: u64) -> f64 {
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

    #[test]
    fn times_are_drawn_from_the_whole_span_and_again_the_same() {
        let (least, most) = (Duration::from_secs(10), Duration::from_secs(20));
        let drawn = |index| {
            let luck = Luck {
                seed: 7,
                rule: 1,
                session: 1,
                index,
            };
            luck.between(0, least, most)
        };
        let seconds: std::collections::BTreeSet<u64> =
            (0..200).map(|n| drawn(n).as_secs()).collect();
        assert!(seconds.into_iter().eq(10..20));
        assert_eq!(drawn(3), drawn(3));
    }
}
