//! Deeds on files.

use bytes::Bytes;

use crate::protocol::FtpPath;
use crate::script::fault::{Edit, Lag, StorageFault};
use crate::script::words::{counted, ordinal, size, text, time};

pub(super) fn deed(fault: &StorageFault) -> String {
    use StorageFault as F;
    match fault {
        F::Afterwards(change) => edit(change),
        F::Appears(lag) => format!("shows what is new {}", later(*lag)),
        F::DiskFullAfter(count) => format!("finds its disk full after {}", size(*count)),
        F::Error(error) => format!("finds that its filesystem fails: {error}"),
        F::ErrorAfter(count, error) => {
            format!(
                "finds that its filesystem fails after {}: {error}",
                size(*count)
            )
        }
        F::ErrorOn(operation, None, error) => format!("finds that {operation} fails: {error}"),
        F::ErrorOn(operation, Some(n), error) => {
            format!(
                "finds that {operation} fails the {} time: {error}",
                ordinal(*n)
            )
        }
        F::Hidden(glob) => format!("lists nothing that matches {}", text(glob)),
        F::KeepPartial(true) => "keeps what has come of an upload that is cut".to_owned(),
        F::KeepPartial(false) => "drops what has come of an upload that is cut".to_owned(),
        F::Locks(error) => format!("locks the file as long as it is open: {error}"),
        F::OldName(lag) => format!("shows the old name, too, {}", meanwhile(*lag)),
        F::Pretended(operation) => format!("only pretends {operation}"),
        F::VisibleEarly => "shows an upload before it is complete".to_owned(),
    }
}

fn edit(change: &Edit) -> String {
    let shown = |path: &Bytes| FtpPath::new(path).to_string();
    let length = |octets: &Bytes| size(octets.len() as u64);
    match change {
        Edit::Append(path, octets) => {
            format!(
                "finds afterwards that {} has grown by {}",
                shown(path),
                length(octets)
            )
        }
        Edit::Remove(path) => format!("finds afterwards that {} has vanished", shown(path)),
        Edit::Rename(from, to) => {
            format!(
                "finds afterwards that {} has become {}",
                shown(from),
                shown(to)
            )
        }
        Edit::Write(path, octets) => {
            format!(
                "finds afterwards that {} has {} of other content",
                shown(path),
                length(octets)
            )
        }
    }
}

fn later(lag: Lag) -> String {
    match lag {
        Lag::Commands(n) => format!("{} later", counted(n, "command")),
        Lag::Session => "to later sessions only".to_owned(),
        Lag::Time(by) => format!("{} later", time(by)),
    }
}

fn meanwhile(lag: Lag) -> String {
    match lag {
        Lag::Commands(n) => format!("for {} more", counted(n, "command")),
        Lag::Session => "to this session and older ones".to_owned(),
        Lag::Time(by) => format!("for another {}", time(by)),
    }
}
