//! `SMNT`.

use ftpmock::auth::User;
use ftpmock::session::Policy;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn server() -> Talk {
    let mounts = vec![
        ("archive".into(), "/archive".into()),
        ("home".into(), "/home/bob".into()),
        ("file".into(), "/archive/a".into()),
        ("gone".into(), "/gone".into()),
        ("changed".into(), "/gone".into()),
        ("changed".into(), "/archive/deep".into()),
    ];
    session_with(Policy {
        mounts,
        ..Policy::default()
    })
    .file("/archive/a", "archived")
    .file("/archive/deep/b", "deep")
    .file("/home/bob/own", "own")
    .link("/archive/out", "../home/bob/own")
}

fn bob() -> User {
    User::new("bob").password("secret").home("/home/bob")
}

const DONE: &str = "250 Tree mounted.";

#[test]
fn a_mounted_tree_is_all_there_is() {
    let mut s = server().login_as(bob());
    s.say("CWD /");
    assert_eq!(s.fetch("NLST").0, "own\r\n");
    assert_eq!(s.say("SMNT archive"), DONE);
    assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.");
    assert_eq!(s.fetch("NLST").0, "a\r\ndeep\r\nout\r\n");
    assert_eq!(s.fetch("RETR /a").0, "archived");
    assert_eq!(s.code("RETR /own"), 550);
    s.put("STOR deep/new", "x");
    assert_eq!(s.read("/archive/deep/new"), "x");
    assert_eq!(s.code("SIZE out"), 550, "no link leads out of it (R-S12)");
    assert_eq!(s.say("SMNT home"), DONE);
    assert_eq!(s.fetch("RETR own").0, "own");
}

#[rstest]
#[case("SMNT archive", DONE)]
#[case("SMNT /archive", DONE)]
#[case("smnt changed", DONE)]
#[case::already_there("SMNT home", "202 Command superfluous.")]
#[case("SMNT none", "550 No such file or directory.")]
#[case("SMNT gone", "550 No such file or directory.")]
#[case("SMNT file", "550 Not a directory.")]
#[case("SMNT", "501 Syntax error: argument required.")]
fn what_is_answered(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(server().login_as(bob()).say(line), reply);
}

#[test]
fn a_refused_mount_changes_nothing() {
    let mut s = server().dir("/home/bob/in").login_as(bob());
    s.say("CWD in");
    assert_eq!(s.code("SMNT none"), 550);
    assert_eq!(s.say("PWD"), "257 \"/in\" is the current directory.");
}

#[test]
fn it_needs_a_login_and_the_letter_of_cwd() {
    assert_eq!(server().code("SMNT archive"), 530);
    let mut s = server().login_as(bob().perm("lradfmwMT"));
    assert_eq!(s.say("SMNT archive"), "550 Permission denied.");
    let mut s = server().login_as(bob().perm("e"));
    assert_eq!(s.say("SMNT archive"), DONE);
}

#[test]
fn who_logs_out_is_home_again() {
    for line in ["REIN", "USER bob"] {
        let mut s = server().login_as(bob());
        s.say_all(["SMNT archive", "CWD deep", line, "USER bob", "PASS secret"]);
        assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.");
        assert_eq!(s.fetch("NLST").0, "own\r\n", "{line}");
    }
}

#[test]
fn without_mounts_there_is_no_such_command() {
    let mut s = session().login();
    assert_eq!(s.say("SMNT archive"), "502 Command not implemented.");
    assert!(s.say("HELP").contains(" SMNT*"));
    assert!(server().say("HELP").contains(" SMNT "));
}
