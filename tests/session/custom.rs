//! Commands of the test's own.

use ftpmock::auth::User;
use ftpmock::protocol::Command;
use ftpmock::session::{CustomCommand, Midway, NewCommand, Policy};
use rstest::rstest;

use crate::harness::{Talk, session_with};

fn with(commands: impl IntoIterator<Item = CustomCommand>) -> Talk {
    let policy = Policy {
        commands: commands.into_iter().collect(),
        ..Policy::default()
    };
    session_with(policy).file("/dir/a", "hello")
}

fn commands() -> Vec<CustomCommand> {
    vec![
        CustomCommand::new("xfoo", |call| {
            let text =
                |octets: Option<&[u8]>| octets.map(|o| String::from_utf8_lossy(o).into_owned());
            let told = (
                text(call.user()),
                call.cwd().to_string(),
                text(call.argument()),
            );
            (
                200,
                format!("#{} {told:?} {:?}", call.session(), call.path()),
            )
        }),
        CustomCommand::new(
            NewCommand::new("XLEN")
                .on_path("lr")
                .syntax("XLEN <SP> path")
                .feat("XLEN octets"),
            |call| {
                let size = call.files().metadata(call.path().unwrap()).unwrap().size;
                (213, size.to_string())
            },
        ),
        CustomCommand::new(NewCommand::new("XOPEN").before_login(), |_| (299, "Open.")),
        CustomCommand::site(NewCommand::new("FROB").feat("SITE FROB"), |call| {
            (200, call.argument().unwrap_or(b"nothing").to_vec())
        }),
    ]
}

#[test]
fn a_command_sees_the_session_and_answers() {
    let mut s = with(commands()).login();
    s.say("CWD dir");
    assert_eq!(
        s.say("XFOO a  b "),
        r#"200 #1 (Some("alice"), "/dir", Some("a  b ")) None"#
    );
    assert_eq!(
        s.say("xfoo"),
        r#"200 #1 (Some("alice"), "/dir", None) None"#
    );
    assert_eq!(s.say("XLEN a"), "213 5");
    assert_eq!(s.say("SITE frob  x"), "200  x");
    assert_eq!(s.say("site FROB"), "200 nothing");
}

#[rstest]
#[case::login("XFOO", "530 Please login with USER and PASS.")]
#[case::login_below_site("SITE FROB", "530 Please login with USER and PASS.")]
#[case::no_login("XOPEN", "299 Open.")]
#[case::argument_before_login("XLEN", "501 Syntax error: argument required.")]
#[case::name_before_login("XLEN a\0", "553 File name not allowed.")]
#[case::login_before_path("XLEN a", "530 Please login with USER and PASS.")]
#[case::other_table("SITE XFOO", "500 Unknown SITE command.")]
#[case::other_table("FROB", "500 Command not understood.")]
fn before_login(#[case] line: &str, #[case] reply: &str) {
    assert_eq!(with(commands()).say(line), reply);
}

#[test]
fn all_its_letters_are_needed_at_the_path() {
    for (letters, code) in [("elr", 213), ("el", 550), ("er", 550)] {
        let user = User::new("bob").password("secret").perm(letters);
        let mut s = with(commands()).login_as(user);
        assert_eq!(s.code("XLEN /dir/a"), code, "{letters}");
    }
}

#[test]
fn help_and_feat_know_them() {
    let mut s = with(commands());
    assert_eq!(s.say("HELP xlen"), "214 Syntax: XLEN <SP> path");
    assert_eq!(s.say("HELP XFOO"), "214 Syntax: XFOO");
    assert_eq!(s.say("HELP SITE FROB"), "214 Syntax: SITE FROB");
    let help = s.say("HELP");
    for name in ["XFOO", "XLEN", "XOPEN"] {
        assert!(help.split_whitespace().any(|word| word == name), "{help}");
    }
    assert!(s.say("SITE HELP").contains(" FROB "));
    let feat = s.say("FEAT");
    assert!(feat.contains("\n SITE FROB\n SIZE\n"), "{feat}");
    assert!(feat.contains("\n XLEN octets\n"), "{feat}");
}

#[test]
fn rules_know_the_path() {
    let s = with(commands()).login();
    let path = |line| s.session().path_of(&Command::parse(line));
    assert_eq!(path("XLEN dir/../b"), Some("/b".into()));
    assert_eq!(path("XFOO b"), None);
}

#[test]
fn a_command_may_take_the_place_of_one_of_the_server() {
    let mut s = with([
        CustomCommand::new("PWD", |_| (257, "\"/elsewhere\"")),
        CustomCommand::new("MLSD", |_| (502, "Not today.")),
        CustomCommand::new(NewCommand::new("HASH").feat("HASH MD5*"), |_| {
            (213, "MD5 0-0 0 x")
        }),
        CustomCommand::new("SIZE", |_| (550, "No.")),
        CustomCommand::site("CHMOD", |_| (200, "Never mind.")),
    ])
    .login();
    assert_eq!(s.say("PWD"), "257 \"/elsewhere\"");
    assert_eq!(s.code("XPWD"), 257);
    assert_eq!(s.say("MLSD"), "502 Not today.");
    assert_eq!(s.say("SITE CHMOD nonsense"), "200 Never mind.");
    let help = s.say("HELP");
    assert!(help.split_whitespace().any(|word| word == "HASH"), "{help}");
    let feat = s.say("FEAT");
    assert!(
        feat.contains(" HASH MD5*\n") && !feat.contains("SIZE\n"),
        "{feat}"
    );
}

#[test]
fn the_newest_of_two_counts() {
    let mut s = with([
        CustomCommand::new("XFOO", |_| (200, "old")),
        CustomCommand::new("XFOO", |_| (200, "new")),
    ]);
    assert_eq!(s.login().say("XFOO"), "200 new");
    s = with([]);
    assert_eq!(s.say("XFOO"), "500 Command not understood.");
}

#[test]
fn a_command_breaks_a_rename_and_keeps_a_marker() {
    let mut s = with(commands()).login().binary();
    s.say_all(["REST 3", "RNFR /dir/a", "XFOO"]);
    assert_eq!(s.code("RNTO /b"), 503);
    assert_eq!(s.fetch("RETR /dir/a").0, "lo");
}

#[test]
fn a_command_waits_for_the_end_of_a_transfer() {
    let own = CustomCommand::new("STAT", |_| (211, "Mine."));
    let midway = |s: &Talk| s.session().midway(&Command::parse("STAT"));
    assert_eq!(midway(&with([own])), Midway::Defer);
    assert_eq!(midway(&with([])), Midway::Serve);
}

#[test]
fn homes_hold_for_them_too() {
    let user = User::new("bob").password("secret").home("/dir");
    assert_eq!(with(commands()).login_as(user).say("XLEN /a"), "213 5");
}

#[test]
#[should_panic(expected = "is no name of a command")]
fn a_name_is_letters_and_digits() {
    let _ = NewCommand::new("X-FOO");
}

#[test]
#[should_panic(expected = "\"q\" are no permission letters")]
fn letters_are_known_ones() {
    let _ = NewCommand::new("XFOO").on_path("q");
}
