//! B1: opening a data connection.

use std::net::Ipv4Addr;
use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, always, both, built, on, out_of_reach};
use crate::stage::Wire;
use crate::support::life;

/// A port that nobody uses just now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

pub(crate) const ROWS: &[Row] = &[
    built!(
        "pasv-private-ip",
        |builder| builder.masquerade(Ipv4Addr::new(192, 168, 1, 5)),
        |stage| {
            let mut client = stage.client();
            client.asks("PASV", "227 Entering Passive Mode (192,168,1,5,");
        }
    ),
    built!(
        "pasv-wrong-ip",
        |builder| builder.masquerade(Ipv4Addr::new(198, 51, 100, 7)),
        |stage| stage
            .client()
            .asks("PASV", "227 Entering Passive Mode (198,51,100,7,")
    ),
    built!(
        "pasv-loopback-or-zero",
        |builder| builder.masquerade(Ipv4Addr::UNSPECIFIED),
        |stage| stage
            .client()
            .asks("PASV", "227 Entering Passive Mode (0,0,0,0,")
    ),
    on!(
        "pasv-third-party-ip",
        |server| server
            .on(PASV)
            .reply(227, "Entering Passive Mode (203,0,113,9,0,22)."),
        |stage| stage.dialogue(&[("PASV", "227 Entering Passive Mode (203,0,113,9,0,22).\r\n")])
    ),
    on!(
        "pasv-bad-numbers",
        |server| server
            .on(PASV)
            .reply(227, "Entering Passive Mode (1216,256,2,127,127,127)."),
        |stage| stage.dialogue(&[(
            "PASV",
            "227 Entering Passive Mode (1216,256,2,127,127,127).\r\n"
        )])
    ),
    on!(
        "pasv-empty-parens",
        |server| server.on(PASV).reply(227, "Entering Passive Mode ("),
        |stage| stage.dialogue(&[("PASV", "227 Entering Passive Mode (\r\n")])
    ),
    on!(
        "pasv-421-or-425",
        |server| server.on(PASV).reply(425, "No free port."),
        |stage| stage.dialogue(&[("PASV", "425 No free port.\r\n")])
    ),
    built!("pasv-500", |builder| builder.without([PASV]), |stage| stage
        .dialogue(&[("PASV", "502 Command not implemented.\r\n")])),
    always!("pasv-530", |stage| stage
        .greeted()
        .asks("PASV", "530 Please login with USER and PASS.\r\n")),
    on!(
        "epsv-unsupported",
        |server| server
            .on(EPSV)
            .reply_then_close(522, "Protocol not supported."),
        |stage| stage.dialogue(&[("EPSV 1", "522 Protocol not supported.\r\n")])
    ),
    on!(
        "epsv-port-filtered",
        |server| server.on(EPSV).fault(Fault::data_ignored()),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.say("EPSV").code, 229);
        }
    ),
    on!(
        "epsv-port-closed",
        |server| server.on(EPSV).fault(Fault::data_refused()),
        |stage| {
            let port = stage.client().announced("EPSV");
            assert!(life::refuses(port));
        }
    ),
    on!(
        "epsv-port-out-of-range",
        |server| server
            .on(EPSV)
            .reply(229, "Entering Extended Passive Mode (|||1000000|)"),
        |stage| stage.dialogue(&[(
            "EPSV",
            "229 Entering Extended Passive Mode (|||1000000|)\r\n"
        )])
    ),
    on!(
        "epsv-answers-227",
        |server| server
            .on(EPSV)
            .reply(227, "Entering Passive Mode (127,0,0,1,200,10)."),
        |stage| stage.dialogue(&[("EPSV", "227 Entering Passive Mode (127,0,0,1,200,10).\r\n")])
    ),
    on!(
        "pasv-answers-229",
        |server| server
            .on(PASV)
            .reply(229, "Entering Extended Passive Mode (|||50000|)"),
        |stage| stage.dialogue(&[("PASV", "229 Entering Extended Passive Mode (|||50000|)\r\n")])
    ),
    always!("epsv-then-pasv-refused", |stage| stage.dialogue(&[
        ("EPSV ALL", "200 EPSV ALL command successful.\r\n"),
        ("PASV", "501 PASV not allowed after EPSV ALL.\r\n"),
    ])),
    always!("pasv-accept-late", |stage| {
        let mut client = stage.client();
        let data = client.pasv();
        client.asks("NOOP", "200 NOOP ok.\r\n");
        assert_eq!(client.say("RETR /a").code, 150);
        assert_eq!(data.read_to_end().0, b"0123456789");
    }),
    on!(
        "data-accept-hang",
        |server| server.on(RETR).fault(Fault::data_stall_after(0)),
        |stage| {
            let (_client, mut data) = stage.begins("RETR /a");
            stage.wait_for_rule();
            assert!(data.is_silent());
        }
    ),
    on!(
        "data-accept-close",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(0).then_reply(451, "Local error.")),
        |stage| {
            let (octets, reply) = stage.client().download("RETR /a");
            assert!(octets.is_empty());
            assert_eq!(reply, "451 Local error.");
        }
    ),
    on!(
        "data-connect-limit-425",
        |server| server.on(RETR).reply(425, "Can't open data connection."),
        |stage| assert_eq!(
            stage.client().download("RETR /a").1,
            "425 Can't open data connection."
        )
    ),
    on!(
        "data-421-instead-of-425",
        |server| server
            .on(RETR)
            .fault(Fault::data_refused().then_reply(421, "No data connection.")),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.say("EPSV").code, 229);
            client.asks("RETR /a", "421 No data connection.\r\n");
        }
    ),
    on!(
        "active-refused",
        |server| server.on([PORT, EPRT]).reply(500, "Illegal PORT command."),
        |stage| stage.dialogue(&[("PORT 127,0,0,1,200,10", "500 Illegal PORT command.\r\n")])
    ),
    always!("active-foreign-refused", |stage| stage.dialogue(&[(
        "PORT 10,0,0,1,200,10",
        "504 Address is not that of the client.\r\n"
    )])),
    built!(
        "active-425",
        |builder| builder.connect_at_port(true),
        |stage| {
            let mut client = stage.client();
            let (listener, port) = client.listener_and_port();
            drop(listener);
            client.asks(&port, "425 Can't connect to that address.\r\n");
        }
    ),
    always!("active-source-port", |stage| {
        let mut client = stage.client();
        let mut data = client.port();
        assert_eq!(client.say("RETR /a").code, 150);
        assert_ne!(data.stream().peer_addr().unwrap().port(), 20);
    }),
    both!(
        "pret-required",
        |builder| builder.command("PRET", |_| (200, "OK, planning to use a data connection.")),
        |server| server.on(PASV).once().reply(550, "PRET first."),
        |stage| {
            let mut client = stage.client();
            client.asks("PASV", "550 PRET first.\r\n");
            client.asks(
                "PRET RETR /a",
                "200 OK, planning to use a data connection.\r\n",
            );
            client.asks("PASV", "227 ");
        }
    ),
    on!(
        "pasv-no-parens",
        |server| server
            .on(PASV)
            .fault(Fault::passive_as(227, "Entering Passive Mode {h},{p}")),
        |stage| {
            let mut client = stage.client();
            client.asks("PASV", "227 Entering Passive Mode 127,0,0,1,");
        }
    ),
    on!(
        "pasv-multiline",
        |server| server
            .on(PASV)
            .fault(Fault::passive_as(227, "listen socket created\n({h},{p})")),
        |stage| stage
            .client()
            .asks("PASV", "227-listen socket created\r\n227 (127,0,0,1,")
    ),
    on!(
        "pasv-trailing-dot",
        |server| server
            .on(PASV)
            .fault(Fault::passive_as(227, "Passiver Modus ({h},{p})")),
        |stage| {
            let mut client = stage.client();
            let reply = client.say("PASV");
            assert!(
                reply.text.starts_with("Passiver Modus (127,0,0,1,") && reply.text.ends_with(')')
            );
        }
    ),
    on!(
        "epsv-delimiter",
        |server| server.on(EPSV).fault(Fault::passive_as(
            229,
            "Entering extended passive mode (!!!{port}!)."
        )),
        |stage| stage
            .client()
            .asks("EPSV", "229 Entering extended passive mode (!!!")
    ),
    on!(
        "epsv-with-address",
        |server| server
            .on(EPSV)
            .fault(Fault::wrong_pasv_host([192, 0, 2, 7])),
        |stage| {
            let reply = stage.client().say("EPSV");
            assert!(reply.text.contains("(|1|192.0.2.7|"), "{reply}");
        }
    ),
    on!(
        "spsv-lpsv",
        |server| [
            server.on([PASV, EPSV]).reply(500, "Unknown command."),
            server.on("SPSV").reply(227, "52341"),
        ],
        |stage| stage.dialogue(&[
            ("PASV", "500 Unknown command.\r\n"),
            ("SPSV", "227 52341\r\n"),
        ])
    ),
    built!(
        "pasv-port-reused",
        |builder| builder.passive_ports([free_port()]),
        |stage| {
            let mut client = stage.client();
            let first = client.announced("PASV");
            assert_eq!(client.announced("PASV"), first);
        }
    ),
    out_of_reach!(
        "pasv-backlog-full",
        "it is the kernel that answers a SYN, and when is not to be said; `data_ignored` is the port that never answers"
    ),
    on!(
        "active-never-connects",
        |server| server.on(RETR).fault(Fault::data_ignored()),
        |stage| {
            let mut client = stage.client();
            let (listener, port) = client.listener_and_port();
            listener.set_nonblocking(true).unwrap();
            assert_eq!(client.say(port).code, 200);
            assert_eq!(client.say("RETR /a").code, 150);
            while client.is_silent() {
                stage.clock.advance(Duration::from_secs(10));
            }
            assert_eq!(client.read_reply().code, 425);
            assert!(listener.accept().is_err());
        }
    ),
    on!(
        "active-source-ip",
        |server| server.on(RETR).fault(Fault::data_from(([127, 0, 0, 2], 0))),
        |stage| {
            let mut client = stage.client();
            let mut data = client.port();
            assert_eq!(client.say("RETR /a").code, 150);
            assert_eq!(
                data.stream().peer_addr().unwrap().ip().to_string(),
                "127.0.0.2"
            );
        }
    ),
    on!(
        "data-wrong-peer",
        |server| server
            .on(RETR)
            .fault(Fault::data_from(([127, 0, 0, 3], 0)).and(Fault::data_replace("not yours"))),
        |stage| {
            let mut client = stage.client();
            let mut data = client.port();
            assert_eq!(client.say("RETR /a").code, 150);
            assert_eq!(
                data.stream().peer_addr().unwrap().ip().to_string(),
                "127.0.0.3"
            );
            assert_eq!(data.read_to_end().0, b"not yours");
        }
    ),
];
