//! What the server says, in which octets, and the times it shows.

use ftpmock::prelude::*;
use ftpmock::session::{Encoding, InvalidUtf8};
use rstest::rstest;

use crate::support::life::panic_of;
use crate::support::raw::Raw;

#[test]
fn each_client_is_greeted_with_a_text_of_its_own() {
    let server = FtpServer::builder()
        .greeting_for(|peer| format!("Hello {}.\nBe nice.", peer.ip()))
        .start();
    Raw::connect(server.addr()).quit();
    let transcript = server.finish().to_string();
    assert!(transcript.contains("220-Hello 127.0.0.1."), "{transcript}");
    assert!(transcript.contains("220 Be nice."), "{transcript}");
}

#[test]
fn a_client_whose_greeting_panics_is_sent_away() {
    let server = FtpServer::builder()
        .greeting_for(|_| -> String { panic!("no words") })
        .start();
    let mut raw = Raw::connect_silently(server.addr());
    assert_eq!(raw.read_reply().code, 421);
    raw.expect_eof();
    let told = panic_of(|| drop(server));
    assert!(
        told.contains("no words") && told.contains("greeting_for"),
        "{told}"
    );
}

#[test]
fn latin_1_is_translated_at_the_border() {
    let server = FtpServer::builder()
        .encoding(Encoding::Latin1)
        .file("/münchen/π.txt", "x")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(
        raw.say(b"MKD caf\xe9").raw,
        b"257 \"/caf\xe9\" created.\r\n"
    );
    assert!(server.fs().exists("/café"));
    assert_eq!(raw.download("NLST").0, b"caf\xe9\r\nm\xfcnchen\r\n");
    assert_eq!(raw.download(b"NLST m\xfcnchen").0, b"m\xfcnchen/?.txt\r\n");
    assert!(!raw.say("FEAT").text.contains("UTF8"));
    assert_eq!(raw.say("OPTS UTF8 ON").code, 501);
    raw.quit();
    assert!(server.finish().to_string().contains("C: MKD café"));
}

#[rstest]
#[case::keep(InvalidUtf8::Keep, 257, Some(&b"/caf\xe9"[..]))]
#[case::reject(InvalidUtf8::Reject, 501, None)]
#[case::replace(InvalidUtf8::Replace, 257, Some("/caf\u{fffd}".as_bytes()))]
fn names_that_are_not_utf_8(
    #[case] how: InvalidUtf8,
    #[case] code: u16,
    #[case] made: Option<&[u8]>,
) {
    let server = FtpServer::builder().invalid_utf8(how).start();
    let mut raw = Raw::connect(server.addr()).login();
    let reply = raw.say(b"MKD caf\xe9");
    assert_eq!(reply.code, code);
    if code == 501 {
        assert_eq!(reply, "501 Invalid UTF-8 in argument.");
    }
    assert_eq!(raw.say("MKD café").code, 257, "the session goes on");
    if let Some(made) = made {
        assert!(server.fs().exists(made));
    }
    raw.quit();
}

#[rstest]
#[case::utc(0, "Jan  1 00:00", "210 UTC+0")]
#[case::east(90, "Jan  1 01:30", "210 UTC+1:30")]
#[case::west(-5 * 60, "Dec 31 19:00", "210 UTC-5")]
fn times_of_list_are_those_of_a_place(
    #[case] minutes: i16,
    #[case] shown: &str,
    #[case] zone: &str,
) {
    let server = FtpServer::builder()
        .clock(ManualClock::at(UnixTime::SEEDED))
        .file("/a", "x")
        .list_utc_offset(minutes)
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    let listed = String::from_utf8(raw.download("LIST").0).unwrap();
    assert!(listed.contains(shown), "{listed}");
    let status = String::from_utf8(raw.say("STAT /a").raw).unwrap();
    assert!(status.contains(shown), "{status}");
    assert_eq!(raw.say("SITE ZONE"), zone);
    assert_eq!(raw.say("MDTM /a"), "213 20240101000000");
    raw.quit();
}
