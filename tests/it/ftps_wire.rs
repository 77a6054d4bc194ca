//! FTPS to the octet: what comes at the wrong moment, and how connections begin and end.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::transcript::{EntryKind, Note};
use rstest::rstest;

use crate::support::ftps::{server, server_with};
use crate::support::raw::{End, PATIENCE};
use crate::support::tls::{Ftps, Link, Version, only};

fn notes(server: &FtpServer) -> Vec<Note> {
    let transcript = server.transcript();
    let notes = transcript.entries().filter_map(|entry| match entry.kind {
        EntryKind::Note(note) => Some(note),
        _ => None,
    });
    notes.collect()
}

const INJECTED: [&[u8]; 3] = [b"N", b"DELE /a\r\n", &[b'A'; 64 * 1024]];

/// R-S8.
#[rstest]
#[case::an_octet(0)]
#[case::a_command(1)]
fn what_comes_with_auth_is_dropped(#[case] which: usize) {
    let server = server();
    let mut client = Ftps::connect(&server);
    client.send([b"AUTH TLS\r\n", INJECTED[which]].concat());
    assert!(client.reply().starts_with("234 "));
    client.shake_hands().unwrap();

    let mut client = client.log_in();
    assert_eq!(client.say("SIZE /a"), "213 10\r\n");
    assert_eq!(notes(&server), [Note::Injected(INJECTED[which].len())]);
    assert_eq!(server.transcript().only(DELE).commands().len(), 0);
}

#[rstest]
#[case::an_octet(0)]
#[case::a_command(1)]
fn what_comes_before_234_is_dropped(#[case] which: usize) {
    let server = server();
    let gate = server.on(AUTH).hold();
    let mut client = Ftps::connect(&server);
    client.send("AUTH TLS\r\n");
    gate.reached(PATIENCE).block().unwrap();
    client.send(INJECTED[which]);
    gate.release();
    assert!(client.reply().starts_with("234 "));
    client.shake_hands().unwrap();

    assert_eq!(client.log_in().say("SIZE /a"), "213 10\r\n");
    assert_eq!(notes(&server), [Note::Injected(INJECTED[which].len())]);
}

/// So much may be more than fits: what is on its way when 234 is written spoils the handshake.
#[test]
fn a_flood_with_auth_is_never_executed() {
    let server = server();
    let mut client = Ftps::connect(&server);
    let flood = b"DELE /a\r\n".repeat(64 * 1024 / 9 + 1);
    client.send([b"AUTH TLS\r\n", &flood[..]].concat());
    assert!(client.reply().starts_with("234 "));
    let shaken = client.shake_hands();
    let dropped: usize = notes(&server)
        .iter()
        .map(|note| match note {
            Note::Injected(octets) => *octets,
            _ => 0,
        })
        .sum();
    assert!(dropped > 0);
    if shaken.is_ok() {
        assert_eq!(dropped, flood.len());
        assert_eq!(client.log_in().say("SIZE /a"), "213 10\r\n");
    }
    assert!(server.fs().exists("/a"));
    assert_eq!(server.transcript().only(DELE).commands().len(), 0);
}

#[rstest]
#[case::an_octet(0)]
#[case::a_command(1)]
#[case::a_flood(2)]
fn what_comes_after_234_spoils_the_handshake(#[case] which: usize) {
    let server = server();
    let mut client = Ftps::connect(&server);
    assert!(client.say("AUTH TLS").starts_with("234 "));
    let _ = client.link.tcp.write_all(INJECTED[which]);
    assert!(client.shake_hands().is_err());
    drop(client);

    let transcript = server.finish();
    assert_eq!(transcript.commands(), ["AUTH TLS"]);
    let handshakes = transcript.handshakes();
    assert!(handshakes[0].result.is_err(), "{transcript}");
}

#[test]
fn plain_octets_get_an_alert_and_no_reply() {
    let server = server();
    let mut client = Ftps::connect(&server);
    client.say("AUTH TLS");
    client.send("NOOP\r\n");
    let (octets, _) = client.link.read_wire();
    assert_eq!(octets.first(), Some(&21), "an alert: {octets:?}");
    assert!(
        server
            .finish()
            .to_string()
            .contains("TLS control failed: what the client sent is not TLS")
    );
}

#[test]
fn a_control_handshake_has_its_time() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .clock(clock.clone())
        .start();
    let mut client = Ftps::connect(&server);
    client.say("AUTH TLS");
    clock.advance(Duration::from_secs(29));
    clock.advance(Duration::from_secs(2));
    assert_eq!(client.link.read_wire(), (Vec::new(), End::Closed));
    let transcript = server.finish().to_string();
    assert!(
        transcript.contains("TLS control failed: timed out"),
        "{transcript}"
    );
}

/// R-S9, and R-G6: no greeting comes first.
#[test]
fn an_implicit_handshake_has_its_time_and_no_greeting_goes_before_it() {
    let clock = ManualClock::new();
    let tls = Tls::implicit().handshake_timeout(Duration::from_secs(5));
    let server = FtpServer::builder().tls(tls).clock(clock.clone()).start();
    let begun = server.expect(Event::TlsHandshake).times(1);
    let mut client = Ftps::silent(server.addr(), server.client_config());
    begun.hits_reached(1, PATIENCE).block().unwrap();
    clock.advance(Duration::from_secs(6));
    assert_eq!(client.link.read_wire(), (Vec::new(), End::Closed));
}

#[test]
fn a_data_handshake_has_its_time() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", "0123456789")
        .clock(clock.clone())
        .start();
    let begun = server.expect(Event::DataTlsHandshake).times(1);
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    begun.hits_reached(1, PATIENCE).block().unwrap();
    clock.advance(Duration::from_secs(31));
    assert_eq!(
        client.reply(),
        "522 TLS negotiation failed on data channel.\r\n"
    );
    assert_eq!(data.read_wire(), (Vec::new(), End::Closed));
    assert!(client.say("NOOP").starts_with("200 "));
}

#[rstest]
fn an_upload_of_nothing_needs_no_handshake(#[values("STOR /new", "APPE /new")] line: &str) {
    let server = server();
    let mut client = Ftps::ready(&server);
    let data = client.begin(line);
    drop(data);
    assert!(client.reply().starts_with("226 "));
    assert_eq!(server.fs().read("/new"), b"");
}

#[test]
fn a_download_does_need_one() {
    let server = server();
    let mut client = Ftps::ready(&server);
    drop(client.begin("RETR /a"));
    assert!(client.reply().starts_with("522 "));
}

#[rstest]
#[case::warn(CloseNotify::Warn, "226 ", true)]
#[case::accept(CloseNotify::Accept, "226 ", false)]
#[case::strict(CloseNotify::Strict, "426 ", false)]
fn an_upload_without_close_notify(
    #[case] policy: CloseNotify,
    #[case] reply: &str,
    #[case] noted: bool,
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server_with(Tls::explicit().close_notify(policy));
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.begin("STOR /new");
    data.write_all(b"hello").unwrap();
    data.flush().unwrap();
    data.tcp.shutdown(Shutdown::Write).unwrap();
    assert!(client.reply().starts_with(reply));
    assert_eq!(server.fs().read("/new"), b"hello", "kept, for resuming");
    assert_eq!(notes(&server), [Note::NoCloseNotify][..usize::from(noted)]);

    assert!(client.upload("STOR /new", b"bye").starts_with("226 "));
}

#[test]
fn ccc_goes_on_in_clear_and_keeps_the_data_protected() {
    let server = server_with(Tls::explicit().clearing());
    let mut client = Ftps::ready(&server);
    assert!(client.say("CCC").starts_with("200 "));
    client.link.close_notify();
    let (rest, end) = until_close_notify(&mut client);
    assert!(rest.is_empty() && end, "the server says that it ends, too");
    client.link.tls = None;

    assert!(client.say("NOOP").starts_with("200 "));
    let (content, reply) = client.download("RETR /a");
    assert_eq!(
        (content.as_slice(), &reply[..4]),
        (&b"0123456789"[..], "226 ")
    );
    assert!(client.say("PROT C").starts_with("503 "));
    client.say("QUIT");
    insta::assert_snapshot!(server.finish().only([CCC, NOOP]), @r"
    C: CCC
    S: 200 The control connection is in clear from now on.
    C: NOOP
    S: 200 NOOP ok.
    ");
}

/// Reads what is under TLS until its end; the octets after it stay unread.
fn until_close_notify(client: &mut Ftps) -> (Vec<u8>, bool) {
    let mut octets = Vec::new();
    let ended = client.link.read_to_end(&mut octets).is_ok();
    (octets, ended)
}

#[test]
fn what_is_still_protected_after_ccc_is_dropped() {
    let server = server_with(Tls::explicit().clearing());
    let mut client = Ftps::ready(&server);
    client.send("CCC\r\nDELE /a\r\n");
    assert!(client.reply().starts_with("200 "));
    client.link.close_notify();
    assert!(until_close_notify(&mut client).1);
    client.link.tls = None;
    assert_eq!(client.say("SIZE /a"), "213 10\r\n");
    assert_eq!(notes(&server), [Note::Injected(9)]);
}

#[test]
fn rein_goes_back_into_clear_and_auth_under_tls_again() {
    let server = server();
    let mut client = Ftps::ready(&server);
    assert!(client.say("REIN").starts_with("220 "));
    client.link.close_notify();
    assert!(until_close_notify(&mut client).1);
    client.link.tls = None;

    assert!(client.say("PWD").starts_with("530 "));
    assert!(client.say("PBSZ 0").starts_with("503 "));
    let mut client = client.auth().log_in().private();
    let (content, _) = client.download("RETR /a");
    assert_eq!(content, b"0123456789");
}

#[rstest]
fn the_client_may_begin_its_handshake_before_150_or_after(
    #[values(true, false)] early: bool,
    #[values("RETR /a", "STOR /new")] line: &str,
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server();
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.open_private_data();
    if early {
        data.say_hello();
    }
    assert!(client.say(line).starts_with("150 "));
    if line.starts_with("RETR") {
        assert_eq!(data.read_all().0, b"0123456789");
    } else {
        data.write_all(b"hello").unwrap();
        data.flush().unwrap();
        data.end();
    }
    assert!(client.reply().starts_with("226 "));
}

#[test]
fn in_active_mode_the_server_is_still_the_server_of_tls() {
    let server = server();
    let mut client = Ftps::ready(&server);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    assert!(
        client
            .say(&format!("EPRT |1|127.0.0.1|{port}|"))
            .starts_with("200 ")
    );
    assert!(client.say("RETR /a").starts_with("150 "));
    let mut data = Link::from(listener.accept().unwrap().0);
    data.protect(&server.client_config());
    assert_eq!(data.read_all().0, b"0123456789");
    assert!(client.reply().starts_with("226 "));
}

#[rstest]
fn cuts_are_exact(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
    #[values(0, 1, 65_535, 2 * MIB)] cut: u64,
    #[values(true, false)] reset: bool,
) {
    if !cfg!(target_os = "linux") && reset {
        return;
    }
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/big", Content::zeros(4 * MIB))
        .start();
    server.on(RETR).once().fault(if reset {
        Fault::data_reset_after(cut)
    } else {
        Fault::data_close_after(cut).then_reply(226, "Transfer complete.")
    });
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.begin("RETR /big");
    let (content, end) = data.read_all();
    assert_eq!(content.len() as u64, cut);
    let kind = end.unwrap_err().kind();
    if reset {
        assert_eq!(kind, ErrorKind::ConnectionReset);
        assert!(client.reply().starts_with("426 "));
    } else {
        assert_eq!(kind, ErrorKind::UnexpectedEof, "no close_notify");
        assert!(client.reply().starts_with("226 "));
    }
}

/// R-TN4: Telnet is spoken inside TLS as it is in clear.
#[test]
fn telnet_commands_are_answered_and_taken_out_inside_tls() {
    let server = server();
    let mut client = Ftps::connect(&server);
    client.send("AUTH TLS\r\n");
    assert!(client.reply().starts_with("234 "));
    client.shake_hands().unwrap();
    let mut client = client.log_in();
    // IAC NOP in the middle of a word, and a doubled IAC in a name.
    client.send(b"SI\xff\xf1ZE /a\r\n");
    assert_eq!(client.reply(), "213 10\r\n");
    client.send(b"SIZE /\xff\xff\r\n");
    assert!(client.reply().starts_with("550 "));
}
