//! Ends of the control connection, and of the server.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Download, Greeting};
use crate::row::{Group, Row, row};

const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) const GROUP: Group = Group {
    title: "Ends of sessions",
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
