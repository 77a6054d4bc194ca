//! What the program writes: lines for machines, text for people.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::Failure;

/// Text for people, on standard error; where nobody listens, nothing can be done.
pub(super) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether people see colours.
pub(super) fn has_colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// A text on standard output.
pub(super) fn line(text: &str) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // Whoever has read enough closes.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::new(format_args!("standard output: {error}"))),
    }
}

/// A JSON object on a line of standard output, flushed at once.
pub(super) fn json(object: &impl Serialize) -> Result<ExitCode, Failure> {
    line(&json_text(object))
}

/// What is written here always can be: maps have texts as keys.
pub(super) fn json_text(object: &impl Serialize) -> String {
    serde_json::to_string(object).unwrap_or_default()
}
