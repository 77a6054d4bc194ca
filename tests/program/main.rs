//! The program `ftpmock`, run as its users run it.

#![allow(clippy::unwrap_used)]

mod clients;
mod ends;
mod mistakes;
mod running;
mod serving;
mod support;
