//! When data connections are had, in which pieces data move on them, and how long they stay.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;
use crate::support::user;

const TEXT: &str = "0123456789";
const SECOND: Duration = Duration::from_secs(1);

fn server() -> FtpServer {
    FtpServer::builder().file("/a", TEXT).start()
}

fn at(clock: &ManualClock) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .file("/a", TEXT)
        .start()
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary()
}

fn moved(server: &FtpServer) -> Transcript {
    server.transcript().only([RETR, STOR, LIST])
}

#[rstest]
#[case::alone(Fault::data_missing(), "425 Can't open data connection.")]
#[case::then(Fault::data_missing().then_reply(421, "Timed out."), "421 Timed out.")]
fn there_is_no_data_connection_though_it_was_announced(
    #[case] fault: Fault,
    #[case] expected: &str,
    #[values("RETR /a", "STOR /b", "LIST")] line: &str,
    #[values(Raw::pasv, Raw::epsv, Raw::port)] set_up: fn(&mut Raw) -> Data,
) {
    let server = server();
    let rule = server.on([RETR, STOR, LIST]).once().fault(fault);
    let mut raw = client(&server).lenient();
    let _data = set_up(&mut raw);

    assert_eq!(raw.say(line).code, 150);
    assert_eq!(raw.read_reply(), expected);

    assert_eq!(rule.hits(), 1);
    assert_eq!(raw.download("RETR /a").0, TEXT.as_bytes());
    assert!(!server.fs().exists("/b"));
}

#[rstest]
#[case::before_the_first(0)]
#[case::in_the_middle(4)]
#[case::before_the_last(9)]
fn octets_come_before_the_150(#[case] octets: usize, #[values("RETR /a", "NLST")] line: &str) {
    let server = FtpServer::builder()
        .file("/a", TEXT)
        .file("/bcdef", "")
        .start();
    let early = server
        .on([RETR, NLST])
        .fault(Fault::data_early(octets as u64));
    let mut raw = client(&server);
    let addr = raw.announced("PASV");
    raw.send(format!("{line}\r\n"));
    assert!(raw.is_silent(), "there is no connection yet");

    let mut data = Data::connect(addr);
    let first = data.read_bytes(octets);
    assert_eq!(raw.read_reply().code, 150);
    let (rest, end) = data.read_to_end();

    assert_eq!((first.len() + rest.len(), end), (10, End::Closed));
    assert_eq!((raw.read_reply().code, early.hits()), (226, 1));
}

#[test]
fn the_150_comes_with_the_226() {
    let server = server();
    server.on(RETR).fault(Fault::data_early(u64::MAX));
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.send("RETR /a\r\n");

    assert_eq!(data.read_to_end().0, TEXT.as_bytes());
    assert_eq!(raw.read_reply().code, 150);
    assert_eq!(raw.read_reply().code, 226);

    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    ! fault: all data before the reply
    D: S->C 10 bytes
    S: 150 File status okay; about to open data connection.
    S: 226 Transfer complete.
    ");
}

#[rstest]
#[case::at_once(0)]
#[case::in_the_middle(4)]
#[case::before_the_last(9)]
#[case::after_the_last(10)]
fn a_reply_comes_in_the_middle_of_the_data(#[case] octets: u64) {
    let server = server();
    let refusal = Fault::data_reply_at(octets, 550, "No, after all.");
    let rule = server.on([RETR, STOR]).fault(refusal);
    let mut raw = client(&server).lenient();
    let mut data = raw.pasv();
    raw.say("RETR /a");
    let first = data.read_bytes(usize::try_from(octets).unwrap());
    assert_eq!(raw.read_reply(), "550 No, after all.");
    assert_eq!(first.len() + data.read_to_end().0.len(), 10);
    assert_eq!(raw.read_reply().code, 226);

    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send(&TEXT[..usize::try_from(octets).unwrap()]);
    assert_eq!(raw.read_reply(), "550 No, after all.");
    data.send(&TEXT[usize::try_from(octets).unwrap()..]);
    data.finish();
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/b"), TEXT.as_bytes());
    assert_eq!(rule.hits(), 2);
}

#[test]
fn a_reply_in_the_middle_comes_before_the_pause_that_follows() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let late = Fault::data_reply_at(4, 550, "No.").and(Fault::data_delay(SECOND));
    let rule = server.on(RETR).fault(late);
    let mut raw = client(&server).lenient();
    let mut data = raw.pasv();
    assert_eq!(raw.say("RETR /a").code, 150);
    rule.hits_reached(1, 5 * SECOND).block().unwrap();

    clock.advance(SECOND);
    assert_eq!(data.read_bytes(4), b"0123");
    assert_eq!(raw.read_reply(), "550 No.");

    clock.advance(SECOND);
    assert_eq!(data.read_to_end().0, b"456789");
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn a_reply_that_waits_for_more_octets_than_there_are_never_comes() {
    let server = server();
    let rule = server.on(RETR).fault(Fault::data_reply_at(11, 550, "No."));
    assert_eq!(client(&server).download("RETR /a").1.code, 226);
    assert_eq!(rule.hits(), 0);
    rule.remove();
}

#[test]
fn an_upload_is_announced_after_its_first_octets() {
    let server = server();
    let early = server.on(STOR).fault(Fault::data_early(3));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.send("STOR /b\r\n");
    data.send("012");
    assert_eq!(raw.read_reply().code, 150);
    data.send("3456");
    data.finish();

    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/b"), b"0123456");
    assert_eq!(early.hits(), 1);
}

/// curl waits for the 150; others who wait for the connection see it at once.
#[test]
fn suppaftp_waits_for_the_150() {
    let server = server();
    server.on(RETR).fault(Fault::data_early(u64::MAX));
    assert_eq!(
        user::download(server.addr(), "/a").unwrap(),
        TEXT.as_bytes()
    );
}

#[rstest]
#[case::download("RETR /a", 4)]
#[case::all("RETR /a", 10)]
#[case::listing("LIST", 4)]
fn the_server_closes_one_half_and_listens_on(#[case] line: &str, #[case] octets: usize) {
    let server = server();
    let rule = server
        .on([RETR, LIST])
        .once()
        .fault(Fault::data_half_close_after(octets as u64));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);

    data.read_bytes(octets);
    assert_eq!(raw.read_reply().code, 426);
    data.send(vec![b'x'; 1000]);
    let (rest, end) = data.read_to_end();

    assert_eq!((rest.len(), end, rule.hits()), (0, End::Closed, 1));
    assert_eq!(raw.download("RETR /a").0, TEXT.as_bytes());
}

#[test]
fn an_upload_goes_on_beyond_a_half_close() {
    let server = server();
    let rule = server.on(STOR).fault(Fault::data_half_close_after(3));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send("012");
    rule.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    let mut end = [0; 1];
    assert_eq!(std::io::Read::read(data.stream(), &mut end).unwrap(), 0);
    data.send("3456789");
    data.finish();

    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/b"), TEXT.as_bytes());
    insta::assert_snapshot!(moved(&server), @"
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    ! fault: data half closed after 3 bytes
    D: C->S 10 bytes
    S: 226 Transfer complete.
    ");
}

#[rstest]
#[case::download("RETR /a")]
#[case::listing("LIST")]
fn a_download_reads_instead_of_sending(#[case] line: &str) {
    let server = server();
    let rule = server.on([RETR, LIST]).fault(Fault::data_wrong_way("x"));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);

    assert!(data.is_silent());
    data.send("hello?");
    data.shutdown_write();
    assert_eq!(data.read_to_end(), (Vec::new(), End::Closed));

    assert_eq!((raw.read_reply().code, rule.hits()), (226, 1));
    let transcript = moved(&server).to_string();
    assert!(transcript.contains("D: C->S 6 bytes"), "{transcript}");
    assert_eq!(server.fs().read("/a"), TEXT.as_bytes());
}

#[test]
fn an_upload_is_sent_instead_of_read() {
    let server = server();
    let rule = server.on(STOR).fault(Fault::data_wrong_way("surprise"));
    let mut raw = client(&server);
    let data = raw.pasv();
    raw.say("STOR /b");

    assert_eq!(data.read_to_end(), (b"surprise".to_vec(), End::Closed));

    assert_eq!((raw.read_reply().code, rule.hits()), (226, 1));
    assert!(!server.fs().exists("/b"));
    insta::assert_snapshot!(moved(&server), @"
    C: STOR /b
    S: 150 File status okay; about to open data connection.
    ! fault: data the wrong way, 8 bytes
    D: S->C 8 bytes
    S: 226 Transfer complete.
    ");
}

#[rstest]
#[case::download("RETR /a")]
#[case::upload("STOR /b")]
fn the_data_connection_outlives_the_226_for_a_while(#[case] line: &str) {
    let clock = ManualClock::new();
    let server = at(&clock);
    let rule = server
        .on([RETR, STOR])
        .fault(Fault::data_linger(5 * SECOND));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);
    if line.starts_with("STOR") {
        data.shutdown_write();
    } else {
        data.read_bytes(10);
    }

    assert_eq!(raw.read_reply().code, 226);
    clock.advance(4 * SECOND);
    assert_eq!(raw.say("NOOP").code, 200);
    assert!(data.is_silent());
    clock.advance(2 * SECOND);

    data.expect_eof();
    assert_eq!(rule.hits(), 1);
}

#[test]
fn the_data_connection_stays_open_until_the_next_transfer() {
    let server = server();
    server.on(RETR).once().fault(Fault::data_left_open());
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(10);
    assert_eq!(raw.read_reply().code, 226);
    assert!(data.is_silent());

    assert_eq!(raw.download("RETR /a").0, TEXT.as_bytes());

    data.expect_eof();
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data connection left open
    D: S->C 10 bytes
    S: 226 Transfer complete.
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    D: S->C 10 bytes
    S: 226 Transfer complete.
    ");
}

#[test]
fn the_data_connection_stays_open_until_the_session_ends() {
    let server = server();
    server.on(RETR).fault(Fault::data_left_open());
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(10);
    raw.read_reply();

    raw.quit();

    data.expect_eof();
}

#[test]
fn the_end_of_the_data_comes_late_and_the_226_after_it() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let rule = server.on(RETR).fault(Fault::data_end_late(5 * SECOND));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");
    data.read_bytes(10);
    rule.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    assert!(data.is_silent() && raw.is_silent());
    clock.advance(5 * SECOND);

    data.expect_eof();
    assert_eq!(raw.read_reply().code, 226);
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: end of the data 5s late
    D: S->C 10 bytes
    S: 226 Transfer complete.
    ");
}

#[cfg(target_os = "linux")]
#[rstest]
#[case::port(Raw::port)]
#[case::eprt(Raw::eprt)]
fn the_server_connects_from_another_address(#[case] set_up: fn(&mut Raw) -> Data) {
    let server = server();
    let other = SocketAddr::from(([127, 0, 0, 2], 0));
    let rule = server.on(RETR).fault(Fault::data_from(other));
    let mut raw = client(&server);
    let mut data = set_up(&mut raw);
    raw.say("RETR /a");

    let from = data.stream().peer_addr().unwrap().ip();

    assert_eq!(from, Ipv4Addr::new(127, 0, 0, 2));
    assert_eq!(data.read_to_end().0, TEXT.as_bytes());
    assert_eq!((raw.read_reply().code, rule.hits()), (226, 1));
}

#[test]
fn the_server_connects_from_a_port_that_was_chosen() {
    let server = server();
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    server
        .on(RETR)
        .fault(Fault::data_from(([127, 0, 0, 1], port)));
    let mut raw = client(&server);
    let mut data = raw.port();
    raw.say("RETR /a");

    assert_eq!(data.stream().peer_addr().unwrap().port(), port);
    assert_eq!(raw.read_reply().code, 226);
}

#[test]
fn an_address_that_the_server_does_not_have_is_no_connection() {
    let server = server();
    let foreign = ([192, 0, 2, 1], 0);
    let rule = server.on(RETR).fault(Fault::data_from(foreign));
    let mut raw = client(&server);
    let _data = raw.port();
    raw.say("RETR /a");

    assert_eq!(raw.read_reply().code, 425);
    assert_eq!(rule.hits(), 1);
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data connection from 192.0.2.1:0
    D: S->C no connection
    S: 425 Can't open data connection.
    ");
}

#[rstest]
#[case::port(Raw::port)]
#[case::eprt(Raw::eprt)]
fn the_server_connects_as_soon_as_it_is_told_where_to(#[case] set_up: fn(&mut Raw) -> Data) {
    let server = server();
    let rule = server.on([PORT, EPRT]).fault(Fault::data_at_port());
    let mut raw = client(&server);
    let mut data = set_up(&mut raw);

    data.stream();
    assert!(data.is_silent());
    assert_eq!(raw.say("RETR /a").code, 150);

    assert_eq!(data.read_to_end().0, TEXT.as_bytes());
    assert_eq!((raw.read_reply().code, rule.hits()), (226, 1));
}

#[rstest]
#[case::from_passive(Fault::data_from(([127, 0, 0, 1], 0)), "RETR /a")]
#[case::at_port_passive(Fault::data_at_port(), "RETR /a")]
#[case::when_refused(Fault::data_when_refused(DataEnd::Reset), "STOR /b")]
#[case::linger_of_nothing(Fault::data_left_open(), "NOOP")]
fn what_does_not_apply_never_fires(#[case] fault: Fault, #[case] line: &str) {
    let server = server();
    let rule = server.on(ANY).fault(fault);
    let mut raw = client(&server);

    if line == "NOOP" {
        raw.say(line);
    } else if line.starts_with("STOR") {
        assert_eq!(raw.upload(line, "x").code, 226);
    } else {
        assert_eq!(raw.download(line).1.code, 226);
    }

    assert_eq!(rule.hits(), 0);
    assert!(server.try_verify().is_err());
    rule.remove();
}

#[rstest]
#[case::closed(DataEnd::Close, End::Closed)]
#[case::reset(DataEnd::Reset, End::Reset)]
fn a_full_disk_ends_the_upload_at_once(#[case] how: DataEnd, #[case] end: End) {
    let server = server();
    let rule = server
        .on(STOR)
        .fault(Fault::disk_full_after(4).and(Fault::data_when_refused(how)));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");

    data.send(TEXT);
    // The client has not ended its upload.
    assert_eq!(raw.read_reply().code, 452);

    assert_eq!(data.read_to_end(), (Vec::new(), end));
    assert_eq!(rule.hits(), 1);
    assert!(!server.fs().exists("/b"));
    raw.quit();
}

#[test]
fn a_full_disk_stops_the_reading_of_the_upload() {
    let server = FtpServer::builder().quota(64 * KIB).start();
    let rule = server
        .on(STOR)
        .fault(Fault::data_when_refused(DataEnd::Stall));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    let moment = Some(Duration::from_millis(300));
    data.stream().set_write_timeout(moment).unwrap();

    let chunk = vec![b'x'; MIB as usize];
    let taken = (0..64).take_while(|_| std::io::Write::write_all(data.stream(), &chunk).is_ok());
    assert!(taken.count() < 64, "nobody reads it");

    assert_eq!(raw.read_reply().code, 552);
    assert!(data.is_silent());
    assert_eq!((raw.say("NOOP").code, rule.hits()), (200, 1));
    let transcript = server.transcript().only(STOR).to_string();
    assert!(
        transcript.contains("! fault: data stalled when refused"),
        "{transcript}"
    );
}

#[test]
fn each_octet_comes_by_itself_at_its_time() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let slow = Fault::data_slice(1).and(Fault::data_delay(SECOND));
    let rule = server.on(RETR).fault(slow);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("RETR /a");

    for octet in TEXT.bytes() {
        assert!(data.is_silent());
        clock.advance(SECOND);
        assert_eq!(data.read_bytes(1), [octet]);
    }

    data.expect_eof();
    assert_eq!((raw.read_reply().code, rule.hits()), (226, 1));
    insta::assert_snapshot!(moved(&server), @"
    C: RETR /a
    S: 150 File status okay; about to open data connection.
    ! fault: data in pieces of 1 byte
    ! fault: each piece of the data 1s late
    D: S->C 10 bytes
    S: 226 Transfer complete.
    ");
}

#[test]
fn an_upload_is_taken_piece_by_piece() {
    let clock = ManualClock::new();
    let server = FtpServer::builder()
        .clock(clock.clone())
        .data_timeout(Duration::ZERO)
        .start();
    let rule = server
        .on(STOR)
        .fault(Fault::data_slice(4).and(Fault::data_delay(SECOND)));
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");
    data.send(TEXT);
    data.finish();

    rule.hits_reached(1, Duration::from_secs(5))
        .block()
        .unwrap();
    let mut seconds = 0;
    while raw.is_silent() {
        clock.advance(SECOND);
        seconds += 1;
    }

    assert!(seconds >= 3, "{seconds}");
    assert_eq!(raw.read_reply().code, 226);
    assert_eq!(server.fs().read("/b"), TEXT.as_bytes());
}

/// What jitter is drawn depends on the seed and nothing else.
#[test]
fn jitter_is_the_same_for_the_same_seed() {
    let times = |seed: u64| {
        let clock = ManualClock::new();
        let server = FtpServer::builder()
            .clock(clock.clone())
            .seed(seed)
            .file("/a", "abcd")
            .start();
        let jitter = Fault::data_delay_between(Duration::ZERO, 100 * SECOND);
        let rule = server.on(RETR).fault(Fault::data_slice(1).and(jitter));
        let mut raw = client(&server);
        let mut data = raw.pasv();
        raw.say("RETR /a");
        rule.hits_reached(1, Duration::from_secs(5))
            .block()
            .unwrap();
        let mut waited = Vec::new();
        for octets in 1..=3 {
            let told = format!("RETR, {octets} octets");
            let mut seconds = 0;
            while !raw.say("STAT").to_string().contains(&told) {
                clock.advance(SECOND);
                seconds += 1;
            }
            data.read_bytes(1);
            waited.push(seconds);
        }
        waited
    };
    let first = times(7);
    assert_eq!(first, times(7));
    assert_ne!(first, times(8));
    assert!(first.iter().all(|seconds| *seconds <= 101), "{first:?}");
}

#[cfg(feature = "tls")]
#[test]
fn each_slice_is_a_record() {
    use crate::support::tls::{Ftps, Version, only};

    let server = FtpServer::builder()
        .tls(Tls::explicit())
        .file("/a", TEXT)
        .start();
    server.on(RETR).fault(Fault::data_slice(2));
    let config = only(&server, Version::Tls12);
    let mut client = Ftps::with(&server, config).auth().log_in().private();
    let mut data = client.begin("RETR /a");
    data.shake_hands().unwrap();
    let (wire, _) = data.read_wire();

    let mut sizes = Vec::new();
    let mut rest = &wire[..];
    while let [kind, _, _, high, low, tail @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if *kind == 23 {
            sizes.push(length);
        }
        rest = &tail[length..];
    }
    assert_eq!(sizes.len(), 5, "{sizes:?}");
}

#[test]
fn what_suppaftp_makes_of_order_and_pieces() {
    let server = server();
    let mut reports = Vec::new();
    for fault in [
        Fault::data_missing(),
        Fault::data_early(5),
        Fault::data_half_close_after(4),
        Fault::data_half_close_after(4).then_reply(226, "Transfer complete."),
        Fault::data_slice(3),
        Fault::data_missing().then_reply(226, "Transfer complete."),
    ] {
        let what = fault.to_string();
        let _rule = server.on(RETR).first(1).fault(fault).scoped();
        let seen = match user::download(server.addr(), "/a") {
            Ok(bytes) => format!("{} bytes and no error", bytes.len()),
            Err(error) => error.to_string(),
        };
        reports.push(format!("{what}: {seen}"));
    }

    insta::assert_snapshot!(reports.join("\n"), @"
    no data connection: Connection error: Connection reset by peer (os error 104)
    5 bytes before the reply: 10 bytes and no error
    data half closed after 4 bytes: Invalid response: [426] 426 Connection closed; transfer aborted.
    data half closed after 4 bytes, then reply 226: 4 bytes and no error
    data in pieces of 3 bytes: 10 bytes and no error
    no data connection, then reply 226: Connection error: Connection reset by peer (os error 104)
    ");
}

/// Whether the next command of the same session works, for a client that stays.
#[test]
fn what_suppaftp_makes_of_the_next_command() {
    let server = server();
    let mut reports = Vec::new();
    for fault in [
        Fault::data_refused(),
        Fault::data_missing(),
        Fault::data_close_after(4),
        Fault::data_reset_after(4),
        Fault::data_half_close_after(4),
        Fault::data_early(u64::MAX),
        Fault::data_left_open().and(Fault::data_half_close_after(10)),
        Fault::data_reply_at(4, 550, "No."),
        Fault::data_corrupt_at(4),
        Fault::data_append("xyz"),
        Fault::data_close_after(4).then_reply(226, "Transfer complete."),
        Fault::io_error_after(4, FsError::Io),
    ] {
        let what = fault.to_string();
        let _rule = server.on(RETR).first(1).fault(fault).scoped();
        let mut ftp = suppaftp::FtpStream::connect(server.addr()).unwrap();
        ftp.login("alice", "secret").unwrap();
        ftp.transfer_type(suppaftp::types::FileType::Binary)
            .unwrap();
        let seen = match ftp.retr_as_buffer("/a") {
            Ok(bytes) => format!("{} bytes", bytes.into_inner().len()),
            Err(error) => error.to_string(),
        };
        let next = match ftp.size("/a") {
            Ok(size) => format!("213 {size}"),
            Err(error) => error.to_string(),
        };
        reports.push(format!("{what}\n  RETR: {seen}\n  SIZE: {next}"));
    }

    insta::assert_snapshot!(reports.join("\n"), @"
    data connection refused
      RETR: Invalid response: [425] 425 Can't open data connection.
      SIZE: 213 10
    no data connection
      RETR: Connection error: Connection reset by peer (os error 104)
      SIZE: 213 10
    data closed after 4 bytes
      RETR: Invalid response: [426] 426 Connection closed; transfer aborted.
      SIZE: 213 10
    data reset after 4 bytes
      RETR: Connection error: Connection reset by peer (os error 104)
      SIZE: 213 10
    data half closed after 4 bytes
      RETR: Invalid response: [426] 426 Connection closed; transfer aborted.
      SIZE: 213 10
    all data before the reply
      RETR: 10 bytes
      SIZE: 213 10
    data connection left open, data half closed after 10 bytes
      RETR: Invalid response: [426] 426 Connection closed; transfer aborted.
      SIZE: 213 10
    reply 550 after 4 bytes
      RETR: Invalid response: [550] 550 No.
      SIZE: Invalid response: [226] 226 Transfer complete.
    data corrupt at byte 4
      RETR: 10 bytes
      SIZE: 213 10
    3 bytes after the data
      RETR: 13 bytes
      SIZE: 213 10
    data closed after 4 bytes, then reply 226
      RETR: 4 bytes
      SIZE: 213 10
    filesystem error after 4 bytes: input or output error
      RETR: Invalid response: [451] 451 Requested action aborted: local error in processing.
      SIZE: 213 10
    ");
}
