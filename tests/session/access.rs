//! `USER PASS ACCT REIN QUIT`.

use std::time::Duration;

use ftpmock::auth::User;
use ftpmock::session::{Input, Policy, TransferEnd};
use rstest::rstest;

use crate::harness::{Talk, session, session_with};

fn alice() -> User {
    User::new("alice").password("secret")
}

/// R-G1, R-G5, R-R6: one reply of one or more lines, no version, and nothing after it.
#[test]
fn the_greeting_comes_first_and_may_have_several_lines() {
    assert_eq!(session().handle(Input::Connected), "220 ftpmock ready");
    let mut s = session_with(Policy {
        greeting: "Welcome\r\nto the test".into(),
        ..Policy::default()
    });
    assert_eq!(s.handle(Input::Connected), "220-Welcome\n220 to the test");
}

#[test]
fn a_user_logs_in() {
    let mut s = session();
    s.set_user(alice());

    assert_eq!(s.say("USER alice"), "331 User name okay, need password.");
    assert_eq!(
        s.say("PASS secret"),
        "logged in\n230 User logged in, proceed."
    );
    assert_eq!(s.session().facts().user, Some(&b"alice"[..]));
}

/// R-S4: nobody learns which names exist.
#[test]
fn unknown_users_and_wrong_passwords_are_told_the_same() {
    for (user, password) in [("alice", "wrong"), ("nobody", "secret"), ("alice", "")] {
        let mut s = session();
        s.set_user(alice());
        let asked = s.say(format!("USER {user}"));
        assert_eq!(asked, "331 User name okay, need password.");
        let refused = s.say(format!("PASS {password}"));
        assert_eq!(refused, "530 Login incorrect.");
        assert_eq!(s.say("PASS secret"), "503 Bad sequence of commands.");
        assert_eq!(s.say("PWD"), "530 Please login with USER and PASS.");
    }
}

#[rstest]
#[case::no_user("PASS secret", "503 Bad sequence of commands.")]
#[case::empty_user("USER", "501 Syntax error: argument required.")]
#[case::only_a_space("USER ", "501 Syntax error: argument required.")]
#[case::no_account("ACCT", "501 Syntax error: argument required.")]
#[case::account_before_login("ACCT sales", "503 Bad sequence of commands.")]
#[case::rein_with_argument("REIN now", "501 Syntax error: no argument allowed.")]
#[case::quit_with_argument("QUIT now", "501 Syntax error: no argument allowed.")]
fn before_login(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(session().say(line), reply);
}

#[test]
fn a_password_may_be_missing_or_hold_any_octets() {
    let mut s = session();
    s.set_user(User::new("bob"));
    s.say("USER bob");
    assert_eq!(s.code("PASS"), 230);

    s.set_user(User::new("bob").password(" \u{ff} x "));
    s.say("USER bob");
    assert_eq!(s.code("PASS  \u{ff} x "), 230);
}

#[test]
fn a_name_is_the_whole_rest_of_the_line() {
    let mut s = session();
    s.set_user(User::new(" bob the builder "));
    s.say("USER  bob the builder ");
    assert_eq!(s.code("PASS x"), 230);
}

#[test]
fn the_second_of_two_users_counts() {
    let mut s = session();
    s.set_user(alice());
    s.say_all(["USER nobody", "USER alice"]);
    assert_eq!(s.code("PASS secret"), 230);
}

#[test]
fn the_guest_has_two_names_and_any_password() {
    for name in ["anonymous", "ftp"] {
        let mut s = session().file("/a", "x");
        s.set_user(User::anonymous());
        s.say(format!("USER {name}"));
        assert_eq!(s.code("PASS guest@"), 230);
        assert_eq!(s.code("SIZE /a"), 213);
        assert_eq!(s.code("DELE /a"), 550);
    }
}

#[test]
fn once_logged_in_a_password_is_out_of_sequence_and_an_account_superfluous() {
    let mut s = session().login();
    assert_eq!(s.say("PASS secret"), "503 Bad sequence of commands.");
    assert_eq!(s.say("ACCT sales"), "202 Command superfluous.");
    assert_eq!(s.code("PWD"), 257);
}

fn fail(s: &mut Talk) -> String {
    s.say("USER alice");
    s.say("PASS wrong")
}

const LAST: &str = "421 Too many login attempts: closing control connection.\nclose";

/// R-S3, R-D4: with 421.
#[test]
fn the_third_failure_closes() {
    let mut s = session();
    s.set_user(alice());
    assert_eq!(fail(&mut s), "530 Login incorrect.");
    assert_eq!(fail(&mut s), "530 Login incorrect.");
    assert_eq!(fail(&mut s), LAST);
    assert_eq!(s.say("NOOP"), "", "nothing is carried out after 421");
}

/// R-S7: starting over does not help a guesser.
#[test]
fn neither_rein_nor_user_forgets_failures_but_a_login_does() {
    let mut s = session();
    s.set_user(alice());
    fail(&mut s);
    fail(&mut s);
    s.say_all(["REIN", "USER alice"]);
    assert_eq!(s.say("PASS wrong"), LAST);

    let mut s = session();
    s.set_user(alice());
    fail(&mut s);
    fail(&mut s);
    s.say_all(["USER alice", "PASS secret", "REIN"]);
    assert_eq!(fail(&mut s), "530 Login incorrect.");
}

#[test]
fn the_number_of_attempts_and_the_delay_can_be_set() {
    let mut s = session_with(Policy {
        max_login_attempts: 2,
        auth_failed_delay: Duration::from_secs(3),
        ..Policy::default()
    });
    s.set_user(alice());
    assert_eq!(fail(&mut s), "pause 3s\n530 Login incorrect.");
    assert_eq!(fail(&mut s), format!("pause 3s\n{LAST}"));
}

/// R-S10: what was sent behind it is not even looked at.
#[test]
fn quit_ends_the_session_and_nothing_after_it_is_carried_out() {
    let mut s = session().login();
    assert_eq!(
        s.say("QUIT"),
        "221 Service closing control connection.\nclose"
    );
    assert_eq!(s.say("MKD /late"), "");
    assert!(!s.exists("/late"));
}

/// A session in which everything is different from the beginning.
fn busy() -> Talk {
    let mut s = session().file("/dir/a", "1\n2\n").login();
    let lines = [
        "CWD /dir",
        "TYPE I",
        "EPSV ALL",
        "EPSV",
        "OPTS MLST size;",
        "RNFR a",
        "REST 3",
    ];
    for line in lines {
        assert!(s.code(line) < 400, "{line}");
    }
    s
}

const DATA: &str = "listen 127.0.0.1:50000";

/// R-ST1: each of them.
#[test]
fn rein_resets_field_by_field() {
    let mut s = busy();
    assert_eq!(s.ports.set_up.as_deref(), Some(DATA));

    assert_eq!(s.say("REIN"), "220 Service ready for new user.");

    assert_eq!(s.session().facts().user, None, "user");
    assert_eq!(s.say("PWD"), "530 Please login with USER and PASS.");
    assert_eq!(s.ports.set_up, None, "data port");
    let mut s = s.login();
    assert_eq!(s.code("RNTO /b"), 503, "rename_from");
    assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.", "cwd");
    assert_eq!(s.say("SIZE /dir/a"), "213 6", "type");
    assert_eq!(s.code("NLST"), 425, "data port");
    assert_eq!(s.code("PASV"), 227, "epsv_all");
    assert!(s.say("FEAT").contains("MLST type*;size*;"), "facts");
    assert_eq!(s.fetch("RETR /dir/a").0, "1\r\n2\r\n", "rest");
}

/// R-ST3: the user goes, the representation stays.
#[test]
fn user_logs_out_and_keeps_the_parameters() {
    let mut s = busy();

    assert_eq!(s.say("USER alice"), "331 User name okay, need password.");

    assert_eq!(s.session().facts().user, None, "user");
    assert_eq!(s.say("PWD"), "530 Please login with USER and PASS.");
    assert_eq!(s.ports.set_up, None, "data port");
    s.say("PASS secret");
    assert_eq!(s.code("RNTO /b"), 503, "rename_from");
    assert_eq!(s.say("PWD"), "257 \"/\" is the current directory.", "cwd");
    assert_eq!(s.code("NLST"), 425, "data port");
    assert_eq!(s.say("SIZE /dir/a"), "213 4", "type stays");
    assert_eq!(s.code("PASV"), 501, "epsv_all stays");
    assert!(s.say("FEAT").contains("MLST type;size*;"), "facts stay");
    assert_eq!(s.fetch("RETR /dir/a").0, "1\n2\n", "rest");
}

#[test]
fn a_marker_does_not_outlive_user_or_rein() {
    for line in ["USER alice", "REIN"] {
        let mut s = session().file("/a", "1234").login().binary();
        s.say("REST 3");
        s.say(line);
        s.say_all(["USER alice", "PASS secret", "TYPE I"]);
        assert_eq!(s.fetch("RETR /a").0, "1234", "{line}");
    }
}

#[test]
fn quit_after_a_transfer_is_as_ever() {
    let mut s = session().file("/a", "x").login();
    s.say_all(["EPSV", "RETR /a"]);
    assert_eq!(s.end(TransferEnd::Complete), "226 Transfer complete.");
    assert_eq!(s.code("QUIT"), 221);
}

/// Logs in as a user with an account, up to the password.
fn with_account(user: User) -> Talk {
    let mut s = session().file("/old", "old");
    s.set_user(user.password("secret"));
    s.say("USER alice");
    s
}

#[test]
fn an_account_may_be_needed_to_log_in() {
    let mut s = with_account(User::new("alice").account("sales"));
    assert_eq!(s.say("PASS secret"), "332 Need account for login.");
    assert_eq!(s.say("PWD"), "530 Please login with USER and PASS.");
    assert_eq!(s.say("PASS secret"), "503 Bad sequence of commands.");
    assert_eq!(
        s.say("ACCT sales"),
        "logged in\n230 User logged in, proceed."
    );
    assert_eq!(s.code("PWD"), 257);
    assert_eq!(s.say("ACCT sales"), "202 Command superfluous.");
}

#[test]
fn another_account_ends_the_login_and_counts_as_a_failure() {
    let mut s = with_account(User::new("alice").account("sales"));
    for _ in 0..2 {
        assert_eq!(s.code("PASS secret"), 332);
        assert_eq!(s.say("ACCT other"), "530 Account not accepted.");
        assert_eq!(s.say("ACCT sales"), "503 Bad sequence of commands.");
        s.say("USER alice");
    }
    s.say("PASS secret");
    assert!(
        s.say("ACCT other")
            .starts_with("421 Too many login attempts")
    );
}

#[test]
fn an_account_may_be_needed_to_store() {
    let mut s = with_account(User::new("alice").account_to_store("sales"));
    assert_eq!(s.code("PASS secret"), 230);
    s.say("EPSV");
    let refusal = "532 Need account for storing files.";
    for line in ["STOR /a", "APPE /a", "STOU"] {
        assert_eq!(s.say(line), refusal, "{line}");
    }
    s.say("RNFR /old");
    assert_eq!(s.say("RNTO /new"), refusal);
    assert_eq!(s.say("ACCT other"), "530 Account not accepted.");
    assert_eq!(s.say("ACCT sales"), "230 Account accepted, proceed.");
    assert_eq!(s.say("ACCT sales"), "202 Command superfluous.");
    s.say("RNFR /old");
    assert_eq!(s.code("RNTO /new"), 250);
    // Who logs in anew is asked anew.
    s.say("USER alice");
    s.say("PASS secret");
    s.say("RNFR /new");
    assert_eq!(s.say("RNTO /old"), refusal);
}
