//! The program `ftpmock`, run as its users run it.

#![allow(clippy::unwrap_used)]
