//! Glob patterns over octets, checked when they are written.

use std::fmt;

use bytes::Bytes;

/// A glob: `*`, `?`, `[a-z]`, `{a,b}` and, in paths, `**` across directories.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pattern {
    shown: Bytes,
    glob: Vec<u8>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    /// `*` stops at `/`.
    Path,
    /// `*` crosses everything.
    Text,
}

/// Stands for `/` where the separator has no meaning; no argument can contain it.
const PLAIN_SLASH: u8 = 0;

impl Pattern {
    /// A pattern for resolved virtual paths.
    #[track_caller]
    pub(crate) fn path(glob: &[u8]) -> Self {
        match Self::try_path(glob) {
            Ok(pattern) => pattern,
            Err(why) => panic!("{why}"),
        }
    }

    /// A pattern for resolved virtual paths, or what is wrong with it.
    pub(crate) fn try_path(glob: &[u8]) -> Result<Self, String> {
        if glob.starts_with(b"/") || glob.starts_with(b"**") {
            return Self::checked(glob, Kind::Path);
        }
        Err(format!(
            "path pattern {:?} can never match: paths are absolute, so begin it with `/` or `**`",
            String::from_utf8_lossy(glob)
        ))
    }

    /// A pattern for arguments and names.
    #[track_caller]
    pub(crate) fn text(glob: &[u8]) -> Self {
        match Self::try_text(glob) {
            Ok(pattern) => pattern,
            Err(why) => panic!("{why}"),
        }
    }

    /// A pattern for arguments and names, or what is wrong with it.
    pub(crate) fn try_text(glob: &[u8]) -> Result<Self, String> {
        Self::checked(glob, Kind::Text)
    }

    fn checked(glob: &[u8], kind: Kind) -> Result<Self, String> {
        if let Err(why) = check(glob) {
            let shown = String::from_utf8_lossy(glob);
            return Err(format!("pattern {shown:?} is malformed: {why}"));
        }
        let inner = match kind {
            Kind::Path => glob.to_vec(),
            Kind::Text => flatten(glob),
        };
        Ok(Self {
            shown: Bytes::copy_from_slice(glob),
            glob: inner,
            kind,
        })
    }

    /// The glob as it was written.
    pub(crate) const fn shown(&self) -> &Bytes {
        &self.shown
    }

    pub(crate) fn matches(&self, octets: &[u8]) -> bool {
        match self.kind {
            Kind::Path => fast_glob::glob_match(&self.glob, octets),
            Kind::Text => fast_glob::glob_match(&self.glob, flatten(octets)),
        }
    }
}

fn flatten(octets: &[u8]) -> Vec<u8> {
    octets
        .iter()
        .map(|octet| if *octet == b'/' { PLAIN_SLASH } else { *octet })
        .collect()
}

/// fast-glob takes malformed patterns and matches nothing: a rule that silently never fires.
fn check(glob: &[u8]) -> Result<(), &'static str> {
    let mut braces = 0_u32;
    let mut octets = glob.iter().copied();
    while let Some(octet) = octets.next() {
        match octet {
            b'\\' if octets.next().is_none() => return Err("it ends in a lone `\\`"),
            b'[' => {
                let mut inside = octets.by_ref().skip_while(|o| matches!(o, b'!' | b'^'));
                // A `]` right after the opening bracket is a member, not the end.
                if inside.next().is_none() || !inside.any(|o| o == b']') {
                    return Err("`[` has no closing `]` (write `\\[` for the character itself)");
                }
            }
            b'{' => braces += 1,
            b'}' => {
                braces = braces
                    .checked_sub(1)
                    .ok_or("`}` has no opening `{` (write `\\}` for the character itself)")?;
            }
            _ => {}
        }
    }
    if braces > 0 {
        return Err("`{` has no closing `}` (write `\\{` for the character itself)");
    }
    Ok(())
}

#[cfg(feature = "serde")]
impl serde::Serialize for Pattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::protocol::octets(&self.shown, serializer)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/in/*", "/in/a", true)]
    #[case("/in/*", "/in/a/b", false)]
    #[case("/in/**", "/in/a/b", true)]
    #[case("**/*.csv", "/a/b.csv", true)]
    #[case("/{a,b}.txt", "/b.txt", true)]
    #[case("/[!a].txt", "/a.txt", false)]
    #[case("/a\\*b", "/a*b", true)]
    #[case("/a\\*b", "/axb", false)]
    fn a_star_in_a_path_stops_at_a_slash(
        #[case] glob: &str,
        #[case] path: &str,
        #[case] matches: bool,
    ) {
        assert_eq!(
            Pattern::path(glob.as_bytes()).matches(path.as_bytes()),
            matches
        );
    }

    #[rstest]
    #[case("[1-9]*", "262144", true)]
    #[case("[1-9]*", "0", false)]
    #[case("*.txt", "a/b.txt", true)]
    #[case("a/*", "a/b/c", true)]
    fn a_star_in_an_argument_crosses_everything(
        #[case] glob: &str,
        #[case] text: &str,
        #[case] matches: bool,
    ) {
        assert_eq!(
            Pattern::text(glob.as_bytes()).matches(text.as_bytes()),
            matches
        );
    }

    #[test]
    fn patterns_are_octets() {
        assert!(Pattern::path(b"/\xff*").matches(b"/\xff\xfe"));
    }

    #[rstest]
    #[case("/[ab", "closing `]`")]
    #[case("/{a,b", "closing `}`")]
    #[case("/a}", "opening `{`")]
    #[case("/a\\", "lone")]
    #[case("in/*", "absolute")]
    fn a_malformed_pattern_panics_with_a_sentence(#[case] glob: &str, #[case] says: &str) {
        let panic = std::panic::catch_unwind(|| Pattern::path(glob.as_bytes())).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains(says), "{message}");
    }
}
