//! G: servers that mean harm.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, built, on};
use crate::stage::Wire;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "evil-pwd-crlf",
        |server| server
            .on(PWD)
            .raw_reply("257 \"/a\rDELE /a\" is current\r\n"),
        |stage| stage.dialogue(&[("PWD", "257 \"/a\rDELE /a\" is current\r\n")])
    ),
    on!(
        "evil-pasv-ssrf",
        |server| server
            .on(PASV)
            .reply(227, "Entering Passive Mode (10,0,0,1,0,80)."),
        |stage| stage.dialogue(&[("PASV", "227 Entering Passive Mode (10,0,0,1,0,80).\r\n")])
    ),
    on!(
        "evil-starttls-injection",
        |server| server.on(AUTH).fault(Fault::replies([
            (234, "Go on."),
            (331, "Password?"),
            (230, "In.")
        ])),
        |stage| stage
            .greeted()
            .asks("AUTH TLS", "234 Go on.\r\n331 Password?\r\n230 In.\r\n")
    ),
    on!(
        "evil-downgrade",
        |server| server.on(AUTH).reply(500, "Unknown command."),
        |stage| {
            let mut guest = stage.greeted();
            guest.asks("AUTH TLS", "500 Unknown command.\r\n");
            guest.asks("USER alice", "331 User name okay, need password.\r\n");
        }
    ),
    built!(
        "evil-redirect-listing",
        |builder| builder.symlink("/docs", "../../etc").symlink("/root", "/"),
        |stage| {
            let (listing, _) = stage.client().download("LIST");
            let listing = String::from_utf8(listing).unwrap();
            assert!(listing.contains("docs -> ../../etc") && listing.contains("root -> /"));
        }
    ),
    on!(
        "evil-terminal",
        |server| server
            .on(Event::Connect)
            .raw_reply("220 \x1b]0;owned\x07\x1b[2J ready\r\n"),
        |stage| stage
            .greets("220 \x1b]0;owned\x07\x1b[2J ready\r\n")
            .goes_on()
    ),
    on!(
        "evil-unbounded-line",
        |server| server
            .on(PWD)
            .raw_reply([b"257 \"".to_vec(), vec![b'x'; 10_000_000]].concat()),
        |stage| {
            let mut client = stage.client();
            client.sends("PWD");
            assert_eq!(client.read_bytes(10_000_005).len(), 10_000_005);
        }
    ),
    on!(
        "evil-unbounded-list",
        |server| server
            .on(LIST)
            .fault(Fault::data_replace(vec![b'x'; 10_000_000])),
        |stage| assert_eq!(stage.client().download("LIST").0.len(), 10_000_000)
    ),
    on!(
        "evil-unbounded-reply",
        |server| server.on(PWD).fault(Fault::endless_reply()),
        |stage| {
            let mut client = stage.client();
            client.sends("PWD");
            assert_eq!(client.read_bytes(2_000_000).len(), 2_000_000);
        }
    ),
    on!(
        "evil-slowloris",
        |server| server.on(FEAT).dribble(1, Duration::from_secs(59)),
        |stage| {
            let mut client = stage.client();
            client.sends("FEAT");
            for octet in ["2", "1", "1", "-"] {
                client.hears(octet);
                assert!(client.is_silent());
                stage.clock.advance(Duration::from_secs(59));
            }
        }
    ),
    on!(
        "evil-list-traversal",
        |server| server.on(NLST).fault(Fault::list_lines([
            "../x",
            "/etc/passwd",
            "..\\x",
            "a/../../x",
            "C:x",
            "name\0x"
        ])),
        |stage| {
            let (names, _) = stage.client().download("NLST");
            assert_eq!(
                names,
                b"../x\r\n/etc/passwd\r\n..\\x\r\na/../../x\r\nC:x\r\nname\0x\r\n"
            );
        }
    ),
    on!(
        "evil-list-crlf",
        |server| server
            .on(NLST)
            .fault(Fault::list_lines(["x\rDELE a\nDELE b"])),
        |stage| assert_eq!(stage.client().download("NLST").0, b"x\rDELE a\nDELE b\r\n")
    ),
    on!(
        "evil-data-steal",
        |server| server
            .on(RETR)
            .fault(Fault::data_from(([127, 0, 0, 9], 0)).and(Fault::data_replace("stolen"))),
        |stage| {
            let mut client = stage.client();
            let mut data = client.port();
            assert_eq!(client.say("RETR /a").code, 150);
            assert_eq!(
                data.stream().peer_addr().unwrap().ip().to_string(),
                "127.0.0.9"
            );
        }
    ),
    built!(
        "evil-zip-bomb",
        |builder| builder
            .deflate_mode(true)
            .file("/bomb", Content::zeros(100 * MIB)),
        |stage| {
            let mut client = stage.client();
            client.say("MODE Z");
            let (octets, reply) = client.download("RETR /bomb");
            assert_eq!(reply.code, 226);
            assert!(octets.len() < 1_000_000, "{}", octets.len());
        }
    ),
];
