//! `RETR STOR APPE STOU ABOR`: what begins, what is refused, how it ends.

use ftpmock::session::TransferEnd;
use ftpmock::vfs::FsError;
use rstest::rstest;

use crate::harness::{Talk, session};

fn tree() -> Talk {
    session()
        .file("/a", "one\ntwo\n")
        .file("/empty", "")
        .dir("/dir")
        .link("/link", "a")
        .link("/to_dir", "dir")
        .login()
        .binary()
}

const DONE: &str = "226 Transfer complete.";
const OPEN: &str = "150 File status okay; about to open data connection.";

/// R-R7: one reply that it begins, one that it has ended.
#[rstest]
#[case("RETR /a", "one\ntwo\n")]
#[case("RETR a", "one\ntwo\n")]
#[case("RETR dir/../a", "one\ntwo\n")]
#[case("RETR /link", "one\ntwo\n")]
#[case("RETR /empty", "")]
fn a_file_is_sent(#[case] line: &str, #[case] content: &str) {
    assert_eq!(tree().fetch(line), (content.to_owned(), DONE.to_owned()));
}

#[rstest]
#[case("RETR /none", "550 No such file or directory.")]
#[case("RETR /dir", "550 Is a directory.")]
#[case("RETR /to_dir", "550 Is a directory.")]
#[case("RETR /a/", "550 Not a directory.")]
#[case("RETR /a/b", "550 Not a directory.")]
#[case("RETR", "501 Syntax error: argument required.")]
#[case("STOR /dir", "550 Is a directory.")]
#[case("STOR /dir/", "550 Is a directory.")]
#[case("STOR /", "550 Is a directory.")]
#[case("STOR /new/", "550 Not a directory.")]
#[case("STOR /none/new", "550 No such file or directory.")]
#[case("STOR /a/new", "550 Not a directory.")]
#[case("STOR", "501 Syntax error: argument required.")]
#[case("APPE /dir", "550 Is a directory.")]
#[case("APPE /new/", "550 Not a directory.")]
#[case("APPE /none/new", "550 No such file or directory.")]
#[case("APPE", "501 Syntax error: argument required.")]
#[case("STOU /none/new", "550 No such file or directory.")]
#[case("STOU /a/new", "550 Not a directory.")]
#[case("STOU /new/", "550 Not a directory.")]
fn a_transfer_is_refused(#[case] line: &str, #[case] reply: &str) {
    let mut s = tree();
    s.say("EPSV");
    assert_eq!(s.say(line), reply);
    assert!(!s.session().is_transferring() && !s.exists("/new"));
    assert_eq!(s.code("RETR /a"), 150, "the data port is still set up");
}

#[test]
fn a_download_is_what_there_was_at_its_beginning() {
    let mut s = tree();
    s.say_all(["EPSV", "RETR /a"]);
    s.files.add_file("/a", "changed");
    assert_eq!(s.drain().0, "one\ntwo\n");
}

#[rstest]
#[case("STOR /new", "/new", "content")]
#[case("STOR /a", "/a", "content")]
#[case("STOR /link", "/a", "content")]
#[case("STOR dir/new", "/dir/new", "content")]
#[case("APPE /new", "/new", "content")]
#[case("APPE /a", "/a", "one\ntwo\ncontent")]
fn a_file_is_stored(#[case] line: &str, #[case] path: &str, #[case] content: &str) {
    let mut s = tree();
    assert!(s.put(line, "content").ends_with(DONE));
    assert_eq!(s.read(path), content);
}

#[test]
fn an_empty_upload_makes_an_empty_file() {
    let mut s = tree();
    assert!(s.put("STOR /a", "").ends_with(DONE));
    assert_eq!(s.read("/a"), "");
    assert!(s.put("APPE /new", "").ends_with(DONE));
    assert_eq!(s.read("/new"), "");
}

#[test]
fn others_see_the_old_content_until_the_end() {
    let mut s = tree();
    s.say_all(["EPSV", "STOR /a"]);
    assert_eq!(s.read("/a"), "one\ntwo\n");
    assert_eq!(s.end(TransferEnd::Stopped), "");
    assert_eq!(s.read("/a"), "one\ntwo\n");
}

#[rstest]
#[case::without_a_name("STOU", "FILE: ftp.1", "/ftp.1")]
#[case::a_directory("STOU /dir", "FILE: /dir/ftp.1", "/dir/ftp.1")]
#[case::a_directory_with_a_slash("STOU dir/", "FILE: /dir/ftp.1", "/dir/ftp.1")]
#[case::a_free_name("STOU new", "FILE: new", "/new")]
#[case::a_free_name_elsewhere("STOU dir/new", "FILE: /dir/new", "/dir/new")]
#[case::a_name_that_is_taken("STOU a", "FILE: a.1", "/a.1")]
fn a_unique_name_is_told(#[case] line: &str, #[case] told: &str, #[case] path: &str) {
    let mut s = tree();
    let said = s.put(line, "x");
    assert_eq!(said, format!("150 {told}\nbegin STOU\n{DONE}"));
    assert_eq!(s.read(path), "x");
    assert_eq!(s.read("/a"), "one\ntwo\n");
}

#[test]
fn a_unique_name_can_be_used_from_where_one_is() {
    let mut s = tree();
    s.say("CWD /dir");
    for _ in 0..3 {
        let said = s.put("STOU", "x");
        let name = said
            .lines()
            .next()
            .unwrap()
            .strip_prefix("150 FILE: ")
            .unwrap()
            .to_owned();
        assert_eq!(s.fetch(format!("RETR {name}")).0, "x");
    }
    assert_eq!(s.fetch("NLST").0.lines().count(), 3);
}

#[test]
fn after_a_hundred_taken_names_there_is_no_unique_one() {
    let mut s = tree();
    for n in 1..=100 {
        s.files.add_file(format!("/ftp.{n}"), "");
    }
    s.say("EPSV");
    assert_eq!(s.say("STOU"), "450 No unique file name available.");
    assert_eq!(s.code("STOU"), 150, "the next hundred");
}

/// R-T2: each end has its sentence.
#[rstest]
#[case(TransferEnd::Complete, DONE)]
#[case(TransferEnd::Broken, "426 Connection closed; transfer aborted.")]
#[case(TransferEnd::Aborted, "426 Connection closed; transfer aborted.")]
#[case(TransferEnd::NoConnection, "425 Can't open data connection.")]
#[case(TransferEnd::TimedOut, "426 Data connection timed out.")]
#[case(TransferEnd::Stopped, "")]
#[case(
    TransferEnd::Storage(FsError::QuotaExceeded),
    "552 Requested file action aborted: exceeded storage allocation."
)]
#[case(
    TransferEnd::Storage(FsError::NoSpace),
    "452 Requested action not taken: insufficient storage space."
)]
#[case(
    TransferEnd::Storage(FsError::Io),
    "451 Requested action aborted: local error in processing."
)]
fn a_transfer_ends(#[case] end: TransferEnd, #[case] reply: &str) {
    for line in ["RETR /a", "STOR /a", "NLST"] {
        let mut s = tree().lenient();
        assert_eq!(s.say_all(["EPSV", line]).lines().next(), Some(OPEN));
        assert_eq!(s.end(end.clone()), reply);
        assert!(!s.session().is_transferring());
        assert_eq!(s.say("NOOP"), "200 NOOP ok.");
    }
}

/// R-T1, R-R7: the transfer gets its own reply, even when nothing has moved.
#[test]
fn abor_is_answered_by_what_it_did() {
    let mut s = tree();
    assert_eq!(s.say("ABOR"), "225 No transfer to abort.");
    s.say_all(["EPSV", "RETR /a"]);
    assert_eq!(
        s.end(TransferEnd::Aborted),
        "426 Connection closed; transfer aborted."
    );
    assert_eq!(s.say("ABOR"), "226 Abort command successful.");
    assert_eq!(s.say("ABOR"), "225 No transfer to abort.");
    s.say_all(["EPSV", "RETR /a"]);
    s.end(TransferEnd::Complete);
    assert_eq!(s.say("ABOR"), "225 No transfer to abort.");
    assert_eq!(session().say("ABOR"), "225 No transfer to abort.");
}

#[test]
fn text_is_translated_both_ways() {
    let mut s = tree();
    s.say("TYPE A");
    assert_eq!(s.fetch("RETR /a").0, "one\r\ntwo\r\n");
    s.put("STOR /new", "1\r\n2\n3\r4\r");
    assert_eq!(s.read("/new"), "1\n2\n3\r4\r");
    s.put("APPE /new", "\r\n5");
    assert_eq!(s.read("/new"), "1\n2\n3\r4\r\n5");
}

/// R-C10, R-C11: of all verbs only two, and `QUIT` is none of them.
#[test]
fn only_bare_commands_act_while_a_transfer_runs() {
    use ftpmock::protocol::Command;
    use ftpmock::session::Midway;
    let s = tree();
    for (line, midway) in [
        ("ABOR", Midway::Abort),
        ("abor ", Midway::Abort),
        ("ABOR now", Midway::Defer),
        ("STAT", Midway::Serve),
        ("STAT /", Midway::Defer),
        ("NOOP", Midway::Defer),
        ("QUIT", Midway::Defer),
        ("RETR /a", Midway::Defer),
        ("NONSENSE", Midway::Defer),
        ("", Midway::Defer),
    ] {
        assert_eq!(s.session().midway(&Command::parse(line)), midway, "{line}");
    }
}
