//! Where data connections may come from and go to, and other switches of the wire.

#[cfg(target_os = "linux")]
use std::net::TcpListener;
use std::net::{Ipv4Addr, SocketAddr};

use ftpmock::prelude::*;
#[cfg(target_os = "linux")]
use ftpmock::session::ForeignData;

use crate::support::raw::Raw;
use crate::support::raw_data::Data;
use crate::support::raw_reply::pasv_addr;

/// A connection to `addr` from another host, as far as there is one.
#[cfg(target_os = "linux")]
fn from_elsewhere(addr: SocketAddr) -> Data {
    use socket2::{Domain, Socket, Type};

    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let elsewhere: SocketAddr = ([127, 0, 0, 2], 0).into();
    socket.bind(&elsewhere.into()).unwrap();
    socket.connect(&addr.into()).unwrap();
    std::net::TcpStream::from(socket).into()
}

/// R-D14, R-F1.
#[cfg(target_os = "linux")]
#[test]
fn foreign_data_connections_are_taken_or_make_the_transfer_fail() {
    for (how, code) in [(ForeignData::Allow, 226), (ForeignData::Fail, 425)] {
        for before in [true, false] {
            let server = FtpServer::builder()
                .file("/a", "aaa")
                .foreign_data(how)
                .start();
            let mut raw = Raw::connect(server.addr()).login();
            let addr = raw.announced("PASV");
            let early = before.then(|| from_elsewhere(addr));
            assert_eq!(raw.say("RETR /a").code, 150);
            let data = early.unwrap_or_else(|| from_elsewhere(addr));
            let (octets, _) = data.read_to_end();
            assert_eq!(raw.read_reply().code, code);
            assert_eq!(octets == b"aaa", code == 226);
            raw.quit();
        }
    }
}

/// R-F1, R-F3.
#[cfg(target_os = "linux")]
#[test]
fn the_server_connects_to_another_host_where_it_may() {
    let server = FtpServer::builder()
        .file("/a", "aaa")
        .fxp_active(true)
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    let other = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).unwrap();
    let port = other.local_addr().unwrap().port();
    for line in [
        format!("PORT 127,0,0,2,{},{}", port >> 8, port & 255),
        format!("EPRT |1|127.0.0.2|{port}|"),
    ] {
        assert_eq!(raw.say(line).code, 200);
        assert_eq!(raw.say("RETR /a").code, 150);
        let (data, _) = other.accept().unwrap();
        assert_eq!(Data::from(data).read_to_end().0, b"aaa");
        assert_eq!(raw.read_reply().code, 226);
    }
    assert_eq!(raw.say("PORT 127,0,0,2,0,21").code, 504);
    raw.quit();
}

/// R-D13: the one port of the range is taken, and then it is not.
#[cfg(target_os = "linux")]
#[test]
fn passive_ports_are_those_of_the_range() {
    // At an address of its own: on the usual one anybody may take the port.
    let here = Ipv4Addr::new(127, 77, 7, 2);
    let taken = TcpListener::bind((here, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = FtpServer::builder()
        .listen((here, 0))
        .passive_ports(port..=port)
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    let none = "425 Can't open passive connection.";
    assert_eq!(raw.say("PASV"), none);
    assert_eq!(raw.say("EPSV"), none);
    drop(taken);
    for line in ["PASV", "EPSV", "PASV"] {
        assert_eq!(
            raw.announced(line).port(),
            port,
            "the one before is given up"
        );
    }
    assert_eq!(Raw::connect(server.addr()).login().say("EPSV"), none);
    let data = raw.pasv();
    assert_eq!(raw.say("NLST").code, 150);
    data.expect_eof();
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

#[test]
#[should_panic = "has no port to listen on"]
#[expect(clippy::reversed_empty_ranges, reason = "that is what it is about")]
fn a_range_without_ports_is_a_mistake_of_the_test() {
    let _ = FtpServer::builder().passive_ports(2..=1);
}

/// R-D13.
#[test]
fn pasv_tells_the_address_it_was_given() {
    let server = FtpServer::builder()
        .masquerade(Ipv4Addr::new(192, 0, 2, 1))
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    let addr = pasv_addr(&raw.say("PASV")).unwrap();
    assert_eq!(addr.ip().to_string(), "192.0.2.1");
    let data = Data::connect(SocketAddr::new(server.addr().ip(), addr.port()));
    assert_eq!(raw.say("NLST").code, 150);
    data.expect_eof();
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

/// What pyftpdlib shows of such an address, clients make nothing of.
#[test]
fn pasv_tells_any_text_it_was_given() {
    let server = FtpServer::builder()
        .masquerade_at(Ipv4Addr::new(192, 0, 2, 9), "elsewhere")
        .masquerade("256.256.256.256")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    let reply = raw.say("PASV").to_string();
    let told = "227 Entering Passive Mode (256,256,256,256,";
    assert!(reply.starts_with(told), "{reply}");
    raw.quit();
    let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();
    let told = ftp.nlst(None).unwrap_err();
    assert!(
        matches!(told, suppaftp::FtpError::UnexpectedResponse(_)),
        "{told}"
    );

    let name = FtpServer::builder().masquerade("ftp.example.com").start();
    Raw::connect(name.addr()).login().say("PASV");
    insta::assert_snapshot!(name.finish().only(PASV), @r"
    C: PASV
    S: 227 Entering Passive Mode (ftp,example,com,<port>).
    ");
}

/// R-C10.
#[test]
fn noop_during_a_transfer_can_be_answered_at_once() {
    let server = FtpServer::builder().noop_during_transfer(true).start();
    let mut raw = Raw::connect(server.addr()).login();
    let data = raw.pasv();
    assert_eq!(raw.say("STOR /a").code, 150);
    assert_eq!(raw.say("NOOP").code, 200);
    data.finish();
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

/// R-C4.
#[test]
fn empty_lines_can_be_passed_over() {
    let server = FtpServer::builder().ignore_empty_lines(true).start();
    let mut raw = Raw::connect(server.addr()).lenient();
    raw.send("\r\n  \r\nNOOP\r\n NOOP\r\n");
    let codes = [(); 2].map(|()| raw.read_reply().code);
    assert_eq!(codes, [200, 500]);
}

/// R-TN5: without Telnet an octet 255 is one of a name, in both directions.
#[test]
fn octets_255_can_be_those_of_names() {
    let server = FtpServer::builder().telnet(false).start();
    let mut raw = Raw::connect(server.addr()).login();
    let reply = raw.say(b"MKD /\xff\xf4\xff\xff");
    let expected = b"257 \"/\xff\xf4\xff\xff\" created.\r\n";
    assert_eq!(&reply.raw[..], expected);
    assert!(server.fs().exists(&b"/\xff\xf4\xff\xff"[..]));
    raw.quit();
}

/// The part that has come is kept.
#[test]
fn an_upload_of_another_size_than_announced_can_be_refused() {
    for (checks, differs) in [(true, 451), (false, 226)] {
        let server = FtpServer::builder().check_allo(checks).start();
        let mut raw = Raw::connect(server.addr()).login().binary();
        raw.say("ALLO 3");
        assert_eq!(raw.upload("STOR /a", "abc").code, 226);
        raw.say("ALLO 3");
        assert_eq!(raw.upload("STOR /a", "ab").code, differs);
        assert_eq!(server.fs().read("/a"), b"ab");
        assert_eq!(raw.upload("STOR /a", "abcd").code, 226, "it counts once");
        raw.say("ALLO 3");
        assert_eq!(raw.upload("STOR /none/a", "").code, 550);
        assert_eq!(raw.upload("APPE /a", "e").code, 226);
        raw.quit();
    }
}

/// R-D17: nobody listens there, and then somebody does.
#[cfg(target_os = "linux")]
#[test]
fn a_transfer_without_a_port_can_go_to_where_the_client_is() {
    use socket2::{Domain, Socket, Type};

    let server = FtpServer::builder()
        .file("/a", "aaa")
        .default_data_port(true)
        .start();
    // At an address of its own: on the usual one the same port may serve other connections.
    let at = |addr: SocketAddr| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_reuse_address(true).unwrap();
        socket.bind(&addr.into()).unwrap();
        socket
    };
    let control = at(([127, 77, 7, 1], 0).into());
    control.connect(&server.addr().into()).unwrap();
    let mut raw = Raw::over(control.into());
    assert_eq!(raw.read_reply().code, 220);
    raw = raw.login();
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(raw.read_reply(), "425 Can't open data connection.");
    let listener = at(raw.local_addr());
    listener.listen(1).unwrap();
    assert_eq!(raw.say("RETR /a").code, 150);
    let data = Data::listening(listener.into());
    assert_eq!(data.read_to_end().0, b"aaa");
    assert_eq!(raw.read_reply().code, 226);
    raw.quit();
}

/// R-D12: from the port below that of the control connection, or not at all.
#[test]
fn the_server_connects_from_the_port_below_where_it_should() {
    // That port may be someone else's at any time: then the next server tries.
    for _ in 0..32 {
        let server = FtpServer::builder()
            .file("/a", "aaa")
            .data_port_below(true)
            .start();
        let mut raw = Raw::connect(server.addr()).login().binary();
        let below = SocketAddr::new(server.addr().ip(), server.addr().port() - 1);
        let Ok(holder) = std::net::TcpListener::bind(below) else {
            continue;
        };
        let (listener, line) = raw.listener_and_port();
        assert_eq!(raw.say(&line).code, 200);
        assert_eq!(raw.say("RETR a").code, 150);
        assert_eq!(raw.read_reply(), "425 Can't open data connection.");

        drop(holder);
        assert_eq!(raw.say(&line).code, 200);
        assert_eq!(raw.say("RETR a").code, 150);
        if raw.read_reply().code != 226 {
            continue;
        }
        let (_, peer) = listener.accept().unwrap();
        assert_eq!(peer, below);
        return;
    }
    panic!("no port below that of a server was free");
}
