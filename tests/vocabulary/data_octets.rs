//! What moves on a data connection, and how fast.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Download, Upload};
use crate::row::{Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);

pub(crate) const GROUP: Group = Group {
    title: "Octets of transfers",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("data_replace", Download, |server| server
        .on(RETR)
        .fault(Fault::data_replace(b"other\0octets"))),
    row!("data_corrupt_at", Download, |server| server
        .on(RETR)
        .fault(Fault::data_corrupt_at(1))),
    row!("data_append", Download, |server| server
        .on(RETR)
        .fault(Fault::data_append("more"))),
    row!("data_append", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_append("more")))
    .then(&["SIZE /new"]),
    row!("data_prepend", Download, |server| server
        .on(RETR)
        .fault(Fault::data_prepend("before"))),
    row!("data_duplicate", Download, |server| server
        .on(RETR)
        .fault(Fault::data_duplicate(2, 3))),
    row!("data_reorder", Download, |server| server
        .on(RETR)
        .fault(Fault::data_reorder(3))),
    row!("data_throttle", Download, |server| server
        .on(RETR)
        .fault(Fault::data_throttle(80))),
    row!("data_throttle", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_throttle(5))),
    row!("data_slice", Download, |server| server
        .on(RETR)
        .fault(Fault::data_slice(4).and(Fault::data_delay(SECOND)))),
    row!("data_delay", Download, |server| server
        .on(RETR)
        .fault(Fault::data_delay(5 * SECOND))),
    row!("data_delay_between", Download, |server| server
        .on(RETR)
        .fault(Fault::data_delay_between(5 * SECOND, 5 * SECOND))),
    row!("data_wrong_way", Download, |server| server
        .on(RETR)
        .fault(Fault::data_wrong_way("surprise"))),
    row!("data_wrong_way", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_wrong_way("surprise")))
    .then(&["SIZE /new"]),
];
