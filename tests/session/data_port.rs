//! `PORT PASV EPRT EPSV`.

use ftpmock::session::Policy;
use rstest::rstest;

use crate::harness::{Talk, between, session};

fn ipv6() -> Talk {
    between(Policy::default(), "[::1]:40000", "[::1]:21").login()
}

#[rstest]
#[case(
    "PORT 127,0,0,1,4,0",
    "200 PORT command successful.",
    "target 127.0.0.1:1024"
)]
#[case(
    "PORT 127,0,0,1,255,255",
    "200 PORT command successful.",
    "target 127.0.0.1:65535"
)]
#[case(
    "EPRT |1|127.0.0.1|5000|",
    "200 EPRT command successful.",
    "target 127.0.0.1:5000"
)]
#[case(
    "EPRT !1!127.0.0.1!5000!",
    "200 EPRT command successful.",
    "target 127.0.0.1:5000"
)]
#[case(
    "PASV",
    "227 Entering Passive Mode (127,0,0,1,195,80).",
    "listen 127.0.0.1:50000"
)]
#[case(
    "PASV ",
    "227 Entering Passive Mode (127,0,0,1,195,80).",
    "listen 127.0.0.1:50000"
)]
#[case(
    "EPSV",
    "229 Entering Extended Passive Mode (|||50000|)",
    "listen 127.0.0.1:50000"
)]
#[case(
    "EPSV 1",
    "229 Entering Extended Passive Mode (|||50000|)",
    "listen 127.0.0.1:50000"
)]
fn a_data_connection_is_set_up(#[case] line: &str, #[case] reply: &str, #[case] set_up: &str) {
    let mut s = session().login();
    assert_eq!(s.say(line), reply);
    assert_eq!(s.ports.set_up.as_deref(), Some(set_up));
}

/// R-D13: the address shown is the one the client has reached the server at.
#[test]
fn a_port_is_at_the_address_of_the_control_connection() {
    let mut s = between(Policy::default(), "10.0.0.2:40000", "10.0.0.1:21").login();
    assert_eq!(
        s.say("PASV"),
        "227 Entering Passive Mode (10,0,0,1,195,80)."
    );
    assert_eq!(s.ports.set_up.as_deref(), Some("listen 10.0.0.1:50000"));
}

#[rstest]
#[case("EPRT |2|::1|5000|", "200", Some("target [::1]:5000"))]
#[case("EPSV", "229", Some("listen [::1]:50000"))]
#[case("EPSV 2", "229", Some("listen [::1]:50000"))]
#[case("EPSV 1", "522 Network protocol not supported, use (2)", None)]
#[case("EPSV 3", "522 Network protocol not supported, use (2)", None)]
#[case("EPRT |3|x|5000|", "522 Network protocol not supported, use (2)", None)]
#[case(
    "EPRT |1|127.0.0.1|5000|",
    "522 Network protocol not supported, use (2)",
    None
)]
#[case("EPRT |2|::1%lo|5000|", "501", None)]
#[case("EPRT |2|::2|5000|", "504", None)]
#[case("PORT 127,0,0,1,20,0", "522", None)]
#[case("PASV", "522 Use EPSV.", None)]
fn over_ipv6(#[case] line: &str, #[case] reply: &str, #[case] set_up: Option<&str>) {
    let mut s = ipv6();
    let said = s.say(line);
    assert!(said.starts_with(reply), "{said}");
    assert_eq!(s.ports.set_up.as_deref(), set_up);
}

#[test]
fn ipv4_mapped_into_ipv6_is_ipv4() {
    let mut s = between(
        Policy::default(),
        "[::ffff:127.0.0.1]:40000",
        "[::ffff:127.0.0.1]:21",
    )
    .login();
    assert_eq!(
        s.say("PASV"),
        "227 Entering Passive Mode (127,0,0,1,195,80)."
    );
    assert_eq!(s.code("PORT 127,0,0,1,20,0"), 200);
    assert_eq!(s.code("EPSV 1"), 229);
    assert_eq!(s.code("EPSV 2"), 522);
}

/// R-D2, R-F1, R-F3, R-S1: neither elsewhere nor to a privileged port, and nothing is lost.
#[rstest]
#[case::nothing("PORT", 501)]
#[case::five("PORT 127,0,0,1,20", 501)]
#[case::seven("PORT 127,0,0,1,20,0,0", 501)]
#[case::too_big("PORT 127,0,0,256,20,0", 501)]
#[case::negative("PORT 127,0,0,-1,20,0", 501)]
#[case::plus("PORT 127,0,0,+1,20,0", 501)]
#[case::space("PORT 127,0,0, 1,20,0", 501)]
#[case::trailing_space("PORT 127,0,0,1,20,0 ", 501)]
#[case::empty_field("PORT 127,0,,1,20,0", 501)]
#[case::hexadecimal("PORT 7f,0,0,1,20,0", 501)]
#[case::foreign("PORT 127,0,0,2,20,0", 504)]
#[case::privileged("PORT 127,0,0,1,3,255", 504)]
#[case::port_zero("PORT 127,0,0,1,0,0", 504)]
#[case::nothing("EPRT", 501)]
#[case::delimiter_is_a_space("EPRT  1 127.0.0.1 5000 ", 501)]
#[case::delimiter_is_no_graphic("EPRT \x7f1\x7f127.0.0.1\x7f5000\x7f", 501)]
#[case::mixed_delimiters("EPRT |1!127.0.0.1|5000|", 501)]
#[case::no_last_delimiter("EPRT |1|127.0.0.1|5000", 501)]
#[case::four_fields("EPRT |1|127.0.0.1|5000|x|", 501)]
#[case::two_fields("EPRT |1|127.0.0.1|", 501)]
#[case::family_is_a_word("EPRT |x|127.0.0.1|5000|", 501)]
#[case::family_unknown("EPRT |3|127.0.0.1|5000|", 522)]
#[case::family_not_of_this_connection("EPRT |2|::1|5000|", 522)]
#[case::address_of_another_family("EPRT |1|::1|5000|", 501)]
#[case::bad_address("EPRT |1|127.0.0.256|5000|", 501)]
#[case::a_name_is_no_address("EPRT |1|localhost|5000|", 501)]
#[case::port_zero("EPRT |1|127.0.0.1|0|", 501)]
#[case::port_too_big("EPRT |1|127.0.0.1|65536|", 501)]
#[case::port_signed("EPRT |1|127.0.0.1|+5000|", 501)]
#[case::foreign("EPRT |1|10.0.0.1|5000|", 504)]
#[case::privileged("EPRT |1|127.0.0.1|1023|", 504)]
#[case::argument("PASV x", 501)]
#[case::another_family("EPSV 2", 522)]
#[case::unknown_family("EPSV 3", 522)]
#[case::a_word("EPSV x", 501)]
#[case::signed("EPSV -1", 501)]
fn a_refused_set_up_leaves_the_earlier_one(#[case] line: &str, #[case] code: u16) {
    let mut s = session().login();
    s.say("EPRT |1|127.0.0.1|5000|");
    assert_eq!(s.code(line), code);
    assert_eq!(s.ports.set_up.as_deref(), Some("target 127.0.0.1:5000"));
    assert_eq!(s.code("NLST"), 150);
}

/// R-D13: the one before is gone, too.
#[rstest]
#[case("PASV")]
#[case("EPSV")]
fn without_a_free_port_it_is_425_and_nothing_is_set_up(#[case] line: &str) {
    let mut s = session().login();
    s.say("PORT 127,0,0,1,20,0");
    s.ports.exhausted = true;
    assert_eq!(s.say(line), "425 Can't open passive connection.");
    assert_eq!(s.say("NLST"), "425 Use PASV or PORT first.");
}

#[test]
fn after_epsv_all_only_epsv_sets_up() {
    let mut s = session().login();
    assert_eq!(s.say("EPSV all"), "200 EPSV ALL command successful.");
    for verb in ["PASV", "PORT 127,0,0,1,20,0", "EPRT |1|127.0.0.1|5000|"] {
        let name = &verb[..4];
        assert_eq!(
            s.say(verb),
            format!("501 {name} not allowed after EPSV ALL.")
        );
    }
    assert_eq!(s.code("EPSV"), 229);
    assert_eq!(s.code("EPSV 1"), 229);
}

#[test]
fn a_set_up_outlives_failed_transfers_and_parameters_and_is_consumed_by_150() {
    let mut s = session().login();
    s.say("EPSV");
    for line in [
        "RETR /none",
        "REST 5",
        "TYPE I",
        "STRU F",
        "MODE S",
        "NOOP",
        "MLSD /none",
    ] {
        s.say(line);
    }
    assert_eq!(
        s.say("NLST"),
        "150 File status okay; about to open data connection.\nbegin NLST"
    );
    s.drain();
    assert_eq!(s.say("NLST"), "425 Use PASV or PORT first.");
}

/// R-D10: each of these.
#[rstest]
#[case("ABOR", 225)]
#[case("REIN", 220)]
#[case("USER alice", 331)]
#[case("QUIT", 221)]
fn a_set_up_is_dropped_by(#[case] line: &str, #[case] code: u16) {
    let mut s = session().login();
    s.say("EPSV");
    assert_eq!(s.code(line), code);
    assert_eq!(s.ports.set_up, None);
}

/// R-D10: there is one at a time.
#[test]
fn the_last_of_several_set_ups_counts() {
    let mut s = session().login();
    s.say_all(["EPSV", "PORT 127,0,0,1,20,0"]);
    assert_eq!(s.ports.set_up.as_deref(), Some("target 127.0.0.1:5120"));
    s.say("PASV");
    assert_eq!(s.ports.set_up.as_deref(), Some("listen 127.0.0.1:50000"));
}
