//! Symbolic links: followed inside the tree, never out of it (R-P4, R-P6).

use ftpmock::auth::User;
use rstest::rstest;

use crate::harness::{Talk, session};

/// Bob's home is a part of the tree; the links in it try to leave it.
fn bob() -> Talk {
    session()
        .file("/secret", "secret")
        .file("/home/alice/diary", "dear diary")
        .file("/home/bob/own", "own")
        .dir("/home/bob/sub")
        .link("/home/bob/up", "../alice/diary")
        .link("/home/bob/far_up", "../../../../secret")
        .link("/home/bob/absolute", "/secret")
        .link("/home/bob/whole", "/home/bob/own")
        .link("/home/bob/root", "/")
        .link("/home/bob/parent", "..")
        .link("/home/bob/sub/outside", "../../alice")
        .login_as(User::new("bob").password("secret").home("/home/bob"))
        .binary()
}

/// R-P4: neither by `..` nor by a link.
#[rstest]
#[case("../secret")]
#[case("/../../secret")]
#[case("/secret")]
#[case("/home/alice/diary")]
#[case("up")]
#[case("far_up")]
#[case("absolute")]
#[case("whole")]
#[case("parent/alice/diary")]
#[case("parent/secret")]
#[case("sub/outside/diary")]
#[case("root/home/alice/diary")]
fn no_path_and_no_link_reads_outside(#[case] path: &str) {
    let mut s = bob();
    s.say("EPSV");
    for verb in [
        "RETR",
        "SIZE",
        "MDTM",
        "CWD",
        "MFMT 20200101000000",
        "SITE CHMOD 777",
    ] {
        // A mode is changed of the link itself: that is inside.
        let said = s.code(format!("{verb} {path}"));
        assert!(
            said == 550 || verb.starts_with("SITE"),
            "{verb} {path}: {said}"
        );
    }
    assert_eq!(s.read("/home/alice/diary"), "dear diary");
}

#[rstest]
#[case("RETR parent/own")]
#[case("RETR root/own")]
#[case("RETR root/root/parent/own")]
#[case("RETR ../../own")]
fn up_and_the_root_are_those_of_the_home(#[case] line: &str) {
    assert_eq!(bob().fetch(line).0, "own");
}

#[rstest]
#[case("STOR up", "/home/bob/alice/diary")]
#[case("STOR absolute", "/home/bob/secret")]
#[case("APPE far_up", "/home/bob/secret")]
#[case("STOR ../../../secret", "/home/bob/secret")]
fn nothing_is_written_outside(#[case] line: &str, #[case] inside: &str) {
    let mut s = bob();
    let said = s.put(line, "mine");
    assert_eq!(s.read("/secret"), "secret");
    assert_eq!(s.read("/home/alice/diary"), "dear diary");
    assert_eq!(
        said.ends_with("226 Transfer complete."),
        s.exists(inside),
        "{said}"
    );
}

#[rstest]
#[case("DELE up")]
#[case("DELE absolute")]
fn removing_a_link_removes_nothing_outside(#[case] line: &str) {
    let mut s = bob();
    assert_eq!(s.code(line), 250);
    assert!(s.exists("/secret") && s.exists("/home/alice/diary"));
    assert!(!s.exists(&line.replace("DELE ", "/home/bob/")));
}

/// R-P4, R-S12: the target of a rename is no way out.
#[test]
fn nothing_is_made_moved_or_removed_outside() {
    let mut s = bob();
    for line in ["MKD parent/new", "MKD ../new1", "MKD /new2"] {
        assert_eq!(s.code(line), 257, "{line}");
    }
    assert!(s.exists("/home/bob/new2") && !s.exists("/home/new1") && !s.exists("/new2"));
    assert_eq!(s.code("MKD sub/outside/new"), 550);
    assert_eq!(s.code("RMD parent/alice"), 550);
    s.say("RNFR own");
    assert_eq!(s.code("RNTO sub/outside/own"), 550);
    s.say("RNFR own");
    assert_eq!(s.code("RNTO ../../moved"), 250);
    assert!(s.exists("/home/bob/moved") && !s.exists("/moved"));
    assert_eq!(s.code("RNFR sub/outside/diary"), 550);
}

#[test]
fn a_link_is_listed_as_itself() {
    let mut s = bob();
    s.say("OPTS MLST type;size;");
    let listed = s.say("MLST up");
    assert!(listed.contains("type=OS.unix=slink; /up"), "{listed}");
    let (lines, _) = s.fetch("MLSD");
    assert!(
        lines.contains("type=OS.unix=slink; absolute\r\n"),
        "{lines}"
    );
    let (lines, _) = s.fetch("LIST absolute");
    assert!(lines.starts_with("lrwxrwxrwx"), "{lines}");
}

#[test]
fn links_that_go_round_are_550() {
    let mut s = session().link("/a", "b").link("/b", "a").login();
    for line in ["RETR /a", "CWD /a", "SIZE /a", "STOR /a", "RETR /a/x"] {
        s.say("EPSV");
        assert_eq!(s.code(line), 550, "{line}");
    }
    assert_eq!(s.code("DELE /a"), 250);
}

/// R-P6: at the edge.
#[test]
fn forty_links_are_followed_and_one_more_is_not() {
    let mut s = session().file("/0", "found").login();
    for n in 1..=41 {
        s.files.add_symlink(format!("/{n}"), format!("{}", n - 1));
    }
    assert_eq!(s.fetch("RETR /40").0, "found");
    assert_eq!(s.code("RETR /41"), 550);
}
