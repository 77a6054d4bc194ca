//! TYPE E, STRU R and the modes B, C and Z over the wire, both ways.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

const DONE: &str = "226 Transfer complete.";

#[track_caller]
fn client(server: &FtpServer, parameters: &[&str]) -> Raw {
    let mut raw = Raw::connect(server.addr()).login();
    for line in parameters {
        assert_eq!(raw.say(line).code, 200, "{line}");
    }
    raw
}

/// STRU P; a header has its own length, the page's index, the length of the data, and the type.
#[rstest]
#[case::one_page(&["TYPE I"], "ab", b"\x04\0\x02\x01ab\x04\x01\0\0")]
#[case::nothing(&["TYPE I"], "", b"\x04\0\0\0")]
#[case::text(&["TYPE A"], "a\n", b"\x04\0\x03\x01a\r\n\x04\x01\0\0")]
#[case::ebcdic(&["TYPE E"], "A\n", b"\x04\0\x02\x01\xc1\x15\x04\x01\0\0")]
#[case::blocks(&["TYPE I", "MODE B"], "a", b"\0\0\x09\x04\0\x01\x01a\x04\x01\0\0\x40\0\0")]
#[case::runs(&["TYPE I", "MODE C"], "", b"\x01\x04\xc3\0\x40")]
fn pages_there_and_back(#[case] parameters: &[&str], #[case] text: &str, #[case] wire: &[u8]) {
    let server = FtpServer::builder()
        .page_structure(true)
        .file("/a", text)
        .start();
    let mut raw = client(&server, parameters);
    assert_eq!(raw.say("STRU P"), "200 Structure set to P.");

    let (octets, reply) = raw.download("RETR /a");
    assert_eq!((&octets[..], reply.to_string()), (wire, DONE.into()));
    let (whole, framed) = (octets.len(), parameters.len() > 1);
    assert!(framed || raw.say("SIZE /a") == format!("213 {whole}").as_str());
    assert_eq!(raw.upload("STOR /b", wire), DONE);
    assert_eq!(server.fs().read_to_string("/b"), text);
    raw.quit();
}

#[test]
fn many_pages_in_small_pieces() {
    let content: Vec<u8> = (0..70_000_u32).map(|n| (n % 251) as u8).collect();
    let server = FtpServer::builder()
        .page_structure(true)
        .file("/a", &content)
        .start();
    let mut raw = client(&server, &["TYPE I", "STRU P"]);
    let (wire, _) = raw.download("RETR /a");
    let pages = content.len().div_ceil(255);
    assert_eq!(wire.len(), content.len() + 4 * (pages + 1));
    assert_eq!(
        wire[256 * 259..][..4],
        [4, 0, 255, 1],
        "the index begins anew"
    );
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /b").code, 150);
    for piece in wire.chunks(777) {
        data.send(piece);
    }
    assert_eq!(raw.read_reply(), DONE, "the last page ends it");
    assert_eq!(server.fs().read("/b"), content);
    raw.say("REST 259");
    assert_eq!(raw.download("RETR /a").0, wire[259..]);
}

#[rstest]
#[case::access_control(b"\x05\0\x01\x03?a\x04\x01\0\0", DONE, Some("a"))]
#[case::descriptor(b"\x04\0\x03\x02xyz\x04\0\x01\x01a\x04\x01\0\0", DONE, Some("a"))]
#[case::what_follows_the_end(b"\x04\0\x01\x01a\x04\0\0\0\x04\0\x01\x01b", DONE, Some("a"))]
#[case::unknown_type(
    b"\x04\0\x01\x01a\x04\0\x01\x04b",
    "551 Requested action aborted: page type unknown.",
    None
)]
#[case::short_header(b"\x03\0\x01\x01a", "451 Malformed data.", None)]
#[case::data_in_the_last(b"\x04\0\x01\0a", "451 Malformed data.", None)]
#[case::cut(
    b"\x04\0\x02\x01a",
    "426 Connection closed; transfer aborted.",
    Some("a")
)]
#[case::no_last_page(
    b"\x04\0\x01\x01a",
    "426 Connection closed; transfer aborted.",
    Some("a")
)]
fn what_pages_say(#[case] wire: &[u8], #[case] reply: &str, #[case] stored: Option<&str>) {
    let server = FtpServer::builder().page_structure(true).start();
    let mut raw = client(&server, &["TYPE I", "STRU P"]);
    assert_eq!(raw.upload("STOR /b", wire), reply);
    match stored {
        Some(stored) => assert_eq!(server.fs().read_to_string("/b"), stored),
        None => assert!(!server.fs().exists("/b")),
    }
    raw.quit();
}

/// A text, and what it looks like under some parameters.
#[rstest]
#[case::ebcdic(&["TYPE E"], "Az\n1\n", b"\xc1\xa9\x15\xf1\x15")]
#[case::records(&["STRU R"], "a\nb", b"a\xff\x01b\xff\x02")]
#[case::no_records(&["STRU R"], "", b"\xff\x02")]
#[case::ebcdic_records(&["TYPE E", "STRU R"], "A\n", b"\xc1\xff\x01\xff\x02")]
#[case::blocks(&["TYPE I", "MODE B"], "a\nb\n", b"\0\0\x04a\nb\n\x40\0\0")]
#[case::blocks_of_text(&["TYPE A", "MODE B"], "a\n", b"\0\0\x03a\r\n\x40\0\0")]
#[case::blocks_of_records(&["STRU R", "MODE B"], "a\n\nb", b"\x80\0\x01a\x80\0\0\0\0\x01b\x40\0\0")]
#[case::no_blocks(&["TYPE I", "MODE B"], "", b"\x40\0\0")]
#[case::runs(&["TYPE I", "MODE C"], "abxxxx\0\0\0", b"\x02ab\x84x\xc3\0\x40")]
#[case::runs_of_text(&["TYPE A", "MODE C"], "a    \n", b"\x01a\xc4\x02\r\n\0\x40")]
#[case::runs_of_ebcdic(&["TYPE E", "MODE C"], "    \n", b"\xc4\x01\x15\0\x40")]
#[case::runs_of_records(&["STRU R", "MODE C"], "aaa\nb\n", b"\x83a\0\x80\x01b\0\x80\0\x40")]
fn a_file_there_and_back(#[case] parameters: &[&str], #[case] text: &str, #[case] wire: &[u8]) {
    let server = FtpServer::builder().file("/a", text).start();
    let mut raw = client(&server, parameters);

    let (octets, reply) = raw.download("RETR /a");
    assert_eq!((&octets[..], reply.to_string()), (wire, DONE.into()));
    assert_eq!(raw.upload("STOR /b", wire), DONE);
    assert_eq!(server.fs().read_to_string("/b"), text);
    raw.quit();
}

#[rstest]
#[case::both_ends(&["STRU R"], b"a\xff\xffb\xff\x03", b"a\xffb\n")]
#[case::suspect_data(&["TYPE I", "MODE B"], b"\x20\0\x02ab\xc0\0\x01c", b"abc")]
#[case::what_follows_the_end(&["TYPE I", "MODE B"], b"\x40\0\x01a\0\0\x01b", b"a")]
#[case::runs_of_nothing(&["TYPE I", "MODE C"], b"\x80x\xc0\x01a\0\x40", b"a")]
fn other_ways_to_say_it(#[case] parameters: &[&str], #[case] wire: &[u8], #[case] stored: &[u8]) {
    let server = FtpServer::start();
    let mut raw = client(&server, parameters);
    assert_eq!(raw.upload("STOR /b", wire), DONE);
    assert_eq!(server.fs().read("/b"), stored);
}

#[rstest]
#[case::records(&["STRU R"], b"ab\xff\x01c")]
#[case::blocks(&["TYPE I", "MODE B"], b"\0\0\x05ab\nc")]
#[case::between_blocks(&["TYPE I", "MODE B"], b"\0\0\x04ab\nc")]
#[case::runs(&["TYPE I", "MODE C"], b"\x05ab\nc")]
fn a_close_before_the_end_is_426_and_the_part_is_kept(
    #[case] parameters: &[&str],
    #[case] wire: &[u8],
) {
    let server = FtpServer::start();
    let mut raw = client(&server, parameters);
    let cut = "426 Connection closed; transfer aborted.";
    assert_eq!(raw.upload("STOR /a", wire), cut);
    assert_eq!(server.fs().read("/a"), b"ab\nc");
    assert_eq!(raw.say("NOOP").code, 200);

    let server = FtpServer::builder().keep_partial(false).start();
    assert_eq!(client(&server, parameters).upload("STOR /a", wire), cut);
    assert!(!server.fs().exists("/a"));
}

#[test]
fn an_escape_that_means_nothing_is_451() {
    let server = FtpServer::builder().file("/a", "old").start();
    let mut raw = client(&server, &["STRU R"]);
    assert_eq!(raw.upload("STOR /a", b"a\xff\x07b"), "451 Malformed data.");
    assert_eq!(server.fs().read("/a"), b"old");
    raw.quit();
}

#[rstest]
#[case(&["MODE B"], b"\0\0\x03f\r\n\x40\0\0")]
#[case(&["TYPE I", "MODE C"], b"\x03f\r\n\0\x40")]
#[case(&["TYPE E"], b"\x86\x15")]
#[case(&["TYPE I", "STRU R"], b"f\xff\x01\xff\x02")]
fn a_listing(#[case] parameters: &[&str], #[case] wire: &[u8]) {
    let server = FtpServer::builder().file("/f", "x").start();
    let mut raw = client(&server, parameters);
    let (octets, reply) = raw.download("NLST");
    assert_eq!((&octets[..], reply.to_string()), (wire, DONE.into()));
}

/// R-R7: each marker has its 110.
#[rstest]
#[case("MODE B", b"\0\0\x02ab\x10\0\x02m1\0\0\x01c\x10\0\x02m2\x40\0\0")]
#[case("MODE C", b"\x02ab\0\x10\x02m1\x01c\0\x10\x02m2\0\x40")]
fn markers_are_answered_and_can_be_restarted_from(#[case] mode: &str, #[case] wire: &[u8]) {
    let server = FtpServer::start();
    let mut raw = client(&server, &["TYPE I", mode]);
    assert_eq!(raw.upload("STOR /a", wire), "110 MARK m1 = 2");
    assert_eq!(raw.read_reply(), "110 MARK m2 = 3");
    assert_eq!(raw.read_reply(), DONE);

    assert_eq!(raw.say("REST 2").code, 350);
    let rest: &[u8] = match mode {
        "MODE B" => b"\0\0\x02xy\x40\0\0",
        _ => b"\x02xy\0\x40",
    };
    assert_eq!(raw.upload("STOR /a", rest), DONE);
    assert_eq!(server.fs().read("/a"), b"abxy");
    raw.say("REST 1");
    assert_eq!(
        raw.upload("STOR /a", rest).code,
        554,
        "nobody gave it (R-T26)"
    );
}

/// The modes that say where a file ends need no second connection.
#[rstest]
#[case("MODE B", b"\0\0\x01x\x40\0\0", b"\x40\0\0")]
#[case("MODE C", b"\x01x\0\x40", b"\0\x40")]
fn a_data_connection_can_stay_open(#[case] mode: &str, #[case] x: &[u8], #[case] nothing: &[u8]) {
    const OPEN: &str = "250 Transfer complete; data connection open.";
    let server = FtpServer::builder()
        .keep_data_open(true)
        .file("/a", "x")
        .start();
    let mut raw = client(&server, &["TYPE I", mode]);
    let mut data = raw.epsv();
    for name in ["/b", "/c"] {
        assert_eq!(raw.say("RETR /a").code, 150);
        assert_eq!(data.read_bytes(x.len()), x);
        assert_eq!(raw.read_reply(), OPEN);
        assert_eq!(raw.say(format!("STOR {name}")).code, 150);
        data.send(x);
        assert_eq!(raw.read_reply(), OPEN);
        assert_eq!(server.fs().read(name), b"x");
    }
    assert!(
        raw.say("STAT")
            .to_string()
            .contains("Data connection: open")
    );
    assert_eq!(raw.say("MKD /empty").code, 257);
    assert_eq!(raw.say("LIST /empty").code, 150);
    assert_eq!(data.read_bytes(nothing.len()), nothing);
    assert_eq!(raw.read_reply(), OPEN);
    assert_eq!(raw.say("ABOR"), "225 Data connection closed.");
    data.expect_eof();
    assert_eq!(raw.say("RETR /a").code, 425);

    // MODE S has no other end than that of the connection.
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    data.read_bytes(x.len());
    assert_eq!(raw.read_reply(), OPEN);
    raw.say("MODE S");
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(data.read_to_end().0, b"x");
    assert_eq!(raw.read_reply(), DONE);
    // A new port takes the place of an open connection.
    raw.say(mode);
    let mut data = raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 150);
    data.read_bytes(x.len());
    assert_eq!(raw.read_reply(), OPEN);
    let next = raw.epsv();
    data.expect_eof();
    drop(next);
    raw.quit();
}

#[test]
fn a_marker_is_answered_while_the_transfer_waits_for_more() {
    let server = FtpServer::start();
    let mut raw = client(&server, &["TYPE I", "MODE B"]);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send(b"\0\0\x02ab\x10\0\x02m1");
    assert_eq!(raw.read_reply(), "110 MARK m1 = 2");
    data.send(b"\x40\0\0");
    // The end is in the data: nobody has to close.
    assert_eq!(raw.read_reply(), DONE);
    data.expect_eof();
}

#[test]
fn an_aborted_upload_keeps_what_was_decoded() {
    let server = FtpServer::start();
    let mut raw = client(&server, &["TYPE A", "MODE B"]);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    data.send(b"\0\0\x09ab\r\n\x10\0\x02m1");
    data.send(b"\x10\0\x02m2");
    assert_eq!(raw.read_reply(), "110 MARK m2 = 8");
    assert_eq!(raw.say("ABOR").code, 426);
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/a"), b"ab\n\x10\0\x02m1");
}

#[test]
fn a_marker_that_is_not_printable_is_451() {
    let server = FtpServer::start();
    let mut raw = client(&server, &["TYPE I", "MODE B"]);
    let wire = b"\x10\0\x01\n\x40\0\0";
    assert_eq!(raw.upload("STOR /a", wire), "451 Malformed data.");
}

#[rstest]
#[case(
    "MODE B",
    b"\0\0\x02ab\x10\0\x012\0\0\x02cd\x10\0\x014\0\0\x01e\x40\0\0",
    b"\0\0\x01e\x40\0\0"
)]
#[case(
    "MODE C",
    b"\x02ab\0\x10\x012\x02cd\0\x10\x014\x01e\0\x40",
    b"\x01e\0\x40"
)]
fn a_download_with_markers_can_be_restarted_from_one(
    #[case] mode: &str,
    #[case] wire: &[u8],
    #[case] rest: &[u8],
) {
    let server = FtpServer::builder()
        .file("/a", "abcde")
        .restart_markers(2)
        .start();
    let mut raw = client(&server, &["TYPE I", mode]);
    assert_eq!(raw.download("RETR /a").0, wire);
    assert_eq!(raw.say("REST 4").code, 350);
    assert_eq!(raw.download("RETR /a").0, rest);
    raw.say("REST 3");
    raw.epsv();
    assert_eq!(raw.say("RETR /a").code, 554);
}

#[rstest]
#[case("MODE B")]
#[case("MODE C")]
fn much_in_small_pieces(#[case] mode: &str) {
    let content: Vec<u8> = (0..200_000_u32).map(|n| (n / 7 % 251) as u8).collect();
    let server = FtpServer::builder().file("/a", &content).start();
    let mut raw = client(&server, &["TYPE I", mode]);
    let (wire, reply) = raw.download("RETR /a");
    assert_eq!(reply, DONE);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /b").code, 150);
    for piece in wire.chunks(777) {
        data.send(piece);
    }
    data.finish();
    assert_eq!(raw.read_reply(), DONE);
    assert_eq!(server.fs().read("/b"), content);
}

#[cfg(feature = "deflate")]
mod deflate {
    use ftpmock::protocol::{Coding, InflateLimits, Representation, Structure, TransferMode};

    use super::*;

    /// `hello hello hello` and LF, by another implementation.
    const HELLO: &[u8] = b"\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00\x40\xb5\x06\x87";
    const TEXT: &str = "hello hello hello\n";

    fn inflate(octets: &[u8]) -> String {
        let coding = Coding::new(
            Representation::Image,
            Structure::File,
            TransferMode::Deflate,
        );
        let (mut decoder, mut out) = (coding.decoder(), Vec::new());
        decoder.decode(octets, &mut out).unwrap();
        decoder.finish(&mut out).unwrap();
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn a_file_there_and_back() {
        let server = FtpServer::builder()
            .deflate_mode(true)
            .file("/a", TEXT)
            .file("/empty", "")
            .start();
        let mut raw = client(&server, &["TYPE I", "MODE Z"]);
        assert_eq!(raw.upload("STOR /b", HELLO), DONE);
        assert_eq!(server.fs().read_to_string("/b"), TEXT);
        assert_eq!(inflate(&raw.download("RETR /a").0), TEXT);
        assert_eq!(inflate(&raw.download("RETR /empty").0), "");
        assert_eq!(raw.say("OPTS MODE Z LEVEL 0").code, 200);
        let (stored, _) = raw.download("RETR /a");
        assert!(stored.len() > TEXT.len() && inflate(&stored) == TEXT);
        raw.say("REST 12");
        assert_eq!(inflate(&raw.download("RETR /a").0), "hello\n");
        raw.say("REST 18");
        assert_eq!(raw.upload("STOR /a", HELLO), DONE);
        assert_eq!(server.fs().read_to_string("/a"), TEXT.repeat(2));
    }

    #[test]
    fn what_type_and_stru_make_of_it_is_compressed() {
        let server = FtpServer::builder()
            .deflate_mode(true)
            .file("/a", "a\n")
            .start();
        let mut raw = client(&server, &["TYPE A", "MODE Z"]);
        assert_eq!(inflate(&raw.download("RETR /a").0), "a\r\n");
        raw.say("STRU R");
        assert_eq!(
            inflate(&raw.download("RETR /a").0),
            "a\u{fffd}\u{1}\u{fffd}\u{2}"
        );
    }

    #[test]
    fn listings_are_compressed() {
        let server = FtpServer::builder()
            .deflate_mode(true)
            .file("/a", "x")
            .dir("/empty")
            .start();
        let mut raw = client(&server, &["MODE Z"]);
        assert_eq!(inflate(&raw.download("NLST").0), "a\r\nempty\r\n");
        assert!(inflate(&raw.download("LIST").0).contains(" a\r\n"));
        assert!(inflate(&raw.download("MLSD").0).contains("; a\r\n"));
        assert_eq!(inflate(&raw.download("LIST empty").0), "");
    }

    #[rstest]
    #[case::no_stream(b"hello hello hello")]
    #[case::cut(&HELLO[..HELLO.len() - 1])]
    #[case::nothing(b"")]
    #[case::checksum(&[&HELLO[..HELLO.len() - 1], b"x"].concat())]
    #[case::more_than_the_stream(&[HELLO, b"x"].concat())]
    fn a_corrupt_stream_is_451(#[case] wire: &[u8]) {
        let server = FtpServer::builder()
            .deflate_mode(true)
            .file("/a", "old")
            .start();
        let mut raw = client(&server, &["TYPE I", "MODE Z"]);
        assert_eq!(raw.upload("STOR /a", wire), "451 Compressed data corrupt.");
        assert_eq!(server.fs().read("/a"), b"old");
        assert_eq!(raw.upload("STOR /a", HELLO), DONE);
    }

    /// R-S14.
    #[test]
    fn a_bomb_is_552() {
        let server = FtpServer::builder()
            .deflate_mode(true)
            .inflate_limits(InflateLimits {
                size: 17,
                ..InflateLimits::default()
            })
            .start();
        let mut raw = client(&server, &["TYPE I", "MODE Z"]);
        let refused = "552 Compressed data inflate too much.";
        assert_eq!(raw.upload("STOR /a", HELLO), refused);
        assert!(!server.fs().exists("/a"));
        raw.quit();
    }
}
