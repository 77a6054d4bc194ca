//! Where a rule was written.

use std::fmt;
use std::panic::Location;
#[cfg(feature = "scenario")]
use std::sync::Arc;

/// A line of a test, or of a scenario file.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Code(&'static Location<'static>),
    #[cfg(feature = "scenario")]
    File(Arc<str>, usize),
}

impl From<&'static Location<'static>> for Place {
    fn from(location: &'static Location<'static>) -> Self {
        Self::Code(location)
    }
}

impl fmt::Display for Place {
    /// `tests/mirror.rs:88`; with `#` the column, too, where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(location) if f.alternate() => write!(f, "{location}"),
            Self::Code(location) => write!(f, "{}:{}", location.file(), location.line()),
            #[cfg(feature = "scenario")]
            Self::File(file, line) => write!(f, "{file}:{line}"),
        }
    }
}
