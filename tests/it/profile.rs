//! What the profile of pyftpdlib does with sockets and clocks; and what no profile rewords.

use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_data::Data;

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

const OPEN: &str = "125 Data connection already open. Transfer starting.";
const OPENING: &str = "150 File status okay. About to open data connection.";

fn builder() -> Builder {
    FtpServer::builder()
        .profile(Profile::Pyftpdlib)
        .file("/a", "0123456789")
        .file("/huge", Content::zeros(GIB))
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).lenient().login().binary()
}

/// PASV, whatever the words of its reply.
fn pasv(raw: &mut Raw) -> std::net::SocketAddr {
    let reply = raw.say("PASV");
    let text = reply.text.replace("passive mode", "Passive Mode");
    let numbers = text
        .strip_prefix("Entering Passive Mode (127,0,0,1,")
        .unwrap();
    let (high, low) = numbers.trim_end_matches(").").split_once(',').unwrap();
    let port = high.parse::<u16>().unwrap() * 256 + low.parse::<u16>().unwrap();
    ([127, 0, 0, 1], port).into()
}

#[test]
fn the_server_connects_before_it_answers_port() {
    let server = builder().start();
    let mut raw = client(&server);
    for line in ["RETR /a", "RETR /a"] {
        let (listener, port) = raw.listener_and_port();
        assert_eq!(raw.say(port), "200 Active data connection established.");
        // It is there: whoever accepts need not wait.
        listener.set_nonblocking(true).unwrap();
        let (stream, _) = listener.accept().unwrap();
        stream.set_nonblocking(false).unwrap();
        assert_eq!(raw.say(line), OPEN);
        assert_eq!(Data::from(stream).read_to_end().0, b"0123456789");
        assert_eq!(raw.read_reply().code, 226);
    }
    raw.quit();
}

#[test]
fn a_client_that_does_not_listen_is_refused_at_port() {
    let server = builder().start();
    let mut raw = client(&server);
    let (listener, port) = raw.listener_and_port();
    drop(listener);
    assert_eq!(raw.say(port), "425 Can't connect to specified address.");
    assert_eq!(raw.say("RETR /a"), "425 Use PASV or PORT first.");
    raw.quit();
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_does_not_answer_is_given_up_at_port() {
    use socket2::{Domain, Socket, Type};

    let clock = ManualClock::new();
    let builder = builder().clock(clock.clone()).idle_timeout(Duration::ZERO);
    let server = builder.start();
    let mut raw = client(&server);
    // A queue for one connection, which is taken: further ones get no answer.
    let deaf = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    deaf.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    deaf.listen(0).unwrap();
    let addr = deaf.local_addr().unwrap();
    let _queue = [(); 2].map(|()| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_nonblocking(true).unwrap();
        let _ = socket.connect(&addr);
        socket
    });
    let [high, low] = addr.as_socket().unwrap().port().to_be_bytes();
    raw.send(format!("PORT 127,0,0,1,{high},{low}\r\n"));
    let said = server.transcript().replies().len();
    while server.transcript().replies().len() == said {
        clock.advance(secs(1));
    }
    assert_eq!(raw.read_reply(), "421 Active data channel timed out.");
    raw.quit();
}

#[rstest]
#[case(true, OPEN)]
#[case(false, OPENING)]
fn a_transfer_is_announced_as_it_stands(#[case] early: bool, #[case] said: &str) {
    let server = builder().start();
    let mut raw = client(&server);
    let addr = pasv(&mut raw);
    let data = early.then(|| Data::connect(addr));
    assert_eq!(raw.say("RETR /a"), said);
    let data = data.unwrap_or_else(|| Data::connect(addr));
    assert_eq!(data.read_to_end().0, b"0123456789");
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
    raw.quit();
}

/// R-D14 holds: a stranger's connection is not the client's, early or not.
#[cfg(target_os = "linux")]
#[test]
fn a_stranger_is_not_the_client() {
    use socket2::{Domain, Socket, Type};

    let server = builder().start();
    let mut raw = client(&server);
    let addr = pasv(&mut raw);
    let stranger = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    stranger
        .bind(&std::net::SocketAddr::from(([127, 0, 0, 2], 0)).into())
        .unwrap();
    stranger.connect(&addr.into()).unwrap();
    assert_eq!(raw.say("RETR /a"), OPENING);
    assert_eq!(Data::connect(addr).read_to_end().0, b"0123456789");
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
    assert!(server.finish().to_string().contains("127.0.0.2"));
}

/// PY-D10: 421 without the end of the session.
#[test]
fn a_client_that_never_connects_is_told_421_and_may_go_on() {
    let clock = ManualClock::new();
    let server = builder().clock(clock.clone()).start();
    let mut raw = client(&server);
    pasv(&mut raw);
    assert_eq!(raw.say("RETR /a"), OPENING);
    clock.advance(secs(30));
    assert_eq!(raw.read_reply(), "421 Passive data channel timed out.");
    assert_eq!(raw.say("NOOP"), "200 I successfully did nothing'.");
    raw.quit();
}

#[test]
fn a_stalled_transfer_ends_the_session() {
    let clock = ManualClock::new();
    let server = builder().clock(clock.clone()).start();
    let mut raw = client(&server);
    let addr = pasv(&mut raw);
    let _data = Data::connect(addr);
    assert_eq!(raw.say("STOR /new"), OPEN);
    let said = server.transcript().replies().len();
    while server.transcript().replies().len() == said {
        clock.advance(secs(100));
    }
    assert_eq!(raw.read_reply(), "421 Data connection timed out.");
    raw.expect_eof();
}

#[test]
fn a_failed_login_is_answered_three_seconds_late() {
    let clock = ManualClock::new();
    let server = builder()
        .clock(clock.clone())
        .idle_timeout(Duration::ZERO)
        .user(("alice", "secret"))
        .start();
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say("USER alice");
    raw.send("PASS wrong\r\n");
    // 220 and 331 are there; the next one needs time to pass.
    while server.transcript().replies().len() < 3 {
        clock.advance(secs(1));
    }
    assert_eq!(raw.read_reply(), "530 Authentication failed.");
}

/// A rule of the test says what it says, in the middle of all that.
#[test]
fn what_a_rule_says_is_not_reworded() {
    let server = builder().start();
    server
        .on(DELE)
        .once()
        .reply(550, "No such file or directory.");
    server.on(NOOP).once().reply_text("NOOP ok.");
    server.on(SIZE).once().raw_reply("213 42\r\n");
    let cut = Fault::data_reset_after(4).then_reply(426, "Connection closed; transfer aborted.");
    server.on(RETR).once().fault(cut);
    let mut raw = client(&server);
    assert_eq!(raw.say("DELE none"), "550 No such file or directory.");
    assert_eq!(raw.say("NOOP"), "200 NOOP ok.");
    assert_eq!(raw.say("SIZE none"), "213 42");
    let addr = pasv(&mut raw);
    let data = Data::connect(addr);
    assert_eq!(raw.say("RETR /a"), OPEN);
    assert_eq!(data.read_to_end().0, b"0123");
    assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
    raw.quit();
    insta::assert_snapshot!(server.finish().only([DELE, NOOP, SIZE, RETR, QUIT]), @r#"
    C: DELE none
    ! fault: reply 550
    S: 550 No such file or directory.
    C: NOOP
    ! fault: other reply text
    S: 200 NOOP ok.
    C: SIZE none
    ! fault: raw reply of 8 bytes
    S: raw "213 42\x0d\x0a"
    C: RETR /a
    S: 125 Data connection already open. Transfer starting.
    ! fault: data reset after 4 bytes
    D: S->C 4 of 10 bytes, reset by server
    S: 426 Connection closed; transfer aborted.
    C: QUIT
    S: 221 Goodbye.
    "#);
}

/// Faults of data ports find the client connected already.
#[rstest]
#[case::refused(Fault::data_refused())]
#[case::ignored(Fault::data_ignored())]
fn a_client_that_came_early_meets_the_fault_all_the_same(
    #[case] fault: Fault,
    #[values(true, false)] active: bool,
) {
    let clock = ManualClock::new();
    let server = builder().clock(clock.clone()).start();
    let rule = server
        .on(RETR)
        .once()
        .fault(fault.then_reply(450, "Later."));
    let mut raw = client(&server);
    let mut listener = None;
    let _early = if active {
        let (ours, port) = raw.listener_and_port();
        assert_eq!(raw.say(port).code, 200);
        listener = Some(ours);
        None
    } else {
        Some(TcpStream::connect(pasv(&mut raw)).unwrap())
    };
    let mut reply = raw.say("RETR /a");
    if reply.code < 200 {
        clock.advance(secs(30));
        reply = raw.read_reply();
    }
    assert_eq!(reply, "450 Later.");
    assert_eq!(rule.hits(), 1);
    drop(listener);
    raw.quit();
}

#[test]
fn one_text_can_be_changed_by_its_key() {
    let server = FtpServer::builder()
        .reply_text("NOOP.done", "Zzz, {user}.")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("NOOP"), "200 Zzz, alice.");
    raw.quit();
}

#[test]
#[should_panic(expected = "no reply has the key \"NOOP.don\"")]
fn a_key_that_is_none_is_an_error() {
    let _ = FtpServer::builder().reply_text("NOOP.don", "Zzz.");
}

#[test]
fn octets_before_quit_end_the_session_in_order() {
    let server = builder().start();
    let mut raw = client(&server);
    assert_eq!(raw.say("XXQUIT"), "221 Goodbye.");
    raw.expect_eof();
    assert!(server.finish().to_string().ends_with("#1 closed"));
}

#[test]
fn an_option_after_the_profile_holds() {
    let server = builder().greeting("Hello.").preliminary_125(false).start();
    let raw = Raw::connect(server.addr());
    assert_eq!(raw.greeting, "220 Hello.");
}
