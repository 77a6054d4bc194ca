//! Data connections: where they are, how they are had, and how they end.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::Visit::{ActiveDownload, ActiveUpload, Download, Listing, Upload};
use crate::row::{CUT, Group, Row, row};

const SECOND: Duration = Duration::from_secs(1);

pub(crate) const GROUP: Group = Group {
    title: "Data connections",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("wrong_pasv_host", Download, |server| server
        .on(PASV)
        .fault(Fault::wrong_pasv_host([127, 0, 0, 9]))),
    row!("wrong_pasv_port", Download, |server| server
        .on(PASV)
        .fault(Fault::wrong_pasv_port(1))),
    row!("passive_as", Download, |server| server.on(PASV).fault(
        Fault::passive_as(227, "Entering Passive Mode {h},{p}")
    )),
    row!("data_refused", Download, |server| server
        .on(PASV)
        .fault(Fault::data_refused())),
    row!("data_refused", Download, |server| server
        .on(RETR)
        .fault(Fault::data_refused())),
    row!("data_ignored", Download, |server| server
        .on(RETR)
        .fault(Fault::data_ignored())),
    row!("data_ignored", ActiveDownload, |server| server
        .on(RETR)
        .fault(Fault::data_ignored())),
    row!("data_missing", Download, |server| server
        .on(RETR)
        .fault(Fault::data_missing())),
    row!("data_from", ActiveDownload, |server| server
        .on(RETR)
        .fault(Fault::data_from(([127, 0, 0, 2], 0)))),
    row!("data_at_port", ActiveUpload, |server| server
        .on(PORT)
        .fault(Fault::data_at_port())),
    row!("data_reset_after", Download, |server| server
        .on(RETR)
        .fault(Fault::data_reset_after(4))),
    row!("data_reset_after", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_reset_after(4)))
    .then(&["SIZE /new"]),
    row!("data_close_after", Download, |server| server
        .on(RETR)
        .fault(Fault::data_close_after(4)))
    .differs(CUT),
    row!("data_close_after", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_close_after(4)))
    .differs(CUT)
    .then(&["SIZE /new"]),
    row!("data_alert_after", Download, |server| server
        .on(RETR)
        .fault(Fault::data_alert_after(4, TlsAlert::InternalError)))
    .differs("only TLS has alerts; in clear it is `data_close_after`"),
    row!("data_stall_after", Download, |server| server
        .on(RETR)
        .fault(Fault::data_stall_after(4))),
    row!("data_stall_after", Upload, |server| server.on(STOR).fault(
        Fault::data_stall_after(4).then_reply(226, "Transfer complete.")
    ))
    .then(&["SIZE /new"]),
    row!("data_half_close_after", Download, |server| server
        .on(RETR)
        .fault(Fault::data_half_close_after(4))),
    row!("data_half_close_after", Upload, |server| server
        .on(STOR)
        .fault(Fault::data_half_close_after(4)))
    .then(&["SIZE /new"]),
    row!("data_early", Download, |server| server
        .on(RETR)
        .fault(Fault::data_early(4).and(Fault::data_delay(SECOND)))),
    row!("data_reply_at", Download, |server| server.on(RETR).fault(
        Fault::data_reply_at(4, 226, "Transfer complete.").and(Fault::data_delay(SECOND))
    )),
    row!("data_linger", Download, |server| server
        .on(RETR)
        .fault(Fault::data_linger(5 * SECOND))),
    row!("data_left_open", Listing("LIST /dir"), |server| server
        .on(LIST)
        .fault(Fault::data_left_open())),
    row!("data_end_late", Download, |server| server
        .on(RETR)
        .fault(Fault::data_end_late(5 * SECOND))),
    row!("data_when_refused", Upload, |server| server.on(STOR).fault(
        Fault::disk_full_after(4).and(Fault::data_when_refused(DataEnd::Reset))
    )),
    row!("data_when_refused", Upload, |server| server.on(STOR).fault(
        Fault::disk_full_after(4).and(Fault::data_when_refused(DataEnd::Stall))
    )),
];
