//! Replies that come too often, too early, too late, or are others.

use std::time::Duration;

use bytes::Bytes;

use super::{ControlFault, Fault, scripted};

impl Fault {
    /// Answers with these replies, preliminary and final ones by hand; the command does not act.
    ///
    /// A data connection stays as it is; [`data_close_after(0)`](Fault::data_close_after) with
    /// [`then_reply(550, ..)`](Fault::then_reply) is a 150 that ends in a refusal.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(MKD).fault(Fault::replies([(150, "Let me see."), (550, "No.")]));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// let error = ftp.mkdir("/in").unwrap_err(); // it takes the 150 for the answer
    /// assert!(error.to_string().contains("150"), "{error}");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When a code is not a reply code (100 to 659).
    #[track_caller]
    pub fn replies<T: AsRef<[u8]>>(replies: impl IntoIterator<Item = (u16, T)>) -> Self {
        let mut scripts = Vec::new();
        for (code, text) in replies {
            scripts.push(scripted(code, text));
        }
        Self::of_control(vec![ControlFault::Replies(scripts)])
    }

    /// Sends these lines as they are, each ended by CRLF; the command does not act.
    ///
    /// For replies of several lines that are wrong in themselves: with other codes inside, without an
    /// end, without indentation.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// // glftpd: the last line has another code than the first.
    /// server.on(RETR).optional().fault(Fault::raw_lines(["553- No such file.", "150 ."]));
    /// ```
    pub fn raw_lines(lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut octets = Vec::new();
        for line in lines {
            octets.extend_from_slice(line.as_ref());
            octets.extend_from_slice(b"\r\n");
        }
        Self::raw_reply(octets)
    }

    /// A scripted reply logs in: whoever is answered by it is known to the server from then on, with
    /// whatever password.
    ///
    /// The user is the one that `USER` names, or has named; without any it is `anonymous`.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(USER).fault(Fault::reply(230, "No password needed.").and_login());
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.custom_command("USER alice", &[suppaftp::Status::LoggedIn])?;
    /// assert_eq!(ftp.pwd()?, "/");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    #[must_use]
    pub fn and_login(self) -> Self {
        self.and(Self::of_control(vec![ControlFault::LogIn]))
    }

    /// The command does not act and is not answered; the session goes on.
    ///
    /// With [`lose_reply`](Fault::lose_reply) it acts.
    pub fn ignore() -> Self {
        Self::of_control(vec![ControlFault::Ignore])
    }

    /// On `ABOR`: it is read, and neither ends the transfer nor gets an answer: [`ignore`](Fault::ignore).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(ABOR).optional().fault(Fault::abort_ignored());
    /// ```
    pub fn abort_ignored() -> Self {
        Self::ignore()
    }

    /// What the rule says in place of the command is said at once, though a transfer runs; without
    /// it commands wait until the transfer is over.
    ///
    /// A command that acts waits all the same; for `NOOP` there is
    /// [`noop_during_transfer`](crate::Builder::noop_during_transfer).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(NOOP).optional().fault(Fault::reply(500, "Unknown command.").at_once());
    /// ```
    #[must_use]
    pub fn at_once(self) -> Self {
        self.and(Self::of_control(vec![ControlFault::AtOnce]))
    }

    /// The command aborts the transfer that runs, as `ABOR` does, and is then dealt with as ever.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(NOOP).optional().fault(Fault::abort_transfer()); // keep-alives kill
    /// ```
    pub fn abort_transfer() -> Self {
        Self::of_control(vec![ControlFault::AbortTransfer])
    }

    /// Sends this reply first; then the command acts and is answered as ever.
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn reply_first(code: u16, text: impl AsRef<[u8]>) -> Self {
        Self::of_control(vec![ControlFault::ReplyFirst(scripted(code, text))])
    }

    /// Sends these octets first; then the command acts and is answered as ever.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(Event::Connect).optional().fault(Fault::raw_first(b"\xef\xbb\xbf")); // a BOM
    /// ```
    pub fn raw_first(octets: impl AsRef<[u8]>) -> Self {
        let octets = Bytes::copy_from_slice(octets.as_ref());
        Self::of_control(vec![ControlFault::RawFirst(octets)])
    }

    /// Sends this reply after the final one: everything the client reads from then on is one reply
    /// behind.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(NOOP).once().fault(Fault::extra_reply(226, "Transfer complete."));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.noop()?;
    /// let error = ftp.pwd().unwrap_err(); // it reads the 226
    /// assert!(error.to_string().contains("226"), "{error}");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn extra_reply(code: u16, text: impl AsRef<[u8]>) -> Self {
        Self::extra_reply_after(Duration::ZERO, code, text)
    }

    /// The same, so much later than the final reply: it comes unasked, whatever the session does
    /// then.
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn extra_reply_after(time: Duration, code: u16, text: impl AsRef<[u8]>) -> Self {
        let reply = scripted(code, text);
        Self::of_control(vec![ControlFault::ExtraReply(time, reply)])
    }

    /// The command acts, and its final reply is sent so many times.
    ///
    /// # Panics
    /// When `times` is 0: that is [`lose_reply`](Fault::lose_reply).
    #[track_caller]
    pub fn repeat_reply(times: usize) -> Self {
        assert!(
            times > 0,
            "repeat_reply(0) would send no reply: use lose_reply()"
        );
        Self::of_control(vec![ControlFault::RepeatReply(times)])
    }

    /// The command acts, and its final reply comes this much later, on the server's clock, while the
    /// session goes on.
    ///
    /// What is answered in the meantime comes before it. [`delay_reply`](Fault::delay_reply) lets
    /// the session wait.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use std::time::Duration;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).optional().fault(Fault::late_reply(Duration::from_secs(90)));
    /// ```
    pub fn late_reply(by: Duration) -> Self {
        Self::of_control(vec![ControlFault::LateReply(by)])
    }

    /// The command acts at once; its final reply, and all that follows, comes this much later, on the
    /// server's clock.
    pub fn delay_reply(by: Duration) -> Self {
        Self::of_control(vec![ControlFault::DelayReply(by)])
    }

    /// The command acts, and its final reply comes when the next command does, before the reply to
    /// that one.
    ///
    /// On [`ANY`](crate::script::ANY) every answer is one behind.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// server.on(STOR).optional().fault(Fault::shift_reply());
    /// ```
    pub fn shift_reply() -> Self {
        Self::of_control(vec![ControlFault::ShiftReply])
    }

    /// Says that the transfer is complete as soon as it begins, before the data: the final reply is
    /// sent with the preliminary one, and no other comes.
    ///
    /// It is 226, whatever becomes of the transfer; [`reply_as`](Fault::reply_as) gives it another
    /// code and text.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// server.on(RETR).fault(Fault::early_reply());
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"hello");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn early_reply() -> Self {
        Self::of_control(vec![ControlFault::EarlyReply])
    }

    /// The command acts, and its preliminary reply has this text: another size, or none.
    pub fn preliminary_text(text: impl AsRef<[u8]>) -> Self {
        let text = Bytes::copy_from_slice(text.as_ref());
        Self::of_control(vec![ControlFault::PreliminaryText(None, text)])
    }

    /// The command acts, and its preliminary reply has this code and text.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").start();
    /// let busy = Fault::preliminary_as(125, "Data connection already open (4000000000 bytes).");
    /// server.on(RETR).optional().fault(busy);
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn preliminary_as(code: u16, text: impl AsRef<[u8]>) -> Self {
        let reply = scripted(code, &text);
        let text = Bytes::copy_from_slice(text.as_ref());
        Self::of_control(vec![ControlFault::PreliminaryText(
            Some(reply.code()),
            text,
        )])
    }

    /// The transfer is announced by this code, before the text it would have: `FILE: ..` of `STOU`, the
    /// size of the file.
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn preliminary_code(code: u16) -> Self {
        let code = scripted(code, "").code();
        Self::of_control(vec![ControlFault::PreliminaryCode(code)])
    }

    /// The command acts, and its preliminary reply is never sent: the data come, then the final
    /// reply.
    pub fn lose_preliminary() -> Self {
        Self::of_control(vec![ControlFault::LosePreliminary])
    }

    /// The command acts, and its preliminary reply comes this much later, on the server's clock,
    /// while the data move already.
    ///
    /// The final reply never comes before it.
    pub fn late_preliminary(by: Duration) -> Self {
        Self::of_control(vec![ControlFault::LatePreliminary(by)])
    }
}
