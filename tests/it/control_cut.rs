//! Control connections that end in the middle of a transfer, which goes on.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};

const TEXT: &str = "0123456789";
const SOON: Duration = Duration::from_secs(5);

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

fn cuts() -> [(Fault, End); 2] {
    [
        (Fault::control_close_at(4), End::Closed),
        (Fault::control_reset_at(4), End::Reset),
    ]
}

#[rstest]
#[case::closed(0)]
#[case::reset(1)]
fn a_download_comes_to_its_end(#[case] how: usize) {
    let server = server();
    let (fault, end) = cuts()[how].clone();
    let rule = server.on(RETR).fault(fault);
    let over = server.expect(Event::Disconnect).times(1);
    let mut raw = client(&server);
    let data = raw.pasv();
    assert_eq!(raw.say("RETR /a").code, 150);

    assert_eq!(raw.read_to_end(), (Vec::new(), end));
    assert_eq!(data.read_to_end(), (TEXT.as_bytes().to_vec(), End::Closed));

    drop(raw);
    over.hits_reached(1, SOON).block().unwrap();
    assert_eq!(rule.hits(), 1);
}

#[rstest]
#[case::closed(0)]
#[case::reset(1)]
fn an_upload_comes_to_its_end(#[case] how: usize) {
    let server = server();
    let (fault, end) = cuts()[how].clone();
    server.on(STOR).fault(fault);
    let over = server.expect(Event::Disconnect).times(1);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    assert_eq!(raw.say("STOR /b").code, 150);

    data.send("0123");
    assert_eq!(raw.read_to_end(), (Vec::new(), end));
    data.send("456789");
    data.finish();

    drop(raw);
    over.hits_reached(1, SOON).block().unwrap();
    assert_eq!(server.fs().read("/b"), TEXT.as_bytes());
}

#[test]
fn the_transcript_says_what_moved_after_it() {
    let server = server();
    server.on(RETR).fault(Fault::control_reset_at(4));
    let over = server.expect(Event::Disconnect).times(1);
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.say("RETR /a");
    data.read_to_end();
    over.hits_reached(1, SOON).block().unwrap();

    insta::assert_snapshot!(server.transcript().without([USER, PASS, TYPE, PASV]), @"
    #1 connect
    S: 220 ftpmock ready
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: control connection reset after 4 bytes
    D: S->C 10 bytes
    #1 reset by server
    ");
}

/// What the client has sent meanwhile is never answered.
#[test]
fn nothing_is_answered_any_more() {
    let server = server();
    server.on(STOR).fault(Fault::control_close_at(1));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    assert_eq!(raw.say("STOR /b").code, 150);
    raw.send("NOOP\r\nPWD\r\n");
    data.send("0");
    assert_eq!(raw.read_to_end(), (Vec::new(), End::Closed));
    raw.send("NOOP\r\n");
    data.finish();
    assert_eq!(raw.read_to_end().0, b"");
}

#[cfg(feature = "tls")]
#[test]
fn under_tls_it_is_a_proper_end() {
    use crate::support::tls::Ftps;

    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start();
    server.on(RETR).fault(Fault::control_close_at(4));
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    assert_eq!(data.read_all().0, TEXT.as_bytes());
    assert_eq!(client.reply(), "");
}
