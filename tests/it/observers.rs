//! What observers are told, and when.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ftpmock::auth::Secret;
use ftpmock::prelude::*;
use ftpmock::protocol::{FtpPath, Reply};
use ftpmock::server::{Client, EventKind, Observer};
use ftpmock::transcript::{Closing, Data};
use ftpmock::vfs::{MemoryFs, read_all};
use rstest::rstest;

use crate::support::life::private;
use crate::support::raw::{PATIENCE, Raw};

/// Takes everything down.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn note(&self, client: &Client, what: String) {
        let user = client.user.as_deref().map(String::from_utf8_lossy);
        let line = format!("{} {}: {what}", client.session, user.unwrap_or_default());
        self.0.lock().unwrap().push(line);
    }

    /// What was told since the last time.
    fn news(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Observer for Log {
    fn connected(&self, client: &Client) {
        assert!(client.peer.ip().is_loopback());
        self.note(client, "connected".to_owned());
    }

    fn disconnected(&self, client: &Client, how: Closing) {
        self.note(client, format!("disconnected, {how}"));
    }

    fn logged_in(&self, client: &Client) {
        self.note(client, "logged in".to_owned());
    }

    fn login_failed(&self, client: &Client, user: &[u8], password: &Secret) {
        let (user, revealed) = (user.escape_ascii(), password.reveal().escape_ascii());
        self.note(
            client,
            format!("login of {user} failed, {password:?} is {revealed}"),
        );
    }

    fn logged_out(&self, client: &Client) {
        self.note(client, "logged out".to_owned());
    }

    fn file_sent(&self, client: &Client, file: &FtpPath, data: &Data) {
        self.note(client, format!("sent {file}, {data}"));
    }

    fn file_received(&self, client: &Client, file: &FtpPath, data: &Data) {
        self.note(client, format!("received {file}, {data}"));
    }

    fn incomplete_sent(&self, client: &Client, file: &FtpPath, data: &Data) {
        self.note(client, format!("incomplete sent {file}, {}", data.end));
    }

    fn incomplete_received(&self, client: &Client, file: &FtpPath, data: &Data) {
        self.note(client, format!("incomplete received {file}, {data}"));
    }

    fn dir_made(&self, client: &Client, dir: &FtpPath) {
        self.note(client, format!("made {dir}"));
    }

    fn dir_removed(&self, client: &Client, dir: &FtpPath) {
        self.note(client, format!("removed directory {dir}"));
    }

    fn file_removed(&self, client: &Client, file: &FtpPath) {
        self.note(client, format!("removed {file}"));
    }

    fn file_copied(&self, client: &Client, from: &FtpPath, to: &FtpPath) {
        self.note(client, format!("copied {from} to {to}"));
    }

    fn link_made(&self, client: &Client, link: &FtpPath, target: &[u8]) {
        self.note(client, format!("link {link} to {}", target.escape_ascii()));
    }

    fn renamed(&self, client: &Client, from: &FtpPath, to: &FtpPath) {
        self.note(client, format!("renamed {from} to {to}"));
    }

    fn mode_changed(&self, client: &Client, path: &FtpPath, mode: u32) {
        self.note(client, format!("mode of {path} is {mode:o}"));
    }

    fn time_changed(&self, client: &Client, path: &FtpPath, time: UnixTime) {
        self.note(client, format!("time of {path} is {}", time.secs()));
    }
}

/// A server with an observer, and alice, logged in; she has a file and a directory.
fn watched() -> (Arc<Log>, FtpServer, Raw) {
    let log = Arc::new(Log::default());
    let server = private()
        .user(("alice", "secret"))
        .file("/a", "0123456789")
        .file("/d/b", "b")
        .site_symlinks(true)
        .observe(Arc::clone(&log))
        .start();
    let client = Raw::connect(server.addr()).login().binary();
    log.news();
    (log, server, client)
}

#[test]
fn observers_hear_of_connections_and_logins_before_the_client_does() {
    let log = Arc::new(Log::default());
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .observe(Arc::clone(&log))
        .start();

    let mut client = Raw::connect(server.addr());
    assert_eq!(log.news(), ["1 : connected"]);
    assert_eq!(client.say("USER alice").code, 331);
    assert_eq!(client.say("PASS hunter2").code, 530);
    assert_eq!(log.news(), ["1 : login of alice failed, *** is hunter2"]);
    client = client.login();
    assert_eq!(log.news(), ["1 alice: logged in"]);
    assert_eq!(client.say("USER bob").code, 331);
    assert_eq!(log.news(), ["1 alice: logged out"]);
    client = client.login();
    assert_eq!(client.say("REIN").code, 220);
    assert_eq!(log.news(), ["1 alice: logged in", "1 alice: logged out"]);
    // Nobody is logged in who could log out.
    assert_eq!(client.say("REIN").code, 220);
    client = client.login();
    client.quit();

    assert_eq!(
        log.news(),
        [
            "1 alice: logged in",
            "1 alice: logged out",
            "1 alice: disconnected, closed"
        ]
    );
}

#[rstest]
#[case::download("RETR /a", "", "1 alice: sent /a, S->C 10 bytes")]
#[case::upload("STOR /d/new", "abc", "1 alice: received /d/new, C->S 3 bytes")]
#[case::appending("APPE /a", "abc", "1 alice: received /a, C->S 3 bytes")]
#[case::unique("STOU /a", "abc", "1 alice: received /a.1, C->S 3 bytes")]
fn observers_hear_of_a_file_before_the_final_reply(
    #[case] command: &str,
    #[case] content: &str,
    #[case] told: &str,
) {
    let (log, _server, mut client) = watched();
    let reply = if content.is_empty() {
        client.download(command).1
    } else {
        client.upload(command, content)
    };
    assert_eq!(reply.code, 226);
    assert_eq!(log.news(), [told]);
}

#[test]
fn a_listing_is_no_file() {
    let (log, _server, mut client) = watched();
    assert_eq!(client.download("LIST").1.code, 226);
    assert_eq!(log.news(), [""; 0]);
}

#[rstest]
#[case("MKD new", 257, &["made /new"])]
#[case("RMD d", 550, &[])]
#[case("DELE d/b", 250, &["removed /d/b"])]
#[case("DELE nothing", 550, &[])]
#[case("SITE CHMOD 600 a", 200, &["mode of /a is 600"])]
#[case("MFMT 20240102030405 a", 213, &["time of /a is 1704164645"])]
#[case("MFF Modify=20240102030405;UNIX.mode=0640; a", 213, &["time of /a is 1704164645", "mode of /a is 640"])]
#[case("SITE MKDIR x/y", 200, &["made /x", "made /x/y"])]
#[case("SITE RMDIR d", 200, &["removed /d/b", "removed directory /d"])]
#[case("RMDA d", 250, &["removed /d/b", "removed directory /d"])]
#[case("SITE COPY a c", 200, &["copied /a to /c"])]
#[case("SITE COPY d e", 200, &["made /e", "copied /d/b to /e/b"])]
#[case("SITE SYMLINK a l", 200, &["link /l to a"])]
#[case("CWD d", 250, &[])]
fn observers_hear_of_every_change_of_the_tree_before_its_reply(
    #[case] command: &str,
    #[case] code: u16,
    #[case] told: &[&str],
) {
    let (log, _server, mut client) = watched();
    assert_eq!(client.say(command).code, code);
    let told: Vec<String> = told.iter().map(|what| format!("1 alice: {what}")).collect();
    assert_eq!(log.news(), told);
}

#[test]
fn observers_hear_of_directories_removed_and_of_names_changed() {
    let (log, _server, mut client) = watched();
    assert_eq!(client.say("CWD d").code, 250);
    assert_eq!(client.say("RNFR b").code, 350);
    assert_eq!(log.news(), [""; 0]);
    assert_eq!(client.say("RNTO /c").code, 250);
    assert_eq!(log.news(), ["1 alice: renamed /d/b to /c"]);
    assert_eq!(client.say("RMD /d").code, 250);
    assert_eq!(log.news(), ["1 alice: removed directory /d"]);
}

#[test]
fn what_was_received_is_in_the_files_when_observers_hear_of_it() {
    let files = MemoryFs::new();
    let (inside, found) = (files.clone(), Arc::new(Mutex::new(Vec::new())));
    let contents = Arc::clone(&found);
    let server = FtpServer::builder()
        .filesystem(files)
        .user(User::new("alice").home("/home"))
        .dir("/home")
        .on_event(move |event| {
            if let Some(file) = event.received_file() {
                let content = read_all(&inside, &event.client.place_of(file));
                contents
                    .lock()
                    .unwrap()
                    .push((file.to_string(), content.unwrap()));
            }
        })
        .start();
    let mut client = Raw::connect(server.addr()).login().binary();

    assert_eq!(client.upload("STOR a", "complete").code, 226);

    assert_eq!(
        *found.lock().unwrap(),
        [("/a".to_owned(), b"complete".to_vec())]
    );
}

#[test]
fn transfers_that_are_aborted_are_incomplete() {
    let (log, server, mut client) = watched();
    server.fs().write("/big", vec![0; 64 << 20]);
    let mut data = client.epsv();
    assert_eq!(client.say("RETR /big").code, 150);
    data.read_bytes(1);
    client.send("ABOR\r\n");
    assert_eq!(
        (client.read_reply().code, client.read_reply().code),
        (426, 226)
    );
    assert_eq!(log.news(), ["1 alice: incomplete sent /big, aborted"]);

    let mut data = client.epsv();
    assert_eq!(client.say("STOR /part").code, 150);
    data.send("some");
    data.reset();
    assert_eq!(client.read_reply().code, 426);
    assert_eq!(
        log.news(),
        ["1 alice: incomplete received /part, C->S 4 of ? bytes, reset by client"]
    );
}

#[test]
fn a_transfer_without_a_connection_is_incomplete() {
    let clock = ManualClock::new();
    let log = Arc::new(Log::default());
    let server = FtpServer::builder()
        .clock(clock.clone())
        .observe(Arc::clone(&log))
        .start();
    let mut client = Raw::connect(server.addr()).login();
    log.news();
    assert_eq!(client.say("EPSV").code, 229);
    assert_eq!(client.say("STOR /a").code, 150);
    clock.advance(Duration::from_secs(30));
    assert_eq!(client.read_reply().code, 425);
    assert_eq!(
        log.news(),
        ["1 alice: incomplete received /a, C->S no connection"]
    );
}

#[test]
fn a_client_that_hangs_up_leaves_an_incomplete_file_and_does_not_log_out() {
    let (log, server, mut client) = watched();
    let mut data = client.epsv();
    assert_eq!(client.say("STOR /part").code, 150);
    data.send("some");
    client.shutdown_write();
    client.read_to_end();
    let news = log.news();
    assert_eq!(news.len(), 2, "{news:?}");
    assert!(
        news[0].starts_with("1 alice: incomplete received /part, "),
        "{news:?}"
    );
    assert_eq!(news[1], "1 alice: disconnected, closed by client");
    drop(server);
}

#[test]
fn what_a_rule_answers_does_not_happen() {
    let (log, server, mut client) = watched();
    server
        .on(MKD)
        .reply(257, "\"/new\" created, or so they say.");
    server.on(RMD).reply(550, "No.");
    assert_eq!(client.say("MKD new").code, 257);
    assert_eq!(client.say("RMD d").code, 550);
    assert_eq!(log.news(), [""; 0]);
}

#[test]
fn a_client_that_a_rule_greets_or_resets_has_connected_all_the_same() {
    let (log, server, client) = watched();
    client.quit();
    log.news();
    server.on(Event::Connect).nth(1).reply(220, "My greeting.");
    server.on(Event::Connect).nth(1).fault(Fault::reset());

    Raw::is_reset_on_connect(server.addr());
    let client = Raw::connect(server.addr());
    assert_eq!(client.greeting, "220 My greeting.");
    client.quit();

    assert_eq!(
        log.news(),
        [
            "2 : connected",
            "2 : disconnected, reset by server",
            "3 : connected",
            "3 : disconnected, closed"
        ]
    );
}

/// R-G4: what a callback refuses is never greeted.
#[test]
fn a_client_may_be_refused_before_it_is_greeted() {
    let log = Arc::new(Log::default());
    let server = FtpServer::builder()
        .observe(Arc::clone(&log))
        .may_connect(|client| match client.session {
            1 => Ok(()),
            _ => Err((421, "One is enough.")),
        })
        .start();
    let mut first = Raw::connect(server.addr());
    log.news();

    let mut second = Raw::connect(server.addr());

    assert_eq!(second.greeting, "421 One is enough.");
    second.expect_eof();
    assert_eq!(first.say("NOOP").code, 200);
    assert_eq!(log.news(), [""; 0]);
    assert_eq!(
        server.transcript().session(2).to_string(),
        "#2 connect\nS: 421 One is enough.\n#2 closed by server"
    );
}

#[test]
fn a_login_may_be_refused_with_a_reply_and_counts_as_failed() {
    let log = Arc::new(Log::default());
    let server = FtpServer::builder()
        .observe(Arc::clone(&log))
        .may_log_in(|client| match client.user.as_deref() {
            Some(b"mallory") => Err((530, "Not you.")),
            _ => Ok(()),
        })
        .start();
    let mut client = Raw::connect(server.addr());
    log.news();

    let mut try_it = || {
        assert_eq!(client.say("USER mallory").code, 331);
        client.say("PASS x")
    };
    assert_eq!(try_it(), "530 Not you.");
    assert_eq!(log.news(), ["1 : login of mallory failed, *** is x"]);
    assert_eq!(try_it(), "530 Not you.");
    assert_eq!(try_it().code, 421);
    client.expect_eof();
    assert!(Raw::connect(server.addr()).login().say("PWD").code == 257);
}

/// Refuses by methods instead of closures.
struct Doorkeeper;

impl Observer for Doorkeeper {
    fn may_connect(&self, client: &Client) -> Result<(), Reply> {
        if client.session > 1 {
            return Err((421, "Full.").into());
        }
        Ok(())
    }

    fn may_log_in(&self, _: &Client) -> Result<(), Reply> {
        Err((530, "Never.").into())
    }
}

#[test]
fn an_observer_may_refuse_too_and_a_session_that_was_refused_is_not_logged_in() {
    let server = FtpServer::builder().observe(Doorkeeper).start();
    let mut client = Raw::connect(server.addr());
    assert_eq!(client.say("USER alice").code, 331);
    assert_eq!(client.say("PASS secret"), "530 Never.");
    assert_eq!(client.say("PWD").code, 530);
    assert_eq!(server.sessions()[0].user, None);
    assert_eq!(Raw::connect(server.addr()).greeting, "421 Full.");
}

#[test]
fn those_who_only_listen_hear_of_nobody_who_was_refused() {
    let (log, told) = (Arc::new(Log::default()), Arc::new(Mutex::new(0)));
    let count = Arc::clone(&told);
    let server = FtpServer::builder()
        .on_event(move |event| {
            *count.lock().unwrap() += u32::from(matches!(event.kind, EventKind::Connected));
        })
        .observe(Arc::clone(&log))
        .may_connect(|_| Err((421, "Closed today.")))
        .start();
    let mut events = server.events();

    Raw::connect(server.addr()).expect_eof();

    assert_eq!((*told.lock().unwrap(), log.news().len()), (0, 0));
    assert_eq!(events.drain().len(), 0);
}

#[test]
fn events_can_be_taken_one_by_one_in_order() {
    let server = FtpServer::builder().file("/a", "x").start();
    let mut events = server.events();
    assert!(events.try_next().is_none());

    let mut first = Raw::connect(server.addr()).login();
    let mut second = Raw::connect(server.addr());
    assert_eq!(first.say("DELE /a").code, 250);
    second = second.login();
    first.quit();
    second.quit();

    let shown: Vec<String> = events.drain().iter().map(ToString::to_string).collect();
    let expected = "\
#1 connected
#1 alice logged in
#2 connected
#1 alice removed /a
#2 alice logged in
#1 alice logged out
#1 alice disconnected: closed
#2 alice logged out
#2 alice disconnected: closed";
    assert_eq!(shown.join("\n"), expected);
    assert!(events.next_within(Duration::ZERO).is_none());
}

#[test]
fn events_are_iterated_until_the_server_is_gone() {
    let server = FtpServer::start();
    let (events, second) = (server.events(), server.events());
    let listening = std::thread::spawn(move || events.map(|event| event.to_string()).collect());

    Raw::connect(server.addr()).quit();
    drop(server);

    let heard: Vec<String> = listening.join().unwrap();
    assert_eq!(heard, ["#1 connected", "#1 disconnected: closed"]);
    assert_eq!(second.count(), 2);
}

#[tokio::test]
async fn events_can_be_awaited() {
    let server = FtpServer::start();
    let mut events = server.events();
    assert!(events.ready(Duration::from_millis(1)).await.is_err());
    let addr = server.addr();
    let client = std::thread::spawn(move || Raw::connect(addr).quit());

    events.ready(PATIENCE).await.unwrap();

    assert_eq!(events.try_next().unwrap().to_string(), "#1 connected");
    assert!(events.next_within(PATIENCE).is_some());
    client.join().unwrap();
}

#[test]
fn who_no_longer_listens_is_forgotten() {
    let server = FtpServer::start();
    drop(server.events());
    let mut events = server.events();
    Raw::connect(server.addr()).quit();
    assert_eq!(events.drain().len(), 2);
}
