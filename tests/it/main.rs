//! Tests over real sockets: one program, one module per subject.

#![allow(clippy::unwrap_used)]

mod api;
mod helpers;
mod raw_client;
mod real_clients;
mod suppaftp_tour;
mod support;
