//! What a server prints when it goes: looked at from outside, in a process of its own.

use ftpmock::prelude::*;

use crate::support::child::{Output, part, play};
use crate::support::raw::Raw;

const FILTERS: [(&str, &str); 4] = [
    (r"src.server.mod\.rs:\d+:\d+", "src/server/mod.rs:<line>"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (
        r"[\w./\\]*last_words\.rs:\d+(:\d+)?",
        "last_words.rs:<line>",
    ),
    (r"' \(\d+\) panicked", "' panicked"),
];

/// What the child said between the first and the last line of ours.
fn words(output: &Output) -> String {
    let printed = output.printed.split("\nrunning 1 test").next().unwrap();
    let lines = printed
        .lines()
        .filter(|line| !line.starts_with("note: run with"));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// When it returns, the session is over.
fn say_noop(server: &FtpServer) {
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.say("NOOP");
    raw.quit();
}

macro_rules! assert_words {
    ($output:expr, @$expected:literal) => {
        insta::with_settings!({ filters => FILTERS }, {
            insta::assert_snapshot!(words(&$output), @$expected);
        });
    };
}

#[test]
fn a_drop_verifies_and_names_the_way_to_see_errors() {
    if part().is_some() {
        let server = FtpServer::start();
        server.expect(STOR).times(1);
        return;
    }
    let output = play(a_drop_verifies_and_names_the_way_to_see_errors, "drop", &[]);

    assert!(!output.passed);
    assert_words!(output, @"
    thread 'last_words::a_drop_verifies_and_names_the_way_to_see_errors' panicked at src/server/mod.rs:<line>:
    ftpmock: 1 of 1 expectation not met   (server 127.0.0.1:<port>, seed 0)

      ✗ STOR   expected 1, got 0   last_words.rs:<line>
            no STOR came

    transcript: empty, no client has connected

    (found when the server was dropped: if the test returned Err, its error is not shown; FtpServer::run(|server| ..) shows both)
    ");
}

#[test]
fn a_drop_while_panicking_prints_the_transcript_and_lets_the_panic_be() {
    if part().is_some() {
        let server = FtpServer::start();
        server.expect(STOR).times(1);
        say_noop(&server);
        panic!("the test's own panic");
    }
    let test = a_drop_while_panicking_prints_the_transcript_and_lets_the_panic_be;
    let output = play(test, "panic", &[]);

    assert!(!output.passed);
    assert_words!(output, @"
    thread 'last_words::a_drop_while_panicking_prints_the_transcript_and_lets_the_panic_be' panicked at last_words.rs:<line>:
    the test's own panic
    transcript
      #1 connect
      S: 220 ftpmock ready
      C: NOOP
      S: 200 NOOP ok.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    ");
}

#[test]
fn a_test_that_passes_prints_nothing() {
    if part().is_some() {
        let server = FtpServer::start();
        server.expect(NOOP).times(1);
        server.on(NOOP).reply(450, "x");
        say_noop(&server);
        return;
    }
    let output = play(a_test_that_passes_prints_nothing, "pass", &[]);

    assert!(output.passed);
    assert_words!(output, @"");
}

#[test]
fn run_prints_the_error_and_the_verification() {
    if let Some(part) = part() {
        let result = FtpServer::run(|server| {
            if part == "unmet" {
                server.expect(STOR).times(1);
            }
            say_noop(server);
            Err::<(), _>("the test's own error")
        });
        assert_eq!(result, Err("the test's own error"));
        return;
    }
    let test = run_prints_the_error_and_the_verification;

    let output = play(test, "unmet", &[]);
    assert!(output.passed, "the error is the test's to return");
    assert_words!(output, @r#"
    ftpmock: the test returned an error: "the test's own error"
    ftpmock: 1 of 1 expectation not met   (server 127.0.0.1:<port>, seed 0)

      ✗ STOR   expected 1, got 0   last_words.rs:<line>
            no STOR came

    transcript
      #1 connect
      S: 220 ftpmock ready
      C: NOOP
      S: 200 NOOP ok.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    "#);
    assert_words!(play(test, "met", &[]), @r#"
    ftpmock: the test returned an error: "the test's own error"
    transcript
      #1 connect
      S: 220 ftpmock ready
      C: NOOP
      S: 200 NOOP ok.
      C: QUIT
      S: 221 Service closing control connection.
      #1 closed
    "#);
}

#[test]
fn run_verifies_what_succeeds() {
    if let Some(part) = part() {
        let result: Result<u32, ()> = FtpServer::run(|server| {
            if part == "unmet" {
                server.expect(STOR).times(1);
            }
            Ok(7)
        });
        assert_eq!(result, Ok(7));
        return;
    }
    assert!(play(run_verifies_what_succeeds, "met", &[]).passed);
    let output = play(run_verifies_what_succeeds, "unmet", &[]);
    assert!(!output.passed);
    assert!(
        words(&output).contains("expected 1, got 0"),
        "{}",
        output.printed
    );
}

#[test]
fn the_whole_transcript_is_one_variable_away() {
    if part().is_some() {
        let server = FtpServer::start();
        let mut raw = Raw::connect(server.addr());
        for _ in 0..15 {
            raw.say("NOOP");
        }
        raw.quit();
        panic!("look at this");
    }
    let test = the_whole_transcript_is_one_variable_away;
    let lines = |output: Output| words(&output).matches("NOOP ok.").count();

    assert_eq!(lines(play(test, "cut", &[])), 9);
    assert_eq!(
        lines(play(test, "full", &[("FTPMOCK_TRANSCRIPT", "full")])),
        15
    );
}

#[test]
fn the_seed_comes_from_the_environment() {
    if part().is_some() {
        let server = FtpServer::start();
        assert_eq!(server.seed(), 42);
        server.expect(STOR).times(1);
        return;
    }
    let output = play(
        the_seed_comes_from_the_environment,
        "seed",
        &[("FTPMOCK_SEED", "42")],
    );

    assert!(words(&output).contains("seed 42"), "{}", output.printed);
}
