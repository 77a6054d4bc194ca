//! The test's own code inside a server: it may block or panic, and nobody else notices.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use ftpmock::prelude::*;
use ftpmock::vfs::MemoryFs;
use rstest::rstest;

use crate::support::hooked::{HookedFs, HookedLogins};
use crate::support::life::{bounded, panic_of};
use crate::support::raw::{PATIENCE, Raw};

/// More than the server has threads of its own.
const BLOCKED: usize = 4;

/// A place where code blocks until the test lets it go.
struct Dam {
    arrived: Receiver<()>,
    release: Option<Sender<()>>,
}

impl Dam {
    /// The dam, and what code must call to be held by it.
    fn build() -> (Self, impl Fn() + Send + Sync + Clone + 'static) {
        let (arrive, arrived) = channel();
        let (release, released) = channel();
        let (arrive, released) = (Mutex::new(arrive), Mutex::new(released));
        let ends = Arc::new((arrive, released));
        let hold = move || {
            ends.0.lock().unwrap().send(()).unwrap();
            // All wait for the one end that the test holds to go away.
            let _: Result<(), _> = ends.1.lock().unwrap().recv();
        };
        let dam = Self {
            arrived,
            release: Some(release),
        };
        (dam, hold)
    }

    /// While so many are held, another server serves 100 commands and a file.
    fn others_are_served(&self, held: usize) {
        for _ in 0..held {
            self.arrived.recv_timeout(PATIENCE).unwrap();
        }
        bounded("another server", || {
            let other = FtpServer::start();
            let mut client = Raw::connect(other.addr()).login().binary();
            for _ in 0..100 {
                assert_eq!(client.say("NOOP").code, 200);
            }
            assert_eq!(client.upload("STOR /a", "content").code, 226);
            client.quit();
            assert_eq!(other.finish().only(NOOP).commands().len(), 100);
        });
    }

    fn open(&mut self) {
        self.release = None;
    }
}

/// So many clients, each of which has sent this.
fn clients_that_sent(addr: SocketAddr, lines: &str) -> Vec<Raw> {
    let start = |_| {
        let mut client = Raw::connect(addr);
        client.send(lines);
        client
    };
    (0..BLOCKED).map(start).collect()
}

#[test]
fn closures_that_block_hold_up_nobody_else() {
    let (mut dam, hold) = Dam::build();
    let server = FtpServer::start();
    server.on(NOOP).run(move |_| {
        hold();
        Some((200, "Let go."))
    });
    let mut clients = clients_that_sent(server.addr(), "NOOP\r\n");

    dam.others_are_served(BLOCKED);

    let mut same_server = Raw::connect(server.addr());
    assert_eq!(same_server.say("SYST").code, 215);
    dam.open();
    for client in &mut clients {
        assert_eq!(client.read_reply().code, 200);
    }
}

#[test]
fn a_filesystem_that_blocks_holds_up_nobody_else() {
    let (mut dam, hold) = Dam::build();
    let files = HookedFs::new(MemoryFs::new(), move |method| {
        if method == "remove_file" {
            hold();
        }
    });
    let server = FtpServer::builder().filesystem(files).start();
    for n in 0..BLOCKED {
        server.fs().write(format!("/{n}"), "content");
    }
    let mut clients = Vec::new();
    for n in 0..BLOCKED {
        let mut client = Raw::connect(server.addr()).login();
        client.send(format!("DELE /{n}\r\n"));
        clients.push(client);
    }

    dam.others_are_served(BLOCKED);

    dam.open();
    for client in &mut clients {
        assert_eq!(client.read_reply().code, 250);
    }
}

#[rstest]
#[case::reading("read", "RETR /a")]
#[case::writing("write", "STOR /b")]
#[case::committing("commit", "STOR /b")]
#[case::listing("next", "LIST /")]
fn a_transfer_whose_filesystem_blocks_holds_up_nobody_else(
    #[case] method: &'static str,
    #[case] command: &str,
) {
    let (mut dam, hold) = Dam::build();
    let memory = MemoryFs::new();
    memory.add_file("/a", "content");
    let files = HookedFs::new(memory, move |called| {
        if called == method {
            hold();
        }
    });
    let server = FtpServer::builder().filesystem(files).start();
    let mut clients = Vec::new();
    for _ in 0..BLOCKED {
        let mut client = Raw::connect(server.addr()).login().binary();
        let mut data = client.epsv();
        assert_eq!(client.say(command).code, 150);
        if command.starts_with("STOR") {
            data.send("content");
            data.shutdown_write();
        }
        clients.push((client, data));
    }

    dam.others_are_served(BLOCKED);

    dam.open();
    for (mut client, data) in clients {
        data.read_to_end();
        assert_eq!(client.read_reply().code, 226);
    }
}

#[test]
fn an_authenticator_that_blocks_holds_up_nobody_else() {
    let (mut dam, hold) = Dam::build();
    let logins = HookedLogins(move |_: &[u8]| hold());
    let server = FtpServer::builder().authenticator(logins).start();
    let mut clients = clients_that_sent(server.addr(), "USER alice\r\nPASS secret\r\n");

    dam.others_are_served(BLOCKED);

    dam.open();
    for client in &mut clients {
        assert_eq!(client.read_reply().code, 331);
        assert_eq!(client.read_reply().code, 230);
    }
}

/// Panics once, when a method of this name is called.
fn panics_in(method: &'static str) -> impl Fn(&'static str) + Send + Sync {
    let armed = AtomicBool::new(true);
    move |called| {
        if called == method && armed.swap(false, Ordering::SeqCst) {
            panic!("{method} is broken");
        }
    }
}

/// A server whose filesystem panics once in this method.
fn with_broken(method: &'static str) -> FtpServer {
    let memory = MemoryFs::new();
    memory.add_file("/a", "content");
    memory.add_dir("/d");
    let files = HookedFs::new(memory, panics_in(method));
    FtpServer::builder().filesystem(files).start()
}

/// The panic is all that verification finds.
fn is_reported(server: &FtpServer, text: &str) {
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(
        unmet.starts_with("ftpmock: 1 problem in code of the test "),
        "{unmet}"
    );
    assert!(unmet.contains(text), "{unmet}");
}

/// Such a server is not verified again when it is dropped.
fn drop_unverified(server: FtpServer) {
    panic_of(|| drop(server));
}

/// R-C13: the session goes on.
#[rstest]
#[case::metadata("metadata", "SIZE /a", 213)]
#[case::create_dir("create_dir", "MKD /e", 257)]
#[case::remove_dir("remove_dir", "RMD /d", 250)]
#[case::remove_file("remove_file", "DELE /a", 250)]
#[case::change_directory("metadata", "CWD /d", 250)]
#[case::facts("metadata", "MLST /a", 250)]
fn a_filesystem_that_panics_gets_451_and_is_reported(
    #[case] method: &'static str,
    #[case] command: &str,
    #[case] code: u16,
) {
    let server = with_broken(method);
    let mut client = Raw::connect(server.addr()).login().binary();

    assert_eq!(client.say(command).code, 451);
    // The session goes on.
    assert_eq!(client.say(command).code, code);
    client.quit();

    is_reported(&server, &format!("{method} is broken"));
    drop_unverified(server);
}

#[test]
fn a_rename_that_panics_gets_451_and_is_reported() {
    let server = with_broken("rename");
    let mut client = Raw::connect(server.addr()).login();

    assert_eq!(client.say("RNFR /a").code, 350);
    assert_eq!(client.say("RNTO /b").code, 451);
    assert_eq!(client.say("RNFR /a").code, 350);
    assert_eq!(client.say("RNTO /b").code, 250);
    client.quit();

    is_reported(&server, "rename is broken");
    drop_unverified(server);
}

#[rstest]
#[case::opening_to_read("open", "RETR /a")]
#[case::opening_to_write("open", "STOR /b")]
#[case::reading("read", "RETR /a")]
#[case::writing("write", "STOR /b")]
#[case::committing("commit", "STOR /b")]
#[case::listing("read_dir", "NLST /")]
#[case::amid_a_listing("next", "MLSD /")]
fn a_transfer_whose_filesystem_panics_gets_451_and_is_reported(
    #[case] method: &'static str,
    #[case] command: &str,
) {
    let server = with_broken(method);
    let mut client = Raw::connect(server.addr()).login().binary();

    for code in [451, 226] {
        let reply = if command.starts_with("STOR") {
            client.upload(command, "new")
        } else {
            client.download(command).1
        };
        assert_eq!(reply.code, code, "{reply}");
    }
    client.quit();

    if command.starts_with("STOR") {
        assert_eq!(server.fs().read("/b"), b"new");
    }
    is_reported(&server, &format!("{method} is broken"));
    drop_unverified(server);
}

#[test]
fn an_authenticator_that_panics_gets_451_and_is_reported() {
    let armed = AtomicBool::new(true);
    let logins = HookedLogins(move |_: &[u8]| {
        if armed.swap(false, Ordering::SeqCst) {
            panic!("login is broken");
        }
    });
    let server = FtpServer::builder().authenticator(logins).start();
    let mut client = Raw::connect(server.addr()).lenient();

    assert_eq!(client.say("USER alice").code, 331);
    assert_eq!(client.say("PASS secret").code, 451);
    let mut client = client.login();
    assert_eq!(client.say("PWD").code, 257);
    client.quit();

    is_reported(&server, "login is broken");
    drop_unverified(server);
}

#[test]
fn a_closure_that_panics_gets_451_and_is_reported_with_its_place() {
    let server = FtpServer::start();
    let broken = server
        .on(NOOP)
        .once()
        .run(|_| -> Option<(u16, &str)> { panic!("the closure is broken") });
    let mut client = Raw::connect(server.addr()).lenient();

    assert_eq!(client.say("NOOP").code, 451);
    assert_eq!(client.say("NOOP").code, 200);
    client.quit();

    assert_eq!(broken.hits(), 1);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("the closure is broken"), "{unmet}");
    assert!(unmet.contains("user_code.rs:"), "{unmet}");
    drop_unverified(server);
}
