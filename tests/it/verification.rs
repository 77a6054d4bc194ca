//! What a failed verification says.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ftpmock::prelude::*;

use crate::support::raw::Raw;
use crate::support::user;

/// The port, and the lines of this file, change from run to run and from edit to edit.
const FILTERS: [(&str, &str); 2] = [
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (r"[\w./\\]*verification\.rs:\d+", "verification.rs:<line>"),
];

macro_rules! assert_message {
    ($message:expr, @$expected:literal) => {
        insta::with_settings!({ filters => FILTERS }, {
            insta::assert_snapshot!($message, @$expected);
        });
    };
}

/// What a drop has to say, without its footnote.
fn complaint(server: FtpServer) -> String {
    let unmet = server.try_verify().unwrap_err().to_string();
    let panic = catch_unwind(AssertUnwindSafe(|| drop(server))).unwrap_err();
    let dropped = panic.downcast_ref::<String>().unwrap();
    let (dropped, footnote) = dropped
        .split_once("\n\n(found when the server was dropped")
        .unwrap();
    assert!(footnote.contains("FtpServer::run"));
    assert_eq!(unmet.lines().next(), dropped.lines().next());
    dropped.to_owned()
}

/// A client that says this and goes; when it is gone, so is its session.
fn say(server: &FtpServer, line: &str) {
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say(line);
    raw.quit();
}

#[test]
fn a_server_without_rules_has_nothing_to_verify() {
    let server = FtpServer::start();
    user::upload(server.addr(), "/a", b"x").unwrap();

    server.try_verify().unwrap();
    server.verify();
}

#[test]
fn the_message_of_the_design() {
    let server = FtpServer::builder()
        .dir("/archive")
        .file("/outbox/1.csv", "1")
        .start();
    server
        .on(STOR)
        .path("/nowhere/*")
        .first(2)
        .named("partner is busy")
        .reply(450, "Busy.");
    server
        .expect(STOR)
        .path("/archive/*.csv")
        .times(2)
        .named("archived copies");
    server.expect(DELE).path("/outbox/*.csv").times(2);
    server.expect([RMD, RNFR, MKD]).never();

    user::upload(server.addr(), "/archive/1.csv", b"1").unwrap();
    user::upload(server.addr(), "/archive/2.csv", b"2").unwrap();
    let mut raw = Raw::connect(server.addr()).login();
    raw.say("DELE /outbox/1.csv");
    raw.say("DELE /archive/3.csv");
    raw.quit();

    assert_message!(complaint(server), @r#"
    ftpmock: 1 of 3 expectations not met, 1 rule never fired   (server 127.0.0.1:<port>, seed 0)

      ✗ DELE path=/outbox/*.csv                                          expected 2, got 1       verification.rs:<line>
            #3  DELE /outbox/1.csv   250  counted
            #3  DELE /archive/3.csv  550  closest: path "/archive/3.csv" does not match "/outbox/*.csv"
      ✓ "archived copies" STOR path=/archive/*.csv                       expected 2, got 2       verification.rs:<line>
      ✓ RMD|RNFR|MKD                                                     expected never, got 0   verification.rs:<line>
      ! rule "partner is busy" STOR path=/nowhere/* first 2: reply 450   never fired             verification.rs:<line>
            The first 2 times a client sends STOR for a path that matches /nowhere/*, the server answers 450 "Busy.".
            #1  STOR /archive/1.csv  226  not counted: path "/archive/1.csv" does not match "/nowhere/*"
            #2  STOR /archive/2.csv  226  closest: path "/archive/2.csv" does not match "/nowhere/*"

    transcript (last 20 lines of 47; all of it with FTPMOCK_TRANSCRIPT=full)
      C: STOR /archive/2.csv
      S: 150 File status okay; about to open data connection.
      D: C->S 1 byte
      S: 226 Transfer complete.
      C: QUIT
      S: 221 Service closing control connection.
      #2 closed
      #3 connect
      S: 220 ftpmock ready
      C: USER alice
      S: 331 User name okay, need password.
      C: PASS ***
      S: 230 User logged in, proceed.
      C: DELE /outbox/1.csv
      S: 250 File deleted.
      C: DELE /archive/3.csv
      S: 550 No such file or directory.
      C: QUIT
      S: 221 Service closing control connection.
      #3 closed
    "#);
}

#[test]
fn nothing_came_at_all() {
    let server = FtpServer::start();
    server.expect(STOR).times(1..);
    server.on([RETR, LIST]).reply(450, "x");

    assert_message!(complaint(server), @r#"
    ftpmock: 1 of 1 expectation not met, 1 rule never fired   (server 127.0.0.1:<port>, seed 0)

      ✗ STOR                        expected at least 1, got 0   verification.rs:<line>
            no STOR came
      ! rule RETR|LIST: reply 450   never fired                  verification.rs:<line>
            Each time a client sends RETR or LIST, the server answers 450 "x".
            no RETR|LIST reached it

    transcript: empty, no client has connected
    "#);
}

#[test]
fn something_came_that_must_never_come() {
    let server = FtpServer::start();
    server.expect(NOOP).never().named("silence");
    server.expect(PASS).arg("s*").times(..=0);
    let mut raw = Raw::connect(server.addr()).login();
    raw.say("NOOP");
    raw.quit();

    assert_message!(complaint(server), @r#"
    ftpmock: 2 of 2 expectations not met   (server 127.0.0.1:<port>, seed 0)

      ✗ "silence" NOOP   expected never, got 1   verification.rs:<line>
            #1  NOOP  200  counted
      ✗ PASS arg=s*      expected never, got 1   verification.rs:<line>
            #1  PASS ***  230  counted

    transcript
      #1 connect
      S: 220 ftpmock ready
      C: USER alice
      S: 331 User name okay, need password.
      C: PASS ***
      S: 230 User logged in, proceed.
      C: NOOP
      S: 200 NOOP ok.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    "#);
}

#[test]
fn each_reason_is_named_and_the_nearest_miss_is_marked() {
    let server = FtpServer::start();
    server
        .expect(SIZE)
        .path("/in/*")
        .arg("*.csv")
        .user("bob")
        .session(2)
        .logged_in()
        .times(1);
    let mut one = Raw::connect(server.addr());
    one.say("SIZE /in/a.csv");
    one.say("SIZE");
    let mut two = Raw::connect(server.addr()).login_as("bob", "x");
    two.say("SIZE /in/a.txt");
    two.say("SIZE /out/a.txt");
    one.quit();
    two.quit();

    assert_message!(complaint(server), @r#"
    ftpmock: 1 of 1 expectation not met   (server 127.0.0.1:<port>, seed 0)

      ✗ SIZE path=/in/* arg=*.csv user=bob session=2 logged in   expected 1, got 0   verification.rs:<line>
            #1  SIZE /in/a.csv   530  not counted: it has no user, session 1 is not 2, nobody is logged in
            #1  SIZE             501  not counted: it has no path, it has no argument, it has no user, session 1 is not 2, nobody is logged in
            #2  SIZE /in/a.txt   550  closest: argument "/in/a.txt" does not match "*.csv"
            #2  SIZE /out/a.txt  550  not counted: path "/out/a.txt" does not match "/in/*", argument "/out/a.txt" does not match "*.csv"

    transcript (last 20 lines of 22; all of it with FTPMOCK_TRANSCRIPT=full)
      C: SIZE /in/a.csv
      S: 530 Please login with USER and PASS.
      C: SIZE
      S: 501 Syntax error: argument required.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
      #2 connect
      S: 220 ftpmock ready
      C: USER bob
      S: 331 User name okay, need password.
      C: PASS ***
      S: 230 User logged in, proceed.
      C: SIZE /in/a.txt
      S: 550 No such file or directory.
      C: SIZE /out/a.txt
      S: 550 No such file or directory.
      C: QUIT
      S: 221 Service closing control connection.
      #2 closed
    "#);
}

#[test]
fn a_rule_that_matched_and_never_struck_fails() {
    let server = FtpServer::builder().file("/a", "0123").start();
    server.on(NOOP).nth(3).reply(450, "third");
    server.on(RETR).fault(Fault::data_reset_after(5));
    server.on(NOOP).optional().nth(9).reply(450, "ninth");
    server.on(NOOP).chance(0.0).reply(450, "never");
    user::download(server.addr(), "/a").unwrap();
    let mut raw = Raw::connect(server.addr());
    raw.say("NOOP");
    raw.say("NOOP");

    let message = complaint(server);
    let head = message
        .split("\n\n")
        .take(2)
        .collect::<Vec<_>>()
        .join("\n\n");
    assert_message!(head, @r#"
    ftpmock: 2 rules never fired   (server 127.0.0.1:<port>, seed 0)

      ! rule NOOP nth 3: reply 450            never fired, matched 2 times   verification.rs:<line>
            The third time a client sends NOOP, the server answers 450 "third".
      ! rule RETR: data reset after 5 bytes   never fired, matched once      verification.rs:<line>
            Each time a client sends RETR, the server resets the data connection after 5 bytes.
    "#);
}

#[test]
fn optional_may_be_said_before_or_after() {
    let server = FtpServer::start();
    server.on(NOOP).optional().reply(450, "x");
    server.on(NOOP).reply(450, "x").optional();
    let named = server.on(NOOP).reply(450, "x").named("late name");

    assert!(
        server
            .try_verify()
            .unwrap_err()
            .to_string()
            .contains("\"late name\" NOOP")
    );
    named.optional();
    server.verify();
}

#[test]
fn long_lists_and_long_transcripts_are_cut() {
    let server = FtpServer::start();
    server.expect(NOOP).times(100);
    let mut raw = Raw::connect(server.addr());
    for _ in 0..25 {
        raw.say("NOOP");
    }
    raw.say(format!("NOOP {}", "x".repeat(300)));
    raw.quit();

    assert_message!(complaint(server), @"
    ftpmock: 1 of 1 expectation not met   (server 127.0.0.1:<port>, seed 0)

      ✗ NOOP   expected 100, got 26   verification.rs:<line>
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            #1  NOOP  200  counted
            and 6 more

    transcript (last 20 lines of 57; all of it with FTPMOCK_TRANSCRIPT=full)
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP
      S: 200 NOOP ok.
      C: NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      S: 501 Syntax error: no argument allowed.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    ");
}

#[test]
fn a_panic_in_a_closure_is_reported_with_the_line_of_its_rule() {
    let server = FtpServer::start();
    server.expect(NOOP).times(1);
    server.on(NOOP).named("judge").run(|cmd| -> Option<Fault> {
        assert_eq!(cmd.argument(), Some(&b"x"[..]), "the argument");
        None
    });
    say(&server, "NOOP");

    assert_message!(complaint(server), @r#"
    ftpmock: 1 problem in code of the test   (server 127.0.0.1:<port>, seed 0)

      ✗ rule "judge" NOOP: run a closure   its closure panicked   verification.rs:<line>
            assertion `left == right` failed: the argument
              left: None
             right: Some([120])
      ✓ NOOP                               expected 1, got 1      verification.rs:<line>

    transcript
      #1 connect
      S: 220 ftpmock ready
      C: NOOP
      ! fault "judge": reply 451, its closure panicked
      S: 451 Requested action aborted: local error in processing.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    "#);
}
