//! When verification happens: at the end of a scope, at `finish`, whenever it is asked for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ftpmock::prelude::*;

use crate::support::raw::Raw;

/// The port, and the lines of this file, change from run to run and from edit to edit.
const FILTERS: [(&str, &str); 2] = [
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (
        r"[\w./\\]*verification_moments\.rs:\d+",
        "moments.rs:<line>",
    ),
];

macro_rules! assert_message {
    ($message:expr, @$expected:literal) => {
        insta::with_settings!({ filters => FILTERS }, {
            insta::assert_snapshot!($message, @$expected);
        });
    };
}

/// A client that says this and goes; when it is gone, so is its session.
fn say(server: &FtpServer, line: &str) {
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say(line);
    raw.quit();
}

#[test]
fn a_scoped_rule_is_verified_when_its_guard_is_dropped() {
    let server = FtpServer::start();
    let unmet = |guard| {
        let panic = catch_unwind(AssertUnwindSafe(|| drop(guard))).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };

    let idle = server.on(NOOP).named("busy").reply(450, "x").scoped();
    assert_message!(unmet(idle), @r#"ftpmock: scoped rule "busy" NOOP: reply 450: never fired (moments.rs:<line>:23)"#);
    let spy = server.expect(NOOP).times(2).scoped();
    say(&server, "NOOP");
    assert_eq!(spy.hits(), 1);
    assert_message!(unmet(spy), @"ftpmock: scoped rule NOOP: expected 2, got 1 (moments.rs:<line>:22)");
    let met = server.expect(NOOP).times(1).scoped();
    say(&server, "NOOP");
    drop(met);

    server.verify();
}

#[test]
fn a_scoped_rule_says_nothing_while_the_test_panics() {
    let server = FtpServer::start();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _guard = server.on(NOOP).reply(450, "x").scoped();
        panic!("the test's own");
    }));

    assert_eq!(
        *panic.unwrap_err().downcast_ref::<&str>().unwrap(),
        "the test's own"
    );
    server.verify();
}

#[test]
fn finish_verifies_and_gives_the_transcript() {
    let server = FtpServer::start();
    server.expect(NOOP).times(1);
    say(&server, "NOOP");
    assert_eq!(server.finish().commands(), ["NOOP", "QUIT"]);

    let server = FtpServer::start();
    server.expect(NOOP).times(1);
    let panic = catch_unwind(AssertUnwindSafe(|| server.finish())).unwrap_err();
    assert_message!(panic.downcast_ref::<String>().unwrap(), @"
    ftpmock: 1 of 1 expectation not met   (server 127.0.0.1:<port>, seed 0)

      ✗ NOOP   expected 1, got 0   moments.rs:<line>
            no NOOP came

    transcript: empty, no client has connected
    ");
}

#[test]
fn an_expectation_may_be_met_late_and_be_exceeded_later() {
    let server = FtpServer::start();
    let spy = server.expect(NOOP).times(1..=2);
    let mut raw = Raw::connect(server.addr());

    let mut met = || {
        raw.say("NOOP");
        server.try_verify().is_ok()
    };
    assert_eq!([met(), met(), met()], [true, true, false]);
    spy.remove();
}

#[test]
fn hits_are_there_as_soon_as_the_client_knows() {
    let server = FtpServer::start();
    let spy = server.expect(NOOP).times(..);
    let rule = server.on(NOOP).every(2).reply(450, "x");
    let mut raw = Raw::connect(server.addr()).lenient();

    for n in 1..=200 {
        raw.say("NOOP");
        assert_eq!((spy.hits(), rule.hits()), (n, n / 2));
    }
}

#[test]
fn the_error_reads_the_same_as_debug() {
    let server = FtpServer::start();
    let spy = server.expect(NOOP).times(1);
    let unmet = server.try_verify().unwrap_err();

    assert_eq!(format!("{unmet:?}"), format!("\n{unmet}"));
    assert!(std::error::Error::source(&unmet).is_none());
    spy.remove();
    drop(server);
}
