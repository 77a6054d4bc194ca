//! When data connections are had, how they end, and how long they stay, under TLS.

use std::io::Write;
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::tls::Ftps;

const TEXT: &str = "0123456789";
const SECOND: Duration = Duration::from_secs(1);

fn server(clock: &ManualClock) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start()
}

#[rstest]
#[case::before_the_first(0)]
#[case::in_the_middle(4)]
#[case::all(u64::MAX)]
fn octets_come_before_the_150(#[case] octets: u64) {
    let server = server(&ManualClock::new());
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
fn a_reply_comes_in_the_middle_of_the_data() {
    let server = server(&ManualClock::new());
    server.on(RETR).fault(Fault::data_reply_at(4, 550, "No."));
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");

    assert_eq!(data.read_all().0, TEXT.as_bytes());

    assert_eq!(client.reply(), "550 No.\r\n");
    drop(data);
    assert!(client.reply().starts_with("226 "));
}

/// The end comes with a close_notify, however late.
#[rstest]
#[case::for_a_while(Fault::data_linger(5 * SECOND))]
#[case::before_the_226(Fault::data_end_late(5 * SECOND))]
fn the_data_connection_ends_late_and_properly(#[case] fault: Fault) {
    let clock = ManualClock::new();
    let server = server(&clock);
    let rule = server.on(RETR).fault(fault);
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    let mut content = [0; 10];
    std::io::Read::read_exact(&mut data, &mut content).unwrap();
    assert_eq!(content, TEXT.as_bytes());
    rule.hits_reached(1, SECOND * 5).block().unwrap();

    clock.advance(5 * SECOND);

    let (rest, end) = data.read_all();
    assert!(rest.is_empty() && end.is_ok(), "{end:?}");
    drop(data);
    assert!(client.reply().starts_with("226 "));
}

#[test]
fn the_data_connection_stays_open_until_the_next_transfer() {
    let server = server(&ManualClock::new());
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
    let server = server(&ManualClock::new());
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

#[rstest]
#[case::missing(Fault::data_missing(), "150 ", "425 ")]
fn there_is_no_data_connection(#[case] fault: Fault, #[case] first: &str, #[case] then: &str) {
    let server = server(&ManualClock::new());
    server.on(RETR).fault(fault);
    let mut client = Ftps::ready(&server);
    client.say("EPSV");
    assert!(client.say("RETR /a").starts_with(first));
    assert!(client.reply().starts_with(then));
}

#[test]
fn each_octet_comes_at_its_time() {
    let clock = ManualClock::new();
    let server = server(&clock);
    let slow = Fault::data_slice(5).and(Fault::data_delay(SECOND));
    let rule = server.on(RETR).fault(slow);
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    data.shake_hands().unwrap();
    rule.hits_reached(1, SECOND * 5).block().unwrap();

    for part in [&TEXT[..5], &TEXT[5..]] {
        clock.advance(SECOND);
        let mut piece = [0; 5];
        std::io::Read::read_exact(&mut data, &mut piece).unwrap();
        assert_eq!(piece, part.as_bytes());
    }

    assert!(data.read_all().1.is_ok());
    drop(data);
    assert!(client.reply().starts_with("226 "));
}
