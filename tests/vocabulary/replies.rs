//! Other replies than the right ones: instead of acting, too many, too early, too late, or none.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{Commands, Download, Greeting, Login, Midway, Upload};
use crate::row::{CUT, Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);
const MAKES: &[&str] = &["MKD /in"];
const IS_IT_THERE: &[&str] = &["CWD /in"];

pub(crate) const GROUP: Group = Group {
    title: "Replies",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("reply", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::reply(421, "Too many users.")))
    .then(IS_IT_THERE),
    row!("reply", Login, |server| server
        .on(PASS)
        .fault(Fault::reply(530, "Not today."))),
    row!("reply_text", Commands(&["PWD"]), |server| server
        .on(PWD)
        .fault(Fault::reply_text("\"/elsewhere\" is it."))),
    row!("reply_as", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::reply_as(450, "Busy.")))
    .then(IS_IT_THERE),
    row!("reply_code", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::reply_code(450)))
    .then(IS_IT_THERE),
    row!("raw_reply", Commands(&["FEAT"]), |server| server
        .on(FEAT)
        .fault(Fault::raw_reply(
            b"211-Features\r\n\x00\xff\r\n211 End\r\n"
        ))),
    row!("reply_then_close", Greeting, |server| server
        .on(Event::Connect)
        .fault(Fault::reply_then_close(421, "Too many users."))),
    row!("lose_reply", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::lose_reply()))
    .then(IS_IT_THERE),
    row!("replies", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::replies([(150, "Let me see."), (550, "No.")])))
    .then(IS_IT_THERE),
    row!("raw_lines", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::raw_lines(["553- No such file.", "150 ."]))),
    row!("and_login", Greeting, |server| server
        .on(Event::Connect)
        .fault(Fault::reply(230, "Logged in already.").and_login()))
    .then(&["PWD"]),
    row!("ignore", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::ignore()))
    .then(IS_IT_THERE),
    row!("abort_ignored", Midway("ABOR"), |server| server
        .on(ABOR)
        .fault(Fault::abort_ignored())),
    row!("at_once", Midway("NOOP"), |server| server
        .on(NOOP)
        .once()
        .fault(Fault::reply(500, "Not now.").at_once())),
    row!("abort_transfer", Midway("NOOP"), |server| server
        .on(NOOP)
        .once()
        .fault(Fault::abort_transfer()))
    .differs(CUT),
    row!("reply_first", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::reply_first(120, "In a moment.")))
    .then(IS_IT_THERE),
    row!("raw_first", Greeting, |server| server
        .on(Event::Connect)
        .fault(Fault::raw_first("Welcome to ACME\r\n"))),
    row!("extra_reply", Commands(&["NOOP"]), |server| server
        .on(NOOP)
        .once()
        .fault(Fault::extra_reply(226, "Transfer complete.")))
    .then(&["PWD"]),
    row!("extra_reply_after", Commands(&["NOOP"]), |server| server
        .on(NOOP)
        .once()
        .fault(Fault::extra_reply_after(
            5 * SECOND,
            421,
            "Idle for too long."
        )))
    .then(&["PWD"]),
    row!("repeat_reply", Commands(&["NOOP"]), |server| server
        .on(NOOP)
        .once()
        .fault(Fault::repeat_reply(2)))
    .then(&["PWD"]),
    row!("late_reply", Upload, |server| server
        .on(STOR)
        .fault(Fault::late_reply(5 * SECOND))),
    row!("delay_reply", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::delay_reply(5 * SECOND)))
    .then(IS_IT_THERE),
    row!("shift_reply", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::shift_reply())),
    row!("early_reply", Download, |server| server
        .on(RETR)
        .fault(Fault::early_reply())),
    row!("preliminary_text", Download, |server| server
        .on(RETR)
        .fault(Fault::preliminary_text(
            "Opening data connection (4 bytes)."
        ))),
    row!("preliminary_as", Download, |server| server.on(RETR).fault(
        Fault::preliminary_as(125, "Data connection already open.")
    )),
    row!("preliminary_code", Download, |server| server
        .on(RETR)
        .fault(Fault::preliminary_code(125))),
    row!("lose_preliminary", Download, |server| server
        .on(RETR)
        .fault(Fault::lose_preliminary())),
    row!("late_preliminary", Download, |server| server
        .on(RETR)
        .fault(Fault::late_preliminary(5 * SECOND))),
    row!("then_reply", Download, |server| server.on(RETR).fault(
        Fault::data_close_after(4).then_reply(226, "Transfer complete.")
    ))
    .differs(CUT),
    row!("and", Commands(MAKES), |server| server
        .on(MKD)
        .fault(Fault::lose_reply().and(Fault::close()))),
];
