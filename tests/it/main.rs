//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod api;
mod control;
mod lines;
mod raw_client;
mod support;
