//! `RNFR` and `RNTO`.

use ftpmock::session::{Input, Policy};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn seeded(s: Talk) -> Talk {
    s.file("/a", "a")
        .file("/b", "b")
        .file("/dir/x", "x")
        .dir("/empty")
        .link("/link", "a")
        .login()
}

fn tree() -> Talk {
    seeded(session())
}

const READY: &str = "350 Ready for destination name.";
const DONE: &str = "250 Rename successful.";

#[rstest]
#[case("RNFR /a", READY)]
#[case("RNFR /dir/", READY)]
#[case("RNFR /link", READY)]
#[case("RNFR /none", "550 No such file or directory.")]
#[case("RNFR /a/", "550 Not a directory.")]
#[case("RNFR /", "550 Permission denied.")]
#[case("RNFR", "501 Syntax error: argument required.")]
#[case("RNFR \0", "553 File name not allowed.")]
#[case("RNTO /c", "503 Bad sequence of commands.")]
#[case("RNTO", "501 Syntax error: argument required.")]
fn each_alone(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().say(line), reply);
}

#[rstest]
#[case::a_new_name("/a", "c", DONE)]
#[case::another_directory("/a", "/dir/c", DONE)]
#[case::over_a_file("/a", "/b", DONE)]
#[case::a_directory("/dir", "/new", DONE)]
#[case::a_directory_with_a_slash("/dir/", "/new/", DONE)]
#[case::onto_itself("/a", "/a", DONE)]
#[case::a_link("/link", "/new", DONE)]
#[case::into_itself("/dir", "/dir/sub", "553 File name not allowed.")]
#[case::over_a_directory("/a", "/dir", "553 File name not allowed.")]
#[case::over_an_empty_directory("/dir", "/empty", "553 File name not allowed.")]
#[case::no_such_parent("/a", "/none/a", "550 No such file or directory.")]
#[case::below_a_file("/a", "/b/a", "550 Not a directory.")]
#[case::a_name_with_nul("/a", "c\0", "553 File name not allowed.")]
#[case::a_file_with_a_slash("/a", "/new/", "550 Not a directory.")]
#[case::over_a_file_with_a_slash("/a", "/b/", "550 Not a directory.")]
fn one_after_the_other(#[case] from: &str, #[case] to: &str, #[case] reply: &str) {
    let mut s = tree();
    assert_eq!(s.say(format!("RNFR {from}")), READY);
    assert_eq!(s.say(format!("RNTO {to}")), reply);
    if reply != DONE {
        assert_eq!((s.read("/a"), s.read("/b")), ("a".into(), "b".into()));
        assert!(s.exists("/dir/x") && s.exists("/empty"));
    }
    assert_eq!(s.say("RNTO /again"), "503 Bad sequence of commands.");
}

#[test]
fn a_new_name_that_is_too_long_is_553() {
    let mut s = tree();
    let long = "n".repeat(256);
    assert_eq!(s.say("RNFR /a"), READY);
    assert_eq!(s.say(format!("RNTO {long}")), "553 File name not allowed.");
    assert_eq!(s.say(format!("RNFR {long}")), "550 Invalid file name.");
}

#[test]
fn the_content_moves_and_the_old_name_is_gone() {
    let mut s = tree();
    s.say_all(["CWD /dir", "RNFR x", "RNTO ../moved"]);
    assert_eq!(s.read("/moved"), "x");
    assert!(!s.exists("/dir/x"));
    s.say_all(["RNFR /a", "RNTO /b"]);
    assert_eq!(s.read("/b"), "a");
    assert!(!s.exists("/a"));
}

#[test]
fn replacing_can_be_switched_off() {
    let policy = Policy {
        rename_overwrite: false,
        ..Policy::default()
    };
    for (to, reply) in [
        ("/b", "553 File exists."),
        ("/link", "553 File exists."),
        ("/b/", "550 Not a directory."),
        ("/a", DONE),
        ("/c", DONE),
    ] {
        let mut s = seeded(session_with(policy.clone()));
        s.say("RNFR /a");
        assert_eq!(s.say(format!("RNTO {to}")), reply, "{to}");
        assert_eq!(s.read("/b"), "b");
    }
}

#[rstest]
#[case::noop("NOOP")]
#[case::abor("ABOR")]
#[case::stat("STAT")]
fn these_may_stand_between(#[case] line: &str) {
    let mut s = tree();
    assert_eq!(s.say_all(["RNFR /a", line, "RNTO /c"]), DONE);
}

#[rstest]
#[case::stat_of_a_path("STAT /")]
#[case::stat_of_a_bad_path("STAT \0")]
#[case::stat_of_nothing("STAT /none")]
#[case::another_command("PWD")]
#[case::a_parameter("TYPE I")]
#[case::a_refused_command("RETR /none")]
#[case::a_command_without_its_argument("SIZE")]
#[case::an_unknown_command("NONSENSE")]
#[case::an_unimplemented_command("MAIL")]
#[case::no_command_at_all("")]
#[case::site("SITE HELP")]
#[case::unknown_site("SITE NONSENSE")]
#[case::a_failed_rnfr("RNFR /none")]
#[case::an_empty_rnfr("RNFR")]
#[case::a_failed_rnto("RNTO")]
#[case::rest("REST 5")]
#[case::help("HELP")]
fn any_other_command_between_breaks_the_sequence(#[case] line: &str) {
    let mut s = tree();
    let last = s.say_all(["RNFR /a", line, "RNTO /c"]);
    assert_eq!(last, "503 Bad sequence of commands.");
    assert!(s.exists("/a") && !s.exists("/c"));
}

#[test]
fn the_second_of_two_rnfr_counts() {
    let mut s = tree();
    assert_eq!(s.say_all(["RNFR /a", "RNFR /b", "RNTO /c"]), DONE);
    assert_eq!(s.read("/c"), "b");
}

#[test]
fn what_vanished_between_the_two_is_550() {
    let mut s = tree();
    s.say("RNFR /a");
    let other = ftpmock::vfs::Filesystem::remove_file(&s.files, &"/a".into());
    assert_eq!(other, Ok(()));
    assert_eq!(s.say("RNTO /c"), "550 No such file or directory.");
}

#[test]
fn a_line_that_is_too_long_stands_between() {
    let mut s = tree();
    assert_eq!(s.say("RNFR /a"), READY);
    s.handle(Input::LineTooLong);
    assert_eq!(s.say("RNTO /c"), "503 Bad sequence of commands.");
}
