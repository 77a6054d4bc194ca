//! Wrong addresses and odd shapes in the replies to `PASV` and `EPSV`.

use ftpmock::prelude::*;
use ftpmock::protocol::Verb;
use rstest::rstest;

use crate::support::raw::Raw;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().lenient()
}

#[rstest]
#[case::private_host(PASV, Fault::wrong_pasv_host([192, 168, 1, 5]), "227 Entering Passive Mode (192,168,1,5,<p>).")]
#[case::no_host(PASV, Fault::wrong_pasv_host([0, 0, 0, 0]), "227 Entering Passive Mode (0,0,0,0,<p>).")]
#[case::port_one(
    PASV,
    Fault::wrong_pasv_port(1),
    "227 Entering Passive Mode (127,0,0,1,0,1)."
)]
#[case::port_beyond(
    PASV,
    Fault::wrong_pasv_port(70_000),
    "227 Entering Passive Mode (127,0,0,1,273,112)."
)]
#[case::no_parentheses(
    PASV,
    Fault::passive_as(227, "Entering Passive Mode {h},{p}"),
    "227 Entering Passive Mode 127,0,0,1,<p>"
)]
#[case::equals_sign(PASV, Fault::passive_as(227, "={h},{p}"), "227 =127,0,0,1,<p>")]
#[case::truncated(
    PASV,
    Fault::passive_as(227, "Entering Passive Mode ("),
    "227 Entering Passive Mode ("
)]
#[case::lines(
    PASV,
    Fault::passive_as(227, "listen socket created\n({h},{p})"),
    "227-listen socket created\n227 (127,0,0,1,<p>)"
)]
#[case::pasv_as_epsv(PASV, Fault::passive_as(229, "(|||{port}|)"), "229 (|||<port>|)")]
#[case::another_code(PASV, Fault::reply_as(227, "No."), "227 No.")]
#[case::closed_port(
    EPSV,
    Fault::wrong_pasv_port(1),
    "229 Entering Extended Passive Mode (|||1|)"
)]
#[case::out_of_range(
    EPSV,
    Fault::wrong_pasv_port(1_000_000),
    "229 Entering Extended Passive Mode (|||1000000|)"
)]
#[case::with_address(EPSV, Fault::wrong_pasv_host([192, 0, 2, 7]), "229 Entering Extended Passive Mode (|1|192.0.2.7|<port>|)")]
#[case::delimiters(
    EPSV,
    Fault::passive_as(229, "Fine (!!!{port}!)."),
    "229 Fine (!!!<port>!)."
)]
#[case::epsv_as_pasv(EPSV, Fault::passive_as(227, "({h},{p})"), "227 (127,0,0,1,<p>)")]
fn the_reply_names_what_the_rule_says(
    #[case] verb: Verb,
    #[case] fault: Fault,
    #[case] said: &str,
) {
    let server = FtpServer::start();
    let shown = fault.to_string();
    let rule = server.on(verb).fault(fault);

    let reply = client(&server).say(verb.name());

    assert!(fits(&reply.to_string(), said), "{reply}");
    assert_eq!(rule.hits(), 1);
    let transcript = server.transcript().only(verb).to_string();
    assert!(
        transcript.contains(&format!("! fault: {shown}")),
        "{transcript}"
    );
}

/// Whether a reply is as described: `<p>` stands for two numbers of a port, `<port>` for one.
fn fits(reply: &str, described: &str) -> bool {
    let mut rest = reply;
    let described = described.replace("<port>", "<p>");
    for (n, part) in described.split("<p>").enumerate() {
        if n > 0 {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        }
        match rest.strip_prefix(part) {
            Some(more) => rest = more,
            None => return false,
        }
    }
    rest.is_empty()
}

#[test]
fn two_faults_of_one_reply_add_up() {
    let server = FtpServer::start();
    let fault = Fault::wrong_pasv_host([10, 0, 0, 1])
        .and(Fault::wrong_pasv_port(258))
        .and(Fault::passive_as(227, "{ip} {port} ({h},{p})"));
    server.on(PASV).fault(fault);
    let reply = client(&server).say("PASV");
    assert_eq!(reply, "227 10.0.0.1 258 (10,0,0,1,1,2)");
    insta::assert_snapshot!(server.transcript().only(PASV), @"
    C: PASV
    ! fault: wrong passive host 10.0.0.1
    ! fault: wrong passive port 258
    ! fault: passive reply as 227
    S: 227 10.0.0.1 258 (10,0,0,1,<port>)
    ");
}

#[test]
fn a_refusal_names_no_address_to_change() {
    let server = FtpServer::start();
    let rule = server.on(EPSV).optional().fault(Fault::wrong_pasv_port(1));
    assert_eq!(client(&server).say("EPSV 9").code, 522);
    assert_eq!(rule.hits(), 0);
}

#[test]
fn over_ipv6_there_is_no_host_to_change_and_one_to_add() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: there is no ::1 here");
        return;
    }
    let server = FtpServer::builder().ipv6().start();
    server
        .on(EPSV)
        .fault(Fault::passive_as(229, "({ip}|{port})"));
    let reply = client(&server).say("EPSV").to_string();
    assert!(fits(&reply, "229 (::1|<port>)"), "{reply}");
}

#[rstest]
#[case::port(Fault::wrong_pasv_port(1))]
#[case::no_parentheses(Fault::passive_as(227, "Entering Passive Mode {h},{p}"))]
#[case::truncated(Fault::passive_as(227, "Entering Passive Mode ("))]
fn suppaftp_reports_it_and_goes_on(#[case] fault: Fault) {
    let server = FtpServer::builder().file("/a", "x").start();
    server.on(PASV).once().fault(fault);
    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();
    assert!(ftp.retr_as_buffer("/a").is_err());
    assert_eq!(ftp.retr_as_buffer("/a").unwrap().into_inner(), b"x");
}
