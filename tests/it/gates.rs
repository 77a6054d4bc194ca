//! Gates: holding a session where the test wants it.

use std::sync::Arc;
use std::time::Duration;

use ftpmock::prelude::*;

use crate::support::raw::Raw;

const SOON: Duration = Duration::from_secs(5);

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login()
}

#[test]
fn a_gate_holds_until_it_is_released() {
    let server = FtpServer::builder().file("/a", "x").start();
    let gate = server.on(DELE).hold();
    let mut raw = client(&server);

    raw.send("DELE /a\r\nNOOP\r\n");
    gate.reached(SOON).block().unwrap();
    assert_eq!(gate.hits(), 1);
    assert!(raw.is_silent() && server.fs().exists("/a"));
    gate.release();

    assert_eq!(raw.read_reply().code, 250);
    assert_eq!(raw.read_reply().code, 200);
    insta::assert_snapshot!(server.transcript().only([DELE, NOOP]), @"
    C: DELE /a
    ! fault: hold
    S: 250 File deleted.
    C: NOOP
    S: 200 NOOP ok.
    ");
}

#[test]
fn what_was_said_before_the_gate_arrives() {
    let server = FtpServer::start();
    let gate = server.on(SYST).hold();
    let mut raw = client(&server);

    raw.send("NOOP\r\nSYST\r\n");

    assert_eq!(raw.read_reply().code, 200);
    gate.reached(SOON).block().unwrap();
    drop(gate);
    assert_eq!(raw.read_reply().code, 215);
}

#[test]
fn a_released_gate_lets_all_later_ones_pass() {
    let server = FtpServer::start();
    let gate = server.on(NOOP).hold();
    gate.release();
    let mut raw = client(&server);

    assert_eq!(raw.say("NOOP").code, 200);

    assert_eq!(gate.hits(), 0);
    assert!(server.try_verify().is_err(), "it has held nobody");
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server))).unwrap_err();
}

#[test]
fn dropping_a_gate_releases_all_who_stand_there() {
    let server = FtpServer::start();
    let gate = server.on(NOOP).hold();
    let mut clients: Vec<Raw> = (0..3).map(|_| client(&server)).collect();
    for raw in &mut clients {
        raw.send("NOOP\r\n");
    }
    let waiting = server.expect(NOOP).times(..);
    gate.reached(SOON).block().unwrap();
    drop((gate, waiting));

    for raw in &mut clients {
        assert_eq!(raw.read_reply().code, 200);
    }
}

#[test]
fn a_gate_that_nobody_reaches_times_out_with_a_sentence() {
    let server = FtpServer::start();
    let gate = server.on(STOR).path("/in/*").optional().hold();

    let error = gate.reached(Duration::from_millis(1)).block().unwrap_err();

    insta::assert_snapshot!(error, @"arrival at the gate of STOR path=/in/*: hold did not happen within 1ms");
}

#[tokio::test]
async fn a_gate_can_be_awaited() {
    let server = FtpServer::start();
    let gate = server.on(NOOP).hold();
    let mut raw = client(&server);
    raw.send("NOOP\r\n");

    gate.reached(SOON).await.unwrap();
    gate.release();

    assert_eq!(raw.read_reply().code, 200);
}

#[test]
fn a_held_transfer_has_not_begun() {
    let server = FtpServer::start();
    let gate = server.on(STOR).once().hold();
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.send("STOR /a\r\n");
    data.send("abc");
    data.finish();
    gate.reached(SOON).block().unwrap();
    assert!(raw.is_silent());

    gate.release();

    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/a"), b"abc");
}

#[test]
fn held_until_drop_means_until_drop() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).hold_until_drop();
    let fs = server.fs().clone();
    let mut raw = client(&server);
    raw.send("DELE /a\r\n");
    rule.hits_reached(1, SOON).block().unwrap();
    assert!(raw.is_silent());

    drop(server);

    let (octets, _) = raw.read_to_end();
    assert!(octets.is_empty(), "it was never answered");
    assert!(fs.exists("/a"), "nor did it act");
}

#[test]
fn a_server_dropped_while_a_gate_holds_does_not_wait_for_it() {
    let server = FtpServer::start();
    let gate = server.on(NOOP).hold();
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    gate.reached(SOON).block().unwrap();

    let before = std::time::Instant::now();
    drop(server);

    // The bound of a gate is 60 s, that of a drop about 1 s.
    assert!(before.elapsed() < Duration::from_secs(20));
    raw.read_to_end();
    drop(gate);
}

#[test]
fn a_gate_on_the_greeting_holds_the_connection() {
    let server = FtpServer::start();
    let gate = server.on(Event::Connect).hold();
    let mut raw = Raw::connect_silently(server.addr());
    gate.reached(SOON).block().unwrap();
    assert!(raw.is_silent());

    gate.release();

    assert_eq!(raw.read_reply().code, 220);
}

#[test]
fn a_gate_proves_that_two_sessions_are_where_they_are() {
    let server = Arc::new(FtpServer::start());
    let first = server.on(NOOP).session(1).hold();
    let second = server.on(SYST).session(2).hold();
    let (mut one, mut two) = (client(&server), client(&server));

    one.send("NOOP\r\n");
    two.send("SYST\r\n");
    first.reached(SOON).block().unwrap();
    second.reached(SOON).block().unwrap();
    second.release();

    assert_eq!(two.read_reply().code, 215);
    assert!(one.is_silent());
    first.release();
    assert_eq!(one.read_reply().code, 200);
}

#[test]
fn a_gate_that_nobody_releases_ends_the_session_and_fails_the_test() {
    let server = FtpServer::builder().hold_limit(Duration::ZERO).start();
    let gate = server.on(DELE).hold();
    let mut raw = client(&server);

    assert_eq!(raw.say("DELE /a"), "421 Service not available.");
    raw.expect_eof();

    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("its gate was not released"), "{unmet}");
    drop(gate);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server))).unwrap_err();
}
