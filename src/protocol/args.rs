//! Typed access to the argument of a command.

use std::net::SocketAddrV4;

use super::{EpsvArg, ExtendedPort, ModeChange, PathArg, UnixTime, address, parse_stamp};

/// Why an argument is not what its command's grammar allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SyntaxError {
    /// Not an address and port (501).
    BadAddress,
    /// An address family nobody knows (522).
    BadFamily,
    /// Not a restart marker (501).
    BadMarker,
    /// A file name with CR, LF or NUL in it (553).
    BadName,
    /// Not a time, or not a date of the calendar (501).
    BadTime,
    /// Does not follow the grammar (501).
    Malformed,
    /// An argument is required (501).
    Missing,
    /// No argument is allowed (501).
    Unexpected,
    /// Follows the grammar, but the value is not supported (504).
    Unsupported,
}

/// The argument of one command; each handler takes from it what its grammar allows.
///
/// ```
/// use ftpmock::protocol::{Args, SyntaxError};
/// assert_eq!(Args::new(Some(b"17")).offset(), Ok(17));
/// assert_eq!(Args::new(None).text(), Err(SyntaxError::Missing));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    argument: Option<&'a [u8]>,
    /// CR and LF may be part of a path.
    line_ends: bool,
}

impl<'a> Args<'a> {
    /// What follows the one space after the verb; `None` when there is no space.
    pub fn new(argument: Option<&'a [u8]>) -> Self {
        Self {
            argument,
            line_ends: false,
        }
    }

    /// The same argument, in whose paths CR and LF may be octets like others.
    ///
    /// ```
    /// use ftpmock::protocol::Args;
    /// let args = Args::new(Some(b"a\rb")).with_line_ends(true);
    /// assert_eq!(args.path().unwrap().as_bytes(), b"a\rb");
    /// ```
    #[must_use]
    pub fn with_line_ends(self, line_ends: bool) -> Self {
        Self { line_ends, ..self }
    }

    /// Another text, or a part of this one, under the same grammar.
    #[must_use]
    pub fn over(self, argument: Option<&[u8]>) -> Args<'_> {
        Args {
            argument,
            line_ends: self.line_ends,
        }
    }

    fn path_of(self, text: &[u8]) -> Result<PathArg, SyntaxError> {
        if self.line_ends {
            PathArg::with_line_ends(text)
        } else {
            PathArg::new(text)
        }
    }

    /// No argument; an empty one counts as none.
    ///
    /// # Errors
    /// [`SyntaxError::Unexpected`].
    pub fn none(self) -> Result<(), SyntaxError> {
        match self.optional() {
            None => Ok(()),
            Some(_) => Err(SyntaxError::Unexpected),
        }
    }

    /// The whole argument, which must not be empty.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`].
    pub fn text(self) -> Result<&'a [u8], SyntaxError> {
        self.optional().ok_or(SyntaxError::Missing)
    }

    /// The whole argument, unless it is empty.
    pub fn optional(self) -> Option<&'a [u8]> {
        self.argument.filter(|argument| !argument.is_empty())
    }

    /// A path.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::BadName`].
    pub fn path(self) -> Result<PathArg, SyntaxError> {
        self.path_of(self.text()?)
    }

    /// A path or nothing.
    ///
    /// # Errors
    /// [`SyntaxError::BadName`].
    pub fn optional_path(self) -> Result<Option<PathArg>, SyntaxError> {
        self.optional().map(|text| self.path_of(text)).transpose()
    }

    /// The offset of `REST` in stream mode: decimal digits, at most 2^63 − 1 (RFC 3659, section 5).
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::BadMarker`].
    pub fn offset(self) -> Result<u64, SyntaxError> {
        let digits = self.text()?;
        digits
            .iter()
            .try_fold(0_u64, |sum, octet| {
                let digit = octet.is_ascii_digit().then(|| u64::from(octet - b'0'))?;
                sum.checked_mul(10)?.checked_add(digit)
            })
            .filter(|offset| i64::try_from(*offset).is_ok())
            .ok_or(SyntaxError::BadMarker)
    }

    /// The argument of `PORT`.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::BadAddress`].
    pub fn host_port(self) -> Result<SocketAddrV4, SyntaxError> {
        address::parse_port(self.text()?)
    }

    /// The argument of `EPRT`.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::Malformed`], [`SyntaxError::BadFamily`],
    /// [`SyntaxError::BadAddress`].
    pub fn extended_port(self) -> Result<ExtendedPort, SyntaxError> {
        address::parse_eprt(self.text()?)
    }

    /// The argument of `EPSV`.
    ///
    /// # Errors
    /// [`SyntaxError::BadFamily`], [`SyntaxError::Malformed`].
    pub fn epsv(self) -> Result<EpsvArg, SyntaxError> {
        self.optional()
            .map_or(Ok(EpsvArg::Any), address::parse_epsv)
    }

    /// The argument of `MFMT`: a time, one space, a path.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::BadTime`], [`SyntaxError::BadName`].
    pub fn time_and_path(self) -> Result<(UnixTime, PathArg), SyntaxError> {
        let (time, path) = split(self.text()?);
        let time = parse_stamp(time).ok_or(SyntaxError::BadTime)?;
        Ok((time, self.over(path).path()?))
    }

    /// The argument of `SITE CHMOD`: a mode, one space, a path.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::Malformed`], [`SyntaxError::BadName`].
    pub fn mode_and_path(self) -> Result<(ModeChange, PathArg), SyntaxError> {
        let (mode, rest) = self.word()?;
        Ok((ModeChange::parse(mode)?, rest.path()?))
    }

    /// Two paths, the first one a word or in double quotes; the second one is the rest, and may be
    /// in double quotes, too.
    ///
    /// ```
    /// use ftpmock::protocol::Args;
    /// let (from, to) = Args::new(Some(b"\"a b\" c d")).two_paths().unwrap();
    /// assert_eq!((from.as_bytes(), to.as_bytes()), (&b"a b"[..], &b"c d"[..]));
    /// ```
    ///
    /// # Errors
    /// [`SyntaxError::Missing`], [`SyntaxError::BadName`].
    pub fn two_paths(self) -> Result<(PathArg, PathArg), SyntaxError> {
        let text = self.text()?;
        let quoted = text.strip_prefix(b"\"").and_then(|inside| {
            let end = inside.windows(2).position(|pair| pair == b"\" ")?;
            Some((&inside[..end], Some(&inside[end + 2..])))
        });
        let (first, rest) = quoted.unwrap_or_else(|| split(text));
        let rest = self.over(rest).text()?;
        let unquoted = rest.strip_prefix(b"\"").and_then(|r| r.strip_suffix(b"\""));
        let second = unquoted.unwrap_or(rest);
        Ok((
            self.over(Some(first)).path()?,
            self.over(Some(second)).path()?,
        ))
    }

    /// The first word and what follows it; spaces before the word are skipped, one space after it is.
    ///
    /// # Errors
    /// [`SyntaxError::Missing`] when there is no word.
    pub fn word(self) -> Result<(&'a [u8], Self), SyntaxError> {
        let text = self.text()?;
        let start = text.iter().position(|&octet| octet != b' ');
        let (word, rest) = split(&text[start.ok_or(SyntaxError::Missing)?..]);
        Ok((
            word,
            Self {
                argument: rest,
                ..self
            },
        ))
    }
}

/// Splits at the first space.
fn split(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|&octet| octet == b' ') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn args(text: &str) -> Args<'_> {
        Args::new(Some(text.as_bytes()))
    }

    #[test]
    fn an_empty_argument_counts_as_none() {
        assert_eq!(args("").none(), Ok(()));
        assert_eq!(Args::new(None).none(), Ok(()));
        assert_eq!(args(" ").none(), Err(SyntaxError::Unexpected));
        assert_eq!(args("").text(), Err(SyntaxError::Missing));
        assert_eq!(args("").optional_path(), Ok(None));
        assert_eq!(args("").epsv(), Ok(EpsvArg::Any));
    }

    #[rstest]
    #[case("0", Ok(0))]
    #[case("007", Ok(7))]
    #[case("9223372036854775807", Ok(i64::MAX as u64))]
    #[case("9223372036854775808", Err(SyntaxError::BadMarker))]
    #[case("99999999999999999999999", Err(SyntaxError::BadMarker))]
    #[case("-1", Err(SyntaxError::BadMarker))]
    #[case("+7", Err(SyntaxError::BadMarker))]
    #[case("1_0", Err(SyntaxError::BadMarker))]
    #[case("7 ", Err(SyntaxError::BadMarker))]
    #[case("", Err(SyntaxError::Missing))]
    fn an_offset_is_a_whole_number(#[case] text: &str, #[case] offset: Result<u64, SyntaxError>) {
        assert_eq!(args(text).offset(), offset);
    }

    #[rstest]
    fn a_path_has_no_control_octet_that_ends_lines(#[values("a\rb", "a\nb", "\0")] text: &str) {
        assert_eq!(args(text).path(), Err(SyntaxError::BadName));
        assert_eq!(args(text).optional_path(), Err(SyntaxError::BadName));
    }

    /// R-P8: spaces after the first belong to the path.
    #[test]
    fn a_time_is_split_from_its_path_at_the_first_space() {
        let (time, path) = args("20240101000000  a b").time_and_path().unwrap();
        assert_eq!(time, UnixTime::SEEDED);
        assert_eq!(path.as_bytes(), b" a b");
        assert_eq!(
            args("20240101000000").time_and_path(),
            Err(SyntaxError::Missing)
        );
        assert_eq!(args("2024 a").time_and_path(), Err(SyntaxError::BadTime));
    }

    #[rstest]
    #[case("a b", Ok(("a", "b")))]
    #[case("a b c", Ok(("a", "b c")))]
    #[case("\"a b\" \"c d\"", Ok(("a b", "c d")))]
    #[case("\"a b", Ok(("\"a", "b")))]
    #[case("a", Err(SyntaxError::Missing))]
    #[case("a ", Err(SyntaxError::Missing))]
    #[case("\"a b\"", Ok(("\"a", "b\"")))]
    #[case("\"\" b", Err(SyntaxError::Missing))]
    #[case("a b\0", Err(SyntaxError::BadName))]
    fn two_paths_are_split_at_a_space_or_quoted(
        #[case] text: &str,
        #[case] paths: Result<(&str, &str), SyntaxError>,
    ) {
        let found = args(text).two_paths();
        let found = found.map(|(a, b)| (a.as_bytes().to_vec(), b.as_bytes().to_vec()));
        let paths = paths.map(|(a, b)| (a.as_bytes().to_vec(), b.as_bytes().to_vec()));
        assert_eq!(found, paths);
    }

    #[test]
    fn words_may_have_more_than_one_space_before_them() {
        let (word, rest) = args("  CHMOD  644 a b").word().unwrap();
        assert_eq!(word, b"CHMOD");
        let (mode, path) = rest.mode_and_path().unwrap();
        assert_eq!(mode.apply(0), 0o644);
        assert_eq!(path.as_bytes(), b"a b");
        assert_eq!(args("   ").word().unwrap_err(), SyntaxError::Missing);
        assert_eq!(args("644").mode_and_path(), Err(SyntaxError::Missing));
    }
}
