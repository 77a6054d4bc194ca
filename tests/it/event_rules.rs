//! Rules on what is no command, on what a session is like, and what rules count over.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};

const WITHIN: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(300);

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

fn manual() -> (ManualClock, FtpServer) {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    (clock, server)
}

#[test]
fn an_idle_client_hears_what_the_rule_says_and_may_stay() {
    let (clock, server) = manual();
    let rule = server
        .on(Event::Idle)
        .once()
        .reply(421, "Timeout, but who cares.");
    let mut raw = client(&server);

    clock.advance(IDLE);
    assert_eq!(raw.read_reply(), "421 Timeout, but who cares.");
    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!(rule.hits(), 1);

    clock.advance(IDLE);
    assert_eq!(raw.read_reply().code, 421, "the server's own");
    raw.expect_eof();
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    ! fault: reply 421
    S: 421 Timeout, but who cares.
    C: NOOP
    S: 200 NOOP ok.
    S: 421 Timeout: closing control connection.
    #1 closed by server
    ");
}

#[rstest]
#[case::fin(Fault::close(), End::Closed)]
#[case::fin_after_all(Fault::lose_reply(), End::Closed)]
#[case::rst(Fault::reset(), End::Reset)]
fn an_idle_client_may_hear_nothing(#[case] fault: Fault, #[case] end: End) {
    let (clock, server) = manual();
    server.on(Event::Idle).fault(fault);
    let mut raw = client(&server);
    clock.advance(IDLE);
    assert_eq!(raw.try_read().unwrap_err(), end);
}

#[test]
fn idling_is_counted_by_expectations() {
    let (clock, server) = manual();
    server.expect(Event::Idle).times(1);
    let mut raw = client(&server);
    clock.advance(IDLE - Duration::from_secs(1));
    raw.say("NOOP");
    clock.advance(IDLE - Duration::from_secs(1));
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(1));
    assert_eq!(raw.read_reply().code, 421);
}

#[test]
fn a_data_connection_is_an_event() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let cut = Fault::data_close_after(4).then_reply(226, "All of it.");
    let rule = server.on(Event::DataConnect).nth(2).fault(cut);
    server.expect(Event::DataConnect).times(3);
    let mut raw = client(&server).binary();

    assert_eq!(raw.download("RETR /a").0, b"0123456789");
    let (octets, reply) = raw.download("RETR /a");
    assert_eq!(
        (&octets[..], reply.to_string().as_str()),
        (&b"0123"[..], "226 All of it.")
    );
    assert_eq!(raw.upload("STOR /b", "x").code, 226);

    assert_eq!(rule.hits(), 1);
    let transcript = server.transcript();
    let shown = transcript.only(RETR).to_string();
    insta::assert_snapshot!(shown, @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    D: S->C 10 bytes
    S: 226 Transfer complete.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data closed after 4 bytes
    D: S->C 4 of 10 bytes, closed by server
    S: 226 All of it.
    ");
}

#[test]
fn a_data_connection_can_be_slow_to_begin() {
    let (clock, server) = manual();
    server.fs().write("/a", "hello");
    let rule = server.on(Event::DataConnect).delay(Duration::from_secs(9));
    let mut raw = client(&server).binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    rule.hits_reached(1, WITHIN).block().unwrap();
    assert!(data.is_silent());
    clock.advance(Duration::from_secs(9));
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn a_data_connection_can_be_held() {
    let server = FtpServer::builder().file("/a", "hello").start();
    let gate = server.on(Event::DataConnect).hold();
    let mut raw = client(&server).binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    gate.reached(WITHIN).block().unwrap();
    assert!(data.is_silent() && raw.is_silent());
    gate.release();
    assert_eq!(data.read_to_end().0, b"hello");
}

#[test]
fn a_failed_login_is_an_event_that_knows_the_name() {
    let server = FtpServer::builder().user(("alice", "secret")).start();
    let rule = server
        .on(Event::LoginFailed)
        .user("al*")
        .reply(430, "Not you, Alice.");
    server.expect(Event::LoginFailed).times(2);
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say("USER bob");
    assert_eq!(raw.say("PASS guess").code, 530);
    raw.say("USER alice");
    assert_eq!(raw.say("PASS guess"), "430 Not you, Alice.");
    raw.say("USER alice");
    assert_eq!(raw.say("PASS secret").code, 230);
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only(PASS), @"
    C: PASS ***
    S: 530 Login incorrect.
    C: PASS ***
    ! fault: reply 430
    S: 430 Not you, Alice.
    C: PASS ***
    S: 230 User logged in, proceed.
    ");
}

#[test]
fn rules_can_look_at_the_type() {
    let server = FtpServer::start();
    server.on(NOOP).ascii().reply(450, "Text.");
    server.on(NOOP).binary().reply(450, "Octets.");
    server.on(NOOP).ebcdic().reply(450, "Cards.");
    let mut raw = client(&server);
    assert_eq!(raw.say("NOOP"), "450 Text.");
    raw.say("TYPE I");
    assert_eq!(raw.say("NOOP"), "450 Octets.");
    raw.say("TYPE E");
    assert_eq!(raw.say("NOOP"), "450 Cards.");
}

#[test]
fn rules_can_look_at_the_peer() {
    let server = FtpServer::start();
    server.on(NOOP).peer("127.0.0.*").reply(450, "Near.");
    server.on(NOOP).peer("10.*").optional().reply(450, "Far.");
    assert_eq!(client(&server).say("NOOP"), "450 Near.");
}

#[cfg(feature = "tls")]
#[test]
fn rules_can_look_at_tls() {
    let server = FtpServer::builder().tls(Tls::explicit()).start();
    server.on(NOOP).over_tls().reply(450, "Secret.");
    server.on(NOOP).in_clear().reply(450, "Open.");
    assert_eq!(client(&server).say("NOOP"), "450 Open.");
    let mut ftps = crate::support::tls::Ftps::ready(&server);
    assert_eq!(ftps.say("NOOP").trim_end(), "450 Secret.");
}

#[test]
fn closures_see_what_filters_look_at() {
    let server = FtpServer::start();
    server.on(NOOP).run(|exchange| {
        let text = format!(
            "{} {} {:?} {:?}",
            exchange.peer().ip(),
            exchange.is_tls(),
            exchange.representation(),
            exchange.event()
        );
        Some((450, text))
    });
    assert_eq!(
        client(&server).say("NOOP"),
        "450 127.0.0.1 false Ascii None"
    );
}

#[test]
fn matches_can_be_counted_for_each_user_and_peer() {
    let server = FtpServer::start();
    server.on(NOOP).per_user().nth(2).reply(450, "User.");
    server.on(SYST).per_peer().nth(2).reply(450, "Peer.");
    let mut alice = client(&server);
    let mut bob = Raw::connect(server.addr()).lenient().login_as("bob", "x");
    let mut nobody = Raw::connect(server.addr()).lenient();
    for raw in [&mut alice, &mut bob, &mut nobody] {
        assert_eq!(raw.say("NOOP").code, 200);
    }
    for raw in [&mut alice, &mut bob, &mut nobody] {
        assert_eq!(raw.say("NOOP"), "450 User.");
    }
    assert_eq!(alice.say("SYST").code, 215);
    assert_eq!(bob.say("SYST"), "450 Peer.");
}

#[test]
fn what_does_not_match_says_why() {
    let server = FtpServer::start();
    let rule = server
        .expect(NOOP)
        .binary()
        .over_tls()
        .peer("10.*")
        .times(1);
    client(&server).say("NOOP");
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.contains(
            "TYPE A is in force, it came in clear, peer \"127.0.0.1\" does not match \"10.*\""
        ),
        "{unmet}"
    );
    rule.remove();
}

/// A rule that has nothing to strike at is reported, whatever it would have done.
#[rstest]
fn what_never_struck_is_reported(
    #[values(
        Fault::ban(WITHIN),
        Fault::delay_between(WITHIN, WITHIN),
        Fault::delay_reply(WITHIN),
        Fault::dribble(1, WITHIN),
        Fault::drop_pipelined(),
        Fault::early_reply(),
        Fault::endless_reply(),
        Fault::extra_reply(200, "x"),
        Fault::ignore(),
        Fault::late_preliminary(WITHIN),
        Fault::late_reply(WITHIN),
        Fault::line_ends("\n"),
        Fault::lose_preliminary(),
        Fault::passive_as(227, "x"),
        Fault::preliminary_text("x"),
        Fault::raw_first("x"),
        Fault::repeat_reply(2),
        Fault::replies([(150, "x"), (226, "y")]),
        Fault::reply(230, "x").and_login(),
        Fault::reply_first(200, "x"),
        Fault::shift_reply(),
        Fault::split_reply([1], WITHIN),
        Fault::stall(),
        Fault::control_throttle(1),
        Fault::wrong_pasv_host([10, 0, 0, 1]),
        Fault::wrong_pasv_port(1)
    )]
    fault: Fault,
) {
    let server = FtpServer::start();
    let shown = format!("RETR: {fault}");
    let rule = server.on(RETR).fault(fault);
    client(&server).say("NOOP");
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.contains(&shown) && unmet.contains("never fired"),
        "{unmet}"
    );
    rule.remove();
}

/// A part that finds nothing to do does not count, though the command came.
#[rstest]
#[case(Fault::early_reply())]
#[case(Fault::lose_preliminary())]
#[case(Fault::wrong_pasv_port(1))]
fn what_matched_and_did_nothing_is_reported(#[case] fault: Fault) {
    let server = FtpServer::start();
    let rule = server.on(NOOP).fault(fault);
    assert_eq!(client(&server).say("NOOP").code, 200);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("never fired, matched once"), "{unmet}");
    rule.remove();
}
