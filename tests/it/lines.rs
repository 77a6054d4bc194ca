//! What each command answers to lines that are wrong in every way: exactly one reply, and the session goes on.

use ftpmock::FtpServer;
use ftpmock::protocol::Verb;
use ftpmock::session::specs;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_reply::show;

/// A command, a wrong argument, and the codes before and after login to: the command alone, that argument, an
/// argument with NUL, one with CR, one behind a Telnet command (`x`), and one that is no UTF-8.
const TABLE: &str = "
    ABOR       now      225/225 501/501 501/501 501/501 501/501 501/501
    ACCT       x        501/501 503/202 503/202 503/202 503/202 503/202
    ADAT       x        502/502 502/502 502/502 502/502 502/502 502/502
    ALLO       x        501/501 530/501 530/501 530/501 530/501 530/501
    APPE       /none/x  501/501 530/550 553/553 553/553 530/425 530/425
    AUTH       x        502/502 502/502 502/502 502/502 502/502 502/502
    AVBL       /none    530/213 530/550 553/553 553/553 530/550 530/550
    CCC        x        502/502 502/502 502/502 502/502 502/502 502/502
    CDUP       x        530/250 501/501 501/501 501/501 501/501 501/501
    CLNT       x        501/501 200/200 200/200 200/200 200/200 200/200
    CONF       x        502/502 502/502 502/502 502/502 502/502 502/502
    CWD        /none    530/250 530/550 553/553 553/553 530/550 530/550
    DELE       /none    501/501 530/550 553/553 553/553 530/550 530/550
    DSIZ       /none    530/213 530/550 553/553 553/553 530/550 530/550
    ENC        x        502/502 502/502 502/502 502/502 502/502 502/502
    EPRT       |x|      501/501 530/501 530/501 530/501 530/501 530/501
    EPSV       3        530/229 530/522 530/501 530/501 530/501 530/501
    FEAT       x        211/211 501/501 501/501 501/501 501/501 501/501
    HASH       /none    501/501 530/550 553/553 553/553 530/550 530/550
    HELP       me       214/214 501/501 501/501 501/501 501/501 501/501
    HOST       a:21     501/501 501/503 501/503 501/503 504/503 501/503
    LANG       fr       200/200 504/504 501/501 501/501 504/504 501/501
    LIST       /none    530/425 530/550 553/553 553/553 530/550 530/550
    MDTM       /none    501/501 530/550 553/553 553/553 530/550 530/550
    MFCT       now      501/501 530/501 530/501 530/501 530/501 530/501
    MFF        now      501/501 501/501 501/501 501/501 501/501 501/501
    MFMT       now      501/501 530/501 530/501 530/501 530/501 530/501
    MIC        x        502/502 502/502 502/502 502/502 502/502 502/502
    MKD        /none/x  501/501 530/550 553/553 553/553 530/257 530/257
    MLSD       /none    530/425 530/550 553/553 553/553 530/550 530/550
    MLST       /none    530/250 530/550 553/553 553/553 530/550 530/550
    MODE       Z        501/501 530/504 530/501 530/501 530/504 530/501
    NLST       /none    530/425 530/550 553/553 553/553 530/550 530/550
    NOOP       x        200/200 501/501 501/501 501/501 501/501 501/501
    OPTS       MLST;    501/501 501/501 501/501 501/501 501/501 501/501
    PASS       x        503/503 503/503 503/503 503/503 503/503 503/503
    PASV       x        530/227 501/501 501/501 501/501 501/501 501/501
    PBSZ       x        502/502 502/502 502/502 502/502 502/502 502/502
    PORT       1,2      501/501 530/501 530/501 530/501 530/501 530/501
    PROT       x        502/502 502/502 502/502 502/502 502/502 502/502
    PWD        x        530/257 501/501 501/501 501/501 501/501 501/501
    QUIT       now      221/221 501/501 501/501 501/501 501/501 501/501
    RANG       1        501/501 530/501 530/501 530/501 530/501 530/501
    REIN       x        220/220 501/501 501/501 501/501 501/501 501/501
    REST       -1       501/501 530/501 530/501 530/501 530/501 530/501
    RETR       /none    501/501 530/550 553/553 553/553 530/550 530/550
    RMD        /none    501/501 530/550 553/553 553/553 530/550 530/550
    RMDA       /none    501/501 530/550 553/553 553/553 530/550 530/550
    RNFR       /none    501/501 530/550 553/553 553/553 530/550 530/550
    RNTO       /none    501/501 530/503 553/553 553/553 530/503 530/503
    SITE       EXEC     501/501 502/502 500/500 500/500 500/500 500/500
    SITE-CHGRP bob      501/501 501/501 501/501 501/501 501/501 501/501
    SITE-CHMOD 9        501/501 530/501 530/501 530/501 530/501 530/501
    SITE-CHOWN bob      501/501 501/501 501/501 501/501 501/501 501/501
    SITE-COPY  /none    501/501 501/501 501/501 501/501 501/501 501/501
    SITE-CPFR  /none    501/501 530/550 553/553 553/553 530/550 530/550
    SITE-CPTO  /none/x  501/501 530/503 553/553 553/553 530/503 530/503
    SITE-HELP  me       214/214 501/501 501/501 501/501 501/501 501/501
    SITE-IDLE  1        530/200 530/501 530/501 530/501 530/501 530/501
    SITE-LN    x        502/502 502/502 502/502 502/502 502/502 502/502
    SITE-MKDIR /        501/501 530/550 553/553 553/553 530/200 530/200
    SITE-RMDIR /none    501/501 530/550 553/553 553/553 530/550 530/550
    SITE-SYMLINK x      502/502 502/502 502/502 502/502 502/502 502/502
    SITE-UMASK 9        530/200 530/501 530/501 530/501 530/501 530/501
    SITE-UTIME now      501/501 501/501 501/501 501/501 501/501 501/501
    SITE-WHO   x        530/200 501/501 501/501 501/501 501/501 501/501
    SITE-ZONE  x        210/210 501/501 501/501 501/501 501/501 501/501
    SIZE       /none    501/501 530/550 553/553 553/553 530/550 530/550
    SMNT       x        502/502 502/502 502/502 502/502 502/502 502/502
    STAT       /none    211/211 530/550 553/553 553/553 530/550 530/550
    STOR       /none/x  501/501 530/550 553/553 553/553 530/425 530/425
    STOU       /none/x  530/425 530/550 553/553 553/553 530/425 530/425
    STRU       P        501/501 530/504 530/501 530/501 530/504 530/501
    SYST       x        215/215 501/501 501/501 501/501 501/501 501/501
    TYPE       X        501/501 530/504 530/501 530/501 530/504 530/501
    USER       nobody   501/501 331/331 331/331 331/331 331/331 331/331
    XCRC       /none    501/501 530/550 553/553 553/553 530/550 530/550
    XCUP       x        530/250 501/501 501/501 501/501 501/501 501/501
    XCWD       /none    530/250 530/550 553/553 553/553 530/550 530/550
    XMD5       /none    501/501 530/550 553/553 553/553 530/550 530/550
    XMKD       /none/x  501/501 530/550 553/553 553/553 530/257 530/257
    XPWD       x        530/257 501/501 501/501 501/501 501/501 501/501
    XRMD       /none    501/501 530/550 553/553 553/553 530/550 530/550
    XSHA       /none    501/501 530/550 553/553 553/553 530/550 530/550
    XSHA1      /none    501/501 530/550 553/553 553/553 530/550 530/550
    XSHA256    /none    501/501 530/550 553/553 553/553 530/550 530/550
    XSHA512    /none    501/501 530/550 553/553 553/553 530/550 530/550
";

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    let rows = TABLE.lines().map(|row| row.split_whitespace().collect());
    let hashes = [
        "HASH", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512",
    ];
    rows.filter(move |row: &Vec<&str>| {
        !row.is_empty() && (cfg!(feature = "hash") || !hashes.contains(&row[0]))
    })
}

/// A line begins with the command; then come a space and one of these.
fn arguments(wrong: &str) -> [Option<Vec<u8>>; 6] {
    [
        None,
        Some(wrong.into()),
        Some(b"a\0b".into()),
        Some(b"a\rb".into()),
        Some(b"\xff\xf1x".into()),
        Some(b"\xc3(".into()),
    ]
}

fn line(command: &str, argument: Option<&[u8]>) -> Vec<u8> {
    let mut line = command.replace('-', " ").into_bytes();
    if let Some(argument) = argument {
        line.push(b' ');
        line.extend_from_slice(argument);
    }
    line
}

/// The table says exactly which codes there are, so the ceiling need not.
fn connect(server: &FtpServer, logged_in: bool) -> Raw {
    let raw = Raw::connect(server.addr()).lenient();
    if logged_in { raw.login() } else { raw }
}

#[track_caller]
fn check(raw: &mut Raw, line: &[u8], code: u16) {
    let shown = show(&line[..line.len().min(40)]);
    let reply = raw.say(line);
    assert_eq!(reply.code, code, "{shown}: {reply}");
    if code == 221 {
        raw.expect_eof();
    } else {
        assert_eq!(raw.say("NOOP"), "200 NOOP ok.", "after {shown}");
    }
}

#[test]
fn every_wrong_line_gets_the_one_reply_of_the_table() {
    for logged_in in [false, true] {
        for row in rows() {
            // What one command leaves behind does not matter to the next one of its own row, but for these.
            let ends = ["USER", "REIN", "QUIT", "MKD", "XMKD"].contains(&row[0]);
            let mut server = FtpServer::start();
            let mut raw = connect(&server, logged_in);
            for (argument, codes) in arguments(row[1]).iter().zip(&row[2..]) {
                if ends {
                    server = FtpServer::start();
                    raw = connect(&server, logged_in);
                }
                let (before, after) = codes.split_once('/').unwrap();
                let code = if logged_in { after } else { before };
                let line = line(row[0], argument.as_deref());
                check(&mut raw, &line, code.parse().unwrap());
            }
        }
    }
}

#[rstest]
#[case::before_login(false)]
#[case::after_login(true)]
fn a_line_of_a_mebibyte_is_answered_once_whatever_it_begins_with(#[case] logged_in: bool) {
    let server = FtpServer::start();
    let mut raw = connect(&server, logged_in);
    for row in rows() {
        check(&mut raw, &line(row[0], Some(&[b'a'; 1 << 20])), 500);
    }
    for octet in [b'a', b' ', 0, b'\r'] {
        check(&mut raw, &[octet; 1 << 20], 500);
    }
}

#[test]
fn commands_that_are_not_implemented_say_so_whatever_their_argument() {
    let server = FtpServer::start();
    let here: Vec<Verb> = specs().map(|spec| spec.verb).collect();
    for logged_in in [false, true] {
        let mut raw = connect(&server, logged_in);
        for verb in Verb::all().iter().filter(|verb| !here.contains(verb)) {
            for argument in arguments("x") {
                check(&mut raw, &line(verb.name(), argument.as_deref()), 502);
            }
        }
    }
}

#[test]
fn lines_that_are_no_command_at_all_are_500() {
    let server = FtpServer::start();
    for logged_in in [false, true] {
        let mut raw = connect(&server, logged_in);
        let lines: [&[u8]; 12] = [
            b"",
            b" ",
            b"\0",
            b"\r",
            b"\xff\xff",
            b"\xc3(",
            b" NOOP",
            b"NOOP\0",
            b"NOOP\rx",
            b"NOOP\tx",
            b"JUMP",
            b"NOOPNOOP",
        ];
        for line in lines {
            check(&mut raw, line, 500);
        }
    }
}

#[test]
fn the_table_has_a_row_for_every_command() {
    for spec in specs() {
        let name = spec.name().replace(' ', "-");
        assert!(rows().any(|row| row[0] == name), "{name}");
    }
}
