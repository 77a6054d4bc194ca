//! What a server claims to have: `FEAT`, `HELP` and `SYST` of servers that differ (PROTOCOL §9).

use ftpmock::protocol::verbs::{EPSV, MKD, MLSD, MLST, RETR, SITE};
use ftpmock::protocol::{Verb, verbs};
use ftpmock::session::{CustomCommand, Policy, specs};

use crate::harness::{Talk, session_with};

fn without(verbs: &[Verb]) -> Talk {
    let policy = Policy {
        without: verbs.to_vec(),
        ..Policy::default()
    };
    session_with(policy)
}

#[test]
fn what_is_switched_off_is_502_and_starred_and_no_feature() {
    let mut s = without(&[MLSD, MLST, EPSV, MKD]).login();
    for line in [
        "MLSD",
        "EPSV ALL",
        "XMKD a",
        "MLST /",
        "HELP MLSD",
        "HELP XMKD",
    ] {
        assert_eq!(s.say(line), "502 Command not implemented.", "{line}");
    }
    assert_eq!(s.code("OPTS MLST type;"), 501);
    let help = s.say("HELP");
    for name in ["MLSD*", "MLST*", "EPSV*", "MKD*"] {
        assert!(help.split_whitespace().any(|word| word == name), "{help}");
    }
    let (all, left) = (without(&[]).say("FEAT"), s.say("FEAT"));
    let gone: Vec<&str> = all
        .lines()
        .filter(|line| !left.lines().any(|other| other == *line))
        .map(|line| line.split(' ').nth(1).unwrap())
        .collect();
    assert_eq!(gone, ["EPSV", "MLST"]);
}

#[test]
fn each_command_can_be_switched_off_before_all_other_checks() {
    let mut verbs: Vec<Verb> = specs().map(|spec| spec.verb).collect();
    verbs.dedup();
    for verb in verbs {
        let mut s = without(&[verb]).lenient();
        for line in [verb.name().to_owned(), format!("{verb} a\0b")] {
            assert_eq!(s.say(&line), "502 Command not implemented.", "{line}");
        }
        let all = Policy {
            without: vec![verb],
            ..Policy::default()
        };
        let off = ["SITE LN", "SITE SYMLINK", "SMNT"];
        let of_tls = ["ADAT", "AUTH", "CCC", "CONF", "ENC", "MIC", "PBSZ", "PROT"];
        assert!(specs().all(|spec| spec.is_on(&all) == (spec.verb != verb)
            || off.contains(&spec.name().as_str())
            || of_tls.contains(&spec.name().as_str())));
    }
}

#[test]
fn without_site_there_is_nothing_below_it() {
    let mut s = without(&[SITE]).login();
    for line in [
        "SITE",
        "SITE HELP",
        "SITE CHMOD 600 /a",
        "SITE NONSENSE",
        "HELP SITE",
    ] {
        assert_eq!(s.say(line), "502 Command not implemented.", "{line}");
    }
    assert!(s.say("HELP").contains("SITE*"));
}

#[test]
fn the_rest_goes_on_as_ever() {
    let mut s = without(&[EPSV]).file("/a", "x").login();
    assert_eq!(s.code("PASV"), 227);
    assert!(s.say("RETR /a").ends_with("begin RETR"));
    assert_eq!(without(&[RETR]).code(verbs::NOOP.name()), 200);
}

#[test]
fn a_lie_of_feat_is_only_that() {
    let policy = Policy {
        advertised: vec!["THMB PNG".into(), "A lie\r\n200 OK".into(), "SIZE".into()],
        ..Policy::default()
    };
    let mut s = session_with(policy).login();
    let feat = s.say("FEAT");
    assert!(feat.contains(" THMB PNG\n TVFS\n"), "{feat}");
    assert_eq!(feat.matches(" SIZE\n").count(), 1, "{feat}");
    assert_eq!(s.code("THMB PNG 1 1 /a"), 502);
    assert!(s.say("HELP").contains("THMB*"));
}

#[test]
fn feat_may_name_the_commands_below_site() {
    let policy = Policy {
        feat_site: true,
        commands: vec![CustomCommand::site("FROB", |_| (200, ""))],
        ..Policy::default()
    };
    let feat = session_with(policy.clone()).say("FEAT");
    let line =
        " SITE CHGRP;CHMOD;CHOWN;COPY;CPFR;CPTO;FROB;HELP;IDLE;MKDIR;RMDIR;UMASK;UTIME;WHO;ZONE\n";
    assert!(feat.contains(line), "{feat}");
    let none = Policy {
        without: vec![SITE],
        ..policy
    };
    assert!(!session_with(none).say("FEAT").contains("SITE"));
}

#[test]
fn the_system_is_what_the_policy_says() {
    let policy = Policy {
        system: "Windows_NT".into(),
        ..Policy::default()
    };
    assert_eq!(session_with(policy).say("SYST"), "215 Windows_NT");
}
