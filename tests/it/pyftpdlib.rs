//! Rows of the table in `docs/PYFTPDLIB.md` that no other file is about, each as a client meets it.

use ftpmock::auth::{Accounts, Perms};
use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;

fn alice(perms: &str) -> User {
    User::from(("alice", "secret")).perm(perms)
}

/// What each letter is for; the command that gets 550 without it comes last.
#[rstest]
#[case('e', &["CWD /dir"])]
#[case('e', &["CDUP"])]
#[case('l', &["SIZE /a"])]
#[case('l', &["MDTM /a"])]
#[case('l', &["MLST /a"])]
#[case('l', &["STAT /a"])]
#[case('l', &["PASV", "LIST"])]
#[case('l', &["PASV", "NLST"])]
#[case('l', &["PASV", "MLSD"])]
#[case('r', &["PASV", "RETR /a"])]
#[case('a', &["PASV", "APPE /new"])]
#[case('d', &["DELE /a"])]
#[case('d', &["RMD /dir"])]
#[case('f', &["RNFR /a"])]
#[case('m', &["MKD /new"])]
#[case('w', &["PASV", "STOR /new"])]
#[case('w', &["PASV", "STOU"])]
#[case('M', &["SITE CHMOD 600 /a"])]
#[case('T', &["MFMT 20240101000000 /a"])]
fn a_letter_governs_its_commands(#[case] letter: char, #[case] lines: &[&str]) {
    let others: String = "elradfmwMT".chars().filter(|c| *c != letter).collect();
    for (perms, allowed) in [
        (others.as_str(), false),
        ("", false),
        (&letter.to_string(), true),
    ] {
        let server = FtpServer::builder()
            .user(alice(perms))
            .file("/a", "x")
            .dir("/dir")
            .start();
        let mut raw = Raw::connect(server.addr()).login();
        let (last, first) = lines.split_last().unwrap();
        let mut data = None;
        for line in first {
            assert_eq!(*line, "PASV");
            data = Some(raw.pasv());
        }
        let reply = raw.say(last);
        assert_eq!(reply.code != 550, allowed, "{perms:?}: {reply}");
        if let (true, Some(data)) = (allowed, data) {
            data.finish();
            assert_eq!(raw.read_reply().code, 226);
        }
        raw.quit();
    }
}

#[test]
fn without_any_letter_there_is_still_a_session() {
    let server = FtpServer::builder().user(alice("")).start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("PWD").code, 257);
    assert_eq!(raw.say("STAT").code, 211);
    assert_eq!(raw.say("EPSV").code, 229);
    raw.quit();
}

#[test]
fn letters_that_only_read_change_nothing() {
    let user = alice(&Perms::READ_ONLY.to_string());
    let server = FtpServer::builder().user(user).file("/a", "x").start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("SIZE /a").code, 213);
    for line in ["DELE /a", "MKD /b", "RNFR /a", "MFMT 20240101000000 /a"] {
        assert_eq!(raw.say(line).code, 550, "{line}");
    }
    raw.quit();
}

#[test]
fn a_directory_can_have_letters_for_all_that_is_below_it() {
    let server = FtpServer::builder()
        .user(alice("el").perm_in("/in", "elm").perm_in("/in/out", "el"))
        .dir("/in/deep")
        .dir("/in/out")
        .start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("MKD /a").code, 550);
    assert_eq!(raw.say("MKD /in/a").code, 257);
    assert_eq!(raw.say("MKD /in/deep/a").code, 257);
    assert_eq!(raw.say("MKD /in/out/a").code, 550, "the innermost decides");
    raw.quit();
}

#[test]
fn a_guest_needs_no_password_and_reads() {
    let server = FtpServer::builder().anonymous().file("/a", "x").start();
    for name in ["anonymous", "ftp"] {
        let mut raw = Raw::connect(server.addr());
        raw.say(format!("USER {name}"));
        assert_eq!(raw.say("PASS").code, 230);
        assert_eq!(raw.say("SIZE /a").code, 213);
        assert_eq!(raw.say("DELE /a").code, 550);
        raw.quit();
    }
    let mut raw = Raw::connect(server.addr());
    raw.say("USER alice");
    assert_eq!(raw.say("PASS secret").code, 530);
    raw.quit();
}

#[test]
fn a_list_of_users_tells_of_them() {
    let accounts = Accounts::new();
    accounts.add(alice("el").home("/home/alice"));
    let server = FtpServer::builder().accounts(&accounts).start();
    assert_eq!(server.users().names(), [b"alice"]);
    let user = server.users().user("alice").unwrap();
    assert_eq!(user.perms().to_string(), "el");
    assert_eq!(user.home_dir().to_string(), "/home/alice");
    assert!(server.users().user("bob").is_none());
}

#[rstest]
#[case("Hello.", "220 Hello.\r\n")]
#[case("Two\nlines", "220-Two\r\n220 lines\r\n")]
fn the_banner_is_what_was_given(#[case] text: &str, #[case] greeting: &str) {
    let server = FtpServer::builder().greeting(text).start();
    let raw = Raw::connect(server.addr());
    assert_eq!(raw.greeting.raw, greeting.as_bytes());
    raw.quit();
}

#[rstest]
#[case(1)]
#[case(3)]
fn the_last_failed_login_ends_the_session(#[case] attempts: u32) {
    let server = FtpServer::builder()
        .user(alice("el"))
        .max_login_attempts(attempts)
        .start();
    let mut raw = Raw::connect(server.addr());
    for nth in 1..=attempts {
        raw.say("USER alice");
        let code = if nth == attempts { 421 } else { 530 };
        assert_eq!(raw.say("PASS wrong").code, code);
    }
    raw.expect_eof();
}

#[test]
fn a_command_can_be_taken_away() {
    let server = FtpServer::builder().without([EPSV, SIZE]).start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("EPSV").code, 502);
    assert_eq!(raw.say("SIZE /a").code, 502);
    let features = String::from_utf8(raw.say("FEAT").raw).unwrap();
    assert!(!features.contains("EPSV") && !features.contains("SIZE\r"));
    assert!(features.contains("EPRT"));
    raw.quit();
}

/// The option of the server's own socket, through a copy of it.
#[cfg(target_os = "linux")]
#[rstest]
#[case::by_default(FtpServer::builder(), true)]
#[case::off(FtpServer::builder().tcp_nodelay(false), false)]
fn small_packets_are_sent_at_once_or_together(#[case] builder: Builder, #[case] at_once: bool) {
    let server = builder.start();
    let raw = Raw::connect(server.addr());
    let copies = crate::support::copies::of_sockets_at(server.addr());
    let peer = raw.local_addr();
    let ours = copies.into_iter().map(socket2::Socket::from).find(|copy| {
        copy.peer_addr()
            .is_ok_and(|addr| addr.as_socket() == Some(peer))
    });
    match ours {
        Some(ours) => assert_eq!(ours.tcp_nodelay().unwrap(), at_once),
        None => eprintln!("skipped: this system gives no copies of descriptors"),
    }
    raw.quit();
}
