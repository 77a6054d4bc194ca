//! Faults that combine, rules on the ends of a session, and what a real client reports.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::user;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

#[test]
fn faults_of_all_kinds_combine() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "0123456789")
        .start();
    let all = Fault::delay(Duration::from_secs(5))
        .and(Fault::data_reset_after(3))
        .and(Fault::reply_text("And that was that."))
        .and(Fault::close());
    let rule = server.on(RETR).fault(all);
    let mut raw = client(&server).binary();
    let data = raw.pasv();
    raw.send("RETR /a\r\n");
    rule.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(6));

    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(data.read_to_end().0, b"012");
    assert_eq!(raw.read_reply(), "426 And that was that.");
    raw.expect_eof();

    assert_eq!(rule.hits(), 1, "one exchange is one hit");
    insta::assert_snapshot!(server.transcript().without([USER, PASS, TYPE, PASV]), @"
    #1 connect
    S: 220 ftpmock ready
    C: RETR /a
    ! fault: delay of 5s
    S: 150 File status okay; about to open data connection.
    ! fault: data reset after 3 bytes
    D: S->C 3 of 10 bytes, reset by server
    ! fault: other reply text
    S: 426 And that was that.
    ! fault: close the control connection
    #1 closed by server
    ");
}

#[test]
fn a_lost_reply_and_a_close_are_a_server_that_died_after_the_deed() {
    let server = FtpServer::builder().file("/a", "x").start();
    server
        .on(DELE)
        .fault(Fault::lose_reply().and(Fault::close()));
    let mut raw = client(&server);

    raw.send("DELE /a\r\n");
    raw.expect_eof();

    assert!(!server.fs().exists("/a"));
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    C: DELE /a
    ! fault: lose the reply
    ! fault: close the control connection
    #1 closed by server
    ");
}

#[test]
fn of_two_replies_the_later_one_holds() {
    let server = FtpServer::start();
    server
        .on(NOOP)
        .fault(Fault::reply(450, "first").and(Fault::reply(451, "second")));

    assert_eq!(client(&server).say("NOOP"), "451 second");
}

#[rstest]
#[case::reply(Fault::reply(421, "No."), "Invalid response: [421] 421 No.")]
#[case::close(Fault::close(), "Connection error")]
#[case::reset(Fault::reset(), "Connection error: Connection reset by peer")]
#[case::raw(Fault::raw_reply("what?\r\n"), "")]
fn what_suppaftp_reports_of_a_broken_dialogue(#[case] fault: Fault, #[case] report: &str) {
    let server = FtpServer::start();
    server.on(STOR).fault(fault);

    let error = user::upload(server.addr(), "/a", b"x").unwrap_err();

    assert!(error.to_string().starts_with(report), "{error}");
    assert!(!server.fs().exists("/a"));
}

#[rstest]
#[case::reply(Fault::reply(200, "Stay."), "200 Stay.")]
#[case::text(Fault::reply_text("Come back."), "221 Come back.")]
fn a_rule_on_quit_decides_whether_the_session_ends(#[case] fault: Fault, #[case] expected: &str) {
    let server = FtpServer::start();
    server.on(QUIT).once().fault(fault);
    let mut raw = client(&server);

    assert_eq!(raw.say("QUIT"), expected);

    if expected.starts_with("200") {
        raw.quit();
    } else {
        raw.expect_eof();
    }
}

/// R-G4: it is asked first.
#[test]
fn a_rule_on_connect_takes_the_place_of_the_greeting() {
    let server = FtpServer::start();
    server
        .on(Event::Connect)
        .nth(1)
        .fault(Fault::reply_then_close(421, "Full house."));
    server
        .on(Event::Connect)
        .nth(1)
        .reply(220, "Another greeting.");
    server.on(Event::Connect).nth(1).reset();
    server
        .on(Event::Connect)
        .nth(1)
        .raw_reply("SSH-2.0-what\r\n");
    let connect = || Raw::connect_silently(server.addr()).lenient();

    assert_eq!(connect().read_bytes(14), b"SSH-2.0-what\r\n");
    Raw::is_reset_on_connect(server.addr());
    let mut third = connect();
    assert_eq!(third.read_reply(), "220 Another greeting.");
    assert_eq!(third.say("NOOP").code, 200);
    let mut fourth = connect();
    assert_eq!(fourth.read_reply(), "421 Full house.");
    fourth.expect_eof();

    insta::assert_snapshot!(server.transcript().session(2), @"
    #2 connect
    ! fault: reset the control connection
    #2 reset by server
    ");
    insta::assert_snapshot!(server.transcript().session(4), @"
    #4 connect
    ! fault: reply 421
    S: 421 Full house.
    ! fault: close the control connection
    #4 closed by server
    ");
}

/// R-G2: a script may say 120 before the greeting.
#[test]
fn a_greeting_can_be_announced() {
    let server = FtpServer::start();
    server
        .on(Event::Connect)
        .once()
        .raw_reply(b"120 Service ready in 2 minutes.\r\n220 Now.\r\n");
    let raw = Raw::connect(server.addr());
    assert_eq!(raw.greeting, "220 Now.");
    raw.login().quit();
}

#[test]
fn a_greeting_can_be_late() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let delay = server.on(Event::Connect).delay(Duration::from_secs(60));
    let mut raw = Raw::connect_silently(server.addr());
    delay
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert!(raw.is_silent());

    clock.advance(Duration::from_secs(60));

    assert_eq!(raw.read_reply(), "220 ftpmock ready");
}

#[rstest]
#[case::reply(Fault::reply(530, "Not today."), "530 Not today.")]
#[case::text(Fault::reply_text("Welcome home."), "230 Welcome home.")]
#[case::code(Fault::reply_as(232, "By your leave."), "232 By your leave.")]
fn a_rule_on_login_changes_how_a_login_is_answered(#[case] fault: Fault, #[case] expected: &str) {
    let server = FtpServer::builder().user(("bob", "secret")).start();
    let rule = server.on(Event::Login).fault(fault);
    let mut raw = Raw::connect(server.addr()).lenient();

    raw.say("USER bob");
    assert_eq!(raw.say("PASS wrong").code, 530);
    assert_eq!(rule.hits(), 0, "no login, no event");
    raw.say("USER bob");
    assert_eq!(raw.say("PASS secret"), expected);

    assert_eq!(rule.hits(), 1);
    assert_eq!(raw.say("PWD").code, 257, "the login holds");
}

#[rstest]
#[case::close(Fault::close(), "", End::Closed)]
#[case::reset(Fault::reset(), "", End::Reset)]
#[case::raw(Fault::raw_reply("230?").and(Fault::close()), "230?", End::Closed)]
#[case::farewell(Fault::reply_then_close(421, "No."), "421 No.\r\n", End::Closed)]
fn a_login_can_end_the_session(#[case] fault: Fault, #[case] octets: &str, #[case] end: End) {
    let server = FtpServer::start();
    let rule = server.on(Event::Login).fault(fault);
    let mut raw = Raw::connect(server.addr()).lenient();

    raw.say("USER bob");
    raw.send("PASS secret\r\n");

    assert_eq!(raw.read_to_end(), (octets.into(), end));
    assert_eq!(rule.hits(), 1);
}

#[test]
fn logins_are_held_and_counted_per_user() {
    let server = FtpServer::start();
    let bobs = server.expect(Event::Login).user("bob").times(1);
    let gate = server.on(Event::Login).user("b*").hold();
    let _alice = Raw::connect(server.addr()).login();
    let mut raw = Raw::connect(server.addr());
    raw.say("USER bob");

    raw.send("PASS secret\r\n");
    gate.reached(Duration::from_secs(5)).block().unwrap();
    assert!(raw.is_silent());
    gate.release();

    assert_eq!(raw.read_reply().code, 230);
    assert_eq!(bobs.hits(), 1);
}

#[test]
fn the_ends_of_sessions_are_counted() {
    let server = FtpServer::start();
    let ends = server.expect(Event::Disconnect).times(3);
    let bobs = server.expect(Event::Disconnect).user("bob").times(1);

    Raw::connect(server.addr()).login_as("bob", "x").quit();
    Raw::connect(server.addr()).reset();
    drop(Raw::connect(server.addr()));

    ends.hits_reached(3, Duration::from_secs(5))
        .block()
        .unwrap();
    assert_eq!(bobs.hits(), 1);
}

#[test]
fn at_the_end_of_a_session_nothing_is_left_to_act_on() {
    let server = FtpServer::start();
    let rule = server.on(Event::Disconnect).reply(221, "Wait!");
    let ends = server.expect(Event::Disconnect).times(1);
    client(&server).quit();
    ends.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();

    assert_eq!(rule.hits(), 0);
    assert!(
        server
            .try_verify()
            .unwrap_err()
            .to_string()
            .contains("never fired")
    );
    rule.remove();
}
