//! What a server can be asked to transfer, and how: `TYPE`, `STRU` and `MODE`.

use crate::protocol::AsciiMode;
#[cfg(feature = "deflate")]
use crate::protocol::InflateLimits;

use super::Builder;

impl Builder {
    /// How `TYPE A` translates line ends. Default: [`AsciiMode::Lenient`].
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::AsciiMode;
    ///
    /// let server = FtpServer::builder().ascii(AsciiMode::Exact).start();
    /// ```
    pub const fn ascii(mut self, mode: AsciiMode) -> Self {
        self.policy.ascii = mode;
        self
    }

    /// Whether there is `TYPE E`, EBCDIC (code page 1047). Default: there is; else it gets 504.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().ebcdic(false).start();
    /// ```
    pub const fn ebcdic(mut self, on: bool) -> Self {
        self.policy.ebcdic = on;
        self
    }

    /// Whether there is `STRU R`, where records are the lines of a text. Default: there is; else it
    /// gets 504.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().record_structure(false).start();
    /// ```
    pub const fn record_structure(mut self, on: bool) -> Self {
        self.policy.records = on;
        self
    }

    /// Whether there is `STRU P`, where a file is divided into pages of up to 255 octets, each after a
    /// header of four (RFC 959, section 3.1.2.3). Default: there is none, and it gets 504: RFC 1123,
    /// section 4.1.2.3, advises against it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().page_structure(true).start();
    /// ```
    pub const fn page_structure(mut self, on: bool) -> Self {
        self.policy.pages = on;
        self
    }

    /// Whether there is `MODE B`. Default: there is; else it gets 504.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// // As old as the server that the client will meet.
    /// let server = FtpServer::builder().block_mode(false).compressed_mode(false).start();
    /// ```
    pub const fn block_mode(mut self, on: bool) -> Self {
        self.policy.block_mode = on;
        self
    }

    /// Whether there is `MODE C`. Default: there is; else it gets 504.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().compressed_mode(false).start();
    /// ```
    pub const fn compressed_mode(mut self, on: bool) -> Self {
        self.policy.compressed_mode = on;
        self
    }

    /// Whether there is `MODE Z`, with its line in `FEAT`. Default: there is none, and it gets 504:
    /// some clients use it wherever they find it, and faults that count octets, as well as
    /// transcripts, would then count compressed ones.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().deflate_mode(true).start();
    /// ```
    #[cfg(feature = "deflate")]
    pub const fn deflate_mode(mut self, on: bool) -> Self {
        self.policy.deflate_mode = on;
        self
    }

    /// Whether the data connection stays open after a transfer in `MODE B` or `MODE C`, for the next one:
    /// the reply is 250 then (RFC 959, section 3.3). Default: it is closed, and the reply 226.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().keep_data_open(true).start();
    /// ```
    pub const fn keep_data_open(mut self, on: bool) -> Self {
        self.policy.keep_data_open = on;
        self
    }

    /// What an upload in `MODE Z` may inflate to; beyond it gets 552. Default: 1 GiB, and 250 octets
    /// for one.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::InflateLimits;
    ///
    /// let limits = InflateLimits { size: 1 << 20, ..InflateLimits::default() };
    /// let server = FtpServer::builder().deflate_mode(true).inflate_limits(limits).start();
    /// ```
    #[cfg(feature = "deflate")]
    pub const fn inflate_limits(mut self, limits: InflateLimits) -> Self {
        self.policy.inflate_limits = limits;
        self
    }

    /// Puts a restart marker (RFC 959, section 3.5) after every so many stored octets of a download
    /// in `MODE B` or `MODE C`; zero means none. Default: none.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().restart_markers(64 * 1024).start();
    /// ```
    pub const fn restart_markers(mut self, every: u64) -> Self {
        self.policy.restart_markers = every;
        self
    }
}
