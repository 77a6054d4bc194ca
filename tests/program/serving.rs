//! `ftpmock serve`: what it is, and what it says.

use std::fs;

use crate::support::{client, ran, serve};

#[test]
fn the_first_line_says_where_the_server_is() {
    let served = serve(&["--until-stdin-closes"]);
    let addr = served.addr();
    assert_eq!(served.ready["event"], "ready");
    assert_eq!(served.ready["url"], format!("ftp://{addr}/"));
    assert!(served.ready["ca"].is_null() && addr.ip().is_loopback());
    client(addr).quit().unwrap();
    let (status, told) = served.stopped();
    assert_eq!((status.code(), told.as_str()), (Some(0), ""));
}

#[test]
fn events_come_in_order_and_at_once() {
    let served = serve(&["--events", "--until-stdin-closes"]);
    let mut ftp = suppaftp::FtpStream::connect(served.addr()).unwrap();
    assert_eq!(served.line()["event"], "connect");
    ftp.login("alice", "secret").unwrap();
    let login = served.line();
    assert_eq!(
        (&login["event"], &login["user"], &login["session"]),
        (&"login".into(), &"alice".into(), &1.into())
    );
    ftp.mkdir("/in").unwrap();
    assert_eq!(
        served.line(),
        serde_json::json!({
            "event": "mkdir", "session": 1, "user": "alice", "path": "/in",
        })
    );
    ftp.put_file("/in/a", &mut &b"hello"[..]).unwrap();
    assert_eq!(
        served.line(),
        serde_json::json!({
            "event": "file_received", "session": 1, "user": "alice", "path": "/in/a", "bytes": 5,
        })
    );
    ftp.retr_as_buffer("/in/a").unwrap();
    assert_eq!(served.line()["event"], "file_sent");
    ftp.rename("/in/a", "/in/b").unwrap();
    let renamed = served.line();
    assert_eq!(
        (&renamed["event"], &renamed["to"]),
        (&"rename".into(), &"/in/b".into())
    );
    ftp.rm("/in/b").unwrap();
    assert_eq!(served.line()["event"], "delete");
    ftp.rmdir("/in").unwrap();
    assert_eq!(served.line()["event"], "rmdir");
    ftp.quit().unwrap();
    assert_eq!(served.line()["event"], "logout");
    assert_eq!(served.line()["event"], "disconnect");
    assert!(served.stopped().0.success());
}

#[test]
fn a_login_that_fails_is_an_event() {
    let served = serve(&["--events", "--user", "alice:other", "--until-stdin-closes"]);
    let mut ftp = suppaftp::FtpStream::connect(served.addr()).unwrap();
    assert!(ftp.login("alice", "secret").is_err());
    served.line();
    let failed = served.line();
    assert_eq!(
        (&failed["event"], &failed["user"]),
        (&"login_failed".into(), &"alice".into())
    );
}

#[test]
fn users_have_letters_and_homes() {
    let served = serve(&[
        "--user",
        "bob:pw",
        "--user",
        "alice:secret:elr:/home/alice",
        "--until-stdin-closes",
    ]);
    let mut ftp = client(served.addr());
    assert_eq!(ftp.pwd().unwrap(), "/");
    assert!(ftp.mkdir("/x").unwrap_err().to_string().contains("550"));
    drop(ftp);
    let mut bob = suppaftp::FtpStream::connect(served.addr()).unwrap();
    bob.login("bob", "pw").unwrap();
    assert_eq!(bob.nlst(Some("/home")).unwrap().len(), 1);
}

#[test]
fn sessions_begin_where_they_are_told_to() {
    for users in [
        &[][..],
        &["--user", "alice:secret"],
        &["--user", "alice:secret:elradfmwMT:/home"],
    ] {
        let served = serve(&[users, &["--start-dir", "in/today", "--until-stdin-closes"]].concat());
        assert_eq!(
            client(served.addr()).pwd().unwrap(),
            "/in/today",
            "{users:?}"
        );
    }
}

#[test]
fn anonymous_users_read() {
    let served = serve(&["--anonymous", "--until-stdin-closes"]);
    let mut ftp = suppaftp::FtpStream::connect(served.addr()).unwrap();
    ftp.login("anonymous", "me@example.com").unwrap();
    assert!(ftp.mkdir("/x").is_err());
    assert!(
        suppaftp::FtpStream::connect(served.addr())
            .unwrap()
            .login("alice", "secret")
            .is_err()
    );
}

#[test]
fn a_directory_is_served_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "hello").unwrap();
    let root = dir.path().to_str().unwrap();
    let served = serve(&["--root", root, "--banner", "Hello.", "--until-stdin-closes"]);
    let mut ftp = client(served.addr());
    assert_eq!(ftp.get_welcome_msg(), Some("220 Hello."));
    assert_eq!(ftp.nlst(None).unwrap(), ["a.txt"]);
    ftp.put_file("b.txt", &mut &b"new"[..]).unwrap();
    assert_eq!(fs::read(dir.path().join("b.txt")).unwrap(), b"new");
}

#[test]
fn tls_can_be_trusted_by_the_file_that_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let ca = dir.path().join("ca.pem");
    let served = serve(&[
        "--tls",
        "implicit",
        "--ca-out",
        ca.to_str().unwrap(),
        "--until-stdin-closes",
    ]);
    assert!(served.ready["url"].as_str().unwrap().starts_with("ftps://"));
    assert_eq!(served.ready["ca"], ca.to_str().unwrap());
    assert!(
        fs::read_to_string(&ca)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
}

#[test]
fn passive_ports_and_the_address_are_those_of_the_flags() {
    let served = serve(&[
        "--passive",
        "40100-40199",
        "--advertise",
        "192.0.2.1",
        "--workers",
        "1",
        "--until-stdin-closes",
    ]);
    let mut ftp = client(served.addr());
    let reply = ftp
        .custom_command("PASV", &[suppaftp::Status::PassiveMode])
        .unwrap();
    let reply = reply.as_string().unwrap();
    // 40100 to 40199 begin with 156.
    assert!(
        reply.contains("(192,0,2,1,156,") || reply.contains("(192,0,2,1,157,"),
        "{reply}"
    );
}

#[test]
fn flags_have_twins_in_the_environment() {
    let mut command = crate::support::ftpmock(&["serve", "--until-stdin-closes"]);
    command.env("FTPMOCK_ARG_BANNER", "From the environment.");
    command.env("FTPMOCK_ARG_USER", "alice:secret\nbob:pw");
    command.env("FTPMOCK_ARG_EVENTS", "1");
    let served = crate::support::served(&mut command);
    let mut ftp = client(served.addr());
    assert_eq!(ftp.get_welcome_msg(), Some("220 From the environment."));
    assert_eq!(served.line()["event"], "connect");
    ftp.quit().unwrap();
}

#[test]
fn several_scenarios_and_flags_are_put_together() {
    let served = serve(&[
        "fixtures/scenarios/happy.toml",
        "fixtures/scenarios/flaky.toml",
        "--banner",
        "Mine",
        "--until-stdin-closes",
    ]);
    let mut ftp = client(served.addr());
    assert_eq!(ftp.get_welcome_msg(), Some("220 Mine"));
    assert!(ftp.put_file("/inbox/a", &mut &b"x"[..]).is_err());
    assert_eq!(ftp.size("/outbox/big.bin").unwrap(), 256 * 1024);
}

#[test]
fn waiting_sees_a_server_and_leaves_no_mark() {
    let served = serve(&["--exit-after-sessions", "1", "--transcript", "-"]);
    let addr = served.addr().to_string();
    let waited = ran(&["wait", &addr]);
    assert_eq!(waited.status.code(), Some(0), "{waited:?}");
    client(served.addr()).quit().unwrap();
    let (status, told) = served.ended();
    assert!(status.success());
    assert!(
        told.contains("USER alice") && told.matches("QUIT").count() == 1,
        "{told}"
    );
    assert_eq!(
        ran(&["wait", &addr, "--timeout", "50ms"]).status.code(),
        Some(1)
    );
}

#[test]
fn servers_that_start_at_once_do_not_clash() {
    let all: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(|| serve(&["--until-stdin-closes"])))
        .collect();
    let all: Vec<_> = all.into_iter().map(|one| one.join().unwrap()).collect();
    let mut ports: Vec<u16> = all.iter().map(|one| one.addr().port()).collect();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), all.len());
    for served in &all {
        client(served.addr()).quit().unwrap();
    }
}
