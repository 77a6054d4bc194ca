//! Files and directories.

use bytes::Bytes;

use super::{fixed, quoted};
use crate::protocol::{Code, FtpPath, Reply, UnixTime, stamp};

fixed! {
    mounted "SMNT.done" 250 "Tree mounted.";
    mount_superfluous "SMNT.superfluous" 202 "Command superfluous.";
    not_found "path.not_found" 550 "No such file or directory.";
    permission_denied "path.denied" 550 "Permission denied.";
    not_granted "path.not_granted" 550 "Permission denied.";
    is_a_directory "path.is_a_directory" 550 "Is a directory.";
    not_a_directory "path.not_a_directory" 550 "Not a directory.";
    no_globbing "path.no_globbing" 550 "No such file or directory.";
    not_empty "path.not_empty" 550 "Directory not empty.";
    not_a_plain_file "path.not_a_file" 550 "Not a plain file.";
    name_invalid "path.invalid" 550 "Invalid file name.";
    unavailable "path.unavailable" 550 "Requested action not taken: file unavailable.";
    exists "path.exists" 550 "File exists.";
    busy "path.busy" 450 "Requested file action not taken: file busy.";
    deleted "DELE.done" 250 "File deleted.";
    directory_removed "RMD.done" 250 "Directory removed.";
    root_stays "RMD.root" 550 "Permission denied.";
    root_keeps_its_name "RNFR.root" 550 "Permission denied.";
    no_size_as_text "SIZE.ascii" 550 "SIZE not allowed in TYPE A.";
    ready_to_rename "RNFR.done" 350 "Ready for destination name.";
    renamed "RNTO.done" 250 "Rename successful.";
    rename_exists "RNTO.exists" 553 "File exists.";
    tree_removed "RMDA.done" 250 "Directory and all in it removed.";
    too_many_files "path.too_many" 450 "Requested file action not taken: too many files.";
    space_unknown "AVBL.unknown" 550 "Available space unknown.";
    chmod_done "SITE.chmod_done" 200 "SITE CHMOD command successful.";
}

/// `250 "/a" is the current directory.`
pub fn directory_changed(cwd: &FtpPath) -> Reply {
    quoted("CWD.done", 250, cwd, " is the current directory.")
}

/// `257 "/a" is the current directory.`
pub fn current_directory(cwd: &FtpPath) -> Reply {
    quoted("PWD.done", 257, cwd, " is the current directory.")
}

/// `257 "/a" created.`
pub fn directory_created(path: &FtpPath) -> Reply {
    quoted("MKD.done", 257, path, " created.")
}

/// `213 n`
pub fn size(octets: u64) -> Reply {
    Reply::keyed("SIZE.done", Code::of(213), octets.to_string())
}

/// `213 YYYYMMDDHHMMSS`
pub fn modification_time(time: UnixTime) -> Reply {
    Reply::keyed("MDTM.done", Code::of(213), stamp(time))
}

/// `213 Modify=YYYYMMDDHHMMSS; path`
pub fn modification_time_set(time: UnixTime, path: &[u8]) -> Reply {
    let mut text = format!("Modify={}; ", stamp(time)).into_bytes();
    text.extend_from_slice(path);
    Reply::keyed("MFMT.done", Code::of(213), text)
}

/// `213 Create=YYYYMMDDHHMMSS; path`
pub fn creation_time_set(time: UnixTime, path: &[u8]) -> Reply {
    let mut text = format!("Create={}; ", stamp(time)).into_bytes();
    text.extend_from_slice(path);
    Reply::keyed("MFCT.done", Code::of(213), text)
}

/// `213 Modify=YYYYMMDDHHMMSS;UNIX.mode=0644; path`; `facts` ends in a semicolon.
pub fn facts_set(facts: &str, path: &[u8]) -> Reply {
    let text = [facts.as_bytes(), b" ", path].concat();
    Reply::keyed("MFF.done", Code::of(213), text)
}

/// `504 Fact media-type can not be changed.`
pub fn fact_read_only(fact: &[u8]) -> Reply {
    let text = [b"Fact ", fact, b" can not be changed."].concat();
    Reply::keyed("MFF.read_only", Code::of(504), text)
}

/// `213 n`: octets that can still be stored.
pub fn space_available(octets: u64) -> Reply {
    Reply::keyed("AVBL.done", Code::of(213), octets.to_string())
}

/// `213 n`: octets in all files of a tree.
pub fn tree_size(octets: u64) -> Reply {
    Reply::keyed("DSIZ.done", Code::of(213), octets.to_string())
}

/// Another refusal, and how far the command came before it: `550 Permission denied. Done: 2.`
pub fn partly_done(refusal: &Reply, done: &str) -> Reply {
    let mut text = refusal.text().to_vec();
    text.extend_from_slice(format!(" Done: {done}.").as_bytes());
    refusal.clone().with_text(text)
}

/// The three lines of MLST: `Listing <path>`, the entry, `End`.
pub fn machine_entry(path: &FtpPath, entry: impl IntoIterator<Item = Bytes>) -> Reply {
    let first = [b"Listing ", path.as_bytes()].concat();
    let mut lines = vec![first.into()];
    lines.extend(entry);
    lines.push(Bytes::from_static(b"End"));
    Reply::lines("MLST.done", Code::of(250), lines)
}
