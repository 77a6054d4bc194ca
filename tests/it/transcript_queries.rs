//! Looking things up in transcripts, and when things get there.

use ftpmock::prelude::*;
use ftpmock::transcript::{EntryKind, content_hash};

use crate::support::raw::Raw;
use crate::support::user;

fn server() -> FtpServer {
    FtpServer::builder()
        .file("/a.txt", "hello")
        .dir("/d")
        .start()
}

#[test]
fn several_clients_at_once_are_shown_one_after_the_other() {
    let server = server();
    let mut two: Vec<Raw> = (0..2).map(|_| Raw::connect(server.addr())).collect();
    for round in ["NOOP", "SYST"] {
        for raw in two.iter_mut().rev() {
            raw.say(round);
        }
    }
    two.into_iter().rev().for_each(Raw::quit);

    let transcript = server.finish();

    insta::assert_snapshot!(transcript, @"
    #1 connect
    S: 220 ftpmock ready
    C: NOOP
    S: 200 NOOP ok.
    C: SYST
    S: 215 UNIX Type: L8
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    #2 connect
    S: 220 ftpmock ready
    C: NOOP
    S: 200 NOOP ok.
    C: SYST
    S: 215 UNIX Type: L8
    C: QUIT
    S: 221 Service closing control connection.
    #2 closed
    ");
    assert_eq!(transcript.sessions(), [1, 2]);
    let mut order: Vec<u64> = transcript.entries().map(|entry| entry.seq).collect();
    assert!(!order.is_sorted(), "grouped by session, not by time");
    order.sort_unstable();
    assert!(order.into_iter().eq(0..transcript.entries().count() as u64));
}

#[test]
fn parts_of_a_transcript() {
    let server = server();
    server.on(DELE).named("locked").reply(450, "Locked.");
    let mut one = Raw::connect(server.addr()).login();
    one.upload("STOR /b", "abc");
    one.say("DELE /b");
    one.quit();
    Raw::connect(server.addr()).quit();
    let transcript = server.finish();

    insta::assert_snapshot!(transcript.session(2), @"
    #2 connect
    S: 220 ftpmock ready
    C: QUIT
    S: 221 Service closing control connection.
    #2 closed
    ");
    assert_eq!(transcript.session(3).to_string(), "");
    insta::assert_snapshot!(transcript.only([STOR, DELE]), @r#"
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    D: C->S 3 bytes
    S: 226 Transfer complete.
    C: DELE /b
    ! fault "locked": reply 450
    S: 450 Locked.
    "#);
    insta::assert_snapshot!(transcript.session(1).without([USER, PASS, EPSV, STOR]), @r#"
    #1 connect
    S: 220 ftpmock ready
    C: DELE /b
    ! fault "locked": reply 450
    S: 450 Locked.
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    "#);
    insta::assert_snapshot!(transcript.session(1).with_replies(false), @r#"
    #1 connect
    C: USER alice
    C: PASS ***
    C: EPSV
    C: STOR /b
    D: C->S 3 bytes
    C: DELE /b
    ! fault "locked": reply 450
    C: QUIT
    #1 closed
    "#);
    assert_eq!(transcript.with_replies(true), transcript);
    assert_eq!(transcript.only(ANY).commands(), transcript.commands());
    assert_eq!(transcript.without(ANY).commands(), [""; 0]);
}

#[test]
fn commands_and_replies_are_lists() {
    let server = server();
    server.on("XTWO").reply(211, "one\ntwo");
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say("NOOP");
    raw.say("XTWO now");
    raw.quit();
    let transcript = server.finish();

    assert_eq!(transcript.commands(), ["NOOP", "XTWO now", "QUIT"]);
    insta::assert_debug_snapshot!(transcript.replies(), @r#"
    [
        "220 ftpmock ready",
        "200 NOOP ok.",
        "211-one\n211 two",
        "221 Service closing control connection.",
    ]
    "#);
}

#[test]
fn sorted_sessions_do_not_depend_on_who_came_first() {
    let run = |lines: [&str; 3]| {
        let server = server();
        for line in lines {
            let mut raw = Raw::connect(server.addr());
            raw.say(line);
            raw.quit();
        }
        server.finish()
    };

    let (one, two) = (run(["SYST", "NOOP", "SYST"]), run(["NOOP", "SYST", "SYST"]));

    assert_ne!(one, two);
    assert_eq!(one.sorted(), two.sorted());
    assert_eq!(one.sorted().sessions(), [1, 2, 3]);
    assert_eq!(one.sorted().session(1).commands(), ["NOOP", "QUIT"]);
    assert_eq!(one.sorted().sorted(), one.sorted());
}

#[test]
fn entries_hold_what_the_text_can_not() {
    let server = server();
    user::upload(server.addr(), "/b", b"abc").unwrap();
    let transcript = server.finish();

    let moved: Vec<_> = transcript
        .entries()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Data(data) => Some((entry.session, data.bytes, data.hash)),
            _ => None,
        })
        .collect();
    assert_eq!(moved, [(1, 3, content_hash(b"abc"))]);

    let users = transcript
        .entries()
        .filter(|e| matches!(&e.kind, EntryKind::LoggedIn(u) if u == "alice"));
    assert_eq!(users.count(), 1);
    assert!(transcript.entries().map(|e| e.at).is_sorted());
    let peer = transcript.entries().find_map(|e| match &e.kind {
        EntryKind::Connected(peer) => Some(peer.ip()),
        _ => None,
    });
    assert!(peer.unwrap().is_loopback());
    let kept = format!("{:?}", transcript.entries().collect::<Vec<_>>());
    assert!(!kept.contains("secret"), "{kept}");
}

#[test]
fn an_old_transcript_stays_as_it_was() {
    let server = server();
    let mut raw = Raw::connect(server.addr());
    let before = server.transcript();
    let shown = before.to_string();

    for _ in 0..200 {
        raw.say("NOOP");
    }

    assert_eq!(before.to_string(), shown);
    assert_eq!(server.transcript().commands().len(), 200);
}

/// One spot of each kind: the reply, the data, the end of a connection.
#[test]
fn what_the_client_has_seen_is_recorded_race() {
    let server = server();
    let last = || {
        server
            .transcript()
            .to_string()
            .lines()
            .last()
            .unwrap()
            .to_owned()
    };
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(last(), "S: 230 User logged in, proceed.");

    let data = raw.epsv();
    assert_eq!(raw.say("NLST").code, 150);
    assert_eq!(data.read_to_end().0, b"a.txt\r\nd\r\n");
    let shown = server.transcript().to_string();
    assert!(shown.contains("D: S->C 10 bytes"), "{shown}");
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(last(), "S: 226 Transfer complete.");

    raw.send("QUIT\r\n");
    assert_eq!(raw.read_reply().code, 221);
    raw.expect_eof();
    assert_eq!(last(), "#1 closed");
}

#[test]
fn a_transcript_without_clients_is_empty() {
    let transcript = server().finish();

    assert_eq!(transcript.to_string(), "");
    assert_eq!(format!("{transcript:?}"), "[]");
    assert_eq!(transcript.entries().count(), 0);
    assert_eq!(transcript.sorted(), transcript);
}
