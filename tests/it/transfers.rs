//! Transfers over the wire: setting up data connections, and downloads and listings.

use std::net::SocketAddr;

use ftpmock::prelude::*;
use ftpmock::vfs::MemoryFs;
use rstest::rstest;
use socket2::{Domain, Socket, Type};

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;
use crate::support::raw_reply::pasv_addr;

fn server() -> FtpServer {
    FtpServer::builder()
        .file("/a", "one\ntwo\n")
        .file("/empty", "")
        .file("/huge", Content::zeros(GIB))
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

/// Up and down again through data connections made in this way.
#[track_caller]
fn there_and_back(server: &FtpServer, open: fn(&mut Raw) -> Data) {
    let mut raw = client(server);
    let content = Vec::from_iter(0..=255).repeat(1 << 12);
    for content in [&content[..], b"x", b""] {
        let mut data = open(&mut raw);
        assert_eq!(raw.say("STOR /up").code, 150);
        data.send(content);
        data.finish();
        assert_eq!(raw.read_reply(), "226 Transfer complete.");
        assert_eq!(server.fs().read("/up"), content);
        let data = open(&mut raw);
        assert_eq!(raw.say("RETR /up").code, 150);
        assert_eq!(data.read_to_end(), (content.to_vec(), End::Closed));
        assert_eq!(raw.read_reply(), "226 Transfer complete.");
    }
    raw.quit();
}

/// R-D18: when the client reads 226, all is done.
#[rstest]
#[case::pasv(Raw::pasv)]
#[case::epsv(Raw::epsv)]
#[case::port(Raw::port)]
#[case::eprt(Raw::eprt)]
fn over_ipv4(#[case] open: fn(&mut Raw) -> Data) {
    there_and_back(&server(), open);
}

#[rstest]
#[case::epsv(Raw::epsv)]
#[case::eprt(Raw::eprt)]
fn over_ipv6(#[case] open: fn(&mut Raw) -> Data) {
    match FtpServer::builder().ipv6().try_start() {
        Ok(server) => there_and_back(&server, open),
        Err(error) => eprintln!("skipped: no server at [::1]: {error}"),
    }
}

#[test]
fn over_ipv6_pasv_and_port_are_refused() {
    let Ok(server) = FtpServer::builder().ipv6().try_start() else {
        eprintln!("skipped: no server at [::1]");
        return;
    };
    let mut raw = client(&server);
    assert_eq!(raw.say("PASV"), "522 Use EPSV.");
    assert_eq!(raw.say("PORT 127,0,0,1,200,0").code, 522);
    raw.quit();
}

/// R-D17: with nothing before it.
#[test]
fn without_a_set_up_it_is_425() {
    let server = server();
    let mut raw = client(&server);
    for line in [
        "RETR /a", "STOR /b", "APPE /b", "STOU", "LIST", "NLST", "MLSD",
    ] {
        assert_eq!(raw.say(line), "425 Use PASV or PORT first.", "{line}");
    }
    assert!(!server.fs().exists("/b"));
    raw.download("RETR /a");
    assert_eq!(
        raw.say("RETR /a").code,
        425,
        "a set-up is good for one transfer"
    );
}

/// R-D12: and nothing is stored.
#[test]
fn an_active_port_where_nobody_listens_is_425() {
    let server = server();
    let mut raw = client(&server);
    drop(raw.port());
    assert_eq!(raw.say("STOR /b").code, 150);
    assert_eq!(raw.read_reply(), "425 Can't open data connection.");
    assert!(!server.fs().exists("/b"));
    raw.quit();
}

/// R-D11: PORT is answered at once, and nobody connects before there is a transfer.
#[test]
fn a_port_of_the_client_is_connected_to_at_the_transfer() {
    let server = server();
    let mut raw = client(&server);
    let (listener, line) = raw.listener_and_port();
    assert_eq!(raw.say(line).code, 200);
    assert_eq!(raw.say("NOOP").code, 200);
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
    listener.set_nonblocking(false).unwrap();
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(Data::listening(listener).read_to_end().0, b"one\ntwo\n");
    assert_eq!(raw.read_reply().code, 226);
}

/// R-D12: the server connects from where the client knows it to be.
#[cfg(target_os = "linux")]
#[test]
fn the_server_connects_from_the_address_it_was_reached_at() {
    let server = FtpServer::builder()
        .listen("0.0.0.0:0")
        .file("/a", "one\n")
        .start();
    let second = SocketAddr::from(([127, 0, 0, 2], server.addr().port()));
    let mut raw = Raw::connect(second).login().binary();
    let (listener, line) = raw.listener_and_port();
    assert_eq!(raw.say(line).code, 200);
    assert_eq!(raw.say("RETR /a").code, 150);
    let (stream, from) = listener.accept().unwrap();
    assert_eq!(from.ip(), second.ip());
    assert_eq!(Data::from(stream).read_to_end().0, b"one\n");
    assert_eq!(raw.read_reply().code, 226);
}

/// The address in the reply to PASV, with nobody connected.
fn announced(raw: &mut Raw) -> SocketAddr {
    pasv_addr(&raw.say("PASV")).unwrap()
}

/// R-D14: without a word.
#[cfg(target_os = "linux")]
#[test]
fn a_data_connection_from_elsewhere_is_dropped_and_the_port_waits_on() {
    let server = server();
    let mut raw = client(&server);
    let addr = announced(&mut raw);
    let foreign = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    foreign
        .bind(&SocketAddr::from(([127, 0, 0, 2], 0)).into())
        .unwrap();
    foreign.connect(&addr.into()).unwrap();
    assert_eq!(raw.say("RETR /a").code, 150);

    let (got, _) = Data::from(std::net::TcpStream::from(foreign)).read_to_end();
    assert!(got.is_empty());
    assert_eq!(Data::connect(addr).read_to_end().0, b"one\ntwo\n");
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn a_new_set_up_replaces_the_old_one() {
    let server = server();
    let mut raw = client(&server);
    let first = announced(&mut raw);
    let early = Data::connect(first);
    let second = announced(&mut raw);
    assert!(early.read_to_end().0.is_empty(), "closed");
    assert!(std::net::TcpStream::connect(first).is_err());
    let own = raw.port();
    assert!(std::net::TcpStream::connect(second).is_err());
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(own.read_to_end().0, b"one\ntwo\n");
    assert_eq!(raw.read_reply().code, 226);
}

/// R-D15: and then nobody listens any more.
#[test]
fn only_the_first_connection_is_used() {
    let server = server();
    let mut raw = client(&server);
    let addr = announced(&mut raw);
    let (first, second) = (Data::connect(addr), Data::connect(addr));
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(first.read_to_end().0, b"one\ntwo\n");
    assert!(std::net::TcpStream::connect(addr).is_err());
    assert!(second.read_to_end().0.is_empty());
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn an_empty_file_is_a_data_connection_without_octets() {
    let server = server();
    let mut raw = client(&server);
    let data = raw.epsv();
    assert_eq!(raw.say("RETR /empty").code, 150);
    data.expect_eof();
    assert_eq!(raw.read_reply(), "226 Transfer complete.");
}

#[test]
fn a_download_the_client_closes_is_426() {
    let server = server();
    let mut raw = client(&server);
    for end in [drop, Data::reset] {
        let mut data = raw.epsv();
        assert_eq!(raw.say("RETR /huge").code, 150);
        data.read_bytes(1000);
        end(data);
        assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
    }
    raw.quit();
}

#[test]
fn a_download_goes_on_where_it_was_told_to() {
    let server = server();
    let mut raw = client(&server);
    for (from, rest) in [(0, "one\ntwo\n"), (4, "two\n"), (8, "")] {
        assert_eq!(raw.say(format!("REST {from}")).code, 350);
        assert_eq!(raw.download("RETR /a").0, rest.as_bytes());
    }
    raw.say("REST 9");
    assert_eq!(raw.download("RETR /a").1.code, 554);
}

#[test]
fn text_is_translated_both_ways() {
    let server = server();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.download("RETR /a").0, b"one\r\ntwo\r\n");
    assert_eq!(raw.say("SIZE /a"), "213 10");
    assert_eq!(raw.upload("STOR /up", "1\r\n2\n3\r").code, 226);
    assert_eq!(server.fs().read("/up"), b"1\n2\n3\r");
    raw.say("REST 5");
    assert_eq!(raw.download("RETR /a").0, b"two\r\n");
    // Larger than any chunk, a line end on every boundary of 2 octets.
    server.fs().write("/long", Content::repeat("\n", MIB));
    let (got, _) = raw.download("RETR /long");
    assert!(got.len() as u64 == 2 * MIB && got.chunks(2).all(|pair| pair == b"\r\n"));
    assert_eq!(raw.upload("STOR /long2", &got).code, 226);
    assert_eq!(server.fs().size("/long2"), MIB);
}

#[test]
fn files_beyond_4_gib_are_ordinary() {
    let size = 5 * GIB;
    let server = FtpServer::builder()
        .file("/big", Content::zeros(size))
        .start();
    let mut raw = client(&server);
    assert_eq!(raw.say("SIZE /big"), format!("213 {size}").as_str());
    raw.say(format!("REST {}", size - 10));
    assert_eq!(raw.download("RETR /big").0, [0; 10]);
    assert_eq!(raw.upload("APPE /big", "tail").code, 226);
    assert_eq!(raw.say("SIZE /big"), format!("213 {}", size + 4).as_str());
    raw.say(format!("REST {size}"));
    assert_eq!(raw.upload("STOR /big", "T").code, 226);
    raw.say(format!("REST {}", size - 1));
    assert_eq!(raw.download("RETR /big").0, b"\0Tail");
    raw.say(format!("REST {}", size + 5));
    assert_eq!(raw.download("RETR /big").1.code, 554);
    let (listed, _) = raw.download("LIST /big");
    assert!(
        String::from_utf8(listed)
            .unwrap()
            .contains(&format!(" {} ", size + 4))
    );
}

#[rstest]
#[case("NLST /many")]
#[case("LIST /many")]
#[case("MLSD /many")]
fn a_listing_may_have_100_000_entries(#[case] line: &str) {
    const MANY: usize = 100_000;
    let fs = MemoryFs::new();
    for n in 0..MANY {
        fs.add_file(format!("/many/{n:05}"), "");
    }
    let server = FtpServer::builder().filesystem(fs).start();
    let mut raw = client(&server);
    let (octets, reply) = raw.download(line);
    assert_eq!(reply, "226 Transfer complete.");
    let text = String::from_utf8(octets).unwrap();
    let mut lines = text.split_terminator("\r\n").enumerate();
    assert!(lines.all(|(n, line)| line.ends_with(&format!("{n:05}"))));
    assert_eq!(text.matches("\r\n").count(), MANY);
}
