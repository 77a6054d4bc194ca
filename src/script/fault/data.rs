//! Faults of the data connection.

use std::fmt;

use bytes::Bytes;

use super::Fault;
#[cfg(feature = "tls")]
use super::TlsAlert;
#[cfg(feature = "serde")]
use crate::protocol::octets;

/// What goes wrong on the data connection of one transfer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum DataFault {
    /// After this many octets the connection ends in this way.
    EndAfter(u64, DataEnd),
    /// The port is announced and listens, but no connection is ever accepted.
    Ignored,
    /// The port is announced, but nothing listens there.
    Refused,
    /// A download carries these octets instead of its own.
    Replace(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The data moves at this many octets a second.
    Throttle(u64),
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
    /// By RST.
    Reset,
    /// Not at all: no octet moves any more.
    Stall,
}

impl Fault {
    /// Announces a data port on which nothing listens.
    ///
    /// On a transfer command the port that was announced before it is closed, and the command gets
    /// 425 at once. The port stays reserved until the next one is announced, so that nobody else
    /// can answer on it.
    pub const fn data_refused() -> Self {
        Self::of_data(DataFault::Refused)
    }

    /// Announces a data port that never accepts: connecting hangs (on Linux; elsewhere it works
    /// and no octet ever moves).
    ///
    /// A transfer command gets its 150, and 425 when the time-out of passive mode has passed. After
    /// `PORT` or `EPRT` the server never connects.
    pub const fn data_ignored() -> Self {
        Self::of_data(DataFault::Ignored)
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
    pub const fn data_reset_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Reset))
    }

    /// Closes the data connection in an orderly way after `bytes` octets, then 426.
    ///
    /// What a client goes on sending of an upload is read and dropped: it sees an end, no reset.
    ///
    /// With `.then_reply(226, "Transfer complete.")` it is the silent truncation that only a
    /// comparison of sizes can find.
    pub const fn data_close_after(bytes: u64) -> Self {
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
    pub const fn data_alert_after(bytes: u64, alert: TlsAlert) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Alert(alert)))
    }

    /// Moves `bytes` octets and then nothing, with both connections open.
    ///
    /// It ends when the client goes away or aborts, and with 426 after the server's data time-out
    /// (300 seconds by default, on its clock).
    ///
    /// With `.then_reply(..)` that reply comes as soon as the data stalls.
    pub const fn data_stall_after(bytes: u64) -> Self {
        Self::of_data(DataFault::EndAfter(bytes, DataEnd::Stall))
    }

    /// A download or listing carries these octets instead of its own.
    ///
    /// An upload is left as it is.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on([LIST, MLSD]).optional().fault(Fault::data_replace(b"\x00 not a listing\r\n"));
    /// ```
    pub fn data_replace(octets: impl AsRef<[u8]>) -> Self {
        Self::of_data(DataFault::Replace(Bytes::copy_from_slice(octets.as_ref())))
    }

    /// Moves the data at `bytes_per_second` octets a second, on the server's clock.
    ///
    /// # Panics
    /// When `bytes_per_second` is 0: that is [`data_stall_after(0)`](Fault::data_stall_after).
    #[track_caller]
    pub const fn data_throttle(bytes_per_second: u64) -> Self {
        assert!(
            bytes_per_second > 0,
            "data_throttle(0) would never move a byte: use data_stall_after(0)"
        );
        Self::of_data(DataFault::Throttle(bytes_per_second))
    }
}

impl fmt::Display for DataFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndAfter(bytes, end) => {
                match end {
                    #[cfg(feature = "tls")]
                    DataEnd::Alert(alert) => write!(f, "data ended by fatal {alert}")?,
                    DataEnd::Close => f.write_str("data closed")?,
                    DataEnd::Reset => f.write_str("data reset")?,
                    DataEnd::Stall => f.write_str("data stalled")?,
                }
                let s = if *bytes == 1 { "" } else { "s" };
                write!(f, " after {bytes} byte{s}")
            }
            Self::Ignored => f.write_str("data connection ignored"),
            Self::Refused => f.write_str("data connection refused"),
            Self::Replace(octets) => write!(f, "data replaced by {} bytes", octets.len()),
            Self::Throttle(rate) => write!(f, "data at {rate} bytes/s"),
        }
    }
}
