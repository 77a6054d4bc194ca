//! A2: how replies are framed.

use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::session::Encoding;

use crate::row::{Row, built, on};
use crate::stage::Wire;
use crate::support::raw::End;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "reply-bare-lf",
        |server| server.on(NOOP).fault(Fault::line_ends("\n")),
        |stage| stage.dialogue(&[("NOOP", "200 NOOP ok.\n"), ("NOOP", "200 NOOP ok.\n")])
    ),
    on!(
        "reply-bare-cr",
        |server| server.on(NOOP).fault(Fault::line_ends("\r")),
        |stage| stage.dialogue(&[("NOOP", "200 NOOP ok.\r"), ("NOOP", "200 NOOP ok.\r")])
    ),
    on!(
        "reply-no-eol-then-close",
        |server| server
            .on(QUIT)
            .fault(Fault::raw_reply("221 bye").and(Fault::close())),
        |stage| {
            let mut client = stage.client();
            client.sends("QUIT");
            client.hears_last("221 bye", End::Closed);
        }
    ),
    on!(
        "reply-no-code",
        |server| server
            .on(PORT)
            .raw_reply("Port should be >= 0 and < 65536.\r\n"),
        |stage| stage.dialogue(&[(
            "PORT 127,0,0,1,300,1",
            "Port should be >= 0 and < 65536.\r\n"
        )])
    ),
    on!(
        "reply-code-only",
        |server| server.on(MKD).raw_reply("257\r\n"),
        |stage| stage.dialogue(&[("MKD /new", "257\r\n")])
    ),
    on!(
        "reply-missing",
        |server| server.on(MLST).fault(Fault::ignore()),
        |stage| stage.dialogue(&[("MLST /a", ""), ("NOOP", "200 NOOP ok.\r\n")])
    ),
    on!(
        "reply-delayed",
        |server| server.on(CWD).delay(Duration::from_secs(10)),
        |stage| {
            let mut client = stage.client();
            client.sends("CWD /dir");
            stage.wait_for_rule();
            assert!(client.is_silent());
            stage.clock.advance(Duration::from_secs(10));
            client.hears("250 \"/dir\" is the current directory.\r\n");
        }
    ),
    on!(
        "reply-wrong-code-family",
        |server| server
            .on(TYPE)
            .after(1)
            .fault(Fault::reply_as(226, "Type set to A.")),
        |stage| stage.dialogue(&[
            ("TYPE A", "226 Type set to A.\r\n"),
            ("SIZE /lf", "213 10\r\n"),
        ])
    ),
    on!(
        "reply-unknown-code",
        |server| server.on(NOOP).reply(255, "Odd, is it not?"),
        |stage| stage.dialogue(&[("NOOP", "255 Odd, is it not?\r\n")])
    ),
    on!(
        "reply-code-out-of-range",
        |server| server.on(NOOP).raw_reply("999 beyond\r\n"),
        |stage| stage.dialogue(&[("NOOP", "999 beyond\r\n")])
    ),
    on!(
        "multiline-mismatched-end",
        |server| server
            .on(STOR)
            .raw_reply("553-One\r\n Two\r\n150 Three\r\n"),
        |stage| stage.dialogue(&[("STOR /new", "553-One\r\n Two\r\n150 Three\r\n")])
    ),
    on!(
        "multiline-inner-codes",
        |server| server
            .on(HELP)
            .raw_reply("214-Help\r\n550 is no end\r\n214 Done\r\n"),
        |stage| stage.dialogue(&[("HELP", "214-Help\r\n550 is no end\r\n214 Done\r\n")])
    ),
    on!(
        "multiline-empty-middle",
        |server| server
            .on(FEAT)
            .raw_reply("211-\r\n\r\n UTF8\r\n211 End\r\n"),
        |stage| stage.dialogue(&[("FEAT", "211-\r\n\r\n UTF8\r\n211 End\r\n")])
    ),
    on!(
        "multiline-no-end",
        |server| server.on(FEAT).raw_reply("211-Features:\r\n UTF8\r\n"),
        |stage| stage.dialogue(&[
            ("FEAT", "211-Features:\r\n UTF8\r\n"),
            ("NOOP", "200 NOOP ok.\r\n")
        ])
    ),
    on!(
        "multiline-end-no-text",
        |server| server
            .on(FEAT)
            .raw_reply("211-Features:\r\n UTF8\r\n211\r\n"),
        |stage| stage.dialogue(&[("FEAT", "211-Features:\r\n UTF8\r\n211\r\n")])
    ),
    built!(
        "multiline-code-on-every-line",
        |builder| builder.repeat_code(true),
        |stage| {
            let mut client = stage.client();
            client.sends("FEAT");
            client.hears("211-Features:\r\n211-");
        }
    ),
    on!(
        "multiline-space-after-hyphen",
        |server| server
            .on(FEAT)
            .raw_reply("211- Supported extensions:\r\n UTF8\r\n211 End\r\n"),
        |stage| stage.dialogue(&[("FEAT", "211- Supported extensions:\r\n UTF8\r\n211 End\r\n")])
    ),
    on!(
        "multiline-reversed",
        |server| server
            .on(FEAT)
            .raw_reply("211 End\r\n211-Extensions:\r\n UTF8\r\n"),
        |stage| stage.dialogue(&[("FEAT", "211 End\r\n211-Extensions:\r\n UTF8\r\n")])
    ),
    on!(
        "multiline-where-single",
        |server| server.on(TYPE).after(1).fault(Fault::reply_as(
            200,
            "Missing argument\nTYPE is now 8-bit binary"
        )),
        |stage| stage.dialogue(&[(
            "TYPE I",
            "200-Missing argument\r\n200 TYPE is now 8-bit binary\r\n"
        )])
    ),
    on!(
        "reply-long-line",
        |server| server.on(NOOP).reply(200, "x".repeat(1_000_000)),
        |stage| {
            let mut client = stage.client();
            client.sends("NOOP");
            assert_eq!(client.read_bytes(1_000_006).len(), 1_000_006);
            client.asks("PWD", "257 \"/\" is the current directory.\r\n");
        }
    ),
    on!(
        "reply-many-lines",
        |server| server
            .on(FEAT)
            .reply(211, "Features:\n".repeat(100_000) + "End"),
        |stage| {
            let mut client = stage.client();
            let reply = client.say("FEAT");
            assert_eq!(reply.raw.split(|octet| *octet == b'\n').count(), 100_002);
        }
    ),
    on!(
        "reply-nul",
        |server| server.on(PASS).raw_reply("230 logged\0 in\r\n"),
        |stage| {
            let mut guest = stage.greeted();
            guest.asks("USER alice", "331 User name okay, need password.\r\n");
            guest.asks("PASS secret", "230 logged\0 in\r\n");
        }
    ),
    on!(
        "reply-control-chars",
        |server| server.on(NOOP).raw_reply("200 \x1b[2J\x07\x08 ok\r\n"),
        |stage| stage.dialogue(&[("NOOP", "200 \x1b[2J\x07\x08 ok\r\n")])
    ),
    on!(
        "reply-telnet-iac",
        |server| server.on(NOOP).raw_reply(b"\xff\xfe\x4e500 'OOP'\r\n"),
        |stage| {
            let mut client = stage.client();
            client.sends("NOOP");
            assert_eq!(client.read_bytes(14), b"\xff\xfe\x4e500 'OOP'\r\n");
        }
    ),
    built!(
        "reply-latin1",
        |builder| builder.encoding(Encoding::Latin1).dir("/caf\u{e9}"),
        |stage| {
            let mut client = stage.client();
            client.send(b"CWD /caf\xe9\r\n");
            client.read_reply();
            client.sends("PWD");
            assert_eq!(client.read_bytes(11), b"257 \"/caf\xe9\"");
        }
    ),
    on!(
        "reply-mixed-encoding",
        |server| server
            .on(NLST)
            .fault(Fault::data_replace(b"caf\xc3\xa9\r\ncaf\xe9\r\n")),
        |stage| {
            let (names, _) = stage.client().download("NLST");
            assert_eq!(names, b"caf\xc3\xa9\r\ncaf\xe9\r\n");
        }
    ),
    on!(
        "reply-bom",
        |server| server
            .on(Event::Connect)
            .fault(Fault::raw_first("\u{feff}")),
        |stage| stage.greets("\u{feff}220 ftpmock ready\r\n").goes_on()
    ),
    built!(
        "reply-localised-text",
        |builder| builder.reply_text("NOOP.done", "Alles klar."),
        |stage| stage.dialogue(&[("NOOP", "200 Alles klar.\r\n")])
    ),
    on!(
        "reply-split",
        |server| server
            .on(PWD)
            .fault(Fault::split_reply([2, 6], Duration::from_secs(1))),
        |stage| {
            let mut client = stage.client();
            client.sends("PWD");
            for piece in ["25", "7 \"/", "\" is the current directory.\r\n"] {
                client.hears(piece);
                assert!(client.is_silent());
                stage.clock.advance(Duration::from_secs(1));
            }
        }
    ),
    on!(
        "reply-coalesced",
        |server| server.on(RETR).fault(Fault::early_reply()),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.sends("RETR /a");
            client.hears("150 File status okay; about to open data connection.\r\n226 Transfer complete.\r\n");
            assert_eq!(data.read_to_end().0, b"0123456789");
        }
    ),
    on!(
        "reply-doubled",
        |server| server.on(NOOP).once().fault(Fault::repeat_reply(2)),
        |stage| stage.dialogue(&[
            ("NOOP", "200 NOOP ok.\r\n200 NOOP ok.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n"),
        ])
    ),
    on!(
        "reply-unsolicited",
        |server| server.on(NOOP).fault(Fault::extra_reply_after(
            Duration::from_secs(60),
            226,
            "Transfer complete."
        )),
        |stage| {
            let mut client = stage.client();
            client.goes_on();
            assert!(client.is_silent());
            stage.clock.advance(Duration::from_secs(60));
            client.hears("226 Transfer complete.\r\n");
        }
    ),
    on!(
        "reply-shifted",
        |server| server
            .on(ANY)
            .logged_in()
            .after(1)
            .fault(Fault::shift_reply()),
        |stage| stage.dialogue(&[
            ("PWD", ""),
            ("NOOP", "257 \"/\" is the current directory.\r\n"),
            ("SYST", "200 NOOP ok.\r\n"),
        ])
    ),
    on!(
        "reply-1xx-extra",
        |server| server.on(RETR).fault(Fault::reply_first(150, "FILE: /a")),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.sends("RETR /a");
            client.hears("150 FILE: /a\r\n150 File status okay; about to open data connection");
            assert_eq!(data.read_to_end().0, b"0123456789");
        }
    ),
    on!(
        "reply-final-is-1xx",
        |server| server
            .on(RETR)
            .fault(Fault::reply_as(150, "0.015 seconds (measured here)")),
        |stage| {
            let (mut client, data) = stage.begins("RETR /a");
            assert_eq!(data.read_to_end().0, b"0123456789");
            client.hears("150 0.015 seconds (measured here)\r\n");
        }
    ),
    on!(
        "reply-endless",
        |server| server.on(PWD).fault(Fault::endless_reply()),
        |stage| {
            let mut client = stage.client();
            client.sends("PWD");
            assert_eq!(client.read_bytes(1_000_000), vec![b'x'; 1_000_000]);
        }
    ),
];
