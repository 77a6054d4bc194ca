//! A password that is not shown.

use std::fmt;
use std::hint::black_box;

/// A password. `Debug` prints `***`; a comparison takes as long for a wrong guess as for a right
/// one of the same length.
///
/// ```
/// use ftpmock::auth::Secret;
///
/// let secret = Secret::new("hunter2");
/// assert_eq!(format!("{secret:?}"), "***");
/// assert_eq!(secret.reveal(), b"hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Keeps a password.
    pub fn new(password: impl Into<Vec<u8>>) -> Self {
        Self(password.into())
    }

    /// The password itself.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// Whether `guess` is this password.
    pub fn matches(&self, guess: &[u8]) -> bool {
        let mut difference = u8::from(self.0.len() != guess.len());
        // As many steps as the guess has octets: the length of the secret does not show.
        for (at, octet) in guess.iter().enumerate() {
            let own = self.0.get(at).copied().unwrap_or(!octet);
            difference = black_box(difference | (own ^ octet));
        }
        difference == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::same(b"secret", b"secret", true)]
    #[case::empty(b"", b"", true)]
    #[case::shorter(b"secret", b"secre", false)]
    #[case::longer(b"secret", b"secrets", false)]
    #[case::other(b"secret", b"Secret", false)]
    #[case::nothing(b"secret", b"", false)]
    fn only_the_same_octets_match(#[case] own: &[u8], #[case] guess: &[u8], #[case] equal: bool) {
        assert_eq!(Secret::new(own).matches(guess), equal);
    }

    #[test]
    fn a_secret_prints_as_stars() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
    }
}
