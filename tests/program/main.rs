//! The program `ftpmock`, run as its users run it.

#![allow(clippy::unwrap_used)]

mod admin;
mod clients;
mod docs;
mod ends;
mod mistakes;
mod rooms;
mod running;
mod serving;
mod support;
