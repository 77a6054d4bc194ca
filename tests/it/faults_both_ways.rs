//! Faults of the control connection are the same octets in clear and under TLS.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::tls::Ftps;

/// `DELE /a` under a fault that then closes the connection.
#[rstest]
#[case::replies(Fault::replies([(150, "a"), (250, "b")]), "150 a\r\n250 b\r\n")]
#[case::lines(Fault::raw_lines(["250-a", "251 b"]), "250-a\r\n251 b\r\n")]
#[case::octets(Fault::raw_reply("250 \x01\n"), "250 \x01\n")]
#[case::no_line_end(Fault::reply(421, "Bye.").and(Fault::line_ends("")), "421 Bye.")]
#[case::bare_lf(Fault::reply_text("a\nb").and(Fault::line_ends("\n")), "250-a\n250 b\n")]
#[case::first(Fault::reply_first(200, "a"), "200 a\r\n250 File deleted.\r\n")]
#[case::noise(Fault::raw_first("?"), "?250 File deleted.\r\n")]
#[case::extra(Fault::extra_reply(226, "a"), "250 File deleted.\r\n226 a\r\n")]
#[case::doubled(Fault::repeat_reply(2), "250 File deleted.\r\n250 File deleted.\r\n")]
#[case::dribble(Fault::dribble(1, Duration::ZERO), "250 File deleted.\r\n")]
#[case::split(Fault::split_reply([2, 18], Duration::ZERO), "250 File deleted.\r\n")]
#[case::throttle(Fault::control_throttle(100_000), "250 File deleted.\r\n")]
#[case::delayed(Fault::delay_reply(Duration::ZERO), "250 File deleted.\r\n")]
#[case::nothing(Fault::ignore(), "")]
#[case::pipelined(Fault::drop_pipelined().and(Fault::reply_text("a")), "250 a\r\n")]
#[case::lost(Fault::lose_reply(), "")]
fn octets_are_the_same(#[case] fault: Fault, #[case] wire: &str) {
    let fault = fault.and(Fault::close());
    let server = || {
        let server = FtpServer::builder().tls(Tls::explicit());
        server.file("/a", "x").start()
    };

    let clear = server();
    let rule = clear.on(DELE).fault(fault.clone());
    let mut raw = Raw::connect(clear.addr()).login().lenient();
    raw.send("DELE /a\r\nNOOP\r\n");
    let read = String::from_utf8(raw.read_bytes(wire.len())).unwrap();
    assert_eq!(read, wire);
    raw.expect_eof();
    assert_eq!(rule.hits(), 1);

    let protected = server();
    let rule = protected.on(DELE).fault(fault);
    let mut ftps = Ftps::ready(&protected);
    ftps.send("DELE /a\r\nNOOP\r\n");
    let (read, ended) = ftps.link.read_all();
    assert_eq!(String::from_utf8(read).unwrap(), wire);
    assert!(ended.is_ok(), "with a close_notify");
    assert_eq!(rule.hits(), 1);

    assert_eq!(clear.fs().exists("/a"), protected.fs().exists("/a"));
}

/// The preliminary and the final reply of a download.
#[rstest]
#[case::early(Fault::early_reply(), "226 Transfer complete.\r\n", "")]
#[case::other(Fault::preliminary_text("Go."), "", "226 Transfer complete.\r\n")]
#[case::reworded(Fault::reply_as(250, "a\nb"), "", "250-a\r\n250 b\r\n")]
fn transfers_are_the_same(#[case] fault: Fault, #[case] before: &str, #[case] after: &str) {
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", "hello")
        .start();
    let rule = server.on(RETR).fault(fault);

    let mut raw = Raw::connect(server.addr()).login().lenient().binary();
    let data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    let early = raw.read_bytes(before.len());
    assert_eq!(data.read_to_end().0, b"hello");
    let late = raw.read_bytes(after.len());
    assert_eq!([early, late], [before.as_bytes(), after.as_bytes()]);
    assert_eq!(raw.say("NOOP").code, 200);

    let mut ftps = Ftps::ready(&server);
    let (octets, said) = ftps.download("RETR /a");
    assert_eq!(octets, b"hello");
    assert_eq!(said, [before, after].concat());
    assert!(ftps.say("NOOP").starts_with("200 "));

    assert_eq!(rule.hits(), 2);
}
