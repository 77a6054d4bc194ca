//! TLS that goes wrong on purpose: the octets on the wire, and what a client makes of them.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::rustls::HandshakeKind;
use ftpmock::transcript::TlsVersion;
use rstest::rstest;
use suppaftp::FtpStream;

use crate::support::ftps::{server, server_with, suppaftp};
use crate::support::raw::{End, PATIENCE};
use crate::support::tls::{Ftps, Version, only, with_provider};

/// What an application is told when it can not even log in.
fn complaint(server: &FtpServer) -> String {
    match suppaftp(server) {
        Ok(_) => "none".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn complaint_of_download(server: &FtpServer) -> String {
    let result = suppaftp(server).unwrap().retr_as_buffer("/a");
    result.map_or_else(|error| error.to_string(), |_| "none".to_owned())
}

/// What is in clear is no record, or the beginning of one that never ends.
fn is_no_tls(told: &str) -> bool {
    told.contains("InvalidContentType") || told.contains("unexpected end of file")
}

/// Says `AUTH TLS` and begins the handshake; all that comes of it.
fn wire(server: &FtpServer) -> (Vec<u8>, End) {
    let mut client = Ftps::connect(server);
    client.say("AUTH TLS");
    client.link.protect(&server.client_config());
    client.link.say_hello();
    client.link.tcp.shutdown(std::net::Shutdown::Write).unwrap();
    client.link.read_wire()
}

/// The same on the data connection of a download, and the reply.
fn data_wire(server: &FtpServer) -> (Vec<u8>, String) {
    let mut client = Ftps::ready(server);
    let mut data = client.begin("RETR /a");
    data.say_hello();
    data.tcp.shutdown(std::net::Shutdown::Write).unwrap();
    (data.read_wire().0, client.reply())
}

#[rstest]
#[case::chosen(Fault::tls_alert(TlsAlert::AccessDenied), 49, "AccessDenied")]
#[case::unknown(Fault::tls_alert(TlsAlert::Other(200)), 200, "0xc8")]
#[case::version(Fault::tls_no_common_version(), 70, "ProtocolVersion")]
#[case::cipher(Fault::tls_no_common_cipher(), 40, "HandshakeFailure")]
fn a_handshake_is_refused_with_an_alert(
    #[case] fault: Fault,
    #[case] number: u8,
    #[case] name: &str,
) {
    let server = server();
    let alert = vec![21, 3, 3, 0, 2, 2, number];
    let rule = server.on(Event::TlsHandshake).first(2).fault(fault.clone());
    assert_eq!(wire(&server), (alert.clone(), End::Closed));
    let told = complaint(&server);
    assert!(told.contains(name), "{told}");
    assert_eq!(rule.hits(), 2);

    server.on(RETR).once().fault(fault.clone());
    let (octets, reply) = data_wire(&server);
    assert_eq!(octets, alert);
    assert_eq!(reply, "522 TLS negotiation failed on data channel.\r\n");
    server.on(Event::DataTlsHandshake).once().fault(fault);
    let told = complaint_of_download(&server);
    assert!(told.contains(name), "{told}");
    assert_eq!(complaint_of_download(&server), "none");
}

#[test]
fn the_transcript_tells_of_both() {
    let server = server();
    let fault = Fault::tls_alert(TlsAlert::AccessDenied).then_reply(425, "No.");
    server
        .on(Event::DataTlsHandshake)
        .named("guard")
        .fault(fault);
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    assert!(data.read_all().1.is_err());
    drop(data);
    assert_eq!(client.reply(), "425 No.\r\n");
    insta::assert_snapshot!(server.finish().only(RETR), @r#"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault "guard": TLS refused with alert 49
    TLS data failed: ended by a rule
    D: S->C no TLS
    S: 425 No.
    "#);
}

#[test]
fn a_stalled_handshake_ends_with_the_time_for_it() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .clock(clock.clone())
        .start();
    let stalled = server
        .on(Event::TlsHandshake)
        .first(2)
        .fault(Fault::tls_stalled());
    std::thread::scope(|scope| {
        let application = scope.spawn(|| complaint(&server));
        stalled.hits_reached(1, PATIENCE).block().unwrap();
        clock.advance(Duration::from_secs(31));
        let told = application.join().unwrap();
        assert!(told.contains("unexpected end of file"), "{told}");
    });
    let mut client = Ftps::connect(&server);
    client.say("AUTH TLS");
    client.link.protect(&server.client_config());
    client.link.say_hello();
    stalled.hits_reached(2, PATIENCE).block().unwrap();
    clock.advance(Duration::from_secs(31));
    assert_eq!(client.link.read_wire(), (Vec::new(), End::Closed));
}

#[rstest]
fn a_handshake_is_cut_after_so_many_octets(#[values(0, 1, 5, 100, 700)] cut: usize) {
    let server = server();
    let fault = Fault::tls_cut_after(cut as u64);
    server.on(Event::TlsHandshake).first(2).fault(fault.clone());
    let (octets, end) = wire(&server);
    assert_eq!((octets.len(), end), (cut, End::Closed));
    if let Some(first) = octets.first() {
        assert_eq!(*first, 22, "a part of a handshake");
    }
    let told = complaint(&server);
    assert!(told.contains("unexpected end of file"), "{told}");

    if cut > 200 {
        return; // a resumed handshake is shorter
    }
    server.on(RETR).once().fault(fault);
    let (octets, reply) = data_wire(&server);
    assert_eq!((octets.len(), &reply[..4]), (cut, "522 "));
}

#[test]
fn a_handshake_is_answered_in_clear() {
    let server = server();
    let text = b"500 What?\r\n";
    server
        .on(Event::TlsHandshake)
        .first(2)
        .fault(Fault::tls_plain_text(text));
    assert_eq!(wire(&server), (text.to_vec(), End::Closed));
    let told = complaint(&server);
    assert!(is_no_tls(&told), "{told}");

    server
        .on(Event::DataTlsHandshake)
        .once()
        .fault(Fault::tls_plain_text(text));
    let (octets, reply) = data_wire(&server);
    assert_eq!(octets, text);
    assert!(reply.starts_with("522 "));
}

#[rstest]
fn fragments_are_put_together_again(#[values(Version::Tls12, Version::Tls13)] version: Version) {
    let server = server();
    let fragments = Fault::tls_fragmented();
    server
        .on(Event::TlsHandshake)
        .first(2)
        .fault(fragments.clone());
    server.on(RETR).once().fault(fragments);
    let mut client = Ftps::with(&server, only(&server, version));
    client.say("AUTH TLS");
    client.link.protect(&only(&server, version));
    client.link.say_hello();
    // Each of the first records is as small as can be.
    for _ in 0..4 {
        let mut header = [0; 5];
        client.link.tcp.read_exact(&mut header).unwrap();
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        assert!(length <= 32 + 17, "{header:?}");
        let mut record = vec![0; length];
        client.link.tcp.read_exact(&mut record).unwrap();
    }
    drop(client);

    let mut client = Ftps::with(&server, only(&server, version))
        .auth()
        .log_in()
        .private();
    assert_eq!(client.download("RETR /a").0, b"0123456789");

    let both = [Event::TlsHandshake, Event::DataTlsHandshake];
    let rule = server.on(both).first(2).fault(Fault::tls_fragmented());
    assert_eq!(complaint_of_download(&server), "none");
    assert_eq!(rule.hits(), 2);
}

#[rstest]
#[case(TlsCertificate::Expired, "certificate expired", "CertificateExpired")]
#[case(TlsCertificate::NotYetValid, "not valid yet", "CertificateExpired")]
#[case(TlsCertificate::SelfSigned, "UnknownIssuer", "UnknownCA")]
#[case(TlsCertificate::UnknownAuthority, "UnknownIssuer", "UnknownCA")]
#[case(TlsCertificate::MissingIntermediate, "UnknownIssuer", "UnknownCA")]
#[case(TlsCertificate::WrongHost, "not valid for name", "BadCertificate")]
#[case(TlsCertificate::Another, "none", "")]
fn a_certificate_is_not_to_be_trusted(
    #[case] which: TlsCertificate,
    #[case] name: &str,
    #[case] alert: &str,
) {
    let server = server();
    let fault = Fault::tls_certificate(which);
    let rule = server.on(Event::TlsHandshake).once().fault(fault.clone());
    let told = complaint(&server);
    assert!(told.contains(name), "{told}");
    assert_eq!(rule.hits(), 1);

    // The good one on the control connection, and this one on the data connection.
    server.on(RETR).once().fault(fault);
    let told = complaint_of_download(&server);
    assert!(told.contains(name), "{told}");
    let transcript = server.finish();
    let causes = transcript.handshakes().into_iter();
    let causes = causes.filter_map(|tls| tls.result.as_ref().err());
    let told: Vec<_> = causes.cloned().collect();
    if alert.is_empty() {
        assert!(told.is_empty(), "{told:?}");
    } else {
        let sent = format!("client sent {alert}");
        assert!(told == [sent.clone(), sent], "{told:?}");
    }
}

#[test]
fn a_certificate_is_shown_though_the_session_could_be_resumed() {
    let server = server();
    server
        .on(RETR)
        .once()
        .fault(Fault::tls_certificate(TlsCertificate::Another));
    let mut client = Ftps::ready(&server);
    let control = client.link.tls.as_ref().unwrap();
    let known = control.peer_certificates().unwrap()[0].clone();
    let mut data = client.begin("RETR /a");
    assert_eq!(data.read_all().0, b"0123456789");
    let tls = data.tls.as_ref().unwrap();
    assert_ne!(tls.handshake_kind(), Some(HandshakeKind::Resumed));
    assert_ne!(tls.peer_certificates().unwrap()[0], known);
}

#[test]
fn after_auth_nothing_is_protected() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .clock(clock.clone())
        .start();
    let omitted = server
        .on(Event::TlsHandshake)
        .first(2)
        .fault(Fault::tls_omitted());
    let mut client = Ftps::connect(&server);
    assert!(client.say("AUTH TLS").starts_with("234 "));
    assert!(client.say("NOOP").starts_with("200 "), "in clear");
    drop(client);
    // Both sides wait for the other one, until the server has had enough of it.
    std::thread::scope(|scope| {
        let application = scope.spawn(|| complaint(&server));
        omitted.hits_reached(2, PATIENCE).block().unwrap();
        while !application.is_finished() {
            clock.advance(Duration::from_secs(301));
            std::thread::yield_now();
        }
        let told = application.join().unwrap();
        assert!(is_no_tls(&told), "{told}");
    });
}

#[test]
fn data_go_in_clear_though_they_should_not() {
    let server = server();
    let fault = Fault::tls_omitted();
    server.on(RETR).first(2).fault(fault.clone());
    let mut client = Ftps::ready(&server);
    let mut data = client.open_data();
    client.say("RETR /a");
    assert_eq!(data.read_wire().0, b"0123456789");
    assert!(client.reply().starts_with("226 "));
    let told = complaint_of_download(&server);
    assert!(is_no_tls(&told), "{told}");

    server.on(STOR).once().fault(fault);
    let mut data = client.open_data();
    client.say("STOR /new");
    data.write_all(b"hello").unwrap();
    data.end();
    assert!(client.reply().starts_with("226 "));
    assert_eq!(server.fs().read("/new"), b"hello");
}

#[test]
fn data_go_under_tls_though_nobody_has_asked() {
    let server = server();
    server.on([RETR, STOR]).first(2).fault(Fault::tls_unasked());
    let mut client = Ftps::connect(&server).log_in();
    let mut data = client.begin("RETR /a");
    assert_eq!(data.read_all().0, b"0123456789", "to who speaks it");
    assert!(client.reply().starts_with("226 "));

    let mut ftp = FtpStream::connect(server.addr()).unwrap();
    ftp.login("alice", "secret").unwrap();
    let told = ftp
        .put_file("/new", &mut &b"hello"[..])
        .unwrap_err()
        .to_string();
    assert!(told.contains("522"), "{told}");
    assert!(!server.fs().exists("/new"));
}

/// Both sides wait for the other one to begin.
#[test]
fn a_client_in_clear_waits_for_data_under_tls_until_their_time_is_over() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", "0123456789")
        .clock(clock.clone())
        .start();
    let unasked = server.on(RETR).once().fault(Fault::tls_unasked());
    std::thread::scope(|scope| {
        let application = scope.spawn(|| {
            let mut ftp = FtpStream::connect(server.addr()).unwrap();
            ftp.login("alice", "secret").unwrap();
            ftp.retr_as_buffer("/a").unwrap_err().to_string()
        });
        unasked.hits_reached(1, PATIENCE).block().unwrap();
        clock.advance(Duration::from_secs(31));
        let told = application.join().unwrap();
        assert!(told.contains("522"), "{told}");
    });
}

#[rstest]
fn a_connection_ends_without_close_notify(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server();
    let fault = Fault::tls_no_close_notify();
    server.on(Event::TlsHandshake).once().fault(fault.clone());
    server.on(RETR).first(2).fault(fault);
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.begin("RETR /a");
    let (content, end) = data.read_all();
    assert_eq!(content, b"0123456789");
    assert_eq!(end.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    assert!(client.reply().starts_with("226 "));
    client.say("QUIT");
    let end = client.link.read_all().1;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::UnexpectedEof);

    let told = complaint_of_download(&server);
    assert!(told.contains("close_notify"), "{told}");
    // Both ends are as they should be without a rule.
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    assert!(data.read_all().1.is_ok());
    client.reply();
    client.say("QUIT");
    assert!(client.link.read_all().1.is_ok());
}

#[rstest]
fn a_fatal_alert_ends_the_data(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
    #[values(0, 5)] after: usize,
    #[values(
        (TlsAlert::BadRecordMac, "BadRecordMac"),
        (TlsAlert::InternalError, "InternalError"),
        (TlsAlert::Other(200), "0xc8")
    )]
    alert: (TlsAlert, &str),
) {
    let (alert, name) = alert;
    let server = server();
    server
        .on([RETR, STOR])
        .first(2)
        .fault(Fault::data_alert_after(after as u64, alert));
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.begin("RETR /a");
    let (content, end) = data.read_all();
    assert_eq!(content, b"0123456789"[..after]);
    let told = end.unwrap_err().to_string();
    assert!(told.contains(name), "{told}");
    drop(data);
    assert!(client.reply().starts_with("426 "));

    let mut data = client.begin("STOR /new");
    data.write_all(&[b'x'; 100_000]).unwrap();
    let _ = data.flush();
    let told = data.read_all().1.unwrap_err().to_string();
    assert!(told.contains(name), "{told}");
    drop(data);
    assert!(client.reply().starts_with("426 "));
    assert_eq!(server.fs().read("/new").len(), after);
}

#[rstest]
fn every_cipher_can_say_an_alert(
    // Those behind are for other keys than the server has.
    #[values(0, 1, 2, 3, 4, 5)] which: usize,
    #[values(0, 100_000)] after: u64,
) {
    let server = server();
    server.fs().write("/big", Content::zeros(MIB));
    let trusting = server.client_config();
    let mut provider = trusting.crypto_provider().as_ref().clone();
    let suite = provider.cipher_suites[which];
    provider.cipher_suites = vec![suite];
    let config = with_provider(&server, provider.into());
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let fault = Fault::data_alert_after(after, TlsAlert::AccessDenied);
    server.on(RETR).once().fault(fault);
    let mut data = client.begin("RETR /big");
    let (content, end) = data.read_all();
    assert_eq!(content.len() as u64, after);
    let told = end.unwrap_err().to_string();
    assert!(told.contains("AccessDenied"), "{suite:?}: {told}");
    assert!(client.reply().starts_with("426 "));
}

#[test]
fn an_application_hears_of_the_alert() {
    let server = server();
    let fault = Fault::data_alert_after(5, TlsAlert::DecodeError);
    server.on(RETR).once().fault(fault);
    let told = complaint_of_download(&server);
    assert!(told.contains("DecodeError"), "{told}");
}

#[test]
fn an_application_can_tell_that_data_were_cut() {
    let server = server();
    let fault = Fault::data_close_after(5).then_reply(226, "Transfer complete.");
    server.on(RETR).once().fault(fault);
    let told = complaint_of_download(&server);
    assert!(told.contains("close_notify"), "{told}");
}

#[rstest]
fn nothing_is_given_to_resume_with(#[values(Version::Tls12, Version::Tls13)] version: Version) {
    let server = server_with(Tls::explicit().require_session_reuse());
    server
        .on(Event::TlsHandshake)
        .first(2)
        .fault(Fault::tls_no_resumption());
    let config = only(&server, version);
    let mut client = Ftps::with(&server, Arc::clone(&config))
        .auth()
        .log_in()
        .private();
    let mut data = client.begin("RETR /a");
    assert_eq!(data.read_all().0, b"");
    let kind = data.tls.as_ref().unwrap().handshake_kind();
    assert_ne!(kind, Some(HandshakeKind::Resumed));
    assert!(client.reply().starts_with("522 "));
    drop(client);
    let told = complaint_of_download(&server);
    assert!(told.contains("522"), "{told}");
    assert_eq!(complaint_of_download(&server), "none");
}

#[rstest]
fn a_certificate_of_the_client_is_suddenly_required(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server();
    let fault = Fault::tls_certificate_required();
    server.on(Event::TlsHandshake).once().fault(fault.clone());
    let mut client = Ftps::with(&server, only(&server, version));
    client.say("AUTH TLS");
    let shaken = client.shake_hands();
    if let Version::Tls13 = version {
        shaken.unwrap();
        let told = client.link.read_all().1.unwrap_err().to_string();
        assert!(told.contains("CertificateRequired"), "only now: {told}");
    } else {
        shaken.unwrap_err();
    }

    server.on(RETR).once().fault(fault);
    let told = complaint_of_download(&server);
    assert!(told.contains("CertificateRequired"), "{told}");
    // With one it works.
    server
        .on(Event::TlsHandshake)
        .once()
        .fault(Fault::tls_certificate_required());
    Ftps::with(&server, server.client_config_for("alice"))
        .auth()
        .log_in();
}

#[rstest]
#[case(AUTH, 534)]
#[case(AUTH, 431)]
#[case(PROT, 534)]
#[case(PBSZ, 503)]
fn commands_are_refused_by_any_code(#[case] verb: ftpmock::protocol::Verb, #[case] code: u16) {
    let server = server();
    server.on(verb).once().reply(code, "No.");
    let told = complaint(&server);
    assert!(told.contains(&code.to_string()), "{told}");
}

#[test]
fn a_rule_for_handshakes_may_close_delay_and_hold() {
    let server = server();
    server.on(Event::TlsHandshake).once().fault(Fault::close());
    assert_eq!(wire(&server), (Vec::new(), End::Closed));
    server
        .on([Event::TlsHandshake, Event::DataTlsHandshake])
        .delay(Duration::from_millis(1));
    let gate = server.on(Event::DataTlsHandshake).hold();
    std::thread::scope(|scope| {
        let application = scope.spawn(|| complaint_of_download(&server));
        gate.reached(PATIENCE).block().unwrap();
        gate.release();
        assert_eq!(application.join().unwrap(), "none");
    });
    let transcript = server.transcript();
    let handshakes = transcript.handshakes();
    let agreed = handshakes[0].result.as_ref().unwrap();
    assert_eq!(agreed.version, TlsVersion::Tls13);
    assert_eq!(agreed.cipher.as_ref(), "TLS13_AES_256_GCM_SHA384");
    server
        .on(Event::DataTlsHandshake)
        .optional()
        .delay(Duration::ZERO);
}

#[test]
fn rules_for_handshakes_see_the_user() {
    let server = server();
    let alice = server
        .on(Event::DataTlsHandshake)
        .user("alice")
        .fault(Fault::tls_alert(TlsAlert::InternalError));
    let nobody = server
        .on(Event::TlsHandshake)
        .user("alice")
        .optional()
        .fault(Fault::close());
    let told = complaint_of_download(&server);
    assert!(told.contains("InternalError"), "{told}");
    assert_eq!((alice.hits(), nobody.hits()), (1, 0));
}

#[test]
fn tls_faults_are_values() {
    let fault = Fault::tls_alert(TlsAlert::UnknownCa).and(Fault::tls_cut_after(1));
    assert_eq!(fault, Fault::tls_cut_after(1), "the later one holds");
    let texts = [
        Fault::tls_alert(TlsAlert::UnknownCa),
        Fault::tls_certificate(TlsCertificate::WrongHost),
        Fault::tls_certificate_required(),
        Fault::tls_cut_after(1),
        Fault::tls_fragmented(),
        Fault::tls_no_close_notify(),
        Fault::tls_no_resumption(),
        Fault::tls_omitted(),
        Fault::tls_plain_text("500 What?\r\n"),
        Fault::tls_stalled(),
        Fault::tls_unasked(),
        Fault::data_alert_after(5, TlsAlert::BadRecordMac),
    ];
    let texts = texts.map(|fault| fault.to_string()).join("\n");
    insta::assert_snapshot!(texts, @r"
    TLS refused with alert 48
    TLS with a certificate for another host
    TLS needs a client certificate
    TLS handshake cut after 1 byte
    TLS handshake in fragments
    TLS without close_notify
    TLS without resumption
    no TLS
    TLS answered by 11 bytes in clear
    TLS handshake stalled
    TLS unasked
    data ended by fatal alert 20 after 5 bytes
    ");
}
