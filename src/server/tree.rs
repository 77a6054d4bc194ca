//! The files of a server as text.

use std::fmt;

use crate::protocol::{Escaped, FileKind, FtpPath, stamp};
use crate::vfs::{Filesystem, FsResult, Metadata, read_all};

/// All files of a server, sorted by path, made for snapshots.
///
/// Files have their size, empty directories end in `/`, links show where they lead.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::builder().file("/a/1.csv", "1").dir("/b").start();
/// assert_eq!(server.fs().tree().to_string(), "/a/1.csv  1 byte\n/b/");
/// assert_eq!(
///     server.fs().tree().with_content(true).to_string(),
///     "/a/1.csv  1 byte\n    1\n/b/"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) leaves: Vec<Leaf>,
    content: bool,
    pub(super) times: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) path: FtpPath,
    pub(super) metadata: Metadata,
    pub(super) target: Option<bytes::Bytes>,
    /// Read when the tree was made: a snapshot of one moment.
    content: Vec<u8>,
}

/// Larger files are shown by their size alone.
const SHOWN_CONTENT: usize = 4096;

impl Tree {
    pub(crate) fn of(fs: &dyn Filesystem, root: &FtpPath) -> FsResult<Self> {
        let mut leaves = Vec::new();
        collect(fs, root, &mut leaves)?;
        Ok(Self {
            leaves,
            content: false,
            times: false,
        })
    }

    /// Shows the content of files of up to 4096 octets, indented under their names.
    #[must_use]
    pub const fn with_content(mut self, shown: bool) -> Self {
        self.content = shown;
        self
    }

    /// Shows when files were changed.
    #[must_use]
    pub const fn with_times(mut self, shown: bool) -> Self {
        self.times = shown;
        self
    }
}

fn collect(fs: &dyn Filesystem, directory: &FtpPath, leaves: &mut Vec<Leaf>) -> FsResult<()> {
    for entry in fs.read_dir(directory)? {
        let entry = entry?;
        let path = directory.child(&entry.name);
        if entry.metadata.kind == FileKind::Directory {
            let before = leaves.len();
            collect(fs, &path, leaves)?;
            if leaves.len() > before {
                continue;
            }
        }
        let content = match entry.metadata.kind {
            FileKind::File if entry.metadata.size <= SHOWN_CONTENT as u64 => read_all(fs, &path)?,
            _ => Vec::new(),
        };
        leaves.push(Leaf {
            path,
            metadata: entry.metadata,
            target: entry.target,
            content,
        });
    }
    Ok(())
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, leaf) in self.leaves.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            leaf.show(f)?;
            if self.times {
                write!(f, "  {}", stamp(leaf.metadata.modified))?;
            }
            if self.content && leaf.metadata.kind == FileKind::File {
                leaf.show_content(f)?;
            }
        }
        Ok(())
    }
}

impl Leaf {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.metadata.kind {
            FileKind::Directory => write!(f, "{}/", self.path),
            FileKind::Symlink => {
                let target = self.target.as_deref().unwrap_or(b"?");
                write!(f, "{} -> {}", self.path, Escaped(target))
            }
            _ => {
                let size = self.metadata.size;
                let unit = if size == 1 { "byte" } else { "bytes" };
                write!(f, "{}  {size} {unit}", self.path)
            }
        }
    }

    fn show_content(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.metadata.size > SHOWN_CONTENT as u64 {
            return f.write_str("\n    (too long to show)");
        }
        for line in self.content.split_inclusive(|octet| *octet == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            write!(f, "\n    {}", Escaped(line))?;
        }
        Ok(())
    }
}
