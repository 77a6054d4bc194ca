//! Switches of the policy, each on its own, in the words of the standard.

use ftpmock::auth::User;
use ftpmock::protocol::{Dialect, verbs};
use ftpmock::session::{Input, InvalidUtf8, Policy, Reach, TransferEnd};
use rstest::rstest;

use crate::harness::{Talk, session_with};

fn with(adjust: impl FnOnce(&mut Policy)) -> Talk {
    let mut policy = Policy::default();
    adjust(&mut policy);
    session_with(policy)
        .file("/a", "0123456789")
        .file("/dir/b.txt", "b")
}

/// R-C6: what becomes of a name that is no UTF-8.
#[rstest]
#[case(InvalidUtf8::Keep, "257 \"/caf\u{fffd}\" created.", &b"/caf\xe9"[..])]
#[case(InvalidUtf8::Replace, "257 \"/caf\u{fffd}\" created.", "/caf\u{fffd}".as_bytes())]
fn a_name_that_is_no_utf8(#[case] how: InvalidUtf8, #[case] reply: &str, #[case] made: &[u8]) {
    let mut s = with(|policy| policy.invalid_utf8 = how).login();
    assert_eq!(s.say(b"MKD caf\xe9"), reply);
    use ftpmock::vfs::Filesystem as _;
    assert!(
        s.files
            .metadata(&ftpmock::protocol::FtpPath::new(made))
            .is_ok()
    );
    let again = ftpmock::protocol::Command::parse(&b"MKD caf\xe9"[..]);
    let path = s.session().path_of(&again).unwrap();
    assert_eq!(path.as_bytes(), made);
}

/// R-C6: it can be refused, and the session goes on.
#[test]
fn a_name_that_is_no_utf8_can_be_refused() {
    let mut s = with(|policy| policy.invalid_utf8 = InvalidUtf8::Reject).login();
    assert_eq!(s.say(b"MKD caf\xe9"), "501 Invalid UTF-8 in argument.");
    assert_eq!(s.say(b"J\xe9MP"), "500 Syntax error, command unrecognized.");
    assert_eq!(s.code("MKD café"), 257);
}

#[test]
fn a_login_can_be_asked_for_first() {
    let mut s = with(|policy| policy.login_first = vec![verbs::FEAT]).lenient();
    assert_eq!(s.say("FEAT"), "530 Please login with USER and PASS.");
    assert_eq!(s.say("FEAT x"), "501 Syntax error: no argument allowed.");
    assert_eq!(s.code("SYST"), 215);
    assert_eq!(s.login().code("FEAT"), 211);
}

#[test]
fn commands_below_site_can_be_taken_away() {
    let mut s = with(|policy| policy.without_site = vec!["UMASK".to_owned()]).login();
    assert_eq!(s.say("site umask"), "502 Command not implemented.");
    assert_eq!(s.say("SITE HELP UMASK"), "502 Command not implemented.");
    assert!(!s.say("SITE HELP").contains("UMASK"));
    assert_eq!(s.code("SITE IDLE"), 200);
}

#[test]
fn help_can_be_of_what_there_is_alone() {
    let mut s = with(|policy| policy.help_all = false);
    let help = s.say("HELP");
    assert!(
        help.contains("XCWD") && !help.contains('*') && !help.contains("AUTH"),
        "{help}"
    );
}

#[test]
fn appe_after_rest_can_be_refused() {
    let mut s = with(|policy| policy.append_after_rest = false)
        .login()
        .binary();
    s.say("REST 3");
    assert_eq!(s.put("APPE a", "x"), "450 APPE not allowed with REST.");
    assert!(s.put("APPE a", "x").ends_with("226 Transfer complete."));
    assert_eq!(s.read("/a"), "0123456789x");
}

/// R-T21: offsets in coded text can be refused.
#[test]
fn rest_and_size_of_text_can_be_refused() {
    let mut s = with(|policy| (policy.ascii_rest, policy.ascii_size) = (false, false)).login();
    assert_eq!(s.say("REST 3"), "501 REST not allowed in ASCII type.");
    assert_eq!(s.fetch("RETR a").0, "0123456789");
    assert_eq!(s.say("SIZE a"), "550 SIZE not allowed in TYPE A.");
    let mut s = s.binary();
    assert_eq!((s.code("REST 3"), s.code("SIZE a")), (350, 213));
}

#[test]
fn a_stalled_transfer_can_end_the_session() {
    let mut s = with(|policy| policy.close_after_data_timeout = true).login();
    for (how, said) in [
        (TransferEnd::NoConnection, "425 Can't open data connection."),
        (
            TransferEnd::TimedOut,
            "426 Data connection timed out.\nclose",
        ),
    ] {
        s.say("EPSV");
        s.say("RETR a");
        assert_eq!(s.end(how), said);
    }
    assert_eq!(s.say("NOOP"), "");
}

/// R-D11 has an exception that one has to ask for.
#[test]
fn port_can_connect_at_once() {
    let mut s = with(|policy| policy.connect_at_port = true)
        .lenient()
        .login();
    assert_eq!(s.say("PORT 127,0,0,1,100,1"), "connect for PORT");
    let done = s.handle(Input::Reached(verbs::PORT, Reach::Connected));
    assert_eq!(done, "200 PORT command successful.");
    assert_eq!(s.say("EPRT |1|127.0.0.1|25601|"), "connect for EPRT");
    let done = s.handle(Input::Reached(verbs::EPRT, Reach::Connected));
    assert_eq!(done, "200 EPRT command successful.");
    assert_eq!(
        s.say("PORT 10,0,0,1,100,1"),
        "504 Address is not that of the client."
    );
    s.say("PORT 127,0,0,1,100,1");
    let refused = s.handle(Input::Reached(verbs::PORT, Reach::Refused));
    assert_eq!(refused, "425 Can't connect to that address.");
}

#[test]
fn directories_can_be_without_times() {
    let mut s = with(|policy| policy.directory_times = false).login();
    for line in ["MDTM dir", "MFMT 20240101000000 dir"] {
        assert_eq!(s.say(line), "550 Is a directory.", "{line}");
    }
    assert_eq!(s.code("MDTM a"), 213);
}

#[test]
fn patterns_can_be_switched_off() {
    let mut s = with(|policy| policy.globbing = false).login();
    for line in ["LIST *", "NLST dir/*.txt"] {
        assert_eq!(s.fetch(line).1, "550 No such file or directory.", "{line}");
    }
    assert_eq!(s.say("STAT d?r"), "550 No such file or directory.");
}

#[test]
fn days_can_have_a_zero() {
    let mut s = with(|policy| policy.list_day_zero = true).login();
    assert!(s.fetch("LIST a").0.contains(" Jan 01 00:00 a"));
    assert!(s.say("STAT a").contains(" Jan 01 00:00 a"));
}

#[test]
fn options_of_list_can_be_four() {
    let mut s = with(|policy| policy.list_options = false).login();
    assert_eq!(s.fetch("LIST -al").0.lines().count(), 2);
    assert_eq!(s.fetch("LIST -lt").1, "550 No such file or directory.");
    assert_eq!(s.fetch("NLST -l").1, "550 No such file or directory.");
}

/// R-N1: names that can be used, or bare ones.
#[test]
fn nlst_can_give_bare_names() {
    let mut s = with(|policy| policy.nlst_prefix = false).login();
    assert_eq!(s.fetch("NLST dir").0, "b.txt\r\n");
    assert_eq!(s.fetch("NLST dir/b.txt").0, "b.txt\r\n");
    assert_eq!(s.fetch("NLST dir/*").0, "b.txt\r\n");
}

#[rstest]
#[case(true, true, "125 Data connection already open; transfer starting.")]
#[case(true, false, "150 File status okay; about to open data connection.")]
#[case(false, true, "150 File status okay; about to open data connection.")]
fn an_open_connection_can_be_told(#[case] on: bool, #[case] connected: bool, #[case] said: &str) {
    let mut s = with(|policy| policy.preliminary_125 = on).login();
    s.say("EPSV");
    s.ports.connected = connected;
    assert_eq!(s.say("RETR a"), format!("{said}\nbegin RETR"));
}

/// PY-S7 is an option.
#[rstest]
#[case(true, 550)]
#[case(false, 250)]
fn a_rename_can_replace_with_one_letter(#[case] checks: bool, #[case] code: u16) {
    let renamer = User::new("alice").password("secret").perm("elf");
    let mut s = with(|policy| policy.rename_checks_target = checks).login_as(renamer);
    s.say("RNFR a");
    assert_eq!(s.code("RNTO dir/b.txt"), code);
}

#[test]
fn three_verbs_can_have_octets_before_them() {
    let mut s = with(|policy| policy.suffix_verbs = true).lenient().login();
    assert_eq!(s.say("JUNKABOR"), "225 No transfer to abort.");
    assert_eq!(s.code("junkstat"), 211);
    assert_eq!(s.say("STATJUNK"), "500 Command not understood.");
}

#[test]
fn the_words_of_a_dialect_hold_for_everything_a_session_says() {
    let dialect = Dialect::new()
        .text("connect.greeting", "Hello {peer}!")
        .text("session.idle", "Good night.")
        .reply("PWD.done", 257, "{quoted}, {user}")
        .reply("SIZE.done", 213, "{size} {path} {argument} {cwd}")
        .text("NOOP.done", "{command}\n {text}\nEnd");
    let mut s = with(|policy| policy.dialect = dialect);
    assert_eq!(s.handle(Input::Connected), "220 Hello 127.0.0.1:40000!");
    let mut s = s.login().binary();
    s.say("CWD dir");
    assert_eq!(s.say("SIZE ../a"), "213 10 /a ../a /dir");
    assert_eq!(s.say("PWD"), "257 , alice");
    assert_eq!(s.say("noop"), "200-NOOP\n NOOP ok.\n200 End");
    s.pass(std::time::Duration::from_secs(300));
    assert_eq!(s.handle(Input::Deadline), "421 Good night.\nclose");
}
