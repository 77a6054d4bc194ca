//! Loads whose size depends on who runs them.

use std::net::TcpStream;
use std::thread;

use ftpmock::FtpServer;
use ftpmock::transcript::{Data, DataEnd, Entry, EntryKind, content_hash};

use super::life::{private, refuses};
use super::raw::Raw;

/// Each client uploads so many files; after each 226 the file is there and the transcript tells of it, to the last entry.
pub(crate) fn by_clients(clients: usize, uploads: usize) {
    let server = FtpServer::start();
    thread::scope(|scope| {
        for number in 0..clients {
            let server = &server;
            scope.spawn(move || {
                let mut client = Raw::connect(server.addr()).login().binary();
                for upload in 0..uploads {
                    let path = format!("/{number}-{upload}");
                    let content = path.repeat(1 + upload * 37 % 1000);

                    let reply = client.upload(format!("STOR {path}"), &content);

                    let (stored, transcript) = (server.fs().read(&*path), server.transcript());
                    assert_eq!(reply.code, 226);
                    assert_eq!(stored, content.as_bytes());
                    let entries: Vec<&Entry> = transcript.entries().collect();
                    is_told(&entries, &path, content.as_bytes());
                }
                client.quit();
            });
        }
    });
    assert_eq!(server.fs().list("/").len(), clients * uploads);
}

/// The command, 150, the data and 226 are the last that the session has to tell.
fn is_told(entries: &[&Entry], path: &str, content: &[u8]) {
    let line = format!("STOR {path}");
    let at = entries
        .iter()
        .position(|e| matches!(&e.kind, EntryKind::Command(c) if c.line() == line.as_bytes()))
        .unwrap_or_else(|| panic!("{line} is missing"));
    let session = entries[at].session;
    let told: Vec<&EntryKind> = entries[at + 1..]
        .iter()
        .take_while(|entry| entry.session == session)
        .map(|entry| &entry.kind)
        .collect();
    match told[..] {
        [
            EntryKind::Reply(begun),
            EntryKind::Data(Data {
                bytes, hash, end, ..
            }),
            EntryKind::Reply(done),
        ] => {
            assert_eq!((begun.code().get(), done.code().get()), (150, 226));
            assert_eq!(*bytes, content.len() as u64);
            assert_eq!(*hash, content_hash(content));
            assert_eq!(*end, DataEnd::Complete);
        }
        _ => panic!("after {line}: {told:?}"),
    }
}

/// Starts a server, connects, drops it, so many times: no connect is refused before, none accepted after.
pub(crate) fn start_connect_drop(rounds: usize) {
    for round in 0..rounds {
        let server = private().start();
        let addr = server.addr();
        let client = TcpStream::connect(addr);
        if let Err(error) = client {
            panic!("round {round}: {addr} refused before the drop: {error}");
        }
        drop(server);
        assert!(
            refuses(addr),
            "round {round}: {addr} accepted after the drop"
        );
    }
}
