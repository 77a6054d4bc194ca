//! Paths: the argument as given, and the place it names.

use std::fmt;

use bytes::Bytes;

use super::{Escaped, SyntaxError};

/// A path argument as the client gave it, free of NUL and, unless allowed, of CR and LF.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PathArg(Bytes);

impl PathArg {
    /// Checks the octets of a path argument.
    ///
    /// # Errors
    /// [`SyntaxError::BadName`] when it holds CR, LF or NUL.
    pub fn new(argument: &[u8]) -> Result<Self, SyntaxError> {
        if argument.iter().any(|octet| b"\r\n\0".contains(octet)) {
            return Err(SyntaxError::BadName);
        }
        Self::with_line_ends(argument)
    }

    /// The same where CR and LF may be part of a name.
    ///
    /// # Errors
    /// [`SyntaxError::BadName`] when it holds NUL.
    pub fn with_line_ends(argument: &[u8]) -> Result<Self, SyntaxError> {
        if argument.contains(&0) {
            return Err(SyntaxError::BadName);
        }
        Ok(Self(Bytes::copy_from_slice(argument)))
    }

    /// The octets as given.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether it ends in `/`, which no file does.
    pub fn names_directory(&self) -> bool {
        self.0.ends_with(b"/")
    }
}

impl fmt::Display for PathArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

impl fmt::Debug for PathArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathArg({self})")
    }
}

/// A place in a tree: absolute, normalised, in octets (RFC 3659, section 6).
///
/// `.` and `..` are resolved by name, `..` above the root stays there, empty components vanish.
///
/// ```
/// use ftpmock::protocol::FtpPath;
/// let path = FtpPath::new("/a//b/../c/");
/// assert_eq!(path.to_string(), "/a/c");
/// assert_eq!(path.join("../../..").to_string(), "/");
/// assert_eq!(path.child(b"d e").quoted(), b"\"/a/c/d e\"");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FtpPath(Bytes);

impl FtpPath {
    /// The root, `/`.
    pub fn root() -> Self {
        Self(Bytes::from_static(b"/"))
    }

    /// Normalises a path; a relative one is taken from the root.
    pub fn new(path: impl AsRef<[u8]>) -> Self {
        normalise(b"", path.as_ref())
    }

    /// The octets; they begin with `/`, and end with one only at the root.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is `/`.
    pub fn is_root(&self) -> bool {
        self.0.len() == 1
    }

    /// The place an argument names when this is the current directory.
    #[must_use]
    pub fn resolve(&self, argument: &PathArg) -> Self {
        self.join(&argument.0)
    }

    /// The place a relative path names from here; an absolute one replaces it.
    #[must_use]
    pub fn join(&self, path: impl AsRef<[u8]>) -> Self {
        let path = path.as_ref();
        let base = if path.starts_with(b"/") {
            b""
        } else {
            &self.0[..]
        };
        normalise(base, path)
    }

    /// The entry of that name in here. The name is one component: no `/`, not `.`, not `..`.
    #[must_use]
    pub fn child(&self, name: &[u8]) -> Self {
        self.join(name)
    }

    /// The directory it lies in; the root lies in none.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        match self.0.len() - self.name().len() - 1 {
            0 => Some(Self::root()),
            end => Some(Self(self.0.slice(..end))),
        }
    }

    /// The last component; empty for the root.
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|&octet| octet == b'/').next().unwrap_or(b"")
    }

    /// The components from the root down; none for the root.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0[1..]
            .split(|&octet| octet == b'/')
            .filter(|component| !component.is_empty())
    }

    /// Whether it is `other` or lies below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        match self.0.strip_prefix(&other.0[..]) {
            Some(rest) => rest.is_empty() || rest.starts_with(b"/") || other.is_root(),
            None => false,
        }
    }

    /// The real place of this path, as seen by a user whose `/` is `root`.
    #[must_use]
    pub fn below(&self, root: &Self) -> Self {
        match (root.is_root(), self.is_root()) {
            (true, _) => self.clone(),
            (false, true) => root.clone(),
            (false, false) => Self([&root.0[..], &self.0[..]].concat().into()),
        }
    }

    /// In quotes, with each quote inside doubled, as 257 shows it (RFC 959, appendix II).
    pub fn quoted(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.len() + 2);
        out.push(b'"');
        for &octet in &self.0 {
            if octet == b'"' {
                out.push(b'"');
            }
            out.push(octet);
        }
        out.push(b'"');
        out
    }

    /// Octets of the longest component.
    pub fn longest_name(&self) -> usize {
        self.components().map(<[u8]>::len).max().unwrap_or(0)
    }
}

/// `base` is empty or normalised; the root counts as empty.
fn normalise(base: &[u8], path: &[u8]) -> FtpPath {
    let mut out = Vec::with_capacity(base.len() + path.len() + 1);
    if base != b"/" {
        out.extend_from_slice(base);
    }
    for component in path.split(|&octet| octet == b'/') {
        match component {
            b"" | b"." => {}
            b".." => {
                let end = out.iter().rposition(|&octet| octet == b'/');
                out.truncate(end.unwrap_or(0));
            }
            name => {
                out.push(b'/');
                out.extend_from_slice(name);
            }
        }
    }
    if out.is_empty() {
        return FtpPath::root();
    }
    FtpPath(out.into())
}

impl AsRef<[u8]> for FtpPath {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<&str> for FtpPath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

impl From<&[u8]> for FtpPath {
    fn from(path: &[u8]) -> Self {
        Self::new(path)
    }
}

impl<const N: usize> From<&[u8; N]> for FtpPath {
    fn from(path: &[u8; N]) -> Self {
        Self::new(path)
    }
}

impl From<Vec<u8>> for FtpPath {
    fn from(path: Vec<u8>) -> Self {
        Self::new(path)
    }
}

impl From<String> for FtpPath {
    fn from(path: String) -> Self {
        Self::new(path)
    }
}

impl From<&Self> for FtpPath {
    fn from(path: &Self) -> Self {
        path.clone()
    }
}

impl fmt::Display for FtpPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

impl fmt::Debug for FtpPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FtpPath({self})")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// R-P1: by name alone, and never above the root.
    #[rstest]
    #[case("/", "", "/")]
    #[case("/", "..", "/")]
    #[case("/a", "b/", "/a/b")]
    #[case("/a", "/b", "/b")]
    #[case("/a", "//b//c", "/b/c")]
    #[case("/a/b", "../../../c", "/c")]
    #[case("/a", "./.", "/a")]
    #[case("/a", "...", "/a/...")]
    #[case("/a", "~\\%20 \"", "/a/~\\%20 \"")]
    fn a_path_is_resolved_by_name(#[case] cwd: &str, #[case] path: &str, #[case] place: &str) {
        let argument = PathArg::new(path.as_bytes()).unwrap();
        assert_eq!(FtpPath::new(cwd).resolve(&argument).to_string(), place);
    }

    #[test]
    fn the_root_has_no_parent_and_no_name() {
        let root = FtpPath::root();
        assert_eq!(root.parent(), None);
        assert_eq!(root.name(), b"");
        assert_eq!(root.components().count(), 0);
        assert_eq!(root.longest_name(), 0);
        assert_eq!(FtpPath::new("/a").parent(), Some(root));
        assert_eq!(FtpPath::new("/a/b").parent(), Some("/a".into()));
    }

    #[rstest]
    #[case("/a/b", "/a", true)]
    #[case("/a", "/a", true)]
    #[case("/ab", "/a", false)]
    #[case("/a", "/", true)]
    #[case("/", "/a", false)]
    fn a_path_lies_below_whole_components(
        #[case] path: &str,
        #[case] other: &str,
        #[case] below: bool,
    ) {
        assert_eq!(FtpPath::new(path).starts_with(&other.into()), below);
    }

    #[rstest]
    #[case("/a", "/home/x", "/home/x/a")]
    #[case("/", "/home/x", "/home/x")]
    #[case("/a", "/", "/a")]
    #[case("/", "/", "/")]
    fn a_home_is_put_before_the_path_of_its_user(
        #[case] path: &str,
        #[case] home: &str,
        #[case] place: &str,
    ) {
        assert_eq!(FtpPath::new(path).below(&home.into()), place.into());
    }

    /// R-R5: so that the name can be read back.
    #[test]
    fn quotes_are_doubled() {
        assert_eq!(FtpPath::new("a\"b").quoted(), b"\"/a\"\"b\"");
    }

    #[test]
    fn only_a_directory_ends_in_a_slash() {
        assert!(PathArg::new(b"a/").unwrap().names_directory());
        assert!(!PathArg::new(b"a").unwrap().names_directory());
    }
}
