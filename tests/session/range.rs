//! `RANG` (R-T27), and `ALLO`.

use ftpmock::session::Policy;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn tree() -> Talk {
    session()
        .file("/a", "0123456789")
        .file("/empty", "")
        .dir("/dir")
        .login()
        .binary()
}

const MALFORMED: &str = "501 Syntax error in parameters or arguments.";
const BACKWARDS: &str = "501 Start of the range lies behind its end.";
const BAD: &str = "554 Requested action not taken: invalid REST parameter.";
const FULL: &str = "552 Requested file action aborted: exceeded storage allocation.";
const DONE: &str = "226 Transfer complete.";

#[rstest]
#[case(
    "RANG 0 9",
    "350 Range set to 0-9. Send STOR or RETR to initiate transfer."
)]
#[case(
    "RANG 5 5",
    "350 Range set to 5-5. Send STOR or RETR to initiate transfer."
)]
#[case("RANG 1 0", "350 Range forgotten.")]
#[case("RANG 5 4", BACKWARDS)]
#[case("RANG 2 0", BACKWARDS)]
#[case("RANG 0", MALFORMED)]
#[case("RANG 0 ", MALFORMED)]
#[case("RANG 0  9", MALFORMED)]
#[case("RANG 0 9 ", MALFORMED)]
#[case("RANG 0 9 9", MALFORMED)]
#[case("RANG -1 9", MALFORMED)]
#[case("RANG 0 x", MALFORMED)]
#[case("RANG 0 9223372036854775808", MALFORMED)]
#[case("RANG", "501 Syntax error: argument required.")]
fn a_range_is_two_numbers(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().say(line), reply);
    assert_ne!(session().code(line) / 100, 3);
}

#[test]
fn a_range_goes_with_type_i() {
    let mut s = tree();
    s.say("TYPE A");
    assert_eq!(s.say("RANG 0 9"), "551 RANG needs TYPE I and MODE S.");
    assert_eq!(s.say("RANG 9 0"), BACKWARDS);
    assert_eq!(s.say("RANG 1 0"), "350 Range forgotten.");
    s.say_all(["TYPE I", "RANG 0 1", "TYPE A"]);
    assert_eq!(s.fetch("RETR /a").0, "0123456789");
}

#[rstest]
#[case("TYPE E")]
#[case("MODE B")]
#[case("MODE C")]
fn a_range_goes_with_mode_s(#[case] other: &str) {
    let mut s = tree();
    s.say(other);
    assert_eq!(s.say("RANG 0 9"), "551 RANG needs TYPE I and MODE S.");
    s.say_all(["TYPE I", "MODE S", "RANG 0 1", other, "TYPE I", "MODE S"]);
    assert_eq!(s.fetch("RETR /a").0, "0123456789");
}

#[test]
fn of_a_marker_and_a_range_the_last_counts() {
    let mut s = tree();
    s.say_all(["REST 5", "RANG 1 2"]);
    assert_eq!(s.fetch("RETR /a").0, "12");
    s.say_all(["RANG 1 2", "REST 5"]);
    assert_eq!(s.fetch("RETR /a").0, "56789");
    s.say_all(["RANG 1 2", "REST 0"]);
    assert_eq!(s.fetch("RETR /a").0, "0123456789");
    s.say_all(["RANG 1 2", "RANG 3 2"]);
    assert_eq!(s.fetch("RETR /a").0, "0123456789");
}

/// R-T27: first and last octet included.
#[rstest]
#[case::the_first_octet(0, 0, "0")]
#[case::some(3, 5, "345")]
#[case::all(0, 9, "0123456789")]
#[case::over_the_end(8, 1000, "89")]
#[case::the_longest(0, i64::MAX as u64, "0123456789")]
#[case::the_last_octet(9, 9, "9")]
#[case::from_the_end(10, 12, "")]
#[case::behind_the_end(11, 12, "")]
fn a_download_is_the_range(#[case] first: u64, #[case] last: u64, #[case] part: &str) {
    let mut s = tree();
    s.say(format!("RANG {first} {last}"));
    assert_eq!(s.fetch("RETR /a"), (part.to_owned(), DONE.to_owned()));
    assert_eq!(s.fetch("RETR /a").0, "0123456789", "only once");
}

#[rstest]
#[case::at_the_beginning("STOR /a", "0 2", "xyz", "xyz3456789")]
#[case::in_the_middle("STOR /a", "3 4", "xy", "012xy56789")]
#[case::at_the_end("STOR /a", "10 11", "xy", "0123456789xy")]
#[case::over_the_end("STOR /a", "9 10", "xy", "012345678xy")]
#[case::less_than_announced("STOR /a", "0 5", "xy", "xy23456789")]
#[case::nothing("STOR /a", "0 5", "", "0123456789")]
#[case::longer_than_all("STOR /a", "0 11", "abcdefghijkl", "abcdefghijkl")]
#[case::append_is_then_a_store("APPE /a", "3 4", "xy", "012xy56789")]
fn an_upload_replaces_the_range(
    #[case] line: &str,
    #[case] range: &str,
    #[case] new: &str,
    #[case] whole: &str,
) {
    let mut s = tree();
    s.say(format!("RANG {range}"));
    assert!(s.put(line, new).ends_with(DONE));
    assert_eq!(s.read("/a"), whole);
}

/// R-T27: 552, and the file stays.
#[test]
fn an_upload_never_goes_beyond_the_range() {
    for range in ["0 2", "3 5", "10 12"] {
        let mut s = tree();
        s.say(format!("RANG {range}"));
        assert!(s.put("STOR /a", "wxyz").ends_with(FULL), "{range}");
        assert_eq!(s.read("/a"), "0123456789", "{range}");
    }
}

#[test]
fn a_range_of_what_is_not_there() {
    let mut s = tree();
    s.say("RANG 0 3");
    assert!(s.put("STOR /new", "wxyz").ends_with(DONE));
    assert_eq!(s.read("/new"), "wxyz");
    s.say_all(["EPSV", "RANG 1 3"]);
    assert_eq!(s.say("STOR /other"), BAD);
    s.say("RANG 11 12");
    assert_eq!(s.say("STOR /a"), BAD);
    s.say("RANG 0 3");
    assert_eq!(s.say("STOU"), "450 STOU not allowed with REST.");
    s.say("RANG 0 3");
    assert_eq!(s.fetch("NLST /dir").1, DONE);
}

fn small(checks: bool) -> Talk {
    let s = session_with(Policy {
        allo_checks_room: checks,
        ..Policy::default()
    })
    .file("/a", "0123456789")
    .login()
    .binary();
    s.files.set_quota(Some(20));
    s
}

#[rstest]
#[case("ALLO 10", "200 ALLO command successful.")]
#[case("ALLO 11", FULL)]
#[case("ALLO x", MALFORMED)]
fn allo_may_tell_whether_there_is_room(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(small(true).say(line), reply);
    let usual = match reply {
        MALFORMED => MALFORMED,
        _ => "202 No storage allocation necessary.",
    };
    assert_eq!(small(false).say(line), usual);
}

#[rstest]
#[case::a_new_file("STOR /b", 10, 11)]
#[case::in_place_of_another("STOR /a", 20, 21)]
#[case::at_the_end_of_another("APPE /a", 10, 11)]
#[case::under_a_name_of_its_own("STOU", 10, 11)]
fn an_upload_announced_as_too_large_does_not_begin(
    #[case] line: &str,
    #[case] fits: u64,
    #[case] too_large: u64,
) {
    let mut s = small(false);
    s.say_all(["EPSV", &format!("ALLO {too_large}")]);
    assert_eq!(s.say(line), FULL);
    assert_eq!(s.code(line), 150, "only once");
    let mut s = small(false);
    s.say_all(["EPSV", &format!("ALLO {fits}")]);
    assert_eq!(s.code(line), 150);
}

#[test]
fn a_new_session_has_announced_nothing() {
    let mut s = small(false);
    s.say_all(["ALLO 21", "REIN"]);
    let mut s = s.login();
    s.say("EPSV");
    assert_eq!(s.code("STOR /a"), 150);
}
