//! `AVBL DSIZ RMDA`.

use ftpmock::auth::User;
use ftpmock::protocol::Command;
use ftpmock::session::Policy;
use ftpmock::vfs::{Content, FsError};
use rstest::rstest;

use crate::errors::Broken;
use crate::harness::{Talk, session, session_with};

fn tree(policy: Policy) -> Talk {
    session_with(policy)
        .file("/t/a", "12345")
        .file("/t/deep/er/b", "123")
        .dir("/t/empty")
        .link("/t/out", "/kept")
        .link("/t/loop", ".")
        .file("/kept/c", "1234567")
        .link("/link", "t")
}

fn logged_in() -> Talk {
    tree(Policy::default()).login()
}

const DENIED: &str = "550 Permission denied.";
const MANY: &str = "450 Requested file action not taken: too many files.";

#[rstest]
#[case("DSIZ /t", "213 8")]
#[case("DSIZ", "213 15")]
#[case("DSIZ /", "213 15")]
#[case("DSIZ /t/empty", "213 0")]
#[case("DSIZ /link", "213 8")]
#[case("DSIZ /t/a", "550 Not a directory.")]
#[case("DSIZ /none", "550 No such file or directory.")]
#[case("DSIZ a\nb", "553 File name not allowed.")]
#[case("RMDA /t", "250 Directory and all in it removed.")]
#[case("RMDA /t/", "250 Directory and all in it removed.")]
#[case("RMDA /t/empty", "250 Directory and all in it removed.")]
#[case("RMDA /t/a", "550 Not a directory.")]
#[case("RMDA /link", "550 Not a directory.")]
#[case("RMDA /none", "550 No such file or directory.")]
#[case("RMDA /", DENIED)]
#[case("RMDA", "501 Syntax error: argument required.")]
#[case("AVBL /t/a", "550 Not a directory.")]
#[case("AVBL /none", "550 No such file or directory.")]
fn of_trees(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(logged_in().say(line), reply);
}

#[test]
fn a_tree_goes_and_what_its_links_lead_to_stays() {
    let mut s = logged_in();
    s.say("RMDA /t");
    assert!(!s.exists("/t"));
    assert_eq!(s.read("/kept/c"), "1234567");
    assert_eq!(s.code("RMDA /"), 550);
    assert!(s.exists("/kept/c"));
}

#[test]
fn nothing_goes_unless_all_may_go() {
    let user = User::new("bob").password("secret").perm("eld");
    let mut s = tree(Policy::default()).login_as(user.perm_in("/t/deep/er", "el"));
    assert_eq!(s.say("RMDA /t"), DENIED);
    assert!(s.exists("/t/a") && s.exists("/t/empty"));
    assert_eq!(s.code("RMDA /t/empty"), 250);
}

#[test]
fn what_may_not_be_listed_counts_for_nothing() {
    let user = User::new("bob").password("secret").perm("el");
    let mut s = tree(Policy::default()).login_as(user.perm_in("/t/deep", "e"));
    assert_eq!(s.say("DSIZ /t"), "213 5");
    assert_eq!(s.say("DSIZ /t/deep"), DENIED);
}

/// R-S13: 450 at the limit.
#[test]
fn large_trees_are_too_much_work() {
    // Seven objects are below /t.
    for (tree_limit, fits) in [(7, true), (6, false)] {
        let mut s = tree(Policy {
            tree_limit,
            ..Policy::default()
        })
        .login();
        assert_eq!(s.say("DSIZ /t") != MANY, fits);
        assert_eq!(s.say("RMDA /t") != MANY, fits);
        assert_eq!(s.exists("/t/a"), !fits);
    }
}

#[test]
fn the_room_is_what_the_quota_leaves() {
    let mut s = logged_in();
    s.files.set_quota(Some(100));
    assert_eq!(s.say("AVBL"), "213 85");
    assert_eq!(s.say("AVBL /t"), "213 85");
    s.files.add_file("/big", Content::zeros(1000));
    assert_eq!(s.say("AVBL"), "213 0");
    let mut s = session().login();
    assert_eq!(s.say("AVBL"), format!("213 {}", i64::MAX));
}

#[test]
fn a_home_has_the_room_of_its_server() {
    let user = User::new("bob").password("secret").home("/t");
    let mut s = tree(Policy::default()).login_as(user);
    s.files.set_quota(Some(100));
    assert_eq!(s.say("AVBL"), "213 85");
    assert_eq!(s.say("DSIZ"), "213 8");
    assert_eq!(s.code("RMDA /"), 550);
}

#[test]
fn a_filesystem_may_not_know_its_room() {
    let mut s = session().dir("/d").login();
    let files = s.files.clone();
    s = s.on(Broken(files, FsError::Io));
    assert_eq!(s.say("AVBL"), "550 Available space unknown.");
}

#[test]
fn what_takes_long_is_known_beforehand() {
    let s = logged_in();
    let is_heavy = |line: &str| {
        s.session()
            .is_heavy(&Command::parse(line.as_bytes().to_vec()))
    };
    for line in ["RMDA /t", "DSIZ", "dsiz /t"] {
        assert!(is_heavy(line), "{line}");
    }
    for line in ["RETR /t", "NOOP", "AVBL", "nonsense", ""] {
        assert!(!is_heavy(line), "{line}");
    }
    for line in ["HASH /a", "XCRC /a", "XSHA512 /a"] {
        assert_eq!(is_heavy(line), cfg!(feature = "hash"), "{line}");
    }
}
