//! The switches of `ls`.

/// What the options of `LIST` and `NLST` ask for, as `ls` takes them.
///
/// ```
/// use ftpmock::protocol::ListSwitches;
/// let switches = ListSwitches::parse(Some(b"-la -tr /dir"));
/// assert!(switches.all && switches.reverse && switches.by_time);
/// assert_eq!(ListSwitches::parse(Some(b"./-t")), ListSwitches::default());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct ListSwitches {
    /// `-a`: the directory itself and the one above it, too.
    pub all: bool,
    /// `-S`: the largest first.
    pub by_size: bool,
    /// `-t`: the newest first.
    pub by_time: bool,
    /// `-1`: names alone, one in a line.
    pub names: bool,
    /// `-R`: what lies below, too.
    pub recursive: bool,
    /// `-r`: the other way round.
    pub reverse: bool,
}

impl ListSwitches {
    /// The switches before the path; others than these mean nothing.
    pub fn parse(argument: Option<&[u8]>) -> Self {
        let mut rest = argument.unwrap_or_default();
        let mut switches = Self::default();
        while let Some((letters, after)) = option_word(rest) {
            for letter in letters {
                match letter {
                    b'a' => switches.all = true,
                    // As for `ls`, the last of these two says how lines look.
                    b'1' => switches.names = true,
                    b'l' => switches.names = false,
                    b'R' => switches.recursive = true,
                    b'r' => switches.reverse = true,
                    b'S' => (switches.by_size, switches.by_time) = (true, false),
                    b't' => (switches.by_size, switches.by_time) = (false, true),
                    _ => {}
                }
            }
            rest = after;
        }
        switches
    }
}

/// Splits the argument of LIST into its option words and the rest.
///
/// ```text
/// argument = *("-" 1*(ALPHA / "1") SP) [path]
/// ```
///
/// Gives whether `-a` was among the options, and the path if there is one. A path that looks like an
/// option is reached as `./-x`.
pub fn list_options(argument: Option<&[u8]>) -> (bool, Option<&[u8]>) {
    let mut rest = argument.unwrap_or_default();
    let mut all = false;
    while let Some((options, after)) = option_word(rest) {
        all |= options.contains(&b'a');
        rest = after;
    }
    (all, (!rest.is_empty()).then_some(rest))
}

fn option_word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let letters = text.strip_prefix(b"-")?;
    let end = letters.iter().position(|&octet| octet == b' ');
    let (word, rest) = letters.split_at(end.unwrap_or(letters.len()));
    let option = |octet: &u8| octet.is_ascii_alphabetic() || *octet == b'1';
    let is_option = !word.is_empty() && word.iter().all(option);
    is_option.then(|| (word, rest.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, false, None)]
    #[case(Some(""), false, None)]
    #[case(Some("a b"), false, Some("a b"))]
    #[case(Some("-la"), true, None)]
    #[case(Some("-l -a "), true, None)]
    #[case(Some("-1 d"), false, Some("d"))]
    #[case(Some("-a  d"), true, Some(" d"))]
    #[case(Some("-"), false, Some("-"))]
    #[case(Some("-x.txt"), false, Some("-x.txt"))]
    #[case(Some("./-a"), false, Some("./-a"))]
    fn option_words_come_before_the_path(
        #[case] argument: Option<&str>,
        #[case] all: bool,
        #[case] rest: Option<&str>,
    ) {
        let argument = argument.map(str::as_bytes);
        assert_eq!(list_options(argument), (all, rest.map(str::as_bytes)));
    }
}
