//! Servers that are closed, taken down, shut down and steered while they run.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::protocol::Command;
use ftpmock::server::{Activity, ServerHandle, SessionInfo};

use crate::support::life::{bounded, private, refuses};
use crate::support::raw::{PATIENCE, Raw};

const GOODBYE: &str = "421 Service not available.";

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn a_closed_server_refuses_newcomers_and_keeps_its_sessions() {
    let server = private().start();
    let addr = server.addr();
    let mut client = Raw::connect(addr).login().binary();

    server.close();

    assert!(refuses(addr));
    assert_eq!(client.upload("STOR /a", "still here").code, 226);
    client.quit();
    server.ended(PATIENCE).block().unwrap();
    // Nothing is left to be closed.
    server.close();
    server.close_all();
}

#[test]
fn who_has_connected_before_a_close_is_served() {
    let server = private().start();
    let mut clients: Vec<_> = (0..20)
        .map(|_| Raw::connect_silently(server.addr()))
        .collect();

    server.close();

    for client in &mut clients {
        assert_eq!(client.read_reply().code, 220);
    }
}

#[test]
fn closing_all_ends_every_session_without_a_word() {
    let server = private().start();
    let addr = server.addr();
    let mut idle = Raw::connect(addr).login();
    let mut busy = Raw::connect(addr).login().binary();
    let mut data = busy.epsv();
    assert_eq!(busy.say("STOR /part").code, 150);
    data.send("so far");

    server.close_all();

    assert!(refuses(addr));
    idle.expect_eof();
    busy.expect_eof();
    data.read_to_end();
    server.ended(PATIENCE).block().unwrap();
    assert!(
        server
            .transcript()
            .to_string()
            .contains("#1 closed by server")
    );
}

#[test]
fn an_outage_ends_sessions_and_refuses_clients_until_it_is_over() {
    let server = private().file("/a", "kept").start();
    let addr = server.addr();
    let mut before = Raw::connect(addr).login();

    let outage = server.down();

    before.expect_eof();
    assert!(refuses(addr));
    outage.up();
    let mut after = Raw::connect(addr).login().binary();
    assert_eq!(after.download("RETR /a").0, b"kept");
    after.quit();
    assert_eq!(server.transcript().sessions(), [1, 2]);
}

#[test]
fn an_outage_ends_when_it_is_dropped_and_may_come_again() {
    let server = private().start();
    for _ in 0..3 {
        {
            let _outage = server.down();
            assert!(refuses(server.addr()));
        }
        Raw::connect(server.addr()).quit();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_else_gets_the_port_of_a_server_that_is_down() {
    let server = FtpServer::start();
    let _outage = server.down();

    let error = TcpListener::bind(server.addr()).unwrap_err();

    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[test]
fn a_server_may_be_dropped_or_closed_while_it_is_down() {
    let server = private().start();
    let addr = server.addr();
    let outage = server.down();
    server.close();
    drop(outage);
    assert!(refuses(addr));

    let server = FtpServer::builder().listen(addr).start();
    let outage = server.down();
    drop(server);
    assert!(refuses(addr));
    drop(outage);
    assert!(refuses(addr));
}

#[test]
fn a_session_that_is_kicked_is_told_and_closed_and_the_others_stay() {
    let server = FtpServer::start();
    let mut first = Raw::connect(server.addr()).login();
    let mut second = Raw::connect(server.addr()).login();

    assert!(server.kick(1));

    assert_eq!(first.read_reply(), GOODBYE);
    first.expect_eof();
    assert_eq!(second.say("NOOP").code, 200);
    for nobody in [0, 1, 3, u64::MAX] {
        assert!(!server.kick(nobody), "{nobody}");
    }
}

#[test]
fn a_transfer_of_a_session_that_is_kicked_is_broken_off() {
    let server = FtpServer::builder()
        .file("/big", Content::zeros(GIB))
        .start();
    let mut client = Raw::connect(server.addr()).login().binary();
    let mut data = client.epsv();
    assert_eq!(client.say("RETR /big").code, 150);
    data.read_bytes(1);

    assert!(server.kick(1));

    assert_eq!(client.read_reply(), GOODBYE);
    client.expect_eof();
    assert!((data.read_to_end().0.len() as u64) < GIB - 1);
}

#[test]
fn a_session_that_is_held_back_can_be_kicked() {
    let server = FtpServer::start();
    let gate = server.on(NOOP).hold();
    let mut client = Raw::connect(server.addr());
    client.send("NOOP\r\n");
    gate.reached(PATIENCE).block().unwrap();

    assert!(server.kick(1));

    assert_eq!(client.read_reply(), GOODBYE);
    client.expect_eof();
}

#[test]
fn a_list_of_sessions_says_who_is_where_and_does_what() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock)
        .dir("/home/bob/in")
        .user(User::new("bob").password("secret").home("/home/bob"))
        .start();
    let gate = server.on(NOOP).hold();
    let [mut gone, mut idle, mut held, mut busy, new] =
        [(); 5].map(|()| Raw::connect(server.addr()));
    gone = gone.login_as("bob", "secret");
    gone.quit();
    idle = idle.login_as("bob", "secret");
    assert_eq!(idle.say("CWD in").code, 250);
    held.send("NOOP\r\n");
    gate.reached(PATIENCE).block().unwrap();
    busy = busy.login_as("bob", "secret").binary();
    let _data = busy.epsv();
    assert_eq!(busy.say("STOR a").code, 150);
    assert_eq!(busy.say("STAT").code, 211);

    let sessions = server.sessions();

    let shown = |session: &SessionInfo| {
        let user = session
            .user
            .as_ref()
            .map(|name| String::from_utf8_lossy(name).into_owned());
        (session.number, user, session.cwd.to_string())
    };
    let bob = || Some("bob".to_owned());
    assert_eq!(
        sessions.iter().map(shown).collect::<Vec<_>>(),
        [
            (1, bob(), "/".to_owned()),
            (2, bob(), "/in".to_owned()),
            (3, None, "/".to_owned()),
            (4, bob(), "/".to_owned()),
            (5, None, "/".to_owned()),
        ]
    );
    assert_eq!(sessions[1].peer, idle.local_addr());
    assert!(!sessions[0].is_open() && sessions[1].is_open());
    assert_eq!(sessions[0].activity, Activity::Ended);
    assert_eq!(
        sessions[2].activity,
        Activity::Executing(Command::parse("NOOP"))
    );
    // A reply leaves shortly before the session waits again.
    let wanted = [
        (1, Activity::Idle),
        (3, Activity::Transferring(Command::parse("STOR a"))),
        (4, Activity::Idle),
    ];
    bounded("waiting", move || {
        while !wanted
            .iter()
            .all(|(at, activity)| server.sessions()[*at].activity == *activity)
        {
            std::thread::yield_now();
        }
        drop(gate);
    });
    drop(new);
}

#[test]
fn no_password_stands_in_a_list_of_sessions() {
    let server = FtpServer::start();
    let gate = server.on(PASS).hold();
    let mut client = Raw::connect(server.addr());
    client.send("USER alice\r\nPASS hunter2\r\n");
    gate.reached(PATIENCE).block().unwrap();

    let shown = format!("{:?} {server:?}", server.sessions());

    assert!(
        shown.contains("PASS ***") && !shown.contains("hunter2"),
        "{shown}"
    );
}

/// A server on a clock of its own, and clients: one idle, one in the middle of an upload.
fn in_the_middle() -> (
    FtpServer,
    ManualClock,
    Raw,
    Raw,
    crate::support::raw_data::Data,
) {
    let clock = ManualClock::new();
    let server = private()
        .clock(clock.clone())
        .data_timeout(Duration::ZERO)
        .start();
    let idle = Raw::connect(server.addr()).login();
    let mut busy = Raw::connect(server.addr()).login().binary();
    let mut data = busy.epsv();
    assert_eq!(busy.say("STOR /a").code, 150);
    data.send("begun, ");
    (server, clock, idle, busy, data)
}

#[test]
fn a_shutdown_lets_transfers_end_and_sends_the_idle_away() {
    let (server, _clock, mut idle, mut busy, mut data) = in_the_middle();

    server.shutdown(secs(5));

    assert!(refuses(server.addr()));
    assert_eq!(idle.read_reply(), GOODBYE);
    idle.expect_eof();
    assert!(busy.is_silent());
    data.send("and done");
    data.shutdown_write();
    assert_eq!(busy.read_reply().code, 226);
    assert_eq!(busy.read_reply(), GOODBYE);
    busy.expect_eof();
    // Each client is given the time to hang up.
    drop((idle, busy));
    server.ended(PATIENCE).block().unwrap();
    assert_eq!(server.fs().read("/a"), b"begun, and done");
}

#[test]
fn a_shutdown_breaks_transfers_off_when_its_grace_has_passed() {
    let (server, clock, mut idle, mut busy, _data) = in_the_middle();

    server.shutdown(secs(5));

    assert_eq!(idle.read_reply(), GOODBYE);
    clock.advance(secs(4));
    assert_eq!(busy.say("STAT").code, 211);
    clock.advance(secs(1));
    assert_eq!(busy.read_reply(), GOODBYE);
    busy.expect_eof();
    drop((idle, busy));
    server.ended(PATIENCE).block().unwrap();
}

#[test]
fn a_shutdown_that_waits_for_nobody_is_over_at_once() {
    let server = private().clock(ManualClock::new()).start();
    server.shutdown(secs(3600));
    server.ended(PATIENCE).block().unwrap();
    assert!(refuses(server.addr()));
    // Once is enough.
    server.shutdown(secs(1));
    assert!(!server.kick(1));
}

#[test]
fn a_server_in_the_foreground_serves_until_a_handle_closes_it() {
    let server = private().start();
    let (handle, addr) = (server.handle(), server.addr());
    assert_eq!(handle.addr(), addr);
    let mut client = Raw::connect(addr);

    let serving = std::thread::spawn(move || {
        server.serve();
        server
    });
    assert_eq!(client.say("NOOP").code, 200);
    handle.close();
    // It ends with its last session.
    assert!(!serving.is_finished());
    assert_eq!(handle.sessions().len(), 1);
    client.quit();

    let server = bounded("serving", || serving.join().unwrap());
    assert_eq!(server.transcript().sessions(), [1]);
    assert!(refuses(addr));
}

#[test]
fn a_handle_steers_its_server_from_within_a_session() {
    let handle = Arc::new(OnceLock::<ServerHandle>::new());
    let inside = Arc::clone(&handle);
    let server = private()
        .on_event(move |event| {
            if let (Some(server), "#2 alice logged in") = (inside.get(), &*event.to_string()) {
                assert_eq!(server.sessions().len(), 2);
                assert!(server.kick(1));
                server.close();
            }
        })
        .start();
    handle.set(server.handle()).unwrap();
    let mut first = Raw::connect(server.addr());

    let mut second = Raw::connect(server.addr()).login();

    assert_eq!(first.read_reply(), GOODBYE);
    assert!(refuses(server.addr()));
    assert_eq!(second.say("NOOP").code, 200);
}

#[tokio::test]
async fn the_end_of_a_server_can_be_awaited() {
    let server = private().start();
    let handle = server.handle();
    let closing = std::thread::spawn(move || handle.close_all());

    server.ended(PATIENCE).await.unwrap();

    closing.join().unwrap();
}

#[test]
fn a_handle_of_a_server_that_is_gone_does_nothing() {
    let server = private().start();
    let handle = server.handle();
    let addr: SocketAddr = handle.addr();
    Raw::connect(addr).quit();
    drop(server);

    handle.close();
    handle.close_all();
    handle.shutdown(secs(1));
    drop(handle.down());
    handle.serve();

    assert!(!handle.kick(1));
    assert!(!handle.sessions()[0].is_open());
    assert!(TcpStream::connect(addr).is_err());
}
