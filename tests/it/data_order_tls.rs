//! When data connections are had, how they end, and how long they stay, under TLS.

use std::io::Write;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::tls::Ftps;

const TEXT: &str = "0123456789";

fn server() -> FtpServer {
    FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start()
}

#[rstest]
#[case::before_the_first(0)]
#[case::in_the_middle(4)]
#[case::all(u64::MAX)]
fn octets_come_before_the_150(#[case] octets: u64) {
    let server = server();
    let rule = server.on(RETR).fault(Fault::data_early(octets));
    let mut client = Ftps::ready(&server);
    let mut data = client.open_private_data();
    client.send("RETR /a\r\n");

    data.shake_hands().unwrap();
    let content = data.read_all().0;

    assert_eq!(content, TEXT.as_bytes());
    assert!(client.reply().starts_with("150 "));
    drop(data);
    assert!(client.reply().starts_with("226 "));
    assert_eq!(rule.hits(), 1);
}

#[test]
fn the_data_connection_stays_open_until_the_next_transfer() {
    let server = server();
    server.on(RETR).once().fault(Fault::data_left_open());
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    let mut content = [0; 10];
    std::io::Read::read_exact(&mut data, &mut content).unwrap();
    assert!(client.reply().starts_with("226 "));

    assert_eq!(client.download("RETR /a").0, TEXT.as_bytes());
    // Nobody has said that it was the end.
    assert!(data.read_all().1.is_err());
}

#[test]
fn data_move_the_wrong_way() {
    let server = server();
    server
        .on([RETR, STOR])
        .fault(Fault::data_wrong_way("surprise"));
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("STOR /b");
    assert_eq!(data.read_all().0, b"surprise");
    drop(data);
    assert!(client.reply().starts_with("226 "));

    let mut data = client.begin("RETR /a");
    data.write_all(b"hello").unwrap();
    data.flush().unwrap();
    data.end();
    assert!(client.reply().starts_with("226 "));
    assert_eq!(server.sessions()[0].bytes_in, 5);
}
