//! What can go wrong: plain values, made by sentences, composed with `and`.

mod content;
mod control;
mod data;
mod facts;
mod files;
mod hang_up;
mod listing;
mod outage;
mod pacing;
mod passive;
mod replying;
mod storage;
#[cfg(feature = "tls")]
mod tls;

use std::fmt;
use std::time::Duration;

use crate::protocol::{Code, Reply};
use crate::vfs::FsError;

pub use control::ControlFault;
pub use data::{DataEnd, DataFault, Linger};
pub use facts::FactsChange;
pub use files::{Edit, FsOp, Lag};
pub use hang_up::ControlEnd;
pub use listing::ListingFault;
pub use storage::StorageFault;
#[cfg(feature = "tls")]
pub use tls::{TlsAlert, TlsCertificate, TlsFault};

/// One thing that goes wrong, or several at once; a value like any other.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let fault = Fault::data_reset_after(64 * KIB).then_reply(426, "Connection closed.");
/// assert_eq!(fault.to_string(), "data reset after 65536 bytes, then reply 426");
/// ```
///
/// | Fault | the command acts | what the client sees |
/// | --- | --- | --- |
/// | [`reply`](Fault::reply), [`raw_reply`](Fault::raw_reply) | no | this instead of the real reply |
/// | [`reply_text`](Fault::reply_text), [`reply_as`](Fault::reply_as) | yes | another final reply |
/// | [`lose_reply`](Fault::lose_reply) | yes | silence where the final reply should be |
/// | [`replies`](Fault::replies), [`raw_lines`](Fault::raw_lines), [`ignore`](Fault::ignore) | no | these instead of the real reply, or nothing |
/// | [`reply_first`](Fault::reply_first), [`extra_reply`](Fault::extra_reply), [`repeat_reply`](Fault::repeat_reply) | yes | one reply too many |
/// | [`early_reply`](Fault::early_reply), [`late_reply`](Fault::late_reply), [`delay_reply`](Fault::delay_reply), [`shift_reply`](Fault::shift_reply) | yes | the final reply at another time |
/// | [`preliminary_as`](Fault::preliminary_as), [`lose_preliminary`](Fault::lose_preliminary), [`late_preliminary`](Fault::late_preliminary) | yes | another preliminary reply, none, or a late one |
/// | [`delay`](Fault::delay), [`delay_between`](Fault::delay_between) | yes | everything later |
/// | [`dribble`](Fault::dribble), [`split_reply`](Fault::split_reply), [`control_throttle`](Fault::control_throttle), [`line_ends`](Fault::line_ends) | yes | replies in pieces, or with other line ends |
/// | [`wrong_pasv_host`](Fault::wrong_pasv_host), [`wrong_pasv_port`](Fault::wrong_pasv_port), [`passive_as`](Fault::passive_as) | yes | a data port that is none |
/// | [`drop_pipelined`](Fault::drop_pipelined), [`ban`](Fault::ban) | yes | commands, or connections, that are not served |
/// | [`stall`](Fault::stall), [`endless_reply`](Fault::endless_reply) | no | silence for ever, or octets for ever |
/// | [`close`](Fault::close), [`reset`](Fault::reset), [`reply_then_close`](Fault::reply_then_close) | no | the end of the control connection |
/// | [`control_close_at`](Fault::control_close_at), [`control_reset_at`](Fault::control_reset_at) | yes | its end in the middle of a transfer that goes on |
/// | [`data_refused`](Fault::data_refused) | no | connection refused, then 425 |
/// | [`data_ignored`](Fault::data_ignored) | no | a connection that is never made, then 425 |
/// | [`data_missing`](Fault::data_missing) | no | 150, then 425 |
/// | [`data_reset_after`](Fault::data_reset_after), [`data_close_after`](Fault::data_close_after) | in part | RST or FIN after n octets, then 426 |
/// | [`data_stall_after`](Fault::data_stall_after) | in part | n octets, then nothing |
/// | [`data_half_close_after`](Fault::data_half_close_after) | in part | FIN after n octets, and the socket stays open |
/// | [`data_replace`](Fault::data_replace) | no | other octets, then 226 |
/// | [`data_corrupt_at`](Fault::data_corrupt_at), [`data_append`](Fault::data_append), [`data_prepend`](Fault::data_prepend), [`data_duplicate`](Fault::data_duplicate), [`data_reorder`](Fault::data_reorder) | yes | octets changed, too many, or out of place, then 226 |
/// | [`data_throttle`](Fault::data_throttle), [`data_delay`](Fault::data_delay), [`data_delay_between`](Fault::data_delay_between), [`data_slice`](Fault::data_slice) | yes | everything, slowly or in pieces |
/// | [`list_style`](Fault::list_style), [`list_hide`](Fault::list_hide), .. | yes | a list that is not as the files are: see [`ListingFault`] |
/// | [`data_early`](Fault::data_early), [`data_reply_at`](Fault::data_reply_at) | yes | octets before the 150, replies among the octets |
/// | [`data_linger`](Fault::data_linger), [`data_left_open`](Fault::data_left_open), [`data_end_late`](Fault::data_end_late) | yes | everything, and no end of it |
/// | [`data_from`](Fault::data_from), [`data_at_port`](Fault::data_at_port) | yes | a connection from elsewhere, or too early |
/// | [`data_wrong_way`](Fault::data_wrong_way) | no | octets where none should come, and nobody who takes any |
/// | [`data_when_refused`](Fault::data_when_refused) | no | the end of an upload that has no room |
/// | [`disk_full_after`](Fault::disk_full_after), [`io_error`](Fault::io_error), [`io_error_after`](Fault::io_error_after), [`io_error_on`](Fault::io_error_on), [`io_error_nth`](Fault::io_error_nth), [`read_only`](Fault::read_only) | no, or in part | 452, or the reply that belongs to the error |
/// | [`pretend`](Fault::pretend), [`hide`](Fault::hide) | no, or in part | nothing out of the ordinary: it is the files that are not as they should be |
/// | [`outage`](Fault::outage) | no | the end of all connections, and refused ones |
/// | [`vanishes`](Fault::vanishes), [`grows`](Fault::grows), [`replaced`](Fault::replaced), [`renamed`](Fault::renamed) | yes | other files than before, from the next command on |
/// | [`appears_after`](Fault::appears_after), [`appears_after_commands`](Fault::appears_after_commands), [`appears_in_later_sessions`](Fault::appears_in_later_sessions) | yes | 550 for what is there |
/// | [`keep_partial`](Fault::keep_partial), [`visible_early`](Fault::visible_early) | yes | an upload that is seen before its end, or without one |
#[cfg_attr(
    feature = "tls",
    doc = "| [`data_alert_after`](Fault::data_alert_after) | in part | a fatal alert after n octets, then 426 |\n| [`tls_alert`](Fault::tls_alert), [`tls_cut_after`](Fault::tls_cut_after), .. | | a handshake that fails, or one it should not trust: see [`TlsFault`] |"
)]
///
/// Constructors that begin with `data_` belong on the commands that open a data connection
/// (`RETR`, `STOR`, `LIST`, ..); [`data_refused`](Fault::data_refused) and
/// [`data_ignored`](Fault::data_ignored) also on `PASV` and `EPSV`. Sizes are octets.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fault {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    control: Vec<ControlFault>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    data: Vec<DataFault>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    storage: Vec<StorageFault>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    listing: Vec<ListingFault>,
    #[cfg(feature = "tls")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    tls: Option<TlsFault>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    outage: Option<Duration>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    then: Option<Reply>,
}

impl Fault {
    /// Both faults in one exchange.
    ///
    /// Of two that can not both be, such as two replies or two ends of the data, the later one
    /// holds; delays of the exchange add up, and changes of the data are made one after the other.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let fault = Fault::lose_reply().and(Fault::close());
    /// assert_eq!(fault.to_string(), "lose the reply, close the control connection");
    /// ```
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.control.extend(other.control);
        self.storage.extend(other.storage);
        self.listing.extend(other.listing);
        self.data.extend(other.data);
        #[cfg(feature = "tls")]
        {
            self.tls = other.tls.or(self.tls);
        }
        self.outage = other.outage.or(self.outage);
        self.then = other.then.or(self.then);
        self
    }

    /// What the control connection says at the end of a transfer that a data fault has struck.
    ///
    /// Without it: 425 when there was no data connection, 426 when it was cut, nothing after
    /// [`data_stall_after`](Fault::data_stall_after), 226 when the octets were others or slow. On
    /// `PASV` and `EPSV` it is for the transfer that wants to use the port.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use suppaftp::{FtpStream, types::FileType};
    ///
    /// let server = FtpServer::builder().file("/a", "0123456789").start();
    /// server.on(RETR).fault(Fault::data_close_after(4).then_reply(226, "Transfer complete."));
    ///
    /// let mut ftp = FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.transfer_type(FileType::Binary)?;
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"0123"); // and no error
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[must_use]
    #[track_caller]
    pub fn then_reply(mut self, code: u16, text: impl AsRef<[u8]>) -> Self {
        self.then = Some(scripted(code, text));
        self
    }

    pub(crate) fn control(&self) -> &[ControlFault] {
        &self.control
    }

    pub(crate) fn data(&self) -> &[DataFault] {
        &self.data
    }

    pub(crate) fn storage(&self) -> &[StorageFault] {
        &self.storage
    }

    pub(crate) fn listing(&self) -> &[ListingFault] {
        &self.listing
    }

    pub(crate) const fn final_reply(&self) -> Option<&Reply> {
        self.then.as_ref()
    }

    const fn of_control(fault: Vec<ControlFault>) -> Self {
        Self {
            control: fault,
            data: Vec::new(),
            storage: Vec::new(),
            listing: Vec::new(),
            #[cfg(feature = "tls")]
            tls: None,
            outage: None,
            then: None,
        }
    }

    fn of_data(fault: DataFault) -> Self {
        Self {
            data: vec![fault],
            ..Self::default()
        }
    }

    fn of_storage(fault: StorageFault) -> Self {
        Self {
            storage: vec![fault],
            ..Self::default()
        }
    }
}

/// A reply the test author wrote.
#[track_caller]
pub(crate) fn scripted(code: u16, text: impl AsRef<[u8]>) -> Reply {
    assert!(
        Code::new(code).is_some(),
        "{code} is not an FTP reply code: expected 100 to 659"
    );
    Reply::new(code, text.as_ref().to_vec())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "tls")]
        let tls = self.tls.iter().map(ToString::to_string);
        #[cfg(not(feature = "tls"))]
        let tls = std::iter::empty();
        let parts = self
            .control
            .iter()
            .map(ToString::to_string)
            .chain(tls)
            .chain(self.data.iter().map(ToString::to_string))
            .chain(self.storage.iter().map(ToString::to_string))
            .chain(self.listing.iter().map(ToString::to_string))
            .chain(
                self.outage
                    .iter()
                    .map(|by| format!("server down for {by:?}")),
            )
            .chain(self.then.iter().map(|r| format!("then reply {}", r.code())));
        for (n, part) in parts.enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            f.write_str(&part)?;
        }
        Ok(())
    }
}

impl From<FsError> for Fault {
    /// The filesystem answers with this error: [`Fault::io_error`].
    fn from(error: FsError) -> Self {
        Self::io_error(error)
    }
}

impl<T: AsRef<[u8]>> From<(u16, T)> for Fault {
    /// Answers with this reply: [`Fault::reply`].
    #[track_caller]
    fn from((code, text): (u16, T)) -> Self {
        Self::reply(code, text)
    }
}
