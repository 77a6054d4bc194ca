//! A3, first part: FEAT, OPTS and what a client asks about the server.

use ftpmock::prelude::*;
use ftpmock::protocol::ListStyle;
use ftpmock::session::Encoding;

use crate::row::{Row, both, built, on};
use crate::stage::Wire;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "feat-500",
        |server| server.on(FEAT).reply(500, "Unknown command."),
        |stage| stage.dialogue(&[("FEAT", "500 Unknown command.\r\n")])
    ),
    built!("feat-502", |builder| builder.without([FEAT]), |stage| stage
        .dialogue(&[("FEAT", "502 Command not implemented.\r\n")])),
    built!("feat-530", |builder| builder.login_first([FEAT]), |stage| {
        stage
            .greeted()
            .asks("FEAT", "530 Please login with USER and PASS.\r\n")
    }),
    on!(
        "feat-empty",
        |server| server.on(FEAT).reply(211, "Features:\nEnd"),
        |stage| stage.dialogue(&[("FEAT", "211-Features:\r\n211 End\r\n")])
    ),
    on!(
        "feat-wrong-code",
        |server| server.on(FEAT).reply(221, "Features:\nUTF8\nEnd"),
        |stage| stage.dialogue(&[("FEAT", "221-Features:\r\n UTF8\r\n221 End\r\n")])
    ),
    on!(
        "feat-no-indent",
        |server| server
            .on(FEAT)
            .raw_reply("211-Features:\r\nUTF8\r\nMDTM\r\n211 End\r\n"),
        |stage| stage.dialogue(&[("FEAT", "211-Features:\r\nUTF8\r\nMDTM\r\n211 End\r\n")])
    ),
    both!(
        "feat-lies-more",
        |builder| builder.without([MLSD]).advertise("MLST type*;size*;"),
        |server| server.on(MLSD).reply(500, "Unknown command."),
        |stage| {
            let mut client = stage.client();
            let features = client.say("FEAT");
            assert!(features.lines().contains(&" MLST type*;size*;".to_owned()));
            client.asks("MLSD", "500 Unknown command.\r\n");
        }
    ),
    on!(
        "feat-lies-less",
        |server| server.on(FEAT).reply(211, "Features:\nUTF8\nEnd"),
        |stage| {
            let mut client = stage.client();
            client.asks("FEAT", "211-Features:\r\n UTF8\r\n211 End\r\n");
            client.asks("SIZE /a", "213 10\r\n");
        }
    ),
    built!(
        "feat-case-and-params",
        |builder| builder.advertise("mlst Type*;Size;").advertise("UTF8 ON"),
        |stage| {
            let features = stage.client().say("FEAT").lines();
            assert!(features.contains(&" mlst Type*;Size;".to_owned()));
            assert!(features.contains(&" UTF8 ON".to_owned()));
        }
    ),
    on!(
        "opts-utf8-refused",
        |server| server.on("OPTS UTF8").reply(501, "Option not understood."),
        |stage| stage.dialogue(&[("OPTS UTF8 ON", "501 Option not understood.\r\n")])
    ),
    on!(
        "opts-utf8-202",
        |server| server
            .on("OPTS UTF8")
            .reply(202, "UTF8 mode is always enabled."),
        |stage| stage.dialogue(&[("OPTS UTF8 ON", "202 UTF8 mode is always enabled.\r\n")])
    ),
    on!(
        "clnt-required",
        |server| [
            server.on(OPTS).first(1).reply(503, "CLNT first."),
            server.on(CLNT).reply(200, "Don't care"),
        ],
        |stage| stage.dialogue(&[
            ("OPTS UTF8 ON", "503 CLNT first.\r\n"),
            ("CLNT probe", "200 Don't care\r\n"),
            ("OPTS UTF8 ON", "200 UTF8 set to on.\r\n"),
        ])
    ),
    on!(
        "clnt-500",
        |server| server.on(CLNT).reply(500, "Unknown command."),
        |stage| stage.dialogue(&[("CLNT probe", "500 Unknown command.\r\n")])
    ),
    on!(
        "host-unknown",
        |server| server.on(HOST).reply(504, "Unknown hostname"),
        |stage| stage
            .greeted()
            .asks("HOST ftp.example", "504 Unknown hostname\r\n")
    ),
    built!(
        "syst-odd",
        |builder| builder.syst(" OS/400 is the remote operating system."),
        |stage| stage.dialogue(&[("SYST", "215  OS/400 is the remote operating system.\r\n")])
    ),
    built!(
        "syst-lies",
        |builder| builder.syst("UNIX Type: L8").list_style(ListStyle::Windows),
        |stage| {
            let mut client = stage.client();
            client.asks("SYST", "215 UNIX Type: L8\r\n");
            let (listing, _) = client.download("LIST /dir");
            assert_eq!(listing, b"01-01-24  12:00AM                    1 b\r\n");
        }
    ),
    on!(
        "stat-answers",
        |server| server.on(STAT).reply(211, "https://example.net/"),
        |stage| stage.dialogue(&[("STAT", "211 https://example.net/\r\n")])
    ),
    both!(
        "utf8-needs-opts",
        |builder| builder.encoding(Encoding::Latin1).dir("/caf\u{e9}"),
        |server| server.on("OPTS UTF8").reply(501, "CLNT first."),
        |stage| {
            let mut client = stage.client();
            client.asks("OPTS UTF8 ON", "501 CLNT first.\r\n");
            let (names, _) = client.download("NLST");
            assert!(names.windows(4).any(|name| name == b"caf\xe9"));
        }
    ),
    built!(
        "utf8-nfd",
        |builder| builder.file("/cafe\u{301}", "x"),
        |stage| {
            let (names, _) = stage.client().download("NLST");
            assert!(
                String::from_utf8(names)
                    .unwrap()
                    .contains("cafe\u{301}\r\n")
            );
        }
    ),
];
