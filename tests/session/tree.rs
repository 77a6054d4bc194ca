//! `PWD CWD CDUP MKD RMD DELE`, and their X forms.

use rstest::rstest;

use crate::harness::{Talk, session};

fn tree() -> Talk {
    session()
        .file("/file", "x")
        .file("/full/file", "x")
        .dir("/dir/sub")
        .link("/to_dir", "dir")
        .link("/to_file", "file")
        .link("/gone", "none")
        .login()
}

/// R-P1, R-P10: resolved by name, shown from the root.
#[rstest]
#[case("CWD /dir", "250 \"/dir\" is the current directory.")]
#[case("XCWD dir/sub/", "250 \"/dir/sub\" is the current directory.")]
#[case("CWD to_dir", "250 \"/to_dir\" is the current directory.")]
#[case("CWD ../../dir/./sub/..", "250 \"/dir\" is the current directory.")]
#[case("CWD //dir", "250 \"/dir\" is the current directory.")]
#[case("CWD /file", "550 Not a directory.")]
#[case("CWD /to_file", "550 Not a directory.")]
#[case("CWD /gone", "550 No such file or directory.")]
#[case("CWD /none", "550 No such file or directory.")]
#[case("CWD \0", "553 File name not allowed.")]
#[case("CDUP", "250 \"/\" is the current directory.")]
#[case("XCUP", "250 \"/\" is the current directory.")]
#[case("CDUP x", "501 Syntax error: no argument allowed.")]
#[case("PWD", "257 \"/\" is the current directory.")]
#[case("XPWD", "257 \"/\" is the current directory.")]
#[case("PWD x", "501 Syntax error: no argument allowed.")]
#[case("MKD new", "257 \"/new\" created.")]
#[case("XMKD /dir/new/", "257 \"/dir/new\" created.")]
#[case("MKD /to_dir/new", "257 \"/to_dir/new\" created.")]
#[case("MKD /dir", "550 File exists.")]
#[case("MKD /", "550 File exists.")]
#[case("MKD /file", "550 File exists.")]
#[case("MKD /gone", "550 File exists.")]
#[case("MKD /none/new", "550 No such file or directory.")]
#[case("MKD /file/new", "550 Not a directory.")]
#[case("MKD", "501 Syntax error: argument required.")]
#[case("MKD a\rb", "553 File name not allowed.")]
#[case("RMD /dir/sub", "250 Directory removed.")]
#[case("XRMD /dir/sub/", "250 Directory removed.")]
#[case("RMD /full", "550 Directory not empty.")]
#[case("RMD /file", "550 Not a directory.")]
#[case("RMD /to_dir", "550 Not a directory.")]
#[case("RMD /none", "550 No such file or directory.")]
#[case("RMD /", "550 Permission denied.")]
#[case("RMD ..", "550 Permission denied.")]
#[case("RMD", "501 Syntax error: argument required.")]
#[case("DELE /file", "250 File deleted.")]
#[case("DELE /to_dir", "250 File deleted.")]
#[case("DELE /gone", "250 File deleted.")]
#[case("DELE /dir", "550 Is a directory.")]
#[case("DELE /", "550 Is a directory.")]
#[case("DELE /file/", "550 Not a directory.")]
#[case("DELE /none", "550 No such file or directory.")]
#[case("DELE /file/x", "550 Not a directory.")]
#[case("DELE", "501 Syntax error: argument required.")]
fn directories_and_names(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(tree().say(line), reply);
}

/// R-P9: for CWD an empty path is the home.
#[test]
fn cwd_without_an_argument_goes_to_the_root() {
    for line in ["CWD", "CWD ", "XCWD"] {
        let mut s = tree();
        s.say("CWD /dir/sub");
        assert_eq!(s.say(line), "250 \"/\" is the current directory.");
        assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.");
    }
}

#[test]
fn a_failed_cwd_stays() {
    let mut s = tree();
    s.say("CWD /dir");
    s.say("CWD /none");
    assert_eq!(s.say("PWD"), "257 \"/dir\" is the current directory.");
}

#[test]
fn cdup_goes_up_by_name_and_stays_at_the_root() {
    let mut s = tree();
    s.say("CWD /dir/sub");
    assert_eq!(s.say("CDUP"), "250 \"/dir\" is the current directory.");
    assert_eq!(s.say("CDUP "), "250 \"/\" is the current directory.");
    assert_eq!(s.say("CDUP"), "250 \"/\" is the current directory.");
}

#[test]
fn a_removed_current_directory_is_still_told() {
    let mut s = tree();
    s.say("CWD /dir/sub");
    assert_eq!(s.code("RMD /dir/sub"), 250);
    assert_eq!(s.say("PWD"), "257 \"/dir/sub\" is the current directory.");
    assert_eq!(s.code("LIST"), 550);
    assert_eq!(s.code("CDUP"), 250);
}

#[test]
fn removing_a_link_leaves_what_it_leads_to() {
    let mut s = tree();
    assert_eq!(s.code("DELE /to_file"), 250);
    assert!(s.exists("/file") && !s.exists("/to_file"));
}

#[test]
fn what_is_done_is_seen_in_the_tree() {
    let mut s = tree();
    s.say_all([
        "MKD /dir/new",
        "RMD /dir/sub",
        "DELE /full/file",
        "RMD /full",
    ]);
    assert!(s.exists("/dir/new") && !s.exists("/dir/sub") && !s.exists("/full"));
}
