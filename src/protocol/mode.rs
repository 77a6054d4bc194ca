//! Permission bits: the argument of SITE CHMOD, and the letters of lists.

use super::{FileKind, SyntaxError};

/// A change of permission bits, as `SITE CHMOD` takes it.
///
/// ```text
/// change = 1*4octal-digit / clause *("," clause)
/// clause = *("u" / "g" / "o" / "a") ("+" / "-" / "=") *("r" / "w" / "x")
/// ```
///
/// ```
/// use ftpmock::protocol::ModeChange;
/// assert_eq!(ModeChange::parse(b"640").unwrap().apply(0o777), 0o640);
/// assert_eq!(ModeChange::parse(b"u+x,go-w").unwrap().apply(0o666), 0o744);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    clauses: Vec<Clause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clause {
    clear: u32,
    set: u32,
}

impl ModeChange {
    /// Reads an octal mode or a symbolic one.
    ///
    /// # Errors
    /// [`SyntaxError::Malformed`].
    pub fn parse(text: &[u8]) -> Result<Self, SyntaxError> {
        let clauses = if text.first().is_some_and(u8::is_ascii_digit) {
            octal(text).map(|clause| vec![clause])
        } else {
            text.split(|&octet| octet == b',').map(symbolic).collect()
        };
        let clauses = clauses.ok_or(SyntaxError::Malformed)?;
        Ok(Self { clauses })
    }

    /// The mode that `mode` becomes.
    pub fn apply(&self, mode: u32) -> u32 {
        self.clauses
            .iter()
            .fold(mode, |mode, clause| mode & !clause.clear | clause.set)
    }

    /// Whether it sets set-user-id, set-group-id or sticky.
    pub fn sets_special_bits(&self) -> bool {
        self.clauses.iter().any(|clause| clause.set & 0o7000 != 0)
    }
}

fn octal(text: &[u8]) -> Option<Clause> {
    if text.len() > 4 || !text.iter().all(|octet| (b'0'..=b'7').contains(octet)) {
        return None;
    }
    let mode = text.iter().fold(0, |sum, o| sum << 3 | u32::from(o - b'0'));
    Some(Clause {
        clear: 0o7777,
        set: mode,
    })
}

fn symbolic(text: &[u8]) -> Option<Clause> {
    let operator = text.iter().position(|o| matches!(o, b'+' | b'-' | b'='))?;
    let mut whose = 0;
    for octet in &text[..operator] {
        whose |= match octet {
            b'u' => 0o700,
            b'g' => 0o070,
            b'o' => 0o007,
            b'a' => 0o777,
            _ => return None,
        };
    }
    if operator == 0 {
        whose = 0o777;
    }
    let mut what = 0;
    for octet in &text[operator + 1..] {
        what |= match octet {
            b'r' => 0o444,
            b'w' => 0o222,
            b'x' => 0o111,
            _ => return None,
        };
    }
    let bits = whose & what;
    let (clear, set) = match text[operator] {
        b'+' => (0, bits),
        b'-' => (bits, 0),
        _ => (whose, bits),
    };
    Some(Clause { clear, set })
}

/// The ten letters of a line of `ls -l`.
pub(super) fn mode_text(kind: FileKind, mode: u32) -> [u8; 10] {
    let mut text = *b"-rwxrwxrwx";
    text[0] = match kind {
        FileKind::Directory => b'd',
        FileKind::File => b'-',
        FileKind::Symlink => b'l',
    };
    for (at, letter) in text[1..].iter_mut().enumerate() {
        if mode & (0o400 >> at) == 0 {
            *letter = b'-';
        }
    }
    if mode & 0o7000 != 0 {
        for (bit, at, letter) in [(0o4000, 3, b's'), (0o2000, 6, b's'), (0o1000, 9, b't')] {
            if mode & bit != 0 {
                let executable = text[at] == b'x';
                text[at] = if executable {
                    letter
                } else {
                    letter.to_ascii_uppercase()
                };
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0", 0o777, 0)]
    #[case("4755", 0, 0o4755)]
    #[case("u+rw,g-w", 0o120, 0o700)]
    #[case("+x", 0o644, 0o755)]
    #[case("a=", 0o4777, 0o4000)]
    #[case("go=r", 0o777, 0o744)]
    fn a_mode_changes_the_bits_it_names(#[case] text: &str, #[case] old: u32, #[case] new: u32) {
        assert_eq!(ModeChange::parse(text.as_bytes()).unwrap().apply(old), new);
    }

    #[rstest]
    fn a_malformed_mode_is_refused(
        #[values("", "8", "77777", "u", "u+rw,", "z+r", "u+q", "6x")] text: &str,
    ) {
        assert_eq!(
            ModeChange::parse(text.as_bytes()),
            Err(SyntaxError::Malformed)
        );
    }

    #[test]
    fn special_bits_are_noticed() {
        assert!(ModeChange::parse(b"1777").unwrap().sets_special_bits());
        assert!(!ModeChange::parse(b"0777").unwrap().sets_special_bits());
    }

    #[rstest]
    #[case(FileKind::Directory, 0o755, "drwxr-xr-x")]
    #[case(FileKind::File, 0, "----------")]
    #[case(FileKind::File, 0o7777, "-rwsrwsrwt")]
    #[case(FileKind::File, 0o7000, "---S--S--T")]
    #[case(FileKind::File, 0o100_644, "-rw-r--r--")]
    fn a_mode_has_ten_letters(#[case] kind: FileKind, #[case] mode: u32, #[case] text: &str) {
        assert_eq!(mode_text(kind, mode), text.as_bytes());
    }
}
