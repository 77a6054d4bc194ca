//! Data faults when it is the server that connects.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

#[rstest]
#[case::reset(Fault::data_reset_after(4), 4, End::Reset, 426)]
#[case::close(Fault::data_close_after(4).then_reply(226, "Done."), 4, End::Closed, 226)]
#[case::replace(Fault::data_replace("abc"), 3, End::Closed, 226)]
fn the_connection_of_the_server_is_cut_as_any_other(
    #[case] fault: Fault,
    #[case] octets: usize,
    #[case] end: End,
    #[case] code: u16,
    #[values(Raw::port, Raw::eprt)] set_up: fn(&mut Raw) -> Data,
) {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let rule = server.on(RETR).fault(fault);
    let mut raw = client(&server);
    let data = set_up(&mut raw);
    raw.say("RETR /a");

    let (bytes, ended) = data.read_to_end();

    assert_eq!(
        (bytes.len(), ended, raw.read_reply().code),
        (octets, end, code)
    );
    assert_eq!(rule.hits(), 1);
}

#[rstest]
#[case::alone(Fault::data_refused(), "425 Can't open data connection.")]
#[case::then(Fault::data_refused().then_reply(450, "Later."), "450 Later.")]
fn the_server_does_not_connect_when_it_refuses(#[case] fault: Fault, #[case] expected: &str) {
    let server = FtpServer::builder().file("/a", "0123456789").start();
    let rule = server.on(RETR).once().fault(fault);
    let mut raw = client(&server);
    let (listener, line) = raw.listener_and_port();
    assert_eq!(raw.say(&line).code, 200);

    assert_eq!(raw.say("RETR /a"), expected);

    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
    assert_eq!(rule.hits(), 1);
}

#[rstest]
#[case::alone(Fault::data_ignored(), 425)]
#[case::then(Fault::data_ignored().then_reply(450, "Later."), 450)]
fn the_server_does_not_connect_when_it_ignores(#[case] fault: Fault, #[case] code: u16) {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .file("/a", "0123456789")
        .start();
    let rule = server.on(RETR).fault(fault);
    let mut raw = client(&server);
    let (listener, line) = raw.listener_and_port();
    assert_eq!(raw.say(&line).code, 200);

    assert_eq!(raw.say("RETR /a").code, 150);
    clock.advance(Duration::from_secs(29));
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(2));

    assert_eq!(raw.read_reply().code, code);
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
    assert_eq!(rule.hits(), 1);
}
