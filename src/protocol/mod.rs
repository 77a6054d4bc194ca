//! Stand-in until the protocol layer is merged.
#![allow(missing_docs, clippy::exhaustive_enums)]

use std::fmt;

use bytes::Bytes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Directory,
    File,
    Symlink,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(u16);
impl Code {
    pub const fn of(code: u16) -> Self {
        Self(code)
    }
    pub const fn get(self) -> u16 {
        self.0
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime {
    secs: i64,
    nanos: u32,
}
impl UnixTime {
    pub const SEEDED: Self = Self::from_secs(1_704_067_200);
    pub const fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0 }
    }
    pub const fn new(secs: i64, nanos: u32) -> Self {
        Self { secs, nanos }
    }
    pub const fn secs(self) -> i64 {
        self.secs
    }
    pub const fn nanos(self) -> u32 {
        self.nanos
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FtpPath(Bytes);

impl FtpPath {
    pub fn root() -> Self {
        Self(Bytes::from_static(b"/"))
    }
    pub fn new(path: impl AsRef<[u8]>) -> Self {
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in path.as_ref().split(|&b| b == b'/') {
            match part {
                b"" | b"." => {}
                b".." => drop(parts.pop()),
                _ => parts.push(part),
            }
        }
        let mut out = Vec::new();
        for part in &parts {
            out.push(b'/');
            out.extend_from_slice(part);
        }
        if out.is_empty() {
            return Self::root();
        }
        Self(out.into())
    }
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
    pub fn is_root(&self) -> bool {
        self.0.len() == 1
    }
    pub fn join(&self, relative: impl AsRef<[u8]>) -> Self {
        let r = relative.as_ref();
        if r.starts_with(b"/") {
            return Self::new(r);
        }
        Self::new([self.as_bytes(), b"/", r].concat())
    }
    pub fn child(&self, name: &[u8]) -> Self {
        if self.is_root() {
            return Self([b"/", name].concat().into());
        }
        Self([self.as_bytes(), b"/", name].concat().into())
    }
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let at = self.0.iter().rposition(|&b| b == b'/')?;
        Some(if at == 0 {
            Self::root()
        } else {
            Self(self.0.slice(..at))
        })
    }
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|&b| b == b'/').next().unwrap_or(b"")
    }
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|&b| b == b'/').filter(|c| !c.is_empty())
    }
    pub fn starts_with(&self, other: &Self) -> bool {
        other.is_root()
            || self.0 == other.0
            || (self.0.starts_with(&other.0) && self.0[other.0.len()] == b'/')
    }
    pub fn below(&self, root: &Self) -> Self {
        Self::new([root.as_bytes(), self.as_bytes()].concat())
    }
    pub fn longest_name(&self) -> usize {
        self.components().map(<[u8]>::len).max().unwrap_or(0)
    }
}
impl fmt::Debug for FtpPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl fmt::Display for FtpPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}
impl From<&str> for FtpPath {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}
impl From<String> for FtpPath {
    fn from(path: String) -> Self {
        Self::new(path)
    }
}
