//! Deeds on data connections.

use super::said;
use crate::script::fault::{ControlEnd, DataEnd, DataFault, Linger};
use crate::script::words::{size, time};

pub(super) fn deed(fault: &DataFault) -> String {
    use DataFault as F;
    let length = |octets: &[u8]| size(octets.len() as u64);
    match fault {
        F::Append(octets) => format!("adds {} to the end of the data", length(octets)),
        F::AtPort => "opens the data connection as soon as PORT has come".to_owned(),
        F::ControlEnds(after, ControlEnd::Close) => {
            format!(
                "closes the control connection when {} have moved",
                size(*after)
            )
        }
        F::ControlEnds(after, ControlEnd::Reset) => {
            format!(
                "resets the control connection when {} have moved",
                size(*after)
            )
        }
        F::CorruptAt(at) => format!("spoils the data at octet {at}"),
        F::Delay(least, most) if least == most => {
            format!("moves each piece of the data {} late", time(*least))
        }
        F::Delay(least, most) => {
            let (least, most) = (time(*least), time(*most));
            format!("moves each piece of the data {least} to {most} late")
        }
        F::Duplicate(from, count) => format!(
            "moves {} of the data twice, from octet {from} on",
            size(*count)
        ),
        F::Early(u64::MAX) => "sends all data before it announces the transfer".to_owned(),
        F::Early(count) => format!("sends {} before it announces the transfer", size(*count)),
        F::EndAfter(after, end) => format!("{} after {}", ends(end), size(*after)),
        F::From(addr) if addr.port() == 0 => {
            format!("opens the data connection from {}", addr.ip())
        }
        F::From(addr) => format!("opens the data connection from {addr}"),
        F::Ignored => "listens on its data port, but never takes the connection".to_owned(),
        F::Linger(Linger::Before(by)) => format!("ends the data connection {} late", time(*by)),
        F::Linger(Linger::For(by)) => {
            format!("keeps the data connection open for {} more", time(*by))
        }
        F::Linger(Linger::Open) => "leaves the data connection open".to_owned(),
        F::Missing => "announces the transfer, but opens no data connection".to_owned(),
        F::Prepend(octets) => format!("adds {} to the beginning of the data", length(octets)),
        F::Refused => "refuses the data connection".to_owned(),
        F::Reorder(count) => format!("swaps pieces of {} of the data", size(*count)),
        F::Replace(octets) => format!("sends {} of other data", length(octets)),
        F::ReplyAt(after, reply) => {
            format!("answers {} when {} have moved", said(reply), size(*after))
        }
        F::Slice(count) => format!("moves data in pieces of {}", size(*count)),
        F::Throttle(rate) => format!("moves data at {} a second at most", size(*rate)),
        F::WhenRefused(end) => format!(
            "{} instead of reading the rest of an upload that it refuses",
            ends(end)
        ),
        F::WrongWay(octets) => format!("sends {} the wrong way", length(octets)),
    }
}

/// `resets the data connection`
fn ends(end: &DataEnd) -> String {
    match end {
        #[cfg(feature = "tls")]
        DataEnd::Alert(alert) => format!("ends the data connection with fatal {alert}"),
        DataEnd::Close => "closes the data connection".to_owned(),
        DataEnd::HalfClose => "closes its half of the data connection".to_owned(),
        DataEnd::Reset => "resets the data connection".to_owned(),
        DataEnd::Stall => "moves no more data".to_owned(),
    }
}
