//! Time-outs over real sockets, on a clock that moves when the test says so.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_reply::pasv_addr;

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn server(adjust: fn(Builder) -> Builder) -> (FtpServer, ManualClock, Raw) {
    let clock = ManualClock::new();
    let builder = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "aaa")
        .file("/huge", Content::zeros(GIB));
    let server = adjust(builder).start();
    let raw = Raw::connect(server.addr()).login().binary();
    (server, clock, raw)
}

const IDLE: &str = "421 Timeout: closing control connection.";

#[test]
fn an_idle_session_is_told_and_closed() {
    let (_server, clock, mut raw) = server(|builder| builder);
    clock.advance(secs(299));
    assert_eq!(raw.say("NOOP").code, 200);
    clock.advance(secs(299));
    assert_eq!(raw.say("NOOP").code, 200);
    clock.advance(secs(300));
    assert_eq!(raw.read_reply(), IDLE);
    raw.expect_eof();
}

#[test]
fn half_a_line_is_no_command() {
    let (_server, clock, mut raw) = server(|builder| builder.idle_timeout(secs(10)));
    raw.send("NOO");
    clock.advance(secs(10));
    assert_eq!(raw.lenient().read_reply(), IDLE);
}

#[test]
fn a_transfer_suspends_the_idle_time_out() {
    let (_server, clock, mut raw) =
        server(|builder| builder.idle_timeout(secs(10)).data_timeout(Duration::ZERO));
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /huge").code, 150);
    data.read_bytes(1);
    clock.advance(secs(1000));
    assert_eq!(raw.say("STAT").code, 211);
    raw.send("ABOR\r\n");
    assert_eq!((raw.read_reply().code, raw.read_reply().code), (426, 226));
    clock.advance(secs(10));
    assert_eq!(raw.read_reply(), IDLE);
}

/// R-D16: then it is 425, and the session goes on.
#[rstest]
#[case("RETR /a")]
#[case("STOR /new")]
#[case("NLST")]
fn a_transfer_waits_for_its_client_thirty_seconds(#[case] line: &str) {
    let (server, clock, mut raw) = server(|builder| builder);
    let addr = pasv_addr(&raw.say("PASV")).unwrap();
    assert_eq!(raw.say(line).code, 150);
    clock.advance(secs(30));
    assert_eq!(raw.read_reply(), "425 Can't open data connection.");
    assert!(std::net::TcpStream::connect(addr).is_err());
    assert!(!server.fs().exists("/new"));
    raw.quit();
}

#[test]
fn a_passive_port_that_nobody_wants_is_closed_without_a_word() {
    let (_server, clock, mut raw) = server(|builder| builder.passive_timeout(secs(5)));
    let addr = pasv_addr(&raw.say("PASV")).unwrap();
    clock.advance(secs(4));
    drop(std::net::TcpStream::connect(addr).unwrap());
    clock.advance(secs(1));
    assert!(std::net::TcpStream::connect(addr).is_err());
    assert_eq!(raw.say("RETR /a"), "425 Use PASV or PORT first.");
    raw.quit();
}

#[test]
fn a_download_that_nobody_reads_times_out() {
    let (_server, clock, mut raw) = server(|builder| builder.idle_timeout(Duration::ZERO));
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /huge").code, 150);
    data.read_bytes(1);
    // Octets may still have moved when the first of these came.
    for _ in 0..4 {
        clock.advance(secs(300));
    }
    assert_eq!(raw.read_reply(), "426 Data connection timed out.");
    assert_eq!(raw.download("RETR /a").0, b"aaa");
    raw.quit();
}

#[test]
fn an_upload_that_stands_still_times_out_and_keeps_its_part() {
    let (server, clock, mut raw) = server(|builder| builder.idle_timeout(Duration::ZERO));
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /part").code, 150);
    data.send(vec![b'x'; 32 << 20]);
    for _ in 0..4 {
        clock.advance(secs(300));
    }
    assert_eq!(raw.read_reply(), "426 Data connection timed out.");
    assert!(server.fs().size("/part") > 8 << 20);
    raw.quit();
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_does_not_answer_is_given_up() {
    use socket2::{Domain, Socket, Type};

    let (_server, clock, mut raw) = server(|builder| builder.active_timeout(secs(7)));
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
    let port = addr.as_socket().unwrap().port();
    assert_eq!(raw.say(format!("EPRT |1|127.0.0.1|{port}|")).code, 200);
    assert_eq!(raw.say("RETR /a").code, 150);
    clock.advance(secs(7));
    assert_eq!(raw.read_reply(), "425 Can't open data connection.");
    raw.quit();
}

/// R-C9: and nothing overtakes it.
#[test]
fn a_failed_login_is_answered_late() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .user(("alice", "secret"))
        .auth_failed_delay(secs(3))
        .idle_timeout(Duration::ZERO)
        .start();
    let mut raw = Raw::connect(server.addr());
    assert_eq!(raw.say("USER alice").code, 331);
    // What comes after the password is not overtaken by anything.
    raw.send("PASS wrong\r\nNOOP\r\n");
    // 220 and 331 are there; the next one needs time to pass.
    while server.transcript().replies().len() < 3 {
        clock.advance(secs(1));
    }
    assert_eq!((raw.read_reply().code, raw.read_reply().code), (530, 200));
}

#[test]
fn a_client_that_does_not_log_in_is_told_and_closed() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .login_timeout(secs(20))
        .start();
    let mut raw = Raw::connect(server.addr());
    assert_eq!(raw.say("USER alice").code, 331);
    clock.advance(secs(20));
    let farewell = "421 Login timeout: closing control connection.";
    assert_eq!(raw.read_reply(), farewell);
    raw.expect_eof();
}

/// After its 221 the server listens no more, but a client may still send for a second.
#[test]
fn a_client_that_stays_after_the_farewell_is_cut_off() {
    let (_server, clock, mut raw) = server(|builder| builder.drain_timeout(secs(3)));
    assert_eq!(raw.say("QUIT").code, 221);
    raw.expect_eof();
    raw.send("NOOP\r\n");
    clock.advance(secs(3));
    assert!(raw.is_cut_off());
}

#[rstest]
#[case("RETR /huge")]
#[case("STOR /new")]
fn a_transfer_that_outlives_the_grace_gets_421(#[case] line: &str) {
    let (server, _clock, mut raw) = server(|builder| builder.shutdown_grace(Duration::ZERO));
    let _data = raw.epsv();
    assert_eq!(raw.say(line).code, 150);
    let transcript = server.finish();
    assert_eq!(raw.read_reply(), "421 Service not available.");
    raw.expect_eof();
    assert!(
        transcript
            .to_string()
            .ends_with("S: 421 Service not available.\n#1 open at finish")
    );
}
