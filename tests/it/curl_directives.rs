//! What curl's own test server can be told to do, one test for each directive about replies and data connections.

use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

const WITHIN: Duration = Duration::from_secs(5);
const REFUSED: &str = "425 Can't open data connection.\r\n";

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient().binary()
}

fn with_file() -> FtpServer {
    FtpServer::builder().file("/a", "0123456789").start()
}

/// Sends a line and expects these octets.
#[track_caller]
fn hears(raw: &mut Raw, line: &str, wire: &str) {
    raw.send(format!("{line}\r\n"));
    let got = raw.read_bytes(wire.len());
    assert_eq!(String::from_utf8_lossy(&got), wire);
}

/// `REPLY PWD 314 bluah`, `REPLY HELP 633 nope`, `REPLY SYST 200-a\r\n200 b`
#[test]
fn reply_to_a_verb() {
    let server = with_file();
    server.on(PWD).reply(314, "bluah");
    server.on(HELP).reply(633, "nope");
    server.on(SYST).raw_reply("999 \x00odd\r\n");
    let mut raw = client(&server);
    hears(&mut raw, "PWD", "314 bluah\r\n");
    hears(&mut raw, "HELP", "633 nope\r\n");
    hears(&mut raw, "SYST", "999 \x00odd\r\n");
    hears(&mut raw, "PWD", "314 bluah\r\n");
}

/// `REPLY welcome HTTP/1.1 200 OK`
#[test]
fn reply_welcome() {
    let server = with_file();
    server
        .on(Event::Connect)
        .fault(Fault::raw_lines(["HTTP/1.1 200 OK"]));
    let mut raw = Raw::connect_silently(server.addr());
    assert_eq!(raw.read_bytes(17), b"HTTP/1.1 200 OK\r\n");
}

/// `REPLY "CWD path with space" 250 Fine.`
#[test]
fn reply_to_a_whole_line() {
    let server = with_file();
    server.on("CWD path with space").reply(250, "Fine.");
    let mut raw = client(&server);
    hears(&mut raw, "CWD path with space", "250 Fine.\r\n");
    assert_eq!(raw.say("CWD path").code, 550);
}

/// `REPLYLF PWD 257 "/"`
#[test]
fn replylf() {
    let server = with_file();
    server
        .on(PWD)
        .fault(Fault::reply(257, "\"/\"").and(Fault::line_ends("\n")));
    hears(&mut client(&server), "PWD", "257 \"/\"\n");
}

/// `COUNT CWD 1` with `REPLY CWD 550 bad`
#[test]
fn count() {
    let server = with_file();
    server.on(CWD).first(1).reply(550, "bad");
    let mut raw = client(&server);
    assert_eq!(raw.say("CWD /"), "550 bad");
    assert_eq!(raw.say("CWD /").code, 250);
}

/// `DELAY NOOP 2`
#[test]
fn delay() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let rule = server.on(NOOP).delay(Duration::from_secs(2));
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    rule.hits_reached(1, WITHIN).block().unwrap();
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(2));
    assert_eq!(raw.read_reply().code, 200);
}

/// `SLOWDOWN`: everything octet by octet
#[test]
fn slowdown() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone());
    let server = server.file("/a", "abc").start();
    let step = Duration::from_millis(5);
    let mut raw = client(&server);
    let mut data = raw.epsv();
    let slow = Fault::dribble(1, step).and(Fault::data_throttle(200));
    server.on(RETR).fault(slow);
    raw.send("RETR /a\r\n");
    let opening = b"150 File status okay; about to open data connection.\r\n";
    for octet in opening {
        assert_eq!(raw.read_bytes(1), [*octet]);
        assert!(raw.is_silent());
        clock.advance(step);
    }
    for octet in b"abc" {
        assert_eq!(data.read_bytes(1), [*octet]);
        clock.advance(step);
    }
    for octet in b"226 Transfer complete.\r\n" {
        assert_eq!(raw.read_bytes(1), [*octet]);
        assert!(raw.is_silent());
        clock.advance(step);
    }
}

/// `SLOWDOWNDATA`: the data only
#[test]
fn slowdowndata() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone());
    let server = server.file("/a", "abc").start();
    server.on(RETR).fault(Fault::data_throttle(200));
    let mut raw = client(&server);
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    for octet in b"abc" {
        assert_eq!(data.read_bytes(1), [*octet]);
        clock.advance(Duration::from_millis(5));
    }
    assert_eq!(raw.read_reply().code, 226);
}

/// `RETRWEIRDO`
#[test]
fn retrweirdo() {
    let server = with_file();
    server.on(RETR).once().fault(Fault::early_reply());
    let mut raw = client(&server);
    let data = raw.epsv();
    hears(
        &mut raw,
        "RETR /a",
        "150 File status okay; about to open data connection.\r\n226 Transfer complete.\r\n",
    );
    assert_eq!(data.read_to_end().0, b"0123456789");
}

/// `RETRNOSIZE`, `RETRSIZE 4096`
#[rstest]
#[case::retrnosize("Binary data connection for a () (size?).")]
#[case::retrsize("Binary data connection for a () (4096 bytes).")]
fn size_in_150(#[case] text: &str) {
    let server = with_file();
    server.on(RETR).fault(Fault::preliminary_text(text));
    let mut raw = client(&server);
    let data = raw.epsv();
    hears(&mut raw, "RETR /a", &format!("150 {text}\r\n"));
    assert_eq!(data.read_to_end().0, b"0123456789");
    assert_eq!(raw.read_reply().code, 226);
}

/// `PASVBADIP`
#[test]
fn pasvbadip() {
    let server = with_file();
    server.on(PASV).fault(Fault::wrong_pasv_host([1, 2, 3, 4]));
    let reply = client(&server).say("PASV");
    assert!(reply.text.contains("(1,2,3,4,"), "{reply}");
}

/// `NODATACONN`, `NODATACONN150`, `NODATACONN421`, `NODATACONN425`
#[rstest]
#[case::nodataconn(Fault::ignore(), "")]
#[case::nodataconn150(Fault::replies([(150, "Opening.")]), "150 Opening.\r\n")]
#[case::nodataconn421(Fault::replies([(150, "a"), (421, "b")]), "150 a\r\n421 b\r\n")]
#[case::nodataconn425(Fault::reply_first(150, "a").and(Fault::data_refused()), "150 a\r\n425 Can't open data connection.\r\n")]
fn no_data_connection(#[case] fault: Fault, #[case] wire: &str) {
    let server = with_file();
    server.on([PASV, EPSV]).fault(Fault::data_refused());
    server.on(RETR).fault(fault);
    let mut raw = client(&server);
    let addr = raw.announced("EPSV");
    assert!(TcpStream::connect(addr).is_err());
    hears(&mut raw, "RETR /a", wire);
    assert_eq!(raw.say("NOOP").code, 200);
}

/// The same in active mode: the server never connects.
#[test]
fn no_active_data_connection() {
    let server = with_file();
    server.on(RETR).fault(Fault::data_refused());
    let mut raw = client(&server);
    let (_listener, port) = raw.listener_and_port();
    raw.say(port);
    hears(&mut raw, "RETR /a", REFUSED);
}

/// `STOR 552 Too much.`: the final reply of an upload that is not read to its end
#[test]
fn stor() {
    let server = with_file();
    let full = Fault::data_close_after(2).then_reply(552, "Too much.");
    server.on([STOR, APPE]).fault(full);
    assert_eq!(client(&server).upload("STOR /b", "abcdef"), "552 Too much.");
}
