//! Replies that are others, too many, too few, too early or too late: the octets on the wire, and the line in the transcript.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

const WITHIN: Duration = Duration::from_secs(5);

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

/// The exchange of the command under test.
fn said(server: &FtpServer) -> Transcript {
    server
        .transcript()
        .only([ABOR, CWD, DELE, NOOP, PWD, RETR, STOR])
}

/// What comes after the line, octet for octet.
#[track_caller]
fn expect_wire(raw: &mut Raw, line: &str, wire: &str) {
    raw.send(format!("{line}\r\n"));
    let got = raw.read_bytes(wire.len());
    assert_eq!(String::from_utf8_lossy(&got), wire);
}

#[test]
fn replies_by_hand_come_together_and_nothing_is_done() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server
        .on(DELE)
        .fault(Fault::replies([(150, "Soon."), (250, "Done.\nReally.")]));
    let mut raw = client(&server);

    expect_wire(
        &mut raw,
        "DELE /a",
        "150 Soon.\r\n250-Done.\r\n250 Really.\r\n",
    );

    assert_eq!(rule.hits(), 1);
    assert!(server.fs().exists("/a"));
    insta::assert_snapshot!(said(&server), @"
    C: DELE /a
    ! fault: replies 150, 250
    S: 150 Soon.
    S: 250-Done.
    S: 250 Really.
    ");
}

#[rstest]
#[case::mismatched_end(&["553-No such file.", "150 ."], "553-No such file.\r\n150 .\r\n")]
#[case::no_indentation(&["211-Features", "SIZE", "211 End"], "211-Features\r\nSIZE\r\n211 End\r\n")]
#[case::no_end(&["211-Features", " SIZE"], "211-Features\r\n SIZE\r\n")]
#[case::reversed(&["211 End", "211-Features"], "211 End\r\n211-Features\r\n")]
#[case::out_of_range(&["999 What?", "000"], "999 What?\r\n000\r\n")]
#[case::no_code(&["Port should be >= 0"], "Port should be >= 0\r\n")]
fn lines_are_sent_as_they_are(#[case] lines: &[&str], #[case] wire: &str) {
    let server = FtpServer::start();
    server.on(NOOP).fault(Fault::raw_lines(lines));
    expect_wire(&mut client(&server), "NOOP", wire);
}

#[test]
fn a_scripted_reply_logs_in_if_it_says_so() {
    let server = FtpServer::builder()
        .user(User::new("bob").password("secret").home("/home/bob"))
        .dir("/home/bob")
        .start();
    server.expect(Event::Login).times(2);
    server
        .on(PASS)
        .once()
        .fault(Fault::reply(230, "Welcome.").and_login());
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say("USER bob");
    assert_eq!(raw.say("PASS wrong"), "230 Welcome.");
    assert_eq!(raw.say("MKD a").code, 257);
    assert!(server.fs().is_dir("/home/bob/a"), "it is bob's own account");
    assert_eq!(server.sessions()[0].user.as_deref(), Some(&b"bob"[..]));

    // Whom nobody knows may do everything.
    server
        .on(USER)
        .once()
        .fault(Fault::reply(230, "No password needed.").and_login());
    let mut raw = Raw::connect(server.addr()).lenient();
    assert_eq!(raw.say("USER eve").code, 230);
    assert_eq!(raw.say("PWD").code, 257);

    insta::assert_snapshot!(server.transcript().session(2).only([USER, PWD]), @r#"
    C: USER eve
    ! fault: reply 230
    ! fault: log in
    S: 230 No password needed.
    C: PWD
    S: 257 "/" is the current directory.
    "#);
}

#[test]
fn a_greeting_can_log_in() {
    let server = FtpServer::start();
    server
        .on(Event::Connect)
        .fault(Fault::reply(230, "You are in.").and_login());
    let mut raw = Raw::connect_silently(server.addr()).lenient();
    assert_eq!(raw.read_reply(), "230 You are in.");
    assert_eq!(raw.say("PWD").code, 257);
    assert_eq!(
        server.sessions()[0].user.as_deref(),
        Some(&b"anonymous"[..])
    );
}

#[test]
fn an_ignored_command_does_nothing_and_is_not_answered() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).fault(Fault::ignore());
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    assert_eq!(raw.say("NOOP").code, 200);

    assert!(server.fs().exists("/a"));
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(said(&server), @"
    C: DELE /a
    ! fault: ignore the command
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn an_ignored_abort_lets_the_transfer_go_on() {
    let server = FtpServer::start();
    let rule = server.on(ABOR).fault(Fault::abort_ignored());
    let mut raw = client(&server);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send("abc");
    raw.send("ABOR\r\n");
    data.send("d");
    data.finish();

    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(raw.say("NOOP").code, 200, "nothing in between");

    assert_eq!(rule.hits(), 1);
    assert_eq!(server.fs().read("/a"), b"abcd");
}

#[test]
fn something_can_come_before_the_real_reply() {
    let server = FtpServer::builder().file("/a", "hello").start();
    server
        .on(RETR)
        .fault(Fault::reply_first(200, "Wait.").and(Fault::raw_first(b"\xff\xfe\x4e")));
    let mut raw = client(&server).binary();
    let data = raw.epsv();

    raw.send("RETR /a\r\n");
    assert_eq!(raw.read_bytes(14), b"200 Wait.\r\n\xff\xfe\x4e");
    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.read_reply().code, 226);

    insta::assert_snapshot!(said(&server), @r#"
    C: RETR /a
    ! fault: reply 200 first
    S: 200 Wait.
    ! fault: raw 3 bytes first
    S: raw "��N"
    S: 150 File status okay; about to open data connection.
    D: S->C 5 bytes
    S: 226 Transfer complete.
    "#);
}

#[test]
fn an_extra_reply_comes_right_after_the_real_one() {
    let server = FtpServer::start();
    server.on(NOOP).fault(Fault::extra_reply(226, "Complete."));
    expect_wire(
        &mut client(&server),
        "NOOP",
        "200 NOOP ok.\r\n226 Complete.\r\n",
    );
    insta::assert_snapshot!(said(&server), @"
    C: NOOP
    S: 200 NOOP ok.
    ! fault: extra reply 226
    S: 226 Complete.
    ");
}

#[test]
fn an_extra_reply_can_come_out_of_the_blue() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let stray = Fault::extra_reply_after(Duration::from_secs(9), 421, "Going down.");
    server.on(NOOP).once().fault(stray);
    let mut raw = client(&server);
    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!(raw.say("PWD").code, 257);
    clock.advance(Duration::from_secs(8));
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(1));

    assert_eq!(raw.read_reply(), "421 Going down.");
    assert_eq!(raw.say("NOOP").code, 200, "and it stays open");
    insta::assert_snapshot!(said(&server), @r#"
    C: NOOP
    S: 200 NOOP ok.
    ! fault: extra reply 421 after 9s
    C: PWD
    S: 257 "/" is the current directory.
    S: 421 Going down.
    C: NOOP
    S: 200 NOOP ok.
    "#);
}

#[test]
fn a_final_reply_can_come_several_times() {
    let server = FtpServer::builder().file("/a", "x").start();
    server.on(DELE).fault(Fault::repeat_reply(3));
    let done = "250 File deleted.\r\n";
    expect_wire(&mut client(&server), "DELE /a", &done.repeat(3));
    insta::assert_snapshot!(said(&server), @"
    C: DELE /a
    ! fault: reply 3 times
    S: 250 File deleted.
    S: 250 File deleted.
    S: 250 File deleted.
    ");
}

#[test]
fn a_late_reply_does_not_hold_up_the_session() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let rule = server
        .on(STOR)
        .fault(Fault::late_reply(Duration::from_secs(60)));
    let mut raw = client(&server);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send("abc");
    data.finish();
    rule.hits_reached(1, WITHIN).block().unwrap();

    assert_eq!(server.fs().read("/a"), b"abc", "the deed is done");
    assert_eq!(raw.say("NOOP").code, 200);
    clock.advance(Duration::from_secs(59));
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(1));
    assert_eq!(raw.read_reply().code, 226);
    insta::assert_snapshot!(said(&server), @"
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    D: C->S 3 bytes
    ! fault: reply late by 60s
    C: NOOP
    S: 200 NOOP ok.
    S: 226 Transfer complete.
    ");
}

#[test]
fn a_delayed_reply_holds_up_the_session_after_the_deed() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "x")
        .start();
    let rule = server
        .on(DELE)
        .fault(Fault::delay_reply(Duration::from_secs(60)));
    let mut raw = client(&server);
    raw.send("DELE /a\r\nNOOP\r\n");
    rule.hits_reached(1, WITHIN).block().unwrap();

    assert!(!server.fs().exists("/a"));
    clock.advance(Duration::from_secs(59));
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(1));
    assert_eq!(raw.read_reply().code, 250);
    assert_eq!(raw.read_reply().code, 200);
    insta::assert_snapshot!(said(&server), @"
    C: DELE /a
    ! fault: delay the reply by 60s
    S: 250 File deleted.
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn replies_can_be_one_behind() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on([DELE, NOOP, PWD]).fault(Fault::shift_reply());
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    rule.hits_reached(1, WITHIN).block().unwrap();
    assert!(raw.is_silent() && !server.fs().exists("/a"));
    assert_eq!(raw.say("NOOP").code, 250);
    assert_eq!(raw.say("PWD").code, 200);
    raw.send("CWD /\r\n");
    assert_eq!(raw.read_reply().code, 257);
    assert_eq!(raw.read_reply().code, 250, "no rule for this one");
    insta::assert_snapshot!(said(&server), @r#"
    C: DELE /a
    ! fault: reply to the next command instead
    C: NOOP
    S: 250 File deleted.
    ! fault: reply to the next command instead
    C: PWD
    S: 200 NOOP ok.
    ! fault: reply to the next command instead
    C: CWD /
    S: 257 "/" is the current directory.
    S: 250 "/" is the current directory.
    "#);
}

#[test]
fn a_final_reply_can_come_before_the_data() {
    let server = FtpServer::builder().file("/a", "hello").start();
    server.on(RETR).fault(Fault::early_reply());
    let mut raw = client(&server).binary();
    let (listener, port) = raw.listener_and_port();
    raw.say(port);

    expect_wire(
        &mut raw,
        "RETR /a",
        "150 File status okay; about to open data connection.\r\n226 Transfer complete.\r\n",
    );
    let data = crate::support::raw_data::Data::listening(listener);
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.say("NOOP").code, 200, "and no other comes");
    insta::assert_snapshot!(said(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: final reply before the data
    S: 226 Transfer complete.
    D: S->C 5 bytes
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn an_early_reply_is_in_one_piece_with_the_preliminary_one() {
    let server = FtpServer::builder().file("/a", "hello").start();
    server.on(RETR).fault(Fault::early_reply());
    let mut raw = client(&server);
    let _data = raw.epsv();
    raw.send("RETR /a\r\n");
    assert_eq!(raw.read_once().matches("\r\n").count(), 2);
}

#[test]
fn nothing_overtakes_a_late_preliminary_reply() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "hello")
        .start();
    let both = Fault::early_reply().and(Fault::late_preliminary(Duration::from_secs(5)));
    server.on(RETR).fault(both);
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\n");
    assert_eq!(data.read_to_end().0, b"hello");
    clock.advance(Duration::from_secs(5));
    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(raw.say("NOOP").code, 200);
}

#[test]
fn an_early_reply_lies_about_what_comes() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let lie = Fault::early_reply()
        .and(Fault::reply_as(250, "All there."))
        .and(Fault::data_reset_after(3));
    server.on(RETR).fault(lie);
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(raw.read_reply(), "250 All there.");
    assert_eq!(data.read_to_end().0, b"012");
    assert_eq!(raw.say("NOOP").code, 200);
}

#[test]
fn where_there_is_no_preliminary_reply_nothing_is_early() {
    let server = FtpServer::start();
    server.on(RETR).optional().fault(Fault::early_reply());
    let mut raw = client(&server);
    raw.epsv();
    assert_eq!(raw.say("RETR /nothing").code, 550);
    assert_eq!(raw.say("NOOP").code, 200);
}

#[rstest]
#[case::size(
    Fault::preliminary_text("Opening (99999 bytes)."),
    "150 Opening (99999 bytes)."
)]
#[case::code(
    Fault::preliminary_code(125),
    "125 File status okay; about to open data connection."
)]
#[case::both(Fault::preliminary_as(125, "Go."), "125 Go.")]
#[case::lines(Fault::preliminary_text("a\nb"), "150-a\r\n150 b")]
fn a_preliminary_reply_can_be_another(#[case] fault: Fault, #[case] wire: &str) {
    let server = FtpServer::builder().file("/a", "hello").start();
    server.on(RETR).fault(fault);
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    expect_wire(&mut raw, "RETR /a", &format!("{wire}\r\n"));
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
}

#[test]
fn a_preliminary_reply_can_be_missing() {
    let server = FtpServer::builder().file("/a", "hello").start();
    server.on(RETR).fault(Fault::lose_preliminary());
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\n");
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
    insta::assert_snapshot!(said(&server), @"
    C: RETR /a
    ! fault: lose the preliminary reply
    D: S->C 5 bytes
    S: 226 Transfer complete.
    ");
}

#[test]
fn a_preliminary_reply_can_come_after_the_data_and_never_after_the_final_one() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "hello")
        .start();
    server
        .on(RETR)
        .fault(Fault::late_preliminary(Duration::from_secs(5)));
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\n");
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.say("NOOP").code, 200);
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(5));

    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(raw.read_reply().code, 226);
    insta::assert_snapshot!(said(&server), @"
    C: RETR /a
    ! fault: preliminary reply late by 5s
    D: S->C 5 bytes
    C: NOOP
    S: 200 NOOP ok.
    S: 150 File status okay; about to open data connection.
    S: 226 Transfer complete.
    ");
}

#[test]
fn a_sequence_goes_on_with_each_match_and_falls_through_at_its_end() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).per_session().sequence([
        Fault::reply(450, "One."),
        Fault::reply_text("Two."),
        Fault::lose_reply().and(Fault::extra_reply(451, "Three.")),
    ]);
    for _ in 0..2 {
        let mut raw = client(&server);
        let said: Vec<String> = (0..4).map(|_| raw.say("NOOP").to_string()).collect();
        assert_eq!(said, ["450 One.", "200 Two.", "451 Three.", "200 NOOP ok."]);
    }
    assert_eq!(rule.hits(), 6);
    assert_eq!(
        format!("{rule:?}"),
        "Rule(NOOP per session: reply 450; then other reply text; then lose the reply, extra reply 451)"
    );
}

#[test]
#[should_panic(expected = "sequence([]) does nothing")]
fn an_empty_sequence_panics() {
    let server = FtpServer::start();
    let _ = server.on(NOOP).sequence(Vec::<Fault>::new());
}
