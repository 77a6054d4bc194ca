//! `REST`: how long a marker lives (R-T20, for `RANG`, too), and what it means.

use ftpmock::session::Policy;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn tree() -> Talk {
    session()
        .file("/a", "0123456789")
        .file("/text", "1\n2\n3\n")
        .file("/old", "x")
        .dir("/dir")
        .login()
        .binary()
}

#[rstest]
#[case(
    "REST 0",
    "350 Restarting at 0. Send STOR or RETR to initiate transfer."
)]
#[case(
    "REST 5",
    "350 Restarting at 5. Send STOR or RETR to initiate transfer."
)]
#[case(
    "REST 9223372036854775807",
    "350 Restarting at 9223372036854775807. Send STOR or RETR to initiate transfer."
)]
#[case(
    "REST 9223372036854775808",
    "501 Restart marker must be a whole number."
)]
#[case("REST -1", "501 Restart marker must be a whole number.")]
#[case("REST +7", "501 Restart marker must be a whole number.")]
#[case("REST 1_0", "501 Restart marker must be a whole number.")]
#[case("REST 1 ", "501 Restart marker must be a whole number.")]
#[case("REST  1", "501 Restart marker must be a whole number.")]
#[case("REST x", "501 Restart marker must be a whole number.")]
#[case("REST", "501 Syntax error: argument required.")]
fn a_marker_is_a_whole_number(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().say(line), reply);
}

/// What becomes of a marker over a command.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Kept,
    Gone,
}
use Fate::{Gone, Kept};

/// Lines, and what they do to the marker.
const FATES: &[(&str, Fate)] = &[
    // kept, also by versions that fail
    ("PASV", Kept),
    ("PASV x", Kept),
    ("EPSV", Kept),
    ("EPSV 2", Kept),
    ("PORT 127,0,0,1,20,0", Kept),
    ("PORT x", Kept),
    ("EPRT |1|127.0.0.1|5000|", Kept),
    ("EPRT x", Kept),
    ("LPRT x", Kept),
    ("LPSV", Kept),
    ("CPSV", Kept),
    ("NOOP", Kept),
    ("NOOP x", Kept),
    ("PBSZ 0", Kept),
    ("PROT P", Kept),
    ("ALLO 5", Kept),
    ("ALLO x", Kept),
    ("SIZE /a", Kept),
    ("SIZE /none", Kept),
    ("MDTM /a", Kept),
    ("MDTM /none", Kept),
    ("STAT", Kept),
    ("STAT /", Kept),
    ("STAT /none", Kept),
    // any other command keeps it
    ("PWD", Kept),
    ("CWD /dir", Kept),
    ("CWD /none", Kept),
    ("CDUP", Kept),
    ("MKD /new", Kept),
    ("RMD /dir", Kept),
    ("DELE /old", Kept),
    ("RNFR /old", Kept),
    ("RNTO /new", Kept),
    ("MLST /a", Kept),
    ("MFMT 20200101000000 /a", Kept),
    ("SYST", Kept),
    // There is no TLS here:
    ("AUTH TLS", Kept),
    ("ADAT x", Kept),
    ("CCC", Kept),
    ("CONF x", Kept),
    ("ENC x", Kept),
    ("MIC x", Kept),
    ("PBSZ 0", Kept),
    ("PROT P", Kept),
    ("HELP", Kept),
    ("FEAT", Kept),
    ("OPTS UTF8 ON", Kept),
    ("SITE HELP", Kept),
    ("SITE CHMOD 600 /a", Kept),
    ("SITE CHOWN bob /a", Kept),
    ("SITE CHGRP bob /a", Kept),
    ("SITE COPY /a /new", Kept),
    ("SITE CPFR /a", Kept),
    ("SITE CPTO /new", Kept),
    ("SITE IDLE 60", Kept),
    ("SITE LN -s /a /new", Kept),
    ("SITE MKDIR /new", Kept),
    ("SITE RMDIR /dir", Kept),
    ("SITE SYMLINK /a /new", Kept),
    ("SITE UMASK 027", Kept),
    ("SITE UTIME 202001010000 /a", Kept),
    ("SITE WHO", Kept),
    ("SITE ZONE", Kept),
    ("PASS x", Kept),
    ("ACCT x", Kept),
    ("AVBL", Kept),
    ("CLNT x", Kept),
    ("DSIZ /none", Kept),
    ("HOST x", Kept),
    ("LANG", Kept),
    ("MFCT 20200101000000 /a", Kept),
    ("MFF UNIX.mode=0600; /a", Kept),
    ("RMDA /dir", Kept),
    ("SMNT x", Kept),
    ("RANG", Kept),
    ("RANG x", Kept),
    ("HASH /a", Kept),
    ("XCRC /a", Kept),
    ("XMD5 /a", Kept),
    ("XSHA /a", Kept),
    ("XSHA1 /a 0", Kept),
    ("XSHA256 \"/a\"", Kept),
    ("XSHA512 /none", Kept),
    ("NONSENSE", Kept),
    ("", Kept),
    ("REST x", Kept),
    // cleared
    ("TYPE I", Gone),
    ("MODE S", Gone),
    ("MODE", Gone),
    ("STRU F", Gone),
    ("ABOR", Gone),
    ("REST 0", Gone),
    ("RANG 1 0", Gone),
    ("RANG 3 2", Gone),
    // consumed, whether they succeed or not
    ("RETR /a", Gone),
    ("RETR /none", Gone),
    ("RETR", Gone),
    ("STOR /a", Gone),
    ("STOR /none/a", Gone),
    ("APPE /a", Gone),
    ("APPE /dir", Gone),
    ("STOU", Gone),
    ("STOU /a", Gone),
    ("LIST", Gone),
    ("LIST /none", Gone),
    ("NLST", Gone),
    ("NLST /none", Gone),
    ("MLSD", Gone),
    ("MLSD /a", Gone),
];

/// What a marker does to a download after `line`.
fn fate(marker: &str, line: &str) -> (Fate, String) {
    let mut s = tree();
    s.say(marker);
    s.say(line);
    if s.session().is_transferring() {
        s.end(ftpmock::session::TransferEnd::Complete);
    }
    let rest = s.fetch("RETR /a").0;
    (if rest == "3456789" { Kept } else { Gone }, rest)
}

/// R-T20: verb by verb.
#[test]
fn the_life_of_a_marker() {
    for (line, expected) in FATES {
        let (found, rest) = fate("REST 3", line);
        assert_eq!(found, *expected, "{line}: {rest:?}");
    }
}

#[test]
fn the_life_of_a_range() {
    for (line, expected) in FATES {
        // These read the range themselves.
        let hashes = cfg!(feature = "hash")
            && ["HASH", "XCRC", "XMD5", "XSHA"]
                .iter()
                .any(|verb| line.starts_with(verb));
        let expected = if hashes { Gone } else { *expected };
        let (found, rest) = fate("RANG 3 20", line);
        assert_eq!(found, expected, "{line}: {rest:?}");
    }
}

#[test]
fn every_command_is_in_the_matrix() {
    // These log out: the other tests of access look at them.
    let elsewhere = ["USER", "REIN", "QUIT"];
    for spec in ftpmock::session::specs().filter(|s| !elsewhere.contains(&s.verb.name())) {
        let name = spec.name();
        assert!(
            FATES.iter().any(|(line, _)| line.starts_with(&name)),
            "{name}"
        );
    }
}

#[test]
fn the_last_of_two_markers_counts() {
    let mut s = tree();
    s.say_all(["REST 3", "REST 8"]);
    assert_eq!(s.fetch("RETR /a").0, "89");
}

const BAD: &str = "554 Requested action not taken: invalid REST parameter.";
const DONE: &str = "226 Transfer complete.";

/// R-T22: from the end it is empty.
#[rstest]
#[case::all(0, "0123456789")]
#[case::some(9, "9")]
#[case::nothing(10, "")]
fn a_download_goes_on_from_the_marker(#[case] from: u64, #[case] rest: &str) {
    let mut s = tree();
    s.say(format!("REST {from}"));
    assert_eq!(s.fetch("RETR /a"), (rest.to_owned(), DONE.to_owned()));
}

/// R-T22, R-T23: behind the end there is nothing.
#[rstest]
#[case::beyond_the_end("RETR /a", 11)]
#[case::beyond_the_end("STOR /a", 11)]
#[case::beyond_the_end("APPE /a", 11)]
#[case::of_what_is_not_there("STOR /none", 1)]
#[case::of_what_is_not_there("APPE /none", 1)]
fn a_marker_that_fits_nothing_is_554(#[case] line: &str, #[case] marker: u64) {
    let mut s = tree();
    s.say_all(["EPSV", &format!("REST {marker}")]);
    assert_eq!(s.say(line), BAD);
    assert!(!s.exists("/none"));
    assert_eq!(s.read("/a"), "0123456789");
}

/// R-T23, R-T24: what is behind stays, for STOR and APPE alike.
#[rstest]
#[case::in_the_middle("STOR /a", 3, "xy", "012xy56789")]
#[case::at_the_beginning("STOR /a", 0, "xy", "xy")]
#[case::at_the_end("STOR /a", 10, "xy", "0123456789xy")]
#[case::over_the_end("STOR /a", 9, "xy", "012345678xy")]
#[case::of_nothing_new("STOR /a", 3, "", "0123456789")]
#[case::append_is_then_a_store("APPE /a", 3, "xy", "012xy56789")]
#[case::append_without_a_marker("APPE /a", 0, "xy", "0123456789xy")]
fn an_upload_goes_on_from_the_marker(
    #[case] line: &str,
    #[case] from: u64,
    #[case] new: &str,
    #[case] whole: &str,
) {
    let mut s = tree();
    s.say(format!("REST {from}"));
    assert!(s.put(line, new).ends_with(DONE));
    assert_eq!(s.read("/a"), whole);
}

/// R-T25: 450.
#[test]
fn a_unique_name_goes_with_no_marker() {
    let mut s = tree();
    s.say_all(["EPSV", "REST 3"]);
    assert_eq!(s.say("STOU"), "450 STOU not allowed with REST.");
    assert_eq!(s.say("STOU"), "150 FILE: ftp.1\nbegin STOU");
}

#[test]
fn listings_do_not_mind_a_marker() {
    let mut s = tree();
    for verb in ["NLST", "LIST", "MLSD"] {
        let whole = s.fetch(verb);
        s.say("REST 3");
        assert_eq!(s.fetch(verb), whole);
    }
}

/// R-T21: line ends count as two.
#[rstest]
#[case(0, Some("1\r\n2\r\n3\r\n"))]
#[case(1, Some("\r\n2\r\n3\r\n"))]
#[case(2, Some("\n2\r\n3\r\n"))]
#[case(3, Some("2\r\n3\r\n"))]
#[case(9, Some(""))]
#[case(10, None)]
fn a_marker_of_a_text_counts_what_is_sent(#[case] marker: u64, #[case] rest: Option<&str>) {
    let mut s = tree();
    s.say_all(["TYPE A", &format!("REST {marker}")]);
    match rest {
        Some(rest) => assert_eq!(s.fetch("RETR /text"), (rest.to_owned(), DONE.to_owned())),
        None => assert_eq!(s.fetch("RETR /text").1, BAD),
    }
}

#[rstest]
#[case::start_of_a_line(3, "X\r\n", Some("1\nX\n3\n"))]
#[case::end_of_a_line(4, "X", Some("1\n2X3\n"))]
#[case::within_the_line_end(2, "X", None)]
#[case::the_end(9, "4\r\n", Some("1\n2\n3\n4\n"))]
#[case::beyond(10, "X", None)]
fn a_text_is_stored_where_the_marker_leads(
    #[case] marker: u64,
    #[case] new: &str,
    #[case] whole: Option<&str>,
) {
    for verb in ["STOR", "APPE"] {
        let mut s = tree();
        s.say_all(["TYPE A", &format!("REST {marker}")]);
        let said = s.put(format!("{verb} /text"), new);
        match whole {
            Some(whole) => assert_eq!(
                (s.read("/text"), said.ends_with(DONE)),
                (whole.into(), true)
            ),
            None => assert_eq!((s.read("/text"), said), ("1\n2\n3\n".into(), BAD.into())),
        }
    }
}

/// R-T23: what lies behind an upload can be cut off, and a gap before it filled.
#[rstest]
#[case::kept(false, false, 2, "0", "01xx456789")]
#[case::cut(true, false, 2, "0", "01xx")]
#[case::nothing_to_cut(true, true, 10, "0", "0123456789xx")]
#[case::filled(false, true, 12, "0", "0123456789\0\0xx")]
#[case::filled_and_cut(true, true, 12, "0", "0123456789\0\0xx")]
#[case::not_filled(true, false, 12, "554", "0123456789")]
#[case::too_far(false, true, (1 << 30) + 11, "554", "0123456789")]
fn where_an_upload_ends_and_begins(
    #[case] truncate_after_rest: bool,
    #[case] rest_zero_fill: bool,
    #[case] marker: u64,
    #[case] refused: &str,
    #[case] content: &str,
    #[values("STOR", "APPE")] verb: &str,
) {
    let policy = Policy {
        truncate_after_rest,
        rest_zero_fill,
        ..Policy::default()
    };
    let mut s = session_with(policy)
        .file("/a", "0123456789")
        .login()
        .binary();
    s.say(format!("REST {marker}"));
    let said = s.put(format!("{verb} /a"), "xx");
    assert_eq!(said.starts_with("554"), refused == "554", "{said}");
    assert_eq!(s.read("/a"), content);
    s.put("STOR /a", "new");
    assert_eq!(s.read("/a"), "new", "without REST it is as ever");
    if rest_zero_fill {
        s.say("REST 2");
        s.put("STOR /new", "x");
        assert_eq!(s.read("/new"), "\0\0x");
    }
}
