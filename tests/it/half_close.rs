//! Clients that say no more, and still listen.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::support::raw::Raw;

/// What a client hears that sends this while its first command is held, and closes its half.
fn heard(server: &FtpServer, rest: &str) -> String {
    let gate = server.on(NOOP).hold();
    let mut raw = Raw::connect(server.addr()).login().lenient();
    raw.send("NOOP\r\n");
    gate.reached(Duration::from_secs(5)).block().unwrap();
    raw.send(rest);
    raw.shutdown_write();
    gate.release();
    String::from_utf8(raw.read_to_end().0).unwrap()
}

#[test]
fn all_that_was_sent_is_answered() {
    let server = FtpServer::start();
    assert_eq!(
        heard(&server, "SYST\r\nPWD\r\n"),
        "200 NOOP ok.\r\n215 UNIX Type: L8\r\n257 \"/\" is the current directory.\r\n"
    );
}

#[test]
fn where_it_ends_the_session_nothing_more_is_answered() {
    let server = FtpServer::builder().half_close_ends(true).start();
    let pwd = server.expect(PWD).never();
    assert_eq!(heard(&server, "SYST\r\nPWD\r\n"), "200 NOOP ok.\r\n");
    assert_eq!(pwd.hits(), 0);
}

#[test]
fn a_client_that_does_not_close_is_answered() {
    let server = FtpServer::builder().half_close_ends(true).start();
    let mut raw = Raw::connect(server.addr()).login();
    raw.send("NOOP\r\nPWD\r\n");
    assert_eq!(raw.read_reply().code, 200);
    assert_eq!(raw.read_reply().code, 257);
    raw.quit();
}
