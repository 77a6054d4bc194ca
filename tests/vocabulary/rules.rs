//! Words of rules that do what no fault does, and those that make a fault without naming it.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::Commands;
use crate::row::{Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);

pub(crate) const GROUP: Group = Group {
    title: "Words of rules",
    before: "on(..).",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("sequence", Commands(&["PWD", "PWD"]), |server| server
        .on(PWD)
        .sequence([(450, "Busy."), (421, "Gone.")]))
    .then(&["PWD"]),
    row!("run", Commands(&["PWD", "PWD"]), |server| server
        .on(PWD)
        .run(
            |exchange| (exchange.nth() == 2).then_some((450, "The second one fails."))
        )),
    row!("hold", Commands(&["PWD"]), |server| server.on(PWD).hold()).released(),
    row!("hold_until_drop", Commands(&["PWD"]), |server| server
        .on(PWD)
        .hold_until_drop()),
    row!("reply", Commands(&["PWD"]), |server| server
        .on(PWD)
        .reply(450, "Busy.")),
    row!("reply_text", Commands(&["PWD"]), |server| server
        .on(PWD)
        .reply_text("\"/elsewhere\" is it.")),
    row!("raw_reply", Commands(&["PWD"]), |server| server
        .on(PWD)
        .raw_reply("what?\r\n")),
    row!("delay", Commands(&["PWD"]), |server| server
        .on(PWD)
        .delay(5 * SECOND)),
    row!("delay_between", Commands(&["PWD"]), |server| server
        .on(PWD)
        .delay_between(5 * SECOND, 5 * SECOND)),
    row!("dribble", Commands(&["PWD"]), |server| server
        .on(PWD)
        .dribble(20, SECOND)),
    row!("stall", Commands(&["PWD"]), |server| server.on(PWD).stall()),
    row!("close", Commands(&["PWD"]), |server| server.on(PWD).close()),
    row!("reset", Commands(&["PWD"]), |server| server.on(PWD).reset()),
    row!("reply_then_close", Commands(&["PWD"]), |server| server
        .on(PWD)
        .reply_then_close(421, "Going down.")),
    row!("lose_reply", Commands(&["PWD"]), |server| server
        .on(PWD)
        .lose_reply()),
];
