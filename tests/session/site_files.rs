//! `SITE MKDIR RMDIR SYMLINK LN CPFR CPTO COPY`.

use ftpmock::auth::User;
use ftpmock::session::Policy;
use ftpmock::vfs::Filesystem;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn tree() -> Talk {
    session()
        .file("/a", "hello")
        .file("/dir/b", "x")
        .dir("/dir/sub")
        .dir("/other")
}

#[test]
fn mkdir_makes_the_directories_above() {
    let mut s = tree().login();
    assert_eq!(
        s.say("SITE MKDIR new/deep/er"),
        "200 SITE MKDIR command successful."
    );
    assert!(s.exists("/new/deep/er"));
    assert_eq!(s.say("SITE MKDIR /new/deep"), "550 File exists.");
    assert_eq!(s.say("SITE MKDIR /"), "550 File exists.");
    assert_eq!(s.code("SITE MKDIR /a/x/y"), 550);
    assert_eq!(s.code(format!("SITE MKDIR /z/{}", "n".repeat(256))), 553);
    assert!(!s.exists("/z"));
}

#[test]
fn mkdir_needs_the_letter_for_each_directory() {
    let user = User::new("bob").password("secret").perm("el");
    let mut s = tree().login_as(user.perm_in("/open/in", "elm"));
    assert_eq!(s.say("SITE MKDIR /open/in/x"), "550 Permission denied.");
    assert!(!s.exists("/open"));
}

#[test]
fn rmdir_removes_all_that_is_inside() {
    let mut s = tree().link("/dir/sub/out", "/a").login();
    assert_eq!(
        s.say("SITE RMDIR /dir"),
        "200 SITE RMDIR command successful."
    );
    assert!(!s.exists("/dir") && s.exists("/a"));
}

#[rstest]
#[case::missing("/none", "550 No such file or directory.")]
#[case::file("/a", "550 Not a directory.")]
#[case::link("/link", "550 Not a directory.")]
#[case::root("/", "550 Permission denied.")]
#[case::bad_name("/\0", "553 File name not allowed.")]
fn a_refused_rmdir_removes_nothing(#[case] path: &str, #[case] reply: &str) {
    let mut s = tree().link("/link", "/dir").login();
    assert_eq!(s.say(format!("SITE RMDIR {path}")), reply);
    assert!(s.exists("/a") && s.exists("/dir/b") && s.exists("/link"));
}

#[test]
fn rmdir_needs_the_letter_for_each_object() {
    let user = User::new("bob").password("secret").perm("eld");
    let mut s = tree().file("/dir/sub/kept", "x");
    s = s.login_as(user.perm_in("/dir/sub", "el"));
    assert_eq!(s.say("SITE RMDIR /dir"), "550 Permission denied.");
    assert!(s.exists("/dir/b") && s.exists("/dir/sub/kept"));
}

fn with_links() -> Talk {
    let policy = Policy {
        site_symlinks: true,
        ..Policy::default()
    };
    session_with(policy).file("/a", "hello").dir("/dir").login()
}

#[test]
fn links_are_off_by_default() {
    let mut s = tree().login();
    for line in [
        "SITE SYMLINK a b",
        "SITE LN -s a b",
        "SITE LN",
        "HELP SITE LN",
    ] {
        assert_eq!(s.say(line), "502 Command not implemented.", "{line}");
    }
    assert!(!s.say("SITE HELP").contains("LN"));
    assert!(with_links().say("SITE HELP").contains(" LN "));
}

#[rstest]
#[case("SITE SYMLINK ../a /dir/to a", "/dir/to a", "../a")]
#[case("SITE SYMLINK \"to nowhere\" \"x y\"", "/x y", "to nowhere")]
#[case("site ln -s /a dir/l", "/dir/l", "/a")]
fn a_link_keeps_its_target_as_written(
    #[case] line: &str,
    #[case] link: &str,
    #[case] target: &str,
) {
    let mut s = with_links();
    assert_eq!(s.say(line), "200 SITE SYMLINK command successful.");
    assert_eq!(s.files.read_link(&link.into()).unwrap(), target);
}

/// R-S12: a link must lead to somewhere inside.
#[rstest]
#[case::no_link("SYMLINK a", 501)]
#[case::no_link("LN -s a", 501)]
#[case::hard_link("LN a b", 501)]
#[case::exists("SYMLINK a /dir", 550)]
#[case::leaves("SYMLINK ../a /l", 550)]
#[case::leaves_in_the_middle("SYMLINK x/../../a /l", 550)]
#[case::leaves_and_comes_back("SYMLINK ../../dir/a /dir/l", 550)]
#[case::leaves_from_the_root("SYMLINK /../a /l", 550)]
#[case::no_directory_above("SYMLINK a /none/l", 550)]
#[case::bad_target("SYMLINK a\0 /l", 553)]
#[case::long_name(&format!("SYMLINK a /{}", "n".repeat(256)), 553)]
fn a_refused_link_is_not_made(#[case] line: &str, #[case] code: u16) {
    let mut s = with_links();
    assert_eq!(s.code(format!("SITE {line}")), code);
    assert!(!s.exists("/l") && !s.exists("/dir/l") && !s.exists("/b"));
}

#[test]
fn a_copy_takes_two_commands_or_one() {
    let mut s = tree().login();
    assert_eq!(s.say("SITE CPFR a"), "350 Ready for destination name.");
    assert_eq!(s.say("SITE CPTO dir/copy"), "250 Copy successful.");
    assert_eq!(
        s.say("SITE COPY a \"x y\""),
        "200 SITE COPY command successful."
    );
    assert_eq!(s.code("SITE COPY a /dir/b"), 200);
    for copy in ["/dir/copy", "/x y", "/dir/b", "/a"] {
        assert_eq!(s.read(copy), "hello", "{copy}");
    }
}

#[rstest]
#[case::missing("/none", "/new", 550)]
#[case::directory_onto_a_file("/dir", "/a", 550)]
#[case::directory_onto_another("/dir", "/other", 550)]
#[case::into_itself("/dir", "/dir/sub/new", 553)]
#[case::onto_itself("/dir", "/dir", 553)]
#[case::onto_a_directory("/a", "/dir", 550)]
#[case::no_directory_above("/a", "/none/x", 550)]
#[case::no_directory("/a", "/new/", 550)]
#[case::bad_name("/a", "/\0", 553)]
#[case::long_name("/a", &format!("/{}", "n".repeat(256)), 553)]
fn a_refused_copy_makes_nothing(#[case] from: &str, #[case] to: &str, #[case] code: u16) {
    let mut s = tree().login();
    assert_eq!(s.code(format!("SITE COPY {from} {to}")), code);
    let first = s.code(format!("SITE CPFR {from}"));
    if first == 350 {
        assert_eq!(s.code(format!("SITE CPTO {to}")), code);
    } else {
        assert_eq!(first, code);
    }
    assert!(!s.exists("/new") && s.exists("/dir/b"));
}

/// What stands between `SITE CPFR` and `SITE CPTO`, and whether the second still works.
#[rstest]
#[case("NOOP", 250)]
#[case("ABOR", 250)]
#[case("STAT", 250)]
#[case("STAT /", 503)]
#[case("PWD", 503)]
#[case("RNFR /a", 503)]
#[case("SITE HELP", 503)]
#[case("NONSENSE", 503)]
#[case("SITE CPFR /none", 503)]
#[case("SITE CPTO /none/x", 503)]
#[case("USER alice", 530)]
fn the_source_of_a_copy_lives_as_that_of_a_rename(#[case] between: &str, #[case] code: u16) {
    let mut s = tree().login();
    assert_eq!(s.code("SITE CPFR /a"), 350);
    s.say(between);
    assert_eq!(s.code("SITE CPTO /copy"), code);
}

#[test]
fn a_copy_is_no_rename_and_a_rename_no_copy() {
    let mut s = tree().login();
    s.say("SITE CPFR /a");
    assert_eq!(s.code("RNTO /b"), 503);
    s.say("RNFR /a");
    assert_eq!(s.code("SITE CPTO /b"), 503);
    assert!(s.exists("/a") && !s.exists("/b"));
}

#[test]
fn a_copy_needs_the_letters_of_both_ends() {
    let user = User::new("bob").password("secret").perm("elr");
    let mut s = tree().login_as(user);
    assert_eq!(s.code("SITE CPFR /a"), 350);
    assert_eq!(s.say("SITE CPTO /b"), "550 Permission denied.");
    assert_eq!(s.say("SITE COPY /a /b"), "550 Permission denied.");
}

#[test]
fn a_directory_is_copied_with_all_that_is_in_it() {
    let mut s = tree()
        .file("/dir/sub/deep/c", "deep")
        .link("/dir/link", "b")
        .link("/dir/gone", "/nowhere")
        .login();
    assert_eq!(s.code("SITE CPFR dir"), 350);
    assert_eq!(s.say("SITE CPTO new"), "250 Copy successful.");
    assert_eq!(
        s.fetch("NLST new").0,
        "new/b\r\nnew/gone\r\nnew/link\r\nnew/sub\r\n"
    );
    assert_eq!(s.read("/new/sub/deep/c"), "deep");
    s.put("STOR /new/b", "changed");
    assert_eq!(
        s.fetch("RETR /new/link").0,
        "changed",
        "links are copied as links"
    );
    assert_eq!(s.read("/dir/b"), "x");
    assert_eq!(s.code("SITE COPY dir /other/again"), 200);
    assert_eq!(s.read("/other/again/sub/deep/c"), "deep");
}

#[test]
fn where_one_object_is_forbidden_no_directory_is_copied() {
    for (letters, there) in [("elr", "/new"), ("elrw", "/new"), ("elrm", "/new")] {
        let user = User::new("bob").password("secret").perm(letters);
        let mut s = tree().login_as(user);
        let said = s.say(format!("SITE COPY /dir {there}"));
        assert_eq!(said, "550 Permission denied.", "{letters}");
        assert!(!s.exists("/new"));
    }
    let user = User::new("bob").password("secret").perm("elrmw");
    let mut s = tree().login_as(user.perm_in("/dir/sub", "el"));
    assert_eq!(s.say("SITE COPY /dir /new"), "550 Permission denied.");
    assert!(!s.exists("/new"));
}

#[test]
fn a_copy_of_a_directory_has_limits() {
    let policy = Policy {
        tree_limit: 3,
        ..Policy::default()
    };
    let mut s = session_with(policy)
        .file("/dir/1", "")
        .file("/dir/2", "")
        .login();
    assert_eq!(s.code("SITE COPY /dir /new"), 200);
    s.put("STOR /dir/3", "x");
    let busy = "450 Requested file action not taken: too many files.";
    assert_eq!(s.say("SITE COPY /dir /newer"), busy);
    assert!(!s.exists("/newer"));
    s.interrupted = true;
    assert_eq!(
        s.say("SITE COPY /new /newer"),
        "451 Requested action aborted."
    );
}

#[test]
fn a_copy_of_a_directory_that_fails_says_how_far_it_came() {
    let mut s = tree().file("/dir/big", "0123456789").login();
    s.files.set_quota(Some(20));
    let full =
        "552 Requested file action aborted: exceeded storage allocation. Done: 2 of 4 copied.";
    assert_eq!(s.say("SITE COPY /dir /new"), full);
    assert!(s.exists("/new/b") && !s.exists("/new/big"));
}

#[test]
fn a_copy_beyond_the_quota_is_552() {
    let mut s = tree().login();
    s.files.set_quota(Some(8));
    assert_eq!(
        s.say("SITE COPY /a /b"),
        "552 Requested file action aborted: exceeded storage allocation."
    );
    assert!(!s.exists("/b"));
}
