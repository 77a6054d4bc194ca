//! What a client project once wrote a server of its own for: one test for each of its options, with the numbers it counted.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::user;

const TEXT: &str = "0123456789";
const SOON: Duration = Duration::from_secs(5);
const MINUTE: Duration = Duration::from_secs(60);

fn at(clock: &ManualClock) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .file("/a", TEXT)
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary().lenient()
}

/// `PASV` announces a port that refuses.
#[test]
fn data_refuse() {
    let server = at(&ManualClock::new());
    let rule = server.on([PASV, EPSV]).fault(Fault::data_refused());
    let mut raw = client(&server);

    let addr = raw.announced("PASV");

    assert!(std::net::TcpStream::connect(addr).is_err());
    assert_eq!((rule.hits(), server.sessions()[0].ports_announced), (1, 1));
}

/// `PASV` announces a port to which connecting never completes.
#[cfg(target_os = "linux")]
#[test]
fn data_connect_hang() {
    let server = at(&ManualClock::new());
    server.on([PASV, EPSV]).fault(Fault::data_ignored());
    let mut raw = client(&server);
    let addr = raw.announced("PASV");

    let moment = Duration::from_millis(200);
    let error = std::net::TcpStream::connect_timeout(&addr, moment).unwrap_err();

    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    assert_eq!(server.sessions()[0].data_connections, 0);
}

/// The data connection is accepted, and silent.
#[test]
fn data_accepted_and_silent() {
    let server = at(&ManualClock::new());
    let rule = server.on(RETR).fault(Fault::data_stall_after(0));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    assert_eq!(raw.say("RETR /a").code, 150);
    rule.hits_reached(1, SOON).block().unwrap();

    assert!(data.is_silent() && raw.is_silent());
    assert_eq!(server.sessions()[0].data_connections, 1);
}

/// The data connection is accepted, and the ClientHello not answered.
#[cfg(feature = "tls")]
#[test]
fn data_tls_silent() {
    use crate::support::tls::Ftps;

    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start();
    let rule = server.on(RETR).fault(Fault::tls_stalled());
    let mut client = Ftps::ready(&server);
    let mut data = client.begin("RETR /a");
    data.say_hello();
    rule.hits_reached(1, SOON).block().unwrap();

    let moment = Some(Duration::from_millis(100));
    data.tcp.set_read_timeout(moment).unwrap();
    assert!(std::io::Read::read(&mut data.tcp, &mut [0; 1]).is_err());
    assert_eq!(rule.hits(), 1);
}

/// `--unsolicited-refusal-after`: a refusal that nobody asked for, in the middle of the data.
#[rstest]
#[case::and_goes_on(Fault::data_reply_at(4, 550, "No."), Some(226))]
#[case::and_ends(Fault::data_reply_at(4, 550, "No.").and(Fault::data_close_after(4)).and(Fault::lose_reply()), None)]
fn unsolicited_refusal(#[case] fault: Fault, #[case] then: Option<u16>) {
    let server = at(&ManualClock::new());
    let rule = server.on(RETR).fault(fault);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_bytes(4), b"0123");
    assert_eq!(raw.read_reply(), "550 No.");
    data.read_to_end();

    match then {
        Some(code) => assert_eq!(raw.read_reply().code, code),
        None => assert_eq!(raw.say("NOOP").code, 200),
    }
    assert_eq!(rule.hits(), 1);
}

/// `--late-final`: the closing reply is paid late, without closing the session.
#[test]
fn late_final() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let rule = server.on(RETR).fault(Fault::late_reply(MINUTE));
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.say("RETR /a");
    assert_eq!(data.read_to_end().0, TEXT.as_bytes());
    rule.hits_reached(1, SOON).block().unwrap();

    assert!(raw.is_silent());
    assert_eq!(raw.say("NOOP").code, 200);
    clock.advance(MINUTE);

    assert_eq!(raw.read_reply().code, 226);
}

/// `--pending-hold`: silence until the test lets go.
#[test]
fn pending_hold() {
    let server = at(&ManualClock::new());
    let gate = server.on(STOR).hold();
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.send("STOR /b\r\n");
    gate.reached(SOON).block().unwrap();
    assert!(raw.is_silent());

    gate.release();

    assert_eq!(raw.read_reply().code, 150);
    data.send("x");
    data.finish();
    assert_eq!(raw.read_reply().code, 226);
}

/// `--retr-stall`: so many octets, then nothing, both sockets open.
#[test]
fn retr_stall() {
    let server = at(&ManualClock::new());
    let rule = server.on(RETR).fault(Fault::data_stall_after(4));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    assert_eq!(data.read_bytes(4), b"0123");
    rule.hits_reached(1, SOON).block().unwrap();

    assert!(data.is_silent() && raw.is_silent());
    assert_eq!(server.sessions()[0].bytes_out, 4);
}

/// `--abor-silent`: `ABOR` is read, and deliberately not answered.
#[test]
fn abor_silent() {
    let server = at(&ManualClock::new());
    let stall = server.on(RETR).fault(Fault::data_stall_after(4));
    let silent = server.on(ABOR).fault(Fault::abort_ignored());
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(4);
    stall.hits_reached(1, SOON).block().unwrap();

    raw.send("ABOR\r\n");
    while server.transcript().only(ABOR).to_string().is_empty() {
        std::thread::yield_now();
    }

    assert!(raw.is_silent() && data.is_silent());
    drop(data);
    assert_eq!(raw.read_reply().code, 426);
    assert_eq!(raw.say("NOOP").code, 200, "no answer to ABOR");
    assert_eq!(silent.hits(), 1);
}

/// `--stor-refuse-after` with `--stor-after-refuse drain`: 552 in the middle, and the rest is read.
#[test]
fn stor_refuse_after_and_drain() {
    let server = at(&ManualClock::new());
    let full = Fault::io_error_after(4, FsError::QuotaExceeded);
    let rule = server.on(STOR).fault(full);

    let error = user::upload(server.addr(), "/b", &[b'x'; 1 << 20]).unwrap_err();

    assert!(error.to_string().contains("552"), "{error}");
    assert_eq!(rule.hits(), 1);
    assert_eq!(server.sessions()[0].bytes_in, 1 << 20);
}

/// `--stor-refuse-after` with `--stor-after-refuse stop`: 552 in the middle, the socket open and full.
#[test]
fn stor_refuse_after_and_stop() {
    let server = at(&ManualClock::new());
    let full = Fault::io_error_after(4, FsError::QuotaExceeded);
    let rule = server
        .on(STOR)
        .fault(full.and(Fault::data_when_refused(DataEnd::Stall)));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");

    data.send(TEXT);
    assert_eq!(raw.read_reply().code, 552);

    assert!(data.is_silent(), "neither closed nor reset");
    assert_eq!(raw.say("NOOP").code, 200);
    assert_eq!((rule.hits(), server.sessions()[0].bytes_in), (1, 10));
}

/// `--feat nomlsd`: it is not there, and not in `FEAT`.
#[test]
fn feat_nomlsd() {
    let server = FtpServer::builder()
        .without([MLSD, MLST])
        .file("/a", TEXT)
        .start();
    let mut raw = client(&server);

    assert!(!raw.say("FEAT").to_string().contains("MLST"));
    assert_eq!(raw.say("MLSD").code, 502);
    assert!(raw.download("LIST").0.ends_with(b" a\r\n"));
}

/// `--feat mlsd`: it is there, and works.
#[test]
fn feat_mlsd() {
    let server = at(&ManualClock::new());
    let mut raw = client(&server);
    assert!(raw.say("FEAT").to_string().contains("MLST"));
    assert!(raw.download("MLSD").0.ends_with(b"; a\r\n"));
}

/// `--feat mlsd-hang`: it is advertised, and never served; the client comes back by another way.
#[test]
fn feat_mlsd_hang() {
    let server = at(&ManualClock::new());
    let rule = server.on(MLSD).fault(Fault::ignore());
    let mut raw = client(&server);
    assert!(raw.say("FEAT").to_string().contains("MLST"));
    let mut data = raw.pasv();
    raw.send("MLSD\r\n");
    rule.hits_reached(1, SOON).block().unwrap();
    assert!(raw.is_silent() && data.is_silent());
    drop((raw, data));

    let mut again = client(&server);
    assert!(again.download("LIST").0.ends_with(b" a\r\n"));
    assert_eq!(again.peer_addr(), server.addr());
}

/// Its axis of hidden files: a listing sees fewer entries than there are, and the directory can not be removed.
#[test]
fn include_hidden() {
    let server = FtpServer::builder().file("/d/.hidden", "h").start();
    let hides = server.on([LIST, NLST]).fault(Fault::hide(".*"));
    let mut raw = client(&server);

    assert_eq!(raw.download("NLST /d").0, b"");
    assert_eq!(raw.download("LIST /d").0, b"");
    assert_eq!(raw.say("RMD /d").code, 550);

    assert_eq!(hides.hits(), 2);
}

/// A refusal and the goodbye in one segment.
#[test]
fn refusal_and_goodbye() {
    let server = at(&ManualClock::new());
    server.on(STOR).reply_then_close(421, "Too many transfers.");
    let mut raw = client(&server);
    assert_eq!(raw.say("STOR /b"), "421 Too many transfers.");
    assert_eq!(raw.read_to_end(), (Vec::new(), End::Closed));
}

/// Its status file counts what the injection did: a test that never met it is not green.
#[test]
fn what_never_struck_is_told() {
    let server = at(&ManualClock::new());
    let rule = server.on(RETR).fault(Fault::data_stall_after(11));
    assert_eq!(user::download(server.addr(), "/a").unwrap().len(), 10);
    assert_eq!(rule.hits(), 0);
    let unmet = server.try_verify().unwrap_err().to_string();
    assert!(unmet.contains("never fired"), "{unmet}");
    rule.remove();
}
