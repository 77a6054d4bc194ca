//! The server's end from wherever it comes: runtimes of tests, spawned tasks, closures on the server's own threads.

use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};

use ftpmock::prelude::*;

use crate::support::life::{bounded, private, refuses};
use crate::support::raw::{PATIENCE, Raw};
use crate::support::user;

/// Logs in, uploads and goes.
async fn probe(server: &FtpServer) {
    user::probe(server.addr(), PATIENCE).await.unwrap();
}

#[tokio::test]
async fn drop_works_in_a_test_on_one_thread() {
    let server = private().start();
    let addr = server.addr();
    let mut idle = Raw::connect(addr);
    probe(&server).await;

    drop(server);

    assert!(refuses(addr));
    idle.expect_eof();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drop_works_in_a_test_on_many_threads() {
    let server = private().start();
    let addr = server.addr();
    let mut idle = Raw::connect(addr);
    probe(&server).await;

    drop(server);

    assert!(refuses(addr));
    idle.expect_eof();
}

#[tokio::test]
async fn finish_works_in_a_test_on_one_thread() {
    let server = FtpServer::start();
    server.expect(QUIT).times(1);
    probe(&server).await;

    assert_eq!(
        server.finish().commands(),
        ["USER alice", "PASS ***", "QUIT"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finish_works_in_a_test_on_many_threads() {
    let server = FtpServer::start();
    server.expect(QUIT).times(1);
    probe(&server).await;

    assert_eq!(
        server.finish().commands(),
        ["USER alice", "PASS ***", "QUIT"]
    );
}

#[tokio::test]
async fn finish_does_not_wait_for_a_client_that_shares_its_thread() {
    let server = private().start();
    let addr = server.addr();
    let mut client = suppaftp::tokio::AsyncFtpStream::connect(addr)
        .await
        .unwrap();
    client.login("alice", "secret").await.unwrap();

    let transcript = server.finish();

    assert!(transcript.to_string().ends_with("#1 open at finish"));
    assert!(client.noop().await.is_err());
    assert!(refuses(addr));
}

#[tokio::test]
async fn a_spawned_task_can_drop_or_finish_it_on_one_thread() {
    spawned().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spawned_task_can_drop_or_finish_it_on_many_threads() {
    spawned().await;
}

async fn spawned() {
    let dropped = private().start();
    let finished = private().start();
    let addrs = [dropped.addr(), finished.addr()];
    probe(&dropped).await;
    probe(&finished).await;

    let first = tokio::spawn(async move { drop(dropped) });
    let second = tokio::spawn(async move { finished.finish() });

    first.await.unwrap();
    assert_eq!(second.await.unwrap().commands().len(), 3);
    assert!(addrs.into_iter().all(refuses));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocking_task_can_drop_it() {
    let server = private().start();
    let addr = server.addr();
    probe(&server).await;

    let dropping = tokio::task::spawn_blocking(move || drop(server));

    dropping.await.unwrap();
    assert!(refuses(addr));
}

/// A place from which a closure can take a server, to drop it.
type Place = Arc<Mutex<Option<FtpServer>>>;

#[test]
fn a_closure_of_another_server_can_drop_it() {
    let other = private().start();
    let addr = other.addr();
    let mut idle = Raw::connect(addr);
    let place: Place = Arc::new(Mutex::new(Some(other)));
    let server = FtpServer::start();
    server.on(NOOP).run(move |_| {
        drop(place.lock().unwrap().take());
        Some((200, if refuses(addr) { "gone" } else { "still there" }))
    });

    let mut client = Raw::connect(server.addr());

    assert_eq!(client.say("NOOP").text, "gone");
    idle.expect_eof();
    client.quit();
}

#[test]
fn a_closure_of_another_server_can_finish_it() {
    let other = private().start();
    let addr = other.addr();
    let mut idle = Raw::connect(addr);
    let place: Place = Arc::new(Mutex::new(Some(other)));
    let server = FtpServer::start();
    server.on(NOOP).run(move |_| {
        let transcript = place.lock().unwrap().take().map(FtpServer::finish);
        let begun = transcript.is_some_and(|t| t.to_string().starts_with("#1 connect"));
        Some((
            200,
            if begun && refuses(addr) {
                "gone"
            } else {
                "still there"
            },
        ))
    });

    let mut client = Raw::connect(server.addr());

    assert_eq!(client.say("NOOP").text, "gone");
    idle.expect_eof();
    client.quit();
}

#[test]
fn a_closure_can_drop_its_own_server() {
    let server = private().start();
    let addr = server.addr();
    let place: Place = Arc::default();
    let (here, gone) = (Arc::clone(&place), channel());
    server
        .on(NOOP)
        .run(move |_| {
            drop(here.lock().unwrap().take());
            gone.0.send(refuses(addr)).unwrap();
            None::<(u16, &str)>
        })
        .optional();
    let mut idle = Raw::connect(addr);
    let mut client = Raw::connect(addr);
    *place.lock().unwrap() = Some(server);

    client.send("NOOP\r\n");

    assert!(
        gone.1.recv_timeout(PATIENCE).unwrap(),
        "{addr} still listens"
    );
    idle.expect_eof();
    client.read_to_end();
}

#[test]
fn clients_of_a_server_that_was_dropped_by_its_own_closure_see_the_end() {
    let server = private().file("/a", "a").start();
    let addr = server.addr();
    let place: Place = Arc::default();
    let here = Arc::clone(&place);
    server
        .on(NOOP)
        .run(move |_| {
            drop(here.lock().unwrap().take());
            None::<(u16, &str)>
        })
        .optional();
    let mut transferring = Raw::connect(addr).login().binary();
    let data = transferring.epsv();
    assert_eq!(transferring.say("STOR /b").code, 150);
    let mut client = Raw::connect(addr);
    *place.lock().unwrap() = Some(server);

    client.send("NOOP\r\n");

    data.read_to_end();
    transferring.read_to_end();
    client.read_to_end();
    assert!(refuses(addr));
}

#[test]
fn two_closures_can_drop_each_others_servers() {
    let (first, second) = (private().start(), private().start());
    let addrs = [first.addr(), second.addr()];
    let places: [Place; 2] = Default::default();
    let both_run = Arc::new(Barrier::new(2));
    for (server, place) in [(&first, &places[1]), (&second, &places[0])] {
        let (place, both_run) = (Arc::clone(place), Arc::clone(&both_run));
        server
            .on(NOOP)
            .run(move |_| {
                both_run.wait();
                drop(place.lock().unwrap().take());
                None::<(u16, &str)>
            })
            .optional();
    }
    let mut clients = addrs.map(Raw::connect);
    *places[0].lock().unwrap() = Some(first);
    *places[1].lock().unwrap() = Some(second);

    for client in &mut clients {
        client.send("NOOP\r\n");
    }

    for client in &mut clients {
        client.read_to_end();
    }
    assert!(addrs.into_iter().all(refuses));
}

#[test]
fn drop_is_bounded_while_a_closure_of_the_server_blocks() {
    let server = private().start();
    let addr = server.addr();
    let (arrived, release) = (channel(), channel::<()>());
    let waiting = Mutex::new(release.1);
    server
        .on(NOOP)
        .run(move |_| {
            arrived.0.send(()).unwrap();
            // Ends when the test lets go of the other end.
            waiting.lock().unwrap().recv().unwrap_err();
            None::<(u16, &str)>
        })
        .optional();
    let mut client = Raw::connect(addr);
    client.send("NOOP\r\n");
    arrived.1.recv_timeout(PATIENCE).unwrap();

    bounded("drop", || drop(server));

    assert!(refuses(addr));
    drop(release.0);
    client.read_to_end();
}

#[test]
fn a_server_can_be_started_in_a_closure() {
    let server = FtpServer::start();
    server.on(NOOP).run(|_| {
        let inner = private().start();
        let mut client = Raw::connect(inner.addr());
        let reply = client.say("SYST");
        client.quit();
        Some((200, reply.text))
    });

    let mut client = Raw::connect(server.addr());

    assert_eq!(client.say("NOOP").text, "UNIX Type: L8");
    client.quit();
}
