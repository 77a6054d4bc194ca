//! Scenario files: what can be said in them, and what can not.

#![allow(clippy::unwrap_used)]

mod all_words;
mod docs;
mod gallery;
mod golden;
mod parity;
#[path = "../it/support/sources.rs"]
mod sources;
mod words;
