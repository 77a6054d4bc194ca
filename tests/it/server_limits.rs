//! Clients that are one too many.

use std::io::{Read, Write};
use std::net::TcpStream;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{PATIENCE, Raw};

/// Connects, and is turned away with this reply and nothing else.
#[track_caller]
fn is_refused(server: &FtpServer, reply: &str) {
    let mut client = Raw::connect(server.addr());
    assert_eq!(client.greeting, reply);
    client.expect_eof();
}

const TOO_MANY: &str = "421 Too many connections.";
const TOO_MANY_FROM_THERE: &str = "421 Too many connections from your address.";

/// R-G3, R-S6: and both limits are off unless they are asked for, as below.
#[rstest]
#[case::in_total(|builder: Builder| builder.max_connections(2), TOO_MANY)]
#[case::from_one_address(|builder: Builder| builder.max_connections_per_ip(2), TOO_MANY_FROM_THERE)]
#[case::in_total_first(
    |builder: Builder| builder.max_connections_per_ip(2).max_connections(2),
    TOO_MANY
)]
fn one_client_too_many_gets_421_until_there_is_room(
    #[case] limit: fn(Builder) -> Builder,
    #[case] reply: &str,
) {
    let server = limit(FtpServer::builder()).start();
    let first = Raw::connect(server.addr());
    let mut second = Raw::connect(server.addr());

    is_refused(&server, reply);
    is_refused(&server, reply);
    assert_eq!(second.say("NOOP").code, 200);
    first.quit();
    Raw::connect(server.addr()).login().quit();
    assert!(server.kick(2));
    Raw::connect(server.addr()).quit();
}

#[rstest]
#[case::without_limits(|builder: Builder| builder)]
#[case::with_limits_of_zero(|builder: Builder| builder.max_connections(0).max_connections_per_ip(0))]
fn without_a_limit_everybody_is_served(#[case] limit: fn(Builder) -> Builder) {
    let server = limit(FtpServer::builder()).start();

    let clients: Vec<Raw> = (0..50).map(|_| Raw::connect(server.addr())).collect();

    assert!(clients.iter().all(|client| client.greeting.code == 220));
}

/// R-G3: with all its octets, whatever is still to be read of what it sent.
#[test]
fn a_client_that_is_refused_reads_why_although_it_has_spoken() {
    let server = FtpServer::builder().max_connections(1).start();
    let _first = Raw::connect(server.addr());

    let mut client = TcpStream::connect(server.addr()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client
        .write_all(b"USER alice\r\nPASS secret\r\nPWD\r\n")
        .unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();

    assert_eq!(said, format!("{TOO_MANY}\r\n"));
}

#[test]
fn a_client_that_is_refused_stands_in_the_transcript_and_rules_see_it() {
    let server = FtpServer::builder().max_connections(1).start();
    server.expect(Event::Connect).times(3);
    let reset = server.on(Event::Connect).nth(3).fault(Fault::reset());
    let _first = Raw::connect(server.addr());

    is_refused(&server, TOO_MANY);
    Raw::is_reset_on_connect(server.addr());

    assert_eq!(reset.hits(), 1);
    assert_eq!(
        server.transcript().session(2).to_string(),
        "#2 connect\nS: 421 Too many connections.\n#2 closed by server"
    );
    server.verify();
}

#[cfg(target_os = "linux")]
#[test]
fn addresses_are_counted_one_by_one() {
    use socket2::{Domain, Socket, Type};
    use std::net::SocketAddr;

    let server = FtpServer::builder().max_connections_per_ip(1).start();
    let greeting_at = |ip: [u8; 4]| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((ip, 0)).into()).unwrap();
        socket.connect(&server.addr().into()).unwrap();
        let mut stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut code = [0; 3];
        stream.read_exact(&mut code).unwrap();
        (String::from_utf8(code.to_vec()).unwrap(), stream)
    };

    let (first, _here) = greeting_at([127, 0, 0, 1]);
    let (second, _there) = greeting_at([127, 0, 0, 2]);
    let (third, _too_many) = greeting_at([127, 0, 0, 2]);

    assert_eq!([first, second, third], ["220", "220", "421"]);
}
