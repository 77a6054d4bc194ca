//! A1: greetings and connections.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, built, on};
use crate::stage::Wire;
use crate::support::life;
use crate::support::raw::{End, Raw};

pub(crate) const ROWS: &[Row] = &[
    on!(
        "banner-delay",
        |server| server.on(Event::Connect).delay(Duration::from_secs(5)),
        |stage| {
            let mut guest = stage.guest();
            stage.wait_for_rule();
            assert!(guest.is_silent());
            stage.clock.advance(Duration::from_secs(5));
            guest.hears("220 ftpmock ready\r\n");
        }
    ),
    on!(
        "banner-never",
        |server| server.on(Event::Connect).stall(),
        |stage| {
            let guest = stage.guest();
            stage.wait_for_rule();
            stage.clock.advance(Duration::from_secs(60));
            assert!(guest.is_silent());
        }
    ),
    on!(
        "banner-120-then-220",
        |server| server
            .on(Event::Connect)
            .fault(Fault::reply_first(120, "Service ready in 1 minutes.")),
        |stage| stage
            .greets("120 Service ready in 1 minutes.\r\n220 ftpmock ready\r\n")
            .goes_on()
    ),
    built!(
        "banner-multiline",
        |builder| builder.greeting("Welcome\n\n*** no warez ***\n"),
        |stage| stage
            .greets("220-Welcome\r\n \r\n220 *** no warez ***\r\n")
            .goes_on()
    ),
    on!(
        "banner-no-code",
        |server| server
            .on(Event::Connect)
            .fault(Fault::raw_first("Welcome to ACME\r\n")),
        |stage| stage
            .greets("Welcome to ACME\r\n220 ftpmock ready\r\n")
            .goes_on()
    ),
    on!(
        "banner-not-ftp",
        |server| server
            .on(Event::Connect)
            .raw_reply("SSH-2.0-OpenSSH_9.9\r\n"),
        |stage| {
            stage.greets("SSH-2.0-OpenSSH_9.9\r\n");
        }
    ),
    built!(
        "banner-421-full",
        |builder| builder.max_connections(1),
        |stage| {
            let _first = stage.client();
            stage
                .guest()
                .hears_last("421 Too many connections.\r\n", End::Closed);
        }
    ),
    on!(
        "banner-5xx",
        |server| server
            .on(Event::Connect)
            .reply_then_close(554, "Your address is on our list."),
        |stage| stage
            .guest()
            .hears_last("554 Your address is on our list.\r\n", End::Closed)
    ),
    on!(
        "banner-500-oops",
        |server| server
            .on(Event::Connect)
            .reply_then_close(500, "OOPS: cannot change directory:/srv/ftp"),
        |stage| stage.guest().hears_last(
            "500 OOPS: cannot change directory:/srv/ftp\r\n",
            End::Closed
        )
    ),
    on!(
        "banner-double",
        |server| server.on(Event::Connect).fault(Fault::repeat_reply(2)),
        |stage| stage
            .greets("220 ftpmock ready\r\n220 ftpmock ready\r\n")
            .goes_on()
    ),
    on!(
        "accept-then-reset",
        |server| server.on(Event::Connect).reset(),
        |stage| Raw::is_reset_on_connect(stage.addr())
    ),
    on!(
        "connect-refused-nth",
        |server| server
            .on(QUIT)
            .fault(Fault::outage(Duration::from_secs(60))),
        |stage| {
            let mut client = stage.client();
            client.sends("QUIT");
            let _ = client.read_to_end();
            assert!(life::refuses(stage.addr()));
            stage.clock.advance(Duration::from_secs(60));
            stage.client().goes_on();
        }
    ),
    on!(
        "banner-230",
        |server| server
            .on(Event::Connect)
            .fault(Fault::reply(230, "Logged in already.").and_login()),
        |stage| {
            let mut guest = stage.greets("230 Logged in already.\r\n");
            guest.asks("PWD", "257 \"/\" is the current directory.\r\n");
        }
    ),
];
