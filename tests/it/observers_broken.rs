//! Observers that block or panic: it harms nobody but the session they were told of.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use ftpmock::prelude::*;
use ftpmock::server::{EventKind, ServerEvent};
use rstest::rstest;

use crate::support::life::{bounded, panic_of};
use crate::support::raw::{PATIENCE, Raw};

/// Many more than a server has threads.
const BLOCKED: usize = 8;

#[rstest]
#[case::connecting(|event: &ServerEvent| matches!(event.kind, EventKind::Connected), "")]
#[case::logging_in(
    |event: &ServerEvent| matches!(event.kind, EventKind::LoggedIn),
    "USER alice\r\nPASS secret\r\n"
)]
#[case::failing_to_log_in(
    |event: &ServerEvent| matches!(event.kind, EventKind::LoginFailed { .. }),
    "USER alice\r\nPASS wrong\r\n"
)]
#[case::changing_the_tree(
    |event: &ServerEvent| matches!(event.kind, EventKind::Changed(_)),
    "USER alice\r\nPASS secret\r\nMFMT 20240102030405 /a\r\n"
)]
#[case::disconnecting(
    |event: &ServerEvent| matches!(event.kind, EventKind::Disconnected(_)),
    "QUIT\r\n"
)]
fn eight_blocked_observers_hold_up_nobody_else(
    #[case] which: fn(&ServerEvent) -> bool,
    #[case] lines: &str,
) {
    let (arrive, arrived) = channel();
    let (release, released) = channel::<()>();
    let (arrive, released) = (Mutex::new(arrive), Mutex::new(released));
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .file("/a", "content")
        .on_event(move |event| {
            if event.client.session <= BLOCKED as u64 && which(event) {
                arrive.lock().unwrap().send(()).unwrap();
                // All wait for the one end that the test holds to go away.
                let _: Result<(), _> = released.lock().unwrap().recv();
            }
        })
        .start();
    let held: Vec<Raw> = (0..BLOCKED)
        .map(|_| {
            let mut client = Raw::connect_silently(server.addr());
            client.send(lines);
            client
        })
        .collect();
    for _ in 0..BLOCKED {
        arrived.recv_timeout(PATIENCE).unwrap();
    }

    let addr = server.addr();
    bounded("a ninth session", move || {
        let mut ninth = Raw::connect(addr).login();
        for _ in 0..100 {
            assert_eq!(ninth.say("NOOP").code, 200);
        }
        ninth.quit();
    });

    drop(release);
    for mut client in held {
        assert_eq!(client.read_reply().code, 220);
    }
}

/// A server whose observer panics once, when it is told of such an event.
fn broken(which: fn(&EventKind) -> bool) -> FtpServer {
    let armed = AtomicBool::new(true);
    FtpServer::builder()
        .user(("alice", "secret"))
        .file("/a", "content")
        .on_event(move |event| {
            if which(&event.kind) && armed.swap(false, Ordering::SeqCst) {
                panic!("the observer is broken");
            }
        })
        .start()
}

/// The panic is all that verification finds, with the line where the observer was added.
fn is_reported(server: FtpServer) {
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.starts_with("ftpmock: 1 problem in code of the test "),
        "{unmet}"
    );
    assert!(unmet.contains("the observer is broken"), "{unmet}");
    assert!(unmet.contains("observers_broken.rs:"), "{unmet}");
    panic_of(|| drop(server));
}

#[rstest]
#[case("MKD /d", "MKD /d", 550)]
#[case("DELE /a", "SIZE /a", 550)]
#[case("SITE CHMOD 600 /a", "SITE CHMOD 644 /a", 200)]
#[case("MFMT 20240102030405 /a", "MDTM /a", 213)]
fn a_change_whose_observer_panics_gets_451(
    #[case] command: &str,
    #[case] again: &str,
    #[case] code: u16,
) {
    let server = broken(|kind| matches!(kind, EventKind::Changed(_)));
    let mut client = Raw::connect(server.addr()).login();

    assert_eq!(client.say(command).code, 451);
    // It was done all the same; the session goes on, and so does the observer.
    assert_eq!(client.say(again).code, code);
    client.quit();

    is_reported(server);
}

#[rstest]
#[case::sent("RETR /a")]
#[case::received("STOR /b")]
fn a_transfer_whose_observer_panics_gets_451(#[case] command: &str) {
    let server =
        broken(|kind| matches!(kind, EventKind::FileSent(..) | EventKind::FileReceived(..)));
    let mut client = Raw::connect(server.addr()).login().binary();

    for code in [451, 226] {
        let reply = if command.starts_with("STOR") {
            client.upload(command, "new")
        } else {
            client.download(command).1
        };
        assert_eq!(reply.code, code);
    }
    client.quit();

    is_reported(server);
}

#[test]
fn a_login_whose_observer_panics_fails_with_451() {
    let server = broken(|kind| matches!(kind, EventKind::LoggedIn));
    let mut client = Raw::connect(server.addr()).lenient();

    assert_eq!(client.say("USER alice").code, 331);
    assert_eq!(client.say("PASS secret").code, 451);
    assert_eq!(client.say("PWD").code, 530);
    client.login().quit();

    is_reported(server);
}

#[test]
fn a_failed_login_whose_observer_panics_gets_451() {
    let server = broken(|kind| matches!(kind, EventKind::LoginFailed { .. }));
    let mut client = Raw::connect(server.addr()).lenient();

    assert_eq!(client.say("USER alice").code, 331);
    assert_eq!(client.say("PASS wrong").code, 451);
    client.login().quit();

    is_reported(server);
}

#[test]
fn a_client_whose_observer_panics_gets_421_and_others_are_greeted() {
    let server = broken(|kind| matches!(kind, EventKind::Connected));

    let mut client = Raw::connect(server.addr());
    assert_eq!(client.greeting.code, 421);
    client.expect_eof();
    Raw::connect(server.addr()).login().quit();

    is_reported(server);
}

#[test]
fn a_panic_at_the_end_of_a_session_is_reported_and_nothing_else() {
    let server = broken(|kind| matches!(kind, EventKind::Disconnected(_)));

    Raw::connect(server.addr()).login().quit();
    Raw::connect(server.addr()).login().quit();

    is_reported(server);
}

#[test]
fn observers_that_come_after_a_broken_one_are_told_all_the_same() {
    let (tell, told) = channel();
    let tell = Mutex::new(tell);
    let server = FtpServer::builder()
        .on_event(|event| {
            if matches!(event.kind, EventKind::Changed(_)) {
                panic!("the observer is broken");
            }
        })
        .on_event(move |event| tell.lock().unwrap().send(event.to_string()).unwrap())
        .start();
    let mut client = Raw::connect(server.addr()).login();
    assert_eq!(client.say("MKD /d").code, 451);

    assert!(
        told.try_iter()
            .any(|event| event == "#1 alice made directory /d")
    );
    is_reported(server);
}

#[rstest]
#[case::connecting(true)]
#[case::logging_in(false)]
fn a_question_that_panics_is_a_refusal(#[case] connecting: bool) {
    let asked =
        |what: &str| -> Result<(), (u16, String)> { panic!("the observer is broken: {what}") };
    let builder = FtpServer::builder();
    let server = if connecting {
        builder.may_connect(move |_| asked("connect")).start()
    } else {
        builder.may_log_in(move |_| asked("log in")).start()
    };

    let mut client = Raw::connect(server.addr()).lenient();
    if connecting {
        assert_eq!(client.greeting.code, 421);
        client.expect_eof();
    } else {
        assert_eq!(client.say("USER alice").code, 331);
        assert_eq!(client.say("PASS secret").code, 451);
        assert_eq!(client.say("PWD").code, 530);
    }

    is_reported(server);
}

#[test]
fn a_refusal_that_says_yes_is_reported() {
    let server = FtpServer::builder()
        .may_connect(|_| Err((220, "the observer is broken")))
        .start();

    assert_eq!(Raw::connect(server.addr()).greeting.code, 421);

    is_reported(server);
}
