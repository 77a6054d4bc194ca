//! D: TLS.

use std::net::Shutdown;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::rustls::{AlertDescription, HandshakeKind};

use crate::row::{Row, both, built, on, out_of_reach};
use crate::stage::{Stage, Wire};
use crate::support::tls::{Ftps, Version, only};

/// What is on the wire when a client begins its handshake after AUTH TLS.
fn answer_to_hello(stage: &Stage) -> Vec<u8> {
    let mut client = Ftps::connect(stage);
    assert!(client.say("AUTH TLS").starts_with("234 "));
    client.link.protect(&stage.client_config());
    client.link.say_hello();
    client.link.tcp.shutdown(Shutdown::Write).unwrap();
    client.link.read_wire().0
}

/// Why a client does not believe the server.
fn complaint(stage: &Stage) -> String {
    let mut client = Ftps::connect(stage);
    client.say("AUTH TLS");
    client.shake_hands().unwrap_err().to_string()
}

pub(crate) const ROWS: &[Row] = &[
    built!(
        "tls-data-reuse-required",
        |builder| builder.tls(Tls::explicit().require_session_reuse()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.open_data();
            data.protect(&only(stage, Version::Tls13));
            assert!(client.say("RETR /a").starts_with("150 "));
            assert_eq!(data.read_all().0, b"");
            assert!(client.reply().starts_with("522 "));
        }
    ),
    built!(
        "tls-reuse-tls13-ticket",
        |builder| builder.tls(Tls::explicit().only_1_3().require_session_reuse()),
        |stage| {
            let mut client = Ftps::ready(stage);
            for _ in 0..3 {
                assert_eq!(client.download("RETR /a").0, b"0123456789");
            }
        }
    ),
    built!(
        "tls-reuse-cache-key",
        |builder| builder.tls(Tls::explicit().require_session_reuse()),
        |stage| {
            let config = stage.client_config();
            let _first = Ftps::with(stage, config.clone()).auth();
            let mut second = Ftps::with(stage, only(stage, Version::Tls12))
                .auth()
                .log_in()
                .private();
            second.config = config;
            let mut data = second.begin("RETR /a");
            assert_eq!(data.read_all().0, b"");
            assert!(second.reply().starts_with("522 "));
        }
    ),
    both!(
        "tls-reuse-none",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on([Event::TlsHandshake, Event::DataTlsHandshake])
            .fault(Fault::tls_no_resumption()),
        |stage| {
            let mut client = Ftps::ready(stage);
            for _ in 0..2 {
                let mut data = client.begin("RETR /a");
                assert_eq!(data.read_all().0, b"0123456789");
                let kind = data.tls.as_ref().unwrap().handshake_kind();
                assert_eq!(kind, Some(HandshakeKind::Full));
                drop(data);
                assert!(client.reply().starts_with("226 "));
            }
        }
    ),
    built!(
        "tls-data-no-handshake-zero",
        |builder| builder.tls(Tls::explicit()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let data = client.open_data();
            assert!(client.say("STOR /empty").starts_with("150 "));
            drop(data);
            assert!(client.reply().starts_with("226 "));
            assert_eq!(stage.fs().size("/empty"), 0);
        }
    ),
    both!(
        "tls-no-close-notify-download",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).fault(Fault::tls_no_close_notify()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("RETR /a");
            let (octets, end) = data.read_all();
            assert_eq!(octets, b"0123456789");
            assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof);
        }
    ),
    built!(
        "tls-no-close-notify-upload-refused",
        |builder| builder.tls(Tls::explicit().close_notify(CloseNotify::Strict)),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("STOR /new");
            data.shake_hands().unwrap();
            std::io::Write::write_all(&mut data, b"0123").unwrap();
            data.tcp.shutdown(Shutdown::Both).unwrap();
            assert!(client.reply().starts_with("426 "));
        }
    ),
    both!(
        "tls-control-no-close-notify",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_no_close_notify()),
        |stage| {
            let mut client = Ftps::connect(stage).auth();
            assert!(client.say("QUIT").starts_with("221 "));
            assert!(client.link.read_all().1.is_err());
        }
    ),
    on!(
        "auth-tls-refused",
        |server| server
            .on(AUTH)
            .reply(534, "Local Policy on server does not allow TLS."),
        |stage| stage.greeted().asks(
            "AUTH TLS",
            "534 Local Policy on server does not allow TLS.\r\n"
        )
    ),
    on!(
        "auth-334",
        |server| server.on(AUTH).reply(334, "ADAT=ZGF0YQ=="),
        |stage| stage.greeted().asks("AUTH TLS", "334 ADAT=ZGF0YQ==\r\n")
    ),
    both!(
        "auth-tls-then-nothing",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(Event::TlsHandshake).fault(Fault::tls_stalled()),
        |stage| {
            let mut client = Ftps::connect(stage);
            client.say("AUTH TLS");
            client.link.protect(&stage.client_config());
            client.link.say_hello();
            stage.wait_for_rule();
            stage.clock.advance(Duration::from_secs(31));
            assert!(client.link.read_wire().0.is_empty());
        }
    ),
    both!(
        "auth-tls-then-close",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_plain_text("500 OOPS: no certificate\r\n")),
        |stage| assert_eq!(answer_to_hello(stage), b"500 OOPS: no certificate\r\n")
    ),
    on!(
        "auth-tls-pipelined-plain",
        |server| server.on(AUTH).fault(Fault::replies([
            (234, "Go on."),
            (331, "Password?"),
            (230, "In.")
        ])),
        |stage| stage
            .greeted()
            .asks("AUTH TLS", "234 Go on.\r\n331 Password?\r\n230 In.\r\n")
    ),
    built!(
        "auth-required-530",
        |builder| builder.tls(Tls::explicit().required()),
        |stage| assert_eq!(stage.greeted().say("USER alice").code, 530)
    ),
    built!(
        "auth-twice",
        |builder| builder.tls(Tls::explicit()),
        |stage| assert!(
            Ftps::connect(stage)
                .auth()
                .say("AUTH TLS")
                .starts_with("503 ")
        )
    ),
    built!(
        "pbsz-required",
        |builder| builder.tls(Tls::explicit()),
        |stage| assert!(
            Ftps::connect(stage)
                .auth()
                .say("PROT P")
                .starts_with("503 ")
        )
    ),
    both!(
        "pbsz-refused",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(PBSZ).reply(500, "Unknown command."),
        |stage| assert_eq!(
            Ftps::connect(stage).auth().say("PBSZ 0"),
            "500 Unknown command.\r\n"
        )
    ),
    both!(
        "pbsz-decorated",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(PBSZ)
            .fault(Fault::reply_text("PBSZ=0 successful")),
        |stage| assert_eq!(
            Ftps::connect(stage).auth().say("PBSZ 0"),
            "200 PBSZ=0 successful\r\n"
        )
    ),
    both!(
        "prot-p-refused",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on("PROT P").reply(536, "Level not supported."),
        |stage| {
            let mut client = Ftps::connect(stage).auth();
            client.say("PBSZ 0");
            assert_eq!(client.say("PROT P"), "536 Level not supported.\r\n");
        }
    ),
    both!(
        "prot-c-refused",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on("PROT C").reply(534, "Must stay P."),
        |stage| assert_eq!(Ftps::ready(stage).say("PROT C"), "534 Must stay P.\r\n")
    ),
    built!(
        "prot-p-required",
        |builder| builder.tls(Tls::explicit().data_required()),
        |stage| {
            let mut client = Ftps::connect(stage).auth().log_in();
            let _data = client.open_data();
            assert!(client.say("RETR /a").starts_with("52"));
        }
    ),
    built!(
        "prot-e-s",
        |builder| builder.tls(Tls::explicit()),
        |stage| {
            let mut client = Ftps::ready(stage);
            assert!(client.say("PROT S").starts_with("536 "));
            assert!(client.say("PROT E").starts_with("536 "));
        }
    ),
    both!(
        "pbsz-prot-before-login",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on([PBSZ, PROT])
            .reply(530, "Please login with USER and PASS."),
        |stage| assert!(
            Ftps::connect(stage)
                .auth()
                .say("PBSZ 0")
                .starts_with("530 ")
        )
    ),
    built!(
        "implicit-990",
        |builder| builder.tls(Tls::implicit()),
        |stage| {
            let mut client = Ftps::silent(stage.addr(), stage.client_config());
            client.shake_hands().unwrap();
            assert_eq!(client.reply(), "220 ftpmock ready\r\n");
        }
    ),
    built!(
        "ccc-variants",
        |builder| builder.tls(Tls::explicit().clearing()),
        |stage| assert!(Ftps::ready(stage).say("CCC").starts_with("200 "))
    ),
    built!(
        "tls-role-swap-active",
        |builder| builder.tls(Tls::explicit()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let [high, low] = listener.local_addr().unwrap().port().to_be_bytes();
            client.say(&format!("PORT 127,0,0,1,{high},{low}"));
            client.send("RETR /a\r\n");
            let mut data = crate::support::tls::Link::from(listener.accept().unwrap().0);
            assert!(client.reply().starts_with("150 "));
            data.protect(&client.config);
            assert_eq!(data.read_all().0, b"0123456789");
        }
    ),
    built!(
        "cert-expired",
        |builder| builder.tls(Tls::explicit().expired()),
        |stage| assert!(complaint(stage).contains("certificate expired"))
    ),
    built!(
        "cert-not-yet-valid",
        |builder| builder.tls(Tls::explicit().not_yet_valid()),
        |stage| assert!(complaint(stage).contains("not valid yet"))
    ),
    built!(
        "cert-self-signed",
        |builder| builder.tls(Tls::explicit().self_signed()),
        |stage| assert!(complaint(stage).contains("certificate"))
    ),
    built!(
        "cert-unknown-ca",
        |builder| builder.tls(Tls::explicit().unknown_authority()),
        |stage| assert!(complaint(stage).contains("certificate"))
    ),
    built!(
        "cert-missing-intermediate",
        |builder| builder.tls(Tls::explicit().missing_intermediate()),
        |stage| assert!(complaint(stage).contains("UnknownIssuer"))
    ),
    built!(
        "cert-wrong-host",
        |builder| builder.tls(Tls::explicit().wrong_host()),
        |stage| assert!(complaint(stage).contains("not valid for name"))
    ),
    both!(
        "cert-differs-on-data",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(RETR)
            .fault(Fault::tls_certificate(TlsCertificate::Another)),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("RETR /a");
            data.read_all().1.unwrap();
            let on_data = data.tls.as_ref().unwrap().peer_certificates().unwrap()[0].clone();
            let on_control = client
                .link
                .tls
                .as_ref()
                .unwrap()
                .peer_certificates()
                .unwrap()[0]
                .clone();
            assert_ne!(on_data, on_control);
        }
    ),
    out_of_reach!(
        "cert-weak",
        "neither the TLS library nor its certificates know SHA-1, RSA of 1024 bits, DH of 512 or MD5"
    ),
    built!(
        "client-cert-required",
        |builder| builder.tls(Tls::explicit().require_certificates()),
        |stage| {
            let mut client = Ftps::connect(stage);
            client.say("AUTH TLS");
            // With TLS 1.3 the client learns of it when it reads.
            assert!(client.shake_hands().is_err() || client.link.read_all().1.is_err());
        }
    ),
    built!(
        "tls-version-only",
        |builder| builder.tls(Tls::explicit().only_1_2()),
        |stage| {
            let mut client = Ftps::with(stage, only(stage, Version::Tls13));
            client.say("AUTH TLS");
            assert!(client.shake_hands().is_err());
        }
    ),
    both!(
        "tls-cipher-none",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_no_common_cipher()),
        |stage| assert_eq!(answer_to_hello(stage), [21, 3, 3, 0, 2, 2, 40])
    ),
    both!(
        "tls-handshake-stall-control",
        |builder| builder.tls(Tls::explicit().handshake_timeout(Duration::from_secs(30))),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_cut_after(100)),
        |stage| assert_eq!(answer_to_hello(stage).len(), 100)
    ),
    both!(
        "tls-handshake-stall-data",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::DataTlsHandshake)
            .fault(Fault::tls_stalled()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("RETR /a");
            data.say_hello();
            stage.wait_for_rule();
            stage.clock.advance(Duration::from_secs(31));
            assert!(data.read_wire().0.is_empty());
            assert!(client.reply().starts_with("522 "));
        }
    ),
    both!(
        "tls-handshake-fragments",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_fragmented()),
        |stage| {
            let first = u16::from_be_bytes([answer_to_hello(stage)[3], answer_to_hello(stage)[4]]);
            assert!(first < 40, "{first}");
            Ftps::ready(stage).say("NOOP");
        }
    ),
    both!(
        "tls-alert-mid-data",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).fault(
            Fault::data_alert_after(4, TlsAlert::InternalError)
                .then_reply(226, "Transfer complete.")
        ),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("RETR /a");
            let (octets, end) = data.read_all();
            assert_eq!(octets, b"0123");
            assert!(end.is_err());
            assert_eq!(client.reply(), "226 Transfer complete.\r\n");
        }
    ),
    both!(
        "tls-alpn",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_alert(TlsAlert::NoApplicationProtocol)),
        |stage| assert_eq!(
            *answer_to_hello(stage).last().unwrap(),
            u8::from(AlertDescription::NoApplicationProtocol)
        )
    ),
    both!(
        "tls-sni-required",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(Event::TlsHandshake)
            .fault(Fault::tls_alert(TlsAlert::UnrecognisedName)),
        |stage| assert_eq!(
            *answer_to_hello(stage).last().unwrap(),
            u8::from(AlertDescription::UnrecognisedName)
        )
    ),
    both!(
        "data-clear-though-p",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).fault(Fault::tls_omitted()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.open_data();
            assert!(client.say("RETR /a").starts_with("150 "));
            assert_eq!(data.read_wire().0, b"0123456789");
        }
    ),
    both!(
        "data-tls-though-c",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).fault(Fault::tls_unasked()),
        |stage| {
            let mut client = Ftps::connect(stage).auth().log_in();
            let mut data = client.open_data();
            data.protect(&client.config);
            assert!(client.say("RETR /a").starts_with("150 "));
            assert_eq!(data.read_all().0, b"0123456789");
        }
    ),
    out_of_reach!(
        "tls-renegotiation",
        "the TLS library has no renegotiation, on purpose"
    ),
    both!(
        "tls-data-handshake-before-150",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).fault(Fault::data_early(0)),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.open_data();
            client.send("RETR /a\r\n");
            data.protect(&client.config);
            data.shake_hands().unwrap();
            assert!(client.reply().starts_with("150 "));
            assert_eq!(data.read_all().0, b"0123456789");
        }
    ),
    built!(
        "tls-data-handshake-after-150",
        |builder| builder.tls(Tls::explicit()),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.open_data();
            assert!(client.say("RETR /a").starts_with("150 "));
            data.protect(&client.config);
            assert_eq!(data.read_all().0, b"0123456789");
        }
    ),
    built!(
        "tls-waits-for-close-notify",
        |builder| builder.tls(Tls::explicit().close_notify(CloseNotify::Strict)),
        |stage| {
            let mut client = Ftps::ready(stage);
            let mut data = client.begin("STOR /new");
            std::io::Write::write_all(&mut data, b"0123").unwrap();
            data.close_notify();
            assert!(client.reply().starts_with("226 "));
        }
    ),
    both!(
        "tls13-upload-truncated",
        |builder| builder.tls(Tls::explicit().only_1_3()),
        |server| server
            .on(STOR)
            .fault(Fault::data_close_after(0).then_reply(226, "Transfer complete.")),
        |stage| {
            assert_eq!(
                Ftps::ready(stage).upload("STOR /new", b"0123"),
                "226 Transfer complete.\r\n"
            );
            assert_eq!(stage.fs().size("/new"), 0);
        }
    ),
    both!(
        "auth-tls-command-injection",
        |builder| builder.tls(Tls::explicit()),
        |server| server
            .on(ANY)
            .once()
            .over_tls()
            .fault(Fault::reply_first(250, "File deleted.")),
        |stage| {
            let mut client = Ftps::connect(stage);
            client.send("AUTH TLS\r\nDELE /a\r\n");
            assert!(client.reply().starts_with("234 "));
            client.shake_hands().unwrap();
            assert_eq!(client.say("USER alice"), "250 File deleted.\r\n");
        }
    ),
    both!(
        "prot-forgotten",
        |builder| builder.tls(Tls::explicit()),
        |server| server.on(RETR).nth(2).fault(Fault::tls_omitted()),
        |stage| {
            let mut client = Ftps::ready(stage);
            assert_eq!(client.download("RETR /a").0, b"0123456789");
            let mut data = client.open_data();
            assert!(client.say("RETR /a").starts_with("150 "));
            assert_eq!(data.read_wire().0, b"0123456789");
        }
    ),
    both!(
        "implicit-clear-data",
        |builder| builder.tls(Tls::implicit()),
        |server| server.on(RETR).once().fault(Fault::tls_omitted()),
        |stage| {
            let mut client = Ftps::silent(stage.addr(), stage.client_config());
            client.shake_hands().unwrap();
            client.reply();
            let mut client = client.log_in();
            let mut data = client.open_data();
            assert!(client.say("RETR /a").starts_with("150 "));
            assert_eq!(data.read_wire().0, b"0123456789");
        }
    ),
    out_of_reach!(
        "sscn-cpsv",
        "the server is never the client of a TLS handshake; SSCN and CPSV answer 502"
    ),
    out_of_reach!(
        "tls-large-session",
        "the TLS library makes the tickets, and their size is its own"
    ),
];
