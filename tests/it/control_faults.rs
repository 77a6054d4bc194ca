//! Faults of the control connection: the octets on the wire, and how the session goes on or ends.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

/// The exchange of the command under test.
fn said(server: &FtpServer) -> Transcript {
    server.transcript().only([NOOP, DELE, STOR, RETR, PASS])
}

#[test]
fn a_scripted_reply_is_sent_instead_of_acting() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server
        .on(DELE)
        .once()
        .named("locked")
        .reply(450, "File is locked.");
    let mut raw = client(&server);

    assert_eq!(raw.say("DELE /a").raw, b"450 File is locked.\r\n");

    assert!(server.fs().exists("/a"));
    assert_eq!(rule.hits(), 1);
    assert_eq!(raw.say("DELE /a").code, 250);
    insta::assert_snapshot!(said(&server).without(PASS), @r#"
    C: DELE /a
    ! fault "locked": reply 450
    S: 450 File is locked.
    C: DELE /a
    S: 250 File deleted.
    "#);
}

#[rstest]
#[case::two("one\ntwo", "450-one\r\n450 two\r\n")]
#[case::three("one\ntwo\nthree", "450-one\r\n two\r\n450 three\r\n")]
#[case::empty("", "450 \r\n")]
#[case::middle_like_an_end("a\n450 b\nc", "450-a\r\n 450 b\r\n450 c\r\n")]
#[case::control_characters("a\u{1}b\u{7f}", "450 a\\x01b\\x7f\r\n")]
fn a_scripted_text_is_formatted_as_any_reply(#[case] text: &str, #[case] wire: &str) {
    let server = FtpServer::start();
    server.on(NOOP).reply(450, text);

    let reply = client(&server).say("NOOP");

    assert_eq!(String::from_utf8(reply.raw).unwrap(), wire);
}

#[test]
fn the_transcript_shows_each_line_of_a_scripted_reply() {
    let server = FtpServer::start();
    server.on(NOOP).reply(450, "one\ntwo\nthree");
    client(&server).say("NOOP");

    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: NOOP
    ! fault: reply 450
    S: 450-one
    S:  two
    S: 450 three
    ");
}

#[test]
fn a_scripted_login_logs_nobody_in() {
    let server = FtpServer::builder().user(("bob", "secret")).start();
    server
        .on(PASS)
        .once()
        .reply(230, "Welcome, whoever you are.");
    let mut raw = Raw::connect(server.addr()).lenient();

    raw.say("USER bob");
    assert_eq!(raw.say("PASS wrong").code, 230);

    assert_eq!(raw.say("PWD").code, 530);
}

#[test]
fn another_text_leaves_the_code_and_the_deed() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).reply_text("Gone, and good riddance.");
    let mut raw = client(&server);

    assert_eq!(raw.say("DELE /a").raw, b"250 Gone, and good riddance.\r\n");
    assert_eq!(raw.say("DELE /a").raw, b"550 Gone, and good riddance.\r\n");

    assert_eq!(rule.hits(), 2);
    assert!(!server.fs().exists("/a"));
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: DELE /a
    ! fault: other reply text
    S: 250 Gone, and good riddance.
    C: DELE /a
    ! fault: other reply text
    S: 550 Gone, and good riddance.
    ");
}

#[test]
fn another_code_may_come_with_several_lines() {
    let server = FtpServer::start();
    server.on(NOOP).fault(Fault::reply_as(250, "one\ntwo"));

    assert_eq!(client(&server).say("NOOP").raw, b"250-one\r\n250 two\r\n");
}

#[test]
fn another_code_leaves_the_deed() {
    let server = FtpServer::builder().file("/a", "x").start();
    server.on(DELE).fault(Fault::reply_as(200, "Fine."));
    let mut raw = client(&server);

    assert_eq!(raw.say("DELE /a").raw, b"200 Fine.\r\n");

    assert!(!server.fs().exists("/a"));
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: DELE /a
    ! fault: reply as 200
    S: 200 Fine.
    ");
}

#[test]
fn another_text_is_for_the_final_reply_of_a_transfer() {
    let server = FtpServer::start();
    server.on(STOR).fault(Fault::reply_as(250, "Stored."));
    let mut raw = client(&server);

    assert_eq!(raw.upload("STOR /a", "abc"), "250 Stored.");

    assert_eq!(server.fs().read("/a"), b"abc");
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    D: C->S 3 bytes
    ! fault: reply as 250
    S: 250 Stored.
    ");
}

#[test]
fn raw_octets_are_sent_as_they_are() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server
        .on(DELE)
        .once()
        .raw_reply(b"250-half a reply\n\x00\xff\r\n999\r\n");
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    assert_eq!(
        raw.read_bytes(26),
        b"250-half a reply\n\x00\xff\r\n999\r\n"[..26]
    );

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/a"), "the command did not act");
    insta::assert_snapshot!(said(&server).without(PASS), @r#"
    C: DELE /a
    ! fault: raw reply of 26 bytes
    S: raw "250-half a reply\x0a\x00�\x0d\x0a999\x0d\x0a"
    "#);
}

#[test]
fn a_delayed_exchange_waits_for_the_clock() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "x")
        .start();
    let delay = server.on(DELE).once().delay(Duration::from_secs(20));
    let mut raw = client(&server);

    raw.send("DELE /a\r\nNOOP\r\n");
    delay
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    clock.advance(Duration::from_secs(19));
    assert!(
        raw.is_silent() && server.fs().exists("/a"),
        "not even the deed is done"
    );
    clock.advance(Duration::from_secs(2));

    assert_eq!(raw.read_reply().code, 250);
    assert_eq!(raw.read_reply().code, 200, "replies keep their order");
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: DELE /a
    ! fault: delay of 20s
    S: 250 File deleted.
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn a_delay_does_not_wake_the_idle_timeout() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let delay = server.on(NOOP).once().delay(Duration::from_secs(1000));
    let mut raw = client(&server);

    raw.send("NOOP\r\n");
    delay
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    clock.advance(Duration::from_secs(1001));

    assert_eq!(raw.read_reply().code, 200);
    assert_eq!(raw.say("NOOP").code, 200);
}

#[test]
fn a_closed_control_connection_says_nothing_more() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).close();
    let mut raw = client(&server);

    raw.send("DELE /a\r\nNOOP\r\n");
    raw.expect_eof();

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/a"));
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    C: DELE /a
    ! fault: close the control connection
    #1 closed by server
    ");
}

#[test]
fn a_reset_control_connection_says_nothing_more() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).reset();
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    raw.expect_reset();

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/a"));
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    C: DELE /a
    ! fault: reset the control connection
    #1 reset by server
    ");
}

#[test]
fn a_reply_arrives_before_the_connection_closes() {
    let server = FtpServer::start();
    let rule = server
        .on(NOOP)
        .fault(Fault::reply_then_close(421, "Service not available."));
    let mut raw = client(&server);

    assert_eq!(raw.say("NOOP"), "421 Service not available.");
    raw.expect_eof();

    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    C: NOOP
    ! fault: reply 421
    S: 421 Service not available.
    ! fault: close the control connection
    #1 closed by server
    ");
}

#[test]
fn a_long_reply_arrives_whole_before_a_reset() {
    let server = FtpServer::start();
    let text = vec!["x".repeat(500); 2000].join("\n");
    server
        .on(NOOP)
        .fault(Fault::reply(450, &text).and(Fault::reset()));
    let mut raw = client(&server);

    assert_eq!(raw.say("NOOP").lines().len(), 2000);
    raw.expect_reset();
}

#[test]
fn a_lost_reply_is_never_sent_and_the_session_goes_on() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).lose_reply();
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    assert_eq!(raw.say("NOOP").code, 200);

    assert!(!server.fs().exists("/a"), "the command has acted");
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: DELE /a
    ! fault: lose the reply
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn the_lost_reply_of_a_transfer_is_the_final_one() {
    let server = FtpServer::start();
    server.on(STOR).lose_reply();
    let mut raw = client(&server);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send("abc");
    data.finish();

    assert_eq!(raw.say("NOOP").code, 200);

    assert_eq!(server.fs().read("/a"), b"abc");
    insta::assert_snapshot!(said(&server).without(PASS), @"
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    D: C->S 3 bytes
    ! fault: lose the reply
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn a_final_reply_can_have_another_code_and_the_text_it_would_have() {
    let server = FtpServer::start();
    let rule = server.on(MKD).fault(Fault::reply_code(200));
    let mut raw = client(&server);
    assert_eq!(raw.say("MKD /a"), "200 \"/a\" created.");
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only([MKD]), @r#"
    C: MKD /a
    ! fault: reply code 200
    S: 200 "/a" created.
    "#);
}

/// Of two that can not both be, the later one.
#[test]
fn another_code_or_another_reply() {
    let server = FtpServer::start();
    let last = Fault::reply_as(250, "Fine.").and(Fault::reply_code(200));
    server.on(NOOP).fault(last);
    assert_eq!(client(&server).say("NOOP"), "200 NOOP ok.");
}
