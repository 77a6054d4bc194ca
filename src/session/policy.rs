//! What a server allows and how long it waits: values, no behaviour.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::auth::Impersonate;
use crate::protocol::{AsciiMode, Dialect, FtpPath, InflateLimits, LineLimits, ListStyle, Verb};

use super::custom::CustomCommand;
use super::host::VirtualHost;
use super::list_policy::ListPolicy;
use super::wording::{Encoding, Greeting};

/// What becomes of a data connection that comes from another host than the client.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ForeignData {
    /// It is taken as if it were the client's, as transfers between two servers need it.
    Allow,
    /// It is dropped without a word, and the port waits on.
    #[default]
    Drop,
    /// It is dropped, and the transfer gets 425.
    Fail,
}

/// What is done with octets of a command that are no UTF-8.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidUtf8 {
    /// They are octets like others.
    #[default]
    Keep,
    /// The command is refused with 501.
    Reject,
    /// They become U+FFFD, so that two names may become one.
    Replace,
}

/// The settings that every session of a server shares.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How the server words its replies.
    pub dialect: Dialect,
    /// Text of the greeting; line feeds make it a reply of several lines.
    pub greeting: Greeting,
    /// What the octets of the control connection and of listings mean.
    pub encoding: Encoding,
    /// Seconds that the times of `LIST` are ahead of UTC.
    pub list_offset: i32,
    /// Line lengths, line ends and Telnet.
    pub lines: LineLimits,
    /// The longest time without a complete command; zero means for ever.
    pub idle_timeout: Duration,
    /// The longest time from the connection to the first login; zero means for ever.
    pub login_timeout: Duration,
    /// The longest time without an octet on a data connection; zero means for ever.
    pub data_timeout: Duration,
    /// How long a passive port waits for its client; zero means for ever.
    pub passive_timeout: Duration,
    /// How long connecting to an active client may take; zero means for ever.
    pub active_timeout: Duration,
    /// How much later a failed login is answered.
    pub auth_failed_delay: Duration,
    /// How long a client that was told goodbye may take to close its end.
    pub drain_timeout: Duration,
    /// How long running transfers go on when the server ends, in real time.
    pub shutdown_grace: Duration,
    /// How long a gate holds a session at most, in real time.
    pub hold_limit: Duration,
    /// Octets of commands that wait; beyond it the client is not listened to.
    pub max_buffered_commands: usize,
    /// What lets a thread act as a user while files are used.
    pub impersonate: Option<Arc<dyn Impersonate>>,
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
    /// Whether `NOOP` is answered while a transfer runs, and not after it.
    pub noop_during_transfer: bool,
    /// Whether empty lines are passed over, and not answered 500.
    pub ignore_empty_lines: bool,
    /// What becomes of data connections from elsewhere than the client.
    pub foreign_data: ForeignData,
    /// Whether `PORT` and `EPRT` may name another host than the client.
    pub fxp_active: bool,
    /// Hosts that data connections may come from and go to, besides the client.
    pub fxp_hosts: Vec<IpAddr>,
    /// Whether small packets of the control connection are sent at once.
    pub tcp_nodelay: bool,
    /// Whether `PORT` and `EPRT` may name a port below 1024.
    pub privileged_ports: bool,
    /// The ports that `PASV` and `EPSV` listen on; `None` means any.
    pub passive_ports: Option<Arc<[u16]>>,
    /// Whether any port will do when none of them is free.
    pub passive_ports_or_any: bool,
    /// What `PASV` tells in the place of the server's own address.
    pub masquerade: Option<Arc<str>>,
    /// The same for clients that have reached a certain address of the server; these go first.
    pub masquerade_at: Vec<(IpAddr, Arc<str>)>,
    /// Whether an upload of another size than `ALLO` has announced gets 451.
    pub check_allo: bool,
    /// Whether `MLSD` shows the directory itself and the one above it, too.
    pub cdir_pdir: bool,
    /// Whether an upload after `REST` ends the file where it ends, and what lay behind is gone.
    pub truncate_after_rest: bool,
    /// Whether an upload may begin behind the end of a file, with zeros in between.
    pub rest_zero_fill: bool,
    /// Whether a transfer without `PASV` or `PORT` connects to the client's own port (RFC 959,
    /// section 3.2).
    pub default_data_port: bool,
    /// Whether there is `STRU P`.
    pub pages: bool,
    /// Whether there is `MODE B`.
    pub block_mode: bool,
    /// Whether there is `MODE C`.
    pub compressed_mode: bool,
    /// Whether there is `MODE Z`; clients that read `FEAT` use it unasked.
    #[cfg(feature = "deflate")]
    pub deflate_mode: bool,
    /// Whether a data connection stays open after a transfer in `MODE B` or `MODE C`, which say
    /// themselves where a file ends.
    pub keep_data_open: bool,
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
    /// Commands below `SITE` this server does not have although it could, in capitals.
    pub without_site: Vec<String>,
    /// Verbs that need a login although the standard asks for none.
    pub login_first: Vec<Verb>,
    /// Whether an unknown verb that ends in `ABOR`, `STAT` or `QUIT` is that verb.
    pub suffix_verbs: bool,
    /// Whether `HELP` lists all verbs, those that the server lacks with a star; else those it has,
    /// with their X forms.
    pub help_all: bool,
    /// What is done with octets of a command that are no UTF-8.
    pub invalid_utf8: InvalidUtf8,
    /// Whether `APPE` after `REST` writes at that place; else it gets 450.
    pub append_after_rest: bool,
    /// Whether there is `REST` under `TYPE A`.
    pub ascii_rest: bool,
    /// Whether there is `SIZE` under `TYPE A`.
    pub ascii_size: bool,
    /// Whether the session ends with a transfer in which no octet moved for too long.
    pub close_after_data_timeout: bool,
    /// Whether `PORT` and `EPRT` connect to the client before they are answered; else the transfer
    /// does.
    pub connect_at_port: bool,
    /// Whether `MDTM` and `MFMT` are for directories, too.
    pub directory_times: bool,
    /// Whether `LIST`, `NLST` and `STAT` match patterns.
    pub globbing: bool,
    /// Whether `LIST` and `STAT` write days below ten with a zero; else with a space.
    pub list_day_zero: bool,
    /// Whether `LIST` and `NLST` skip any words of options; else `LIST` knows `-a`, `-l`, `-al` and
    /// `-la` alone, and the rest is a path.
    pub list_options: bool,
    /// Whether `NLST` gives names that can be used from the current directory; else bare ones.
    pub nlst_prefix: bool,
    /// Whether a transfer is announced with 125 when its data connection is there already; else
    /// always with 150.
    pub preliminary_125: bool,
    /// Whether `RNTO` asks for the letter `d` or `w` when it replaces a file.
    pub rename_checks_target: bool,
    /// Whether `150` of `RETR` tells how many octets are coming, where that is known.
    pub retr_size: bool,
    /// Whether each line of a long reply begins with the code; else middle lines with a space.
    pub repeat_code: bool,
    /// Whether a client that closes its half of the control connection ends its session at once; else
    /// what it has sent is answered.
    pub half_close_ends: bool,
    /// Whether `NOOP` may have an argument; else it gets 501.
    pub noop_argument: bool,
    /// Whether CR and LF may be part of a name; NUL never is.
    pub control_octets: bool,
    /// Whether connections to active clients come from the port below that of the control
    /// connection; else from any.
    pub data_port_below: bool,
    /// Whether `RNTO` copies where the filesystem can not rename, and deletes what it has copied.
    pub rename_copies: bool,
    /// Whether `LIST` of a directory begins with a line of the blocks that all of it takes.
    pub list_total: bool,
    /// How `LIST` and `STAT` print an entry.
    pub list_style: ListStyle,
    /// What listings show.
    pub listing: ListPolicy,
    /// Whether `-1`, `-a`, `-R`, `-r`, `-S` and `-t` before a path mean something to `LIST` and `NLST`.
    pub list_switches: bool,
    /// Lines of `FEAT` that promise what is not there.
    pub advertised: Vec<Bytes>,
    /// Whether `FEAT` has a line of the commands below `SITE`.
    pub feat_site: bool,
    /// Commands of the test's own.
    pub commands: Vec<CustomCommand>,
    /// The virtual hosts that `HOST` may name, besides the address of the server itself.
    pub hosts: Vec<VirtualHost>,
    /// The trees that `SMNT` may name, and where they are.
    pub mounts: Vec<(FtpPath, FtpPath)>,
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
            dialect: Dialect::new(),
            greeting: Greeting::default(),
            encoding: Encoding::Utf8,
            list_offset: 0,
            lines: LineLimits::default(),
            idle_timeout: Duration::from_secs(300),
            login_timeout: Duration::ZERO,
            data_timeout: Duration::from_secs(300),
            passive_timeout: Duration::from_secs(30),
            active_timeout: Duration::from_secs(30),
            auth_failed_delay: Duration::ZERO,
            drain_timeout: Duration::from_secs(1),
            shutdown_grace: Duration::from_secs(2),
            hold_limit: Duration::from_secs(60),
            max_buffered_commands: 64 * 1024,
            impersonate: None,
            max_login_attempts: 3,
            keep_partial: true,
            rename_overwrite: true,
            ascii: AsciiMode::Lenient,
            ascii_size_limit: 64 << 20,
            ebcdic: true,
            records: true,
            noop_during_transfer: false,
            ignore_empty_lines: false,
            foreign_data: ForeignData::Drop,
            fxp_active: false,
            fxp_hosts: Vec::new(),
            tcp_nodelay: true,
            privileged_ports: false,
            passive_ports: None,
            passive_ports_or_any: false,
            masquerade: None,
            masquerade_at: Vec::new(),
            check_allo: false,
            cdir_pdir: false,
            truncate_after_rest: false,
            rest_zero_fill: false,
            default_data_port: false,
            pages: false,
            block_mode: true,
            compressed_mode: true,
            #[cfg(feature = "deflate")]
            deflate_mode: false,
            keep_data_open: false,
            inflate_limits: InflateLimits::default(),
            restart_markers: 0,
            chmod_special_bits: false,
            site_symlinks: false,
            site_who: true,
            max_idle_timeout: Duration::from_secs(7200),
            system: Bytes::from_static(b"UNIX Type: L8"),
            without: Vec::new(),
            without_site: Vec::new(),
            login_first: Vec::new(),
            suffix_verbs: false,
            help_all: true,
            invalid_utf8: InvalidUtf8::Keep,
            append_after_rest: true,
            ascii_rest: true,
            ascii_size: true,
            close_after_data_timeout: false,
            connect_at_port: false,
            directory_times: true,
            globbing: true,
            list_day_zero: false,
            list_options: true,
            nlst_prefix: true,
            preliminary_125: false,
            rename_checks_target: true,
            retr_size: false,
            repeat_code: false,
            half_close_ends: false,
            noop_argument: false,
            control_octets: false,
            data_port_below: false,
            rename_copies: false,
            list_total: false,
            list_style: ListStyle::Unix,
            listing: ListPolicy::default(),
            list_switches: false,
            advertised: Vec::new(),
            feat_site: false,
            commands: Vec::new(),
            hosts: Vec::new(),
            mounts: Vec::new(),
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

impl Policy {
    /// Whether data may go to or come from this host, which is not the client.
    pub fn is_friend(&self, host: IpAddr) -> bool {
        let host = host.to_canonical();
        self.fxp_hosts.iter().any(|own| own.to_canonical() == host)
    }

    /// The address that `PASV` tells a client that has reached `local`, unless that is `local`.
    pub fn shown_address(&self, local: IpAddr) -> Option<&str> {
        let mut own = self.masquerade_at.iter();
        let found = own.find(|(at, _)| at.to_canonical() == local.to_canonical());
        let shown = found.map(|(_, shown)| shown);
        shown.or(self.masquerade.as_ref()).map(|shown| &**shown)
    }
}
