//! What a rule matches: triggers, globs and sessions; and mistakes in writing them.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use ftpmock::prelude::*;
use ftpmock::protocol::Verb;
use rstest::rstest;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

/// How many of the lines, each in a fresh session in `/in`, an expectation counts.
fn counted(expectation: impl Fn(&FtpServer) -> Rule, lines: &[&str]) -> Vec<bool> {
    let server = FtpServer::builder().dir("/in").start();
    let rule = expectation(&server);
    let mut raw = client(&server);
    raw.say("CWD /in");
    let mut before = rule.hits();
    let mut counts = |line: &&str| {
        raw.say(line);
        let now = rule.hits();
        std::mem::replace(&mut before, now) < now
    };
    lines.iter().map(&mut counts).collect()
}

#[rstest]
#[case::file("/in/*.csv", "SIZE a.csv", true)]
#[case::absolute("/in/*.csv", "SIZE /in/a.csv", true)]
#[case::dots("/in/*.csv", "SIZE ../in/./a.csv", true)]
#[case::elsewhere("/in/*.csv", "SIZE /out/a.csv", false)]
#[case::one_star_stops("/*.csv", "SIZE a.csv", false)]
#[case::two_stars_do_not("/**/*.csv", "SIZE a.csv", true)]
#[case::anywhere("**/a.csv", "SIZE a.csv", true)]
#[case::root("/", "CWD /", true)]
#[case::implied_parent("/", "CDUP", false)]
#[case::implied_directory("/in", "LIST", true)]
#[case::listing_options("/in", "LIST -la .", true)]
#[case::braces("/in/{a,b}.csv", "SIZE b.csv", true)]
#[case::brackets("/in/[ab].csv", "SIZE c.csv", false)]
#[case::question("/in/?.csv", "SIZE c.csv", true)]
#[case::spaces("/in/a b", "SIZE a b", true)]
#[case::time_then_path("/in/a", "MFMT 20240101000000 a", true)]
#[case::mode_then_path("/in/a", "SITE CHMOD 644 a", true)]
#[case::no_path("**", "NOOP", false)]
fn path_globs_look_at_the_resolved_path(
    #[case] glob: &str,
    #[case] line: &str,
    #[case] matches: bool,
) {
    let expectation = |server: &FtpServer| server.expect(ANY).path(glob).times(..);
    assert_eq!(counted(expectation, &[line]), [matches]);
}

#[rstest]
#[case::literal("a.csv", "SIZE a.csv", true)]
#[case::as_sent("/in/a.csv", "SIZE a.csv", false)]
#[case::star_crosses_slashes("*.csv", "SIZE b/a.csv", true)]
#[case::numbers("[1-9]*", "REST 100", true)]
#[case::zero("[1-9]*", "REST 0", false)]
#[case::no_argument("*", "NOOP", false)]
#[case::spaces_belong_to_it(" a", "SIZE  a", true)]
fn argument_globs_look_at_the_argument_as_sent(
    #[case] glob: &str,
    #[case] line: &str,
    #[case] matches: bool,
) {
    let expectation = |server: &FtpServer| server.expect(ANY).arg(glob).times(..);
    assert_eq!(counted(expectation, &[line]), [matches]);
}

#[rstest]
#[case::verb(STOR.into(), "STOR a", true)]
#[case::any_case(SIZE.into(), "size a", true)]
#[case::alias(CWD.into(), "XCWD /", true)]
#[case::alias_as_text("XCWD".into(), "CWD /", true)]
#[case::two_words("SITE CHMOD".into(), "SITE CHMOD 644 a", true)]
#[case::two_words_any_case("site chmod".into(), "SITE chmod 644 a", true)]
#[case::another_word("SITE CHMOD".into(), "SITE HELP", false)]
#[case::part_of_a_word("SITE CH".into(), "SITE CHMOD 644 a", false)]
#[case::unknown("XFOO".into(), "XFOO", true)]
#[case::unknown_with_argument("XFOO".into(), "xfoo bar", true)]
#[case::unknown_other("XFOO".into(), "XBAR", false)]
#[case::list([RMD, DELE].into(), "DELE a", true)]
#[case::list_of_texts(["XFOO", "XBAR"].into(), "XBAR", true)]
#[case::any_known(ANY.into(), "NOOP", true)]
#[case::any_unknown(ANY.into(), "XFOO", true)]
#[case::any_malformed(ANY.into(), " !?", true)]
#[case::event(Event::Connect.into(), "NOOP", false)]
fn triggers_match_commands(#[case] trigger: Trigger, #[case] line: &str, #[case] matches: bool) {
    let expectation = |server: &FtpServer| server.expect(trigger.clone()).times(..);
    assert_eq!(counted(expectation, &[line]), [matches]);
}

/// R-D3: unknown verbs, too, and before the login.
#[rstest]
#[case::unknown_verb("XFOO", "XFOO bar")]
#[case::missing_argument("STOR", "STOR")]
#[case::superfluous_argument("NOOP", "NOOP now")]
#[case::before_login("RETR", "RETR /a")]
#[case::known_but_not_implemented("SMNT", "SMNT /a")]
fn rules_see_every_line_before_dispatch(#[case] trigger: &str, #[case] line: &str) {
    let server = FtpServer::start();
    let rule = server.on(trigger).reply(259, "A rule was here.");
    let mut raw = Raw::connect(server.addr()).lenient();

    assert_eq!(raw.say(line), "259 A rule was here.");
    assert_eq!(rule.hits(), 1);
}

#[test]
fn logged_in_narrows_to_sessions_with_a_user() {
    let server = FtpServer::start();
    let rule = server.on(ANY).logged_in().reply(259, "in");
    let mut raw = Raw::connect(server.addr()).lenient();

    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!(raw.say("USER bob").code, 331);
    assert_eq!(raw.say("PASS x").code, 230);
    assert_eq!(raw.say("NOOP").code, 259);
    assert_eq!(rule.hits(), 1);
}

#[test]
fn user_and_session_choose_among_clients() {
    let server = FtpServer::start();
    server.on(NOOP).user("b*").reply(450, "user");
    server.on(SYST).session(2).reply(450, "session");
    let mut alice = Raw::connect(server.addr()).login_as("alice", "x").lenient();
    let mut bob = Raw::connect(server.addr()).login_as("bob", "x").lenient();

    assert_eq!([alice.say("NOOP").code, bob.say("NOOP").code], [200, 450]);
    assert_eq!([alice.say("SYST").code, bob.say("SYST").code], [215, 450]);
}

#[test]
fn spies_count_even_when_an_action_has_answered() {
    let server = FtpServer::start();
    let early = server.expect(STOR).times(2);
    server.on(STOR).once().reply(450, "busy");
    server.on(STOR).nth(2).close();
    let late = server.expect(STOR).arg("*").times(2);
    let mut raw = client(&server);

    raw.say("STOR /a");
    assert_eq!((early.hits(), late.hits()), (1, 1));
    raw.send("STOR /a\r\n");
    raw.expect_eof();

    assert_eq!((early.hits(), late.hits()), (2, 2));
}

#[rstest]
#[case(0.into(), "never")]
#[case(2.into(), "2")]
#[case((1..).into(), "at least 1")]
#[case((..).into(), "any number")]
#[case((..=3).into(), "at most 3")]
#[case((..3).into(), "at most 2")]
#[case((1..=3).into(), "1 to 3")]
#[case((1..3).into(), "1 to 2")]
#[case((2..=2).into(), "2")]
fn times_take_numbers_and_ranges(#[case] times: Times, #[case] shown: &str) {
    assert_eq!(times.to_string(), shown);
}

thread_local! {
    /// Where this thread has panicked last.
    static PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// The message of a panic, and the file and line that it names.
fn panic_of(wrong: impl FnOnce(&FtpServer)) -> (String, String, u32) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|at| (at.file().to_owned(), at.line()));
            PLACE.set(place);
            before(info);
        }));
    });
    let server = FtpServer::start();
    let panic = catch_unwind(AssertUnwindSafe(|| wrong(&server))).expect_err("it is wrong");
    let message = match panic.downcast_ref::<&str>() {
        Some(text) => (*text).to_owned(),
        None => panic.downcast_ref::<String>().unwrap().clone(),
    };
    let (file, line) = PLACE.take().unwrap();
    (message, file, line)
}

/// The line of a mistake, what its message must say, and the mistake.
macro_rules! mistake {
    ($says:literal, $server:ident, $($wrong:tt)*) => {
        (line!(), $says, (|$server: &FtpServer| drop($($wrong)*)) as fn(&FtpServer))
    };
}

#[test]
#[allow(clippy::reversed_empty_ranges)]
fn a_mistake_panics_at_the_line_that_made_it() {
    let mistakes = [
        mistake!("paths are absolute", s, s.on(STOR).path("in/*")),
        mistake!("has no closing `]`", s, s.on(STOR).path("/[in")),
        mistake!("has no closing `}`", s, s.on(STOR).arg("{a")),
        mistake!("has no opening `{`", s, s.expect(STOR).user("a}")),
        mistake!("empty command", s, s.on("")),
        mistake!("empty list of commands", s, s.expect([] as [Verb; 0])),
        mistake!("counted from 1", s, s.on(STOR).nth(0)),
        mistake!("counted from 1", s, s.on(STOR).every(0)),
        mistake!("no probability", s, s.on(STOR).chance(1.5)),
        mistake!("no probability", s, s.on(STOR).chance(f64::NAN)),
        mistake!("not an FTP reply code", s, s.on(STOR).reply(99, "x")),
        mistake!("not an FTP reply code", _s, Fault::reply(700, "x")),
        mistake!("not an FTP reply code", _s, Fault::reply_as(0, "x")),
        mistake!("not an FTP reply code", _s, Fault::reply_then_close(0, "x")),
        mistake!("FTP reply code", _s, Fault::default().then_reply(1, "x")),
        mistake!("not an FTP reply code", _s, Fault::from((1, "x"))),
        mistake!("data_stall_after(0)", _s, Fault::data_throttle(0)),
        mistake!("empty range", s, s.expect(STOR).times(2..2)),
        mistake!("empty range", s, s.expect(STOR).times(3..=2)),
        mistake!("empty range", s, s.expect(STOR).times(..0)),
    ];
    for (line, says, wrong) in mistakes {
        let (message, file, at) = panic_of(wrong);
        assert!(message.contains(says), "{line}: {message}");
        assert!(
            file.ends_with("rule_filters.rs"),
            "{line}: {file}:{at}: {message}"
        );
        assert_eq!(at, line, "{message}");
    }
}
