//! Rules on commands that come while a transfer runs, and limits of so many in a time.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::support::raw::Raw;

const WITHIN: Duration = Duration::from_secs(5);

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

#[test]
fn a_keep_alive_can_be_refused_in_the_middle_of_a_transfer() {
    let server = FtpServer::start();
    let refusal = server
        .on(NOOP)
        .once()
        .fault(Fault::reply(500, "Unknown command.").at_once());
    let mut raw = client(&server);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send("abc");
    raw.send("NOOP\r\nNOOP\r\n");

    assert_eq!(raw.read_bytes(22), b"500 Unknown command.\r\n");
    refusal.hits_reached(1, WITHIN).block().unwrap();
    assert!(raw.is_silent(), "the second one waits");
    data.finish();
    assert_eq!(raw.read_bytes(24), b"226 Transfer complete.\r\n");
    assert_eq!(raw.read_bytes(14), b"200 NOOP ok.\r\n");

    assert_eq!(server.fs().read("/a"), b"abc");
    insta::assert_snapshot!(server.transcript().only([NOOP, STOR]), @"
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    C: NOOP
    ! fault: answer during the transfer
    ! fault: reply 500
    S: 500 Unknown command.
    C: NOOP
    D: C->S 3 bytes
    S: 226 Transfer complete.
    S: 200 NOOP ok.
    ");
}

#[test]
fn what_acts_waits_for_its_turn() {
    let server = FtpServer::start();
    let text = Fault::reply_text("Later.").at_once();
    let rule = server.on(PWD).fault(text);
    let mut raw = client(&server);
    let data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    raw.send("PWD\r\n");
    data.finish();
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(raw.read_reply(), "257 Later.");
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_keep_alive_can_kill_the_transfer() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).fault(Fault::abort_transfer());
    let mut raw = client(&server);
    let _data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    raw.send("NOOP\r\n");

    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(raw.read_reply().code, 200);
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(server.transcript().only([NOOP, STOR]), @"
    C: STOR /a
    S: 150 File status okay; about to open data connection.
    C: NOOP
    ! fault: abort the transfer
    D: C->S 0 of ? bytes, aborted
    S: 426 Connection closed; transfer aborted.
    S: 200 NOOP ok.
    ");
}

/// By then there is nothing to abort: no `ABOR` has ended the transfer.
#[test]
fn an_abort_after_a_transfer_that_a_rule_has_ended_finds_none() {
    let server = FtpServer::start();
    server.on(NOOP).once().fault(Fault::abort_transfer());
    let mut raw = client(&server);
    let data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    assert_eq!(raw.say("NOOP").code, 426);
    assert_eq!(raw.read_reply().code, 200);
    drop(data);

    assert_eq!(raw.say("ABOR"), "225 No transfer to abort.");

    let _data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply(), "226 Abort command successful.");
}

#[test]
fn without_a_transfer_there_is_nothing_to_abort() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).optional().fault(Fault::abort_transfer());
    assert_eq!(client(&server).say("NOOP").code, 200);
    assert_eq!(rule.hits(), 0);
}

#[test]
fn connections_can_be_limited_in_time() {
    let clock = ManualClock::new();
    let server = FtpServer::builder().clock(clock.clone()).start();
    let rule = server
        .on(Event::Connect)
        .per_peer()
        .after(2)
        .within(Duration::from_secs(60))
        .reply_then_close(421, "Too fast.");
    let code = || Raw::connect_silently(server.addr()).read_reply().code;
    assert_eq!([code(), code(), code()], [220, 220, 421]);
    clock.advance(Duration::from_secs(59));
    assert_eq!(code(), 421);
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        [code(), code()],
        [220, 421],
        "one of the last minute counts"
    );
    assert_eq!(rule.hits(), 3);
    assert_eq!(
        rule.sentence(),
        "When a client connects, after the first 2 times for each client address within 60s, this \
         goes wrong: reply 421, close the control connection."
    );
    assert_eq!(
        format!("{rule:?}"),
        "Rule(connect after 2 per peer within 60s: reply 421, close the control connection)"
    );
}
