//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod api;
mod lifecycle;
mod lifecycle_settle;
mod raw_client;
mod support;
