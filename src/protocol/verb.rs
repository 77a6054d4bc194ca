//! The verbs FTP knows, in use or not.

use std::fmt;

/// A verb of FTP, known to a standard or to deployed practice.
///
/// That a verb is known does not mean that a server implements it.
///
/// ```
/// use ftpmock::protocol::{Verb, verbs};
/// assert_eq!(Verb::find(b"retr"), Some(verbs::RETR));
/// assert_eq!(Verb::find(b"XCWD"), Some(verbs::CWD));
/// assert_eq!(Verb::find(b"JUMP"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Verb(&'static str);

impl Verb {
    /// The verb as on the wire, in capitals.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Its name as a number; numbers sort as the names do.
    pub(crate) const fn key(self) -> u64 {
        known(self.0)
    }

    /// The verb with this name, in any case; the five X forms of RFC 1123, section 4.1.3.1, give
    /// the verb they stand for.
    pub fn find(name: &[u8]) -> Option<Self> {
        let key = key(name)?;
        if let Ok(at) = KEYS.binary_search(&key) {
            return Some(verbs::ALL[at]);
        }
        ALIASES
            .iter()
            .find(|(alias, ..)| *alias == key)
            .map(|(.., verb)| *verb)
    }

    /// The X forms, each with the verb it stands for.
    pub fn aliases() -> impl Iterator<Item = (&'static str, Self)> {
        ALIASES.iter().map(|(_, name, verb)| (*name, *verb))
    }

    /// Every verb, in alphabetical order.
    pub fn all() -> &'static [Self] {
        verbs::ALL
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A name of at most eight octets as a number, in capitals; numbers sort as the names do.
const fn key(name: &[u8]) -> Option<u64> {
    if name.is_empty() || name.len() > 8 {
        return None;
    }
    let mut octets = [0; 8];
    let mut at = 0;
    while at < name.len() {
        if !name[at].is_ascii_alphanumeric() {
            return None;
        }
        octets[at] = name[at].to_ascii_uppercase();
        at += 1;
    }
    Some(u64::from_be_bytes(octets))
}

const fn known(name: &str) -> u64 {
    match key(name.as_bytes()) {
        Some(key) => key,
        None => panic!("a verb has one to eight letters or digits"),
    }
}

const KEYS: [u64; verbs::ALL.len()] = {
    let mut keys = [0; verbs::ALL.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = verbs::ALL[at].key();
        at += 1;
    }
    keys
};

const ALIASES: [(u64, &str, Verb); 5] = [
    alias("XCUP", verbs::CDUP),
    alias("XCWD", verbs::CWD),
    alias("XMKD", verbs::MKD),
    alias("XPWD", verbs::PWD),
    alias("XRMD", verbs::RMD),
];

const fn alias(name: &'static str, verb: Verb) -> (u64, &'static str, Verb) {
    (known(name), name, verb)
}

macro_rules! verbs {
    ($($name:ident $meaning:literal,)*) => {
        /// One constant per verb, named as on the wire.
        pub mod verbs {
            use super::Verb;

            $(
                #[doc = concat!("`", stringify!($name), "`: ", $meaning, ".")]
                pub const $name: Verb = Verb(stringify!($name));
            )*

            pub(super) const ALL: &[Verb] = &[$($name),*];
        }
    };
}

verbs! {
    ABOR "abort the transfer that runs",
    ACCT "name an account",
    ADAT "security data",
    ALGS "gateway control of FTP64",
    ALLO "announce the size of an upload",
    APPE "append to a file",
    AUTH "protect the control connection",
    AVBL "ask how much space is available",
    CCC "clear the control connection",
    CDUP "change to the parent directory",
    CLNT "name the client's program",
    COMB "combine files",
    CONF "confidential command",
    CPSV "passive port with the server as TLS client",
    CSID "exchange program names",
    CWD "change the current directory",
    DELE "delete a file",
    DSIZ "ask for the size of a directory",
    ENC "private command",
    EPRT "client's data port, any family",
    EPSV "server's data port, any family",
    FEAT "list the extensions",
    HASH "hash of a file",
    HELP "list the commands",
    HOST "name the virtual host",
    LANG "choose the language of replies",
    LIST "list for people",
    LPRT "client's data port, long form",
    LPSV "server's data port, long form",
    MAIL "mail, removed from FTP",
    MD5 "MD5 of a file",
    MDTM "modification time of a file",
    MFCT "set the creation time",
    MFF "set facts of a file",
    MFMT "set the modification time",
    MIC "command with integrity",
    MKD "make a directory",
    MLFL "mail, removed from FTP",
    MLSD "list a directory for machines",
    MLST "show one object for machines",
    MMD5 "MD5 of several files",
    MODE "transfer mode",
    MRCP "mail, removed from FTP",
    MRSQ "mail, removed from FTP",
    MSAM "mail, removed from FTP",
    MSND "mail, removed from FTP",
    MSOM "mail, removed from FTP",
    NLST "list names",
    NOOP "do nothing",
    OPTS "options of another command",
    PASS "password",
    PASV "server's data port",
    PBSZ "protection buffer size",
    PORT "client's data port",
    PRET "announce the next transfer command",
    PROT "protection of data connections",
    PWD "print the current directory",
    QUIT "end the session",
    RANG "range of the next transfer",
    REIN "start the session anew",
    REST "offset of the next transfer",
    RETR "download a file",
    RMD "remove a directory",
    RMDA "remove a directory and all in it",
    RNFR "rename from",
    RNTO "rename to",
    SITE "commands of this site",
    SIZE "size of a file",
    SMNT "mount another tree",
    SSCN "server as TLS client",
    STAT "status",
    STOR "upload a file",
    STOU "upload under a unique name",
    STRU "file structure",
    SYST "kind of system",
    THMB "small picture of a picture",
    TYPE "representation type",
    USER "user name",
    XCRC "CRC-32 of a file",
    XMD5 "MD5 of a file",
    XQUOTA "quota of the user",
    XRCP "mail, removed from FTP",
    XRSQ "mail, removed from FTP",
    XSEM "mail, removed from FTP",
    XSEN "mail, removed from FTP",
    XSHA "SHA-1 of a file",
    XSHA1 "SHA-1 of a file",
    XSHA256 "SHA-256 of a file",
    XSHA512 "SHA-512 of a file",
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn verbs_are_in_alphabetical_order_and_each_is_found() {
        assert!(KEYS.is_sorted_by(|a, b| a < b));
        for verb in Verb::all() {
            assert_eq!(Verb::find(verb.name().as_bytes()), Some(*verb));
            let lower = verb.name().to_ascii_lowercase();
            assert_eq!(Verb::find(lower.as_bytes()), Some(*verb));
        }
    }

    #[rstest]
    fn what_is_no_verb_is_not_found(
        #[values("", "RET", "RETRX", "RETR ", "XSHA256789", "RE\0R", "É", "XLIST")] name: &str,
    ) {
        assert_eq!(Verb::find(name.as_bytes()), None);
    }

    #[rstest]
    #[case("xcup", verbs::CDUP)]
    #[case("XCWD", verbs::CWD)]
    #[case("XMkd", verbs::MKD)]
    #[case("XPWD", verbs::PWD)]
    #[case("XRMD", verbs::RMD)]
    fn x_forms_are_the_verbs_they_stand_for(#[case] name: &str, #[case] verb: Verb) {
        assert_eq!(Verb::find(name.as_bytes()), Some(verb));
    }
}
