//! Transcripts as data: a flat list of entries, in the normal form of the text.

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::entry::{Data, Entry, EntryKind};
use super::query::Transcript;
use crate::protocol::Verb;

/// One entry as it is written.
#[derive(serde::Serialize)]
struct Line {
    session: u64,
    /// Seconds on the server's clock.
    at: f64,
    #[serde(flatten)]
    kind: Kind,
}

#[derive(serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind {
    Closed {
        how: String,
    },
    Command {
        verb: Option<&'static str>,
        line: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    Connect,
    Data {
        direction: String,
        bytes: u64,
        expected: Option<u64>,
        hash: String,
        end: String,
    },
    Fault {
        rule: Option<String>,
        what: String,
    },
    Login {
        user: String,
    },
    Note {
        text: String,
    },
    RawReply {
        bytes: Vec<u8>,
    },
    Reply {
        code: u16,
        lines: Vec<String>,
    },
    Tls {
        on: String,
        resumed: bool,
        failed: Option<String>,
    },
}

impl Serialize for Transcript {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let verbs = self.verbs();
        for entry in self.entries() {
            let verb = verbs.get(&(entry.session, entry.exchange)).copied();
            list.serialize_element(&self.written(entry, verb))?;
        }
        list.end()
    }
}

impl Transcript {
    fn written(&self, entry: &Entry, verb: Option<Verb>) -> Line {
        let kind = match &entry.kind {
            EntryKind::Closed(how) => Kind::Closed {
                how: how.to_string(),
            },
            EntryKind::Command(command) => Kind::Command {
                verb: command.verb().map(Verb::name),
                line: self.shown.command(command),
                path: entry.path().map(ToString::to_string),
            },
            EntryKind::Connected(_) => Kind::Connect,
            EntryKind::Data(data) => written_data(data),
            EntryKind::Fault { rule, what } => Kind::Fault {
                rule: rule.as_deref().map(str::to_owned),
                what: what.clone(),
            },
            EntryKind::LoggedIn(user) => Kind::Login {
                user: String::from_utf8_lossy(user).into_owned(),
            },
            EntryKind::Note(note) => Kind::Note {
                text: note.to_string(),
            },
            EntryKind::RawReply(bytes) => Kind::RawReply {
                bytes: bytes.to_vec(),
            },
            EntryKind::Reply(reply) => Kind::Reply {
                code: reply.code().get(),
                lines: self.shown.reply(reply, verb),
            },
            EntryKind::Tls(tls) => Kind::Tls {
                on: tls.on.to_string(),
                resumed: tls.result.as_ref().is_ok_and(|handshake| handshake.resumed),
                failed: tls.result.as_ref().err().cloned(),
            },
        };
        Line {
            session: entry.session,
            at: entry.at.since_epoch().as_secs_f64(),
            kind,
        }
    }
}

fn written_data(data: &Data) -> Kind {
    Kind::Data {
        direction: data.direction.to_string(),
        bytes: data.bytes,
        expected: data.expected,
        hash: format!("{:016x}", data.hash),
        end: data.end.to_string(),
    }
}
