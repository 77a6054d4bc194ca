//! Sessions and trees of files as data.

use serde::Serialize;
use serde::ser::Serializer;

use super::session_info::{Activity, SessionInfo};
use super::tree::{Leaf, Tree};
use crate::protocol::{FileKind, stamp};

/// A session as it is written.
#[derive(Serialize)]
struct Session {
    session: u64,
    peer: String,
    user: Option<String>,
    cwd: String,
    /// `ended`, `executing`, `idle` or `transferring`.
    activity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    tls: bool,
    bytes_in: u64,
    bytes_out: u64,
    ports_announced: u64,
    data_connections: u64,
}

impl Serialize for SessionInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (activity, command) = match &self.activity {
            Activity::Ended => ("ended", None),
            Activity::Executing(command) => ("executing", Some(command.to_string())),
            Activity::Idle => ("idle", None),
            Activity::Transferring(command) => ("transferring", Some(command.to_string())),
        };
        let user = self.user.as_deref().map(String::from_utf8_lossy);
        let session = Session {
            session: self.number,
            peer: self.peer.to_string(),
            user: user.map(std::borrow::Cow::into_owned),
            cwd: self.cwd.to_string(),
            activity,
            command,
            tls: self.is_tls(),
            bytes_in: self.bytes_in,
            bytes_out: self.bytes_out,
            ports_announced: self.ports_announced,
            data_connections: self.data_connections,
        };
        session.serialize(serializer)
    }
}

/// A file, link or empty directory as it is written.
#[derive(Serialize)]
struct Entry {
    path: String,
    /// `directory`, `file` or `symlink`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

impl Serialize for Tree {
    /// A list, with times where the text has them, and never with content.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.leaves.iter().map(|leaf| self.entry(leaf)))
    }
}

impl Tree {
    fn entry(&self, leaf: &Leaf) -> Entry {
        let metadata = &leaf.metadata;
        let target = leaf.target.as_deref().map(String::from_utf8_lossy);
        Entry {
            path: leaf.path.to_string(),
            kind: match metadata.kind {
                FileKind::Directory => "directory",
                FileKind::Symlink => "symlink",
                _ => "file",
            },
            size: (metadata.kind == FileKind::File).then_some(metadata.size),
            modified: self.times.then(|| stamp(metadata.modified)),
            target: target.map(std::borrow::Cow::into_owned),
        }
    }
}
