//! What a server can be asked to do otherwise than the standard says, or to say otherwise.

use crate::protocol::{Dialect, Verb};
use crate::session::{InvalidUtf8, Profile};

use super::Builder;

impl Builder {
    /// Takes another server for a model: its codes, its texts, its commands and their ways.
    ///
    /// It sets options, so those that are given after it hold. What the test itself says, such as
    /// the reply of a rule, stays as it is. Default: [`Profile::Standard`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().profile(Profile::Pyftpdlib).start();
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert_eq!(ftp.get_welcome_msg(), Some("220 pyftpdlib 2.2.0 ready."));
    /// ftp.login("alice", "secret")?;
    /// let refused = ftp.rmdir("/nowhere").unwrap_err().to_string();
    /// assert!(refused.ends_with("550 No such file or directory."), "{refused}");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn profile(mut self, profile: Profile) -> Self {
        profile.adjust(&mut self.policy);
        if profile == Profile::Pyftpdlib {
            self.serving.limits.total = 512;
        }
        self
    }

    /// Words replies as this table says: see [`Dialect`], which has an example.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.policy.dialect = dialect;
        self
    }

    /// Words one reply otherwise, by its key; its code stays, and so do gaps as in a [`Dialect`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().reply_text("DELE.done", "{path} is gone.").start();
    /// ```
    ///
    /// # Panics
    /// When there is no such key, or the text has a gap that nothing fills.
    #[track_caller]
    pub fn reply_text(mut self, key: &str, text: &str) -> Self {
        let dialect = std::mem::take(&mut self.policy.dialect);
        self.policy.dialect = dialect.text(key, text);
        self
    }

    /// Takes commands below `SITE` away, as [`without`](Self::without) does others.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().without_site(["UTIME", "COPY"]).start();
    /// ```
    pub fn without_site(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names = names.into_iter();
        let capitals = names.map(|name| name.as_ref().to_ascii_uppercase());
        self.policy.without_site.extend(capitals);
        self
    }

    /// Verbs that need a login although the standard asks for none; others get 530. Default: none.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().login_first([FEAT, SYST]).start();
    /// ```
    pub fn login_first(mut self, verbs: impl IntoIterator<Item = Verb>) -> Self {
        self.policy.login_first.extend(verbs);
        self
    }

    /// Whether an unknown verb that ends in `ABOR`, `STAT` or `QUIT` is that verb, as for servers
    /// that overlook the Telnet octets before it. Default: it is not.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().suffix_verbs(true).start();
    /// ```
    pub const fn suffix_verbs(mut self, on: bool) -> Self {
        self.policy.suffix_verbs = on;
        self
    }

    /// Whether `HELP` lists all verbs, with a star those that the server lacks; else those it has,
    /// with their X forms. Default: all.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().help_all(false).start();
    /// ```
    pub const fn help_all(mut self, all: bool) -> Self {
        self.policy.help_all = all;
        self
    }

    /// What is done with octets of a command that are no UTF-8. Default: [`InvalidUtf8::Keep`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::session::InvalidUtf8;
    ///
    /// let server = FtpServer::builder().invalid_utf8(InvalidUtf8::Reject).start();
    /// ```
    pub const fn invalid_utf8(mut self, how: InvalidUtf8) -> Self {
        self.policy.invalid_utf8 = how;
        self
    }

    /// Whether `APPE` after `REST` writes at that place (RFC 3659, section 5.3). Default: it does;
    /// else it gets 450.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().append_after_rest(false).start();
    /// ```
    pub const fn append_after_rest(mut self, on: bool) -> Self {
        self.policy.append_after_rest = on;
        self
    }

    /// Whether there is `REST` under `TYPE A`. Default: there is; else it gets 501.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().ascii_rest(false).start();
    /// ```
    pub const fn ascii_rest(mut self, on: bool) -> Self {
        self.policy.ascii_rest = on;
        self
    }

    /// Whether there is `SIZE` under `TYPE A`. Default: there is; else it gets 550, as clients that
    /// forget `TYPE I` get it from several servers.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().ascii_size(false).start();
    /// ```
    pub const fn ascii_size(mut self, on: bool) -> Self {
        self.policy.ascii_size = on;
        self
    }

    /// Whether the session ends with a transfer in which no octet moved for
    /// [`data_timeout`](Self::data_timeout). Default: only the transfer does.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().close_after_data_timeout(true).start();
    /// ```
    pub const fn close_after_data_timeout(mut self, closes: bool) -> Self {
        self.policy.close_after_data_timeout = closes;
        self
    }

    /// Whether `PORT` and `EPRT` connect to the client before they are answered, with 425 when that
    /// fails. Default: the transfer does, as RFC 959 has it.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().connect_at_port(true).start();
    /// ```
    pub const fn connect_at_port(mut self, on: bool) -> Self {
        self.policy.connect_at_port = on;
        self
    }

    /// Whether `MDTM` and `MFMT` are for directories, too. Default: they are; else these get 550.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().directory_times(false).start();
    /// ```
    pub const fn directory_times(mut self, on: bool) -> Self {
        self.policy.directory_times = on;
        self
    }

    /// Whether `LIST`, `NLST` and `STAT` match patterns such as `*.txt`. Default: they do.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().globbing(false).start();
    /// ```
    pub const fn globbing(mut self, on: bool) -> Self {
        self.policy.globbing = on;
        self
    }

    /// Whether `LIST` and `STAT` write days below ten with a zero, `Jan 01`. Default: with a space.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_day_zero(true).start();
    /// ```
    pub const fn list_day_zero(mut self, on: bool) -> Self {
        self.policy.list_day_zero = on;
        self
    }

    /// Whether `LIST` and `NLST` skip any words of options, as in `LIST -lt dir`. Default: they do;
    /// else `LIST` knows `-a`, `-l`, `-al` and `-la` alone, and anything else is a path.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_options(false).start();
    /// ```
    pub const fn list_options(mut self, on: bool) -> Self {
        self.policy.list_options = on;
        self
    }

    /// Whether `NLST dir` gives names that can be used from the current directory, `dir/name` (RFC
    /// 1123, section 4.1.2.7). Default: it does; else the bare names.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().nlst_prefix(false).start();
    /// ```
    pub const fn nlst_prefix(mut self, on: bool) -> Self {
        self.policy.nlst_prefix = on;
        self
    }

    /// Whether a transfer is announced with 125 when its data connection is there already. Default:
    /// it is always 150, for which of the two it is would depend on who is faster.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().preliminary_125(true).start();
    /// ```
    pub const fn preliminary_125(mut self, on: bool) -> Self {
        self.policy.preliminary_125 = on;
        self
    }

    /// Whether `RNTO` asks for the letter `d` or `w` when it replaces a file. Default: it does; else
    /// `f` is enough to get rid of any file.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().rename_checks_target(false).start();
    /// ```
    pub const fn rename_checks_target(mut self, on: bool) -> Self {
        self.policy.rename_checks_target = on;
        self
    }
}
