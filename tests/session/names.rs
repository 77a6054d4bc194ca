//! Names are octets: nothing in them is changed on the way, nothing in them breaks out of a reply.

use ftpmock::vfs::{Filesystem, OpenHow};
use rstest::rstest;

use crate::harness::session;

/// R-P2, R-R5: and quotes are doubled where a path is quoted.
#[rstest]
#[case::quotes(b"\"q\"", "257 \"/\"\"q\"\"\" created.")]
#[case::only_a_quote(b"\"", "257 \"/\"\"\" created.")]
#[case::spaces(b"  a  b  ", "257 \"/  a  b  \" created.")]
#[case::tilde(b"~", "257 \"/~\" created.")]
#[case::backslash(b"a\\b", "257 \"/a\\b\" created.")]
#[case::percent(b"%41", "257 \"/%41\" created.")]
#[case::dash(b"-la", "257 \"/-la\" created.")]
#[case::star(b"a*?[b]", "257 \"/a*?[b]\" created.")]
#[case::utf8("ä€".as_bytes(), "257 \"/ä€\" created.")]
#[case::dots(b"...", "257 \"/...\" created.")]
fn odd_names_are_ordinary(#[case] name: &[u8], #[case] made: &str) {
    let mut s = session().login().binary();
    let with = |verb: &str| [verb.as_bytes(), b" ", name].concat();
    assert_eq!(s.say(with("MKD")), made);
    assert_eq!(s.code(with("CWD")), 250);
    assert_eq!(
        s.say("PWD"),
        made.replace("created", "is the current directory")
    );
    s.say("CDUP");
    assert_eq!(s.code(with("RMD")), 250);
    assert!(s.put(with("STOR"), "x").ends_with("226 Transfer complete."));
    assert_eq!(s.fetch(with("RETR")).0, "x");
    assert_eq!(s.code(with("RNFR")), 350);
    assert_eq!(s.code([b"RNTO /x".as_slice(), name].concat()), 250);
    assert_eq!(s.code([b"DELE /x".as_slice(), name].concat()), 250);
}

/// R-C6: in both directions.
#[test]
fn octets_that_are_no_utf8_are_kept() {
    let mut s = session().login().binary();
    let name = b"\xe9t\xe9\xff";
    assert!(
        s.put([b"STOR ".as_slice(), name].concat(), "x")
            .ends_with("226 Transfer complete.")
    );
    let made: Vec<_> = s
        .files
        .read_dir(&"/".into())
        .unwrap()
        .map(|e| e.unwrap().name)
        .collect();
    assert_eq!(made, [&name[..]]);
    // Another name that only looks the same.
    assert_eq!(s.code(b"SIZE \xe8t\xe9\xff"), 550);
    assert_eq!(s.code([b"SIZE ".as_slice(), name].concat()), 213);
}

/// R-P2: two names.
#[test]
fn names_differ_by_case() {
    let mut s = session().file("/a", "small").file("/A", "large").login();
    assert_eq!(s.fetch("RETR /A").0, "large");
    assert_eq!(s.fetch("RETR /a").0, "small");
}

/// R-C7: before they get anywhere.
#[rstest]
#[case::cr("a\rb")]
#[case::lf("a\nb")]
#[case::nul("a\0b")]
#[case::only_nul("\0")]
fn control_octets_that_end_lines_are_refused(#[case] name: &str) {
    let mut s = session().login();
    for verb in [
        "CWD",
        "MKD",
        "RMD",
        "DELE",
        "RNFR",
        "RETR",
        "STOR",
        "APPE",
        "STOU",
        "LIST",
        "NLST",
        "MLSD",
        "MLST",
        "SIZE",
        "MDTM",
        "MFMT 20200101000000",
        "SITE CHMOD 600",
        "STAT",
    ] {
        let said = s.say(format!("{verb} {name}"));
        assert_eq!(said, "553 File name not allowed.", "{verb}");
    }
    assert_eq!(
        s.say_all(["MKD /d", "RNFR /d", &format!("RNTO {name}")]),
        "553 File name not allowed."
    );
}

#[test]
fn other_control_octets_are_kept_and_shown_escaped() {
    let mut s = session().login();
    assert_eq!(s.say("MKD a\x07b\x1b"), "257 \"/a\\x07b\\x1b\" created.");
    assert!(s.exists("/a\x07b\x1b"));
}

/// R-P3: names and paths.
#[test]
fn long_names_are_553_where_they_are_new_and_550_where_they_are_not() {
    let (fits, long) = ("n".repeat(255), "n".repeat(256));
    let deep = "/d".repeat(2049);
    let mut s = session().login();
    assert_eq!(s.code(format!("MKD {fits}")), 257);
    for name in [&long, &deep] {
        for (verb, code) in [
            ("MKD", 553),
            ("STOR", 553),
            ("APPE", 553),
            ("STOU", 553),
            ("CWD", 550),
            ("RMD", 550),
            ("DELE", 550),
            ("RNFR", 550),
            ("RETR", 550),
            ("SIZE", 550),
            ("MDTM", 550),
            ("LIST", 550),
            ("NLST", 550),
            ("MLSD", 550),
            ("MLST", 550),
            ("STAT", 550),
            ("SITE CHMOD 600", 550),
            ("MFMT 20200101000000", 550),
        ] {
            s.say("EPSV");
            assert_eq!(s.code(format!("{verb} {name}")), code, "{verb}");
        }
    }
}

/// R-L4, R-S11: shown with `?`, and left out where that would be a lie.
#[test]
fn entries_with_line_ends_do_not_break_listings() {
    let mut s = session().file("/ok", "x").login();
    let odd = ftpmock::protocol::FtpPath::root().child(b"a\r\nb");
    let made = s
        .files
        .open(&odd, OpenHow::CreateNew)
        .and_then(|file| file.commit());
    if made.is_err() {
        return; // The filesystem itself refuses such names: nothing to hide.
    }
    assert_eq!(s.fetch("NLST").0, "a??b\r\nok\r\n");
    assert!(s.fetch("LIST").0.contains(" a??b\r\n"));
    assert_eq!(s.fetch("MLSD").0.matches("\r\n").count(), 1, "left out");
}
