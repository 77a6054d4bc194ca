//! Time-outs, on a clock that is only a number.

use std::time::Duration;

use ftpmock::protocol::Command;
use ftpmock::session::{Input, Policy, TransferEnd};

use crate::harness::{Talk, session, session_with};

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn ring(s: &mut Talk) -> String {
    s.handle(Input::Deadline)
}

const IDLE: &str = "421 Timeout: closing control connection.\nclose";

/// R-R8: 421 and the end belong together.
#[test]
fn an_idle_session_is_closed_after_five_minutes() {
    let mut s = session();
    assert_eq!(s.deadline_in(), Some(secs(300)));
    s.pass(secs(299));
    assert_eq!(ring(&mut s), "");
    assert_eq!(s.deadline_in(), Some(secs(1)));
    s.pass(secs(1));
    assert_eq!(ring(&mut s), IDLE);
    assert_eq!(s.say("NOOP"), "");
}

#[test]
fn every_command_begins_the_time_anew() {
    let mut s = session();
    for line in ["NOOP", "NONSENSE", "RETR x", ""] {
        s.pass(secs(200));
        s.say(line);
        assert_eq!(s.deadline_in(), Some(secs(300)), "{line}");
    }
    s.pass(secs(200));
    let noop = Command::parse("NOOP");
    let now = s.now();
    s.session_mut().answered_for(&noop, now);
    assert_eq!(s.deadline_in(), Some(secs(300)), "answered by a rule");
}

#[test]
fn zero_means_never() {
    let mut s = session_with(Policy {
        idle_timeout: Duration::ZERO,
        passive_timeout: Duration::ZERO,
        ..Policy::default()
    })
    .login();
    s.say("EPSV");
    assert_eq!(s.deadline_in(), None);
}

#[test]
fn a_client_that_never_logs_in_is_closed_whatever_it_says() {
    let policy = Policy {
        login_timeout: secs(60),
        ..Policy::default()
    };
    let mut s = session_with(policy);
    for line in ["NOOP", "USER alice", "FEAT", "REIN"] {
        s.pass(secs(14));
        s.say(line);
    }
    assert_eq!(s.deadline_in(), Some(secs(4)));
    s.pass(secs(3));
    assert_eq!(ring(&mut s), "");
    s.pass(secs(1));
    assert_eq!(
        ring(&mut s),
        "421 Login timeout: closing control connection.\nclose"
    );
}

#[test]
fn a_login_in_time_is_enough_for_good() {
    let policy = Policy {
        login_timeout: secs(60),
        ..Policy::default()
    };
    let mut s = session_with(policy).login();
    assert_eq!(s.deadline_in(), Some(secs(300)));
    s.say("REIN");
    s.pass(secs(299));
    assert_eq!(ring(&mut s), "");
    assert_eq!(session().deadline_in(), Some(secs(300)), "off by default");
}

#[test]
fn a_transfer_suspends_the_time_out() {
    let mut s = session().file("/a", "x").login();
    s.say_all(["EPSV", "RETR /a"]);
    assert_eq!(s.deadline_in(), None);
    s.pass(secs(10_000));
    assert_eq!(s.end(TransferEnd::Complete), "226 Transfer complete.");
    assert_eq!(s.deadline_in(), Some(secs(300)));
}

/// R-D16, R-R6: the next transfer learns of it.
#[test]
fn a_passive_port_is_closed_without_a_word() {
    for line in ["PASV", "EPSV"] {
        let mut s = session().login();
        s.say(line);
        assert_eq!(s.deadline_in(), Some(secs(30)));
        s.pass(secs(20));
        s.say("NOOP");
        assert_eq!(
            s.deadline_in(),
            Some(secs(10)),
            "other commands do not matter"
        );
        s.pass(secs(10));
        assert_eq!(ring(&mut s), "");
        assert_eq!(s.ports.set_up, None);
        assert_eq!(s.say("NLST"), "425 Use PASV or PORT first.");
        assert_eq!(s.deadline_in(), Some(secs(300)));
    }
}

#[test]
fn a_port_of_the_client_waits_for_ever() {
    let mut s = session().login();
    s.say("PORT 127,0,0,1,20,0");
    assert_eq!(s.deadline_in(), Some(secs(300)));
}

#[test]
fn an_early_ring_changes_nothing() {
    let mut s = session().login();
    s.say("EPSV");
    s.pass(secs(29));
    assert_eq!(ring(&mut s), "");
    assert_eq!(s.deadline_in(), Some(secs(1)));
    assert_eq!(s.code("NLST"), 150);
}

#[test]
fn both_may_come_at_once() {
    let mut s = session().login();
    s.say("EPSV");
    s.pass(secs(300));
    assert_eq!(ring(&mut s), IDLE);
    assert_eq!(s.ports.set_up, None);
}

#[test]
fn long_lines_and_endless_negotiation_are_answered() {
    let mut s = session().login();
    assert_eq!(s.handle(Input::LineTooLong), "500 Command line too long.");
    assert_eq!(s.code("NOOP"), 200);
    let said = s.handle(Input::Runaway);
    assert_eq!(
        said,
        "421 Telnet negotiation too long: closing control connection.\nclose"
    );
}
