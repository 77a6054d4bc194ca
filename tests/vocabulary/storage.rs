//! Storage that fails.

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Download, Listing, Upload};
use crate::row::{CUT, Group, Row, row};

const STORED: &[&str] = &["SIZE /new"];

pub(crate) const GROUP: Group = Group {
    title: "Storage",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("disk_full_after", Upload, |server| server
        .on(STOR)
        .fault(Fault::disk_full_after(4)))
    .differs(CUT)
    .then(STORED),
    row!("io_error", Commands(&["DELE /a"]), |server| server
        .on(DELE)
        .fault(Fault::io_error(FsError::Busy)))
    .then(&["SIZE /a"]),
    row!("io_error_after", Download, |server| server
        .on(RETR)
        .fault(Fault::io_error_after(4, FsError::Corrupt)))
    .differs(CUT),
    row!("io_error_on", Upload, |server| server.on(STOR).fault(
        Fault::io_error_on(FsOp::Commit, FsError::QuotaExceeded)
    ))
    .differs(CUT)
    .then(STORED),
    row!("io_error_nth", Download, |server| server
        .on(RETR)
        .fault(Fault::io_error_nth(FsOp::Read, 1, FsError::Io)))
    .differs(CUT),
    row!("read_only", Upload, |server| server
        .on(ANY)
        .fault(Fault::read_only()))
    .then(STORED),
    row!("pretend", Commands(&["DELE /a"]), |server| server
        .on(DELE)
        .fault(Fault::pretend(FsOp::Remove)))
    .then(&["SIZE /a"]),
    row!("hide", Listing("NLST /dir"), |server| server
        .on(NLST)
        .fault(Fault::hide("*.txt")))
    .then(&["SIZE /dir/two.txt"]),
    row!("keep_partial", Upload, |server| server.on(STOR).fault(
        Fault::data_close_after(4).and(Fault::keep_partial(false))
    ))
    .differs(CUT)
    .then(STORED),
    row!("visible_early", Upload, |server| server.on(STOR).fault(
        Fault::visible_early().and(Fault::data_stall_after(4))
    ))
    .then(STORED)
    .another(),
    row!("locks", Download, |server| server.on(RETR).fault(
        Fault::locks(FsError::Locked).and(Fault::data_stall_after(4))
    ))
    .then(&["DELE /a"])
    .another(),
];
