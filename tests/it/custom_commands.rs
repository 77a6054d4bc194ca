//! Commands of the test's own, on the wire: rules, transcript, panics, and code that blocks.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use ftpmock::prelude::*;
use ftpmock::protocol::Reply;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

#[test]
fn rules_and_transcripts_know_them_as_any_other() {
    let server = FtpServer::builder()
        .dir("/in")
        .command(NewCommand::new("XTOUCH").on_path("w"), |call| {
            let touch = |path| call.files().open(path, OPEN)?.commit();
            match call.path().map(touch) {
                Some(Ok(())) => (250, "Touched."),
                _ => (550, "Not touched."),
            }
        })
        .site_command("FROB", |_| Reply::new(200, "one\ntwo\nthree"))
        .start();
    let touched = server.expect("XTOUCH").path("/in/*").times(2);
    server.on("XTOUCH").path("/in/b").once().reply(450, "Busy.");
    server.on("SITE FROB").once().reply_text("Frobbed.");
    let mut raw = client(&server);

    assert_eq!(raw.say("XTOUCH in/a").code, 250);
    assert_eq!(raw.say("XTOUCH in/b").code, 450);
    assert_eq!(raw.say("SITE FROB").code, 200);
    assert_eq!(raw.say("SITE FROB").code, 200);

    assert_eq!(touched.hits(), 2);
    assert_eq!(server.fs().tree().to_string(), "/in/a  0 bytes");
    insta::assert_snapshot!(server.transcript().only(["XTOUCH", "SITE FROB"]), @"
    C: XTOUCH in/a
    S: 250 Touched.
    C: XTOUCH in/b
    ! fault: reply 450
    S: 450 Busy.
    C: SITE FROB
    ! fault: other reply text
    S: 200 Frobbed.
    C: SITE FROB
    S: 200-one
    S:  two
    S: 200 three
    ");
}

const OPEN: ftpmock::vfs::OpenHow = ftpmock::vfs::OpenHow::Write { from: 0 };

#[test]
fn a_panic_is_451_and_told_by_verification() {
    let server = FtpServer::builder()
        .command("XFOO", |call| -> Reply {
            assert!(call.argument().is_some(), "this closure is wrong");
            (200, "fine").into()
        })
        .command("XODD", |_| (150, "never ends"))
        .command("XBAD", |_| (99, "no code"))
        .start();
    let mut raw = client(&server);

    for line in ["XFOO", "XODD", "XBAD"] {
        assert_eq!(
            raw.say(line),
            "451 Requested action aborted: local error in processing."
        );
    }
    assert_eq!(raw.say("XFOO x"), "200 fine");

    let unmet = server.try_verify().unwrap_err().to_string();
    for told in [
        "XFOO",
        "this closure is wrong",
        "XODD",
        "XBAD",
        "custom_commands.rs:",
    ] {
        assert!(unmet.contains(told), "{told}: {unmet}");
    }
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server))).unwrap_err();
}

#[test]
fn code_that_blocks_stops_only_its_session() {
    let (release, held) = channel::<()>();
    let (arrive, arrived) = channel();
    let held = Mutex::new(held);
    let server = FtpServer::builder()
        .command("XWAIT", move |call| {
            arrive.send(call.session()).unwrap();
            held.lock().unwrap().recv().unwrap();
            (200, "Went on.")
        })
        .start();
    let mut waiting = client(&server);
    waiting.send("XWAIT\r\n");
    assert_eq!(arrived.recv(), Ok(1));

    let mut others: Vec<Raw> = (0..8).map(|_| client(&server)).collect();
    for other in &mut others {
        assert_eq!(other.say("NOOP").code, 200);
    }
    release.send(()).unwrap();

    assert_eq!(waiting.read_reply(), "200 Went on.");
}
