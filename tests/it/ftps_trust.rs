//! Who is who: session reuse, certificates of clients, several versions.

use std::sync::Arc;

use ftpmock::prelude::*;
use ftpmock::rustls::client::Resumption;
use ftpmock::rustls::{ClientConfig, HandshakeKind};
use ftpmock::transcript::{Connection, TlsVersion};
use rstest::rstest;

use crate::support::ftps::server_with;
use crate::support::tls::{Ftps, Version, only};

#[rstest]
fn the_session_of_the_control_connection_is_resumed_again_and_again(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server_with(Tls::explicit().require_session_reuse());
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    for _ in 0..10 {
        let (content, reply) = client.download("RETR /a");
        assert_eq!(content, b"0123456789", "{reply}");
    }
    let transcript = server.transcript();
    let data = transcript.handshakes();
    let data: Vec<_> = data
        .iter()
        .filter(|tls| tls.on == Connection::Data)
        .collect();
    assert_eq!(data.len(), 10);
    assert!(data.iter().all(|tls| tls.result.as_ref().unwrap().resumed));
}

#[rstest]
#[case::vsftpd(Tls::explicit().require_session_reuse(), "522 Data connection must resume")]
#[case::proftpd(Tls::explicit().require_session_reuse_425(), "425 Unable to build data connection")]
fn a_new_session_is_refused_and_brings_nothing_for_the_next_time(
    #[case] tls: Tls,
    #[case] reply: &str,
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server_with(tls);
    let config = only(&server, version);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    // Its own memory, which knows nothing of the control connection.
    let other = only(&server, version);
    for _ in 0..4 {
        let mut data = client.open_data();
        data.protect(&other);
        assert!(client.say("RETR /a").starts_with("150 "));
        assert_eq!(data.read_all().0, b"");
        let kind = data.tls.as_ref().unwrap().handshake_kind();
        assert_ne!(kind, Some(HandshakeKind::Resumed));
        assert!(client.reply().starts_with(reply));
    }
    let (content, _) = client.download("RETR /a");
    assert_eq!(content, b"0123456789", "with its own session it works");
}

/// Two sessions of one client that share what they remember, as a pool of connections does.
#[rstest]
fn the_session_of_another_control_connection_is_refused(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = server_with(Tls::explicit().require_session_reuse());
    let config = only(&server, version);
    let mut first = Ftps::with(&server, Arc::clone(&config))
        .auth()
        .log_in()
        .private();
    let mut second = Ftps::with(&server, only(&server, version))
        .auth()
        .log_in()
        .private();

    // What the first one remembers, on the data connection of the second one.
    let mut data = second.open_data();
    data.protect(&config);
    assert!(second.say("RETR /a").starts_with("150 "));
    assert_eq!(data.read_all().0, b"");
    assert!(second.reply().starts_with("522 "));
    assert_eq!(first.download("RETR /a").0, b"0123456789");
    assert_eq!(second.download("RETR /a").0, b"0123456789");
}

#[test]
fn without_reuse_required_anything_goes() {
    let server = server_with(Tls::explicit());
    let mut config = ClientConfig::clone(&server.client_config());
    config.resumption = Resumption::disabled();
    let mut client = Ftps::with(&server, config.into()).auth().log_in().private();
    assert_eq!(client.download("RETR /a").0, b"0123456789");
}

#[rstest]
#[case(Tls::explicit().only_1_2(), TlsVersion::Tls12, TlsVersion::Tls12)]
#[case(Tls::explicit().only_1_3(), TlsVersion::Tls13, TlsVersion::Tls13)]
#[case(Tls::explicit().data_only_1_2(), TlsVersion::Tls13, TlsVersion::Tls12)]
#[case(Tls::explicit().only_1_2().data_only_1_3(), TlsVersion::Tls12, TlsVersion::Tls13)]
fn versions_are_chosen_for_each_connection(
    #[case] tls: Tls,
    #[case] control: TlsVersion,
    #[case] data: TlsVersion,
) {
    let server = server_with(tls);
    let mut client = Ftps::ready(&server);
    assert_eq!(client.download("RETR /a").0, b"0123456789");
    let transcript = server.transcript();
    let versions: Vec<_> = transcript
        .handshakes()
        .iter()
        .map(|tls| tls.result.as_ref().unwrap().version)
        .collect();
    assert_eq!(versions, [control, data]);
}

#[rstest]
#[case::old(Version::Tls12, Tls::explicit().only_1_3())]
#[case::new(Version::Tls13, Tls::explicit().only_1_2())]
fn without_a_version_in_common_there_is_no_connection(#[case] version: Version, #[case] tls: Tls) {
    let server = FtpServer::builder().tls(tls).start();
    let mut client = Ftps::with(&server, only(&server, version));
    client.say("AUTH TLS");
    let error = client.shake_hands().unwrap_err().to_string();
    assert!(error.contains("ProtocolVersion"), "{error}");
}

fn mapped(tls: Tls) -> FtpServer {
    FtpServer::builder()
        .tls(tls.users_of_certificates(|certificate| {
            let holds = |name: &[u8]| certificate.windows(name.len()).any(|part| part == name);
            holds(b"alice").then(|| "alice".to_owned())
        }))
        .user(("alice", "secret"))
        .user(("bob", "secret"))
        .start()
}

#[test]
fn a_certificate_logs_its_user_in() {
    let server = mapped(Tls::explicit().require_certificates());
    let config = server.client_config_for("alice");
    let mut client = Ftps::with(&server, config).auth();
    assert!(client.say("USER alice").starts_with("232 "));
    assert!(client.say("PWD").starts_with("257 "));
    assert!(client.say("USER bob").starts_with("331 "));
    let transcript = server.transcript();
    let handshakes = transcript.handshakes();
    let agreed = handshakes[0].result.as_ref().unwrap();
    assert!(agreed.client_certificate.is_some());
    assert_eq!(agreed.server_name.as_deref(), Some("localhost"));
    assert!(
        transcript
            .to_string()
            .contains("TLS control, client certificate\n")
    );
}

#[rstest]
#[case::of_nobody(Some("carol"))]
#[case::none(None)]
fn a_certificate_asked_for_may_be_of_no_use(#[case] name: Option<&str>) {
    let server = mapped(Tls::explicit().ask_for_certificates());
    let config = match name {
        Some(name) => server.client_config_for(name),
        None => server.client_config(),
    };
    let mut client = Ftps::with(&server, config).auth();
    assert!(client.say("USER alice").starts_with("331 "));
}

#[rstest]
fn a_certificate_required_and_not_shown_is_the_end(
    #[values(Version::Tls12, Version::Tls13)] version: Version,
) {
    let server = FtpServer::builder()
        .tls(Tls::explicit().require_certificates())
        .start();
    let mut client = Ftps::with(&server, only(&server, version));
    client.say("AUTH TLS");
    let shaken = client.shake_hands();
    match version {
        Version::Tls12 => assert!(shaken.is_err()),
        Version::Tls13 => {
            shaken.unwrap(); // the client learns of it later
            let error = client.link.read_all().1.unwrap_err().to_string();
            assert!(error.contains("CertificateRequired"), "{error}");
        }
    }
    let transcript = server.finish();
    assert!(transcript.handshakes()[0].result.is_err(), "{transcript}");
}
