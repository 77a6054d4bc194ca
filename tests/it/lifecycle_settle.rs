//! The server's end: what a client has done already counts.

use std::io::{Read, Write};
use std::net::TcpStream;

use ftpmock::prelude::*;

use crate::support::life::{bounded, panic_of, private, refuses};
use crate::support::raw::{PATIENCE, Raw};

const LOGIN: &str = "USER alice\r\nPASS secret\r\n";

#[test]
fn drop_counts_a_command_whose_reply_was_not_read() {
    let server = FtpServer::builder().file("/a", "a").start();
    let mut client = Raw::connect(server.addr()).login();
    server.expect(DELE).path("/a").times(1);

    client.send("DELE /a\r\n");
    drop(server);

    assert_eq!(client.read_reply().code, 250);
    client.expect_eof();
}

#[test]
fn drop_counts_what_a_client_has_sent_before_it_was_greeted() {
    let server = FtpServer::builder().file("/a", "a").start();
    server.expect(DELE).times(1);
    let mut client = TcpStream::connect(server.addr()).unwrap();
    client.write_all(LOGIN.as_bytes()).unwrap();
    client.write_all(b"DELE /a\r\n").unwrap();

    drop(server);

    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert!(said.contains("\r\n250 "), "{said}");
}

#[test]
fn drop_counts_what_many_clients_have_sent() {
    let server = FtpServer::start();
    server.expect(NOOP).times(500);
    let mut clients: Vec<Raw> = (0..50).map(|_| Raw::connect(server.addr())).collect();
    for client in &mut clients {
        client.send("NOOP\r\n".repeat(10));
    }

    drop(server);

    for client in &mut clients {
        for _ in 0..10 {
            assert_eq!(client.read_reply().code, 200);
        }
        client.expect_eof();
    }
}

#[test]
fn drop_counts_what_a_client_has_sent_and_closed() {
    let server = FtpServer::start();
    server.expect(NOOP).times(3);
    let mut client = Raw::connect(server.addr());
    client.send("NOOP\r\nNOOP\r\nNOOP\r\n");
    client.shutdown_write();

    drop(server);

    for _ in 0..3 {
        assert_eq!(client.read_reply().code, 200);
    }
    client.expect_eof();
}

#[test]
fn drop_finds_what_must_not_happen_in_what_was_just_sent() {
    let server = FtpServer::start();
    server.expect(DELE).never();
    let mut client = Raw::connect(server.addr()).login();
    client.send("DELE /a\r\n");

    let text = panic_of(|| drop(server));

    assert!(text.contains("DELE"), "{text}");
}

#[test]
fn drop_lets_a_quit_be_answered_that_was_just_sent() {
    let server = FtpServer::start();
    server.expect(QUIT).times(1);
    let mut client = Raw::connect(server.addr());

    client.send("QUIT\r\n");
    drop(server);

    assert_eq!(client.read_reply().code, 221);
    client.expect_eof();
}

#[test]
fn finish_carries_out_what_was_sent() {
    let server = FtpServer::start();
    let mut client = TcpStream::connect(server.addr()).unwrap();
    client.write_all(b"NOOP\r\nNOOP\r\n").unwrap();

    insta::assert_snapshot!(server.finish(), @r"
    #1 connect
    S: 220 ftpmock ready
    C: NOOP
    S: 200 NOOP ok.
    C: NOOP
    S: 200 NOOP ok.
    #1 open at finish
    ");
}

#[test]
fn finish_carries_out_a_quit_whose_client_stays_connected() {
    let server = private().start();
    let addr = server.addr();
    let mut client = Raw::connect(addr);
    client.send("QUIT\r\n");

    let transcript = bounded("finish", || server.finish());

    assert!(refuses(addr));
    insta::assert_snapshot!(transcript, @r"
    #1 connect
    S: 220 ftpmock ready
    C: QUIT
    S: 221 Service closing control connection.
    #1 closed
    ");
    assert_eq!(client.read_reply().code, 221);
    client.expect_eof();
}

#[test]
fn finish_waits_for_an_upload_that_goes_on() {
    let server = FtpServer::start();
    let half = server.expect(STOR).times(1);
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("STOR /a").code, 150);
    data.send("first, ");
    let files = server.fs().clone();
    let uploading = std::thread::spawn(move || {
        data.send("second");
        data.finish();
        client.read_reply().code
    });

    let transcript = server.finish();

    assert_eq!(half.hits(), 1);
    assert_eq!(uploading.join().unwrap(), 226);
    assert_eq!(files.read("/a"), b"first, second");
    assert!(transcript.to_string().contains("D: C->S 13 bytes\nS: 226"));
}

#[test]
fn finish_waits_for_a_download_that_is_being_read() {
    let server = FtpServer::builder()
        .file("/a", ftpmock::vfs::Content::zeros(20 * MIB))
        .start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let data = client.epsv();
    assert_eq!(client.say("RETR /a").code, 150);
    let reading = std::thread::spawn(move || (data.read_to_end().0.len(), client.read_reply()));

    let transcript = server.finish();

    let (length, reply) = reading.join().unwrap();
    assert_eq!((length as u64, reply.code), (20 * MIB, 226));
    assert!(
        transcript
            .to_string()
            .contains("D: S->C 20971520 bytes\nS: 226")
    );
}

#[test]
fn finish_carries_out_what_is_queued_behind_a_transfer() {
    let server = FtpServer::start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let data = client.epsv();
    client.send("STOR /a\r\nNOOP\r\nQUIT\r\n");
    assert_eq!(client.read_reply().code, 150);
    let going = std::thread::spawn(move || {
        data.finish();
        let codes = [(); 3].map(|()| client.read_reply().code);
        client.expect_eof();
        codes
    });

    let transcript = server.finish();

    assert_eq!(going.join().unwrap(), [226, 200, 221]);
    assert!(
        transcript.to_string().ends_with("#1 closed"),
        "{transcript}"
    );
}

#[test]
fn finish_gives_up_on_a_transfer_that_stands_still() {
    let server = FtpServer::start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("STOR /a").code, 150);
    data.send("half");
    // The server has it when it can be seen in a session's other business.
    assert_eq!(client.say("STAT").code, 211);

    let transcript = bounded("finish", || server.finish());

    assert!(transcript.to_string().contains(", stopped"), "{transcript}");
    assert!(
        transcript.to_string().ends_with("#1 open at finish"),
        "{transcript}"
    );
    client.read_to_end();
    data.read_to_end();
}

#[test]
fn finish_closes_idle_clients_and_shows_them() {
    let server = FtpServer::start();
    let mut clients: Vec<Raw> = (0..3).map(|_| Raw::connect(server.addr())).collect();

    let transcript = server.finish();

    for number in 1..=3 {
        let session = transcript.session(number).to_string();
        assert!(
            session.ends_with(&format!("#{number} open at finish")),
            "{session}"
        );
    }
    for client in &mut clients {
        client.expect_eof();
    }
}

#[test]
fn finish_verifies() {
    let server = FtpServer::start();
    server.expect(STOR).times(1);

    let text = panic_of(|| server.finish());

    assert!(text.contains("expected 1, got 0"), "{text}");
}

#[test]
fn the_transcript_shows_who_has_ended_each_session() {
    let server = FtpServer::start();
    let gone = server.expect(Event::Disconnect).times(3);
    Raw::connect(server.addr()).quit();
    drop(Raw::connect(server.addr()));
    gone.hits_reached(2, PATIENCE).block().unwrap();
    let _open = Raw::connect(server.addr());

    let transcript = server.finish().sorted().to_string();

    for end in ["closed", "closed by client", "open at finish"] {
        let line = |line: &str| line.split_once(' ').is_some_and(|(_, how)| how == end);
        assert!(transcript.lines().any(line), "{end}:\n{transcript}");
    }
}
