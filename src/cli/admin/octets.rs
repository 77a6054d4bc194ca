//! Octets in URLs.

use super::answer::Refusal;

/// Decodes `%20`; `+` is a space in a query, and itself in a path.
pub(super) fn decoded(text: &str, plus_is_space: bool) -> Result<Vec<u8>, Refusal> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'%' => {
                let digits = (rest.next().and_then(digit), rest.next().and_then(digit));
                let (Some(high), Some(low)) = digits else {
                    return Err(Refusal::bad(format_args!(
                        "{text:?} is not encoded for a URL: expected two hexadecimal digits after each %"
                    )));
                };
                high * 16 + low
            }
            b'+' if plus_is_space => b' ',
            octet => octet,
        });
    }
    Ok(octets)
}

fn digit(octet: u8) -> Option<u8> {
    let digit = char::from(octet).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::decoded;

    #[rstest]
    #[case("a%20b+c", true, Some(&b"a b c"[..]))]
    #[case("a%20b+c", false, Some(&b"a b+c"[..]))]
    #[case("%FF%2f", false, Some(&b"\xff/"[..]))]
    #[case("%", false, None)]
    #[case("%4", false, None)]
    #[case("%zz", false, None)]
    #[case("%+1", false, None)]
    fn urls_are_decoded_or_refused(
        #[case] text: &str,
        #[case] plus_is_space: bool,
        #[case] expected: Option<&[u8]>,
    ) {
        assert_eq!(decoded(text, plus_is_space).ok().as_deref(), expected);
    }
}
