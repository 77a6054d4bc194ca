//! The end: the transcript, and whether everything expected has happened.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{Format, Server};
use super::rooms::by_user;
use super::{Failure, output};
use crate::server::{FtpServer, Unmet};
use crate::transcript::Transcript;

/// Where the transcript goes, opened before anything begins.
pub(super) struct Record {
    to: Target,
    format: Format,
    path: PathBuf,
    /// Each user has a transcript of their own.
    apart: bool,
}

/// What has come of a server.
pub(super) struct Ended {
    pub(super) transcript: Transcript,
    pub(super) verdict: Result<(), Unmet>,
    /// Whether the transcript could be written.
    pub(super) written: Result<(), Failure>,
}

enum Target {
    Nowhere,
    Errors,
    File(File),
}

impl Record {
    pub(super) fn open(args: &Server) -> Result<Self, Failure> {
        let path = args.transcript.as_deref();
        let to = match path {
            None => Target::Nowhere,
            Some(path) if path == Path::new("-") => Target::Errors,
            Some(path) => match File::create(path) {
                Ok(file) => Target::File(file),
                Err(error) => return Err(Failure::of_file(path, &error)),
            },
        };
        let path = path.unwrap_or_else(|| Path::new("-")).to_owned();
        Ok(Self {
            to,
            format: args.format,
            path,
            apart: args.virtual_roots,
        })
    }

    /// Whether people see it at the end anyway.
    pub(super) const fn is_shown(&self) -> bool {
        matches!(self.to, Target::Errors)
    }

    fn write(&mut self, transcript: &Transcript) -> Result<(), Failure> {
        let text = if self.apart {
            apart(transcript, self.format)
        } else {
            written(transcript, self.format)
        };
        let written = match &mut self.to {
            Target::Nowhere => Ok(()),
            Target::Errors => io::stderr().lock().write_all(text.as_bytes()),
            Target::File(file) => file.write_all(text.as_bytes()),
        };
        written.map_err(|error| Failure::of_file(&self.path, &error))
    }
}

fn written(transcript: &Transcript, format: Format) -> String {
    match (format, transcript.to_string()) {
        (Format::Jsonl, _) => lines(transcript),
        (Format::Text, text) if text.is_empty() => text,
        (Format::Text, text) => text + "\n",
    }
}

/// One user after the other.
fn apart(transcript: &Transcript, format: Format) -> String {
    let mut all = String::new();
    for (user, sessions) in by_user(transcript) {
        let heading = match (&user, format) {
            (Some(user), Format::Text) => format!("== {user}\n"),
            (None, Format::Text) => "== nobody\n".to_owned(),
            (user, Format::Jsonl) => {
                let user = serde_json::json!({ "kind": "user", "user": user });
                format!("{user}\n")
            }
        };
        all.push_str(&heading);
        for session in sessions {
            all.push_str(&written(&session, format));
        }
    }
    all
}

/// One JSON object a line.
pub(super) fn lines(transcript: &Transcript) -> String {
    let entries = serde_json::to_value(transcript).unwrap_or_default();
    let entries = entries.as_array().into_iter().flatten();
    entries.map(|entry| format!("{entry}\n")).collect()
}

/// Ends the server, writes its transcript, and tells what was not met.
pub(super) fn conclude(server: FtpServer, mut record: Record) -> Ended {
    let (transcript, verdict) = server.conclude();
    let transcript = transcript.without_calls();
    let written = record.write(&transcript);
    if let Err(failure) = &written {
        output::tell(&failure.to_string());
    }
    if let Err(unmet) = &verdict {
        output::tell(&unmet.to_string());
    }
    Ended {
        transcript,
        verdict,
        written,
    }
}
