//! The strict client is strict: it panics at every breach, so that the other tests need not look.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;
use crate::support::{ceiling, user};

/// Says all of `script` to its only client at once, then reads to the end and closes.
fn parrot(script: impl Into<Vec<u8>>) -> SocketAddr {
    let (listener, script) = (TcpListener::bind("127.0.0.1:0").unwrap(), script.into());
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&script).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    addr
}

#[test]
fn a_proper_conversation_passes() {
    let script = "120 Soon.\r\n220-Hello\r\n there\r\n220 ftpmock ready\r\n331 User name okay, need password.\r\n\
        230 User logged in, proceed.\r\n200 \r\n221 Bye.\r\n";
    let mut raw = Raw::connect(parrot(script)).login();

    assert_eq!(raw.greeting, "220-Hello\n there\n220 ftpmock ready");
    assert_eq!(raw.say("noop"), "200 ");
    raw.quit();
}

#[rstest]
#[case::bare_lf("220 hello\n", "a line ends in CR LF")]
#[case::three_digits("22 hello\r\n", "a reply begins with three digits")]
#[case::code_outside("720 hello\r\n", "a reply begins with three digits")]
#[case::no_space("220\r\n", "a reply begins with three digits")]
#[case::tab("220\thello\r\n", "control characters in a reply")]
#[case::bare_cr("220 hel\rlo\r\n", "control characters in a reply")]
#[case::nul("220 hel\0lo\r\n", "control characters in a reply")]
#[case::middle_line(
    "220-hello\r\nthere\r\n220 you\r\n",
    "a middle line begins with a space"
)]
#[case::other_code("220-hello\r\n221 you\r\n", "a middle line begins with a space")]
#[case::empty_line("220-hello\r\n\r\n220 you\r\n", "a middle line begins with a space")]
#[case::cut_line("220 hel", "Closed in the middle of a reply")]
#[case::cut_lines("220-hello\r\n", "Closed in the middle of a reply")]
#[case::nothing("", "no reply: Closed")]
#[case::wrong_code("230 hello\r\n", "230 is no code for the greeting")]
fn a_breach_of_the_grammar_panics(#[case] script: &str, #[case] expected: &str) {
    let addr = parrot(script);
    let panic = thread::spawn(move || drop(Raw::connect(addr)))
        .join()
        .unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains(expected), "{message}");
}

#[rstest]
#[case::code_of_another_command("220 hi\r\n250 done\r\n", "250 is no code for NOOP")]
#[case::preliminary("220 hi\r\n150 wait\r\n", "150 is no code for NOOP")]
#[case::two_replies("220 hi\r\n200 ok\r\n200 ok\r\n", "a reply without a command")]
fn a_wrong_code_panics_unless_lenient(#[case] script: &'static str, #[case] expected: &str) {
    let converse = |raw: &mut Raw| {
        raw.say("NOOP");
        while raw.try_read().is_ok() {}
    };
    let strict = thread::spawn(move || converse(&mut Raw::connect(parrot(script))));
    let panic = strict.join().unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains(expected), "{message}");

    converse(&mut Raw::connect(parrot(script)).lenient());
}

#[test]
fn replies_belong_to_pipelined_commands_in_order() {
    let script = "220 hi\r\n150 Begin.\r\n211 End of status.\r\n426 Cut.\r\n200 NOOP ok.\r\n226 Aborted.\r\n";
    let mut raw = Raw::connect(parrot(script));
    raw.send("RETR a\r\nSTAT\r\nno");
    raw.send("op\r\nABOR\r\n");
    assert_eq!(
        [(); 5].map(|()| raw.read_reply().code),
        [150, 211, 426, 200, 226]
    );
}

#[test]
fn telnet_commands_are_no_part_of_the_verb() {
    let mut raw = Raw::connect(parrot("220 hi\r\n225 No transfer.\r\n"));
    raw.send(b"\xff\xf4\xff\xf2abor\r\n");
    assert_eq!(raw.read_reply(), "225 No transfer.");
    raw.expect_eof();
}

#[test]
fn the_end_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"220 hi\r\n").unwrap();
        stream.read_exact(&mut [0; 6]).unwrap();
        socket2::SockRef::from(&stream)
            .set_linger(Some(std::time::Duration::ZERO))
            .unwrap();
    });
    let mut raw = Raw::connect(addr);
    raw.send("NOOP\r\n");
    server.join().unwrap();
    assert_eq!(raw.try_read(), Err(End::Reset));
    raw.expect_reset();
}

/// Takes one upload and answers it on the same connection, however that is set up.
fn echo() -> SocketAddr {
    let control = TcpListener::bind("127.0.0.1:0").unwrap();
    let passive = TcpListener::bind("127.0.0.1:0").unwrap();
    let (addr, port) = (
        control.local_addr().unwrap(),
        passive.local_addr().unwrap().port(),
    );
    let [high, low] = port.to_be_bytes();
    thread::spawn(move || {
        let (mut stream, _) = control.accept().unwrap();
        stream.write_all(b"220 hi\r\n").unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap())
            .lines()
            .map(Result::unwrap);
        let set_up = lines.next().unwrap();
        let reply = match &set_up[..4] {
            "PASV" => format!("227 Entering Passive Mode (127,0,0,1,{high},{low})."),
            "EPSV" => format!("229 Entering Extended Passive Mode (|||{port}|)"),
            _ => "200 Command successful.".to_owned(),
        };
        write!(stream, "{reply}\r\n").unwrap();
        lines.next();
        stream.write_all(b"150 Begin.\r\n").unwrap();
        let (verb, target) = set_up.split_at(4);
        let numbers: Vec<u16> = target
            .split([' ', ',', '|'])
            .filter_map(|n| n.parse().ok())
            .collect();
        let mut data = match verb {
            "PORT" => TcpStream::connect(("127.0.0.1", numbers[4] << 8 | numbers[5])).unwrap(),
            "EPRT" => TcpStream::connect(("127.0.0.1", numbers[1])).unwrap(),
            _ => passive.accept().unwrap().0,
        };
        let mut stored = Vec::new();
        data.read_to_end(&mut stored).unwrap();
        data.write_all(&stored).unwrap();
        drop(data);
        stream.write_all(b"226 Done.\r\n").unwrap();
    });
    addr
}

#[rstest]
#[case::pasv(Raw::pasv)]
#[case::epsv(Raw::epsv)]
#[case::port(Raw::port)]
#[case::eprt(Raw::eprt)]
fn a_data_connection_is_opened_either_way(#[case] open: fn(&mut Raw) -> Data) {
    let mut raw = Raw::connect(echo());
    let mut data = open(&mut raw);
    assert_eq!(raw.say("STOR a"), "150 Begin.");
    data.send("ping");
    data.shutdown_write();
    assert_eq!(data.read_to_end(), (b"ping".to_vec(), End::Closed));
    assert_eq!(raw.read_reply(), "226 Done.");
    raw.expect_eof();
}

#[test]
fn the_ceiling_knows_the_extremes() {
    assert!(ceiling::allows("RETR", 150) && ceiling::allows("RETR", 421));
    assert!(!ceiling::allows("RETR", 227) && !ceiling::allows("RETR", 553));
    assert!(ceiling::allows("XYZZY", 500) && !ceiling::allows("XYZZY", 200));
}

/// The client that stands for the users' applications reports what it was told, and does not hang.
#[test]
fn the_application_under_test_reports_refusals() {
    let refused =
        user::upload(parrot("220 hi\r\n331 go on\r\n530 no\r\n"), "/a", b"x").unwrap_err();
    assert!(refused.to_string().contains("530"), "{refused}");
}
