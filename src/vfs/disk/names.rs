//! Paths as the system spells them.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use cap_std::fs::Dir;

use crate::protocol::FtpPath;
use crate::vfs::{FsError, FsResult, MAX_NAME, MAX_PATH};

/// Names that begin like this belong to uploads in progress.
pub(super) const HIDDEN: &str = ".ftpmock-upload-";

/// The path of something that may exist, relative to the root.
pub(super) fn to_system(path: &FtpPath) -> FsResult<PathBuf> {
    if path.as_bytes().len() > MAX_PATH || path.longest_name() > MAX_NAME {
        return Err(FsError::NameTooLong);
    }
    if path.is_root() {
        return Ok(PathBuf::from("."));
    }
    let mut system = PathBuf::new();
    for name in path.components() {
        // Some systems do not tell upper case from lower case.
        if starts_hidden(name) {
            return Err(FsError::NotFound);
        }
        if cfg!(windows) && !is_safe_on_windows(name) {
            return Err(FsError::InvalidName);
        }
        system.push(os_str(name)?);
    }
    Ok(system)
}

/// The path of something about to be created.
pub(super) fn to_system_new(path: &FtpPath) -> FsResult<PathBuf> {
    match to_system(path) {
        Err(FsError::NotFound) => Err(FsError::InvalidName),
        result => result,
    }
}

pub(super) fn starts_hidden(name: &[u8]) -> bool {
    name.get(..HIDDEN.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(HIDDEN.as_bytes()))
}

/// Windows gives some names a meaning of their own: devices, streams, drives.
fn is_safe_on_windows(name: &[u8]) -> bool {
    let stem = name
        .split(|&octet| octet == b'.')
        .next()
        .unwrap_or(name)
        .trim_ascii_end();
    let is_device = match stem.len() {
        3 => ["CON", "PRN", "AUX", "NUL"]
            .iter()
            .any(|d| stem.eq_ignore_ascii_case(d.as_bytes())),
        4 => {
            let port = &stem[..3];
            (port.eq_ignore_ascii_case(b"COM") || port.eq_ignore_ascii_case(b"LPT"))
                && stem[3].is_ascii_digit()
        }
        _ => false,
    };
    let special = |octet: &u8| *octet < 0x20 || br#"<>:"|?*\"#.contains(octet);
    !is_device && !name.iter().any(special) && !name.ends_with(b".") && !name.ends_with(b" ")
}

#[cfg(unix)]
fn os_str(name: &[u8]) -> FsResult<&OsStr> {
    Ok(std::os::unix::ffi::OsStrExt::from_bytes(name))
}

#[cfg(not(unix))]
fn os_str(name: &[u8]) -> FsResult<&OsStr> {
    std::str::from_utf8(name)
        .map(OsStr::new)
        .map_err(|_| FsError::InvalidName)
}

/// A name as octets. What is not Unicode on Windows comes out lossy.
pub(super) fn octets(name: &OsStr) -> Bytes {
    #[cfg(unix)]
    let octets = std::os::unix::ffi::OsStrExt::as_bytes(name);
    #[cfg(not(unix))]
    let lossy = name.to_string_lossy().replace('\\', "/");
    #[cfg(not(unix))]
    let octets = lossy.as_bytes();
    Bytes::copy_from_slice(octets)
}

/// How deep below the root the directory of a link lies: how many `..` stay inside.
#[derive(Clone)]
pub(super) struct Depth(PathBuf);

impl Depth {
    /// Of links in `directory`.
    pub(super) fn of(root: &Dir, directory: &Path) -> FsResult<Self> {
        Ok(Self(root.canonicalize(directory)?))
    }

    /// Of a link at `path`.
    pub(super) fn of_parent(root: &Dir, path: &Path) -> FsResult<Self> {
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => Self::of(root, parent),
            _ => Ok(Self(PathBuf::new())),
        }
    }

    fn names(&self) -> impl Iterator<Item = &OsStr> {
        self.0.components().filter_map(|component| match component {
            Component::Normal(name) => Some(name),
            _ => None,
        })
    }

    /// The octets of a target that stays inside.
    pub(super) fn inside(&self, target: &Path) -> Option<Bytes> {
        let mut depth = self.names().count();
        for component in target.components() {
            match component {
                Component::CurDir => {}
                Component::Normal(_) => depth += 1,
                Component::ParentDir => depth = depth.checked_sub(1)?,
                Component::Prefix(_) | Component::RootDir => return None,
            }
        }
        Some(octets(target.as_os_str()))
    }

    /// A target as it must be written down to mean the same: absolute ones start at our root.
    #[cfg(unix)]
    pub(super) fn relative(&self, target: &[u8]) -> FsResult<PathBuf> {
        if target.is_empty() {
            return Err(FsError::InvalidName);
        }
        if target.starts_with(b"/") {
            let mut relative: PathBuf = self.names().map(|_| "..").collect();
            relative.push(to_system(&FtpPath::new(target))?);
            return Ok(relative);
        }
        let target = PathBuf::from(os_str(target)?);
        self.inside(&target)
            .map(|_| target)
            .ok_or(FsError::PermissionDenied)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// R-L7: counted from where the link is.
    #[rstest]
    #[case("", "a/b", true)]
    #[case("", "..", false)]
    #[case("a", "../b", true)]
    #[case("a", "../../b", false)]
    #[case("a/b", "../../c/../d", true)]
    #[case("a", "b/../../../etc/passwd", false)]
    #[case("a", "/etc/passwd", false)]
    fn a_target_is_shown_if_it_stays_inside(
        #[case] directory: &str,
        #[case] target: &str,
        #[case] shown: bool,
    ) {
        let inside = Depth(PathBuf::from(directory)).inside(Path::new(target));
        assert_eq!(inside.as_deref(), shown.then_some(target.as_bytes()));
    }

    #[cfg(unix)]
    #[rstest]
    #[case("", "/a/b", Some("a/b"))]
    #[case("x/y", "/a", Some("../../a"))]
    #[case("x", "/", Some("../."))]
    #[case("x", "a", Some("a"))]
    #[case("x", "../../a", None)]
    fn an_absolute_target_starts_at_our_root(
        #[case] directory: &str,
        #[case] target: &str,
        #[case] written: Option<&str>,
    ) {
        let relative = Depth(PathBuf::from(directory)).relative(target.as_bytes());
        assert_eq!(relative.ok().as_deref(), written.map(Path::new));
    }

    /// R-P7: devices, streams, and what ends in a dot or space.
    #[rstest]
    #[case("file.txt", true)]
    #[case("console", true)]
    #[case("CON", false)]
    #[case("nul.txt", false)]
    #[case("com1", false)]
    #[case("LPT9 .x", false)]
    #[case("a:stream", false)]
    #[case("a\\b", false)]
    #[case("dot.", false)]
    #[case("space ", false)]
    fn names_with_a_meaning_on_windows_are_known(#[case] name: &str, #[case] safe: bool) {
        assert_eq!(is_safe_on_windows(name.as_bytes()), safe);
    }

    #[test]
    fn names_of_uploads_do_not_exist() {
        assert_eq!(
            to_system(&"/.ftpmock-upload-1/0".into()),
            Err(FsError::NotFound)
        );
        assert_eq!(
            to_system(&"/.FTPmock-upload-1".into()),
            Err(FsError::NotFound)
        );
        assert_eq!(
            to_system_new(&"/.ftpmock-upload-1".into()),
            Err(FsError::InvalidName)
        );
        assert!(to_system(&"/.ftpmock-uploads".into()).is_ok());
    }
}
