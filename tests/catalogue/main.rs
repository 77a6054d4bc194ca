//! The catalogue of misbehaviours that clients meet in the field, each made by one line of code and seen on the wire.
//!
//! `docs/FAULTS.md` is made of these rows: `FTPMOCK_WRITE_DOCS=1 cargo test --all-features --test catalogue`.
//! `FTPMOCK_ROW=banner-never` runs one row only.

#![cfg(all(feature = "deflate", feature = "hash", feature = "tls"))]
#![allow(clippy::unwrap_used)]

#[path = "../it/support/mod.rs"]
mod support;

mod commands;
mod data_open;
mod document;
mod ends;
mod features;
mod files;
mod framing;
mod greeting;
mod hostile;
mod listing_commands;
mod listings;
mod logins;
mod row;
mod security;
mod stage;
mod top30;
mod transfers;

use row::Row;

/// Every group of the catalogue, in its order.
const GROUPS: &[&[Row]] = &[
    greeting::ROWS,
    framing::ROWS,
    features::ROWS,
    commands::ROWS,
    ends::ROWS,
    data_open::ROWS,
    transfers::ROWS,
    listings::ROWS,
    listing_commands::ROWS,
    security::ROWS,
    files::ROWS,
    logins::ROWS,
    hostile::ROWS,
];

#[rstest::rstest]
#[case::greetings(greeting::ROWS)]
#[case::framing(framing::ROWS)]
#[case::features(features::ROWS)]
#[case::commands(commands::ROWS)]
#[case::data_connections(data_open::ROWS)]
#[case::transfers(transfers::ROWS)]
#[case::listings(listings::ROWS)]
#[case::listing_commands(listing_commands::ROWS)]
#[case::ends(ends::ROWS)]
#[case::security(security::ROWS)]
#[case::hostile(hostile::ROWS)]
#[case::files(files::ROWS)]
#[case::logins(logins::ROWS)]
fn each_line_of_code_makes_the_misbehaviour(#[case] rows: &[Row]) {
    row::prove(rows);
}
