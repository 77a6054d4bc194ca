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
        server.on(ANY).once().run(|_| None::<Fault>),
        server.on(PASS).hold_until_drop(),
        server.on(Event::Idle).once().reply(421, "Bye."),
        server.expect(STOR).path("/in/*").times(1..=3),
        server.expect(DELE).never(),
        server.expect(Event::Login).times(1),
        server.expect(Event::LoginFailed).never(),
        server.expect([RETR, STOR]).ascii().times(..),
    ]
}

#[test]
fn a_rule_says_itself_in_english() {
    let server = FtpServer::start();
    let rules = rules(&server);
    let sentences: Vec<String> = rules.iter().map(Rule::sentence).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    When a client sends STOR about a path like /in/* as a user like b*, the first 2 times, this goes wrong: reply 450.
    When a client sends RMD or DELE with an argument like a*, the second time in each session, this goes wrong: reset the control connection.
    When a client sends site chmod while logged in in session 3, every second time for each path, this goes wrong: close the control connection.
    When a client connects from an address like 10.*, from the second time on, this goes wrong: delay of 1.5s.
    When a client sends any command in clear, with a chance of 7 %, this goes wrong: dribble 1 byte every 5ms.
    When a client sends RETR over TLS under TYPE I, after the first 3 times for each client address, this goes wrong: stall the control connection.
    When a client sends NOOP, these go wrong in turn: reply 450; reply 421.
    When a client sends NOOP, for each user, these go wrong in turn: reply 450.
    When a client sends any command, the first time, a closure decides what goes wrong.
    When a client sends PASS, the session is held until the test lets it go.
    When a client has been idle for too long, the first time, this goes wrong: reply 421.
    A client must send STOR about a path like /in/* 1 to 3 times.
    A client must never send DELE.
    The event "login" must be seen once.
    The event "login failed" must never be seen.
    A client may send RETR or STOR under TYPE A any number of times.
    "#);
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
    {"count":{"first":1},"on":["ANY"],"optional":false,"per":"server","then":"run"}
    {"count":"always","on":["PASS"],"optional":false,"per":"server","then":"hold"}
    {"count":{"first":1},"on":["idle"],"optional":false,"per":"server","then":{"fault":{"control":[{"reply":[421,"Bye."]}]}}}
    {"count":"always","on":["STOR"],"only":[{"path":"/in/*"}],"optional":false,"per":"server","then":{"expect":"1..=3"}}
    {"count":"always","on":["DELE"],"optional":false,"per":"server","then":{"expect":0}}
    {"count":"always","on":["login"],"optional":false,"per":"server","then":{"expect":1}}
    {"count":"always","on":["login failed"],"optional":false,"per":"server","then":{"expect":0}}
    {"count":"always","on":["RETR","STOR"],"only":[{"type":"A"}],"optional":false,"per":"server","then":{"expect":".."}}
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
    assert!(rules[0].sentence().contains("with a chance of 10 %"));
    server.verify();
}

#[test]
#[should_panic(expected = "1.5 is no probability")]
fn a_chance_above_one_panics() {
    let _ = Chaos::new().with(ANY, 1.5, Fault::reset());
}
