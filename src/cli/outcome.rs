//! The end: the transcript, and whether everything expected has happened.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::Format;
use super::{Failure, output};
use crate::server::{FtpServer, Unmet};
use crate::transcript::Transcript;

/// Where the transcript goes, opened before anything begins.
pub(super) struct Record {
    to: Target,
    format: Format,
    path: PathBuf,
}

enum Target {
    Nowhere,
    Errors,
    File(File),
}

impl Record {
    pub(super) fn open(path: Option<&Path>, format: Format) -> Result<Self, Failure> {
        let to = match path {
            None => Target::Nowhere,
            Some(path) if path == Path::new("-") => Target::Errors,
            Some(path) => match File::create(path) {
                Ok(file) => Target::File(file),
                Err(error) => return Err(Failure::of_file(path, &error)),
            },
        };
        let path = path.unwrap_or_else(|| Path::new("-")).to_owned();
        Ok(Self { to, format, path })
    }

    /// Whether people see it at the end anyway.
    pub(super) const fn is_shown(&self) -> bool {
        matches!(self.to, Target::Errors)
    }

    fn write(&mut self, transcript: &Transcript) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => match transcript.to_string() {
                text if text.is_empty() => text,
                text => text + "\n",
            },
            Format::Jsonl => lines(transcript),
        };
        let written = match &mut self.to {
            Target::Nowhere => Ok(()),
            Target::Errors => io::stderr().lock().write_all(text.as_bytes()),
            Target::File(file) => file.write_all(text.as_bytes()),
        };
        written.map_err(|error| Failure::of_file(&self.path, &error))
    }
}

/// One JSON object a line.
fn lines(transcript: &Transcript) -> String {
    let entries = serde_json::to_value(transcript).unwrap_or_default();
    let entries = entries.as_array().into_iter().flatten();
    entries.map(|entry| format!("{entry}\n")).collect()
}

/// Ends the server, writes its transcript, and tells what was not met.
pub(super) fn conclude(
    server: FtpServer,
    mut record: Record,
) -> (Transcript, Result<(), Unmet>, Result<(), Failure>) {
    let (transcript, verdict) = server.conclude();
    let transcript = transcript.without_calls();
    let written = record.write(&transcript);
    if let Err(failure) = &written {
        output::tell(&failure.to_string());
    }
    if let Err(unmet) = &verdict {
        output::tell(&unmet.to_string());
    }
    (transcript, verdict, written)
}
