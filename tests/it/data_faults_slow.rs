//! Faults that change the data or its speed: stalls, throttles, and other content than the file's.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::user;

const STEP: Duration = Duration::from_millis(50);

fn at(clock: &ManualClock) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "0123456789")
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

fn moved(server: &FtpServer) -> Transcript {
    server
        .transcript()
        .only([RETR, STOR, APPE, LIST, NLST, MLSD, ABOR, STAT])
}

#[test]
fn a_stalled_download_is_silent_until_the_data_timeout() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let stall = server.on(RETR).fault(Fault::data_stall_after(4));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_bytes(4), b"0123");
    stall
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert_eq!(raw.say("STAT").code, 211, "the control connection lives");
    clock.advance(Duration::from_secs(299));
    assert!(data.is_silent());
    clock.advance(Duration::from_secs(2));

    assert_eq!(raw.read_reply(), "426 Data connection timed out.");
    assert!(data.read_to_end().0.is_empty());
    insta::assert_snapshot!(moved(&server).without(STAT), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data stalled after 4 bytes
    D: S->C 4 of 10 bytes, stalled by server
    S: 426 Data connection timed out.
    ");
}

#[test]
fn a_client_that_gives_up_ends_a_stall() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    server.on(RETR).fault(Fault::data_stall_after(1));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(1);

    data.finish();

    assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
}

#[rstest]
#[case::download("RETR /a")]
#[case::upload("STOR /b")]
#[case::listing("LIST")]
fn abor_ends_a_stall(#[case] line: &str) {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let stall = server
        .on([RETR, STOR, LIST])
        .fault(Fault::data_stall_after(0));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);
    stall
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert!(data.is_silent());

    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply().code, 226);

    assert_eq!(stall.hits(), 1);
    raw.quit();
}

#[test]
fn a_stalled_upload_takes_so_many_octets_and_keeps_them() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let stall = server.on(STOR).fault(Fault::data_stall_after(4));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send("0123456789");
    stall
        .hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();

    assert!(data.is_silent() && !server.fs().exists("/b"));
    clock.advance(Duration::from_secs(301));

    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(server.fs().read("/b"), b"0123");
    insta::assert_snapshot!(moved(&server), @"
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    ! fault: data stalled after 4 bytes
    D: C->S 4 of ? bytes, stalled by server
    S: 426 Data connection timed out.
    ");
}

#[rstest]
#[case::download("RETR /a")]
#[case::listing("NLST")]
fn the_reply_of_a_stall_comes_while_the_data_connection_stays_open(#[case] line: &str) {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    server
        .on([RETR, NLST])
        .once()
        .fault(Fault::data_stall_after(1).then_reply(226, "Transfer complete."));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);
    data.read_bytes(1);

    assert_eq!(raw.read_reply(), "226 Transfer complete.");
    assert_eq!(raw.say("NOOP").code, 200);
    assert!(data.is_silent(), "open and without a word");

    assert_eq!(raw.fetch("RETR /a").0, b"0123456789");
    assert!(data.read_to_end().0.is_empty(), "the next transfer ends it");
}

#[test]
fn an_upload_can_be_confirmed_though_it_stalled() {
    let server = FtpServer::start();
    server
        .on(STOR)
        .fault(Fault::data_stall_after(2).then_reply(226, "Transfer complete."));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send("0123");

    assert_eq!(raw.read_reply().code, 226);

    assert!(data.is_silent());
    assert_eq!(server.fs().read("/b"), b"01");
    insta::assert_snapshot!(moved(&server), @"
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    ! fault: data stalled after 2 bytes
    D: C->S 2 of ? bytes, stalled by server
    S: 226 Transfer complete.
    ");
}

#[rstest]
#[case::shorter("x")]
#[case::empty("")]
#[case::longer("a much longer content than the file has")]
fn a_download_carries_other_octets(
    #[case] octets: &str,
    #[values("RETR /a", "LIST", "NLST", "MLSD")] line: &str,
) {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let replaced = server
        .on([RETR, LIST, NLST, MLSD])
        .once()
        .fault(Fault::data_replace(octets));
    let mut raw = client(&server);

    let (bytes, end, reply) = raw.fetch(line);

    assert_eq!((bytes.as_slice(), end), (octets.as_bytes(), End::Closed));
    assert_eq!(reply, "226 Transfer complete.");
    assert_eq!(replaced.hits(), 1);
    assert_ne!(raw.fetch(line).0, octets.as_bytes());
    assert_eq!(server.fs().read("/a"), b"0123456789");
}

#[test]
fn replaced_data_may_end_in_another_reply() {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    server
        .on(RETR)
        .fault(Fault::data_replace("\0\u{1}").then_reply(451, "Half of it was lost."));
    let mut raw = client(&server);

    let (bytes, end, reply) = raw.fetch("RETR /a");

    assert_eq!((bytes.as_slice(), end), (&[0, 1][..], End::Closed));
    assert_eq!(reply, "451 Half of it was lost.");
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data replaced by 2 bytes
    D: S->C 2 bytes
    S: 451 Half of it was lost.
    ");
}

#[test]
fn an_upload_has_nothing_to_replace() {
    let server = FtpServer::start();
    let replaced = server
        .on(STOR)
        .fault(Fault::data_replace("x").then_reply(451, "Never said."));

    user::upload(server.addr(), "/b", b"payload").unwrap();

    assert_eq!(replaced.hits(), 0);
    assert_eq!(server.fs().read("/b"), b"payload");
    assert!(server.try_verify().is_err());
    replaced.remove();
}

/// R-TH1: on the clock of the test.
#[rstest]
#[case::alone(Fault::data_throttle(100), "226 Transfer complete.")]
#[case::then(Fault::data_throttle(100).then_reply(451, "Too slow."), "451 Too slow.")]
fn a_throttled_download_keeps_to_its_rate(#[case] fault: Fault, #[case] last: &str) {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", &[b'x'; 20])
        .start();
    let slow = server.on(RETR).fault(fault);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    for step in 0..4 {
        assert_eq!(data.read_bytes(5), b"xxxxx");
        assert_eq!(slow.hits(), 1);
        if step < 3 {
            assert!(data.is_silent(), "5 octets in 50 ms, at step {step}");
            clock.advance(STEP);
        }
    }

    assert_eq!(raw.read_reply(), last);
    assert!(data.read_to_end().0.is_empty());
    insta::allow_duplicates! {
        insta::assert_snapshot!(moved(&server).with_replies(false), @"
        C: RETR /a
        ! fault: data at 100 bytes/s
        D: S->C 20 bytes
        ");
    }
}

/// R-TH1: `STAT` tells how far it is at each moment.
#[test]
fn a_throttled_download_is_as_far_as_its_rate_allows() {
    let clock = ManualClock::new();
    let server = at(&clock);
    server.on(RETR).fault(Fault::data_throttle(40));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    for octets in [2, 4, 6, 8] {
        assert_eq!(data.read_bytes(2).len(), 2);
        let status = raw.say("STAT").to_string();
        assert!(
            status.contains(&format!("RETR, {octets} octets")),
            "{status}"
        );
        clock.advance(STEP);
    }
    assert_eq!(data.read_to_end().0, b"89");
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn a_throttled_upload_arrives_in_the_end() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let slow = server.on(STOR).fault(Fault::data_throttle(10));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send("abc");
    data.finish();
    slow.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert!(!server.fs().exists("/b"));

    clock.advance(Duration::from_secs(60));

    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/b"), b"abc");
}

/// R-TH2: without waiting for its turn.
#[test]
fn abor_ends_a_throttled_transfer_at_once() {
    let clock = ManualClock::new();
    let server = at(&clock);
    server.on(RETR).fault(Fault::data_throttle(1));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(1);

    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply().code, 226);
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data at 1 bytes/s
    C: ABOR
    D: S->C 1 of 10 bytes, aborted
    S: 426 Connection closed; transfer aborted.
    S: 226 Abort command successful.
    ");
}

/// R-TH3: the server's own slowness is not the client's.
#[test]
fn a_throttle_is_no_reason_for_the_data_timeout() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .data_timeout(Duration::from_millis(500))
        .file("/a", "01234")
        .start();
    server.on(RETR).fault(Fault::data_throttle(1));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    for _ in 0..4 {
        assert_eq!(data.read_bytes(1).len(), 1);
        assert!(data.is_silent());
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(data.read_to_end().0, b"4");

    assert_eq!(raw.read_reply().code, 226);
}
