//! `CLNT HOST LANG`.

use ftpmock::auth::User;
use ftpmock::session::{Policy, VirtualHost};
use rstest::rstest;

use crate::harness::{Talk, between, session, session_with};

#[rstest]
#[case("CLNT Probe 1.0", "200 Noted.")]
#[case("CLNT", "501 Syntax error: argument required.")]
#[case("CLNT ", "501 Syntax error: argument required.")]
#[case("LANG", "200 Language set to EN.")]
#[case("LANG ", "200 Language set to EN.")]
#[case("LANG en", "200 Language set to EN.")]
#[case("LANG EN-GB-oxendict", "200 Language set to EN.")]
#[case("LANG fr", "504 Language not available.")]
#[case("LANG e", "504 Language not available.")]
#[case("LANG english", "504 Language not available.")]
#[case("LANG e1", "501 Syntax error in parameters or arguments.")]
#[case("LANG -en", "501 Syntax error in parameters or arguments.")]
#[case("LANG en-", "501 Syntax error in parameters or arguments.")]
#[case("LANG en_GB", "501 Syntax error in parameters or arguments.")]
#[case("LANG abcdefghi", "501 Syntax error in parameters or arguments.")]
#[case("LANG en fr", "501 Syntax error in parameters or arguments.")]
fn answered_before_and_after_login_alike(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().say(line), reply);
    assert_eq!(session().login().say(line), reply);
}

/// A server with two names.
fn named() -> Talk {
    session_with(Policy {
        hosts: vec![
            VirtualHost::new("ftp.example.com"),
            VirtualHost::new("192.0.2.1"),
        ],
        ..Policy::default()
    })
}

const MALFORMED: &str = "501 Syntax error in parameters or arguments.";
const UNKNOWN: &str = "504 Unknown host.";
const ACCEPTED: &str = "220 Host accepted.";

#[rstest]
#[case("HOST ftp.example.com", ACCEPTED)]
#[case("HOST FTP.Example.COM.", ACCEPTED)]
#[case("HOST 192.0.2.1", ACCEPTED)]
#[case::the_address_of_the_server("HOST 127.0.0.1", ACCEPTED)]
#[case("HOST example.com", UNKNOWN)]
#[case("HOST 127.0.0.2", UNKNOWN)]
#[case("HOST [::1]", UNKNOWN)]
#[case("HOST ftp.example.com:21", MALFORMED)]
#[case("HOST 127.0.0.1:21", MALFORMED)]
#[case("HOST [::1]:21", MALFORMED)]
#[case("HOST ::1", MALFORMED)]
#[case("HOST a b", MALFORMED)]
#[case("HOST a\0b", MALFORMED)]
#[case("HOST", "501 Syntax error: argument required.")]
fn a_host_is_named_before_login(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(named().say(line), reply);
    let required = "501 Syntax error: argument required.";
    let after = if reply == required {
        required
    } else {
        "503 Bad sequence of commands."
    };
    assert_eq!(named().login().say(line), after);
}

#[test]
fn without_names_only_the_address_is_known() {
    assert_eq!(session().say("HOST ftp.example.com"), UNKNOWN);
    assert_eq!(session().say("HOST localhost"), UNKNOWN);
    assert_eq!(session().say("HOST 127.0.0.1"), ACCEPTED);
    let mut v6 = between(Policy::default(), "[::1]:40000", "[::1]:21");
    assert_eq!(v6.say("HOST [::1]"), ACCEPTED);
    assert_eq!(v6.say("HOST [0:0:0:0:0:0:0:1]"), ACCEPTED);
    assert_eq!(v6.say("HOST 127.0.0.1"), UNKNOWN);
    let mapped = "[::ffff:127.0.0.1]:21";
    let mut mapped = between(Policy::default(), "[::ffff:127.0.0.1]:40000", mapped);
    assert_eq!(mapped.say("HOST 127.0.0.1"), ACCEPTED);
}

#[test]
fn a_user_belongs_to_a_host() {
    let mut s = named();
    s.say("USER alice");
    assert_eq!(s.say("HOST nobody.example.com"), UNKNOWN);
    assert_eq!(s.code("PASS x"), 230, "an error changes nothing");
    let mut s = named();
    assert_eq!(s.say_all(["USER alice", "HOST ftp.example.com"]), ACCEPTED);
    assert_eq!(s.say("PASS x"), "503 Bad sequence of commands.");
    assert_eq!(
        s.say_all(["HOST 127.0.0.1", "HOST ftp.example.com"]),
        ACCEPTED
    );
    s.say("USER alice");
    assert_eq!(s.code("PASS x"), 230);
    s.say("REIN");
    assert_eq!(s.say("HOST ftp.example.com"), ACCEPTED);
}

/// RFC 7151, section 3: the last one counts, also for a new user, until `REIN`.
#[test]
fn a_host_can_have_files_users_and_a_greeting_of_its_own() {
    let sales = VirtualHost::new("sales.example.com")
        .root("/sales")
        .user(User::new("bob").password("bob").home("/in"))
        .user(User::new("sensor").no_password())
        .greeting("Sales.\nHost accepted.");
    let policy = Policy {
        hosts: vec![sales, VirtualHost::new("ftp.example.com")],
        ..Policy::default()
    };
    let mut s = session_with(policy)
        .file("/sales/in/new", "x")
        .file("/sales/list", "y");
    s.set_user(User::new("alice").password("secret"));

    assert_eq!(
        s.say("HOST sales.example.com"),
        "220-Sales.\n220 Host accepted."
    );
    assert_eq!(
        s.say_all(["USER alice", "PASS secret"]),
        "530 Login incorrect."
    );
    assert!(
        s.say_all(["USER bob", "PASS bob"])
            .ends_with("230 User logged in, proceed.")
    );
    assert_eq!(s.fetch("NLST").0, "new\r\n");
    assert_eq!(s.code("CWD .."), 250);
    assert_eq!(s.fetch("NLST").0, "new\r\n");
    assert_eq!(s.code("USER sensor"), 230);
    assert_eq!(s.fetch("NLST").0, "in\r\nlist\r\n");

    assert_eq!(s.code("REIN"), 220);
    assert_eq!(s.say_all(["USER bob", "PASS bob"]), "530 Login incorrect.");
    assert_eq!(s.code("HOST sales.example.com"), 220);
    assert_eq!(s.say("HOST ftp.example.com"), ACCEPTED);
    assert!(s.say_all(["USER alice", "PASS secret"]).contains("230 "));
    assert_eq!(s.fetch("NLST").0, "sales\r\n");
}
