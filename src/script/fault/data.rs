//! Faults of the data connection: how it is had, and how it ends.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "tls")]
use super::TlsAlert;
use super::{ControlEnd, Fault, Said, scripted};
use crate::protocol::Reply;
#[cfg(feature = "serde")]
use crate::protocol::octets;

/// What goes wrong on the data connection of one transfer.
///
/// Octets are counted as they are on the wire, before TLS.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum DataFault {
    /// These octets follow those of the transfer.
    Append(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The server connects as soon as `PORT` or `EPRT` has named the client.
    AtPort,
    /// When so many octets have moved, the control connection ends in this way.
    ControlEnds(u64, ControlEnd),
    /// The octet at this place, from 0, is its own complement.
    CorruptAt(u64),
    /// Each piece waits for a time between these two.
    Delay(Duration, Duration),
    /// From this place on, from 0, so many octets come twice.
    Duplicate(u64, u64),
    /// So many octets move before the preliminary reply.
    Early(u64),
    /// After this many octets the connection ends in this way.
    EndAfter(u64, DataEnd),
    /// The server connects from this address; port 0 is any.
    From(SocketAddr),
    /// The port is announced and listens, but no connection is ever accepted.
    Ignored,
    /// Everything moves, and the connection stays open.
    Linger(Linger),
    /// There is no connection; the transfer is announced all the same.
    Missing,
    /// These octets come before those of the transfer.
    Prepend(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The port is announced, but nothing listens there.
    Refused,
    /// Neighbours among pieces of so many octets change places.
    Reorder(u64),
    /// A download carries these octets instead of its own.
    Replace(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// When so many octets have moved, this reply is sent.
    ReplyAt(u64, Reply),
    /// The data move in pieces of so many octets, each by itself.
    Slice(u64),
    /// The data moves at this many octets a second.
    Throttle(u64),
    /// An upload that the storage refuses is not read to its end, but ends in this way.
    WhenRefused(DataEnd),
    /// A download is read and an upload is sent: these octets.
    WrongWay(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
}

/// How a struck data connection ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum DataEnd {
    /// By this fatal alert of TLS; in clear, as [`Close`](Self::Close).
    #[cfg(feature = "tls")]
    Alert(TlsAlert),
    /// By FIN: to a client in stream mode, the end of the file.
    Close,
    /// By FIN, with the connection open for what the client sends.
    HalfClose,
    /// By RST.
    Reset,
    /// Not at all: no octet moves any more.
    Stall,
}

/// How long a data connection stays open once everything has moved.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Linger {
    /// For so long; the final reply comes at the end of it.
    Before(Duration),
    /// For so long after the final reply.
    For(Duration),
    /// Until the next transfer, or the end of the session.
    Open,
}

impl Fault {
    /// Announces a data port on which nothing listens.
    ///
    /// On a transfer command the port that was announced before it is closed, and the command gets
    /// 425 at once. The port stays reserved until the next one is announced, so that nobody else
    /// can answer on it.
    pub fn data_refused() -> Self {
        Self::of_data(DataFault::Refused)
    }

    /// Announces a data port that never accepts: connecting hangs (on Linux; elsewhere it works
    /// and no octet ever moves).
    ///
    /// A transfer command gets its 150, and 425 when the time-out of passive mode has passed. After
    /// `PORT` or `EPRT` the server never connects.
    pub fn data_ignored() -> Self {
        Self::of_data(DataFault::Ignored)
    }

    /// There is no data connection, whatever was announced: 150, and 425 right after it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(RETR).fault(Fault::data_missing().then_reply(421, "Connection timed out."));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.retr_as_buffer("/a").is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn data_missing() -> Self {
        Self::of_data(DataFault::Missing)
    }

    /// Resets the data connection after `bytes` octets, then 426.
    ///
    /// On Linux the client receives exactly that many octets of a download; elsewhere at most that
    /// many. Of an upload exactly that many octets are taken.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::io::Read;
    /// use suppaftp::{FtpStream, types::FileType};
    ///
    /// let server = FtpServer::builder().file("/big", Content::zeros(MIB)).start();
    /// server.on(RETR).once().fault(Fault::data_reset_after(64 * KIB));
    ///
    /// let mut ftp = FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.transfer_type(FileType::Binary)?;
    /// let mut got = Vec::new();
    /// assert!(ftp.retr_as_stream("/big")?.read_to_end(&mut got).is_err());
    /// # #[cfg(target_os = "linux")]
    /// assert_eq!(got.len() as u64, 64 * KIB);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn data_reset_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Reset))
    }

    /// Closes the data connection in an orderly way after `bytes` octets, then 426.
    ///
    /// What a client goes on sending of an upload is read and dropped: it sees an end, no reset.
    ///
    /// With `.then_reply(226, "Transfer complete.")` it is the silent truncation that only a
    /// comparison of sizes can find. Under TLS there is no close_notify, so that a client can find it
    /// without one if it insists on those.
    pub fn data_close_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Close))
    }

    /// Ends the data connection after `bytes` octets with this fatal alert, encrypted as all else, then 426.
    ///
    /// Where the data are not protected it is [`data_close_after`](Fault::data_close_after).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().tls(Tls::explicit()).start();
    /// let fault = Fault::data_alert_after(KIB, TlsAlert::BadRecordMac);
    /// server.on(RETR).once().optional().fault(fault);
    /// ```
    #[cfg(feature = "tls")]
    pub fn data_alert_after(bytes: u64, alert: TlsAlert) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Alert(alert)))
    }

    /// Moves `bytes` octets and then nothing, with both connections open.
    ///
    /// It ends when the client goes away or aborts, and with 426 after the server's data time-out
    /// (300 seconds by default, on its clock).
    ///
    /// With `.then_reply(..)` that reply comes as soon as the data stalls.
    pub fn data_stall_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Stall))
    }

    /// Closes the server's half of the data connection after `bytes` octets, and leaves it open for
    /// what the client sends.
    ///
    /// A download gets 426. An upload goes on to its end: its client sees an end where none
    /// should be, and 226.
    pub fn data_half_close_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::HalfClose))
    }

    /// Moves `bytes` octets before the preliminary reply, and the rest after it.
    ///
    /// With 0 the 150 comes when the data connection is there, as many servers have it; with
    /// `u64::MAX` it comes together with the 226. Under TLS it needs a client that shakes hands on
    /// the data connection before it has the 150; of one that waits for it the handshake times out.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(RETR).fault(Fault::data_early(u64::MAX));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"hello");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn data_early(bytes: u64) -> Self {
        Self::of_data(DataFault::Early(bytes))
    }

    /// Sends this reply in the middle of the transfer, when `bytes` octets have moved: a refusal that
    /// nobody has asked for, or a 226 before its time. The transfer goes on, and so does its own
    /// final reply come, unless it is [lost](Fault::lose_reply).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// // The 226 comes before the last octet.
    /// let fault = Fault::data_reply_at(9, 226, "Transfer complete.").and(Fault::lose_reply());
    /// assert_eq!(fault.to_string(), "lose the reply, reply 226 after 9 bytes");
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn data_reply_at(bytes: u64, code: u16, text: impl AsRef<[u8]>) -> Self {
        Self::of_data(DataFault::ReplyAt(bytes, scripted(code, text)))
    }

    /// Connects to the client from this address, after `PORT` or `EPRT`; port 0 is any.
    ///
    /// Of loopback all addresses of 127.0.0.0/8 are there on Linux. An address that the server
    /// does not have is no data connection, and 425.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let fault = Fault::data_from(([127, 0, 0, 2], 0));
    /// assert_eq!(fault.to_string(), "data connection from 127.0.0.2:0");
    /// ```
    pub fn data_from(address: impl Into<SocketAddr>) -> Self {
        Self::of_data(DataFault::From(address.into()))
    }

    /// On `PORT` and `EPRT`: connects to the client at once, and not when a transfer begins.
    ///
    /// Where that fails it is tried again when the transfer begins.
    pub fn data_at_port() -> Self {
        Self::of_data(DataFault::AtPort)
    }

    /// Leaves the data connection open for `by` after the 226, on the server's clock, or until the
    /// next transfer.
    pub fn data_linger(by: Duration) -> Self {
        Self::of_data(DataFault::Linger(Linger::For(by)))
    }

    /// Leaves the data connection open after the 226, until the next transfer or the end of the
    /// session.
    pub fn data_left_open() -> Self {
        Self::of_data(DataFault::Linger(Linger::Open))
    }

    /// Ends the data connection `by` later than the data, on the server's clock, and says 226 then.
    pub fn data_end_late(by: Duration) -> Self {
        Self::of_data(DataFault::Linger(Linger::Before(by)))
    }

    /// An upload that the storage refuses (a full disk, a quota) is not read to its end: its data
    /// connection ends like this at once.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// // 452 in the middle of the upload, and nobody reads what the client goes on sending.
    /// let fault = Fault::disk_full_after(64 * KIB).and(Fault::data_when_refused(DataEnd::Stall));
    /// assert_eq!(fault.to_string(), "data stalled when refused, disk full after 65536 bytes");
    /// ```
    pub fn data_when_refused(end: DataEnd) -> Self {
        Self::of_data(DataFault::WhenRefused(end))
    }
}

impl fmt::Display for DataFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = |count: u64| if count == 1 { "byte" } else { "bytes" };
        let length = |octets: &Bytes| {
            let count = octets.len() as u64;
            format!("{count} {}", bytes(count))
        };
        match self {
            Self::Append(octets) => write!(f, "{} after the data", length(octets)),
            Self::AtPort => f.write_str("data connection at once"),
            Self::ControlEnds(count, end) => {
                write!(
                    f,
                    "control connection {end} after {count} {}",
                    bytes(*count)
                )
            }
            Self::CorruptAt(at) => write!(f, "data corrupt at byte {at}"),
            Self::Delay(from, to) if from == to => {
                write!(f, "each piece of the data {from:?} late")
            }
            Self::Delay(from, to) => {
                write!(f, "each piece of the data {from:?} to {to:?} late")
            }
            Self::Duplicate(from, count) => {
                write!(f, "{count} {} of the data twice, at {from}", bytes(*count))
            }
            Self::Early(u64::MAX) => f.write_str("all data before the reply"),
            Self::Early(count) => write!(f, "{count} {} before the reply", bytes(*count)),
            Self::EndAfter(count, end) => write!(f, "data {end} after {count} {}", bytes(*count)),
            Self::From(addr) => write!(f, "data connection from {addr}"),
            Self::Ignored => f.write_str("data connection ignored"),
            Self::Linger(Linger::Before(by)) => write!(f, "end of the data {by:?} late"),
            Self::Linger(Linger::For(by)) => write!(f, "data connection open for {by:?} more"),
            Self::Linger(Linger::Open) => f.write_str("data connection left open"),
            Self::Missing => f.write_str("no data connection"),
            Self::Prepend(octets) => write!(f, "{} before the data", length(octets)),
            Self::Refused => f.write_str("data connection refused"),
            Self::Reorder(count) => {
                write!(f, "pieces of {count} {} swapped", bytes(*count))
            }
            Self::Replace(octets) => write!(f, "data replaced by {}", length(octets)),
            Self::ReplyAt(count, reply) => {
                Said("reply", reply).fmt(f)?;
                write!(f, " after {count} {}", bytes(*count))
            }
            Self::Slice(count) => write!(f, "data in pieces of {count} {}", bytes(*count)),
            Self::Throttle(rate) => write!(f, "data at {rate} bytes/s"),
            Self::WhenRefused(end) => write!(f, "data {end} when refused"),
            Self::WrongWay(octets) => {
                write!(f, "data the wrong way, {}", length(octets))
            }
        }
    }
}

impl fmt::Display for DataEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "tls")]
            Self::Alert(alert) => return write!(f, "ended by fatal {alert}"),
            Self::Close => "closed",
            Self::HalfClose => "half closed",
            Self::Reset => "reset",
            Self::Stall => "stalled",
        })
    }
}
