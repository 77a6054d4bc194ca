//! Users who come, go and change while the server runs.

use std::sync::{Arc, Mutex};

use ftpmock::auth::{Accounts, LoginError};
use ftpmock::prelude::*;
use ftpmock::protocol::Code;
use rstest::rstest;

use crate::support::raw::Raw;

#[test]
fn a_user_who_is_added_can_log_in() {
    let server = FtpServer::builder().user(("alice", "secret")).start();
    let mut raw = Raw::connect(server.addr());
    raw.say("USER bob");
    assert_eq!(raw.say("PASS hunter2").code, 530);
    server.users().add(("bob", "hunter2"));
    raw.say("USER bob");
    assert_eq!(raw.say("PASS hunter2").code, 230);
    raw.quit();
}

#[test]
fn a_user_who_is_removed_is_logged_out_and_may_try_again() {
    let accounts = Accounts::from_iter([("alice", "secret"), ("bob", "secret")]);
    let server = FtpServer::builder().accounts(&accounts).start();
    let mut raw = Raw::connect(server.addr());
    raw.say("USER alice");
    raw.say("PASS secret");
    assert_eq!(raw.say("PWD").code, 257);
    accounts.remove("alice");
    assert_eq!(raw.say("PWD"), "530 Please login with USER and PASS.");
    assert_eq!(raw.say("NOOP").code, 200);
    raw.say("USER alice");
    assert_eq!(raw.say("PASS secret").code, 530);
    raw.say("USER bob");
    assert_eq!(raw.say("PASS secret").code, 230);
    raw.quit();
}

#[test]
fn a_transfer_of_a_user_who_is_removed_goes_on_to_its_end() {
    let accounts = Accounts::from_iter([("alice", "secret")]);
    let server = FtpServer::builder().accounts(&accounts).start();
    let mut raw = Raw::connect(server.addr()).login();
    let mut data = raw.pasv();
    assert_eq!(raw.say("STOR /a").code, 150);
    accounts.remove("alice");
    assert_eq!(raw.say("STAT").code, 211);
    data.send("all of it");
    data.finish();
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/a"), b"all of it");
    assert_eq!(raw.say("SIZE /a").code, 530);
    raw.quit();
}

/// R-PM3: the authenticator is asked before each command.
#[test]
fn new_letters_and_a_new_home_count_from_the_next_command_on() {
    let server = FtpServer::builder()
        .user(("alice", "secret"))
        .dir("/home/alice/in")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("MKD /a").code, 257);
    server.users().change("alice", |alice| alice.perm("el"));
    assert_eq!(raw.say("MKD /b").code, 550);
    assert_eq!(raw.say("CWD /home").code, 250);
    let moved = |alice: User| alice.home("/home/alice").start_dir("/in");
    server.users().change("alice", moved);
    assert_eq!(raw.say("PWD").code, 257);
    assert_eq!(raw.say("CWD /home").code, 550);
    let before = server.transcript().to_string();
    assert!(before.contains("257 \"/in\""), "{before}");
    raw.quit();
}

#[test]
fn a_server_without_users_is_open_until_the_first_one() {
    let server = FtpServer::start();
    let mut early = Raw::connect(server.addr());
    early.say("USER carol");
    assert_eq!(early.say("PASS x").code, 230);
    server.users().add(("alice", "secret"));
    let mut late = Raw::connect(server.addr());
    late.say("USER carol");
    assert_eq!(late.say("PASS x").code, 530);
    assert_eq!(early.say("PWD").code, 257);
    early.quit();
    late.quit();
}

#[test]
fn messages_of_the_user_are_read_at_login_and_at_quit() {
    let alice = User::from(("alice", "secret"));
    let server = FtpServer::builder()
        .user(alice.welcome("Two\nlines").farewell("Bye."))
        .start();
    Raw::connect(server.addr()).login().quit();
    let transcript = server.finish().to_string();
    for line in [
        "S: 230-Two",
        "lines",
        "S: 221-Bye.",
        "221 Service closing control connection.",
    ] {
        assert!(transcript.contains(line), "{line}: {transcript}");
    }
}

#[rstest]
#[case::looking(User::anonymous(), false)]
#[case::writing(User::anonymous().perm("elrw"), true)]
#[case::writing_somewhere(User::anonymous().perm_only_in("/in", "w"), true)]
fn a_guest_who_may_write_is_noted(#[case] guest: User, #[case] noted: bool) {
    let server = FtpServer::builder().user(guest).start();
    let mut raw = Raw::connect(server.addr());
    raw.say("USER anonymous");
    assert_eq!(raw.say("PASS me@example.com").code, 230);
    raw.quit();
    let transcript = server.finish().to_string();
    assert_eq!(
        transcript.contains("anyone may write"),
        noted,
        "{transcript}"
    );
}

#[test]
fn a_directory_can_have_letters_that_end_with_it() {
    let server = FtpServer::builder()
        .user(
            User::from(("alice", "secret"))
                .perm("el")
                .perm_only_in("/in", "elm"),
        )
        .dir("/in")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("MKD /a").code, 550);
    assert_eq!(raw.say("MKD /in/a").code, 257);
    assert_eq!(raw.say("MKD /in/a/b").code, 550);
    raw.quit();
}

#[test]
fn a_closure_knows_who_asks_and_may_say_why_not() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let peers = Arc::clone(&seen);
    let server = FtpServer::builder()
        .authenticate(move |who| {
            peers.lock().unwrap().push((who.peer, who.protected));
            if who.user == b"alice" {
                return Ok(User::new("alice"));
            }
            let text = "Come back tomorrow.".to_owned();
            Err(LoginError::Reply(Code::new(530).unwrap(), text))
        })
        .start();
    let mut raw = Raw::connect(server.addr());
    raw.say("USER bob");
    assert_eq!(raw.say("PASS x"), "530 Come back tomorrow.");
    raw.say("USER alice");
    assert_eq!(raw.say("PASS x").code, 230);
    raw.quit();
    let asked = seen.lock().unwrap();
    assert_eq!(asked.len(), 2);
    for (peer, protected) in asked.iter() {
        assert!(peer.is_some_and(|peer| peer.ip().is_loopback()) && !protected);
    }
}

#[test]
#[should_panic = "users() has no list to give"]
fn a_server_that_asks_a_closure_has_no_list() {
    let server = FtpServer::builder()
        .authenticate(|who| Ok(User::new(who.user)))
        .start();
    server.users();
}
