//! Files that change without a command, or cannot be seen yet.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Listing, Upload};
use crate::row::{Group, LATER, Row, row};

pub(crate) const GROUP: Group = Group {
    title: "Files",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("vanishes", Listing("LIST /dir"), |server| server
        .on(LIST)
        .fault(Fault::vanishes("/dir/one")))
    .then(&["SIZE /dir/one"]),
    row!("grows", Commands(&["SIZE /a"]), |server| server
        .on(SIZE)
        .once()
        .fault(Fault::grows("/a", "more")))
    .then(&["SIZE /a"]),
    row!("replaced", Commands(&["SIZE /a"]), |server| server
        .on(SIZE)
        .once()
        .fault(Fault::replaced("/a", "new")))
    .then(&["SIZE /a"]),
    row!("renamed", Commands(&["SIZE /a"]), |server| server
        .on(SIZE)
        .once()
        .fault(Fault::renamed("/a", "/b")))
    .then(&["SIZE /a", "SIZE /b"]),
    row!("appears_after", Upload, |server| server
        .on(STOR)
        .fault(Fault::appears_after(Duration::from_secs(60))))
    .then(&["SIZE /new", LATER, "SIZE /new"]),
    row!("appears_after_commands", Upload, |server| server
        .on(STOR)
        .fault(Fault::appears_after_commands(1)))
    .then(&["SIZE /new", "SIZE /new"]),
    row!("appears_in_later_sessions", Upload, |server| server
        .on(STOR)
        .fault(Fault::appears_in_later_sessions()))
    .then(&["SIZE /new"])
    .another(),
    row!(
        "old_name_for",
        Commands(&["RNFR /a", "RNTO /b"]),
        |server| server
            .on(RNTO)
            .fault(Fault::old_name_for(Duration::from_secs(60)))
    )
    .then(&["SIZE /a", LATER, "SIZE /a"]),
    row!(
        "old_name_for_commands",
        Commands(&["RNFR /a", "RNTO /b"]),
        |server| server.on(RNTO).fault(Fault::old_name_for_commands(1))
    )
    .then(&["SIZE /a", "SIZE /a"]),
];
