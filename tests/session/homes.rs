//! Homes and start directories.

use ftpmock::auth::User;

use crate::harness::{Talk, session};

fn at_home(user: User) -> Talk {
    session()
        .file("/home/bob/in/a", "a")
        .dir("/home/bob/out")
        .file("/top", "top")
        .login_as(user.password("secret"))
        .binary()
}

/// R-R10: the user never sees where it lies.
#[test]
fn a_home_is_the_root_of_its_user() {
    let mut s = at_home(User::new("bob").home("/home/bob"));
    assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.");
    assert_eq!(s.fetch("NLST").0, "in\r\nout\r\n");
    assert_eq!(s.fetch("RETR /in/a").0, "a");
    assert_eq!(s.code("RETR /top"), 550);
    assert_eq!(s.code("CWD /home/bob"), 550);
    s.put("STOR /new", "new");
    assert_eq!(s.read("/home/bob/new"), "new");
    assert_eq!(s.say("MKD x"), "257 \"/x\" created.");
    assert!(s.say("MLST /in").contains(" /in\n"));
    assert!(s.put("STOU", "x").starts_with("150 FILE: ftp."));
}

#[test]
fn a_start_directory_is_below_the_root() {
    let mut s = at_home(User::new("bob").start_dir("/home/bob/in"));
    assert_eq!(
        s.say("PWD"),
        "257 \"/home/bob/in\" is the current directory."
    );
    assert_eq!(s.fetch("RETR a").0, "a");
    assert_eq!(s.fetch("RETR /top").0, "top");
    assert_eq!(s.say("CDUP"), "250 \"/home/bob\" is the current directory.");
    assert_eq!(s.say("CWD"), "250 \"/\" is the current directory.");
}

#[test]
fn a_home_and_a_start_directory_go_together() {
    let mut s = at_home(User::new("bob").home("/home/bob").start_dir("/in"));
    assert_eq!(s.say("PWD"), "257 \"/in\" is the current directory.");
    assert_eq!(s.fetch("RETR a").0, "a");
    assert_eq!(s.say("CWD .."), "250 \"/\" is the current directory.");
    assert_eq!(s.code("RETR ../../top"), 550);
}

/// R-ST3: whoever was there before.
#[test]
fn a_new_login_begins_at_its_own_start() {
    let mut s = at_home(User::new("bob").home("/home/bob").start_dir("/in"));
    s.set_user(User::new("carol").start_dir("/home"));
    s.say_all(["CWD /out", "USER carol", "PASS x"]);
    assert_eq!(s.say("PWD"), "257 \"/home\" is the current directory.");
    assert_eq!(s.fetch("RETR /top").0, "top");
}

#[test]
fn the_root_of_a_home_can_not_be_removed_or_moved() {
    let mut s = at_home(User::new("bob").home("/home/bob/out"));
    for line in ["RMD /", "RMD ..", "RNFR /", "RNFR ."] {
        assert_eq!(s.say(line), "550 Permission denied.", "{line}");
    }
    assert!(s.exists("/home/bob/out"));
}
