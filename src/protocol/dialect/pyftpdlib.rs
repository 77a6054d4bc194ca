//! The words of pyftpdlib 2.2: facts of its behaviour, by key.

use super::Dialect;
use crate::protocol::{Verb, verbs};

const NOT_UNDERSTOOD: &str = "Command \"{command}\" not understood.";
const FAMILY: &str = "Network protocol not supported (use {family}).";
const NOT_RETRIEVABLE: &str = "{path} is not retrievable";

/// Key, code, text.
const ROWS: &[(&str, u16, &str)] = &[
    // the connection
    ("command.malformed", 500, NOT_UNDERSTOOD),
    ("command.not_implemented", 500, NOT_UNDERSTOOD),
    ("command.too_long", 500, "Command too long."),
    ("command.unknown", 500, NOT_UNDERSTOOD),
    ("SITE.unknown", 500, NOT_UNDERSTOOD),
    (
        "connect.too_many",
        421,
        "Too many connections. Service temporarily unavailable.",
    ),
    (
        "connect.too_many_from_address",
        421,
        "Too many connections from the same IP address.",
    ),
    ("session.idle", 421, "Control connection timed out."),
    // arguments
    (
        "argument.missing",
        501,
        "Syntax error: command needs an argument.",
    ),
    (
        "argument.unexpected",
        501,
        "Syntax error: command does not accept arguments.",
    ),
    ("argument.utf8", 501, "Can't decode command."),
    // login
    (
        "session.not_logged_in",
        530,
        "Log in with USER and PASS first.",
    ),
    (
        "session.too_many_logins",
        530,
        "Authentication failed. Disconnecting.",
    ),
    ("USER.need_password", 331, "Username ok, send password."),
    (
        "USER.again",
        331,
        "Previous account information was flushed, send password.",
    ),
    ("PASS.again", 503, "User already authenticated."),
    ("PASS.bad", 530, "Authentication failed."),
    ("PASS.done", 230, "Login successful."),
    ("QUIT.done", 221, "Goodbye."),
    ("REIN.done", 230, "Ready for new user."),
    // parameters
    ("MODE.done", 200, "Transfer mode set to: S"),
    ("STRU.done", 200, "File transfer structure set to: F."),
    ("TYPE.ascii", 200, "Type set to: ASCII."),
    ("TYPE.image", 200, "Type set to: Binary."),
    (
        "REST.ascii",
        501,
        "Resuming transfers not allowed in ASCII mode.",
    ),
    ("REST.bad", 501, "Invalid parameter."),
    ("REST.done", 350, "Restarting at position {offset}."),
    // the data connection
    ("EPRT.done", 200, "Active data connection established."),
    ("PORT.done", 200, "Active data connection established."),
    (
        "PORT.foreign",
        501,
        "Rejected data connection to foreign address {address}.",
    ),
    (
        "PORT.privileged",
        501,
        "PORT against the privileged port \"{port}\" refused.",
    ),
    ("PORT.refused", 425, "Can't connect to specified address."),
    ("PORT.timeout", 421, "Active data channel timed out."),
    ("PASV.done", 227, "Entering passive mode {parenthesis}."),
    (
        "EPSV.done",
        229,
        "Entering extended passive mode {parenthesis}.",
    ),
    (
        "EPSV.all",
        220,
        "Other commands other than EPSV are now disabled.",
    ),
    ("data.family", 522, FAMILY),
    (
        "data.unknown_family",
        501,
        "Unknown network protocol (use {family}).",
    ),
    ("data.not_opened", 421, "Passive data channel timed out."),
    // transfers
    (
        "transfer.open",
        150,
        "File status okay. About to open data connection.",
    ),
    (
        "transfer.already_open",
        125,
        "Data connection already open. Transfer starting.",
    ),
    ("transfer.aborted", 426, "Transfer aborted via ABOR."),
    (
        "transfer.broken",
        426,
        "Transfer aborted; {moved} bytes transmitted.",
    ),
    ("transfer.timeout", 421, "Data connection timed out."),
    (
        "transfer.bad_rest",
        554,
        "REST position ({offset}) > file size ({size})",
    ),
    ("STOR.rest_of_nothing", 550, "No such file or directory."),
    ("STOU.no_name", 450, "No usable unique file name found."),
    (
        "STOU.rest",
        450,
        "Can't STOU while REST request is pending.",
    ),
    (
        "APPE.rest",
        450,
        "Can't APPE while REST request is pending.",
    ),
    ("MLSD.not_a_directory", 501, "No such directory."),
    (
        "ABOR.closed",
        225,
        "ABOR command successful; data channel closed.",
    ),
    ("ABOR.done", 226, "ABOR command successful."),
    (
        "ABOR.port",
        225,
        "ABOR command successful; data channel closed.",
    ),
    // files
    ("path.not_granted", 550, "Not enough privileges."),
    ("path.invalid", 550, "File name too long."),
    ("CWD.done", 250, "\"{cwd}\" is the current directory."),
    ("MKD.done", 257, "{quoted} directory created."),
    ("RMD.root", 550, "Can't remove root directory."),
    ("DELE.done", 250, "File removed."),
    ("RNFR.root", 550, "Can't rename home directory."),
    ("RNTO.done", 250, "Renaming ok."),
    ("SIZE.ascii", 550, "SIZE not allowed in ASCII mode."),
    ("SITE.chmod_done", 200, "SITE CHMOD successful."),
    ("MLST.done", 250, "Listing \"{path}\":\n {lines}\nEnd MLST."),
    // questions
    ("NOOP.done", 200, "I successfully did nothing'."),
    ("FEAT.done", 211, "Features supported:\n {lines}\nEnd FEAT."),
    ("OPTS.none", 501, "Unsupported command \"{word}\"."),
    ("OPTS.unknown", 501, "Unsupported command \"{word}\"."),
    ("OPTS.mlst_none", 200, "MLST OPTS "),
    ("OPTS.utf8", 200, "Always in UTF8 mode."),
    (
        "HELP.done",
        214,
        "The following commands are recognized:\n {columns}\nHelp command successful.",
    ),
    ("HELP.unknown", 501, "Unrecognized command."),
    (
        "SITE.help",
        214,
        "The following SITE commands are recognized:\n {column}\nHelp SITE command successful.",
    ),
    (
        "STAT.server",
        211,
        "FTP server status:\n {lines}\nEnd of status.",
    ),
    ("STAT.connected", 211, "Connected to: {peer}"),
    ("STAT.logged_in", 211, "Logged in as: {user}"),
    ("STAT.logged_out", 211, "Waiting for username."),
    ("STAT.named", 211, "Waiting for password."),
    (
        "STAT.ascii",
        211,
        "TYPE: ASCII; STRUcture: File; MODE: Stream",
    ),
    (
        "STAT.image",
        211,
        "TYPE: Binary; STRUcture: File; MODE: Stream",
    ),
    ("STAT.no_data", 211, "Data connection closed."),
    ("STAT.active", 211, "Data connection open:"),
    (
        "STAT.passive",
        211,
        "Passive data channel waiting for connection.",
    ),
    ("STAT.open", 211, "Data connection open:"),
    ("STAT.totals", 211, ""),
    ("STAT.transfer", 211, "Data connection open:"),
    (
        "STAT.directory",
        213,
        "Status of \"{path}\":\n{lines}\nEnd of status.",
    ),
    (
        "STAT.file",
        213,
        "Status of \"{path}\":\n{lines}\nEnd of status.",
    ),
];

/// Verb, key, code, text.
const ROWS_OF_VERBS: &[(Verb, &str, u16, &str)] = &[
    (
        verbs::PASS,
        "session.bad_sequence",
        503,
        "Login with USER first.",
    ),
    (
        verbs::RNTO,
        "session.bad_sequence",
        503,
        "Bad sequence of commands: use RNFR first.",
    ),
    (
        verbs::TYPE,
        "argument.unsupported",
        504,
        "Unsupported type \"{argument}\".",
    ),
    (
        verbs::TYPE,
        "argument.malformed",
        504,
        "Unsupported type \"{argument}\".",
    ),
    (
        verbs::STRU,
        "argument.unsupported",
        504,
        "Unimplemented STRU type.",
    ),
    (
        verbs::STRU,
        "argument.unknown",
        501,
        "Unrecognized STRU type.",
    ),
    (
        verbs::STRU,
        "argument.malformed",
        501,
        "Unrecognized STRU type.",
    ),
    (
        verbs::MODE,
        "argument.unsupported",
        504,
        "Unimplemented MODE type.",
    ),
    (
        verbs::MODE,
        "argument.unknown",
        501,
        "Unrecognized MODE type.",
    ),
    (
        verbs::MODE,
        "argument.malformed",
        501,
        "Unrecognized MODE type.",
    ),
    (verbs::PORT, "argument.address", 501, "Invalid PORT format."),
    (verbs::EPRT, "argument.address", 501, "Invalid EPRT format."),
    (
        verbs::EPRT,
        "argument.malformed",
        501,
        "Invalid EPRT format.",
    ),
    (
        verbs::EPSV,
        "argument.malformed",
        501,
        "Unknown network protocol (use {family}).",
    ),
    (verbs::OPTS, "argument.malformed", 501, "Invalid argument."),
    (
        verbs::HELP,
        "command.not_implemented",
        501,
        "Unrecognized command.",
    ),
    (
        verbs::SITE,
        "HELP.unknown",
        501,
        "Unrecognized SITE command.",
    ),
    (
        verbs::SITE,
        "argument.malformed",
        501,
        "Invalid SITE CHMOD format.",
    ),
    (verbs::MLSD, "path.not_found", 501, "No such directory."),
    (
        verbs::STAT,
        "path.no_globbing",
        550,
        "Globbing not supported.",
    ),
];

/// Keys after which `SIZE`, `MDTM` and `MFMT` have another text.
const NO_FILE: &[&str] = &[
    "path.is_a_directory",
    "path.not_a_directory",
    "path.not_found",
];

impl Dialect {
    /// The codes and texts of pyftpdlib 2.2, where they do no harm: never a code that lies.
    ///
    /// It is a part of the profile [`Pyftpdlib`](crate::session::Profile::Pyftpdlib), which also
    /// behaves like it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::protocol::Dialect;
    ///
    /// let server = FtpServer::builder().dialect(Dialect::pyftpdlib()).start();
    /// ```
    pub fn pyftpdlib() -> Self {
        let mut dialect = Self::new();
        for (key, code, text) in ROWS {
            dialect = dialect.reply(key, *code, text);
        }
        for (verb, key, code, text) in ROWS_OF_VERBS {
            dialect = dialect.reply_to(*verb, key, *code, text);
        }
        for key in NO_FILE {
            // One of the three has a full stop.
            dialect = dialect
                .reply_to(verbs::SIZE, key, 550, "{path} is not retrievable.")
                .reply_to(verbs::MDTM, key, 550, NOT_RETRIEVABLE)
                .reply_to(verbs::MFMT, key, 550, NOT_RETRIEVABLE);
        }
        dialect
    }
}
