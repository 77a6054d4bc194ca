//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod api;
mod lifecycle;
mod lifecycle_settle;
mod lifecycle_threads;
mod race;
mod raw_client;
mod support;
mod user_code;
