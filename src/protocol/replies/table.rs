//! The table of all replies: to change a text is to change this file, and to break snapshots.

use super::*;
use crate::protocol::{FactSet, SyntaxError, UnixTime, verbs};

fn all() -> Vec<Reply> {
    let fixed = [
        general::FIXED,
        login::FIXED,
        transfer::FIXED,
        files::FIXED,
        info::FIXED,
        site::FIXED,
    ];
    let mut replies: Vec<Reply> = fixed.concat().into_iter().map(|reply| reply()).collect();
    let path = FtpPath::new("/a \"b\"");
    replies.extend([
        greeting(b"ready"),
        greeting(b"hello\r\nready\r\n"),
        logged_in(b""),
        logged_in(b"news\nmore news\n"),
        closing(b""),
        closing(b"bye"),
        passive("127.0.0.1", 50000),
        extended_passive(50000),
        after_epsv_all(verbs::PORT),
        unknown_family("(1)"),
        no_such_family("(1)"),
        type_set("A"),
        type_set("E"),
        type_set("I"),
        structure_set("F"),
        mode_set("S"),
        restarting(5),
        marked(b"m1", 5),
        deflate_level(6),
        range_set(0, 9),
        opening_sized(5),
        opening_unique(b"ftp.1"),
        directory_changed(&path),
        current_directory(&path),
        directory_created(&path),
        size(5),
        modification_time(UnixTime::SEEDED),
        modification_time_set(UnixTime::SEEDED, b"a b"),
        creation_time_set(UnixTime::SEEDED, b"a b"),
        facts_set("Modify=20240101000000;UNIX.mode=0644;", b"a b"),
        fact_read_only(b"media-type"),
        space_available(5),
        tree_size(5),
        partly_done(&permission_denied(), "2 removed"),
        machine_entry(&path, ["type=file; /a \"b\"".into()]),
        system(b"UNIX Type: L8"),
        features(["MDTM".into(), "SIZE".into()]),
        features([]),
        facts_chosen(&FactSet::default()),
        facts_chosen(&crate::protocol::parse_opts(b"").unwrap()),
        help(verbs_of_nine()),
        site_help([("CHMOD", true), ("HELP", true)]),
        help_syntax("RETR <SP> path"),
        umask(0o22),
        umask_set(0o7, 0o22),
        zone(0),
        zone(-19_800),
        idle_limit(300, 7200),
        who(["alice from 127.0.0.1".into()]),
        status(["TYPE: A".into()]),
        at_once(opening()),
        at_once(opening_unique(b"ftp.1")),
        directory_status(&path, ["a line".into()]),
        file_status(&path, ["a line".into()]),
    ]);
    replies
}

fn verbs_of_nine() -> impl Iterator<Item = (&'static str, bool)> {
    let verbs = crate::protocol::Verb::all().iter().take(9);
    verbs.map(|verb| (verb.name(), *verb != verbs::ACCT))
}

#[test]
fn every_reply_has_its_key_code_and_text() {
    let table: String = all()
        .iter()
        .map(|reply| format!("{:<30} {}\n", reply.key(), reply))
        .collect();
    insta::assert_snapshot!(table, @r#"
    connect.too_many               421 Too many connections.
    connect.too_many_from_address  421 Too many connections from your address.
    session.shutdown               421 Service not available.
    session.idle                   421 Timeout: closing control connection.
    session.login_timeout          421 Login timeout: closing control connection.
    session.too_many_logins        421 Too many login attempts: closing control connection.
    session.bad_telnet             421 Telnet negotiation too long: closing control connection.
    command.too_long               500 Command line too long.
    command.malformed              500 Syntax error, command unrecognized.
    command.unknown                500 Command not understood.
    command.not_implemented        502 Command not implemented.
    argument.missing               501 Syntax error: argument required.
    argument.unexpected            501 Syntax error: no argument allowed.
    argument.malformed             501 Syntax error in parameters or arguments.
    argument.address               501 Syntax error: invalid address or port.
    argument.utf8                  501 Invalid UTF-8 in argument.
    argument.time                  501 Syntax error: time must be YYYYMMDDHHMMSS.
    argument.unsupported           504 Command not implemented for that parameter.
    argument.unknown               504 Command not implemented for that parameter.
    path.name_not_allowed          553 File name not allowed.
    session.not_logged_in          530 Please login with USER and PASS.
    session.bad_sequence           503 Bad sequence of commands.
    USER.need_password             331 User name okay, need password.
    USER.again                     331 User name okay, need password.
    USER.refused                   530 User not allowed.
    PASS.need_account              332 Need account for login.
    PASS.bad                       530 Login incorrect.
    PASS.again                     503 Bad sequence of commands.
    PASS.superfluous               202 Command superfluous.
    ACCT.done                      230 Account accepted, proceed.
    ACCT.bad                       530 Account not accepted.
    session.need_account           532 Need account for storing files.
    ACCT.superfluous               202 Command superfluous.
    REIN.done                      220 Service ready for new user.
    PORT.done                      200 PORT command successful.
    EPRT.done                      200 EPRT command successful.
    EPSV.all                       200 EPSV ALL command successful.
    PORT.foreign                   504 Address is not that of the client.
    PORT.privileged                504 Port below 1024 not allowed.
    PORT.refused                   425 Can't connect to that address.
    PORT.timeout                   425 Can't connect to that address.
    PASV.use_epsv                  522 Use EPSV.
    PASV.no_port                   425 Can't open passive connection.
    data.none                      425 Use PASV or PORT first.
    data.not_opened                425 Can't open data connection.
    ALLO.superfluous               202 No storage allocation necessary.
    ALLO.done                      200 ALLO command successful.
    ALLO.differs                   451 Requested action aborted: size differs from ALLO.
    RANG.forgotten                 350 Range forgotten.
    RANG.backwards                 501 Start of the range lies behind its end.
    RANG.type                      551 RANG needs TYPE I and MODE S.
    REST.bad                       501 Restart marker must be a whole number.
    REST.ascii                     501 REST not allowed in ASCII type.
    transfer.open                  150 File status okay; about to open data connection.
    transfer.done                  226 Transfer complete.
    transfer.already_open          125 Data connection already open; transfer starting.
    transfer.done_open             250 Transfer complete; data connection open.
    transfer.aborted               426 Connection closed; transfer aborted.
    transfer.broken                426 Connection closed; transfer aborted.
    transfer.timeout               426 Data connection timed out.
    any.local_error                451 Requested action aborted: local error in processing.
    any.interrupted                451 Requested action aborted.
    any.no_space                   452 Requested action not taken: insufficient storage space.
    any.quota                      552 Requested file action aborted: exceeded storage allocation.
    transfer.bad_rest              554 Requested action not taken: invalid REST parameter.
    STOR.rest_of_nothing           554 Requested action not taken: invalid REST parameter.
    APPE.rest                      450 APPE not allowed with REST.
    STOU.rest                      450 STOU not allowed with REST.
    transfer.mismatch              555 Requested action not taken: type or stru mismatch.
    transfer.corrupt               451 Compressed data corrupt.
    transfer.malformed             451 Malformed data.
    transfer.page                  551 Requested action aborted: page type unknown.
    transfer.inflates              552 Compressed data inflate too much.
    STOU.no_name                   450 No unique file name available.
    MLSD.not_a_directory           501 Not a directory.
    ABOR.idle                      225 No transfer to abort.
    ABOR.port                      225 No transfer to abort.
    ABOR.closed                    225 Data connection closed.
    ABOR.done                      226 Abort command successful.
    SMNT.done                      250 Tree mounted.
    SMNT.superfluous               202 Command superfluous.
    path.not_found                 550 No such file or directory.
    path.denied                    550 Permission denied.
    path.not_granted               550 Permission denied.
    path.is_a_directory            550 Is a directory.
    path.not_a_directory           550 Not a directory.
    path.no_globbing               550 No such file or directory.
    path.not_empty                 550 Directory not empty.
    path.not_a_file                550 Not a plain file.
    path.invalid                   550 Invalid file name.
    path.unavailable               550 Requested action not taken: file unavailable.
    path.exists                    550 File exists.
    path.busy                      450 Requested file action not taken: file busy.
    DELE.done                      250 File deleted.
    RMD.done                       250 Directory removed.
    RMD.root                       550 Permission denied.
    RNFR.root                      550 Permission denied.
    SIZE.ascii                     550 SIZE not allowed in TYPE A.
    RNFR.done                      350 Ready for destination name.
    RNTO.done                      250 Rename successful.
    RNTO.exists                    553 File exists.
    RMDA.done                      250 Directory and all in it removed.
    path.too_many                  450 Requested file action not taken: too many files.
    AVBL.unknown                   550 Available space unknown.
    SITE.chmod_done                200 SITE CHMOD command successful.
    NOOP.done                      200 NOOP ok.
    CLNT.done                      200 Noted.
    HOST.done                      220 Host accepted.
    HOST.unknown                   504 Unknown host.
    LANG.done                      200 Language set to EN.
    LANG.unknown                   504 Language not available.
    OPTS.utf8                      200 UTF8 set to on.
    OPTS.utf8                      200 UTF8 set to off.
    OPTS.unknown                   501 Syntax error in parameters or arguments.
    OPTS.none                      501 No options for this command.
    HELP.unknown                   501 Unknown command.
    SITE.unknown                   500 Unknown SITE command.
    SITE.chgrp_done                200 SITE CHGRP command successful.
    SITE.chown_done                200 SITE CHOWN command successful.
    SITE.copy_done                 200 SITE COPY command successful.
    SITE.cpfr_done                 350 Ready for destination name.
    SITE.cpto_done                 250 Copy successful.
    SITE.mkdir_done                200 SITE MKDIR command successful.
    SITE.rmdir_done                200 SITE RMDIR command successful.
    SITE.symlink_done              200 SITE SYMLINK command successful.
    SITE.utime_done                200 SITE UTIME command successful.
    connect.greeting               220 ready
    connect.greeting               220-hello
    220 ready
    PASS.done                      230 User logged in, proceed.
    PASS.done                      230-news
     more news
    230 User logged in, proceed.
    QUIT.done                      221 Service closing control connection.
    QUIT.done                      221-bye
    221 Service closing control connection.
    PASV.done                      227 Entering Passive Mode (127,0,0,1,195,80).
    EPSV.done                      229 Entering Extended Passive Mode (|||50000|)
    EPSV.only                      501 PORT not allowed after EPSV ALL.
    data.family                    522 Network protocol not supported, use (1)
    data.unknown_family            522 Network protocol not supported, use (1)
    TYPE.ascii                     200 Type set to A.
    TYPE.ebcdic                    200 Type set to E.
    TYPE.image                     200 Type set to I.
    STRU.done                      200 Structure set to F.
    MODE.done                      200 Mode set to S.
    REST.done                      350 Restarting at 5. Send STOR or RETR to initiate transfer.
    transfer.mark                  110 MARK m1 = 5
    OPTS.mode_z                    200 MODE Z LEVEL set to 6.
    RANG.done                      350 Range set to 0-9. Send STOR or RETR to initiate transfer.
    transfer.open                  150 File status okay; about to open data connection (5 bytes).
    STOU.open                      150 FILE: ftp.1
    CWD.done                       250 "/a ""b""" is the current directory.
    PWD.done                       257 "/a ""b""" is the current directory.
    MKD.done                       257 "/a ""b""" created.
    SIZE.done                      213 5
    MDTM.done                      213 20240101000000
    MFMT.done                      213 Modify=20240101000000; a b
    MFCT.done                      213 Create=20240101000000; a b
    MFF.done                       213 Modify=20240101000000;UNIX.mode=0644; a b
    MFF.read_only                  504 Fact media-type can not be changed.
    AVBL.done                      213 5
    DSIZ.done                      213 5
    path.denied                    550 Permission denied. Done: 2 removed.
    MLST.done                      250-Listing /a "b"
     type=file; /a "b"
    250 End
    SYST.done                      215 UNIX Type: L8
    FEAT.done                      211-Features:
     MDTM
     SIZE
    211 End
    FEAT.none                      211 No features.
    OPTS.mlst                      200 MLST OPTS type;size;modify;perm;unique;UNIX.mode;UNIX.uid;UNIX.gid;
    OPTS.mlst_none                 200 MLST OPTS
    HELP.done                      214-The following commands are recognized (* not implemented):
     ABOR     ACCT*    ADAT     ALGS     ALLO     APPE     AUTH     AVBL
     CCC
    214 Help command successful.
    SITE.help                      214-The following SITE commands are recognized:
     CHMOD    HELP
    214 Help command successful.
    HELP.syntax                    214 Syntax: RETR <SP> path
    SITE.umask                     200 Current UMASK is 022
    SITE.umask_set                 200 UMASK set to 007 (was 022)
    SITE.zone                      210 UTC+0
    SITE.zone                      210 UTC-5:30
    SITE.idle                      200 Current IDLE time limit is 300 seconds; max 7200
    SITE.who                       200-Users logged in:
     alice from 127.0.0.1
    200 End of list.
    STAT.server                    211-Status of the server:
     TYPE: A
    211 End of status.
    transfer.already_open          125 Data connection already open; transfer starting.
    STOU.open                      125 FILE: ftp.1
    STAT.directory                 212-Status of /a "b":
     a line
    212 End of status.
    STAT.file                      213-Status of /a "b":
     a line
    213 End of status.
    "#);
}

#[test]
fn every_key_is_a_subject_and_a_situation() {
    for reply in all() {
        let (subject, situation) = reply.key().split_once('.').unwrap();
        assert!(!subject.is_empty() && !situation.is_empty(), "{reply:?}");
    }
}

/// The keys of the replies about TLS, in the order of their octets.
const OF_TLS: &[&str] = &[
    "ADAT.unexpected",
    "AUTH.again",
    "AUTH.done",
    "AUTH.unknown",
    "CCC.done",
    "CCC.not_protected",
    "PBSZ.done",
    "PROT.clear",
    "PROT.no_pbsz",
    "PROT.private",
    "PROT.refused",
    "PROT.unsupported",
    "USER.certificate",
    "data.not_resumed",
    "data.not_resumed_425",
    "data.prot",
    "data.tls_failed",
    "security.level",
    "security.none",
    "security.required",
];

#[cfg(feature = "tls")]
#[test]
fn those_about_tls_have_theirs_too() {
    let replies: Vec<Reply> = security::FIXED.iter().map(|reply| reply()).collect();
    let mut keys: Vec<&str> = replies.iter().map(Reply::key).collect();
    keys.sort_unstable();
    assert_eq!(keys, OF_TLS);
    let lines = replies
        .iter()
        .map(|reply| format!("{:<30} {}\n", reply.key(), reply));
    insta::assert_snapshot!(lines.collect::<String>(), @"
    AUTH.done                      234 AUTH accepted, start TLS.
    AUTH.unknown                   504 Security mechanism not understood.
    AUTH.again                     503 The control connection is protected already.
    ADAT.unexpected                503 No security data exchange is in progress.
    PBSZ.done                      200 PBSZ=0
    security.none                  503 No security exchange: use AUTH first.
    PROT.no_pbsz                   503 Use PBSZ first.
    PROT.unsupported               536 Protection level not supported by TLS.
    PROT.refused                   534 Protection level refused by policy.
    PROT.clear                     200 Protection level set to C.
    PROT.private                   200 Protection level set to P.
    CCC.done                       200 The control connection is in clear from now on.
    CCC.not_protected              533 The control connection is not protected.
    security.level                 537 Not supported by TLS.
    security.required              530 TLS required: use AUTH TLS.
    data.prot                      521 Data connection cannot be opened with this PROT setting.
    data.tls_failed                522 TLS negotiation failed on data channel.
    data.not_resumed               522 Data connection must resume the TLS session of the control connection.
    data.not_resumed_425           425 Unable to build data connection: TLS session of the control connection not reused.
    USER.certificate               232 User logged in, authorized by security data exchange.
    ");
}

/// What `HASH` and its like answer, what is said of TLS, and the lines of `STAT`: they have tables of
/// their own.
fn is_elsewhere(key: &str) -> bool {
    let of_a_feature = ["HASH.", "OPTS.hash", "OPTS.unknown_hash", "checksum."];
    of_a_feature.iter().any(|start| key.starts_with(start))
        || OF_TLS.contains(&key)
        || STATUS_LINES.contains(&key)
}

#[test]
fn the_keys_are_those_of_all_replies() {
    let replies = all();
    let mut keys: Vec<&str> = replies.iter().map(Reply::key).collect();
    keys.sort_unstable();
    keys.dedup();
    let listed: Vec<&str> = KEYS
        .iter()
        .copied()
        .filter(|key| !is_elsewhere(key))
        .collect();
    assert_eq!(keys, listed);
    assert!(KEYS.is_sorted());
}

#[test]
fn every_syntax_error_has_a_reply() {
    let codes = [
        (SyntaxError::BadAddress, 501),
        (SyntaxError::BadFamily, 522),
        (SyntaxError::BadMarker, 501),
        (SyntaxError::BadName, 553),
        (SyntaxError::BadTime, 501),
        (SyntaxError::Malformed, 501),
        (SyntaxError::Missing, 501),
        (SyntaxError::Unexpected, 501),
        (SyntaxError::Unsupported, 504),
    ];
    for (error, code) in codes {
        assert_eq!(syntax(error).code().get(), code);
    }
}
