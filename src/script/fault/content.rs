//! Faults of what moves on a data connection, and how fast.

use std::time::Duration;

use bytes::Bytes;

use super::{DataFault, Fault};

impl Fault {
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
    pub fn data_throttle(bytes_per_second: u64) -> Self {
        assert!(
            bytes_per_second > 0,
            "data_throttle(0) would never move a byte: use data_stall_after(0)"
        );
        Self::of_data(DataFault::Throttle(bytes_per_second))
    }

    /// The octet at this place, from 0, is changed into its complement; of an upload, before it is
    /// stored.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).fault(Fault::data_corrupt_at(1));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.put_file("/a", &mut &b"abc"[..])?; // and no error
    /// assert_eq!(server.fs().read("/a"), b"a\x9dc");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn data_corrupt_at(place: u64) -> Self {
        Self::of_data(DataFault::CorruptAt(place))
    }

    /// These octets follow those of the transfer; of an upload, they are stored with it.
    pub fn data_append(octets: impl AsRef<[u8]>) -> Self {
        Self::of_data(DataFault::Append(Bytes::copy_from_slice(octets.as_ref())))
    }

    /// These octets come before those of the transfer; of an upload, they are stored with it.
    pub fn data_prepend(octets: impl AsRef<[u8]>) -> Self {
        Self::of_data(DataFault::Prepend(Bytes::copy_from_slice(octets.as_ref())))
    }

    /// From this place on, from 0, `bytes` octets come twice, one copy right after the other.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "0123456789").start();
    /// server.on(RETR).fault(Fault::data_duplicate(2, 3));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"0123423456789");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn data_duplicate(place: u64, bytes: u64) -> Self {
        Self::of_data(DataFault::Duplicate(place, bytes))
    }

    /// Of pieces of `bytes` octets the second comes before the first, the fourth before the third,
    /// and so on.
    ///
    /// # Panics
    /// When `bytes` is 0.
    #[track_caller]
    pub fn data_reorder(bytes: u64) -> Self {
        assert!(bytes > 0, "data_reorder(0) has no pieces to swap");
        Self::of_data(DataFault::Reorder(bytes))
    }

    /// Moves the data in pieces of `bytes` octets, each in a segment (under TLS, a record) by
    /// itself, as far as the system goes along.
    ///
    /// # Panics
    /// When `bytes` is 0.
    #[track_caller]
    pub fn data_slice(bytes: u64) -> Self {
        assert!(
            bytes > 0,
            "data_slice(0) would never move a byte: use data_stall_after(0)"
        );
        Self::of_data(DataFault::Slice(bytes))
    }

    /// Each piece of the data waits for `by` on the server's clock: one of
    /// [`data_slice`](Fault::data_slice), or else one of at most 64 KiB.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// // Octet by octet, with 5 ms between them.
    /// let slow = Fault::data_slice(1).and(Fault::data_delay(Duration::from_millis(5)));
    /// assert_eq!(slow.to_string(), "data in pieces of 1 byte, each piece of the data 5ms late");
    /// ```
    pub fn data_delay(by: Duration) -> Self {
        Self::of_data(DataFault::Delay(by, by))
    }

    /// Each piece of the data waits for a time of its own between the two, drawn from the server's
    /// seed: latency with jitter.
    ///
    /// # Panics
    /// When `least` is longer than `most`.
    #[track_caller]
    pub fn data_delay_between(least: Duration, most: Duration) -> Self {
        assert!(
            least <= most,
            "data_delay_between({least:?}, {most:?}) is an empty range"
        );
        Self::of_data(DataFault::Delay(least, most))
    }

    /// Moves the data the wrong way: a download sends nothing and reads what the client sends, an
    /// upload sends these octets and reads nothing; then 226.
    pub fn data_wrong_way(octets: impl AsRef<[u8]>) -> Self {
        Self::of_data(DataFault::WrongWay(Bytes::copy_from_slice(octets.as_ref())))
    }
}
