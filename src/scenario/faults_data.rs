//! The rows of faults of data connections.

use std::net::SocketAddr;
use std::time::Duration;

use super::args::{Answer, Octets, Piece, Rate, Size};
use super::args_many::{Named, Range};
use super::row::{Row, flag, row};
use crate::script::Fault;
use crate::script::fault::DataEnd;

type F = Fault;
type D = Duration;

/// Data connections.
pub(super) fn data() -> Vec<Row<Fault>> {
    vec![
        row(
            "control_close_at",
            |f: F, Size(n)| f.and(F::control_close_at(n)),
            "closes the control connection when {} have moved",
        ),
        row(
            "control_reset_at",
            |f: F, Size(n)| f.and(F::control_reset_at(n)),
            "resets the control connection when {} have moved",
        ),
        row(
            "data_half_close_after",
            |f: F, Size(n)| f.and(F::data_half_close_after(n)),
            "closes the data connection one way after {}",
        ),
        flag(
            "data_missing",
            |f: F| f.and(F::data_missing()),
            "opens no data connection",
        ),
        flag(
            "data_at_port",
            |f: F| f.and(F::data_at_port()),
            "opens the data connection at PORT",
        ),
        row(
            "data_early",
            |f: F, Size(n)| f.and(F::data_early(n)),
            "sends {} before it announces the transfer",
        ),
        row(
            "data_from",
            |f: F, from: SocketAddr| f.and(F::data_from(from)),
            "opens the data connection from {}",
        ),
        row(
            "data_delay",
            |f: F, by: D| f.and(F::data_delay(by)),
            "moves data {} late",
        ),
        row(
            "data_delay_between",
            |f: F, Range(least, most)| f.and(F::data_delay_between(least, most)),
            "moves data {} late",
        ),
        row(
            "data_end_late",
            |f: F, by: D| f.and(F::data_end_late(by)),
            "ends the data connection {} late",
        ),
        row(
            "data_linger",
            |f: F, by: D| f.and(F::data_linger(by)),
            "keeps the data connection for {}",
        ),
        flag(
            "data_left_open",
            |f: F| f.and(F::data_left_open()),
            "leaves the data connection open",
        ),
        row(
            "data_when_refused",
            |f: F, end: Named<DataEnd>| f.and(F::data_when_refused(end.0)),
            "where an upload is refused, reads no more of it: it will {}",
        ),
        row(
            "data_reply_at",
            |f: F, (Size(n), Answer(c, t)): (Size, Answer)| f.and(F::data_reply_at(n, c, t)),
            "answers in the middle of the data: after {}",
        ),
        row(
            "data_append",
            |f: F, Octets(t)| f.and(F::data_append(t)),
            "adds {} to the end of the data",
        ),
        row(
            "data_prepend",
            |f: F, Octets(t)| f.and(F::data_prepend(t)),
            "adds {} to the beginning of the data",
        ),
        row(
            "data_corrupt_at",
            |f: F, Size(n)| f.and(F::data_corrupt_at(n)),
            "spoils the data at the octet {}",
        ),
        row(
            "data_duplicate",
            |f: F, (Size(at), Size(n)): (Size, Size)| f.and(F::data_duplicate(at, n)),
            "moves some data twice: {}",
        ),
        row(
            "data_reorder",
            |f: F, Piece(n)| f.and(F::data_reorder(n)),
            "moves pieces of {} in the wrong order",
        ),
        row(
            "data_slice",
            |f: F, Piece(n)| f.and(F::data_slice(n)),
            "moves data in pieces of {}",
        ),
        row(
            "data_wrong_way",
            |f: F, Octets(t)| f.and(F::data_wrong_way(t)),
            "sends {} the wrong way",
        ),
        flag(
            "abort_transfer",
            |f: F| f.and(F::abort_transfer()),
            "ends the transfer that runs",
        ),
        flag(
            "data_refused",
            |f: F| f.and(F::data_refused()),
            "refuses the data connection",
        ),
        flag(
            "data_ignored",
            |f: F| f.and(F::data_ignored()),
            "ignores the data connection",
        ),
        row(
            "data_reset_after",
            |f: F, Size(n)| f.and(F::data_reset_after(n)),
            "resets the data connection after {}",
        ),
        row(
            "data_close_after",
            |f: F, Size(n)| f.and(F::data_close_after(n)),
            "closes the data connection after {}",
        ),
        row(
            "data_stall_after",
            |f: F, Size(n)| f.and(F::data_stall_after(n)),
            "stops moving data after {}",
        ),
        row(
            "data_replace",
            |f: F, Octets(t)| f.and(F::data_replace(t)),
            "sends other data, {}",
        ),
        row(
            "data_throttle",
            |f: F, Rate(n)| f.and(F::data_throttle(n)),
            "moves data at {} a second",
        ),
    ]
}
