//! `SIZE MDTM MFMT`.

use ftpmock::session::Policy;
use ftpmock::vfs::{Content, Filesystem};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn tree() -> Talk {
    session()
        .file("/a", "1\n2\r\n3\n")
        .file("/a b", "x")
        .file("/empty", "")
        .dir("/dir")
        .link("/link", "a")
        .link("/gone", "none")
        .login()
}

/// R-P10: the path is repeated as it was given.
#[rstest]
#[case("SIZE /a", "213 7")]
#[case("SIZE a b", "213 1")]
#[case("SIZE /empty", "213 0")]
#[case("SIZE /link", "213 7")]
#[case("SIZE /dir", "550 Is a directory.")]
#[case("SIZE /none", "550 No such file or directory.")]
#[case("SIZE /gone", "550 No such file or directory.")]
#[case("SIZE /a/", "550 Not a directory.")]
#[case("SIZE /a/b", "550 Not a directory.")]
#[case("SIZE", "501 Syntax error: argument required.")]
#[case("SIZE ", "501 Syntax error: argument required.")]
#[case("MDTM /a", "213 20240101000000")]
#[case("MDTM a b", "213 20240101000000")]
#[case("MDTM /dir", "213 20240101000000")]
#[case("MDTM /link", "213 20240101000000")]
#[case("MDTM 20200101000000 a", "550 No such file or directory.")]
#[case("MDTM /none", "550 No such file or directory.")]
#[case("MDTM", "501 Syntax error: argument required.")]
#[case("MFMT 20200229123456 /a", "213 Modify=20200229123456; /a")]
#[case("MFMT 20200229123456.5 a", "213 Modify=20200229123456; a")]
#[case("MFMT 20200229123456 a b", "213 Modify=20200229123456; a b")]
#[case("MFMT 19700101000000 /dir/", "213 Modify=19700101000000; /dir/")]
#[case("MFMT 20200229123456 /none", "550 No such file or directory.")]
#[case("MFMT 20200229123456 /a/", "550 Not a directory.")]
#[case("MFMT", "501 Syntax error: argument required.")]
#[case("MFMT 20200229123456", "501 Syntax error: argument required.")]
#[case("MFMT 20200229123456 ", "501 Syntax error: argument required.")]
#[case(
    "MFMT 20210229123456 /a",
    "501 Syntax error: time must be YYYYMMDDHHMMSS."
)]
#[case(
    "MFMT 2020022912345 /a",
    "501 Syntax error: time must be YYYYMMDDHHMMSS."
)]
#[case(
    "MFMT 20200229126056 /a",
    "501 Syntax error: time must be YYYYMMDDHHMMSS."
)]
#[case("MFMT now /a", "501 Syntax error: time must be YYYYMMDDHHMMSS.")]
#[case(
    "MFMT 20200229123456. /a",
    "501 Syntax error: time must be YYYYMMDDHHMMSS."
)]
fn sizes_and_times(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().binary().say(line), reply);
}

#[test]
fn a_size_is_what_a_download_would_bring() {
    let mut s = tree();
    for (kind, size) in [("TYPE A", "213 9"), ("TYPE I", "213 7")] {
        s.say(kind);
        assert_eq!(s.say("SIZE /a"), size);
        assert_eq!(format!("213 {}", s.fetch("RETR /a").0.len()), size);
    }
}

#[test]
fn a_size_as_text_is_not_computed_of_huge_files() {
    let limit = 100;
    let mut s = session_with(Policy {
        ascii_size_limit: limit,
        ..Policy::default()
    })
    .file("/fits", Content::repeat("\n", limit))
    .file("/not", Content::repeat("\n", limit + 1))
    .login();
    assert_eq!(s.say("SIZE /fits"), "213 200");
    assert_eq!(
        s.say("SIZE /not"),
        "550 Requested action not taken: file unavailable."
    );
    assert_eq!(s.binary().say("SIZE /not"), "213 101");
}

#[test]
fn a_time_once_set_is_told_in_whole_seconds() {
    let mut s = tree();
    s.say("MFMT 20200229123456.25 /a");
    assert_eq!(s.say("MDTM /a"), "213 20200229123456");
    let listed = s.say("MLST /a");
    assert!(listed.contains("modify=20200229123456"), "{listed}");
}

#[test]
fn a_time_is_set_of_what_a_link_leads_to() {
    let mut s = tree();
    assert_eq!(s.code("MFMT 20200229123456 /link"), 213);
    assert_eq!(s.say("MDTM /a"), "213 20200229123456");
}

#[test]
fn an_upload_is_dated_by_the_clock_of_the_server() {
    let mut s = tree().binary();
    s.put("STOR /new", "x");
    assert_eq!(s.say("MDTM /new"), "213 20240601120000");
    let wall = s.files.metadata(&"/new".into()).unwrap().modified;
    assert_eq!(wall, crate::harness::WALL);
}
