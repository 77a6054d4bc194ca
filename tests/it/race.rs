//! What a client has seen is there: on its own thread, with no call in between, no retry.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use std::thread;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::life::{bounded, private, refuses};
use crate::support::raw::Raw;
use crate::support::seen;

#[test]
fn a_race_of_16_clients_finds_each_upload_in_files_and_transcript() {
    seen::by_clients(16, 5);
}

#[test]
fn a_race_of_start_connect_and_drop_refuses_none_before_and_accepts_none_after() {
    seen::start_connect_drop(100);
}

#[test]
fn in_a_race_to_one_file_each_226_finds_one_upload_and_finds_it_whole() {
    let server = FtpServer::start();
    let begin = Barrier::new(8);
    thread::scope(|scope| {
        for n in 0..8 {
            let (server, begin) = (&server, &begin);
            scope.spawn(move || {
                let mut client = Raw::connect(server.addr()).login().binary();
                let content = vec![b'a' + n; 10_000 + usize::from(n)];
                begin.wait();
                assert_eq!(client.upload("STOR /same", &content).code, 226);
                // One of them whole, never a mixture.
                let stored = server.fs().read("/same");
                let first = stored[0];
                assert_eq!(stored.len(), 10_000 + usize::from(first - b'a'));
                assert!(stored.iter().all(|octet| *octet == first));
                client.quit();
            });
        }
    });
}

#[test]
fn a_race_between_drop_and_clients_that_connect_hangs_nobody() {
    let server = private().start();
    let addr = server.addr();
    let begin = Barrier::new(5);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                begin.wait();
                // Greeted and closed, reset, or refused.
                if let Ok(mut client) = TcpStream::connect(addr) {
                    // Linux can leave a client connected to nobody when the socket it connects to
                    // is closed in the middle of the handshake: it learns of that when it sends.
                    let _ = client.write_all(b"NOOP\r\n");
                    let mut said = Vec::new();
                    let _ = client.read_to_end(&mut said);
                    let all = b"220 ftpmock ready\r\n200 NOOP ok.\r\n";
                    assert!(all.starts_with(&said[..]));
                }
            });
        }
        begin.wait();
        drop(server);
    });
    assert!(refuses(addr));
}

#[test]
fn a_race_between_drop_and_commands_counts_what_was_sent_before() {
    let server = FtpServer::start();
    server.expect(NOOP).times(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut client = Raw::connect(server.addr());
                client.send("NOOP\r\n");
                // Gone before the reply is there, as an impatient client does.
                client.shutdown_write();
            });
        }
    });
    drop(server);
}

#[test]
fn a_race_between_drop_and_a_client_that_never_stops_talking_ends() {
    let server = private().start();
    let addr = server.addr();
    let mut speaking = TcpStream::connect(addr).unwrap();
    let mut listening = speaking.try_clone().unwrap();
    let said = thread::spawn(move || {
        let lines = b"NOOP\r\n".repeat(2000);
        while speaking.write_all(&lines).is_ok() {}
    });
    let heard = thread::spawn(move || {
        let mut octets = vec![0; 256 * 1024];
        while listening.read(&mut octets).is_ok_and(|length| length > 0) {}
    });
    // It talks.
    while server.transcript().entries().count() < 1000 {
        thread::yield_now();
    }

    bounded("drop", || drop(server));

    assert!(refuses(addr));
    bounded("the client", || {
        [said, heard].map(|thread| thread.join().unwrap())
    });
}

#[rstest]
#[case::with_drop(true)]
#[case::with_finish(false)]
fn a_race_between_a_transfer_and_the_end(#[case] dropped: bool) {
    let server = private().start();
    let addr = server.addr();
    let mut client = Raw::connect(addr).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("STOR /a").code, 150);
    thread::scope(|scope| {
        let uploading = scope.spawn(move || {
            data.send([7; 100_000]);
            data.finish();
            client.try_read().map(|reply| reply.code)
        });
        if dropped {
            drop(server);
            let code = uploading.join().unwrap();
            assert!(!matches!(code, Ok(code) if code != 226 && code != 421 && code != 426));
        } else {
            let transcript = server.finish();
            assert_eq!(uploading.join().unwrap(), Ok(226));
            assert!(
                transcript
                    .to_string()
                    .contains("D: C->S 100000 bytes\nS: 226")
            );
        }
    });
    assert!(refuses(addr));
}

#[test]
fn a_race_of_logins_gives_each_client_its_own_session() {
    let server = FtpServer::start();
    thread::scope(|scope| {
        for n in 0..8 {
            let server = &server;
            scope.spawn(move || {
                let name = format!("user{n}");
                let client = Raw::connect(server.addr()).login_as(&name, "secret");
                client.quit();
                let transcript = server.transcript();
                let mut own = transcript.sessions().into_iter().filter(|number| {
                    transcript
                        .session(*number)
                        .commands()
                        .contains(&format!("USER {name}"))
                });
                let number = own.next().unwrap();
                assert_eq!(own.next(), None);
                let commands = transcript.session(number).commands();
                assert_eq!(commands, [&format!("USER {name}"), "PASS ***", "QUIT"]);
            });
        }
    });
    assert_eq!(server.finish().sessions().len(), 8);
}
