//! Octets shown to people.

use std::fmt::{self, Write};

/// Octets as text: lossy UTF-8, every control character escaped as `\x0a`.
///
/// ```
/// use ftpmock::protocol::Escaped;
/// assert_eq!(Escaped(b"a\nb\xff").to_string(), "a\\x0ab\u{fffd}");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                if character.is_control() {
                    write!(f, "\\x{:02x}", u32::from(character))?;
                } else {
                    f.write_char(character)?;
                }
            }
            if !chunk.invalid().is_empty() {
                f.write_char(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }
}

/// Appends a number in a base of at most 16, padded with zeros to `width`.
pub(super) fn digits(out: &mut Vec<u8>, number: u64, base: u64, width: usize) {
    let mut text = [b'0'; 24];
    let mut at = text.len();
    let mut rest = number;
    while rest != 0 || text.len() - at < width {
        at -= 1;
        text[at] = b"0123456789abcdef"[(rest % base) as usize]; // below 16
        rest /= base;
    }
    out.extend_from_slice(&text[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_the_rest_is_lossy() {
        let shown = Escaped("é\t\u{85}\x7f\\".as_bytes()).to_string();
        assert_eq!(shown, "é\\x09\\x85\\x7f\\");
        assert_eq!(Escaped(b"\xc3(").to_string(), "\u{fffd}(");
    }

    #[test]
    fn digits_are_padded_and_never_empty() {
        let mut out = Vec::new();
        digits(&mut out, 0, 10, 1);
        digits(&mut out, 0o644, 8, 4);
        digits(&mut out, u64::MAX, 8, 1);
        assert_eq!(out, b"006441777777777777777777777");
    }
}
