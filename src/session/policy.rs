//! What a server allows and how long it waits: values, no behaviour.

use std::time::Duration;

use bytes::Bytes;

use crate::protocol::{AsciiMode, InflateLimits, LineLimits};

/// The settings that every session of a server shares.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Text of the greeting; line feeds make it a reply of several lines.
    pub greeting: Bytes,
    /// Line lengths, line ends and Telnet.
    pub lines: LineLimits,
    /// The longest time without a complete command; zero means for ever.
    pub idle_timeout: Duration,
    /// The longest time without an octet on a data connection; zero means for ever.
    pub data_timeout: Duration,
    /// How long a passive port waits for its client; zero means for ever.
    pub passive_timeout: Duration,
    /// How long connecting to an active client may take; zero means for ever.
    pub active_timeout: Duration,
    /// How much later a failed login is answered.
    pub auth_failed_delay: Duration,
    /// Failed logins after which the connection is closed.
    pub max_login_attempts: u32,
    /// Whether the part that arrived of a cut upload is kept.
    pub keep_partial: bool,
    /// Whether `RNTO` replaces an existing file.
    pub rename_overwrite: bool,
    /// How lines of text are translated.
    pub ascii: AsciiMode,
    /// The largest file, in octets, whose size as text is computed.
    pub ascii_size_limit: u64,
    /// Whether there is `TYPE E`.
    pub ebcdic: bool,
    /// Whether there is `STRU R`.
    pub records: bool,
    /// Whether there is `MODE B`.
    pub block_mode: bool,
    /// Whether there is `MODE C`.
    pub compressed_mode: bool,
    /// Whether there is `MODE Z`; clients that read `FEAT` use it unasked.
    #[cfg(feature = "deflate")]
    pub deflate_mode: bool,
    /// What uploads in `MODE Z` may inflate to.
    pub inflate_limits: InflateLimits,
    /// After so many stored octets a download in `MODE B` or `MODE C` has a restart marker; zero
    /// means none.
    pub restart_markers: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            greeting: Bytes::from_static(b"ftpmock ready"),
            lines: LineLimits::default(),
            idle_timeout: Duration::from_secs(300),
            data_timeout: Duration::from_secs(300),
            passive_timeout: Duration::from_secs(30),
            active_timeout: Duration::from_secs(30),
            auth_failed_delay: Duration::ZERO,
            max_login_attempts: 3,
            keep_partial: true,
            rename_overwrite: true,
            ascii: AsciiMode::Lenient,
            ascii_size_limit: 64 << 20,
            ebcdic: true,
            records: true,
            block_mode: true,
            compressed_mode: true,
            #[cfg(feature = "deflate")]
            deflate_mode: false,
            inflate_limits: InflateLimits::default(),
            restart_markers: 0,
        }
    }
}
