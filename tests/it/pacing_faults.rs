//! Replies in pieces, late, with other line ends, without end, or not at all; and clients that are not served for a while.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, PATIENCE, Raw};

const WITHIN: Duration = Duration::from_secs(5);

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

fn manual() -> (ManualClock, FtpServer) {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    (clock, server)
}

#[test]
fn a_reply_dribbles_on_the_clock() {
    let (clock, server) = manual();
    let rule = server.on(NOOP).dribble(5, Duration::from_secs(1));
    let mut raw = client(&server);

    raw.send("NOOP\r\n");
    for piece in ["200 N", "OOP o", "k.\r\n"] {
        assert_eq!(raw.read_bytes(piece.len()), piece.as_bytes());
        assert!(raw.is_silent(), "{piece:?} and no more");
        clock.advance(Duration::from_secs(1));
    }

    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only(NOOP), @"
    C: NOOP
    ! fault: dribble 5 bytes every 1s
    S: 200 NOOP ok.
    ");
}

#[test]
fn all_replies_of_an_exchange_dribble() {
    let (clock, server) = manual();
    server.fs().write("/a", "hello");
    server
        .on(RETR)
        .fault(Fault::dribble(30, Duration::from_secs(1)));
    let mut raw = client(&server).binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\n");
    assert_eq!(raw.read_bytes(30), b"150 File status okay; about to");
    clock.advance(Duration::from_secs(1));
    assert_eq!(raw.read_bytes(24), b" open data connection.\r\n");
    assert_eq!(data.read_to_end().0, b"hello");
    assert_eq!(raw.read_reply().code, 226, "short enough for one piece");
    insta::assert_snapshot!(server.transcript().only(RETR), @"
    C: RETR /a
    ! fault: dribble 30 bytes every 1s
    S: 150 File status okay; about to open data connection.
    D: S->C 5 bytes
    S: 226 Transfer complete.
    ");
}

#[test]
fn a_reply_is_cut_where_it_hurts() {
    let (clock, server) = manual();
    server.on(SYST).fault(
        Fault::reply(211, "One.\nTwo.\nThree.")
            .and(Fault::split_reply([2, 9], Duration::from_secs(1))),
    );
    let mut raw = client(&server);
    raw.send("SYST\r\n");
    for piece in ["21", "1-One.\r", "\n Two.\r\n211 Three.\r\n"] {
        assert_eq!(raw.read_bytes(piece.len()), piece.as_bytes());
        assert!(raw.is_silent(), "{piece:?} and no more");
        clock.advance(Duration::from_secs(1));
    }
    insta::assert_snapshot!(server.transcript().only(SYST), @"
    C: SYST
    ! fault: reply 211
    ! fault: reply cut at 2, 9, 1s each
    S: 211-One.
    S:  Two.
    S: 211 Three.
    ");
}

#[test]
fn a_throttled_control_connection_keeps_its_rate() {
    let (clock, server) = manual();
    server.on(NOOP).fault(Fault::control_throttle(2));
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    for octet in *b"200 NOOP ok.\r\n" {
        assert_eq!(raw.read_bytes(1), [octet]);
        assert!(raw.is_silent());
        clock.advance(Duration::from_millis(500));
    }
}

/// Everything that comes after the greeting, to the end of the connection.
fn rest_after(server: &FtpServer, says: &str) -> Vec<u8> {
    let mut client = TcpStream::connect(server.addr()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.read_exact(&mut [0; 19]).unwrap();
    client.write_all(says.as_bytes()).unwrap();
    let mut rest = Vec::new();
    client.read_to_end(&mut rest).unwrap();
    rest
}

#[rstest]
#[case::bare_lf("\n", "200-a\n200 b\n")]
#[case::bare_cr("\r", "200-a\r200 b\r")]
#[case::too_much("\r\r\n", "200-a\r\r\n200 b\r\r\n")]
#[case::none("", "200-a200 b")]
fn lines_can_end_otherwise(#[case] ends: &str, #[case] wire: &str) {
    let server = FtpServer::start();
    let fault = Fault::reply_text("a\nb").and(Fault::line_ends(ends));
    server.on(NOOP).fault(fault.and(Fault::close()));
    let got = rest_after(&server, "NOOP\r\n");
    assert_eq!(String::from_utf8(got).unwrap(), wire);
    let shown = server.transcript().only(NOOP).to_string();
    let line = format!("! fault: lines end in \"{}\"", ends.escape_default());
    assert!(shown.contains(&line), "{shown}");
}

#[test]
fn jitter_is_drawn_from_the_seed() {
    let waits = |seed| {
        let server = FtpServer::builder().seed(seed).start();
        let (least, most) = (Duration::from_micros(1), Duration::from_millis(2));
        server.on(NOOP).delay_between(least, most);
        let mut raw = client(&server);
        (0..5).for_each(|_| drop(raw.say("NOOP")));
        let transcript = server.finish().only(NOOP).to_string();
        let delays = transcript.lines().filter(|line| line.starts_with('!'));
        delays.map(str::to_owned).collect::<Vec<String>>()
    };
    let first = waits(1);
    assert_eq!(first, waits(1));
    assert_ne!(first, waits(2));
    assert_eq!(first.len(), 5);
    assert_ne!(first[0], first[1]);
}

#[test]
fn a_late_greeting_is_as_late_as_drawn() {
    let (clock, server) = manual();
    let (least, most) = (Duration::from_secs(10), Duration::from_secs(20));
    let rule = server.on(Event::Connect).delay_between(least, most);
    let mut raw = Raw::connect_silently(server.addr());
    rule.hits_reached(1, WITHIN).block().unwrap();
    clock.advance(least - Duration::from_nanos(1));
    assert!(raw.is_silent());
    clock.advance(most - least);
    assert_eq!(raw.read_reply().code, 220);
}

#[test]
fn a_stalled_session_says_and_hears_nothing_until_the_client_goes() {
    let (clock, server) = manual();
    let rule = server.on(PWD).stall();
    let gone = server.expect(Event::Disconnect).times(1);
    let mut raw = client(&server);
    raw.send("PWD\r\nNOOP\r\n");
    rule.hits_reached(1, WITHIN).block().unwrap();
    clock.advance(Duration::from_secs(100_000));
    assert!(raw.is_silent(), "no time-out, no 421");
    raw.send("QUIT\r\n");
    assert!(raw.is_silent());
    drop(raw);
    gone.hits_reached(1, WITHIN).block().unwrap();

    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    C: PWD
    ! fault: stall the control connection
    #1 closed by client
    ");
}

#[test]
fn a_session_can_stall_after_its_last_words() {
    let (_clock, server) = manual();
    server
        .on(PWD)
        .fault(Fault::reply(257, "\"/\"").and(Fault::stall()));
    server
        .on(MKD)
        .fault(Fault::lose_reply().and(Fault::stall()));
    let mut raw = client(&server);
    assert_eq!(raw.say("PWD").code, 257);
    raw.send("NOOP\r\n");
    assert!(raw.is_silent());
    let mut raw = client(&server);
    raw.send("MKD /a\r\n");
    assert!(raw.is_silent());
    let transcript = server.finish();
    insta::assert_snapshot!(transcript.session(1).without([USER, PASS]), @r#"
    #1 connect
    S: 220 ftpmock ready
    C: PWD
    ! fault: reply 257
    S: 257 "/"
    ! fault: stall the control connection
    #1 open at finish
    "#);
}

#[test]
fn a_reply_without_end_goes_on_until_the_client_has_enough() {
    let server = FtpServer::start();
    let reply = Fault::raw_reply("200-").and(Fault::endless_reply());
    let rule = server.on(NOOP).fault(reply);
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    let got = raw.read_bytes(1 << 20);
    assert!(got.starts_with(b"200-xxx"));
    assert!(got[4..].iter().all(|octet| *octet == b'x'));
    assert_eq!(rule.hits(), 1);
    drop(raw);
    drop(server);
}

#[test]
fn what_was_pipelined_can_get_lost() {
    let server = FtpServer::start();
    let rule = server.on(PWD).once().fault(Fault::drop_pipelined());
    let mut raw = client(&server);

    raw.send("PWD\r\nNOOP\r\nSYST\r\n");
    assert_eq!(raw.read_reply().code, 257);
    assert_eq!(raw.say("NOOP").code, 200, "only what came later is heard");
    assert!(raw.is_silent());

    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only([PWD, NOOP, SYST]), @r#"
    C: PWD
    ! fault: drop what was sent after the command
    S: 257 "/" is the current directory.
    C: NOOP
    S: 200 NOOP ok.
    "#);
}

#[test]
fn three_failed_logins_ban_the_address_for_a_while() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .user(("alice", "secret"))
        .start();
    let ban = server
        .on(Event::LoginFailed)
        .per_peer()
        .nth(3)
        .named("fail2ban")
        .fault(
            Fault::ban(Duration::from_secs(600)).and(Fault::reply_then_close(530, "That's it.")),
        );
    let fail = || {
        let mut raw = Raw::connect(server.addr());
        raw.say("USER alice");
        assert_eq!(raw.say("PASS guess").code, 530);
        raw
    };
    fail().quit();
    fail().quit();
    fail().expect_eof();
    assert_eq!(ban.hits(), 1);

    clock.advance(Duration::from_secs(60));
    let mut refused = Raw::connect_silently(server.addr());
    assert_eq!(refused.read_reply().code, 421);
    refused.expect_eof();
    clock.advance(Duration::from_secs(540));
    Raw::connect(server.addr()).login().quit();

    insta::assert_snapshot!(server.transcript().session(3), @r#"
    #3 connect
    S: 220 ftpmock ready
    C: USER alice
    S: 331 User name okay, need password.
    C: PASS ***
    ! fault "fail2ban": ban the client for 600s
    ! fault "fail2ban": reply 530
    S: 530 That's it.
    ! fault "fail2ban": close the control connection
    #3 closed by server
    "#);
    insta::assert_snapshot!(server.transcript().session(4), @r#"
    #4 connect
    ! fault "fail2ban": client banned for another 540s
    S: 421 Service not available.
    #4 closed by server
    "#);
}

#[test]
fn a_ban_can_leave_the_session_alone() {
    let (_clock, server) = manual();
    server
        .on(NOOP)
        .once()
        .fault(Fault::ban(Duration::from_secs(1)));
    let mut raw = client(&server);
    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!(raw.say("NOOP").code, 200);
    let refused = Raw::connect_silently(server.addr()).try_read();
    assert_eq!(refused.map(|reply| reply.code), Ok::<u16, End>(421));
}
