//! B2 and B3: what is said around a transfer, and what is transferred.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, always, both, built, on, out_of_reach};
use crate::stage::Wire;
use crate::support::raw::End;
use crate::support::raw_data::Data;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "prelim-125",
        |server| server.on(RETR).fault(Fault::preliminary_as(
            125,
            "Data connection already open; Transfer starting."
        )),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.asks(
                "RETR /a",
                "125 Data connection already open; Transfer starting.\r\n",
            );
            assert_eq!(data.read_to_end().0, b"0123456789");
        }
    ),
    on!(
        "prelim-then-550",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(0).then_reply(550, "File not found.")),
        |stage| {
            let (octets, end, reply) = stage.client().fetch("RETR /a");
            assert_eq!((octets.len(), end), (0, End::Closed));
            assert_eq!(reply, "550 File not found.");
        }
    ),
    on!(
        "final-missing",
        |server| server.on(RETR).lose_reply(),
        |stage| {
            let (mut client, data) = stage.begins("RETR /a");
            assert_eq!(data.read_to_end().0, b"0123456789");
            client.goes_on();
        }
    ),
    on!(
        "final-250",
        |server| server.on(RETR).fault(Fault::reply_as(250, "Done.")),
        |stage| assert_eq!(stage.client().download("RETR /a").1, "250 Done.")
    ),
    on!(
        "final-200",
        |server| server.on(STOR).fault(Fault::reply_as(200, "Done.")),
        |stage| assert_eq!(stage.client().upload("STOR /new", "x"), "200 Done.")
    ),
    on!(
        "final-225",
        |server| server
            .on(RETR)
            .fault(Fault::reply_as(225, "Data connection open.")),
        |stage| assert_eq!(
            stage.client().download("RETR /a").1,
            "225 Data connection open."
        )
    ),
    on!(
        "final-226-text",
        |server| server.on(STOR).fault(Fault::reply_text(
            "Transfer complete. Some records were truncated"
        )),
        |stage| {
            let reply = stage.client().upload("STOR /new", "x");
            assert_eq!(reply, "226 Transfer complete. Some records were truncated");
        }
    ),
    on!(
        "final-426-ok",
        |server| server
            .on(RETR)
            .fault(Fault::reply_as(426, "Connection closed.")),
        |stage| {
            let (octets, reply) = stage.client().download("RETR /a");
            assert_eq!(octets, b"0123456789");
            assert_eq!(reply, "426 Connection closed.");
        }
    ),
    on!(
        "final-4xx-after-data",
        |server| server
            .on(STOR)
            .fault(Fault::reply_as(452, "Insufficient storage space.")),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", "x"),
            "452 Insufficient storage space."
        )
    ),
    on!(
        "reply-without-data-channel",
        |server| server.on(LIST).path("/dir").reply(226, "Nothing to list."),
        |stage| {
            let mut client = stage.client();
            let _data = client.pasv();
            client.asks("LIST /dir", "226 Nothing to list.\r\n");
        }
    ),
    on!(
        "truncate-226",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(4).then_reply(226, "Transfer complete.")),
        |stage| {
            let (octets, end, reply) = stage.client().fetch("RETR /a");
            assert_eq!((&octets[..], end), (&b"0123"[..], End::Closed));
            assert_eq!(reply, "226 Transfer complete.");
        }
    ),
    on!(
        "truncate-426",
        |server| server.on(RETR).fault(Fault::data_close_after(4)),
        |stage| {
            let (octets, _, reply) = stage.client().fetch("RETR /a");
            assert_eq!((&octets[..], reply.code), (&b"0123"[..], 426));
        }
    ),
    on!(
        "truncate-451",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(4).then_reply(451, "Read error.")),
        |stage| {
            let (octets, _, reply) = stage.client().fetch("RETR /a");
            assert_eq!((&octets[..], reply.code), (&b"0123"[..], 451));
        }
    ),
    on!(
        "truncate-silent",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(4).and(Fault::lose_reply())),
        |stage| {
            let (mut client, data) = stage.begins("RETR /a");
            assert_eq!(data.read_to_end(), (b"0123".to_vec(), End::Closed));
            client.goes_on();
        }
    ),
    on!(
        "reset-at",
        |server| server.on(RETR).fault(Fault::data_reset_after(4)),
        |stage| {
            let (octets, end, reply) = stage.client().fetch("RETR /a");
            assert_eq!(
                (&octets[..], end, reply.code),
                (&b"0123"[..], End::Reset, 426)
            );
        }
    ),
    on!(
        "stall-at",
        |server| server.on(RETR).fault(Fault::data_stall_after(4)),
        |stage| {
            let (client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            stage.wait_for_rule();
            assert!(data.is_silent() && client.is_silent());
        }
    ),
    on!(
        "upload-550-late",
        |server| server
            .on(STOR)
            .fault(Fault::reply_as(550, "Rejected by the scanner.")),
        |stage| assert_eq!(
            stage.client().upload("STOR /new", "x"),
            "550 Rejected by the scanner."
        )
    ),
    on!(
        "upload-early-close",
        |server| server.on(STOR).fault(Fault::data_reset_after(1000)),
        |stage| {
            let (mut client, mut data) = stage.begins("STOR /new");
            data.send(vec![7; 2000]);
            assert_eq!(client.read_reply().code, 426);
            assert_eq!(data.read_to_end().1, End::Reset);
            assert_eq!(stage.fs().size("/new"), 1000);
        }
    ),
    built!("rest-refused", |builder| builder.without([REST]), |stage| {
        stage.dialogue(&[("REST 4", "502 Command not implemented.\r\n")])
    }),
    on!(
        "rest-ignored",
        |server| server.on(REST).reply(350, "Restarting at 4."),
        |stage| {
            let mut client = stage.client();
            client.asks("REST 4", "350 Restarting at 4.\r\n");
            assert_eq!(client.download("RETR /a").0, b"0123456789");
        }
    ),
    built!(
        "rest-stor-zero-fill",
        |builder| builder.rest_zero_fill(true),
        |stage| {
            let mut client = stage.client();
            client.say("REST 4");
            assert_eq!(client.upload("STOR /new", "x").code, 226);
            assert_eq!(stage.fs().read("/new"), b"\0\0\0\0x");
        }
    ),
    on!(
        "rest-stor-refused",
        |server| server
            .on(STOR)
            .nth(2)
            .reply(451, "Append/Restart not permitted, try again"),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /new", "0123").code, 226);
            client.say("REST 4");
            assert_eq!(
                client.upload("STOR /new", "x"),
                "451 Append/Restart not permitted, try again"
            );
        }
    ),
    built!(
        "appe-unsupported",
        |builder| builder.without([APPE]),
        |stage| assert_eq!(stage.client().upload("APPE /a", "x").code, 502)
    ),
    on!(
        "stou-formats",
        |server| server.on(STOU).fault(Fault::reply_text(
            "Transfer complete (unique file name:u1)."
        )),
        |stage| assert_eq!(
            stage.client().upload("STOU", "x"),
            "226 Transfer complete (unique file name:u1)."
        )
    ),
    built!(
        "mode-b-c",
        |builder| builder.block_mode(false).compressed_mode(false),
        |stage| stage.dialogue(&[(
            "MODE B",
            "504 Command not implemented for that parameter.\r\n"
        )])
    ),
    both!(
        "mode-z",
        |builder| builder.deflate_mode(true),
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(4).then_reply(226, "Transfer complete.")),
        |stage| {
            let mut client = stage.client();
            client.asks("MODE Z", "200 Mode set to Z.\r\n");
            let (octets, reply) = client.download("RETR /big");
            assert_eq!((octets.len(), reply.code), (4, 226));
        }
    ),
    on!(
        "slow",
        |server| server.on(RETR).fault(Fault::data_throttle(10)),
        |stage| {
            let (_client, mut data) = stage.begins("RETR /big");
            stage.wait_for_rule();
            let mut got = 0;
            for _ in 0..3 {
                stage.clock.advance(Duration::from_secs(1));
                got += data.read_bytes(1).len();
            }
            assert_eq!(got, 3);
        }
    ),
    on!(
        "prelim-missing",
        |server| server.on(RETR).fault(Fault::lose_preliminary()),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.sends("RETR /a");
            assert_eq!(data.read_to_end().0, b"0123456789");
            client.hears("226 Transfer complete.\r\n");
        }
    ),
    on!(
        "prelim-200-first",
        |server| server.on(LIST).fault(Fault::reply_first(200, "Listing.")),
        |stage| {
            let mut client = stage.client();
            let _data = client.pasv();
            client.asks("LIST /dir", "200 Listing.\r\n150 ");
        }
    ),
    on!(
        "prelim-late",
        |server| server
            .on(RETR)
            .fault(Fault::late_preliminary(Duration::from_secs(5))),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.sends("RETR /a");
            assert_eq!(data.read_to_end().0, b"0123456789");
            assert!(client.is_silent());
            stage.clock.advance(Duration::from_secs(5));
            client.hears("150 File status okay; about to open data connection.\r\n226 Transfer complete.\r\n");
        }
    ),
    on!(
        "final-early",
        |server| server
            .on(RETR)
            .fault(Fault::early_reply().and(Fault::data_stall_after(4))),
        |stage| {
            let mut client = stage.client();
            let mut data = client.pasv();
            client.sends("RETR /a");
            client.hears("150 File status okay; about to open data connection.\r\n226 Transfer complete.\r\n");
            assert_eq!(data.read_bytes(4), b"0123");
            assert!(data.is_silent());
        }
    ),
    on!(
        "final-late",
        |server| server
            .on(STOR)
            .fault(Fault::delay_reply(Duration::from_secs(120))),
        |stage| {
            let (mut client, data) = stage.begins("STOR /new");
            data.finish();
            stage.wait_for_rule();
            assert!(client.is_silent());
            stage.clock.advance(Duration::from_secs(120));
            client.hears("226 Transfer complete.\r\n");
        }
    ),
    on!(
        "final-5xx-then-226",
        |server| server.on(STOR).fault(
            Fault::reply_as(552, "Quota exceeded.")
                .and(Fault::extra_reply(226, "Transfer complete."))
        ),
        |stage| {
            let mut client = stage.client();
            assert_eq!(client.upload("STOR /new", "x"), "552 Quota exceeded.");
            client.hears("226 Transfer complete.\r\n");
        }
    ),
    on!(
        "size-in-150-wrong",
        |server| server.on(RETR).fault(Fault::preliminary_text(
            "Opening data connection (99 bytes)."
        )),
        |stage| {
            let mut client = stage.client();
            let data = client.pasv();
            client.asks("RETR /a", "150 Opening data connection (99 bytes).\r\n");
            assert_eq!(data.read_to_end().0, b"0123456789");
        }
    ),
    on!(
        "upload-zero-byte",
        |server| server
            .on(STOR)
            .fault(Fault::reply(550, "Empty files are not stored.")),
        |stage| assert_eq!(
            stage.client().upload("STOR /empty", ""),
            "550 Empty files are not stored."
        )
    ),
    on!(
        "upload-cut-226",
        |server| server
            .on(STOR)
            .fault(Fault::reply_as(226, "Transfer complete.")),
        |stage| {
            let (mut client, mut data) = stage.begins("STOR /new");
            data.send("0123");
            data.reset();
            client.hears("226 Transfer complete.\r\n");
        }
    ),
    on!(
        "ascii-upload-warning",
        |server| server.on(STOR).fault(Fault::reply_text(
            "WARNING! 1 bare linefeeds received in ASCII mode\nTransfer complete."
        )),
        |stage| {
            let mut client = stage.client();
            client.say("TYPE A");
            let mut data = client.pasv();
            assert_eq!(client.say("STOR /new").code, 150);
            data.send("one\n");
            data.finish();
            client.hears("226-WARNING! 1 bare linefeeds received in ASCII mode\r\n226 Transfer complete.\r\n");
        }
    ),
    on!(
        "ascii-ignored",
        |server| server.on("TYPE A").reply(200, "Type set to A."),
        |stage| {
            let mut client = stage.client();
            client.asks("TYPE A", "200 Type set to A.\r\n");
            assert_eq!(client.download("RETR /lf").0, b"one\ntwo\n");
        }
    ),
    on!(
        "prelim-after-accept",
        |server| server.on(RETR).fault(Fault::data_early(0)),
        |stage| {
            let mut client = stage.client();
            let addr = client.announced("PASV");
            client.sends("RETR /a");
            assert!(client.is_silent());
            let data = Data::connect(addr);
            assert_eq!(client.read_reply().code, 150);
            assert_eq!(data.read_to_end().0, b"0123456789");
        }
    ),
    on!(
        "final-before-fin",
        |server| server
            .on(RETR)
            .fault(Fault::data_linger(Duration::from_secs(5))),
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(10), b"0123456789");
            assert_eq!(client.read_reply().code, 226);
            assert!(data.is_silent());
            stage.clock.advance(Duration::from_secs(5));
            data.expect_eof();
        }
    ),
    always!("no-data-close-on-error", |stage| {
        let mut client = stage.client();
        let mut data = client.pasv();
        assert_eq!(client.say("RETR /missing").code, 550);
        assert!(data.is_silent());
    }),
    always!("stale-data-connection", |stage| {
        let mut client = stage.client();
        let data = client.pasv();
        assert_eq!(client.say("RETR /missing").code, 550);
        assert_eq!(client.say("RETR /a").code, 150);
        assert_eq!(data.read_to_end().0, b"0123456789");
    }),
    out_of_reach!(
        "queued-transfer",
        "a command is answered before the next one is read; `hold()` keeps one waiting, and with it all that follow"
    ),
    on!(
        "jitter",
        |server| server
            .on(RETR)
            .fault(Fault::data_slice(4).and(Fault::data_delay_between(
                Duration::from_secs(1),
                Duration::from_secs(3)
            ))),
        |stage| {
            let (_client, mut data) = stage.begins("RETR /a");
            stage.wait_for_rule();
            assert!(data.is_silent());
            stage.clock.advance(Duration::from_secs(3));
            assert_eq!(data.read_bytes(4), b"0123");
        }
    ),
    on!(
        "corrupt-at",
        |server| server.on(RETR).fault(Fault::data_corrupt_at(4)),
        |stage| {
            let (octets, reply) = stage.client().download("RETR /a");
            assert_eq!((octets.len(), reply.code), (10, 226));
            assert!(octets.starts_with(b"0123") && octets.ends_with(b"56789") && octets[4] != b'4');
        }
    ),
    on!(
        "extra-bytes",
        |server| server.on(RETR).fault(Fault::data_append("and more")),
        |stage| assert_eq!(stage.client().download("RETR /a").0, b"0123456789and more")
    ),
    on!(
        "ascii-double-cr",
        |server| server
            .on(RETR)
            .ascii()
            .fault(Fault::data_replace("one\r\r\ntwo\r\r\n")),
        |stage| {
            let mut client = stage.client();
            client.say("TYPE A");
            assert_eq!(client.download("RETR /lf").0, b"one\r\r\ntwo\r\r\n");
        }
    ),
    on!(
        "upload-stop-reading",
        |server| server
            .on(STOR)
            .fault(Fault::data_stall_after(1000).then_reply(452, "Disk full.")),
        |stage| {
            let (mut client, mut data) = stage.begins("STOR /new");
            data.send(vec![7; 2000]);
            client.hears("452 Disk full.\r\n");
            assert!(data.is_silent());
        }
    ),
    on!(
        "appe-truncates",
        |server| server.on(APPE).fault(Fault::replaced("/a", "x")),
        |stage| {
            assert_eq!(stage.client().upload("APPE /a", "x").code, 226);
            assert_eq!(stage.fs().read("/a"), b"x");
        }
    ),
    on!(
        "stor-touches-on-425",
        |server| server
            .on(STOR)
            .fault(Fault::reply(425, "No data connection.").and(Fault::replaced("/new", ""))),
        |stage| {
            assert_eq!(
                stage.client().upload("STOR /new", "x"),
                "425 No data connection."
            );
            assert_eq!(stage.fs().size("/new"), 0);
        }
    ),
];
