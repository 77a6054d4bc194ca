//! The control connection: Telnet, line ends, pipelining, and what acts while a transfer runs.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::raw_data::Data;

/// A file that no socket buffers take in.
fn huge() -> FtpServer {
    FtpServer::builder()
        .file("/huge", Content::zeros(GIB))
        .file("/a", "aaa")
        .file("/b", "bbb")
        .start()
}

/// A download that stands still, for nobody reads it.
fn stalled(server: &FtpServer) -> (Raw, Data) {
    let mut raw = Raw::connect(server.addr()).login().binary();
    let data = raw.epsv();
    assert_eq!(raw.say("RETR /huge").code, 150);
    (raw, data)
}

fn codes<const N: usize>(raw: &mut Raw) -> [u16; N] {
    [(); N].map(|()| raw.read_reply().code)
}

/// R-TN1: and only once.
#[test]
fn telnet_options_are_refused_once_each() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr());
    let ask = b"\xff\xfb\x01\xff\xfd\x01\xff\xfb\x03";
    raw.send(ask);
    assert_eq!(raw.read_bytes(9), b"\xff\xfe\x01\xff\xfc\x01\xff\xfe\x03");
    raw.send(ask);
    raw.send(b"\xff\xfc\x05\xff\xfe\x05\xff\xfd\x03");
    assert_eq!(raw.read_bytes(3), b"\xff\xfc\x03");
    assert_eq!(raw.say("NOOP"), "200 NOOP ok.");
}

#[rstest]
#[case::nop(b"NO\xff\xf1OP\r\n")]
#[case::data_mark(b"\xff\xf2NOOP\r\n")]
#[case::interrupt(b"\xff\xf4NOOP\r\n")]
#[case::go_ahead(b"NOOP\xff\xf9\r\n")]
#[case::before_the_line_feed(b"NOOP\r\xff\xf1\n")]
#[case::refusals(b"\xff\xfc\x01NOOP\xff\xfe\x01\r\n")]
#[case::subnegotiation(b"NO\xff\xfa\x18\x00vt100\xff\xff\xff\xf0OP\r\n")]
#[case::unknown(b"NOO\xff\x20P\r\n")]
fn telnet_commands_are_no_part_of_a_line_wherever_it_is_cut(#[case] octets: &[u8]) {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).lenient();
    for cut in 0..octets.len() {
        raw.send(&octets[..cut]);
        raw.send(&octets[cut..]);
        assert_eq!(raw.read_reply(), "200 NOOP ok.", "cut at {cut}");
    }
}

#[test]
fn a_subnegotiation_without_end_is_cut_off() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr());
    raw.send(b"\xff\xfa\x18");
    raw.send([b'x'; 2048]);
    assert_eq!(raw.read_reply().code, 421);
    raw.expect_eof();
}

/// R-TN3: as Telnet wants it.
#[test]
fn an_octet_of_255_is_doubled_both_ways() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    let reply = raw.say(b"MKD \xff\xffx");
    assert_eq!(reply.raw, b"257 \"/\xff\xffx\" created.\r\n");
    assert_eq!(server.fs().list("/").len(), 1);
}

#[test]
fn a_line_may_be_cut_anywhere() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    let lines = b"SYST\r\nNOOP\r\n";
    for cut in 0..=lines.len() {
        raw.send(&lines[..cut]);
        raw.send(&lines[cut..]);
        assert_eq!(codes(&mut raw), [215, 200], "cut at {cut}");
    }
    for octet in lines {
        raw.send([*octet]);
    }
    assert_eq!(codes(&mut raw), [215, 200]);
}

/// R-C1: and the transcript says so.
#[test]
fn a_bare_line_feed_ends_a_line_and_a_bare_carriage_return_does_not() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    raw.send("NOOP\nSYST\nMKD /a\\rb\r\n");
    assert_eq!(codes(&mut raw), [200, 215, 257]);
    assert_eq!(raw.say("NOOP\rNOOP").code, 500);
    assert_eq!(raw.say("NOOP\r\0").code, 500);
    raw.quit();
    assert!(server.finish().to_string().contains("NOOP"));
}

#[test]
fn strictly_only_both_together_end_a_line() {
    let server = FtpServer::builder().strict_line_endings().start();
    let mut raw = Raw::connect(server.addr()).login();
    // Our client counts line feeds.
    let mut raw = {
        raw.send("NOOP\nNOOP\r\n");
        raw.lenient()
    };
    assert_eq!(raw.read_reply().code, 500);
    assert_eq!(raw.say("SYST").code, 215);
}

/// R-C8, R-C9: as many as there are.
#[rstest]
#[case(1)]
#[case(2)]
#[case(3)]
#[case(10)]
#[case(100)]
#[case(1000)]
fn pipelined_commands_are_answered_in_order(#[case] many: usize) {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    let lines = [
        ("NOOP", 200),
        ("SYST", 215),
        ("PWD", 257),
        ("SIZE /none", 550),
        ("JUMP", 500),
        ("ABOR", 225),
    ];
    let said: Vec<_> = lines.iter().cycle().take(many).collect();
    raw.send(
        said.iter()
            .map(|(line, _)| format!("{line}\r\n"))
            .collect::<String>(),
    );
    for (line, code) in said {
        assert_eq!(raw.read_reply().code, *code, "{line}");
    }
    raw.quit();
}

#[test]
fn pipelined_commands_act_in_order() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr());
    raw.send("USER alice\r\nPASS x\r\nMKD /a\r\nCWD /a\r\nMKD b\r\nRNFR b\r\nRNTO c\r\nQUIT\r\nMKD /late\r\n");
    assert_eq!(codes(&mut raw), [331, 230, 257, 250, 257, 350, 250, 221]);
    raw.expect_eof();
    assert!(server.fs().is_dir("/a/c") && !server.fs().exists("/late"));
}

#[rstest]
#[case::with_quit("NOOP\r\nPWD\r\nQUIT\r\n", &[200, 257, 221])]
#[case::without_quit("NOOP\r\nPWD\r\n", &[200, 257])]
#[case::with_half_a_line("NOOP\r\nPW", &[200])]
fn what_came_before_a_half_close_is_answered(#[case] lines: &str, #[case] expected: &[u16]) {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    raw.send(lines);
    raw.shutdown_write();
    for code in expected {
        assert_eq!(raw.read_reply().code, *code);
    }
    raw.expect_eof();
}

#[test]
fn a_transfer_and_a_quit_before_a_half_close_are_carried_out() {
    let server = huge();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\nQUIT\r\n");
    raw.shutdown_write();
    assert_eq!(data.read_to_end().0, b"aaa");
    assert_eq!(codes(&mut raw), [150, 226, 221]);
    raw.expect_eof();
}

/// R-C12: the transfer ends with it.
#[test]
fn a_lost_control_connection_keeps_the_part_of_an_upload() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /part").code, 150);
    // More than the system buffers: most of it has been taken when this returns.
    let content = Vec::from_iter(0..=250).repeat(32 << 12);
    data.send(&content);

    drop(raw);
    data.read_to_end();

    let kept = server.fs().read("/part");
    assert!(
        kept.len() > 8 << 20 && content.starts_with(&kept),
        "{}",
        kept.len()
    );
}

#[test]
fn a_lost_control_connection_ends_a_download() {
    let server = huge();
    for lose in [drop, Raw::reset] {
        let (raw, data) = stalled(&server);
        lose(raw);
        let (got, _) = data.read_to_end();
        assert!((got.len() as u64) < GIB);
    }
    Raw::connect(server.addr()).login().quit();
}

/// The ways to send `ABOR`: as a line, after IAC IP and IAC DM, with DM as urgent data, and as the classic client does, which
/// makes `IAC IP IAC` urgent and lets DM follow (R-TN2).
const ABORS: [fn(&mut Raw); 4] = [
    |raw| raw.send("ABOR\r\n"),
    |raw| raw.send(b"\xff\xf4\xff\xf2ABOR\r\n"),
    |raw| {
        raw.send(b"\xff\xf4\xff");
        raw.send_oob(b"\xf2");
        raw.send("ABOR\r\n");
    },
    |raw| {
        raw.send_oob(b"\xff\xf4\xff");
        raw.send(b"\xf2ABOR\r\n");
    },
];

#[rstest]
fn abor_ends_an_upload_however_it_is_sent(#[values(0, 1, 2, 3)] way: usize) {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /part").code, 150);
    data.send("part");
    ABORS[way](&mut raw);
    assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
    assert_eq!(raw.read_reply(), "226 Abort command successful.");
    data.read_to_end();
    assert!(server.fs().exists("/part"), "what has come is kept");
    raw.quit();
}

#[rstest]
fn abor_of_nothing_is_answered_however_it_is_sent(#[values(0, 1, 2, 3)] way: usize) {
    let server = FtpServer::start();
    for mut raw in [
        Raw::connect(server.addr()),
        Raw::connect(server.addr()).login(),
    ] {
        raw.send("SYST\r\n");
        ABORS[way](&mut raw);
        raw.send("NOOP\r\n");
        assert_eq!(codes(&mut raw), [215, 225, 200]);
        raw.quit();
    }
    let synchs = server.transcript().to_string().matches("ynch").count();
    let per_session = usize::from(way > 0);
    assert_eq!(synchs, 2 * per_session, "IP and DM are noted, as one");
}

/// R-TN2: in line, after an interrupt, or urgent.
#[rstest]
/// R-TN2: in line, after an interrupt, or urgent.
fn abor_ends_a_transfer_however_it_is_sent(#[values(0, 1, 2, 3)] way: usize) {
    let abor = ABORS[way];
    let server = huge();
    let (mut raw, data) = stalled(&server);
    abor(&mut raw);
    assert_eq!(raw.read_reply(), "426 Connection closed; transfer aborted.");
    assert_eq!(raw.read_reply(), "226 Abort command successful.");
    assert!((data.read_to_end().0.len() as u64) < GIB);
    assert_eq!(raw.say("ABOR"), "225 No transfer to abort.");
    assert_eq!(raw.download("RETR /a").0, b"aaa");
    raw.quit();
}

#[test]
fn abor_acts_before_what_waits_and_is_answered_after_it() {
    let server = huge();
    let (mut raw, _data) = stalled(&server);
    raw.send("NOOP\r\nSYST\r\nABOR\r\nNOOP\r\n");
    assert_eq!(codes(&mut raw), [426, 200, 215, 226, 200]);
}

#[test]
fn abor_with_an_argument_aborts_nothing() {
    let server = huge();
    let (mut raw, _data) = stalled(&server);
    raw.send("ABOR now\r\nSTAT\r\nABOR\r\n");
    assert_eq!(codes(&mut raw), [426, 501, 211, 226]);
}

#[test]
fn abor_before_the_data_connection_exists() {
    let server = huge();
    let mut raw = Raw::connect(server.addr()).login();
    for line in ["RETR /a", "STOR /new", "NLST"] {
        assert_eq!(raw.say("EPSV").code, 229);
        assert_eq!(raw.say(line).code, 150);
        raw.send("ABOR\r\n");
        assert_eq!(codes(&mut raw), [426, 226], "{line}");
    }
    assert!(!server.fs().exists("/new"));
}

#[test]
fn abor_closes_a_port_that_waits() {
    let server = huge();
    let mut raw = Raw::connect(server.addr()).login();
    let data = raw.epsv();
    assert_eq!(raw.say("ABOR"), "225 No transfer to abort.");
    data.read_to_end();
    assert_eq!(raw.say("NLST").code, 425);
}

#[test]
fn abor_of_an_upload_keeps_the_part() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /part").code, 150);
    data.send(vec![b'x'; 32 << 20]);
    raw.send("ABOR\r\n");
    assert_eq!(codes(&mut raw), [426, 226]);
    assert!(server.fs().size("/part") > 8 << 20);
}

#[test]
fn a_queued_transfer_is_aborted_by_the_abor_behind_it() {
    let server = huge();
    let (mut raw, _data) = stalled(&server);
    raw.send("RETR /a\r\nPASV\r\nRETR /b\r\nABOR\r\nNOOP\r\n");
    assert_eq!(codes(&mut raw), [426, 425, 227, 150, 426, 226, 200]);
}

#[test]
fn stat_is_answered_while_a_transfer_runs() {
    let server = huge();
    let (mut raw, _data) = stalled(&server);
    for _ in 0..3 {
        let status = raw.say("STAT");
        assert!(
            status.to_string().contains("Transfer in progress: RETR"),
            "{status}"
        );
    }
    raw.send("NOOP\r\nSTAT\r\nABOR\r\n");
    assert_eq!(
        codes(&mut raw),
        [426, 200, 211, 226],
        "what waits already goes first"
    );
}

/// R-C10; the octets are those of the data connection so far.
#[test]
fn stat_tells_how_far_a_transfer_is() {
    let server = FtpServer::builder().clock(ManualClock::new()).start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    assert_eq!(raw.say("MODE B").code, 200);
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    let status = raw.say("STAT").to_string();
    assert!(status.contains("STOR, 0 octets in 0 s"), "{status}");
    data.send(b"\0\0\x02ab\x10\0\x01m");
    // Its marker answered, the server has it all.
    assert_eq!(raw.read_reply(), "110 MARK m = 2");
    let status = raw.say("STAT").to_string();
    assert!(status.contains("STOR, 9 octets in 0 s"), "{status}");
    data.send(b"\x40\0\0");
    assert_eq!(raw.read_reply().code, 226);
    let status = raw.say("STAT").to_string();
    let totals = "files sent 0, octets sent 0, files received 1, octets received 12";
    assert!(status.contains(totals), "{status}");
    raw.quit();
}

/// R-C11: first its reply, then that of QUIT.
#[test]
fn quit_waits_for_the_transfer() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let mut data = raw.epsv();
    assert_eq!(raw.say("STOR /a").code, 150);
    raw.send("NOOP\r\nQUIT\r\nMKD /late\r\n");
    data.send("content");
    data.finish();
    assert_eq!(codes(&mut raw), [226, 200, 221]);
    raw.expect_eof();
    assert_eq!(server.fs().read("/a"), b"content");
    assert!(!server.fs().exists("/late"));
}

#[test]
fn quit_with_an_argument_ends_nothing() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    assert_eq!(raw.say("QUIT now").code, 501);
    assert_eq!(raw.say("NOOP").code, 200);
    raw.quit();
}

/// R-C10: as all other commands do.
#[test]
fn a_second_transfer_waits_for_the_first() {
    let server = huge();
    let mut raw = Raw::connect(server.addr()).login().binary();
    let data = raw.epsv();
    raw.send("RETR /a\r\nRETR /b\r\nEPSV\r\n");
    assert_eq!(data.read_to_end().0, b"aaa");
    assert_eq!(codes(&mut raw), [150, 226, 425, 229]);
}

/// R-C3, R-S10: whatever it is made of.
#[test]
fn an_endless_line_is_answered_once() {
    let server = FtpServer::start();
    let mut raw = Raw::connect(server.addr()).login();
    for _ in 0..10 {
        raw.send([b'x'; 1 << 20]);
    }
    raw.send("\r\nNOOP\r\n");
    assert_eq!(codes(&mut raw), [500, 200]);
    assert_eq!(
        raw.say(format!("SIZE {}", "x".repeat(4091))).code,
        550,
        "as long as may be"
    );
    assert_eq!(raw.say(format!("SIZE {}", "x".repeat(4092))).code, 500);
}

/// All commands are there at once, and their replies are more than all buffers hold.
#[test]
fn replies_that_are_not_read_hold_the_session_up_and_lose_nothing() {
    let server = FtpServer::start();
    server.on(NOOP).reply(200, "x".repeat(64 << 10));
    let mut raw = Raw::connect(server.addr()).login();
    raw.send("NOOP\r\n".repeat(200));
    for n in 0..200 {
        assert_eq!(raw.read_reply().text.len(), 64 << 10, "{n}");
    }
    raw.quit();
}

/// Beyond 64 KiB, commands wait with the client while a transfer runs, however short they are.
#[rstest]
#[case::lines("NOOP\r\n")]
#[case::empty_lines("\n")]
#[case::telnet("\u{0}")]
fn commands_that_wait_are_limited(#[case] line: &str) {
    let line: &[u8] = if line == "\u{0}" {
        b"\xff\xf4\n"
    } else {
        line.as_bytes()
    };
    let server = huge();
    let (mut raw, _data) = stalled(&server);
    let limit = 64 << 20;
    let taken = raw.send_until_blocked(&line.repeat(1 << 16), limit);
    assert!(taken < limit, "took {taken} octets and would take more");
}

/// R-C8: beyond the limit nothing is read, not even what would act at once.
#[test]
fn an_abort_behind_too_many_commands_is_not_read() {
    let server = huge();
    let (mut raw, data) = stalled(&server);
    let line = format!("SIZE {}\r\n", "x".repeat(4000));
    raw.send(line.repeat(40));
    raw.send("ABOR\r\n");
    // Meanwhile a server that reads on would have come to the end.
    let mut other = Raw::connect(server.addr()).login();
    for _ in 0..300 {
        assert_eq!(other.say("NOOP").code, 200);
    }
    drop(data);
    assert_eq!(raw.read_reply().code, 426);
    for _ in 0..40 {
        assert_eq!(raw.read_reply().code, 550);
    }
    assert_eq!(raw.read_reply(), "225 No transfer to abort.");
}
