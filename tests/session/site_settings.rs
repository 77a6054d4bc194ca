//! `SITE UMASK IDLE WHO ZONE`.

use std::time::Duration;

use ftpmock::session::{Input, Policy};
use ftpmock::vfs::Filesystem;
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn mode(s: &Talk, path: &str) -> u32 {
    s.files.metadata(&path.into()).unwrap().mode
}

#[test]
fn umask_says_what_it_is_and_was() {
    let mut s = session().login();
    assert_eq!(s.say("SITE UMASK"), "200 Current UMASK is 022");
    assert_eq!(s.say("SITE UMASK 027"), "200 UMASK set to 027 (was 022)");
    assert_eq!(s.say("SITE UMASK 7"), "200 UMASK set to 007 (was 027)");
    assert_eq!(s.say("site umask"), "200 Current UMASK is 007");
    for wrong in ["8", "x", "1777", "00027", "-1", "0 "] {
        assert_eq!(s.code(format!("SITE UMASK {wrong}")), 501, "{wrong}");
    }
    assert_eq!(s.say("SITE UMASK"), "200 Current UMASK is 007");
}

#[test]
fn what_is_new_has_the_mode_that_the_umask_leaves() {
    let mut s = session().file("/old", "x").login().binary();
    s.say("SITE UMASK 027");
    s.put("STOR /stored", "x");
    s.put("APPE /appended", "x");
    s.put("STOU", "x");
    s.say_all(["MKD /made", "SITE MKDIR /deep/er", "SITE COPY /old /copy"]);
    s.say_all(["SITE CPFR /old", "SITE CPTO /copy2"]);
    for file in ["/stored", "/appended", "/ftp.1", "/copy", "/copy2"] {
        assert_eq!(mode(&s, file), 0o640, "{file}");
    }
    for directory in ["/made", "/deep", "/deep/er"] {
        assert_eq!(mode(&s, directory), 0o750, "{directory}");
    }
}

#[test]
fn what_was_there_keeps_its_mode() {
    let mut s = session().file("/old", "x").login().binary();
    s.say_all(["SITE CHMOD 600 /old", "SITE UMASK 000"]);
    s.put("STOR /old", "y");
    s.put("APPE /old", "z");
    s.say("SITE COPY /old /old");
    assert_eq!((s.read("/old").as_str(), mode(&s, "/old")), ("yz", 0o600));
}

#[test]
fn reinitializing_forgets_the_umask_and_the_time_limit() {
    let mut s = session().login();
    s.say_all(["SITE UMASK 077", "SITE IDLE 60", "REIN"]);
    let mut s = s.login().binary();
    assert_eq!(s.say("SITE UMASK"), "200 Current UMASK is 022");
    assert_eq!(s.deadline_in(), Some(Duration::from_secs(300)));
    s.put("STOR /a", "x");
    assert_eq!(mode(&s, "/a"), 0o644);
}

#[test]
fn idle_changes_the_time_limit_of_this_session() {
    let mut s = session().login();
    assert_eq!(
        s.say("SITE IDLE"),
        "200 Current IDLE time limit is 300 seconds; max 7200"
    );
    assert_eq!(
        s.say("SITE IDLE 30"),
        "200 Current IDLE time limit is 30 seconds; max 7200"
    );
    assert_eq!(s.deadline_in(), Some(Duration::from_secs(30)));
    s.pass(Duration::from_secs(30));
    let said = s.handle(Input::Deadline);
    assert!(said.starts_with("421 Timeout"), "{said}");
}

#[rstest]
#[case::too_short("29")]
#[case::none("0")]
#[case::too_long("601")]
#[case::no_number("x")]
#[case::more_than_a_number("60 s")]
#[case::huge("99999999999999999999999")]
fn an_idle_limit_out_of_range_is_refused(#[case] wrong: &str) {
    let policy = Policy {
        max_idle_timeout: Duration::from_secs(600),
        ..Policy::default()
    };
    let mut s = session_with(policy).login();
    assert_eq!(s.code(format!("SITE IDLE {wrong}")), 501);
    assert_eq!(s.code("SITE IDLE 600"), 200);
}

#[test]
fn who_shows_the_session_itself_or_nothing() {
    insta::assert_snapshot!(session().login().say("SITE WHO"), @r"
    200-Users logged in:
     alice from 127.0.0.1
    200 End of list.
    ");
    let policy = Policy {
        site_who: false,
        ..Policy::default()
    };
    let mut s = session_with(policy).login();
    assert_eq!(s.say("SITE WHO"), "550 Permission denied.");
}

#[test]
fn the_zone_of_listings_is_utc() {
    assert_eq!(session().say("SITE ZONE"), "210 UTC+0");
    assert_eq!(session().login().say("site zone"), "210 UTC+0");
}
