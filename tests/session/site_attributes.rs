//! `SITE CHOWN CHGRP UTIME`, and the special bits of `SITE CHMOD`.

use ftpmock::protocol::{UnixTime, stamp};
use ftpmock::session::Policy;
use ftpmock::vfs::{Filesystem, Metadata};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn metadata(s: &Talk, path: &str) -> Metadata {
    s.files.link_metadata(&path.into()).unwrap()
}

#[test]
fn owners_and_groups_are_names_that_listings_show() {
    let mut s = session().file("/a b", "x").login();
    assert_eq!(
        s.say("SITE CHOWN root /a b"),
        "200 SITE CHOWN command successful."
    );
    assert_eq!(
        s.say("site  chgrp wheel a b"),
        "200 SITE CHGRP command successful."
    );
    let line = s.fetch("LIST").0;
    assert!(line.contains(" root     wheel "), "{line}");
    s.say("OPTS MLST UNIX.ownername;UNIX.groupname;");
    let facts = s.say("MLST a b");
    assert!(facts.contains("UNIX.ownername=root;"), "{facts}");
    assert!(facts.contains("UNIX.groupname=wheel;"), "{facts}");
    let stored = metadata(&s, "/a b");
    assert_eq!((&*stored.owner, &*stored.group), ("root", "wheel"));
}

#[rstest]
#[case::nothing("", 501)]
#[case::no_path("bob", 501)]
#[case::no_path_after_a_space("bob ", 501)]
#[case::missing("bob /none", 550)]
#[case::no_directory("bob /a/", 550)]
#[case::bad_path("bob /\0", 553)]
#[case::control_octet("b\tb /a", 501)]
#[case::line_end("b\nb /a", 501)]
#[case::too_long("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn /a", 501)]
fn a_refused_owner_changes_nothing(
    #[values("CHOWN", "CHGRP")] command: &str,
    #[case] argument: &str,
    #[case] code: u16,
) {
    let mut s = session().file("/a", "x").login();
    assert_eq!(s.code(format!("SITE {command} {argument}")), code);
    let after = metadata(&s, "/a");
    assert_eq!((&*after.owner, &*after.group), ("ftp", "ftp"));
}

#[test]
fn an_owner_that_is_no_utf_8_is_refused() {
    let mut s = session().file("/a", "x").login();
    assert_eq!(s.code(b"SITE CHOWN \xc3( /a"), 501);
}

#[rstest]
#[case("SITE UTIME 20200102030405 /a b", "20200102030405")]
#[case("SITE UTIME 202001020304 /a b", "20200102030400")]
#[case(
    "SITE UTIME /a b 20180101000000 20200102030405 20190101000000 UTC",
    "20200102030405"
)]
#[case(
    "site utime a b 201801010000 202001020304 201901010000 utc",
    "20200102030400"
)]
fn utime_dates_a_file_in_either_form(#[case] line: &str, #[case] time: &str) {
    let mut s = session().file("/a b", "x").login();
    assert_eq!(s.say(line), "200 SITE UTIME command successful.");
    assert_eq!(stamp(metadata(&s, "/a b").modified), time);
}

#[rstest]
#[case::nothing("", 501)]
#[case::no_path("202001020304", 501)]
#[case::no_time("now /a", 501)]
#[case::thirteen_digits("2020010203040 /a", 501)]
#[case::fraction("20200102030405.5 /a", 501)]
#[case::no_such_day("20200230000000 /a", 501)]
#[case::a_time_of_three_is_none("/a 20200101000000 now 20200101000000 UTC", 501)]
#[case::missing("202001020304 /none", 550)]
#[case::bad_path("202001020304 /\0", 553)]
fn a_refused_time_changes_nothing(#[case] argument: &str, #[case] code: u16) {
    let mut s = session().file("/a", "x").login();
    assert_eq!(s.code(format!("SITE UTIME {argument}")), code);
    assert_eq!(metadata(&s, "/a").modified, UnixTime::SEEDED);
}

#[test]
fn special_bits_are_set_where_the_policy_says_so() {
    let policy = Policy {
        chmod_special_bits: true,
        ..Policy::default()
    };
    let mut s = session_with(policy).file("/a", "x").login();
    assert_eq!(s.code("SITE CHMOD 4755 /a"), 200);
    assert_eq!(metadata(&s, "/a").mode, 0o4755);
}
