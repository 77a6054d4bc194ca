//! Which rule acts: order, counting words and scopes.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

/// The texts of `n` replies to NOOP; the server's own is shown as `-`.
fn noops(raw: &mut Raw, n: usize) -> String {
    let text = |_| match raw.say("NOOP").text {
        text if text == "NOOP ok." => "-".to_owned(),
        text => text,
    };
    (0..n).map(text).collect::<Vec<_>>().join("")
}

#[test]
fn the_newest_rule_wins() {
    let server = FtpServer::start();
    let older = server.on(NOOP).optional().reply(450, "older");
    server.on([NOOP, SYST]).reply(450, "newer");

    assert_eq!(client(&server).say("NOOP").text, "newer");
    assert_eq!(older.hits(), 0);
}

#[test]
fn exhausted_rules_fall_through_to_older_ones_and_at_last_to_the_server() {
    let server = FtpServer::start();
    let a = server.on(NOOP).first(3).reply(450, "a");
    let b = server.on(NOOP).first(2).reply(450, "b");
    let c = server.on(NOOP).once().reply(450, "c");
    let never = server.on(NOOP).path("/x").optional().reply(450, "x");

    assert_eq!(noops(&mut client(&server), 8), "cbbaaa--");

    let hits = [&a, &b, &c, &never].map(Rule::hits);
    assert_eq!(hits, [3, 2, 1, 0]);
}

#[rstest]
#[case::once(|s: &FtpServer| s.on(NOOP).once().reply(450, "x"), "x-----")]
#[case::first(|s: &FtpServer| s.on(NOOP).first(2).reply(450, "x"), "xx----")]
#[case::first_none(|s: &FtpServer| s.on(NOOP).first(0).optional().reply(450, "x"), "------")]
#[case::nth(|s: &FtpServer| s.on(NOOP).nth(3).reply(450, "x"), "--x---")]
#[case::after(|s: &FtpServer| s.on(NOOP).after(4).reply(450, "x"), "----xx")]
#[case::after_none(|s: &FtpServer| s.on(NOOP).after(0).reply(450, "x"), "xxxxxx")]
#[case::every(|s: &FtpServer| s.on(NOOP).every(2).reply(450, "x"), "-x-x-x")]
#[case::always(|s: &FtpServer| s.on(NOOP).reply(450, "x"), "xxxxxx")]
#[case::never(|s: &FtpServer| s.on(NOOP).chance(0.0).reply(450, "x"), "------")]
#[case::certain(|s: &FtpServer| s.on(NOOP).chance(1.0).reply(450, "x"), "xxxxxx")]
fn counting_words_say_which_matches_count(
    #[case] rule: fn(&FtpServer) -> Rule,
    #[case] expected: &str,
) {
    let server = FtpServer::start();
    let rule = rule(&server);

    assert_eq!(noops(&mut client(&server), 6), expected);

    assert_eq!(rule.hits(), expected.matches('x').count() as u64);
}

#[test]
fn counting_words_count_over_all_sessions() {
    let server = FtpServer::start();
    server.on(NOOP).nth(3).reply(450, "x");
    let (mut one, mut two) = (client(&server), client(&server));

    let seen = [
        noops(&mut one, 1),
        noops(&mut two, 1),
        noops(&mut one, 1),
        noops(&mut two, 1),
    ];

    assert_eq!(seen.join(""), "--x-");
}

#[test]
fn counting_words_count_per_session_when_told() {
    let server = FtpServer::start();
    server.on(NOOP).per_session().nth(2).reply(450, "x");
    let (mut one, mut two) = (client(&server), client(&server));

    assert_eq!(noops(&mut one, 1) + &noops(&mut two, 1), "--");
    assert_eq!(noops(&mut one, 2) + &noops(&mut two, 2), "x-x-");
}

#[test]
fn counting_words_count_per_path_when_told() {
    let server = FtpServer::builder()
        .file("/d/a", "1")
        .file("/b", "2")
        .start();
    let rule = server.on(SIZE).once().per_path().reply(450, "x");
    let mut raw = client(&server);

    let mut codes = |line: &str| raw.say(line).code;
    assert_eq!([codes("SIZE /d/a"), codes("SIZE /b")], [450, 450]);
    assert_eq!([codes("SIZE /d/../d/a"), codes("SIZE b")], [213, 213]);

    assert_eq!(rule.hits(), 2);
}

/// What a rule of this chance does to 64 commands in each of three sessions, one after the other.
fn dice(seed: u64, sessions: [usize; 3]) -> Vec<String> {
    let server = FtpServer::builder().seed(seed).start();
    let rule = server.on(NOOP).chance(0.3).reply(450, "x");
    let mut clients: Vec<Raw> = (0..3).map(|_| client(&server)).collect();
    let mut seen = vec![String::new(); 3];
    for session in sessions {
        seen[session] = noops(&mut clients[session], 64);
    }
    assert_eq!(rule.hits(), seen.concat().matches('x').count() as u64);
    seen
}

#[test]
fn the_same_seed_gives_the_same_run() {
    assert_eq!(dice(7, [0, 1, 2]), dice(7, [0, 1, 2]));
    assert_ne!(dice(7, [0, 1, 2]), dice(8, [0, 1, 2]));
    assert_eq!(
        dice(7, [0, 1, 2]),
        dice(7, [2, 0, 1]),
        "the order of sessions is no matter"
    );

    let seen = dice(7, [0, 1, 2]);
    assert_ne!(seen[0], seen[1], "nor do all sessions meet the same");
    let hits = seen.concat().matches('x').count();
    assert!((20..100).contains(&hits), "{hits} of 192 at 30 %");
}

#[test]
fn two_rules_of_one_chance_are_independent() {
    let server = FtpServer::start();
    server.on(NOOP).chance(0.5).reply(450, "a");
    server.on(NOOP).chance(0.5).reply(450, "b");

    let seen = noops(&mut client(&server), 100);

    for what in ['a', 'b', '-'] {
        assert!(seen.contains(what), "{what}: {seen}");
    }
}

#[test]
fn a_removed_rule_acts_no_more_and_is_not_verified() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).reply(450, "x");
    let expectation = server.expect(DELE).times(5);
    let mut raw = client(&server);

    assert_eq!(noops(&mut raw, 1), "x");
    rule.remove();
    assert_eq!(noops(&mut raw, 1), "-");
    server.try_verify().unwrap_err();
    expectation.remove();

    server.verify();
}

#[test]
fn a_rule_lives_on_when_its_handle_is_dropped() {
    let server = FtpServer::start();
    drop(server.on(NOOP).reply(450, "x"));

    assert_eq!(noops(&mut client(&server), 1), "x");
}

#[test]
fn a_clone_of_a_rule_is_the_same_rule() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).reply(450, "x");
    let clone = rule.clone();
    noops(&mut client(&server), 2);

    assert_eq!((rule.hits(), clone.hits()), (2, 2));
    clone.remove();
    assert_eq!(noops(&mut client(&server), 1), "-");
}

#[test]
fn hits_are_waited_for() {
    let server = FtpServer::start();
    let rule = server.on(NOOP).after(1).reply(450, "x");
    let addr = server.addr();
    let worker = std::thread::spawn(move || noops(&mut Raw::connect(addr).login().lenient(), 3));

    rule.hits_reached(2, Duration::from_secs(5))
        .block()
        .unwrap();

    assert_eq!(rule.hits(), 2);
    assert_eq!(worker.join().unwrap(), "-xx");
}

#[tokio::test]
async fn hits_are_awaited_on_a_current_thread_runtime() {
    let server = FtpServer::start();
    let spy = server.expect(NOOP).times(1);
    let addr = server.addr();
    let worker = tokio::task::spawn_blocking(move || noops(&mut Raw::connect(addr).lenient(), 1));

    spy.hits_reached(1, Duration::from_secs(5)).await.unwrap();

    assert_eq!(worker.await.unwrap(), "-");
}

#[tokio::test]
async fn waiting_in_vain_ends_with_a_sentence() {
    let server = FtpServer::start();
    let rule = server
        .on(STOR)
        .path("/in/*")
        .first(2)
        .optional()
        .reply(450, "x");
    let spy = server.expect(DELE).times(..).named("tidying up");
    let moment = Duration::from_millis(1);

    let awaited = rule.hits_reached(2, moment).await.unwrap_err();
    let blocked = spy.hits_reached(1, moment).block().unwrap_err();

    insta::assert_snapshot!(awaited, @"hit 2 of STOR path=/in/* first 2: reply 450 did not happen within 1ms");
    insta::assert_snapshot!(blocked, @r#"hit 1 of "tidying up" DELE did not happen within 1ms"#);
    rule.hits_reached(0, Duration::ZERO).block().unwrap();
}
