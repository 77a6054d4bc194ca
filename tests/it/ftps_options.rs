//! Each option of [`Tls`], as a client meets it.

use std::sync::{Arc, Mutex};

use ftpmock::auth::User;
use ftpmock::prelude::*;
use ftpmock::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use ftpmock::rustls::{ClientConfig, ServerConfig};
use rstest::rstest;

use crate::support::ftps::{server_with, suppaftp};
use crate::support::tls::{Ftps, trusting};

#[test]
fn names_and_passwords_may_have_to_be_protected() {
    let server = server_with(Tls::explicit().control_required());
    let mut client = Ftps::connect(&server);
    assert!(client.say("USER alice").starts_with("530 "));
    let mut client = client.auth().log_in();
    let mut data = client.open_data();
    assert!(client.say("RETR /a").starts_with("150 "), "in clear");
    assert_eq!(data.read_all().0, b"0123456789");
}

#[test]
fn data_may_have_to_be_protected() {
    let server = server_with(Tls::explicit().data_required());
    let mut client = Ftps::connect(&server).log_in();
    assert!(client.say("EPSV").starts_with("229 "));
    assert!(client.say("RETR /a").starts_with("521 "));
    let mut client = Ftps::ready(&server);
    assert!(client.say("PROT C").starts_with("534 "));
    assert_eq!(client.download("RETR /a").0, b"0123456789");
}

#[test]
fn data_may_have_to_go_in_clear() {
    let server = server_with(Tls::explicit().data_forbidden());
    let mut client = Ftps::connect(&server).auth().log_in();
    client.say("PBSZ 0");
    assert!(client.say("PROT P").starts_with("534 "));
    assert!(client.say("PROT C").starts_with("200 "));
}

#[rstest]
#[case::as_the_drafts_say(Tls::explicit(), true)]
#[case::as_pyftpdlib(Tls::explicit().ssl_leaves_data_clear(), false)]
fn auth_ssl_protects_the_data_or_does_not(
    #[case] tls: Tls,
    #[case] private: bool,
    #[values("SSL", "TLS-P")] mechanism: &str,
) {
    let server = server_with(tls);
    let mut client = Ftps::connect(&server);
    let accepted = client.say(&format!("AUTH {mechanism}"));
    assert!(accepted.starts_with("234 "));
    client.shake_hands().unwrap();
    let mut client = client.log_in();
    let content = if private {
        client.download("RETR /a").0
    } else {
        let mut data = client.open_data();
        client.say("RETR /a");
        data.read_all().0
    };
    assert_eq!(content, b"0123456789");
}

#[rstest]
#[case(Tls::explicit(), " AUTH TLS\r\n")]
#[case(Tls::explicit().list_mechanisms(), " AUTH TLS;TLS-C;SSL;TLS-P;\r\n")]
fn feat_names_what_auth_takes(#[case] tls: Tls, #[case] line: &str) {
    let server = server_with(tls);
    let features = Ftps::connect(&server).say("FEAT");
    assert!(features.contains(line), "{features}");
}

/// Mechanisms that are refused by the policy of a server, or not at this time.
#[rstest]
#[case::by_policy("AUTH SSL", 534)]
#[case::at_this_time("AUTH TLS", 431)]
fn a_mechanism_is_refused_by_a_rule(#[case] line: &str, #[case] code: u16) {
    let server = server_with(Tls::explicit());
    let mechanism = line.split_once(' ').unwrap().1;
    server
        .on(AUTH)
        .arg(mechanism)
        .reply(code, "Not this one, not now.");
    let mut client = Ftps::connect(&server);
    assert!(client.say(line).starts_with(&code.to_string()));
    assert!(client.say("NOOP").starts_with("200 "), "in clear");
    assert!(client.say("AUTH TLS-C").starts_with("234 "));
    client.shake_hands().unwrap();
}

#[test]
fn the_certificate_is_for_names_of_the_tests_own_too() {
    let server = server_with(Tls::explicit().name("ftp.example.com"));
    for name in ["ftp.example.com", "localhost", "127.0.0.1"] {
        Ftps::connect(&server).named(name).auth();
    }
    let mut client = Ftps::connect(&server).named("example.com");
    client.say("AUTH TLS");
    client.shake_hands().unwrap_err();
}

#[rstest]
#[case(Tls::explicit().expired(), "certificate expired")]
#[case(Tls::explicit().not_yet_valid(), "not valid yet")]
#[case(Tls::explicit().self_signed(), "UnknownIssuer")]
#[case(Tls::explicit().unknown_authority(), "UnknownIssuer")]
#[case(Tls::explicit().missing_intermediate(), "UnknownIssuer")]
#[case(Tls::explicit().wrong_host(), "not valid for name")]
fn a_server_can_have_a_bad_certificate_for_good(#[case] tls: Tls, #[case] named: &str) {
    let server = server_with(tls);
    for _ in 0..2 {
        let told = suppaftp(&server).err().unwrap().to_string();
        assert!(told.contains(named), "{told}");
    }
}

/// A certificate for `localhost` of nobody's authority, as PEM and as its key.
fn own_certificate() -> (rcgen::Certificate, rcgen::KeyPair) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert, made.signing_key)
}

/// Logs in with trust in this certificate, and fails without.
#[track_caller]
fn is_shown(certificate: &rcgen::Certificate, server: &FtpServer) {
    let mut client = Ftps::connect(server);
    client.say("AUTH TLS");
    let told = client.shake_hands().unwrap_err().to_string();
    assert!(told.contains("UnknownIssuer"), "{told}");
    let config = trusting(server, certificate.der().clone());
    let mut client = Ftps::with(server, config).auth().log_in().private();
    assert_eq!(client.download("RETR /a").0, b"0123456789");
}

#[test]
fn a_certificate_of_the_tests_own_is_shown() {
    let (certificate, key) = own_certificate();
    let dir = tempfile::tempdir().unwrap();
    let (chain_path, key_path) = (dir.path().join("chain.pem"), dir.path().join("key.pem"));
    std::fs::write(&chain_path, certificate.pem()).unwrap();
    std::fs::write(&key_path, key.serialize_pem()).unwrap();
    let server = server_with(Tls::explicit().pem_files(&chain_path, &key_path));
    is_shown(&certificate, &server);
}

#[test]
fn a_configuration_of_the_tests_own_is_used() {
    let (certificate, key) = own_certificate();
    let provider = server_with(Tls::explicit()).client_config();
    let provider = Arc::clone(provider.crypto_provider());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"ftp".to_vec()];
    let server = server_with(Tls::explicit().server_config(Arc::new(config)));
    is_shown(&certificate, &server);

    let trusted = trusting(&server, certificate.der().clone());
    let mut speaking = ClientConfig::clone(&trusted);
    speaking.alpn_protocols = vec![b"ftp".to_vec(), b"other".to_vec()];
    Ftps::with(&server, speaking.into()).auth().log_in();
    let transcript = server.transcript();
    let handshakes = transcript.handshakes();
    let agreed = handshakes.last().unwrap().result.as_ref().unwrap();
    assert_eq!(agreed.alpn.as_deref(), Some(&b"ftp"[..]));
}

#[test]
fn who_decides_on_logins_knows_whether_the_password_was_protected() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&seen);
    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .authenticate(move |who| {
            asked.lock().unwrap().push(who.protected);
            Ok(User::new(who.user))
        })
        .start();
    Ftps::connect(&server).log_in();
    Ftps::connect(&server).auth().log_in();
    assert_eq!(*seen.lock().unwrap(), [false, true]);
}
