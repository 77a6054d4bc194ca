//! Tests that measure something of the whole process, each alone in it: one program, one test at a time.

#![allow(clippy::unwrap_used)]

#[path = "../it/support/mod.rs"]
mod support;

use std::io::Read;
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ftpmock::prelude::*;

use support::life::bounded;
use support::raw::Raw;
use support::seen;

/// Held by the test that runs: `cargo test` would run them beside each other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many descriptors the process has open; `None` where the system does not tell.
fn descriptors() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count())
}

/// How many threads the servers have, or were started by this test; `None` where the system does not tell. The harness has some
/// of its own, which come and go.
fn threads() -> Option<usize> {
    let own = std::fs::read("/proc/thread-self/comm").ok()?;
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let names = tasks.filter_map(|task| std::fs::read(task.ok()?.path().join("comm")).ok());
    Some(
        names
            .filter(|name| *name == own || name == b"ftpmock\n")
            .count(),
    )
}

/// Raises the limit of descriptors as far as it goes; how many there may be.
#[cfg(unix)]
fn descriptor_limit() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    // Some systems allow less than they say.
    let _ = setrlimit(Resource::Nofile, raised);
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

#[cfg(not(unix))]
fn descriptor_limit() -> u64 {
    u64::MAX
}

/// Uses the server as any client does.
fn use_it(server: &FtpServer, n: usize) {
    let mut client = Raw::connect(server.addr()).login().binary();
    let content = n.to_string();
    assert_eq!(client.upload("STOR /n", &content).code, 226);
    assert_eq!(server.fs().read_to_string("/n"), content);
    client.quit();
}

#[test]
fn a_thousand_servers_alone_leave_no_descriptor_and_no_thread() {
    /// A listener, a session, its client and its data connection.
    const EACH: u64 = 4;
    const SPARE: u64 = 100;

    let _alone = alone();
    let room = usize::try_from((descriptor_limit() - SPARE) / EACH).unwrap_or(usize::MAX);
    let servers = room.min(1000);
    if servers < 1000 {
        println!("only {servers} servers: the system allows no more descriptors");
    }
    let first = FtpServer::start();
    use_it(&first, 0);
    drop(first);
    let before = (descriptors(), threads());
    assert!(before.1.is_none_or(|threads| threads == 3), "{before:?}");

    let started: Vec<FtpServer> = (0..servers).map(|_| FtpServer::start()).collect();
    for (n, server) in started.iter().enumerate() {
        use_it(server, n);
    }
    let mut clients: Vec<Raw> = started.iter().map(|s| Raw::connect(s.addr())).collect();
    drop(started);
    for client in &mut clients {
        client.expect_eof();
    }
    drop(clients);

    assert_eq!((descriptors(), threads()), before);
}

#[test]
fn every_kind_of_end_alone_leaves_no_descriptor() {
    let _alone = alone();
    drop(FtpServer::start());
    let before = descriptors();

    for round in 0..10 {
        let server = FtpServer::builder().file("/a", vec![7; 100_000]).start();
        server.on(NOOP).optional().fault(Fault::reset());
        server
            .on(RETR)
            .optional()
            .fault(Fault::data_stall_after(10).then_reply(226, "Lost."));
        let mut passive = Raw::connect(server.addr()).login();
        assert_eq!(passive.say("EPSV").code, 229);
        let mut active = Raw::connect(server.addr()).login();
        drop(active.port());
        let mut stalled = Raw::connect(server.addr()).login().binary();
        let mut data = stalled.epsv();
        assert_eq!(stalled.say("RETR /a").code, 150);
        assert_eq!(stalled.read_reply().code, 226);
        data.read_bytes(10);
        let mut uploading = Raw::connect(server.addr()).login().binary();
        let _upload = uploading.epsv();
        assert_eq!(uploading.say("STOR /b").code, 150);
        let mut reset = Raw::connect(server.addr());
        reset.send("NOOP\r\n");
        reset.expect_reset();
        Raw::connect(server.addr()).reset();
        // One is enough to finish: it waits for the upload.
        if round == 0 {
            server.finish();
        } else {
            drop(server);
        }
    }

    assert_eq!(descriptors(), before);
}

#[test]
fn ten_thousand_rounds_alone_refuse_none_before_and_accept_none_after_a_drop() {
    let _alone = alone();
    seen::start_connect_drop(10_000);
}

#[test]
fn two_thousand_uploads_alone_are_each_seen_at_once_by_16_clients() {
    let _alone = alone();
    seen::by_clients(16, 125);
}

/// So many as there is room for, with two descriptors each, and some to spare; says so when that is
/// fewer.
fn room_for(clients: usize) -> usize {
    const SPARE: u64 = 100;

    let room = usize::try_from((descriptor_limit() - SPARE) / 2).unwrap_or(usize::MAX);
    if room < clients {
        println!("only {room} clients: the system allows no more descriptors");
    }
    room.min(clients)
}

/// So many clients, all logged in at once.
fn crowd(server: &FtpServer, clients: usize) -> Vec<Raw> {
    let client = |_| Raw::connect(server.addr()).login();
    (0..clients).map(client).collect()
}

#[test]
fn three_hundred_clients_alone_are_logged_in_at_once_and_all_are_served() {
    let _alone = alone();
    let server = FtpServer::start();
    let mut clients = crowd(&server, room_for(300));

    for (n, client) in clients.iter_mut().enumerate() {
        assert_eq!(client.say(format!("MKD /{n}")).code, 257);
    }

    let sessions = server.sessions();
    assert_eq!(sessions.len(), clients.len());
    assert!(
        sessions
            .iter()
            .all(|one| one.is_open() && one.user.is_some())
    );
    for client in clients {
        client.quit();
    }
    assert!(server.sessions().iter().all(|one| !one.is_open()));
}

#[test]
fn five_hundred_and_twelve_clients_alone_are_as_many_as_pyftpdlib_serves() {
    let _alone = alone();
    if room_for(513) < 513 {
        return;
    }
    let server = FtpServer::builder().profile(Profile::Pyftpdlib).start();
    let _all: Vec<Raw> = (0..512).map(|_| Raw::connect(server.addr())).collect();

    let refused = Raw::connect(server.addr()).greeting;

    let text = "421 Too many connections. Service temporarily unavailable.";
    assert_eq!(refused, text);
}

#[test]
fn five_thousand_idle_sessions_alone_slow_nobody_down_and_end_with_the_server() {
    let _alone = alone();
    let server = FtpServer::start();
    let mut idle = crowd(&server, room_for(5000));

    use_it(&server, idle.len());
    assert_eq!(
        server.sessions().iter().filter(|one| one.is_open()).count(),
        idle.len()
    );
    assert_eq!(idle.last_mut().unwrap().say("NOOP").code, 200);

    drop(server);
    for client in &mut idle {
        client.expect_eof();
    }
}

#[test]
fn threads_of_a_server_alone_are_as_many_as_asked_for_and_go_with_it() {
    let _alone = alone();
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        println!("skipped: the system does not tell of threads");
        return;
    };
    drop(tasks);
    fn own() -> usize {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let names = tasks.filter_map(|task| std::fs::read(task.ok()?.path().join("comm")).ok());
        names.filter(|name| name == b"ftpmock-own\n").count()
    }
    // A thread has its name as soon as it runs, and is seen a moment longer than it does.
    let become_own = |wanted: usize| {
        bounded("starting or ending threads", move || {
            while own() != wanted {
                std::thread::yield_now();
            }
        });
    };
    assert_eq!(own(), 0);

    let server = FtpServer::builder().workers(3).start();
    use_it(&server, 1);
    become_own(3);
    drop(server);

    become_own(0);
}

#[test]
fn a_listener_alone_queues_clients_that_come_all_at_once() {
    let _alone = alone();
    let server = FtpServer::start();
    let clients: Vec<TcpStream> = (0..500)
        .map(|_| TcpStream::connect(server.addr()).unwrap())
        .collect();

    drop(server);

    for mut client in clients {
        let mut said = String::new();
        client.read_to_string(&mut said).unwrap();
        assert_eq!(said, "220 ftpmock ready\r\n");
    }
}
