//! Faults of the control connection in the middle of a transfer that goes on.

use std::fmt;

use super::{DataFault, Fault};

/// How a control connection ends whose transfer goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ControlEnd {
    /// By FIN.
    Close,
    /// By RST.
    Reset,
}

impl Fault {
    /// Closes the control connection when `bytes` octets of the data have moved. The transfer goes on
    /// to its end, whichever way it goes, and nobody says how it has ended; then the session ends.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    /// use suppaftp::{FtpStream, types::FileType};
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).fault(Fault::control_close_at(2));
    /// let over = server.expect(Event::Disconnect).times(1);
    ///
    /// let mut ftp = FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.transfer_type(FileType::Binary)?;
    /// assert!(ftp.put_file("/a", &mut &b"hello"[..]).is_err()); // and yet:
    /// over.hits_reached(1, Duration::from_secs(5)).block().unwrap();
    /// assert_eq!(server.fs().read_to_string("/a"), "hello");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// To end it after the transfer, without a word, is `Fault::lose_reply().and(Fault::close())`.
    pub fn control_close_at(bytes: u64) -> Self {
        Self::of_data(DataFault::ControlEnds(bytes, ControlEnd::Close))
    }

    /// Resets the control connection when `bytes` octets of the data have moved, and is otherwise
    /// [`control_close_at`](Fault::control_close_at).
    pub fn control_reset_at(bytes: u64) -> Self {
        Self::of_data(DataFault::ControlEnds(bytes, ControlEnd::Reset))
    }
}

impl fmt::Display for ControlEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Close => "closed",
            Self::Reset => "reset",
        })
    }
}
