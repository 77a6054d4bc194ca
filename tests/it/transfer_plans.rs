//! Rules on a command, and on what happens on the data connection of its transfer: all of them act, and where two can not both
//! be, the later one holds.

use ftpmock::prelude::*;

use crate::support::raw::{End, Raw};

const TEXT: &str = "0123456789";

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

#[test]
fn what_the_command_and_the_connection_do_to_the_data_adds_up() {
    let server = server();
    let begins = server.on(RETR).fault(Fault::data_prepend("begin "));
    let cut = server
        .on(Event::DataConnect)
        .fault(Fault::data_close_after(8));
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_to_end(), (b"begin 01".to_vec(), End::Closed));
    assert_eq!(raw.read_reply().code, 426);
    assert_eq!([begins.hits(), cut.hits()], [1, 1]);
    insta::assert_snapshot!(server.transcript().only([RETR]), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: 6 bytes before the data
    ! fault: data closed after 8 bytes
    D: S->C 8 of 10 bytes, closed by server
    S: 426 Connection closed; transfer aborted.
    ");
}

#[test]
fn of_two_ends_the_later_one_holds() {
    let server = server();
    let reset = server.on(RETR).optional().fault(Fault::data_reset_after(8));
    let closed = server
        .on(Event::DataConnect)
        .fault(Fault::data_close_after(4).then_reply(226, "So it is."));
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_to_end(), (b"0123".to_vec(), End::Closed));
    assert_eq!(raw.read_reply(), "226 So it is.");
    assert_eq!([reset.hits(), closed.hits()], [0, 1]);
}

#[test]
fn the_reply_is_that_of_the_last_fault_that_has_one() {
    let server = server();
    let with_reply = Fault::data_prepend("x").then_reply(250, "As the command says.");
    server.on(RETR).fault(with_reply);
    server.on(Event::DataConnect).fault(Fault::data_append("y"));
    let mut raw = client(&server);

    let data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_to_end().0, b"x0123456789y");
    assert_eq!(raw.read_reply(), "250 As the command says.");
}

#[test]
fn what_arrived_is_kept_when_the_connection_is_cut() {
    let server = FtpServer::builder().keep_partial(false).start();
    let kept = server.on(STOR).fault(Fault::keep_partial(true));
    server
        .on(Event::DataConnect)
        .fault(Fault::data_close_after(4));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send(TEXT);

    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(server.fs().read("/b"), b"0123");
    assert_eq!(kept.hits(), 1);
}

#[cfg(feature = "tls")]
mod tls {
    use std::io::ErrorKind;

    use super::*;
    use crate::support::tls::Ftps;

    fn server() -> FtpServer {
        let tls = FtpServer::builder().tls(Tls::explicit());
        tls.file("/a", TEXT).start()
    }

    /// The four octets of a connection that was cut, and no close_notify.
    #[track_caller]
    fn is_truncated(server: &FtpServer) {
        let mut client = Ftps::ready(server);
        let mut data = client.begin("RETR /a");
        let (content, end) = data.read_all();
        assert_eq!(content, b"0123");
        assert_eq!(end.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        drop(data);
        assert!(client.reply().starts_with("426 "));
    }

    #[test]
    fn a_cut_on_the_connection_hides_nothing_that_the_command_does_to_tls() {
        let server = server();
        server.on(RETR).fault(Fault::tls_no_close_notify());
        server
            .on(Event::DataConnect)
            .fault(Fault::data_close_after(4));
        is_truncated(&server);
        server.verify();
    }

    #[test]
    fn each_event_can_do_either() {
        let server = server();
        server
            .on(Event::DataConnect)
            .fault(Fault::tls_no_close_notify());
        server
            .on(Event::DataTlsHandshake)
            .fault(Fault::data_close_after(4));
        is_truncated(&server);
        server.verify();
    }

    #[test]
    fn a_handshake_is_counted_whatever_the_command_does_to_it() {
        let server = server();
        server.on(RETR).fault(Fault::tls_no_close_notify());
        server.expect(Event::DataTlsHandshake).times(1);
        let mut client = Ftps::ready(&server);
        let mut data = client.begin("RETR /a");
        assert_eq!(data.read_all().0, TEXT.as_bytes());
        drop(data);
        assert!(client.reply().starts_with("226 "));
        server.verify();
    }

    #[test]
    fn of_two_faults_of_a_handshake_that_of_the_handshake_holds() {
        let server = server();
        let command = server.on(RETR).optional();
        let command = command.fault(Fault::tls_plain_text("What?"));
        let handshake = Fault::tls_alert(TlsAlert::InternalError);
        let handshake = server.on(Event::DataTlsHandshake).fault(handshake);
        let mut client = Ftps::ready(&server);
        let mut data = client.begin("RETR /a");

        assert!(data.shake_hands().is_err());

        drop(data);
        assert!(client.reply().starts_with("522 "));
        assert_eq!([command.hits(), handshake.hits()], [0, 1]);
    }
}
