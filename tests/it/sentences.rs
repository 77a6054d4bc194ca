//! What a rule says of itself.

use std::time::Duration;

use ftpmock::prelude::*;

fn rules(server: &FtpServer) -> Vec<Rule> {
    vec![
        server
            .on(STOR)
            .path("/in/*")
            .user("b*")
            .first(2)
            .reply(450, "Busy."),
        server
            .on([RMD, DELE])
            .arg("a*")
            .per_session()
            .nth(2)
            .reset(),
        server
            .on("site chmod")
            .logged_in()
            .session(3)
            .every(2)
            .per_path()
            .close(),
        server
            .on(Event::Connect)
            .peer("10.*")
            .after(1)
            .delay(Duration::from_millis(1500)),
        server
            .on(ANY)
            .in_clear()
            .chance(0.07)
            .named("noise")
            .dribble(1, Duration::from_millis(5)),
        server
            .on(RETR)
            .over_tls()
            .binary()
            .after(3)
            .per_peer()
            .stall(),
        server.on(NOOP).sequence([(450, "a"), (421, "b")]),
        server.on(NOOP).per_user().sequence([(450, "a")]),
        server
            .on(PASV)
            .after(2)
            .within(Duration::from_secs(60))
            .fault(Fault::data_refused().then_reply(421, "Try\nlater.")),
        server.on(ANY).once().run(|_| None::<Fault>),
        server.on(PASS).hold_until_drop(),
        server.on(Event::Idle).once().reply(421, "Bye."),
        server.expect(STOR).path("/in/*").times(1..=3),
        server.expect(DELE).never(),
        server.expect(Event::Login).times(1),
        server.expect(Event::LoginFailed).never(),
        server.expect([RETR, STOR]).ascii().times(..),
        server.expect(NOOP).times(1..),
        server.expect([RMD, DELE, MKD]).times(..=2),
    ]
}

#[test]
fn a_rule_says_itself_in_english() {
    let server = FtpServer::start();
    let rules = rules(&server);
    let sentences: Vec<String> = rules.iter().map(Rule::sentence).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    The first 2 times a client sends STOR for a path that matches /in/* as a user whose name matches b*, the server answers 450 "Busy.".
    The second time a client sends RMD or DELE with an argument that matches a*, counted in each session by itself, the server resets the control connection.
    Every second time a client sends site chmod after a login in session 3, counted for each path by itself, the server closes the control connection.
    Each time after the first that a client connects from an address that matches 10.*, the server is 1500 milliseconds late.
    With a chance of 7 %, each time a client sends any command in clear, the server says 1 byte at a time, with 5 milliseconds in between.
    Each time after the first 3 that a client sends RETR over TLS under TYPE I, counted for each client address by itself, the server falls silent and deaf.
    Each time a client sends NOOP, the server takes turns: it answers 450 "a"; it answers 421 "b"; and then nothing goes wrong.
    Each time a client sends NOOP, counted for each user by itself, the server takes turns: it answers 450 "a"; and then nothing goes wrong.
    Each time after the first 2 that a client sends PASV, counted over the last 1 minute, the server refuses the data connection and then answers 421 "Try\nlater.".
    The first time a client sends any command, a closure of the test decides what goes wrong.
    Each time a client sends PASS, the session is held until the test lets it go.
    The first time a client has been idle for too long, the server answers 421 "Bye.".
    The test fails unless a client sends STOR for a path that matches /in/* 1 to 3 times.
    The test fails if a client sends DELE.
    The test fails unless a user logs in once.
    The test fails if a login fails.
    It may happen any number of times that a client sends RETR or STOR under TYPE A.
    The test fails unless a client sends NOOP at least once.
    The test fails if a client sends RMD, DELE or MKD more than 2 times.
    "#);
    rules.into_iter().for_each(Rule::remove);
}

/// As failure messages call them.
#[test]
fn a_rule_says_itself_in_short() {
    let server = FtpServer::start();
    let rules = rules(&server);
    let shown: Vec<String> = rules.iter().map(|rule| format!("{rule:?}")).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    Rule(STOR path=/in/* user=b* first 2: reply 450)
    Rule(RMD|DELE arg=a* nth 2 per session: reset the control connection)
    Rule(site chmod logged in session=3 every 2 per path: close the control connection)
    Rule(connect peer=10.* after 1: delay of 1.5s)
    Rule(ANY in clear with chance 0.07: dribble 1 byte every 5ms)
    Rule(RETR over TLS type=I after 3 per peer: stall the control connection)
    Rule(NOOP: reply 450; then reply 421)
    Rule(NOOP per user: reply 450)
    Rule(PASV after 2 within 60s: data connection refused, then reply 421)
    Rule(ANY once: run a closure)
    Rule(PASS: hold)
    Rule(idle once: reply 421)
    Rule(STOR path=/in/*)
    Rule(DELE)
    Rule(login)
    Rule(login failed)
    Rule(RETR|STOR type=A)
    Rule(NOOP)
    Rule(RMD|DELE|MKD)
    ");
    rules.into_iter().for_each(Rule::remove);
}

#[test]
fn two_rules_that_say_the_same_are_the_same_value() {
    let server = FtpServer::start();
    let (one, other) = (rules(&server), rules(&server));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.description(), other.description());
    }
    assert_ne!(one[0].description(), one[1].description());
    one.into_iter().chain(other).for_each(Rule::remove);
}

#[cfg(feature = "serde")]
#[test]
fn a_rule_is_data() {
    let server = FtpServer::start();
    let rules = rules(&server);
    let lines: Vec<String> = rules
        .iter()
        .map(|rule| {
            serde_json::to_value(rule.description())
                .unwrap()
                .to_string()
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"count":{"first":2},"on":["STOR"],"only":[{"path":"/in/*"},{"user":"b*"}],"optional":false,"per":"server","then":{"fault":{"control":[{"reply":[450,"Busy."]}]}}}
    {"count":{"nth":2},"on":["RMD","DELE"],"only":[{"argument":"a*"}],"optional":false,"per":"session","then":{"fault":{"control":["reset"]}}}
    {"count":{"every":2},"on":["site chmod"],"only":["logged_in",{"session":3}],"optional":false,"per":"path","then":{"fault":{"control":["close"]}}}
    {"count":{"after":1},"on":["connect"],"only":[{"peer":"10.*"}],"optional":false,"per":"server","then":{"fault":{"control":[{"delay":{"nanos":500000000,"secs":1}}]}}}
    {"count":{"chance":0.07},"name":"noise","on":["ANY"],"only":[{"tls":false}],"optional":true,"per":"server","then":{"fault":{"control":[{"dribble":[1,{"nanos":5000000,"secs":0}]}]}}}
    {"count":{"after":3},"on":["RETR"],"only":[{"tls":true},{"type":"I"}],"optional":false,"per":"peer","then":{"fault":{"control":["stall"]}}}
    {"count":"always","on":["NOOP"],"optional":false,"per":"server","then":{"sequence":[{"control":[{"reply":[450,"a"]}]},{"control":[{"reply":[421,"b"]}]}]}}
    {"count":"always","on":["NOOP"],"optional":false,"per":"user","then":{"sequence":[{"control":[{"reply":[450,"a"]}]}]}}
    {"count":{"after":2},"on":["PASV"],"optional":false,"per":"server","then":{"fault":{"data":["refused"],"then":[421,"Try\nlater."]}},"within":{"nanos":0,"secs":60}}
    {"count":{"first":1},"on":["ANY"],"optional":false,"per":"server","then":"run"}
    {"count":"always","on":["PASS"],"optional":false,"per":"server","then":"hold"}
    {"count":{"first":1},"on":["idle"],"optional":false,"per":"server","then":{"fault":{"control":[{"reply":[421,"Bye."]}]}}}
    {"count":"always","on":["STOR"],"only":[{"path":"/in/*"}],"optional":false,"per":"server","then":{"expect":"1..=3"}}
    {"count":"always","on":["DELE"],"optional":false,"per":"server","then":{"expect":0}}
    {"count":"always","on":["login"],"optional":false,"per":"server","then":{"expect":1}}
    {"count":"always","on":["login failed"],"optional":false,"per":"server","then":{"expect":0}}
    {"count":"always","on":["RETR","STOR"],"only":[{"type":"A"}],"optional":false,"per":"server","then":{"expect":".."}}
    {"count":"always","on":["NOOP"],"optional":false,"per":"server","then":{"expect":"1.."}}
    {"count":"always","on":["RMD","DELE","MKD"],"optional":false,"per":"server","then":{"expect":"..=2"}}
    "#);
    rules.into_iter().for_each(Rule::remove);
}

#[cfg(feature = "serde")]
#[test]
fn chaos_is_data() {
    let chaos = Chaos::new().with([STOR, RETR], 0.5, (450, "Busy."));
    let json = serde_json::to_value(chaos).unwrap().to_string();
    insta::assert_snapshot!(json, @r#"{"parts":[{"chance":0.5,"fault":{"control":[{"reply":[450,"Busy."]}]},"on":["STOR","RETR"]}]}"#);
}

/// The faults that sessions meet that all do the same.
fn met(seed: u64, chaos: Chaos) -> Vec<String> {
    let server = FtpServer::builder().seed(seed).start();
    assert!(server.chaos(chaos).len() > 1);
    for _ in 0..20 {
        let _ = crate::support::user::upload(server.addr(), "/a", b"hello");
    }
    let transcript = server.finish().to_string();
    let faults = transcript.lines().filter(|line| line.starts_with('!'));
    faults.map(str::to_owned).collect()
}

#[test]
fn the_same_seed_makes_the_same_chaos() {
    let chaos = Chaos::new()
        .with(NOOP, 0.5, Fault::reset())
        .with(STOR, 0.3, (450, "Busy."))
        .with(STOR, 0.2, Fault::data_refused())
        .with(PASS, 0.2, Fault::reply_then_close(421, "Gone."));
    let first = met(1, chaos.clone());
    assert_eq!(first, met(1, chaos.clone()));
    assert_ne!(first, met(2, chaos));
    assert!(first.len() > 3, "{first:?}");
}

#[test]
fn a_bad_day_is_survived_by_trying_again() {
    let server = FtpServer::builder().seed(3).start();
    server.chaos(Chaos::mild());
    for n in 0..10 {
        let path = format!("/{n}");
        crate::support::user::upload_with_retry(server.addr(), &path, &[7; 5000], 12).unwrap();
        assert_eq!(server.fs().read(&*path), [7; 5000]);
    }
}

#[test]
fn chaos_need_not_strike() {
    let server = FtpServer::start();
    let rules = server.chaos(Chaos::rough());
    assert!(rules.iter().all(|rule| rule.hits() == 0));
    assert!(rules[0].sentence().starts_with("With a chance of 10 %, "));
    server.verify();
}

#[test]
#[should_panic(expected = "1.5 is no probability")]
fn a_chance_above_one_panics() {
    let _ = Chaos::new().with(ANY, 1.5, Fault::reset());
}
