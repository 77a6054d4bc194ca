//! Faults of the control connection.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::{Fault, scripted};
#[cfg(feature = "serde")]
use crate::protocol::octets;
use crate::protocol::{Code, Reply};

/// What goes wrong on the control connection.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ControlFault {
    /// The connection is closed in an orderly way.
    Close,
    /// Everything about the exchange happens this much later.
    Delay(Duration),
    /// The final reply is never sent.
    LoseReply,
    /// These octets are sent instead of acting, exactly as they are.
    RawReply(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// This reply is sent instead of acting.
    Reply(Reply),
    /// The command acts; its final reply has this code, if any, and this text.
    ReplyText(
        Option<Code>,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// The connection is reset.
    Reset,
}

impl Fault {
    /// Answers with this reply; the command does not act.
    ///
    /// A text with line feeds becomes a reply of several lines. The code decides what the client
    /// believes, not what the server knows: a scripted 230 logs nobody in.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(MKD).once().fault(Fault::reply(421, "Too many users."));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.mkdir("/in").unwrap_err().to_string().contains("421"));
    /// assert!(!server.fs().exists("/in"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn reply(code: u16, text: impl AsRef<[u8]>) -> Self {
        Self::of_control(vec![ControlFault::Reply(scripted(code, text))])
    }

    /// The command acts as ever, but its final reply has this text.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(PWD).fault(Fault::reply_text(r#""/" as ever"#));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.pwd()?;
    /// assert_eq!(server.transcript().only(PWD).replies(), [r#"257 "/" as ever"#]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn reply_text(text: impl AsRef<[u8]>) -> Self {
        let text = Bytes::copy_from_slice(text.as_ref());
        Self::of_control(vec![ControlFault::ReplyText(None, text)])
    }

    /// The command acts as ever, but its final reply has this code and text.
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn reply_as(code: u16, text: impl AsRef<[u8]>) -> Self {
        let code = scripted(code, "").code();
        let text = Bytes::copy_from_slice(text.as_ref());
        Self::of_control(vec![ControlFault::ReplyText(Some(code), text)])
    }

    /// Sends these octets as they are; the command does not act.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let fault = Fault::raw_reply(b"211-Features\r\n\x00\xff");
    /// assert_eq!(fault.to_string(), "raw reply of 16 bytes");
    /// ```
    pub fn raw_reply(octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::of_control(vec![ControlFault::RawReply(octets)])
    }

    /// Everything about the exchange happens this much later, on the server's clock.
    pub fn delay(by: Duration) -> Self {
        Self::of_control(vec![ControlFault::Delay(by)])
    }

    /// Closes the control connection instead of acting, or after the command when it acts because
    /// of another part of the fault.
    pub fn close() -> Self {
        Self::of_control(vec![ControlFault::Close])
    }

    /// Resets the control connection, when [`close`](Fault::close) would close it.
    pub fn reset() -> Self {
        Self::of_control(vec![ControlFault::Reset])
    }

    /// Answers with this reply and closes the control connection; the command does not act.
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn reply_then_close(code: u16, text: impl AsRef<[u8]>) -> Self {
        Self::of_control(vec![
            ControlFault::Reply(scripted(code, text)),
            ControlFault::Close,
        ])
    }

    /// The command acts, but its final reply is never sent; the session goes on.
    ///
    /// A client can not tell this from a command that did not act: is it safe to repeat it?
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(MKD).once().fault(Fault::lose_reply().and(Fault::close()));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.mkdir("/in").is_err());
    /// assert!(server.fs().is_dir("/in"));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn lose_reply() -> Self {
        Self::of_control(vec![ControlFault::LoseReply])
    }
}

impl fmt::Display for ControlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close => f.write_str("close the control connection"),
            Self::Delay(by) => write!(f, "delay of {by:?}"),
            Self::LoseReply => f.write_str("lose the reply"),
            Self::RawReply(octets) => write!(f, "raw reply of {} bytes", octets.len()),
            Self::Reply(reply) => write!(f, "reply {}", reply.code()),
            Self::ReplyText(Some(code), _) => write!(f, "reply as {code}"),
            Self::ReplyText(None, _) => f.write_str("other reply text"),
            Self::Reset => f.write_str("reset the control connection"),
        }
    }
}
