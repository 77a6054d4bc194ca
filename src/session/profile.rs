//! Servers to take for a model: a dialect, and values of the policy.

use std::time::Duration;

use bytes::Bytes;

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
    /// pyftpdlib 2.2, without its defects: it never runs a command in part, hides no failure, and
    /// keeps files until there are new ones.
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
    policy.greeting = Bytes::from_static(b"pyftpdlib 2.2.0 ready.");
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
