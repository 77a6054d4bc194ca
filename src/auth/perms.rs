//! Permission letters.

use std::fmt;
use std::str::FromStr;

/// One permission, written as one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Perm {
    /// `e`: enter directories (`CWD`, `CDUP`).
    ChangeDir,
    /// `l`: list and ask (`LIST`, `NLST`, `MLSD`, `MLST`, `STAT`, `SIZE`, `MDTM`).
    List,
    /// `r`: read files (`RETR`, `HASH`).
    Retrieve,
    /// `a`: append to files (`APPE`).
    Append,
    /// `d`: delete files and directories (`DELE`, `RMD`).
    Delete,
    /// `f`: rename (`RNFR`, `RNTO`).
    Rename,
    /// `m`: make directories (`MKD`).
    MakeDir,
    /// `w`: store files (`STOR`, `STOU`).
    Store,
    /// `M`: change modes (`SITE CHMOD`).
    ChangeMode,
    /// `T`: change times (`MFMT`).
    ChangeTime,
}

impl Perm {
    /// All permissions, in the order in which their letters are written.
    pub const ALL: [Self; 10] = [
        Self::ChangeDir,
        Self::List,
        Self::Retrieve,
        Self::Append,
        Self::Delete,
        Self::Rename,
        Self::MakeDir,
        Self::Store,
        Self::ChangeMode,
        Self::ChangeTime,
    ];

    /// The letter of this permission.
    ///
    /// ```
    /// use ftpmock::auth::Perm;
    ///
    /// assert_eq!(Perm::Retrieve.letter(), 'r');
    /// ```
    pub const fn letter(self) -> char {
        match self {
            Self::ChangeDir => 'e',
            Self::List => 'l',
            Self::Retrieve => 'r',
            Self::Append => 'a',
            Self::Delete => 'd',
            Self::Rename => 'f',
            Self::MakeDir => 'm',
            Self::Store => 'w',
            Self::ChangeMode => 'M',
            Self::ChangeTime => 'T',
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of permissions, written as letters: `elradfmwMT`.
///
/// ```
/// use ftpmock::auth::{Perm, Perms};
///
/// let perms: Perms = "rle".parse()?;
/// assert!(perms.contains(Perm::List));
/// assert_eq!(perms.to_string(), "elr");
/// assert_eq!("elx".parse::<Perms>().unwrap_err().letter(), 'x');
/// # Ok::<(), ftpmock::auth::UnknownPerm>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Perms(u16);

impl Perms {
    /// Everything: `elradfmwMT`.
    pub const ALL: Self = Self((1 << Perm::ALL.len()) - 1);
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Look, but don't touch: `elr`.
    pub const READ_ONLY: Self =
        Self(Perm::ChangeDir.bit() | Perm::List.bit() | Perm::Retrieve.bit());

    /// Whether `perm` is in this set.
    pub const fn contains(self, perm: Perm) -> bool {
        self.0 & perm.bit() != 0
    }

    /// Whether all of `others` are in this set.
    pub(super) const fn contains_all(self, others: Self) -> bool {
        others.0 & !self.0 == 0
    }

    /// This set and `perm`.
    #[must_use]
    pub const fn with(self, perm: Perm) -> Self {
        Self(self.0 | perm.bit())
    }

    /// This set but for `perm`.
    #[must_use]
    pub const fn without(self, perm: Perm) -> Self {
        Self(self.0 & !perm.bit())
    }
}

impl FromIterator<Perm> for Perms {
    fn from_iter<I: IntoIterator<Item = Perm>>(perms: I) -> Self {
        perms.into_iter().fold(Self::NONE, Self::with)
    }
}

impl FromStr for Perms {
    type Err = UnknownPerm;

    fn from_str(letters: &str) -> Result<Self, UnknownPerm> {
        letters
            .chars()
            .map(|letter| {
                let known = Perm::ALL.into_iter().find(|perm| perm.letter() == letter);
                known.ok_or(UnknownPerm(letter))
            })
            .collect()
    }
}

impl fmt::Display for Perms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Perm::ALL
            .into_iter()
            .filter(|&perm| self.contains(perm))
            .try_for_each(|perm| write!(f, "{}", perm.letter()))
    }
}

impl fmt::Debug for Perms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Perms({self})")
    }
}

/// A letter that names no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPerm(char);

impl UnknownPerm {
    /// The letter.
    pub fn letter(self) -> char {
        self.0
    }
}

impl fmt::Display for UnknownPerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no permission letter; those of {} are",
            self.0,
            Perms::ALL
        )
    }
}

impl std::error::Error for UnknownPerm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_permissions_are_written_in_the_fixed_order() {
        assert_eq!(Perms::ALL.to_string(), "elradfmwMT");
        assert_eq!(Perm::ALL.into_iter().collect::<Perms>(), Perms::ALL);
        assert_eq!(Perms::READ_ONLY.to_string(), "elr");
    }

    #[test]
    fn letters_are_case_sensitive_and_may_repeat() {
        let perms: Perms = "mMm".parse().unwrap();
        assert_eq!(perms.to_string(), "mM");
        assert!("R".parse::<Perms>().is_err());
    }

    /// R-PM5: a mistake is told, not swallowed.
    #[test]
    fn an_unknown_letter_is_named() {
        let error = "elq".parse::<Perms>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "'q' is no permission letter; those of elradfmwMT are"
        );
    }

    #[test]
    fn a_permission_can_be_added_and_taken() {
        let perms = Perms::READ_ONLY.with(Perm::Store).without(Perm::List);
        assert_eq!(perms.to_string(), "erw");
    }
}
