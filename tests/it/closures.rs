//! Rules that ask a closure of the test.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

#[test]
fn a_closure_sees_what_the_rule_sees() {
    let server = FtpServer::builder()
        .user(("bob", "secret"))
        .dir("/in")
        .start();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let note = move |text: String| notes.lock().unwrap().push(text);
    server.on(ANY).optional().run(move |cmd| {
        let text = |octets: Option<&[u8]>| octets.map(|o| String::from_utf8_lossy(o).into_owned());
        note(format!(
            "{} #{} {:?} arg={:?} path={:?} user={:?}",
            cmd.nth(),
            cmd.session(),
            cmd.command().and_then(|c| c.verb()),
            text(cmd.argument()),
            cmd.path().map(ToString::to_string),
            text(cmd.user()),
        ));
        None::<Fault>
    });
    let mut raw = Raw::connect(server.addr()).login_as("bob", "secret");

    raw.say("CWD in");
    raw.say("DELE ../a b");
    raw.say("XFOO  bar");
    raw.say("NOOP");

    insta::assert_snapshot!(seen.lock().unwrap().join("\n"), @r#"
    1 #1 Some(USER) arg=Some("bob") path=None user=None
    2 #1 Some(PASS) arg=Some("secret") path=None user=None
    3 #1 Some(CWD) arg=Some("in") path=Some("/in") user=Some("bob")
    4 #1 Some(DELE) arg=Some("../a b") path=Some("/a b") user=Some("bob")
    5 #1 None arg=Some(" bar") path=None user=Some("bob")
    6 #1 Some(NOOP) arg=None path=None user=Some("bob")
    "#);
}

#[rstest]
#[case::pair(|| Fault::from((450, "Busy.")), "450 Busy.")]
#[case::fault(|| Fault::reply(451, "Broken."), "451 Broken.")]
#[case::storage(|| Fault::from(FsError::QuotaExceeded), "552 Exceeded storage allocation.")]
#[case::text(|| Fault::reply_text("Gone."), "250 Gone.")]
fn a_closure_gives_whatever_a_fault_is_made_from(
    #[case] fault: fn() -> Fault,
    #[case] expected: &str,
) {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).run(move |_| Some(fault()));

    let reply = client(&server).say("DELE /a");

    assert_eq!(reply.code.to_string(), expected[..3], "{reply}");
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_filesystem_error_from_a_closure_is_answered_as_one() {
    let server = FtpServer::builder().file("/a", "x").start();
    server.on(DELE).run(|_| Some(FsError::Busy));
    server.on(RETR).run(|_| Some(Fault::data_reset_after(0)));
    let mut raw = client(&server);

    assert_eq!(raw.say("DELE /a").code, 450);
    assert_eq!(raw.fetch("RETR /a").2.code, 426);

    assert!(server.fs().exists("/a"));
    insta::assert_snapshot!(server.transcript().only([DELE, RETR]), @"
    C: DELE /a
    ! fault: filesystem error: busy
    S: 450 Requested file action not taken: file busy.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data reset after 0 bytes
    D: S->C 0 of ? bytes, reset by server
    S: 426 Connection closed; transfer aborted.
    ");
}

#[test]
fn nothing_from_a_closure_leaves_it_to_older_rules() {
    let server = FtpServer::start();
    let older = server.on(NOOP).reply(450, "older");
    let newer = server
        .on(NOOP)
        .run(|cmd| (cmd.nth() % 2 == 0).then_some((451, "newer")));
    let mut raw = client(&server);

    let codes: Vec<u16> = (0..4).map(|_| raw.say("NOOP").code).collect();

    assert_eq!(codes, [450, 451, 450, 451]);
    assert_eq!((older.hits(), newer.hits()), (2, 2), "None is no hit");
}

#[test]
fn a_closure_is_asked_as_often_as_its_counting_word_says() {
    let server = FtpServer::start();
    let rule = server
        .on(NOOP)
        .every(2)
        .run(|cmd| Some((450, cmd.nth().to_string())));
    let mut raw = client(&server);

    let texts: Vec<String> = (0..5).map(|_| raw.say("NOOP").text).collect();

    assert_eq!(texts, ["NOOP ok.", "2", "NOOP ok.", "4", "NOOP ok."]);
    assert_eq!(rule.hits(), 2);
}

#[test]
fn a_panic_in_a_closure_is_451_and_the_session_goes_on() {
    let server = FtpServer::builder().file("/a", "x").start();
    let rule = server.on(DELE).run(|cmd| -> Option<Fault> {
        assert!(cmd.nth() > 1, "the closure of the test is wrong");
        None
    });
    let mut raw = client(&server);

    assert_eq!(
        raw.say("DELE /a"),
        "451 Requested action aborted: local error in processing."
    );
    assert!(server.fs().exists("/a"));
    assert_eq!(raw.say("DELE /a").code, 250);

    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.contains("the closure of the test is wrong"),
        "{unmet}"
    );
    assert!(unmet.contains("closures.rs:"), "{unmet}");
    insta::assert_snapshot!(server.transcript().only(DELE), @"
    C: DELE /a
    ! fault: reply 451, its closure panicked
    S: 451 Requested action aborted: local error in processing.
    C: DELE /a
    S: 250 File deleted.
    ");
    rule.remove();
    assert!(
        server.try_verify().is_err(),
        "a panic can not be taken back"
    );
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server))).unwrap_err();
}

#[test]
fn a_panic_while_logging_in_is_451_too() {
    let server = FtpServer::start();
    server
        .on(Event::Login)
        .once()
        .run(|_| -> Option<Fault> { panic!("no") });
    let mut raw = Raw::connect(server.addr()).lenient();

    raw.say("USER bob");
    assert_eq!(raw.say("PASS secret").code, 451);

    raw.quit();
    let unmet = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| server.finish()));
    unmet.unwrap_err();
}

#[test]
fn a_closure_may_add_rules_and_look_at_the_server() {
    let server = Arc::new(FtpServer::start());
    let inner = Arc::downgrade(&server);
    server.on(NOOP).once().run(move |_| {
        let server = inner.upgrade().unwrap();
        server.on(NOOP).once().reply(450, "added by a closure");
        server.fs().write("/made", "by a closure");
        Some((200, server.transcript().commands().join(", ")))
    });
    let mut raw = client(&server);

    assert_eq!(raw.say("NOOP").text, "USER alice, PASS ***, NOOP");
    assert_eq!(raw.say("NOOP"), "450 added by a closure");

    assert!(server.fs().exists("/made"));
}

#[test]
fn a_closure_that_blocks_stops_only_its_own_session() {
    let server = FtpServer::start();
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let (entered, inside) = channel();
    server.on(NOOP).session(1).run(move |_| {
        entered.send(()).unwrap();
        held.lock()
            .unwrap()
            .recv_timeout(Duration::from_secs(10))
            .unwrap();
        None::<Fault>
    });
    server.on(NOOP).session(1).optional().run(|_| None::<Fault>);
    let mut blocked = client(&server);
    let mut other = client(&server);

    blocked.send("NOOP\r\n");
    inside.recv_timeout(Duration::from_secs(10)).unwrap();
    for _ in 0..100 {
        assert_eq!(other.say("NOOP").code, 200);
    }
    assert!(blocked.is_silent());
    release.send(()).unwrap();

    assert_eq!(blocked.read_reply().code, 200);
    assert!(server.try_verify().is_err(), "None is no hit");
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server))).unwrap_err();
}
