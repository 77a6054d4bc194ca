//! Ends of the control connection, and of the server.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Download, Greeting, Upload};
use crate::row::{Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) const GROUP: Group = Group {
    title: "Ends of sessions",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("close", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::close())),
    row!("reset", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::reset())),
    row!("reset", Greeting, |server| server
        .on(Event::Connect)
        .fault(Fault::reset())),
    row!("control_close_at", Download, |server| server
        .on(RETR)
        .fault(
            Fault::control_close_at(4).and(Fault::data_delay(SECOND))
        )),
    row!("control_reset_at", Upload, |server| server
        .on(STOR)
        .fault(Fault::control_reset_at(4)))
    .another(),
    row!("stall", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::stall())),
    row!("ban", Commands(&["PWD"]), |server| server
        .on(PWD)
        .once()
        .fault(Fault::ban(HOUR)))
    .another(),
    row!("outage", Commands(&["PWD"]), |server| server
        .on(PWD)
        .once()
        .fault(Fault::outage(HOUR)))
    .another(),
    row!("outage", Download, |server| server
        .on(RETR)
        .once()
        .fault(Fault::outage(HOUR)))
    .another(),
    row!("outage", Greeting, |server| server
        .on(Event::Connect)
        .once()
        .fault(Fault::outage(HOUR)))
    .another(),
];
