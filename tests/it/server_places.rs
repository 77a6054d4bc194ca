//! Where a server listens, and where its sessions run.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::server::Outage;
use rstest::rstest;
use tokio::runtime::Runtime;

use crate::support::life::{bounded, panic_of, private, refuses};
use crate::support::raw::Raw;

#[test]
fn a_listener_that_listens_already_is_taken_over() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    // It is connected before there is a server.
    let mut early = Raw::connect_silently(addr);

    let server = FtpServer::builder().listener(listener).start();

    assert_eq!(server.addr(), addr);
    assert_eq!(early.read_reply().code, 220);
    Raw::connect(addr).login().quit();
    early.quit();
}

#[test]
fn the_last_word_about_the_address_counts() {
    let listener = || TcpListener::bind("127.0.0.1:0").unwrap();
    let adopted = listener();
    let addr = adopted.local_addr().unwrap();

    let server = FtpServer::builder()
        .listen("127.0.0.1:0")
        .listener(adopted)
        .start();
    assert_eq!(server.addr(), addr);

    let other = listener();
    let unused = other.local_addr().unwrap();
    let server = FtpServer::builder()
        .listener(other)
        .listen("127.0.0.1:0")
        .start();
    assert_ne!(server.addr(), unused);
}

#[test]
fn a_server_on_a_port_that_the_system_chose_comes_back_to_it() {
    let listener = TcpListener::bind(private_addr()).unwrap();
    let server = FtpServer::builder().listener(listener).start();
    Raw::connect(server.addr()).quit();

    let outage: Outage = server.down();
    assert!(refuses(server.addr()));
    #[cfg(target_os = "linux")]
    assert!(TcpListener::bind(server.addr()).is_err());
    outage.up();

    Raw::connect(server.addr()).quit();
}

fn private_addr() -> SocketAddr {
    let ip = private().start().addr().ip();
    SocketAddr::new(ip, 0)
}

/// A runtime whose only thread is blocked until the sender is dropped.
fn blocked_runtime() -> (Runtime, Sender<()>) {
    let runtime = runtime_of_the_test();
    let (blocked, is_blocked) = channel();
    let (release, released) = channel::<()>();
    runtime.spawn(async move {
        blocked.send(()).unwrap();
        let _ = released.recv();
    });
    is_blocked.recv().unwrap();
    (runtime, release)
}

/// With nobody to take clients in, as many can connect as may wait.
#[cfg(target_os = "linux")]
#[test]
fn a_backlog_is_how_many_clients_may_wait() {
    use socket2::{Domain, Socket, Type};

    let queued = |adjust: fn(Builder) -> Builder| {
        let (runtime, release) = blocked_runtime();
        let builder = FtpServer::builder().runtime(runtime.handle().clone());
        let server = adjust(builder).start();
        let sockets: Vec<Socket> = (0..10)
            .map(|_| {
                let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
                socket.set_nonblocking(true).unwrap();
                // In progress: on this machine it is done or refused right away.
                let _ = socket.connect(&server.addr().into());
                socket
            })
            .collect();
        let connected = sockets.iter().filter(|socket| socket.peer_addr().is_ok());
        let connected = connected.count();
        drop(release);
        drop(server);
        connected
    };

    assert_eq!(queued(|builder| builder), 10);
    // Linux lets one more wait than it is told.
    assert_eq!(queued(|builder| builder.backlog(2)), 3);
}

/// R-G3: and so are those who came too late.
#[test]
fn clients_that_wait_while_a_server_is_shut_down_are_told() {
    let (runtime, release) = blocked_runtime();
    let server = FtpServer::builder()
        .runtime(runtime.handle().clone())
        .start();
    let mut waiting = Raw::connect_silently(server.addr());

    // It has to give up waiting for the thread that is blocked.
    server.shutdown(Duration::ZERO);
    drop(release);

    assert_eq!(waiting.read_reply(), "421 Service not available.");
    waiting.expect_eof();
}

/// The name of the thread that a session of such a server runs on.
fn thread_of(adjust: impl FnOnce(Builder) -> Builder) -> String {
    let name = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&name);
    let server = adjust(FtpServer::builder())
        .on_event(move |_| {
            let thread = std::thread::current();
            *seen.lock().unwrap() = thread.name().unwrap_or_default().to_owned();
        })
        .start();
    let mut client = Raw::connect(server.addr()).login().binary();
    assert_eq!(client.upload("STOR /a", "content").code, 226);
    assert_eq!(server.fs().read("/a"), b"content");
    client.quit();
    drop(server);
    name.lock().unwrap().clone()
}

#[test]
fn sessions_run_on_shared_threads_or_on_threads_of_their_server() {
    assert_eq!(thread_of(|builder| builder), "ftpmock");
    assert_eq!(thread_of(|builder| builder.workers(1)), "ftpmock-own");
    assert_eq!(thread_of(|builder| builder.workers(3)), "ftpmock-own");
}

#[test]
fn no_workers_at_all_are_refused() {
    let text = panic_of(|| FtpServer::builder().workers(0));
    assert!(text.contains("would serve nobody"), "{text}");
}

fn runtime_of_the_test() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("of-the-test")
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn sessions_run_on_the_runtime_of_the_test() {
    let runtime = runtime_of_the_test();
    let handle = runtime.handle().clone();
    assert_eq!(thread_of(|builder| builder.runtime(handle)), "of-the-test");
}

#[test]
fn a_server_can_live_and_die_within_a_task_of_its_own_runtime() {
    let runtime = runtime_of_the_test();
    let handle = runtime.handle().clone();
    let task = runtime.spawn(async move {
        let server = FtpServer::builder().runtime(handle).start();
        let addr = server.addr();
        // A client that blocks needs a thread of its own here.
        let client = tokio::task::spawn_blocking(move || Raw::connect(addr).login().quit());
        client.await.unwrap();
        let mut idle = tokio::task::spawn_blocking(move || Raw::connect(addr))
            .await
            .unwrap();
        assert!(server.kick(2));
        idle.read_to_end();
        let outage = server.down();
        drop(outage);
        let transcript = server.finish();
        assert_eq!(transcript.sessions(), [1, 2]);
    });
    bounded("the task", move || runtime.block_on(task).unwrap());
}

#[test]
fn a_server_is_gone_when_its_runtime_is() {
    let runtime = runtime_of_the_test();
    let handle = runtime.handle().clone();
    let server = private().runtime(handle).start();
    let mut client = Raw::connect(server.addr());

    drop(runtime);

    client.read_to_end();
    server.ended(crate::support::raw::PATIENCE).block().unwrap();
    assert!(refuses(server.addr()));
    bounded("drop", || drop(server));
}

#[tokio::test]
async fn a_server_with_its_own_threads_can_be_dropped_in_an_async_test() {
    let server = FtpServer::builder().workers(1).start();
    Raw::connect(server.addr()).quit();
    drop(server);
}

#[rstest]
#[case::neither(false, false)]
#[case::no_timers(true, false)]
#[case::no_sockets(false, true)]
fn a_runtime_that_lacks_something_is_refused_at_the_start(
    #[case] sockets: bool,
    #[case] timers: bool,
) {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if sockets {
        builder.enable_io();
    }
    if timers {
        builder.enable_time();
    }
    let runtime = builder.build().unwrap();
    let handle = runtime.handle().clone();

    let text = panic_of(|| FtpServer::builder().runtime(handle).start());

    assert!(text.contains("Call `enable_"), "{text}");
}

#[tokio::test]
async fn the_runtime_of_a_current_thread_is_refused_with_a_sentence() {
    let handle = tokio::runtime::Handle::current();

    let text = panic_of(|| FtpServer::builder().runtime(handle));

    assert!(
        text.contains("can not run on a current-thread runtime"),
        "{text}"
    );
}
