//! A3, second part: single commands.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, built, on};
use crate::stage::Wire;
use crate::support::raw::End;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "pwd-unquoted",
        |server| server.on(PWD).reply(257, "/home/x is current"),
        |stage| stage.dialogue(&[("PWD", "257 /home/x is current\r\n")])
    ),
    on!(
        "pwd-quotes",
        |server| server.on(PWD).reply(257, "'SYS1.' is working directory."),
        |stage| stage.dialogue(&[("PWD", "257 'SYS1.' is working directory.\r\n")])
    ),
    on!(
        "pwd-foreign",
        |server| server
            .on(PWD)
            .reply(257, "\"SYS$USERS:[FRED]\" is current directory."),
        |stage| stage.dialogue(&[("PWD", "257 \"SYS$USERS:[FRED]\" is current directory.\r\n")])
    ),
    on!(
        "pwd-refused",
        |server| server.on(PWD).reply(550, "PWD: Permission denied"),
        |stage| stage.dialogue(&[("PWD", "550 PWD: Permission denied\r\n")])
    ),
    on!(
        "pwd-lags",
        |server| server
            .on(PWD)
            .once()
            .reply(257, "\"/\" is the current directory."),
        |stage| stage.dialogue(&[
            ("CWD /dir", "250 \"/dir\" is the current directory.\r\n"),
            ("PWD", "257 \"/\" is the current directory.\r\n"),
            ("PWD", "257 \"/dir\" is the current directory.\r\n"),
        ])
    ),
    on!(
        "cwd-550-permission",
        |server| server
            .on(CWD)
            .path("/secret")
            .reply(550, "Failed to change directory."),
        |stage| stage.dialogue(&[("CWD /secret", "550 Failed to change directory.\r\n")])
    ),
    on!(
        "cwd-reply-has-path",
        |server| server
            .on(CWD)
            .fault(Fault::reply_text("OK. Current directory is /dir")),
        |stage| stage.dialogue(&[
            ("CWD /dir", "250 OK. Current directory is /dir\r\n"),
            ("PWD", "257 \"/dir\" is the current directory.\r\n"),
        ])
    ),
    on!(
        "cwd-file-ok",
        |server| server.on(CWD).path("/a").reply(250, "Directory changed."),
        |stage| stage.dialogue(&[("CWD /a", "250 Directory changed.\r\n")])
    ),
    built!(
        "cwd-missing",
        |builder| builder.without([CWD, CDUP]),
        |stage| stage.dialogue(&[("CWD /dir", "502 Command not implemented.\r\n")])
    ),
    on!(
        "cdup-codes",
        |server| server
            .on(CDUP)
            .fault(Fault::reply_as(200, "CDUP command successful.")),
        |stage| stage.dialogue(&[("CDUP", "200 CDUP command successful.\r\n")])
    ),
    on!(
        "type-quirks",
        |server| server
            .on("TYPE A N")
            .fault(Fault::reply_as(504, "Form must be N.")),
        |stage| stage.dialogue(&[
            ("TYPE A N", "504 Form must be N.\r\n"),
            ("SIZE /lf", "213 10\r\n"),
        ])
    ),
    built!(
        "size-ascii-550",
        |builder| builder.ascii_size(false),
        |stage| stage.dialogue(&[
            ("TYPE A", "200 Type set to A.\r\n"),
            ("SIZE /a", "550 SIZE not allowed in TYPE A.\r\n"),
        ])
    ),
    built!(
        "size-ascii-converted",
        |builder| builder.ascii_size(true),
        |stage| stage.dialogue(&[
            ("SIZE /lf", "213 8\r\n"),
            ("TYPE A", "200 Type set to A.\r\n"),
            ("SIZE /lf", "213 10\r\n"),
        ])
    ),
    built!(
        "size-unsupported",
        |builder| builder.without([SIZE]),
        |stage| stage.dialogue(&[("SIZE /a", "502 Command not implemented.\r\n")])
    ),
    on!(
        "size-decorated",
        |server| server.on(SIZE).reply(213, "file: 213, Size =51"),
        |stage| stage.dialogue(&[("SIZE /a", "213 file: 213, Size =51\r\n")])
    ),
    on!(
        "size-wrong",
        |server| server.on(SIZE).path("/a").reply(213, "-2147483648"),
        |stage| stage.dialogue(&[
            ("SIZE /a", "213 -2147483648\r\n"),
            ("SIZE /big", "213 100000\r\n")
        ])
    ),
    on!(
        "size-dir-multiline",
        |server| server
            .on(SIZE)
            .path("/dir")
            .reply(213, "4096\nThat is a directory."),
        |stage| stage.dialogue(&[("SIZE /dir", "213-4096\r\n213 That is a directory.\r\n")])
    ),
    on!(
        "mdtm-formats",
        |server| server.on(MDTM).reply(213, "19100102030405"),
        |stage| stage.dialogue(&[("MDTM /a", "213 19100102030405\r\n")])
    ),
    on!(
        "mdtm-550",
        |server| server.on(MDTM).reply(550, "Can't get the time."),
        |stage| {
            let mut client = stage.client();
            client.asks("MDTM /a", "550 Can't get the time.\r\n");
            assert_eq!(client.download("RETR /a").0, b"0123456789");
        }
    ),
    built!(
        "mdtm-is-setter",
        |builder| builder.mdtm_set(true),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.say("MDTM 20200102030405 /a").code, 213);
            client.asks("MDTM /a", "213 20200102030405\r\n");
        }
    ),
    on!(
        "allo-answers",
        |server| server
            .on(ALLO)
            .reply(504, "ALLO not implemented for that size."),
        |stage| stage.dialogue(&[("ALLO 10", "504 ALLO not implemented for that size.\r\n")])
    ),
    on!(
        "unknown-500-vs-502",
        |server| server.on("XYZZY").reply(550, "Permission denied."),
        |stage| stage.dialogue(&[
            ("XYZZY", "550 Permission denied.\r\n"),
            ("PLUGH", "500 Command not understood.\r\n")
        ])
    ),
    built!("noop-answers", |builder| builder.without([NOOP]), |stage| {
        stage.dialogue(&[("NOOP", "502 Command not implemented.\r\n")])
    }),
    built!(
        "args-strict",
        |builder| builder.noop_argument(false),
        |stage| stage.dialogue(&[("NOOP x", "501 Syntax error: no argument allowed.\r\n")])
    ),
    built!("args-lax", |builder| builder.noop_argument(true), |stage| {
        stage.dialogue(&[("NOOP x", "200 NOOP ok.\r\n")])
    }),
    built!("line-limit", |builder| builder.max_line(512), |stage| stage
        .dialogue(&[(
            &"x".repeat(600),
            "500 Command line too long.\r\n"
        )])),
    built!(
        "bare-lf-not-terminator",
        |builder| builder.strict_line_endings(),
        |stage| {
            let mut client = stage.client();
            client.send("NOOP\n");
            client.send("NOOP\r\n");
            assert_eq!(client.read_reply().code, 500);
            client.goes_on();
        }
    ),
    built!(
        "421-idle",
        |builder| builder.idle_timeout(Duration::from_secs(60)),
        |stage| {
            let mut client = stage.client();
            stage.clock.advance(Duration::from_secs(61));
            client.hears_last("421 Timeout: closing control connection.\r\n", End::Closed);
        }
    ),
    on!(
        "pipelining-dropped",
        |server| server.on(PWD).fault(Fault::drop_pipelined()),
        |stage| {
            let mut client = stage.client();
            client.send("PWD\r\nSYST\r\n");
            client.hears("257 \"/\" is the current directory.\r\n");
            client.goes_on();
        }
    ),
    on!(
        "pipelining-reordered",
        |server| server.on(SYST).fault(Fault::shift_reply()),
        |stage| {
            let mut client = stage.client();
            client.send("SYST\r\nNOOP\r\n");
            client.hears("215 UNIX Type: L8\r\n200 NOOP ok.\r\n");
        }
    ),
    on!(
        "noop-ignored-by-idle-timer",
        |server| server.on(NOOP).fault(Fault::extra_reply_after(
            Duration::from_secs(60),
            421,
            "Timeout (no operation for 60 seconds)"
        )),
        |stage| {
            let mut client = stage.client();
            client.goes_on();
            stage.clock.advance(Duration::from_secs(60));
            client.hears("421 Timeout (no operation for 60 seconds)\r\n");
        }
    ),
    on!(
        "rest-persists",
        |server| server.on(RETR).nth(1).fault(Fault::data_replace("456789")),
        |stage| {
            let mut client = stage.client();
            client.say("REST 4");
            assert_eq!(client.download("LIST /dir").1.code, 226);
            assert_eq!(client.download("RETR /a").0, b"456789");
            assert_eq!(client.download("RETR /a").0, b"0123456789");
        }
    ),
    on!(
        "rnfr-state",
        |server| server.on(RNTO).reply(503, "RNFR first."),
        |stage| stage.dialogue(&[
            ("RNFR /a", "350 Ready for destination name.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n"),
            ("RNTO /b", "503 RNFR first.\r\n"),
        ])
    ),
    on!(
        "dele-removes-dir",
        |server| {
            let files = server.fs().clone();
            server.on(DELE).path("/dir").run(move |_| {
                files.remove("/dir");
                Some((250, "Deleted."))
            })
        },
        |stage| {
            stage.dialogue(&[("DELE /dir", "250 Deleted.\r\n")]);
            assert!(!stage.fs().exists("/dir"));
        }
    ),
    on!(
        "rmd-removes-file",
        |server| {
            let files = server.fs().clone();
            server.on(RMD).path("/a").run(move |_| {
                files.remove("/a");
                Some((250, "Removed."))
            })
        },
        |stage| {
            stage.dialogue(&[("RMD /a", "250 Removed.\r\n")]);
            assert!(!stage.fs().exists("/a"));
        }
    ),
    on!(
        "case-verbs",
        |server| server.on(ANY).run(|exchange| {
            let name = exchange.command()?.name();
            let small = name.iter().any(u8::is_ascii_lowercase);
            small.then_some((500, "Unknown command."))
        }),
        |stage| stage.dialogue(&[
            ("noop", "500 Unknown command.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n")
        ])
    ),
    on!(
        "reply-storm",
        |server| server.on(ANY).run(|exchange| {
            let pieces = exchange.command()?.line().len() / 512;
            (pieces > 1).then(|| Fault::raw_reply("500 Unknown command.\r\n".repeat(pieces)))
        }),
        |stage| {
            let mut client = stage.client();
            client.sends(&"x".repeat(4000));
            client.hears(&"500 Unknown command.\r\n".repeat(7));
            client.goes_on();
        }
    ),
    on!(
        "crlf-injection-visible",
        |server| server.on(CWD).arg("*\rDELE *").fault(Fault::replies([
            (250, "Directory changed."),
            (250, "File deleted."),
        ])),
        |stage| stage.dialogue(&[(
            "CWD dir\rDELE /a",
            "250 Directory changed.\r\n250 File deleted.\r\n"
        )])
    ),
];
