//! Options of the less usual commands.

use crate::protocol::FtpPath;
use crate::session::VirtualHost;

use super::Builder;

impl Builder {
    /// Lets clients name this virtual host by `HOST` (RFC 7151); any other gets 504, but for the
    /// address of the server. A mere name shows the same files to the same users: see [`VirtualHost`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().host("ftp.example.com").start();
    /// ```
    ///
    /// # Panics
    /// When a name is neither a domain name nor an address, or has a port.
    #[track_caller]
    pub fn host(mut self, host: impl Into<VirtualHost>) -> Self {
        self.policy.hosts.push(host.into());
        self
    }

    /// Lets `SMNT name` put a directory of the server in the place of the user's home, until the user
    /// logs out: `/` is then that directory, and letters count below it as below the home. Without
    /// any, `SMNT` gets 502.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .user(User::new("alice").password("secret").home("/home/alice"))
    ///     .dir("/home/alice")
    ///     .file("/archive/2023.csv", "1,2")
    ///     .mount("archive", "/archive")
    ///     .start();
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.custom_command("SMNT archive", &[suppaftp::Status::RequestedFileActionOk])?;
    /// assert_eq!(ftp.nlst(None)?, ["2023.csv"]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn mount(mut self, name: impl Into<FtpPath>, directory: impl Into<FtpPath>) -> Self {
        let mount = (name.into(), directory.into());
        self.policy.mounts.push(mount);
        self
    }

    /// Lets `MDTM 20240101000000 path` set the time of a file, as some clients do. Default: off,
    /// and all of it is a path.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "x").mdtm_set(true).start();
    /// ```
    pub const fn mdtm_set(mut self, sets: bool) -> Self {
        self.policy.mdtm_set = sets;
        self
    }

    /// Lets `ALLO` say whether there is room: 200, or 552 beyond the [`quota`](Builder::quota).
    /// Default: off; `ALLO` gets 202, and the upload that it announced 552.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().quota(1000).allo_checks_room(true).start();
    /// ```
    pub const fn allo_checks_room(mut self, checks: bool) -> Self {
        self.policy.allo_checks_room = checks;
        self
    }

    /// Whether `MLSD` also shows the directory itself (`type=cdir`) and the one above it (`type=pdir`).
    /// Default: only what is in the directory.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().cdir_pdir(true).start();
    /// ```
    pub const fn cdir_pdir(mut self, shown: bool) -> Self {
        self.policy.cdir_pdir = shown;
        self
    }

    /// Whether an upload after `REST` ends the file where it ends. Default: what lay behind stays (RFC
    /// 3659, section 5.3).
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().truncate_after_rest(true).start();
    /// ```
    pub const fn truncate_after_rest(mut self, cut: bool) -> Self {
        self.policy.truncate_after_rest = cut;
        self
    }

    /// Whether an upload after `REST` may begin behind the end of the file, up to 1 GiB behind it, with
    /// zeros in between, as some servers have it. Default: it gets 554.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().rest_zero_fill(true).start();
    /// ```
    pub const fn rest_zero_fill(mut self, fills: bool) -> Self {
        self.policy.rest_zero_fill = fills;
        self
    }

    /// Whether an upload of another size than `ALLO` has announced gets 451; what has come is kept.
    /// Default: `ALLO` may announce what it likes.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().check_allo(true).start();
    /// ```
    pub const fn check_allo(mut self, checks: bool) -> Self {
        self.policy.check_allo = checks;
        self
    }

    /// The most octets that `HASH`, `XCRC` and their like read; a longer file gets 556. Default:
    /// 256 MiB.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().hash_limit(1 << 20).start();
    /// ```
    #[cfg(feature = "hash")]
    pub const fn hash_limit(mut self, octets: u64) -> Self {
        self.policy.hash_limit = octets;
        self
    }

    /// The most files and directories that `DSIZ` and `RMDA` visit; a larger tree gets 450.
    /// Default: 100 000.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().tree_limit(1000).start();
    /// ```
    pub const fn tree_limit(mut self, objects: usize) -> Self {
        self.policy.tree_limit = objects;
        self
    }
}
