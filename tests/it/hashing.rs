//! Hashes of files without an end: nobody else waits for them, and who asked can think better of it.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::life::bounded;
use crate::support::raw::{PATIENCE, Raw};

/// More than anybody hashes in a lifetime.
const HUGE: u64 = 1 << 60;

fn server() -> FtpServer {
    FtpServer::builder()
        .hash_limit(u64::MAX)
        .file("/huge", Content::zeros(HUGE))
        .file("/a", "abc")
        .start()
}

/// Clients whose hashes have begun.
fn hashing<const N: usize>(server: &FtpServer, line: &str) -> [Raw; N] {
    let begun = server.expect([HASH, XCRC, SITE]).times(N as u64..);
    let clients = [(); N].map(|()| {
        let mut raw = Raw::connect(server.addr()).login();
        raw.send(format!("{line}\r\n"));
        raw
    });
    begun.hits_reached(N as u64, PATIENCE).block().unwrap();
    clients
}

#[rstest]
#[case("HASH /huge")]
#[case("XCRC /huge")]
#[case("SITE COPY /huge /copy")]
fn nobody_waits_for_it_and_abor_ends_it(#[case] line: &str) {
    let server = server();
    let clients: [Raw; 4] = hashing(&server, line);

    let mut other = Raw::connect(server.addr()).login().binary();
    assert_eq!(other.download("RETR /a").0, b"abc");
    assert_eq!(other.say("HASH /a").code, 213);
    other.quit();

    for mut raw in clients {
        assert!(raw.is_silent());
        raw.send("NOOP\r\nABOR\r\nSYST\r\n");
        assert_eq!(raw.read_reply(), "451 Requested action aborted.");
        assert_eq!(raw.read_reply().code, 200);
        assert_eq!(raw.read_reply(), "226 Abort command successful.");
        assert_eq!(raw.read_reply().code, 215);
        assert_eq!(raw.say("ABOR"), "225 No transfer to abort.");
        assert_eq!(raw.say("HASH /a").code, 213);
        raw.quit();
    }
    assert!(!server.fs().exists("/copy"));
}

#[rstest]
#[case::with_a_close(drop)]
#[case::with_a_reset(Raw::reset)]
fn a_client_that_goes_ends_it(#[case] go: fn(Raw)) {
    let server = server();
    let gone = server.expect(Event::Disconnect).times(1);
    let [raw] = hashing(&server, "HASH /huge");
    go(raw);
    gone.hits_reached(1, PATIENCE).block().unwrap();
}

#[test]
fn commands_in_advance_do_not_end_it() {
    let server = server();
    let [mut raw] = hashing(&server, "HASH /huge");
    raw.send("NOOP\r\nSTAT\r\nQUIT\r\n");
    raw.shutdown_write();
    let answered = server.expect(NOOP).times(0..);
    assert!(
        answered
            .hits_reached(1, Duration::from_millis(1))
            .block()
            .is_err()
    );
    assert!(raw.is_silent(), "who says QUIT wants its answers");
}

#[test]
fn a_server_that_is_dropped_does_not_wait_for_it() {
    let server = server();
    let [raw] = hashing(&server, "HASH /huge");
    bounded("drop", move || drop(server));
    raw.lenient().read_to_end();
}
