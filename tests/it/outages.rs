//! Servers that go away and come back, that do not let anybody in, and connections that nobody hears of any more.

use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::server::Firewall;
use rstest::rstest;

use crate::support::life::refuses;
use crate::support::raw::Raw;
use crate::support::user;

const SECOND: Duration = Duration::from_secs(1);
const SOON: Duration = Duration::from_secs(5);

fn at(clock: &ManualClock) -> Builder {
    FtpServer::builder().clock(clock.clone())
}

#[cfg(feature = "tls")]
#[test]
fn an_outage_takes_down_both_listeners_and_brings_both_back() {
    let server = FtpServer::builder()
        .tls(Tls::explicit().and_implicit())
        .start();
    let implicit = server.implicit_addr().unwrap();
    let mut clear = Raw::connect(server.addr());
    {
        let _outage = server.down();
        clear.expect_eof();
        assert!(refuses(server.addr()) && refuses(implicit));
    }
    Raw::connect(server.addr()).quit();
    crate::support::tls::Link::connect(implicit);

    server.restart();
    assert!(!refuses(server.addr()) && !refuses(implicit));
}

#[test]
fn a_server_comes_back_by_itself() {
    let clock = ManualClock::new();
    let server = at(&clock).file("/a", "kept").start();
    let mut before = Raw::connect(server.addr()).login();

    server.down_for(30 * SECOND);

    before.expect_eof();
    assert!(refuses(server.addr()));
    clock.advance(29 * SECOND);
    assert!(refuses(server.addr()));
    clock.advance(SECOND);
    let mut after = Raw::connect(server.addr()).login().binary();
    assert_eq!(after.download("RETR /a").0, b"kept");
    after.quit();
}

#[test]
fn an_outage_of_a_certain_length_can_be_ended_before() {
    let clock = ManualClock::new();
    let server = at(&clock).start();
    server.down_for(30 * SECOND);
    server.restart();
    Raw::connect(server.addr()).quit();
    clock.advance(30 * SECOND);
    Raw::connect(server.addr()).quit();
}

#[test]
fn a_server_is_started_anew_with_the_same_files() {
    let server = FtpServer::builder().file("/a", "old").start();
    let rule = server.on(SIZE).reply(500, "No SIZE.");
    let mut before = Raw::connect(server.addr()).login().binary();
    before.upload("STOR /b", "new");

    server.restart();

    before.expect_eof();
    let mut after = Raw::connect(server.addr()).login().binary().lenient();
    assert_eq!(after.download("RETR /b").0, b"new");
    assert_eq!(after.say("SIZE /b").code, 500);
    assert_eq!(rule.hits(), 1);
    assert_eq!(server.transcript().sessions(), [1, 2]);
}

#[rstest]
#[case::instead_of_a_command("STOR /b")]
#[case::instead_of_another("NOOP")]
fn a_command_takes_the_server_down(#[case] line: &str) {
    let clock = ManualClock::new();
    let server = at(&clock).start();
    let rule = server
        .on([STOR, NOOP])
        .once()
        .fault(Fault::outage(60 * SECOND));
    let mut other = Raw::connect(server.addr());
    let mut raw = Raw::connect(server.addr()).login();

    raw.send(format!("{line}\r\n"));

    raw.expect_eof();
    other.expect_eof();
    assert!(refuses(server.addr()));
    clock.advance(60 * SECOND);
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!(rule.hits(), 1);
    let transcript = server.transcript().to_string();
    assert!(
        transcript.contains("! fault: server down for 60s\n#2 closed by server"),
        "{transcript}"
    );
}

/// As a server that refuses some connections and takes the next one.
#[test]
fn after_the_second_client_the_door_is_closed_for_a_while() {
    let clock = ManualClock::new();
    let server = at(&clock).start();
    server
        .on(Event::Connect)
        .nth(2)
        .fault(Fault::outage(SECOND));
    let connect = || user::upload(server.addr(), "/a", b"x");

    assert!(connect().is_ok());
    assert!(connect().is_err());
    for _ in 0..3 {
        assert!(refuses(server.addr()));
    }
    clock.advance(SECOND);
    assert!(connect().is_ok());
}

#[test]
fn an_outage_that_was_never_reached_never_fired() {
    let server = FtpServer::start();
    let rule = server.on(DELE).fault(Fault::outage(SECOND));
    Raw::connect(server.addr()).quit();
    assert!(server.try_verify().is_err());
    rule.remove();
}

#[test]
fn clients_wait_for_a_server_that_accepts_nobody() {
    let server = FtpServer::start();
    let mut before = Raw::connect(server.addr());
    let busy = server.stop_accepting();

    let mut raw = Raw::connect_silently(server.addr());

    assert!(raw.is_silent());
    assert_eq!(before.say("NOOP").code, 200);
    assert_eq!(server.sessions().len(), 1);
    drop(busy);
    assert_eq!(raw.read_reply().code, 220);
}

#[cfg(target_os = "linux")]
#[test]
fn connecting_hangs_when_too_many_wait() {
    let server = FtpServer::builder().backlog(1).start();
    let busy = server.stop_accepting();
    let moment = Duration::from_millis(200);
    let connect = || TcpStream::connect_timeout(&server.addr(), moment);

    let waiting: Vec<TcpStream> = (0..8).map_while(|_| connect().ok()).collect();

    assert!(waiting.len() < 8, "{} could connect", waiting.len());
    let error = connect().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    drop(busy);
}

#[test]
fn a_session_that_was_cut_off_hears_nothing() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    assert!(server.cut_off(1));
    raw.send("NOOP\r\n");
    assert!(raw.is_silent());

    // Nobody else is touched, and the session is still there.
    Raw::connect(server.addr()).quit();
    assert!(server.sessions()[0].is_open());
    assert!(raw.is_silent());
    assert!(!server.cut_off(7));
}

#[test]
fn the_session_of_who_was_cut_off_ends_and_the_client_does_not_hear_of_it() {
    let clock = ManualClock::new();
    let server = at(&clock).idle_timeout(60 * SECOND).start();
    let mut raw = Raw::connect(server.addr()).login();
    server.cut_off(1);
    let cut = || server.transcript().to_string().contains("cut off");
    while !cut() {
        std::thread::yield_now();
    }

    clock.advance(61 * SECOND);

    while server.sessions()[0].is_open() {
        std::thread::yield_now();
    }
    assert!(raw.is_silent());
    insta::assert_snapshot!(server.transcript().without([USER, PASS]), @"
    #1 connect
    S: 220 ftpmock ready
    ! cut off: nothing arrives any more
    S: 421 Timeout: closing control connection.
    #1 closed by server
    ");
    drop(server);
    let (rest, _) = raw.read_to_end();
    assert!(rest.is_empty());
}

/// A firewall forgets the control connection while a long download runs.
#[test]
fn a_firewall_forgets_the_control_connection_during_a_transfer() {
    let clock = ManualClock::new();
    let server = at(&clock)
        .file("/a", "0123456789")
        .firewall(Firewall::forgets_after(60 * SECOND))
        .start();
    let slow = Fault::data_slice(1).and(Fault::data_delay(10 * SECOND));
    server.on(RETR).fault(slow);
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.pasv();
    raw.say("RETR /a");

    for octet in b'0'..=b'9' {
        clock.advance(10 * SECOND);
        assert_eq!(data.read_bytes(1), [octet]);
    }

    data.expect_eof();
    while !server.transcript().to_string().contains("S: 226") {
        std::thread::yield_now();
    }
    raw.send("NOOP\r\n");
    assert!(raw.is_silent(), "the 226 never arrives, and nothing else");
    insta::assert_snapshot!(server.transcript().without([USER, PASS, TYPE, PASV]), @"
    #1 connect
    S: 220 ftpmock ready
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data in pieces of 1 byte
    ! fault: each piece of the data 10s late
    ! cut off: nothing arrives any more
    D: S->C 10 bytes
    S: 226 Transfer complete.
    ");
}

#[rstest]
#[case::with_credit(true)]
#[case::without_credit(false)]
fn noops_keep_a_connection_alive_where_they_count(#[case] count: bool) {
    let clock = ManualClock::new();
    let server = at(&clock)
        .file("/a", "0123456789")
        .noop_during_transfer(true)
        .firewall(Firewall::forgets_after(35 * SECOND).noops_count(count))
        .start();
    let slow = Fault::data_slice(1).and(Fault::data_delay(10 * SECOND));
    server.on(RETR).fault(slow);
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.pasv();
    raw.say("RETR /a");

    for (n, octet) in (b'0'..=b'9').enumerate() {
        clock.advance(10 * SECOND);
        assert_eq!(data.read_bytes(1), [octet]);
        if n == 9 {
            break;
        }
        if count || n < 3 {
            assert_eq!(raw.say("NOOP").code, 200);
        } else {
            raw.send("NOOP\r\n");
        }
    }

    data.expect_eof();
    if count {
        assert_eq!(raw.read_reply().code, 226);
        assert_eq!(raw.say("SIZE /a").code, 213);
    } else {
        assert!(raw.is_silent());
    }
}

/// The transfer goes on to its end; the client learns of it as soon as it speaks.
#[test]
fn a_firewall_rejects_what_is_said_on_a_forgotten_connection() {
    let clock = ManualClock::new();
    let firewall = Firewall::forgets_after(60 * SECOND).rejects(true);
    let server = at(&clock).firewall(firewall).start();
    let over = server.expect(Event::Disconnect).times(1);
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.pasv();
    raw.say("STOR /a");
    data.send("0123");

    clock.advance(60 * SECOND);
    assert!(raw.is_silent());
    raw.send("NOOP\r\n");
    raw.expect_reset();

    data.send("456789");
    data.finish();
    over.hits_reached(1, 5 * SECOND).block().unwrap();
    assert_eq!(server.fs().read("/a"), b"0123456789");
    insta::assert_snapshot!(server.transcript().without([USER, PASS, TYPE, PASV]), @"
    #1 connect
    S: 220 ftpmock ready
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    ! cut off: nothing arrives any more
    D: C->S 10 bytes
    #1 reset by server
    ");
}

#[test]
fn a_firewall_rejects_an_idle_client() {
    let clock = ManualClock::new();
    let firewall = Firewall::forgets_after(60 * SECOND).rejects(true);
    let server = at(&clock).firewall(firewall).start();
    let mut raw = Raw::connect(server.addr()).login();
    clock.advance(60 * SECOND);
    raw.send("NOOP\r\n");
    raw.expect_reset();
    assert!(server.sessions().iter().all(|session| !session.is_open()));
}

#[test]
fn commands_keep_a_connection_alive() {
    let clock = ManualClock::new();
    let server = at(&clock)
        .firewall(Firewall::forgets_after(35 * SECOND).noops_count(false))
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    for _ in 0..5 {
        clock.advance(30 * SECOND);
        assert_eq!(raw.say("PWD").code, 257);
    }
    clock.advance(36 * SECOND);
    raw.send("PWD\r\n");
    assert!(raw.is_silent());
}

#[test]
fn the_place_of_a_session_stays_taken_for_a_while() {
    let clock = ManualClock::new();
    let server = at(&clock)
        .max_connections(2)
        .slots_linger(30 * SECOND)
        .start();
    Raw::connect(server.addr()).quit();
    let second = Raw::connect(server.addr());

    let mut third = Raw::connect(server.addr());
    assert_eq!(third.greeting, "421 Too many connections.");
    third.expect_eof();
    clock.advance(30 * SECOND);
    Raw::connect(server.addr());
    second.quit();
}

#[test]
fn the_places_of_one_address_stay_taken_too() {
    let clock = ManualClock::new();
    let server = at(&clock)
        .max_connections_per_ip(1)
        .slots_linger(SECOND)
        .start();
    Raw::connect(server.addr()).quit();
    assert_eq!(Raw::connect(server.addr()).greeting.code, 421);
    clock.advance(SECOND);
    assert_eq!(Raw::connect(server.addr()).greeting.code, 220);
}

#[test]
fn a_server_that_is_reset_is_as_new() {
    let server = FtpServer::builder()
        .seed(3)
        .file("/a", "old")
        .dir("/d")
        .symlink("/l", "a")
        .quota(10)
        .start();
    let tree = server.fs().tree().to_string();
    let mut first = String::new();
    for round in 0..3 {
        server.on(NOOP).chance(0.5).reply(450, "Maybe.");
        server.expect(STOR).times(1);
        let mut raw = Raw::connect(server.addr()).login().binary().lenient();
        for _ in 0..20 {
            raw.say("NOOP");
        }
        assert_eq!(raw.upload("STOR /a", "newnewnew").code, 226);
        assert_eq!(raw.upload("STOR /b", "too much").code, 552);
        assert_eq!(raw.say("RMD /d").code, 250);
        let transcript = server.transcript().to_string();
        if round == 0 {
            first = transcript;
        } else {
            assert_eq!(transcript, first);
        }

        server.reset();

        raw.expect_eof();
        assert_eq!(server.fs().tree().to_string(), tree);
        assert_eq!(server.fs().read("/a"), b"old");
        assert!(server.sessions().is_empty());
        assert_eq!(server.transcript().to_string(), "");
        server.verify();
    }
}

#[test]
fn what_was_hidden_is_there_after_a_reset() {
    let server = FtpServer::builder().file("/a", "x").start();
    server
        .on(STOR)
        .fault(Fault::appears_after(Duration::from_secs(3600)));
    let mut raw = Raw::connect(server.addr()).login().binary();
    raw.upload("STOR /a", "y");
    assert_eq!(raw.say("SIZE /a").code, 550);
    server.reset();
    let mut raw = Raw::connect(server.addr()).login().binary();
    assert_eq!(raw.say("SIZE /a").code, 213);
}

#[cfg(feature = "temp-dir")]
#[test]
fn a_temporary_directory_is_reset_and_a_given_one_is_not() {
    let server = FtpServer::builder().temp_dir().file("/d/a", "x").start();
    server.fs().write("/b", "y");
    server.fs().remove("/d");
    server.reset();
    assert_eq!(server.fs().tree().to_string(), "/d/a  1 byte");

    let directory = tempfile::tempdir().unwrap();
    let server = FtpServer::builder().root(directory.path()).start();
    server.fs().write("/b", "y");
    server.reset();
    assert!(server.fs().exists("/b"));

    let server = FtpServer::builder().overlay(directory.path()).start();
    server.fs().remove("/b");
    server.reset();
    assert_eq!(server.fs().read("/b"), b"y");
}

#[test]
fn a_session_counts_what_it_moves() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    server.on(RETR).nth(2).fault(Fault::data_close_after(4));
    server.on(RETR).nth(3).fault(Fault::data_missing());
    let mut raw = Raw::connect(server.addr()).login().binary();
    raw.fetch("RETR /a");
    raw.fetch("RETR /a");
    raw.upload("STOR /b", "abc");
    let _data = raw.pasv();
    raw.say("RETR /a");
    raw.read_reply();
    let mut data = raw.port();
    raw.say("RETR /a");
    data.read_bytes(10);
    raw.read_reply();
    Raw::connect(server.addr()).quit();

    let sessions = server.sessions();
    let counted = |n: usize| {
        let session = &sessions[n];
        [
            session.bytes_in,
            session.bytes_out,
            session.ports_announced,
            session.data_connections,
        ]
    };
    assert_eq!(counted(0), [3, 24, 4, 4]);
    assert_eq!(counted(1), [0; 4]);
}

/// The counts are there while the transfer is stuck: a test can see how far it has come.
#[test]
fn a_session_counts_while_it_moves() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let stall = server.on(RETR).fault(Fault::data_stall_after(4));
    let mut raw = Raw::connect(server.addr()).login().binary();
    let _data = raw.pasv();
    raw.say("RETR /a");
    stall.hits_reached(1, SOON).block().unwrap();

    let session = &server.sessions()[0];
    assert_eq!((session.bytes_out, session.data_connections), (4, 1));
}
