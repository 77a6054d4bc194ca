//! Which commands a server has, what it says of them, and commands of the test's own.

use std::time::Duration;

use super::Builder;
use crate::protocol::{Reply, Verb};
use crate::session::{Call, CustomCommand, NewCommand};

impl Builder {
    /// Adds a command of your own, in place of the server's if it has one of that name.
    ///
    /// The closure gets a [`Call`]: session, user, current directory, argument, files; it returns
    /// a code and a text, or a [`Reply`]. It may block: only the session that called it waits. A
    /// panic in it is answered 451 and fails the test when the server is verified. Login,
    /// permission letters, `HELP` and `FEAT` are words of [`NewCommand`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .file("/a", "hello")
    ///     .command("XECHO", |call| (200, call.argument().unwrap_or_default().to_vec()))
    ///     .command(NewCommand::new("XLEN").on_path("r").feat("XLEN"), |call| {
    ///         match call.path().map(|path| call.files().metadata(path)) {
    ///             Some(Ok(file)) => (213, file.size.to_string()),
    ///             _ => (550, "No such file.".to_owned()),
    ///         }
    ///     })
    ///     .start();
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// let reply = ftp.custom_command("XLEN a", &[suppaftp::Status::File])?;
    /// assert_eq!(reply.as_string().unwrap(), "213 5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// When the name is anything but letters and digits.
    #[track_caller]
    pub fn command<R: Into<Reply>>(
        mut self,
        command: impl Into<NewCommand>,
        run: impl Fn(&Call<'_>) -> R + Send + Sync + 'static,
    ) -> Self {
        self.policy.commands.push(CustomCommand::new(command, run));
        self
    }

    /// Adds a command below `SITE` of your own, see [`command`](Self::command).
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .site_command("FROB", |call| (200, format!("Frobbed in {}.", call.cwd())))
    ///     .start();
    /// ```
    ///
    /// # Panics
    /// When the name is anything but letters and digits.
    #[track_caller]
    pub fn site_command<R: Into<Reply>>(
        mut self,
        command: impl Into<NewCommand>,
        run: impl Fn(&Call<'_>) -> R + Send + Sync + 'static,
    ) -> Self {
        self.policy.commands.push(CustomCommand::site(command, run));
        self
    }

    /// Takes commands away: they are answered 502, have no line in `FEAT` and a star in `HELP`.
    ///
    /// Commands of your own stay.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let old = FtpServer::builder().without([MLSD, MLST, EPSV, EPRT]).start();
    /// let mut ftp = suppaftp::FtpStream::connect(old.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(!ftp.feat()?.contains_key("EPSV"));
    /// assert!(ftp.mlsd(None).is_err());
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn without(mut self, verbs: impl IntoIterator<Item = Verb>) -> Self {
        self.policy.without.extend(verbs);
        self
    }

    /// Adds a line to `FEAT` and nothing to keep the promise: it changes no command.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let boaster = FtpServer::builder().advertise("HASH SHA-256*;MD5").start(); // HASH: 502
    /// ```
    ///
    /// # Panics
    /// When the line is empty: RFC 2389 has no such line.
    #[track_caller]
    pub fn advertise(mut self, line: impl AsRef<[u8]>) -> Self {
        let line = line.as_ref();
        assert!(!line.is_empty(), "a line of FEAT can not be empty");
        let line = bytes::Bytes::copy_from_slice(line);
        self.policy.advertised.push(line);
        self
    }

    /// Whether `FEAT` has a line `SITE CHGRP;CHMOD;..`, as some deployed servers do. Default: none.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().feat_site(true).start();
    /// ```
    pub const fn feat_site(mut self, shown: bool) -> Self {
        self.policy.feat_site = shown;
        self
    }

    /// What `SYST` answers. Default: `UNIX Type: L8`.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().syst("Windows_NT").start();
    /// ```
    pub fn syst(mut self, text: impl AsRef<[u8]>) -> Self {
        self.policy.system = bytes::Bytes::copy_from_slice(text.as_ref());
        self
    }

    /// Whether clients may create symbolic links, by `SITE SYMLINK` and `SITE LN`. Default: both
    /// are answered 502.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "x").site_symlinks(true).start();
    /// ```
    pub const fn site_symlinks(mut self, allowed: bool) -> Self {
        self.policy.site_symlinks = allowed;
        self
    }

    /// Whether `SITE WHO` shows a user their own session. Default: it does; else it gets 550.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().site_who(false).start();
    /// ```
    pub const fn site_who(mut self, allowed: bool) -> Self {
        self.policy.site_who = allowed;
        self
    }

    /// Whether `SITE CHMOD` sets set-user-id, set-group-id and sticky bits. Default: it gets 550.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().chmod_special_bits(true).start();
    /// ```
    pub const fn chmod_special_bits(mut self, allowed: bool) -> Self {
        self.policy.chmod_special_bits = allowed;
        self
    }

    /// The longest idle time-out that a client may set by `SITE IDLE`, or
    /// [`idle_timeout`](Self::idle_timeout) if that is longer. Default: 7200 seconds.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let limit = Duration::from_secs(600);
    /// let server = ftpmock::FtpServer::builder().max_idle_timeout(limit).start();
    /// ```
    pub const fn max_idle_timeout(mut self, limit: Duration) -> Self {
        self.policy.max_idle_timeout = limit;
        self
    }
}
