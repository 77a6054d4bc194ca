//! What a server allows and how long it waits: values, no behaviour.

use std::time::Duration;

use bytes::Bytes;

use crate::protocol::{AsciiMode, HostArg, InflateLimits, LineLimits, Verb};

use super::custom::CustomCommand;

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
    /// Whether `SITE CHMOD` sets set-user-id, set-group-id and sticky bits.
    pub chmod_special_bits: bool,
    /// Whether `SITE SYMLINK` and `SITE LN` exist.
    pub site_symlinks: bool,
    /// Whether `SITE WHO` tells anything.
    pub site_who: bool,
    /// The longest time-out that `SITE IDLE` sets.
    pub max_idle_timeout: Duration,
    /// What `SYST` answers.
    pub system: Bytes,
    /// Verbs this server does not have although it could.
    pub without: Vec<Verb>,
    /// Lines of `FEAT` that promise what is not there.
    pub advertised: Vec<Bytes>,
    /// Whether `FEAT` has a line of the commands below `SITE`.
    pub feat_site: bool,
    /// Commands of the test's own.
    pub commands: Vec<CustomCommand>,
    /// The virtual hosts that `HOST` may name, besides the address of the server itself.
    pub hosts: Vec<HostArg>,
    /// Whether `MDTM` with a time before the path sets that time.
    pub mdtm_set: bool,
    /// Whether `ALLO` tells whether there is room; else only the upload itself does.
    pub allo_checks_room: bool,
    /// The most octets that one command hashes.
    #[cfg(feature = "hash")]
    pub hash_limit: u64,
    /// The most files and directories that one command visits.
    pub tree_limit: usize,
    /// What is offered and demanded of TLS.
    #[cfg(feature = "tls")]
    pub tls: super::TlsPolicy,
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
            chmod_special_bits: false,
            site_symlinks: false,
            site_who: true,
            max_idle_timeout: Duration::from_secs(7200),
            system: Bytes::from_static(b"UNIX Type: L8"),
            without: Vec::new(),
            advertised: Vec::new(),
            feat_site: false,
            commands: Vec::new(),
            hosts: Vec::new(),
            mdtm_set: false,
            allo_checks_room: false,
            #[cfg(feature = "hash")]
            hash_limit: 256 << 20,
            tree_limit: 100_000,
            #[cfg(feature = "tls")]
            tls: super::TlsPolicy::default(),
        }
    }
}
