//! Faults of the control connection.

use std::fmt;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;

use super::{Fault, Said, scripted};
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
    /// A running transfer is aborted before the command is dealt with.
    AbortTransfer,
    /// The command is answered though a transfer runs.
    AtOnce,
    /// The client's address is refused for so long.
    Ban(Duration),
    /// The connection is closed in an orderly way.
    Close,
    /// Everything about the exchange happens this much later.
    Delay(Duration),
    /// The same, by a time between the two that is drawn from the seed.
    DelayBetween(Duration, Duration),
    /// The command acts; its final reply, and all that follows, comes this much later.
    DelayReply(Duration),
    /// Replies go out so many octets at a time, with a pause between them.
    Dribble(usize, Duration),
    /// What the client has sent after the command is dropped.
    DropPipelined,
    /// The final reply of a transfer is sent with its preliminary one.
    EarlyReply,
    /// Octets come for ever, and no line end.
    Endless,
    /// This reply comes after the final one, when so much time has passed.
    ExtraReply(Duration, Reply),
    /// The command does not act and is not answered.
    Ignore,
    /// The preliminary reply comes this much later, while the transfer runs.
    LatePreliminary(Duration),
    /// The final reply comes this much later, while the session goes on.
    LateReply(Duration),
    /// The lines of replies end with these octets.
    LineEnds(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// Whoever is answered by the scripted reply is logged in.
    LogIn,
    /// The preliminary reply is never sent.
    LosePreliminary,
    /// The final reply is never sent.
    LoseReply,
    /// The reply to `PASV` or `EPSV` has this code and this text, with the address filled in.
    PassiveAs(
        Code,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// The reply to `PASV` or `EPSV` names this host.
    PassiveHost(Ipv4Addr),
    /// The reply to `PASV` or `EPSV` names this port, which may be none.
    PassivePort(u32),
    /// The command acts; its preliminary reply has this code.
    PreliminaryCode(Code),
    /// The command acts; its preliminary reply has this code, if any, and this text.
    PreliminaryText(
        Option<Code>,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// These octets are sent first, exactly as they are.
    RawFirst(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// These octets are sent instead of acting, exactly as they are.
    RawReply(#[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes),
    /// The final reply is sent so often.
    RepeatReply(usize),
    /// These replies are sent instead of acting.
    Replies(Vec<Reply>),
    /// This reply is sent instead of acting.
    Reply(Reply),
    /// The command acts; its final reply has this code.
    ReplyCode(Code),
    /// This reply is sent first.
    ReplyFirst(Reply),
    /// The command acts; its final reply has this code, if any, and this text.
    ReplyText(
        Option<Code>,
        #[cfg_attr(feature = "serde", serde(serialize_with = "octets"))] Bytes,
    ),
    /// The connection is reset.
    Reset,
    /// The final reply comes when the next command does.
    ShiftReply,
    /// Each reply is cut at these octets, with a pause at each cut.
    Split(Vec<usize>, Duration),
    /// Nothing is said, and nothing is heard.
    Stall,
    /// Replies go out at so many octets a second.
    Throttle(u64),
}

impl Fault {
    /// Answers with this reply; the command does not act.
    ///
    /// A text with line feeds becomes a reply of several lines. The code decides what the client
    /// believes, not what the server knows: a scripted 230 logs nobody in, unless
    /// [`and_login`](Fault::and_login) says so.
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

    /// The command acts as ever, but its final reply has this code, before the text it would have.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(PWD).fault(Fault::reply_code(250));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(ftp.pwd().is_err());
    /// assert_eq!(server.transcript().only(PWD).replies(), [r#"250 "/" is the current directory."#]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn reply_code(code: u16) -> Self {
        Self::of_control(vec![ControlFault::ReplyCode(scripted(code, "").code())])
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

    /// Says nothing more and hears nothing more, when [`close`](Fault::close) would close the
    /// connection: until the client goes away, or the server ends.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::io::{ErrorKind, Read};
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// let silence = server.on(Event::Connect).stall();
    ///
    /// let mut client = std::net::TcpStream::connect(server.addr()).unwrap();
    /// silence.hits_reached(1, Duration::from_secs(5)).block().unwrap();
    /// client.set_nonblocking(true).unwrap();
    /// assert_eq!(client.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    /// ```
    pub fn stall() -> Self {
        Self::of_control(vec![ControlFault::Stall])
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

impl Fault {
    /// Whether it has to do with commands while a transfer runs.
    pub(crate) fn acts_midway(&self) -> bool {
        let acts = |part: &ControlFault| {
            matches!(part, ControlFault::AbortTransfer | ControlFault::AtOnce)
        };
        self.control.iter().any(acts)
    }
}

impl fmt::Display for ControlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AbortTransfer => f.write_str("abort the transfer"),
            Self::AtOnce => f.write_str("answer during the transfer"),
            Self::Ban(time) => write!(f, "ban the client for {time:?}"),
            Self::Close => f.write_str("close the control connection"),
            Self::Delay(by) => write!(f, "delay of {by:?}"),
            Self::DelayBetween(least, most) => write!(f, "delay of {least:?} to {most:?}"),
            Self::DelayReply(by) => write!(f, "delay the reply by {by:?}"),
            Self::Dribble(octets, every) => {
                write!(f, "dribble {} every {every:?}", bytes(*octets))
            }
            Self::DropPipelined => f.write_str("drop what was sent after the command"),
            Self::EarlyReply => f.write_str("final reply before the data"),
            Self::Endless => f.write_str("reply without end"),
            Self::ExtraReply(after, reply) => {
                Said("extra reply", reply).fmt(f)?;
                match *after {
                    Duration::ZERO => Ok(()),
                    after => write!(f, " after {after:?}"),
                }
            }
            Self::Ignore => f.write_str("ignore the command"),
            Self::LatePreliminary(by) => write!(f, "preliminary reply late by {by:?}"),
            Self::LateReply(by) => write!(f, "reply late by {by:?}"),
            Self::LineEnds(octets) => write!(f, "lines end in \"{}\"", octets.escape_ascii()),
            Self::LogIn => f.write_str("log in"),
            Self::LosePreliminary => f.write_str("lose the preliminary reply"),
            Self::LoseReply => f.write_str("lose the reply"),
            Self::PassiveAs(code, _) => write!(f, "passive reply as {code}"),
            Self::PassiveHost(host) => write!(f, "wrong passive host {host}"),
            Self::PassivePort(port) => write!(f, "wrong passive port {port}"),
            Self::PreliminaryCode(code) => write!(f, "preliminary code {code}"),
            Self::PreliminaryText(Some(code), _) => write!(f, "preliminary reply as {code}"),
            Self::PreliminaryText(None, _) => f.write_str("other preliminary text"),
            Self::RawFirst(octets) => write!(f, "raw {} first", bytes(octets.len())),
            Self::RawReply(octets) => write!(f, "raw reply of {}", bytes(octets.len())),
            Self::RepeatReply(times) => write!(f, "reply {times} times"),
            Self::Replies(replies) => {
                for (n, reply) in replies.iter().enumerate() {
                    let before = if n == 0 { "replies" } else { "," };
                    Said(before, reply).fmt(f)?;
                }
                Ok(())
            }
            Self::Reply(reply) => Said("reply", reply).fmt(f),
            Self::ReplyCode(code) => write!(f, "reply code {code}"),
            Self::ReplyFirst(reply) => {
                Said("reply", reply).fmt(f)?;
                f.write_str(" first")
            }
            Self::ReplyText(Some(code), _) => write!(f, "reply as {code}"),
            Self::ReplyText(None, _) => f.write_str("other reply text"),
            Self::Reset => f.write_str("reset the control connection"),
            Self::ShiftReply => f.write_str("reply to the next command instead"),
            Self::Split(at, pause) => {
                let at: Vec<String> = at.iter().map(ToString::to_string).collect();
                write!(f, "reply cut at {}, {pause:?} each", at.join(", "))
            }
            Self::Stall => f.write_str("stall the control connection"),
            Self::Throttle(rate) => write!(f, "replies at {rate} bytes/s"),
        }
    }
}

fn bytes(octets: usize) -> String {
    format!("{octets} byte{}", if octets == 1 { "" } else { "s" })
}
