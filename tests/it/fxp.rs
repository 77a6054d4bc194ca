//! Files from server to server, and ports and addresses of data connections.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_reply::pasv_addr;

const FROM: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const TO: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// R-F1, R-F3: the client tells one server the port of the other.
#[cfg(target_os = "linux")]
#[rstest]
#[case::both(&[IpAddr::V4(TO)], &[IpAddr::V4(FROM)], 200)]
#[case::target_does_not_connect(&[IpAddr::V4(TO)], &[], 504)]
#[case::other_host(&[IpAddr::V4(TO)], &[IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9))], 504)]
fn a_file_goes_from_server_to_server(
    #[case] friends_of_source: &[IpAddr],
    #[case] friends_of_target: &[IpAddr],
    #[case] port: u16,
) {
    let source = FtpServer::builder()
        .listen((FROM, 0))
        .file("/a.bin", "from server to server")
        .fxp_with(friends_of_source.iter().copied())
        .start();
    let target = FtpServer::builder()
        .listen((TO, 0))
        .fxp_with(friends_of_target.iter().copied())
        .start();
    let mut from = Raw::connect(source.addr()).login().binary();
    let mut to = Raw::connect(target.addr()).login().binary();
    let addr = from.announced("PASV");
    assert_eq!(addr.ip(), IpAddr::V4(FROM));
    let [a, b, c, d] = FROM.octets();
    let line = format!(
        "PORT {a},{b},{c},{d},{},{}",
        addr.port() >> 8,
        addr.port() & 255
    );
    assert_eq!(to.say(line).code, port);
    if port != 200 {
        return;
    }
    assert_eq!(to.say("STOR /a.bin").code, 150);
    assert_eq!(from.say("RETR /a.bin").code, 150);
    assert_eq!(from.read_reply().code, 226);
    assert_eq!(to.read_reply().code, 226);
    assert_eq!(target.fs().read("/a.bin"), b"from server to server");
    from.quit();
    to.quit();
}

/// R-S1.
#[test]
fn privileged_ports_are_refused_unless_they_are_allowed() {
    for (allowed, code) in [(false, 504), (true, 200)] {
        let server = FtpServer::builder().privileged_ports(allowed).start();
        let mut raw = Raw::connect(server.addr()).login();
        assert_eq!(raw.say("PORT 127,0,0,1,3,255").code, code);
        raw.quit();
    }
}

/// R-D13.
#[cfg(target_os = "linux")]
#[test]
fn any_port_will_do_when_those_given_are_taken() {
    let here = Ipv4Addr::new(127, 77, 7, 3);
    let taken: Vec<_> = (0..2)
        .map(|_| TcpListener::bind((here, 0)).unwrap())
        .collect();
    let ports: Vec<u16> = taken
        .iter()
        .map(|t| t.local_addr().unwrap().port())
        .collect();
    for (any, code) in [(true, 229), (false, 425)] {
        let server = FtpServer::builder()
            .listen((here, 0))
            .passive_ports(ports.clone())
            .passive_ports_or_any(any)
            .start();
        let mut raw = Raw::connect(server.addr()).login();
        assert_eq!(raw.say("EPSV").code, code);
        raw.quit();
    }
}

/// R-D13: all of a list are used, in no order that could be known.
#[cfg(target_os = "linux")]
#[test]
fn each_port_of_a_list_is_used() {
    let here = Ipv4Addr::new(127, 77, 7, 4);
    let free: Vec<_> = (0..3)
        .map(|_| TcpListener::bind((here, 0)).unwrap())
        .collect();
    let mut ports: Vec<u16> = free
        .iter()
        .map(|t| t.local_addr().unwrap().port())
        .collect();
    drop(free);
    let server = FtpServer::builder()
        .listen((here, 0))
        .passive_ports(ports.clone())
        .start();
    let mut clients: Vec<_> = (0..3)
        .map(|_| Raw::connect(server.addr()).login())
        .collect();
    let mut used: Vec<u16> = clients
        .iter_mut()
        .map(|c| c.announced("PASV").port())
        .collect();
    used.sort_unstable();
    ports.sort_unstable();
    assert_eq!(used, ports);
}

#[test]
fn pasv_tells_the_address_for_the_one_that_was_reached() {
    let general = Ipv4Addr::new(192, 0, 2, 1);
    let special = Ipv4Addr::new(192, 0, 2, 2);
    for (local, told) in [(Ipv4Addr::LOCALHOST, special), (FROM, general)] {
        let server = FtpServer::builder()
            .masquerade(general)
            .masquerade_at(local, special)
            .start();
        let mut raw = Raw::connect(server.addr()).login();
        let addr = pasv_addr(&raw.say("PASV")).unwrap();
        assert_eq!(addr.ip(), IpAddr::V4(told));
        raw.quit();
    }
}
