//! The text of transcripts, made for snapshots.

use ftpmock::prelude::*;
use ftpmock::transcript::Redaction;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::user;

fn server() -> FtpServer {
    FtpServer::builder()
        .file("/a.txt", "hello")
        .dir("/d")
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// Everything whose text is not the same from run to run.
fn changeable(server: &FtpServer) {
    let mut raw = client(server);
    raw.announced("PASV");
    raw.announced("EPSV");
    raw.port();
    raw.eprt();
    raw.say("MDTM /a.txt");
    raw.say("MFMT 20250102030405 /a.txt");
    raw.say("MLST /a.txt");
    raw.say("STAT /d");
    raw.say("STAT /a.txt");
    raw.upload("STOU", "unique");
    raw.quit();
}

#[test]
fn the_normal_form_hides_ports_times_names_and_passwords() {
    let server = server();
    changeable(&server);

    insta::assert_snapshot!(server.finish(), @"
    #1 connect
    S: 220 ftpmock ready
    C: USER alice
    S: 331 User name okay, need password.
    C: PASS ***
    S: 230 User logged in, proceed.
    C: TYPE I
    S: 200 Type set to I.
    C: PASV
    S: 227 Entering Passive Mode (127,0,0,1,<port>).
    C: EPSV
    S: 229 Entering Extended Passive Mode (|||<port>|)
    C: PORT 127,0,0,1,<port>
    S: 200 PORT command successful.
    C: EPRT |1|127.0.0.1|<port>|
    S: 200 EPRT command successful.
    C: MDTM /a.txt
    S: 213 <time>
    C: MFMT 20250102030405 /a.txt
    S: 213 Modify=20250102030405; /a.txt
    C: MLST /a.txt
    S: 250-Listing /a.txt
    S:  modify=<time>;perm=adfrw;size=5;type=file;unique=<id>;UNIX.gid=1000;UNIX.mode=0644;UNIX.uid=1000; /a.txt
    S: 250 End
    C: STAT /d
    S: 212-Status of /d:
    S: 212 End of status.
    C: STAT /a.txt
    S: 213-Status of /a.txt:
    S:  -rw-r--r--   1 ftp      ftp             5 <time> a.txt
    S: 213 End of status.
    C: EPSV
    S: 229 Entering Extended Passive Mode (|||<port>|)
    C: STOU
    S: 150 FILE: <name>
    D: C->S 6 bytes
    S: 226 Transfer complete.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    ");
}

/// R-S5: passwords are hidden even there.
#[test]
fn the_raw_form_hides_passwords_only() {
    let server = server();
    changeable(&server);
    let transcript = server.finish();
    let shown = transcript.clone().raw().to_string();

    assert!(!shown.contains('<'), "{shown}");
    assert!(!shown.contains("secret") && shown.contains("C: PASS ***"));
    assert!(shown.contains("S: 213 20240101000000"), "{shown}");
    assert!(
        transcript.to_string().contains("(127,0,0,1,<port>)"),
        "the other is as it was"
    );
}

#[rstest]
#[case::ports(Redaction::Ports, &["<time>", "<name>", "<id>"])]
#[case::times(Redaction::Times, &["<port>", "<name>", "<id>"])]
#[case::names(Redaction::Names, &["<port>", "<time>"])]
fn each_kind_can_be_kept(#[case] kept: Redaction, #[case] hidden: &[&str]) {
    let server = server();
    changeable(&server);

    let shown = server.finish().keep(kept).to_string();

    for mark in ["<port>", "<time>", "<name>", "<id>"] {
        assert_eq!(
            shown.contains(mark),
            hidden.contains(&mark),
            "{mark}: {shown}"
        );
    }
}

#[test]
fn facts_are_hidden_however_they_are_written() {
    let server = server();
    server.on(MLST).fault(Fault::facts_capitalised());
    client(&server).say("MLST /a.txt");
    let text = server.transcript().only(MLST).to_string();
    assert!(
        text.contains("Modify=<time>;") && text.contains("Unique=<id>;"),
        "{text}"
    );
}

#[test]
fn a_text_is_clean_whatever_the_client_sends() {
    let server = server();
    server.on("XRAW").raw_reply(b"200 \x01\x1b[31m\xff\r\n");
    server.on("XBAD").reply(259, "a\tb\u{7}\nc ");
    let mut raw = client(&server).lenient();
    raw.send(b"CWD \x01\x02\x7f\xff \r\n");
    raw.read_reply();
    raw.send("NOOP\n");
    raw.read_reply();
    raw.send("XRAW\r\n");
    raw.read_bytes(13);
    raw.say("XBAD ");
    raw.send(format!("{}\r\n", "x".repeat(5000)));
    raw.read_reply();
    raw.send([&b"\xff\xf4\xff\xf2"[..], b"ABOR\r\n"].concat());
    raw.read_reply();
    raw.quit();

    let transcript = server.finish();
    for text in [transcript.to_string(), transcript.clone().raw().to_string()] {
        assert!(!text.contains('\r') && !text.ends_with('\n'), "{text:?}");
        let clean = |c: char| c == '\n' || !c.is_control();
        assert!(text.chars().all(clean), "{text:?}");
        assert!(text.lines().all(|line| line == line.trim_end()), "{text:?}");
    }
    insta::assert_snapshot!(transcript.without([USER, PASS, TYPE]), @r#"
    #1 connect
    S: 220 ftpmock ready
    C: CWD \x01\x02\x7f
    S: 550 No such file or directory.
    C: NOOP
    ! the line ended in a bare LF
    S: 200 NOOP ok.
    C: XRAW
    ! fault: raw reply of 13 bytes
    S: raw "200 \x01\x1b[31m�\x0d\x0a"
    C: XBAD\x20
    ! fault: reply 259
    S: 259-a\x09b\x07
    S: 259 c
    ! a line was too long
    S: 500 Command line too long.
    ! Telnet Synch
    C: ABOR
    S: 225 No transfer to abort.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    "#);
}

#[test]
fn debug_is_one_line_a_line() {
    let server = server();
    Raw::connect(server.addr()).quit();

    insta::assert_snapshot!(format!("{:#?}", server.finish()), @r##"
    [
        "#1 connect",
        "S: 220 ftpmock ready",
        "C: QUIT",
        "S: 221 Service closing control connection.",
        "#1 closed",
    ]
    "##);
}

#[test]
fn equal_means_same_text_and_same_content() {
    let of = |content: &str| {
        let server = server();
        user::upload(server.addr(), "/b", content.as_bytes()).unwrap();
        server.finish()
    };

    let (one, same, other) = (of("abc"), of("abc"), of("abd"));

    assert_eq!(one, same);
    assert_eq!(one.to_string(), other.to_string());
    assert_ne!(one, other, "the same text, other content");
    assert_ne!(one, one.with_replies(false));
    assert_ne!(one.clone().raw(), same.raw(), "their ports differ");
}
