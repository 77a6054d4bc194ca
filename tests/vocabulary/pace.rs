//! When the octets of the control connection go out, and how.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Pipelined};
use crate::row::{Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);

pub(crate) const GROUP: Group = Group {
    title: "Pace of the control connection",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("delay", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::delay(5 * SECOND))),
    row!("delay_between", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::delay_between(5 * SECOND, 5 * SECOND))),
    row!("dribble", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::dribble(20, SECOND))),
    row!("split_reply", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::split_reply([2, 9], SECOND))),
    row!("control_throttle", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::control_throttle(400))),
    row!("line_ends", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::line_ends("\n"))),
    row!("endless_reply", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::endless_reply())),
    row!("drop_pipelined", Pipelined(&["PWD", "SYST"]), |server| {
        server.on(PWD).fault(Fault::drop_pipelined())
    }),
];
