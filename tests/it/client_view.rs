//! What suppaftp makes of replies that are not as they should be, and whether the next command works.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;
use suppaftp::{FtpResult, FtpStream};

const MOMENT: Duration = Duration::from_millis(1);

fn client(server: &FtpServer) -> FtpStream {
    let mut ftp = FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();
    ftp
}

/// What became of it, in a word or the client's own.
fn outcome<T>(result: FtpResult<T>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "ok".to_owned())
}

#[rstest]
#[case::extra(Fault::extra_reply(226, "x"), "ok", "[226] 226 x")]
#[case::doubled(Fault::repeat_reply(2), "ok", "[200] 200 NOOP ok.")]
#[case::first(Fault::reply_first(200, "x"), "ok", "[200] 200 NOOP ok.")]
#[case::bare_lf(Fault::line_ends("\n"), "ok", "ok")]
#[case::dribble(Fault::dribble(1, MOMENT), "ok", "ok")]
#[case::split(Fault::split_reply([2, 13], MOMENT), "ok", "ok")]
#[case::throttle(Fault::control_throttle(10_000), "ok", "ok")]
#[case::jitter(Fault::delay_between(MOMENT, 2 * MOMENT), "ok", "ok")]
#[case::delayed(Fault::delay_reply(MOMENT), "ok", "ok")]
#[case::late(Fault::late_reply(MOMENT), "ok", "ok")]
#[case::replies(Fault::replies([(450, "a"), (200, "b")]), "[450] 450 a", "[200] 200 b")]
#[case::noise(Fault::raw_first(b"\xff\xfe\x4e"), "", "ok")]
#[case::other_end(Fault::raw_lines(["553-a", "150 b"]).and(Fault::close()), "", "")]
#[case::banned(Fault::ban(Duration::from_secs(9)), "ok", "ok")]
#[case::nothing(Fault::ignore().and(Fault::close()), "", "")]
fn a_noop(#[case] fault: Fault, #[case] first: &str, #[case] next: &str) {
    let server = FtpServer::start();
    let rule = server.on(NOOP).once().fault(fault);
    let mut ftp = client(&server);

    let said = [outcome(ftp.noop()), outcome(ftp.pwd())];

    for (said, expected) in said.iter().zip([first, next]) {
        match expected {
            "ok" => assert_eq!(said, "ok"),
            _ => assert!(said != "ok" && said.contains(expected), "{said}"),
        }
    }
    assert_eq!(rule.hits(), 1);
}

/// A client with a time-out of its own; the server never answers in time, however long that is.
#[rstest]
#[case::stall(Fault::stall(), "temporarily unavailable", "temporarily unavailable")]
#[case::ignored(Fault::ignore(), "temporarily unavailable", "ok")]
#[case::shifted(Fault::shift_reply(), "temporarily unavailable", "[200] 200 NOOP ok.")]
#[cfg(target_os = "linux")]
fn a_noop_that_is_not_answered(#[case] fault: Fault, #[case] first: &str, #[case] next: &str) {
    let server = FtpServer::start();
    let rule = server.on(NOOP).once().fault(fault);
    let mut ftp = client(&server);
    let wait = |ftp: &FtpStream, millis| {
        let limit = Some(Duration::from_millis(millis));
        ftp.get_ref().set_read_timeout(limit).unwrap();
    };
    wait(&ftp, 50);
    let first_said = outcome(ftp.noop());
    wait(&ftp, if next == first { 50 } else { 10_000 });

    for (said, expected) in [(first_said, first), (outcome(ftp.pwd()), next)] {
        match expected {
            "ok" => assert_eq!(said, "ok"),
            _ => assert!(said != "ok" && said.contains(expected), "{said}"),
        }
    }
    assert_eq!(rule.hits(), 1);
}

#[test]
fn a_banned_client_gets_in_no_more() {
    let server = FtpServer::start();
    server.on(NOOP).fault(Fault::ban(Duration::from_secs(600)));
    client(&server).noop().unwrap();
    let refused = FtpStream::connect(server.addr()).map(|_| ());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Invalid response: [421] 421 Service not available."
    );
}

#[rstest]
#[case::early(Fault::early_reply(), "ok", "ok")]
#[case::no_preliminary(Fault::lose_preliminary(), "[226] 226 Transfer complete.", "ok")]
#[case::preliminary(Fault::preliminary_as(125, "Go."), "ok", "ok")]
#[case::odd_preliminary(Fault::preliminary_as(200, "Go."), "[200] 200 Go.", "[226]")]
#[case::late_preliminary(Fault::late_preliminary(MOMENT), "ok", "ok")]
#[case::doubled(Fault::repeat_reply(2), "ok", "[226] 226 Transfer complete.")]
#[case::refused_after_all(Fault::data_close_after(0).then_reply(550, "b"), "[550] 550 b", "ok")]
fn a_download(#[case] fault: Fault, #[case] first: &str, #[case] next: &str) {
    let server = FtpServer::builder().file("/a", "hello").start();
    let rule = server.on(RETR).once().fault(fault);
    let mut ftp = client(&server);

    let said = [outcome(ftp.retr_as_buffer("/a")), outcome(ftp.pwd())];

    for (said, expected) in said.iter().zip([first, next]) {
        match expected {
            "ok" => assert_eq!(said, "ok"),
            _ => assert!(said != "ok" && said.contains(expected), "{said}"),
        }
    }
    assert_eq!(rule.hits(), 1);
}

#[test]
fn contents_of_replies_can_be_others_for_one_path_only() {
    let server = FtpServer::builder()
        .file("/a", "hello")
        .file("/b", "hello")
        .start();
    server.on(SIZE).path("/a").fault(Fault::reply_as(213, "99"));
    server
        .on(MDTM)
        .path("/a")
        .fault(Fault::reply_as(213, "20300102030405"));
    server
        .on(PWD)
        .fault(Fault::reply_text("/home/x is current"));
    let mut ftp = client(&server);
    ftp.transfer_type(suppaftp::types::FileType::Binary)
        .unwrap();

    assert_eq!(ftp.size("/a").unwrap(), 99);
    assert_eq!(ftp.size("/b").unwrap(), 5);
    assert_eq!(ftp.mdtm("/a").unwrap().to_string(), "2030-01-02 03:04:05");
    assert_eq!(ftp.mdtm("/b").unwrap().to_string(), "2024-01-01 00:00:00");
    assert!(ftp.pwd().is_err(), "no quotes");
    ftp.noop().unwrap();
}

#[rstest]
#[case::syst(SYST, Fault::reply_text("Windows_NT"), "215 Windows_NT\r\n")]
#[case::features(
    FEAT,
    Fault::reply_text("Features:\nEPSV\nEnd"),
    "211-Features:\r\n EPSV\r\n211 End\r\n"
)]
#[case::no_features(FEAT, Fault::reply_text("No features."), "211 No features.\r\n")]
#[case::flush_features(FEAT, Fault::raw_lines(["211-a", "EPSV", "211 End"]), "211-a\r\nEPSV\r\n211 End\r\n")]
#[case::help(HELP, Fault::reply_as(211, "Help yourself."), "211 Help yourself.\r\n")]
fn contents_of_answers_about_the_server_can_be_others(
    #[case] verb: ftpmock::protocol::Verb,
    #[case] fault: Fault,
    #[case] wire: &str,
) {
    let server = FtpServer::start();
    server.on(verb).fault(fault);
    let mut raw = crate::support::raw::Raw::connect(server.addr()).login();
    raw.send(format!("{verb}\r\n"));
    assert_eq!(String::from_utf8(raw.read_bytes(wire.len())).unwrap(), wire);
}
