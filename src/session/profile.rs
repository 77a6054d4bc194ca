//! Servers to take for a model: a dialect, and values of the policy.

use std::time::Duration;

use bytes::Bytes;

use super::Greeting;
use super::Policy;
use crate::protocol::{Dialect, Verb, verbs};

/// A server whose behaviour, codes and texts are taken for a model.
///
/// A profile is nothing but values: a [`Dialect`], and what else a [`Policy`] has. See
/// [`Builder::profile`](crate::Builder::profile).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Profile {
    /// What the standards say.
    #[default]
    Standard,
    /// pyftpdlib 2.2, where that does no harm.
    ///
    /// It has pyftpdlib's commands, codes, texts and layouts ([`Dialect::pyftpdlib`]), connects to
    /// the client at `PORT`, says 125 when the data connection is there, has neither `REST` nor
    /// `SIZE` under `TYPE A`, lists bare names and no patterns, answers a failed login three
    /// seconds late, needs a login for `REIN` and `ABOR`, and serves 512 clients at once.
    ///
    /// It does not have what is a defect there:
    ///
    /// - A transfer without a data connection gets 425, instead of waiting for ever.
    /// - Commands are carried out and answered in their order, transfers one after the other.
    /// - A file keeps its content until there is new one; a failed upload has a final reply.
    /// - The rest of a line that is too long is no command; control characters never begin a line
    ///   of a reply; names are octets.
    /// - `RNTO` asks for another letter to replace a file; `TYPE A N` works.
    /// - Facts are those of RFC 3659; `MFMT` repeats the path as it was given.
    /// - `REIN` puts everything back, and an error in the code behind files gets 451.
    ///
    /// Its help on one command is worded as the standard profile's.
    Pyftpdlib,
}

/// Verbs that pyftpdlib does not know, among them those of its TLS part.
const NOT_IN_PYFTPDLIB: &[Verb] = &[
    verbs::ACCT,
    verbs::AVBL,
    verbs::CLNT,
    verbs::COMB,
    verbs::CSID,
    verbs::DSIZ,
    verbs::HASH,
    verbs::HOST,
    verbs::LANG,
    verbs::MFCT,
    verbs::MFF,
    verbs::RANG,
    verbs::RMDA,
    verbs::SMNT,
    verbs::THMB,
    verbs::XCRC,
    verbs::XMD5,
    verbs::XSHA,
    verbs::XSHA1,
    verbs::XSHA256,
    verbs::XSHA512,
];

/// Commands below `SITE` that pyftpdlib does not know.
const NOT_IN_PYFTPDLIB_SITE: &[&str] = &[
    "CHGRP", "CHOWN", "COPY", "CPFR", "CPTO", "IDLE", "LN", "MKDIR", "RMDIR", "SYMLINK", "UMASK",
    "UTIME", "WHO", "ZONE",
];

impl Profile {
    /// Sets the values in which this server differs from the standard; others stay as they are.
    ///
    /// ```
    /// use ftpmock::session::{Policy, Profile};
    ///
    /// let mut policy = Policy::default();
    /// Profile::Pyftpdlib.adjust(&mut policy);
    /// assert!(policy.connect_at_port);
    /// ```
    pub fn adjust(self, policy: &mut Policy) {
        match self {
            Self::Standard => {}
            Self::Pyftpdlib => pyftpdlib(policy),
        }
    }
}

fn pyftpdlib(policy: &mut Policy) {
    policy.dialect = Dialect::pyftpdlib();
    policy.greeting = Greeting::Text(Bytes::from_static(b"pyftpdlib 2.2.0 ready."));
    policy.lines.max_line = 2048;
    policy.auth_failed_delay = Duration::from_secs(3);
    // What there is of TYPE, STRU and MODE.
    policy.ebcdic = false;
    policy.pages = false;
    policy.records = false;
    policy.block_mode = false;
    policy.compressed_mode = false;
    // Which commands there are.
    policy.without.extend_from_slice(NOT_IN_PYFTPDLIB);
    let site = NOT_IN_PYFTPDLIB_SITE.iter();
    policy.without_site.extend(site.map(|name| (*name).into()));
    policy.login_first = vec![verbs::ABOR, verbs::REIN];
    policy.suffix_verbs = true;
    policy.help_all = false;
    // What they do.
    policy.append_after_rest = false;
    policy.ascii_rest = false;
    policy.ascii_size = false;
    policy.chmod_special_bits = true;
    policy.close_after_data_timeout = true;
    policy.connect_at_port = true;
    policy.directory_times = false;
    policy.globbing = false;
    policy.list_day_zero = true;
    policy.list_options = false;
    policy.nlst_prefix = false;
    policy.preliminary_125 = true;
}
