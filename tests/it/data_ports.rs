//! Data ports that refuse or never accept, whether the rule is on the port or on the transfer.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

const TEXT: &str = "0123456789";

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

#[rstest]
#[case::on_pasv("PASV")]
#[case::on_epsv("EPSV")]
fn a_refused_port_is_announced_and_nothing_listens_there(#[case] line: &str) {
    let server = server();
    let refused = server.on([PASV, EPSV]).once().fault(Fault::data_refused());
    let mut raw = client(&server);

    let addr = raw.announced(line);
    assert_eq!(refused.hits(), 1);
    for _ in 0..2 {
        let error = TcpStream::connect(addr).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(raw.read_reply().code, 425);

    assert_eq!(raw.fetch("RETR /a").0, TEXT.as_bytes());
    insta::allow_duplicates! {
        insta::with_settings!({ filters => [("(?:PASV|EPSV)", "PASV"), (r"22[79] .*", "22x (port)")] }, {
            insta::assert_snapshot!(server.transcript().without([USER, PASS, TYPE]), @"
            #1 connect
            S: 220 ftpmock ready
            C: PASV
            S: 22x (port)
            ! fault: data connection refused
            C: RETR /a
            S: 150 File status okay; about to open data connection.
            D: S->C no connection
            S: 425 Can't open data connection.
            C: PASV
            S: 22x (port)
            C: RETR /a
            S: 150 File status okay; about to open data connection.
            D: S->C 10 bytes
            S: 226 Transfer complete.
            ");
        });
    }
}

#[test]
fn a_port_refused_when_announced_decides_what_its_transfer_is_answered() {
    let server = server();
    server
        .on(PASV)
        .once()
        .fault(Fault::data_refused().then_reply(450, "Later."));
    let mut raw = client(&server);
    raw.announced("PASV");

    assert_eq!(raw.say("LIST").code, 150);
    assert_eq!(raw.read_reply(), "450 Later.");

    assert_eq!(
        raw.fetch("RETR /a").2.code,
        226,
        "the next port is a good one"
    );
}

#[rstest]
#[case::alone(Fault::data_refused(), "425 Can't open data connection.")]
#[case::then(Fault::data_refused().then_reply(450, "Later."), "450 Later.")]
fn a_transfer_whose_port_refuses_gets_its_reply_at_once(
    #[case] fault: Fault,
    #[case] expected: &str,
    #[values("RETR /a", "STOR /b", "LIST", "NLST", "MLSD", "APPE /a", "STOU")] line: &str,
) {
    let server = server();
    let refused = server
        .on([RETR, STOR, LIST, NLST, MLSD, APPE, STOU])
        .once()
        .fault(fault);
    let mut raw = client(&server);
    let addr = raw.announced("PASV");

    assert_eq!(raw.say(line), expected, "no 150 comes first");

    assert!(TcpStream::connect(addr).is_err());
    assert_eq!(refused.hits(), 1);
    assert_eq!(server.fs().tree().to_string(), "/a  10 bytes");
    assert_eq!(raw.fetch("RETR /a").0, TEXT.as_bytes());
}

#[test]
fn a_client_that_has_connected_already_is_refused_too() {
    let server = server();
    server.on(RETR).fault(Fault::data_refused());
    let mut raw = client(&server);
    let data = raw.pasv();

    assert_eq!(raw.say("RETR /a").code, 425);

    assert!(data.read_to_end().0.is_empty());
    insta::assert_snapshot!(server.transcript().only(RETR), @"
    C: RETR /a
    ! fault: data connection refused
    D: S->C no connection
    S: 425 Can't open data connection.
    ");
}

#[cfg(target_os = "linux")]
#[rstest]
#[case::alone(Fault::data_ignored())]
#[case::then(Fault::data_ignored().then_reply(450, "Later."))]
fn an_ignored_port_is_announced_and_never_accepts(#[case] fault: Fault) {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .file("/a", TEXT)
        .clock(clock.clone())
        .start();
    let code = if fault == Fault::data_ignored() {
        425
    } else {
        450
    };
    let ignored = server.on([PASV, EPSV]).once().fault(fault);
    let mut raw = client(&server);

    let addr = raw.announced("EPSV");
    assert_eq!(ignored.hits(), 1);
    let error = TcpStream::connect_timeout(&addr, Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(raw.say("STAT").code, 211);
    clock.advance(Duration::from_secs(31));

    assert_eq!(raw.read_reply().code, code);
    assert_eq!(raw.fetch("RETR /a").0, TEXT.as_bytes());
}

#[rstest]
#[case::alone(Fault::data_ignored(), 425)]
#[case::then(Fault::data_ignored().then_reply(450, "Later."), 450)]
fn a_transfer_whose_port_ignores_waits_for_the_timeout(
    #[case] fault: Fault,
    #[case] code: u16,
    #[values("RETR /a", "STOR /b", "LIST")] line: &str,
) {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .file("/a", TEXT)
        .clock(clock.clone())
        .start();
    let ignored = server.on([RETR, STOR, LIST]).fault(fault);
    let mut raw = client(&server);
    let mut data = raw.pasv();

    assert_eq!(raw.say(line).code, 150);
    assert_eq!(ignored.hits(), 1);
    assert!(data.is_silent());
    clock.advance(Duration::from_secs(29));
    assert!(data.is_silent());
    clock.advance(Duration::from_secs(2));

    assert_eq!(raw.read_reply().code, code);
    assert!(data.read_to_end().0.is_empty());
    assert_eq!(server.fs().tree().to_string(), "/a  10 bytes");
}

#[test]
fn abor_ends_the_wait_for_an_ignored_port() {
    let server = server();
    server.on(RETR).fault(Fault::data_ignored());
    let mut raw = client(&server);
    let _data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply().code, 226);
    insta::assert_snapshot!(server.transcript().only([RETR, ABOR]), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data connection ignored
    C: ABOR
    D: S->C no connection
    S: 426 Connection closed; transfer aborted.
    S: 226 Abort command successful.
    ");
}
