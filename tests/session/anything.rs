//! Commands in any order and with any argument: each gets exactly one final reply, one that its verb may get, and the session goes
//! on or is over. The harness looks at the replies.

use ftpmock::protocol::Verb;
use ftpmock::session::{TransferEnd, specs};
use proptest::prelude::*;
use proptest::sample::select;

use crate::harness::{Talk, session};

/// Arguments that mean something to one command or another.
const ARGUMENTS: &[&str] = &[
    "",
    " ",
    " /",
    " /a",
    " /text",
    " sub",
    " sub/",
    " /new",
    " ../..",
    " /link",
    " *",
    " -la s*",
    " a b",
    " \"/a\" /b",
    " 0",
    " 1",
    " 5",
    " 99999999999999999999",
    " 1 0",
    " 0 3",
    " 2 1",
    " A",
    " A N",
    " E",
    " I",
    " L 8",
    " L 7",
    " F",
    " R",
    " S",
    " B",
    " C",
    " Z",
    " 127,0,0,1,200,0",
    " 127,0,0,1,0,80",
    " 1,2,3",
    " |1|127.0.0.1|5000|",
    " |2|::1|5000|",
    " |9|x|1|",
    " ALL",
    " 1",
    " 2",
    " ON",
    " OFF",
    " alice",
    " secret",
    " anonymous",
    " EN",
    " xx",
    " localhost",
    " UTF8 ON",
    " MLST type;size;",
    " MLST x",
    " MODE Z LEVEL 3",
    " HASH MD5",
    " HASH x",
    " SITE",
    " NOOP",
    " 20240101000000 /a",
    " 20241301000000 /a",
    " 600 /a",
    " Modify=20240101000000; /a",
    " size=3; /a",
    " /a 0 2",
    " 022",
    " 60",
];

/// Verbs that lead somewhere.
const OFTEN: &[&str] = &[
    "EPSV", "RETR", "STOR", "LIST", "REST", "RNFR", "RNTO", "USER", "PASS",
];

fn verb() -> impl Strategy<Value = String> {
    let known: Vec<String> = specs().map(|spec| spec.name()).collect();
    let all: Vec<String> = Verb::all().iter().map(|verb| verb.to_string()).collect();
    prop_oneof![
        6 => select(known),
        3 => select(OFTEN).prop_map(str::to_owned),
        1 => select(all),
        1 => "[A-Za-z0-9 -]{0,6}",
    ]
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let argument = prop_oneof![
        6 => select(ARGUMENTS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    (verb(), argument).prop_map(|(verb, argument)| [verb.as_bytes(), &argument].concat())
}

/// What becomes of a transfer, if one begins.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Aborted,
    Broken,
    Completed,
    Unconnected,
    TimedOut,
}

fn fate() -> impl Strategy<Value = Fate> {
    use Fate::*;
    prop_oneof![
        4 => Just(Completed),
        1 => select(&[Aborted, Broken, Unconnected, TimedOut][..]),
    ]
}

fn befall(s: &mut Talk, fate: Fate) {
    match fate {
        Fate::Aborted => {
            assert!(s.end(TransferEnd::Aborted).starts_with("426 "));
            assert!(s.say("ABOR").starts_with("226 "));
        }
        Fate::Broken => assert!(s.end(TransferEnd::Broken).starts_with("426 ")),
        Fate::Unconnected => assert!(s.end(TransferEnd::NoConnection).starts_with("425 ")),
        Fate::TimedOut => assert!(s.end(TransferEnd::TimedOut).starts_with("426 ")),
        Fate::Completed => drop(s.complete("one\ntwo\r\n\u{1}")),
    }
    assert!(!s.session().is_transferring());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_is_answered_and_ends_well(
        logged_in: bool,
        lines in prop::collection::vec((line(), fate()), 1..40),
    ) {
        let mut s = session()
            .file("/a", "12345")
            .file("/text", "1\n2\n")
            .file("/sub/b", "x")
            .link("/link", "sub");
        if logged_in {
            s = s.login();
        }
        for (line, fate) in lines {
            let said = s.say(&line);
            if said.lines().any(|line| line == "close") {
                prop_assert_eq!(s.say("NOOP"), "", "nothing is said after the end");
                return Ok(());
            }
            if s.session().is_transferring() {
                befall(&mut s, fate);
            }
        }
        prop_assert_eq!(s.say("NOOP"), "200 NOOP ok.");
    }
}
