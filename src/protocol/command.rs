//! One command line, lossless.

use std::fmt;

use bytes::Bytes;

use super::{Args, Escaped, Verb, verbs};

/// One command line exactly as sent, without its line end; splitting it cannot fail.
///
/// ```text
/// command = verb [SP argument]          ; RFC 959, section 5.3; RFC 3659, section 2.2.1
/// verb    = 1*(ALPHA / DIGIT)
/// ```
///
/// `Display` shows the line as sent; `Debug` hides a password.
///
/// ```
/// use ftpmock::protocol::{Command, verbs};
/// let command = Command::parse("retr  a b ");
/// assert_eq!(command.verb(), Some(verbs::RETR));
/// assert_eq!(command.argument(), Some(&b" a b "[..]));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Command {
    line: Bytes,
    name_length: usize,
    verb: Option<Verb>,
}

impl Command {
    /// Splits a line at its first space.
    pub fn parse(line: impl Into<Bytes>) -> Self {
        let line = line.into();
        let name_length = line.iter().position(|&o| o == b' ').unwrap_or(line.len());
        let verb = Verb::find(&line[..name_length]);
        Self {
            line,
            name_length,
            verb,
        }
    }

    /// The whole line as sent.
    pub fn line(&self) -> &Bytes {
        &self.line
    }

    /// Everything before the first space; empty when the line begins with one.
    pub fn name(&self) -> &[u8] {
        &self.line[..self.name_length]
    }

    /// Whether the name is one or more ASCII letters and digits.
    pub fn is_well_formed(&self) -> bool {
        !self.name().is_empty() && self.name().iter().all(u8::is_ascii_alphanumeric)
    }

    /// The verb, if any standard knows it.
    pub fn verb(&self) -> Option<Verb> {
        self.verb
    }

    /// Everything after the first space: `VERB` has none, `VERB ` has an empty one.
    pub fn argument(&self) -> Option<&[u8]> {
        self.line.get(self.name_length + 1..)
    }

    /// The argument, to be read by one of the grammars.
    pub fn args(&self) -> Args<'_> {
        Args::new(self.argument())
    }

    /// The same command with `***` in place of a password.
    ///
    /// Malformed lines such as `" PASS x"` are covered too.
    #[must_use]
    pub fn redacted(&self) -> Self {
        match self.secret_from() {
            Some(from) => {
                let mut line = self.line[..from].to_vec();
                line.extend_from_slice(b" ***");
                Self::parse(line)
            }
            None => self.clone(),
        }
    }

    /// Where the password begins, its separator included.
    fn secret_from(&self) -> Option<usize> {
        let skipped = self.line.iter().take_while(|o| o.is_ascii_whitespace());
        let end = skipped.count() + verbs::PASS.name().len();
        let word = self.line.get(end - verbs::PASS.name().len()..end)?;
        let separator = self.line.get(end)?;
        (word.eq_ignore_ascii_case(b"PASS") && !separator.is_ascii_alphanumeric()).then_some(end)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.line).fmt(f)
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Command({})", self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// R-C5: all that follows one space belongs to the argument.
    #[rstest]
    #[case("", "", None)]
    #[case("NOOP", "NOOP", None)]
    #[case("NOOP ", "NOOP", Some(""))]
    #[case("RETR  a ", "RETR", Some(" a "))]
    #[case(" RETR a", "", Some("RETR a"))]
    #[case("RETR\ta", "RETR\ta", None)]
    fn a_line_is_split_at_its_first_space(
        #[case] line: &'static str,
        #[case] name: &str,
        #[case] argument: Option<&str>,
    ) {
        let command = Command::parse(line);
        assert_eq!(command.line(), line);
        assert_eq!(command.name(), name.as_bytes());
        assert_eq!(command.argument(), argument.map(str::as_bytes));
    }

    /// R-C5: case does not count.
    #[test]
    fn a_verb_is_found_in_any_case() {
        for line in ["RETR a", "retr a", "rEtR a"] {
            assert_eq!(Command::parse(line).verb(), Some(verbs::RETR));
        }
    }

    #[rstest]
    #[case("noop", true)]
    #[case("XSHA256 a", true)]
    #[case("", false)]
    #[case(" NOOP", false)]
    #[case("NO-OP", false)]
    #[case("\u{ff}", false)]
    fn a_name_is_letters_and_digits(#[case] line: &'static str, #[case] well_formed: bool) {
        assert_eq!(Command::parse(line).is_well_formed(), well_formed);
    }

    #[rstest]
    #[case("PASS secret", "PASS ***")]
    #[case("pass ", "pass ***")]
    #[case("  PASS secret", "  PASS ***")]
    #[case("PASS\tsecret", "PASS ***")]
    #[case("PASS", "PASS")]
    #[case("PASV", "PASV")]
    #[case("PASSIVE x", "PASSIVE x")]
    #[case("USER PASS x", "USER PASS x")]
    fn a_password_is_hidden(#[case] line: &'static str, #[case] hidden: &str) {
        let command = Command::parse(line);
        assert_eq!(command.redacted().to_string(), hidden);
        assert_eq!(format!("{command:?}"), format!("Command({hidden})"));
    }
}
