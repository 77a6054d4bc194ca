//! Every directive of curl's `ftpserver.pl`, each in the words of this crate.

use std::time::Duration;

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;

const TEXT: &str = "0123456789";
const SOON: Duration = Duration::from_secs(5);
const MS: Duration = Duration::from_millis(1);

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
    Raw::connect(server.addr()).login().binary().lenient()
}

/// `REPLY CMD text`: in place of the reply and the action, for ever.
#[test]
fn reply() {
    let server = server();
    let rule = server.on(DELE).reply(450, "Not\nnow.");
    let mut raw = client(&server);
    for _ in 0..3 {
        assert_eq!(raw.say("DELE /a").lines(), ["450-Not", "450 now."]);
    }
    assert!(server.fs().exists("/a"));
    assert_eq!(rule.hits(), 3);
}

/// `REPLY welcome text`, with what is no FTP at all.
#[rstest]
#[case::ftp("220 Welcome.\r\n")]
#[case::http("HTTP/1.1 200 OK to you!\r\nContent-Length: 15\r\n\r\nblah blah blah\n")]
fn reply_welcome(#[case] greeting: &str) {
    let server = server();
    server.on(Event::Connect).raw_reply(greeting);
    let mut raw = Raw::connect_silently(server.addr());
    assert_eq!(raw.read_bytes(greeting.len()), greeting.as_bytes());
}

/// `REPLY "CMD arg" text`: for the whole line; before the one for the command.
#[test]
fn reply_to_a_whole_line() {
    let server = server();
    server.on(CWD).reply(550, "No.");
    server.on(CWD).arg("/d").reply(250, "Yes.");
    let mut raw = client(&server);
    assert_eq!(raw.say("CWD /d"), "250 Yes.");
    assert_eq!(raw.say("CWD /e"), "550 No.");
}

/// `REPLYLF CMD text`: ended by a bare LF.
#[test]
fn replylf() {
    let server = server();
    server.on(PWD).fault(Fault::line_ends("\n"));
    let mut raw = client(&server);
    raw.send("PWD\r\n");
    let line = raw.read_bytes(8);
    assert_eq!(line, b"257 \"/\" ");
    let mut rest = raw.read_bytes(1);
    while !rest.ends_with(b"\n") {
        rest.extend(raw.read_bytes(1));
    }
    assert!(!rest.contains(&b'\r'));
}

/// `COUNT CMD n`: so many times, then as ever.
#[test]
fn count() {
    let server = server();
    let rule = server.on(SIZE).first(2).reply(500, "No.");
    let mut raw = client(&server);
    let codes = [(); 3].map(|()| raw.say("SIZE /a").code);
    assert_eq!(codes, [500, 500, 213]);
    assert_eq!(rule.hits(), 2);
}

/// `DELAY CMD secs`: with a reply of its own, and without.
#[rstest]
#[case::of_its_own(Fault::reply(450, "No."), 450)]
#[case::as_ever(Fault::default(), 200)]
fn delay(#[case] fault: Fault, #[case] code: u16) {
    let clock = ManualClock::new();
    let server = at(&clock);
    let rule = server
        .on(NOOP)
        .fault(Fault::delay(Duration::from_secs(2)).and(fault));
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    rule.hits_reached(1, SOON).block().unwrap();
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(2));
    assert_eq!(raw.read_reply().code, code);
}

/// `SLOWDOWN`: control and data octet by octet, with a pause after each.
#[test]
fn slowdown() {
    let clock = ManualClock::new();
    let server = at(&clock);
    let data = Fault::data_slice(1).and(Fault::data_delay(5 * MS));
    server.on(RETR).fault(data);
    server.on(NOOP).fault(Fault::dribble(1, 5 * MS));
    let mut raw = client(&server);
    raw.send("NOOP\r\n");
    for (n, octet) in b"200 NOOP ok.\r\n".iter().enumerate() {
        assert_eq!(raw.read_bytes(1), [*octet]);
        if n < 13 {
            assert!(raw.is_silent());
            clock.advance(5 * MS);
        }
    }
    slow_data(&clock, raw);
}

/// `SLOWDOWNDATA`: the data alone.
#[test]
fn slowdowndata() {
    let clock = ManualClock::new();
    let server = at(&clock);
    server
        .on(RETR)
        .fault(Fault::data_slice(1).and(Fault::data_delay(5 * MS)));
    slow_data(&clock, client(&server));
}

#[track_caller]
fn slow_data(clock: &ManualClock, raw: Raw) {
    // What NOOP was answered slowly is none of its business.
    let mut raw = raw;
    let mut data = raw.pasv();
    assert_eq!(raw.say("RETR /a").code, 150);
    for octet in TEXT.bytes() {
        assert!(data.is_silent());
        clock.advance(5 * MS);
        assert_eq!(data.read_bytes(1), [octet]);
    }
    data.expect_eof();
    assert_eq!(raw.read_reply().code, 226);
}

/// `RETRWEIRDO`: 150 and 226 together, before the data.
#[test]
fn retrweirdo() {
    let server = server();
    server.on(RETR).once().fault(Fault::early_reply());
    let mut raw = client(&server);
    let addr = raw.announced("PASV");
    assert_eq!(raw.say("RETR /a").code, 150);
    assert_eq!(raw.read_reply().code, 226, "there is no connection yet");
    assert_eq!(Data::connect(addr).read_to_end().0, TEXT.as_bytes());
    assert_eq!(raw.say("NOOP").code, 200);
}

/// `RETRNOSIZE` and `RETRSIZE n`: what the 150 says of the size.
#[rstest]
#[case::retrnosize("Opening data connection (size?).")]
#[case::retrsize("Opening data connection (512 bytes).")]
fn size_in_150(#[case] text: &str) {
    let server = server();
    server.on(RETR).fault(Fault::preliminary_text(text));
    let mut raw = client(&server);
    let data = raw.pasv();
    assert_eq!(raw.say("RETR /a"), format!("150 {text}").as_str());
    assert_eq!(data.read_to_end().0.len(), 10);
    assert_eq!(raw.read_reply().code, 226);
}

/// `PASVBADIP`: an address that is none of the server's.
#[test]
fn pasvbadip() {
    let server = server();
    server.on(PASV).fault(Fault::wrong_pasv_host([1, 2, 3, 4]));
    let addr = client(&server).announced("PASV");
    assert_eq!(addr.ip().to_string(), "1.2.3.4");
}

/// `NODATACONN`: nobody listens (or connects), and nothing is said; a listing has its 150.
#[rstest]
#[case::retr("RETR /a", false)]
#[case::stor("STOR /b", false)]
#[case::list("LIST", true)]
fn nodataconn(#[case] line: &str, #[case] announced: bool, #[values(true, false)] passive: bool) {
    let server = server();
    server
        .on([PASV, EPSV])
        .optional()
        .fault(Fault::data_refused());
    let missing = if announced {
        Fault::data_missing()
    } else {
        Fault::data_refused()
    };
    let rule = server
        .on([RETR, STOR, LIST])
        .fault(missing.and(Fault::lose_reply()));
    let mut raw = client(&server);
    let _data = set_up(&mut raw, passive);

    raw.send(format!("{line}\r\n"));
    if announced {
        assert_eq!(raw.read_reply().code, 150);
    }
    rule.hits_reached(1, SOON).block().unwrap();

    assert!(raw.is_silent());
    assert_eq!(raw.say("NOOP").code, 200);
}

/// `NODATACONN425`, `NODATACONN421`, `NODATACONN150`: 150, and then 425, 421 or nothing.
#[rstest]
#[case::nodataconn425(Fault::data_missing(), Some(425))]
#[case::nodataconn421(Fault::data_missing().then_reply(421, "Connection timed out"), Some(421))]
#[case::nodataconn150(Fault::data_missing().and(Fault::lose_reply()), None)]
fn nodataconn_with_150(
    #[case] fault: Fault,
    #[case] then: Option<u16>,
    #[values("RETR /a", "STOR /b", "APPE /b", "LIST", "NLST")] line: &str,
    #[values(true, false)] passive: bool,
) {
    let server = server();
    server
        .on([PASV, EPSV])
        .optional()
        .fault(Fault::data_refused());
    let rule = server.on([RETR, STOR, APPE, LIST, NLST]).fault(fault);
    let mut raw = client(&server);
    let _data = set_up(&mut raw, passive);

    assert_eq!(raw.say(line).code, 150);
    rule.hits_reached(1, SOON).block().unwrap();

    match then {
        Some(code) => assert_eq!(raw.read_reply().code, code),
        None => assert!(raw.is_silent()),
    }
    assert_eq!(raw.say("NOOP").code, 200);
}

/// A port on which nobody listens, or one of ours to which nobody connects.
fn set_up(raw: &mut Raw, passive: bool) -> Option<Data> {
    if passive {
        let addr = raw.announced("PASV");
        assert!(std::net::TcpStream::connect(addr).is_err());
        return None;
    }
    Some(raw.port())
}

/// `STOR text`: another final reply, after the first block, and the data connection is closed.
#[rstest]
#[case::stor("STOR /b")]
#[case::appe("APPE /b")]
fn stor(#[case] line: &str) {
    let server = server();
    let refusal = Fault::data_reset_after(16 * KIB).then_reply(452, "Sorry.");
    let rule = server.on([STOR, APPE]).fault(refusal);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say(line);
    data.send(vec![b'x'; 1 << 20]);

    assert_eq!(raw.read_reply(), "452 Sorry.");
    assert_eq!(data.read_to_end(), (Vec::new(), End::Reset));
    assert_eq!(rule.hits(), 1);
}

/// `NOSAVE`: counted, and not stored.
#[test]
fn nosave() {
    let server = server();
    server.on(STOR).fault(Fault::pretend(FsOp::Commit));
    let mut raw = client(&server);
    assert_eq!(raw.upload("STOR /b", TEXT).code, 226);
    assert!(!server.fs().exists("/b"));
    assert_eq!(server.sessions()[0].bytes_in, 10);
}

/// `<size>` of −1, and `<mdtm>` of −1 or left out.
#[rstest]
#[case::size(SIZE, 550)]
#[case::mdtm(MDTM, 550)]
#[case::no_mdtm(MDTM, 500)]
fn size_and_mdtm(#[case] verb: ftpmock::protocol::Verb, #[case] code: u16) {
    let server = server();
    server.on(verb).reply(code, "No.");
    assert_eq!(
        client(&server).say(format!("{} /a", verb.name())).code,
        code
    );
}

/// `<data sendzero>`: a listing or file of nothing, with all that belongs to it.
#[rstest]
#[case::file("RETR /a")]
#[case::listing("LIST")]
fn sendzero(#[case] line: &str) {
    let server = server();
    server.on([RETR, LIST]).fault(Fault::data_replace(""));
    let (bytes, end, reply) = client(&server).fetch(line);
    assert_eq!((bytes.len(), end, reply.code), (0, End::Closed, 226));
}
