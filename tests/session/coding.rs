//! `TYPE E`, `STRU R`, `MODE B C Z`: what they make of sizes, markers and combinations.

use ftpmock::protocol::CodingError;
use ftpmock::session::{Policy, TransferEnd};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

const DONE: &str = "226 Transfer complete.";
const BAD: &str = "554 Requested action not taken: invalid REST parameter.";
const MISMATCH: &str = "555 Requested action not taken: type or stru mismatch.";
const UNSUPPORTED: &str = "504 Command not implemented for that parameter.";

fn tree() -> Talk {
    session().file("/text", "1\n2\n3\n").login()
}

#[rstest]
#[case("TYPE E")]
#[case("STRU R")]
#[case("STRU P")]
#[case("MODE B")]
#[case("MODE C")]
#[case("MODE Z")]
fn what_is_switched_off_is_504(#[case] line: &str) {
    let policy = Policy {
        ebcdic: false,
        records: false,
        block_mode: false,
        compressed_mode: false,
        ..Policy::default()
    };
    let mut s = session_with(policy).login();
    assert_eq!(s.say(line), UNSUPPORTED);
    assert!(!s.say("FEAT").contains("MODE"));
    assert_eq!(s.code("OPTS MODE Z LEVEL 3"), 501);
    assert!(
        s.say("STAT")
            .contains("TYPE: ASCII, STRU: File, MODE: Stream")
    );
}

#[test]
fn stat_shows_the_parameters_and_rein_puts_them_back() {
    let mut s = tree();
    s.say_all(["TYPE E", "STRU R", "MODE B"]);
    assert!(
        s.say("STAT")
            .contains("TYPE: EBCDIC, STRU: Record, MODE: Block")
    );
    s.say("USER alice");
    assert!(
        s.say("STAT")
            .contains("TYPE: EBCDIC, STRU: Record, MODE: Block"),
        "R-ST3"
    );
    s.say("REIN");
    assert!(
        s.say("STAT")
            .contains("TYPE: ASCII, STRU: File, MODE: Stream"),
        "R-ST1"
    );
}

#[rstest]
#[case("RETR /text")]
#[case("STOR /text")]
#[case("APPE /text")]
#[case("STOU")]
fn an_image_has_no_records(#[case] line: &str) {
    let mut s = tree().binary();
    s.say_all(["STRU R", "EPSV"]);
    assert_eq!(s.say(line), MISMATCH);
    assert_eq!(s.code("SIZE /text"), 550);
    assert_eq!(s.code("LIST"), 150, "a listing is text whatever TYPE says");
}

#[rstest]
#[case("TYPE E", "STRU F", "MODE S", 6)]
#[case("TYPE A", "STRU F", "MODE B", 9)]
#[case("TYPE A", "STRU R", "MODE S", 11)]
#[case("TYPE E", "STRU R", "MODE C", 11)]
fn size_counts_what_type_and_stru_make_of_a_file(
    #[case] kind: &str,
    #[case] structure: &str,
    #[case] mode: &str,
    #[case] size: u64,
) {
    let mut s = tree();
    s.say_all([kind, structure, mode]);
    assert_eq!(s.say("SIZE /text"), format!("213 {size}"));
}

#[test]
fn pages_are_there_where_they_are_asked_for() {
    let policy = Policy {
        pages: true,
        ..Policy::default()
    };
    let mut s = session_with(policy).file("/text", "1\n2\n").login();
    assert_eq!(s.say("STRU p"), "200 Structure set to P.");
    assert!(s.say("STAT").contains("STRU: Page"));
    assert_eq!(s.say("SIZE /text"), "213 14");
    assert_eq!(s.fetch("NLST").0, "\u{4}\0\u{6}\u{1}text\r\n\u{4}\u{1}\0\0");
    assert_eq!(session().login().say("STRU P"), UNSUPPORTED);
}

/// R-T21.
#[rstest]
#[case(0, Some("1\u{fffd}\u{1}2\u{fffd}\u{1}3\u{fffd}\u{1}\u{fffd}\u{2}"))]
#[case(3, Some("2\u{fffd}\u{1}3\u{fffd}\u{1}\u{fffd}\u{2}"))]
#[case(9, Some("\u{fffd}\u{2}"))]
#[case(11, Some(""))]
#[case(12, None)]
fn a_marker_counts_coded_octets(#[case] marker: u64, #[case] rest: Option<&str>) {
    let mut s = tree();
    s.say_all(["STRU R", &format!("REST {marker}")]);
    match rest {
        Some(rest) => assert_eq!(s.fetch("RETR /text"), (rest.into(), DONE.into())),
        None => assert_eq!(s.fetch("RETR /text").1, BAD),
    }
}

#[test]
fn a_marker_of_ebcdic_counts_octets() {
    let mut s = tree();
    s.say_all(["TYPE E", "REST 3"]);
    assert_eq!(s.put("STOR /text", "a\u{15}").lines().last(), Some(DONE));
    assert_eq!(s.read("/text"), "1\n2/\n\n", "0x61 is a slash");
}

/// R-T26: REST takes any, the transfer does not.
#[rstest]
#[case("MODE B")]
#[case("MODE C")]
fn a_marker_that_nobody_gave_is_554_at_the_transfer(#[case] mode: &str) {
    for line in ["RETR /text", "STOR /text", "APPE /text"] {
        let mut s = tree();
        s.say_all([mode, "EPSV"]);
        let taken = "350 Restarting at m1. Send STOR or RETR to initiate transfer.";
        assert_eq!(s.say("REST m1"), taken);
        assert_eq!(s.say(line), BAD);
        // A place within the file, but nobody has named it.
        assert_eq!(s.code("REST 1"), 350);
        assert_eq!(s.say(line), BAD);
        assert_eq!(s.code(line), 150, "it is consumed");
    }
    let mut s = tree();
    s.say(mode);
    assert_eq!(s.code("REST a b"), 501);
    assert_eq!(s.code("REST \x01"), 501);
    assert_eq!(s.code("REST"), 501);
    s.say_all(["REST m1", "REST 0", "EPSV"]);
    assert_eq!(s.code("RETR /text"), 150, "R-T20");
}

#[rstest]
#[case(CodingError::Corrupt, "451 Compressed data corrupt.")]
#[case(CodingError::Incomplete, "426 Connection closed; transfer aborted.")]
#[case(CodingError::Malformed, "451 Malformed data.")]
#[case(
    CodingError::UnknownPage,
    "551 Requested action aborted: page type unknown."
)]
#[case(CodingError::TooLarge, "552 Compressed data inflate too much.")]
fn each_fault_of_coded_data_has_its_reply(#[case] error: CodingError, #[case] reply: &str) {
    let mut s = tree();
    s.say_all(["EPSV", "STOR /a"]);
    assert_eq!(s.end(TransferEnd::Undecodable(error)), reply);
}

#[test]
fn a_machine_listing_is_always_an_image_in_a_stream() {
    let mut s = tree();
    let plain = s.fetch("MLSD");
    s.say_all(["TYPE E", "STRU R", "MODE B"]);
    assert_eq!(s.fetch("MLSD"), plain);
}

#[cfg(feature = "deflate")]
mod deflate {
    use super::*;

    fn server() -> Talk {
        let deflate_mode = true;
        session_with(Policy {
            deflate_mode,
            ..Policy::default()
        })
        .file("/text", "1\n2\n3\n")
    }

    #[test]
    fn feat_names_the_mode() {
        assert!(server().say("FEAT").contains("\n MODE Z\n"));
    }

    #[rstest]
    #[case("OPTS MODE Z LEVEL 0", "200 MODE Z LEVEL set to 0.")]
    #[case("opts mode z level 9", "200 MODE Z LEVEL set to 9.")]
    #[case("OPTS MODE Z", "200 MODE Z LEVEL set to 6.")]
    #[case("OPTS MODE Z LEVEL 10", "501 Syntax error in parameters or arguments.")]
    #[case("OPTS MODE Z LEVEL x", "501 Syntax error in parameters or arguments.")]
    #[case("OPTS MODE Z LEVEL", "501 Syntax error in parameters or arguments.")]
    #[case("OPTS MODE Z METHOD 8", "501 Syntax error in parameters or arguments.")]
    #[case("OPTS MODE B", "501 Syntax error in parameters or arguments.")]
    #[case("OPTS MODE", "501 Syntax error in parameters or arguments.")]
    fn options(#[case] line: &str, #[case] reply: &str) {
        assert_eq!(server().say(line), reply);
        assert_eq!(server().login().say(line), reply);
    }

    #[test]
    fn a_level_stays_until_rein() {
        let mut s = server().login();
        s.say("OPTS MODE Z LEVEL 3");
        assert_eq!(s.say("OPTS MODE Z"), "200 MODE Z LEVEL set to 3.");
        s.say("REIN");
        assert_eq!(s.say("OPTS MODE Z"), "200 MODE Z LEVEL set to 6.");
    }

    #[test]
    fn offsets_count_what_is_not_compressed_yet() {
        let mut s = server().login().binary();
        s.say_all(["MODE Z", "EPSV", "REST 6"]);
        assert_eq!(s.code("RETR /text"), 150);
        s.drain();
        s.say_all(["REST 7", "EPSV"]);
        assert_eq!(s.say("RETR /text"), BAD);
        assert_eq!(s.code("REST m1"), 501);
    }
}
