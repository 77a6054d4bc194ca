//! Virtual hosts under TLS: whose certificate is shown, and which names go together.

use ftpmock::prelude::*;
use ftpmock::session::VirtualHost;
use rstest::rstest;

use crate::support::tls::Ftps;

const SALES: &str = "sales.example.com";

fn server(tls: Tls) -> FtpServer {
    FtpServer::builder()
        .tls(tls)
        .host(VirtualHost::new(SALES).root("/sales"))
        .host("other.example.com")
        .file("/sales/a", "0123456789")
        .start()
}

fn named(server: &FtpServer, name: &'static str) -> Ftps {
    Ftps::connect(server).named(name)
}

/// Whether the certificate that was shown is good for the name.
fn is_shown(client: &Ftps, name: &str) -> bool {
    let tls = client.link.tls.as_ref().unwrap();
    let shown = &tls.peer_certificates().unwrap()[0];
    shown
        .windows(name.len())
        .any(|part| part == name.as_bytes())
}

#[rstest]
#[case::a_host(SALES, Some(SALES))]
#[case::another("other.example.com", Some("other.example.com"))]
#[case::the_server("localhost", None)]
fn each_host_has_a_certificate(#[case] name: &'static str, #[case] shown: Option<&str>) {
    let server = server(Tls::explicit().require_session_reuse());
    let mut client = named(&server, name).auth();
    for host in [SALES, "other.example.com"] {
        assert_eq!(is_shown(&client, host), shown == Some(host), "{host}");
    }
    if let Some(host) = shown {
        assert!(client.say(&format!("HOST {host}")).starts_with("220 "));
    }
    let mut client = client.log_in().private();
    let path = if shown == Some(SALES) {
        "/a"
    } else {
        "/sales/a"
    };
    let (content, reply) = client.download(&format!("RETR {path}"));
    assert_eq!(content, b"0123456789", "{reply}");
}

#[test]
fn without_a_name_in_the_handshake_host_decides_on_the_certificate() {
    let server = server(Tls::explicit());
    let mut client = named(&server, "127.0.0.1");
    assert!(client.say(&format!("HOST {SALES}")).starts_with("220 "));
    let client = client.auth();
    assert!(is_shown(&client, SALES));
    let mut client = client.log_in().private();
    // `AUTH` has put the host back.
    assert!(client.say("SIZE /a").starts_with("550 "));
    let mut data = client.begin("RETR /sales/a");
    assert_eq!(data.read_all().0, b"0123456789");
    let shown = data.tls.as_ref().unwrap().peer_certificates().unwrap();
    let control = client.link.tls.as_ref().unwrap();
    assert_eq!(shown, control.peer_certificates().unwrap());
}

/// RFC 7151, section 3.2.
#[rstest]
#[case(Tls::explicit())]
#[case(Tls::implicit())]
fn host_names_no_other_host_than_the_handshake(#[case] tls: Tls) {
    let server = server(tls);
    let begin = |name| {
        if server.implicit_addr().is_none() {
            return named(&server, name).auth();
        }
        let mut client = Ftps::silent(server.addr(), server.client_config()).named(name);
        client.shake_hands().unwrap();
        assert!(client.reply().starts_with("220 "));
        client
    };
    let mut client = begin(SALES);
    assert!(client.say("HOST other.example.com").starts_with("504 "));
    assert!(client.say("HOST 127.0.0.1").starts_with("504 "));
    assert!(client.say("HOST SALES.example.com.").starts_with("220 "));
    let mut client = client.log_in();
    assert_eq!(client.say("SIZE /a"), "213 10\r\n");

    let mut client = begin("127.0.0.1");
    assert!(client.say(&format!("HOST {SALES}")).starts_with("220 "));
}

#[test]
fn in_clear_again_any_host_may_be_named() {
    let server = server(Tls::explicit());
    let mut client = named(&server, SALES).auth();
    assert!(client.say("REIN").starts_with("220 "));
    client.link.close_notify();
    assert!(client.link.read_all().1.is_ok());
    client.link.tls = None;
    assert!(client.say("HOST other.example.com").starts_with("220 "));
}

#[test]
fn a_certificate_that_the_test_has_chosen_is_the_one_for_all_hosts() {
    let server = server(Tls::explicit().wrong_host());
    let mut client = named(&server, SALES);
    client.say("AUTH TLS");
    let told = client.shake_hands().unwrap_err().to_string();
    assert!(told.contains("elsewhere.test"), "{told}");
}
