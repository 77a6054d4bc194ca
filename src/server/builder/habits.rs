//! Habits of servers that clients meet, one switch each.

use super::Builder;

impl Builder {
    /// Whether the 150 of `RETR` ends in `(n bytes)` where the number of octets is known, as clients
    /// that show progress expect it. Default: it does not.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "hello").retr_size(true).start();
    /// ```
    pub const fn retr_size(mut self, told: bool) -> Self {
        self.policy.retr_size = told;
        self
    }

    /// Whether each line of a long reply begins with the code and a hyphen, `211-MDTM`. Default: lines
    /// between the first and the last begin with a space. Replies of rules are sent as they are given.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().repeat_code(true).start();
    /// ```
    pub const fn repeat_code(mut self, repeated: bool) -> Self {
        self.policy.repeat_code = repeated;
        self
    }

    /// Whether a client that closes its half of the control connection ends its session at once, as it
    /// does at many servers: commands that wait are not answered. Default: all it has sent is answered.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().half_close_ends(true).start();
    /// ```
    pub const fn half_close_ends(mut self, ends: bool) -> Self {
        self.policy.half_close_ends = ends;
        self
    }

    /// Whether `NOOP` may have an argument, which is overlooked. Default: it gets 501.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().noop_argument(true).start();
    /// ```
    pub const fn noop_argument(mut self, allowed: bool) -> Self {
        self.policy.noop_argument = allowed;
        self
    }

    /// Whether names may have CR and LF in them; NUL never. Lists for people show `?` in their place,
    /// and those for machines leave such names out. Default: 553.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().strict_line_endings().control_octets(true).start();
    /// ```
    pub const fn control_octets(mut self, allowed: bool) -> Self {
        self.policy.control_octets = allowed;
        self
    }

    /// Whether connections to active clients come from the port below that of the control connection,
    /// as those of port 20 do for port 21 (RFC 959, section 3.2); where that port is taken the transfer
    /// gets 425. Default: from any port.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().data_port_below(true).start();
    /// ```
    pub const fn data_port_below(mut self, below: bool) -> Self {
        self.policy.data_port_below = below;
        self
    }

    /// Whether `RNTO` copies and then deletes, where the filesystem reports
    /// [`CrossDevice`](crate::vfs::FsError::CrossDevice), with mode and time; when copying fails all is as
    /// it was. Default: 550.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().rename_copies(true).start();
    /// ```
    pub const fn rename_copies(mut self, copies: bool) -> Self {
        self.policy.rename_copies = copies;
        self
    }
}
