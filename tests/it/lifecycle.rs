//! The server's life: it listens when it is started, settles and is gone when it is dropped.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use ftpmock::prelude::*;

use crate::support::life::{bounded, panic_of, private, refuses};
use crate::support::raw::{PATIENCE, Raw};
use crate::support::raw_reply::epsv_port;

#[test]
fn it_listens_on_the_loopback_as_soon_as_start_returns() {
    let server = FtpServer::start();

    assert_eq!(server.addr().ip().to_string(), "127.0.0.1");
    assert_ne!(server.port(), 0);
    assert_eq!(server.url(), format!("ftp://127.0.0.1:{}/", server.port()));
    assert_eq!(Raw::connect(server.addr()).greeting.code, 220);
}

#[test]
fn it_listens_on_the_loopback_of_ipv6_when_asked_to() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: there is no ::1 here");
        return;
    }
    let server = FtpServer::builder().ipv6().start();
    let addr = server.addr();
    assert_eq!(addr.ip().to_string(), "::1");

    let mut client = Raw::connect(addr).login().binary();
    assert_eq!(client.upload("STOR /a", "six").code, 226);
    client.quit();

    assert_eq!(server.fs().read("/a"), b"six");
    drop(server);
    assert!(refuses(addr));
}

#[cfg(target_os = "linux")]
#[test]
fn it_listens_at_a_given_address() {
    let server = FtpServer::builder().listen("127.9.8.7:0").start();

    assert_eq!(server.addr().ip().to_string(), "127.9.8.7");
    let mut client = Raw::connect(server.addr()).login().binary();
    assert_eq!(client.upload("STOR /a", "there").code, 226);
}

#[test]
fn a_port_that_was_free_can_be_asked_for_again_after_a_drop() {
    let first = private().start();
    let addr = first.addr();
    Raw::connect(addr).quit();
    drop(first);

    let second = FtpServer::builder().listen(addr).start();

    assert_eq!(second.addr(), addr);
    assert_eq!(Raw::connect(addr).greeting.code, 220);
}

/// A process that is being started holds copies of all sockets until it runs.
#[cfg(target_os = "linux")]
#[test]
fn a_copy_of_the_listening_socket_elsewhere_keeps_nothing_open() {
    let server = private().start();
    let addr = server.addr();
    let copies = crate::support::copies::of_sockets_at(addr);
    if copies.is_empty() {
        eprintln!("skipped: this system gives no copies of descriptors");
        return;
    }

    drop(server);

    assert!(refuses(addr));
    let again = FtpServer::builder().listen(addr).start();
    assert_eq!(Raw::connect(addr).greeting.code, 220);
    drop(again);
    drop(copies);
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let first = FtpServer::start();
    let taken = || FtpServer::builder().listen(first.addr());

    let error = taken().try_start().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);

    let text = panic_of(|| taken().start());
    let expected = format!("ftpmock could not start a server at {}: ", first.addr());
    assert!(text.starts_with(&expected), "{text}");
}

#[test]
fn what_is_no_address_is_refused_with_a_sentence() {
    let text = panic_of(|| FtpServer::builder().listen("nowhere"));

    assert!(text.contains("\"nowhere\" is not an address"), "{text}");
}

#[test]
fn servers_of_one_process_know_nothing_of_each_other() {
    let servers: Vec<FtpServer> = (0..20).map(|_| FtpServer::start()).collect();

    for (n, server) in servers.iter().enumerate() {
        let mut client = Raw::connect(server.addr()).login().binary();
        assert_eq!(client.upload("STOR /name", n.to_string()).code, 226);
    }

    for (n, server) in servers.iter().enumerate() {
        assert_eq!(server.fs().read_to_string("/name"), n.to_string());
        assert_eq!(server.transcript().sessions(), [1]);
    }
}

/// Drops the server in the time that is allowed, then looks whether it is gone.
fn drop_in_time(server: FtpServer) {
    let addr = server.addr();
    bounded("drop", || drop(server));
    assert!(refuses(addr), "{addr} still listens");
}

#[test]
fn drop_does_not_wait_for_a_silent_client() {
    let server = private().start();
    let mut client = Raw::connect(server.addr());

    drop_in_time(server);

    client.expect_eof();
}

#[test]
fn drop_does_not_wait_for_a_client_that_never_read_its_greeting() {
    let server = private().start();
    let mut client = TcpStream::connect(server.addr()).unwrap();

    drop_in_time(server);

    let mut greeting = String::new();
    client.read_to_string(&mut greeting).unwrap();
    assert_eq!(greeting, "220 ftpmock ready\r\n");
}

#[test]
fn drop_does_not_wait_for_a_data_connection_that_nobody_makes() {
    let server = private().file("/a", "a").start();
    let mut client = Raw::connect(server.addr()).login();
    let reply = client.say("EPSV");
    let port = epsv_port(&reply).unwrap();
    assert_eq!(client.say("RETR /a").code, 150);
    let data = SocketAddr::new(server.addr().ip(), port);

    drop_in_time(server);

    assert!(refuses(data), "the data port still listens");
    client.read_to_end();
}

#[test]
fn drop_does_not_wait_for_a_passive_port_that_was_never_used() {
    let server = private().start();
    let mut client = Raw::connect(server.addr()).login();
    let port = epsv_port(&client.say("EPSV")).unwrap();
    let data = SocketAddr::new(server.addr().ip(), port);

    drop_in_time(server);

    assert!(refuses(data), "the data port still listens");
    client.expect_eof();
}

#[test]
fn drop_does_not_wait_for_an_upload_that_stands_still() {
    let server = private().start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("STOR /a").code, 150);
    data.send("not all");

    drop_in_time(server);

    client.read_to_end();
    data.read_to_end();
}

#[test]
fn drop_does_not_wait_for_a_download_that_nobody_reads() {
    let server = private()
        .file("/a", ftpmock::vfs::Content::zeros(64 * MIB))
        .start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("RETR /a").code, 150);
    data.read_bytes(1);

    drop_in_time(server);

    client.read_to_end();
    let (rest, _) = data.read_to_end();
    assert!((rest.len() as u64) < 64 * MIB - 1);
}

#[test]
fn drop_does_not_wait_for_a_stalled_transfer() {
    let server = private().file("/a", "abcdef").start();
    server.on(RETR).fault(Fault::data_stall_after(3));
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("RETR /a").code, 150);
    assert_eq!(data.read_bytes(3), b"abc");

    drop_in_time(server);

    client.read_to_end();
    data.expect_eof();
}

#[test]
fn drop_does_not_wait_for_a_reset_that_the_client_keeps_from_happening() {
    let server = private()
        .file("/a", ftpmock::vfs::Content::zeros(64 * MIB))
        .start();
    server
        .on(RETR)
        .optional()
        .fault(Fault::data_reset_after(32 * MIB));
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("RETR /a").code, 150);
    data.read_bytes(1);

    drop_in_time(server);

    client.read_to_end();
}

#[test]
fn drop_does_not_wait_for_a_client_that_does_not_read_its_replies() {
    let server = private().start();
    let mut client = TcpStream::connect(server.addr()).unwrap();
    client.set_nonblocking(true).unwrap();
    let lines = b"HELP\r\n".repeat(1000);
    // Until nothing fits into any buffer any more: the server has stopped listening to it.
    let mut refused = 0;
    while refused < 100 {
        let fitted = client.write(&lines).unwrap_or(0);
        if fitted > 0 {
            refused = 0;
        } else {
            refused += 1;
            std::thread::yield_now();
        }
    }

    drop_in_time(server);
}

#[test]
fn drop_does_not_wait_for_a_gate() {
    let server = private().start();
    let gate = server.on(NOOP).hold();
    let mut client = Raw::connect(server.addr());
    client.send("NOOP\r\n");
    gate.reached(PATIENCE).block().unwrap();

    drop_in_time(server);

    client.expect_eof();
}

#[test]
fn drop_does_not_wait_for_a_delay() {
    let server = private().start();
    let slow = server
        .on(NOOP)
        .delay(std::time::Duration::from_secs(3600))
        .optional();
    let mut client = Raw::connect(server.addr());
    client.send("NOOP\r\n");
    let wait = slow.hits_reached(1, PATIENCE);
    wait.block().unwrap();

    drop_in_time(server);

    client.expect_eof();
}

#[test]
fn finish_is_bounded_with_a_gate_that_stays_closed() {
    let server = private().start();
    let gate = server.on(NOOP).hold();
    let mut client = Raw::connect(server.addr());
    client.send("NOOP\r\n");
    gate.reached(PATIENCE).block().unwrap();

    let transcript = bounded("finish", || server.finish());

    assert!(
        transcript.to_string().ends_with("#1 open at finish"),
        "{transcript}"
    );
    client.expect_eof();
}

#[test]
fn drop_in_a_panic_keeps_the_panic() {
    let text = panic_of(|| {
        let server = FtpServer::start();
        server.expect(STOR).times(1);
        let _client = Raw::connect(server.addr());
        panic!("the test's own");
    });

    assert_eq!(text, "the test's own");
}
