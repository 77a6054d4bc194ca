//! Reply codes.

use std::fmt;

/// A reply code, 100 to 659.
///
/// ```
/// use ftpmock::protocol::Code;
/// assert!(Code::of(226).is_success());
/// assert_eq!(Code::new(42), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// The code of this number, if it is one.
    pub const fn new(number: u16) -> Option<Self> {
        match number {
            100..=659 => Some(Self(number)),
            _ => None,
        }
    }

    /// The code of this number, for constants.
    ///
    /// # Panics
    /// When the number is outside 100 to 659.
    #[track_caller]
    pub const fn of(number: u16) -> Self {
        match Self::new(number) {
            Some(code) => code,
            None => panic!("a reply code is a number from 100 to 659"),
        }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// 1xx: another reply to the same command follows.
    pub const fn is_preliminary(self) -> bool {
        self.0 / 100 == 1
    }

    /// 2xx.
    pub const fn is_success(self) -> bool {
        self.0 / 100 == 2
    }

    /// 3xx: another command is needed.
    pub const fn is_intermediate(self) -> bool {
        self.0 / 100 == 3
    }

    /// 4xx or 5xx.
    pub const fn is_error(self) -> bool {
        matches!(self.0 / 100, 4 | 5)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(99, None)]
    #[case(100, Some("preliminary"))]
    #[case(226, Some("success"))]
    #[case(350, Some("intermediate"))]
    #[case(421, Some("error"))]
    #[case(553, Some("error"))]
    #[case(631, Some("other"))]
    #[case(660, None)]
    fn a_code_is_of_one_kind(#[case] number: u16, #[case] kind: Option<&str>) {
        let found = Code::new(number).map(|code| match code {
            code if code.is_preliminary() => "preliminary",
            code if code.is_success() => "success",
            code if code.is_intermediate() => "intermediate",
            code if code.is_error() => "error",
            _ => "other",
        });
        assert_eq!(found, kind);
    }
}
