//! Why the program does not begin.

use std::fmt;
use std::path::Path;

use crate::scenario::ScenarioError;

/// A sentence for people.
#[derive(Debug)]
pub(super) struct Failure(String);

impl Failure {
    pub(super) fn new(what: impl fmt::Display) -> Self {
        Self(format!("error: {what}"))
    }

    /// A file that can not be written or read.
    pub(super) fn of_file(path: &Path, error: &std::io::Error) -> Self {
        Self::new(format_args!("{}: {error}", path.display()))
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        Self(if super::output::has_colours() {
            error.styled()
        } else {
            error.to_string()
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
