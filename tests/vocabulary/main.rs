//! Every fault there is: what it does on the wire, in the transcript and to a client, and that it says so when it never did.
//!
//! `docs/VOCABULARY.md` is made of these rows: `FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test vocabulary`.
//! `FTPMOCK_ROW=data_reset_after` plays the rows of one name only, and shows what comes of them.

// A cut after exactly so many octets is a promise of Linux, and so is knowing what is still on its way.
#![cfg(all(
    target_os = "linux",
    feature = "deflate",
    feature = "hash",
    feature = "tls"
))]
#![allow(clippy::unwrap_used)]

#[path = "../it/support/mod.rs"]
mod support;

mod application;
mod clock;
mod data_connections;
mod data_octets;
mod document;
mod entry;
mod files;
mod lists;
mod log;
mod names;
mod pace;
mod raw;
mod replies;
mod row;
mod rules;
mod sessions;
mod stage;
mod storage;
mod tls;
mod wire;

use row::Group;

/// Every group of the vocabulary, in its order.
const GROUPS: &[Group] = &[
    replies::GROUP,
    pace::GROUP,
    sessions::GROUP,
    data_connections::GROUP,
    data_octets::GROUP,
    storage::GROUP,
    files::GROUP,
    lists::GROUP,
    tls::GROUP,
    rules::GROUP,
];
