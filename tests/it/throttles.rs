//! How fast data move, and who shares that; all on a clock that the test moves.

use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::server::Throttle;
use rstest::rstest;

use crate::support::raw::Raw;

/// As long as a step of a throttled transfer.
const STEP: Duration = Duration::from_millis(50);

fn server(clock: &ManualClock, limit: Throttle) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .file("/five", "12345")
        .file("/twenty", "12345123451234512345")
        .throttle(limit)
        .start()
}

fn client(server: &FtpServer, user: &str) -> Raw {
    Raw::connect(server.addr()).login_as(user, "x").binary()
}

/// R-TH1.
#[rstest]
#[case::transfer(Throttle::transfer())]
#[case::session(Throttle::session())]
#[case::user(Throttle::user())]
#[case::server(Throttle::server())]
fn a_download_keeps_to_its_rate(#[case] limit: Throttle) {
    let clock = ManualClock::new();
    let server = server(&clock, limit.download(100));
    let mut raw = client(&server, "alice");
    let mut data = raw.pasv();
    raw.say("RETR /twenty");
    for step in 0..4 {
        assert_eq!(data.read_bytes(5), b"12345");
        if step < 3 {
            clock.advance(STEP / 2);
            assert!(data.is_silent(), "5 octets in 50 ms, at step {step}");
            clock.advance(STEP / 2);
        }
    }
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

/// R-TH1.
#[test]
fn an_upload_keeps_to_its_rate() {
    let clock = ManualClock::new();
    let server = server(&clock, Throttle::transfer().upload(10));
    let mut raw = client(&server, "alice");
    let mut data = raw.pasv();
    raw.say("STOR /new");
    data.send("0123456789");
    data.finish();
    let mut steps = 0;
    while raw.is_silent() {
        clock.advance(STEP);
        steps += 1;
    }
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/new"), b"0123456789");
    // The first octet is free, nine more take 100 ms each.
    assert!(
        steps >= 18,
        "10 octets at 10 in a second took {steps} steps of 50 ms"
    );
    assert_eq!(raw.download("RETR /twenty").1.code, 226);
    raw.quit();
}

/// R-TH1: whether a transfer waits because of one just before: in the same session, of the same user in
/// another session, and of another user.
#[rstest]
#[case::transfer(Throttle::transfer(), [false, false, false])]
#[case::session(Throttle::session(), [true, false, false])]
#[case::user(Throttle::user(), [true, true, false])]
#[case::server(Throttle::server(), [true, true, true])]
fn a_limit_is_shared_by_its_scope(#[case] limit: Throttle, #[case] waits: [bool; 3]) {
    for (second, waits) in ["same session", "same user", "other user"]
        .into_iter()
        .zip(waits)
    {
        let clock = ManualClock::new();
        let server = server(&clock, limit.download(100));
        let mut first = client(&server, "alice");
        let mut other = match second {
            "same session" => None,
            "same user" => Some(client(&server, "alice")),
            _ => Some(client(&server, "bob")),
        };
        assert_eq!(first.download("RETR /five").0, b"12345");
        let raw = other.as_mut().unwrap_or(&mut first);
        let mut data = raw.pasv();
        assert_eq!(raw.say("RETR /five").code, 150);
        if waits {
            assert!(data.is_silent(), "{second}");
            clock.advance(STEP);
        }
        assert_eq!(data.read_to_end().0, b"12345", "{second}");
        assert_eq!(raw.read_reply().code, 226);
    }
}

/// R-TH2.
#[test]
fn abor_quit_and_stat_act_at_once_while_a_transfer_is_throttled() {
    let clock = ManualClock::new();
    let server = server(&clock, Throttle::session().download(20));
    let mut raw = client(&server, "alice");
    let mut data = raw.pasv();
    raw.say("RETR /twenty");
    data.read_bytes(1);
    assert_eq!(raw.say("STAT").code, 211);
    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

/// R-TH3.
#[test]
fn a_throttle_is_no_reason_for_the_data_timeout() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "123")
        .data_timeout(Duration::from_millis(100))
        .throttle(Throttle::transfer().download(1))
        .start();
    let mut raw = client(&server, "alice");
    let mut data = raw.pasv();
    raw.say("RETR /a");
    for _ in 0..3 {
        assert_eq!(data.read_bytes(1).len(), 1);
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}
