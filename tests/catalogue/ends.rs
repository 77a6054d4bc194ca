//! A4: how sessions end, and what is said during a transfer.

use std::time::Duration;

use ftpmock::prelude::*;

use crate::row::{Row, both, built, on, out_of_reach};
use crate::stage::Wire;
use crate::support::raw::End;

pub(crate) const ROWS: &[Row] = &[
    on!(
        "421-mid-transfer",
        |server| server
            .on(RETR)
            .fault(Fault::data_close_after(4).then_reply(421, "Data timeout. Reconnect. Sorry.")),
        |stage| {
            let (octets, _, reply) = stage.client().fetch("RETR /a");
            assert_eq!(octets, b"0123");
            assert_eq!(reply, "421 Data timeout. Reconnect. Sorry.");
        }
    ),
    on!(
        "421-keeps-open",
        |server| server.on(PWD).reply(421, "Passive data channel timed out."),
        |stage| stage.dialogue(&[
            ("PWD", "421 Passive data channel timed out.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n"),
        ])
    ),
    on!(
        "fin-without-421",
        |server| server.on(NOOP).close(),
        |stage| {
            let mut client = stage.client();
            client.sends("NOOP");
            client.hears_last("", End::Closed);
        }
    ),
    on!("rst-control", |server| server.on(NOOP).reset(), |stage| {
        let mut client = stage.client();
        client.sends("NOOP");
        client.hears_last("", End::Reset);
    }),
    on!("half-open", |server| server.on(NOOP).stall(), |stage| {
        let mut client = stage.client();
        client.sends("NOOP");
        stage.wait_for_rule();
        stage.clock.advance(Duration::from_secs(60 * 60));
        assert!(client.is_silent());
    }),
    on!(
        "control-cut-during-data",
        |server| server.on(RETR).fault(Fault::control_reset_at(4)),
        |stage| {
            let (mut client, data) = stage.begins("RETR /a");
            client.hears_last("", End::Reset);
            assert_eq!(data.read_to_end(), (b"0123456789".to_vec(), End::Closed));
        }
    ),
    on!(
        "noop-during-transfer-queued",
        |server| server.on(RETR).fault(Fault::data_throttle(100)),
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            client.sends("NOOP");
            stage.wait_for_rule();
            stage.clock.advance(Duration::from_secs(10));
            assert_eq!(data.read_bytes(10), b"0123456789");
            client.hears("226 Transfer complete.\r\n200 NOOP ok.\r\n");
        }
    ),
    both!(
        "noop-during-transfer-immediate",
        |builder| builder.noop_during_transfer(true),
        |server| server.on(RETR).fault(Fault::data_stall_after(4)),
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            client.goes_on();
        }
    ),
    built!(
        "quit-variants",
        |builder| builder.user(
            User::new("alice")
                .password("secret")
                .farewell("You could at least say goodbye.")
        ),
        |stage| {
            let mut client = stage.client();
            client.sends("QUIT");
            client.hears_last(
                "221-You could at least say goodbye.\r\n221 Service closing control connection.\r\n",
                End::Closed
            );
        }
    ),
    on!(
        "quit-500",
        |server| server.on(QUIT).reply(500, "Unknown command."),
        |stage| stage.dialogue(&[
            ("QUIT", "500 Unknown command.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n")
        ])
    ),
    built!(
        "rein-unsupported",
        |builder| builder.without([REIN]),
        |stage| stage.dialogue(&[("REIN", "502 Command not implemented.\r\n")])
    ),
    on!(
        "abor-orders",
        |server| [
            server.on(RETR).fault(Fault::data_stall_after(4)),
            server.on(ABOR).fault(Fault::reply_as(225, "Aborted.")),
        ],
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            assert_eq!(client.say("ABOR").code, 426);
            client.hears("225 Aborted.\r\n");
        }
    ),
    on!(
        "maintenance-421-any",
        |server| server
            .on(ANY)
            .after(3)
            .reply_then_close(421, "The server is going down."),
        |stage| {
            let mut client = stage.client();
            client.sends("PWD");
            client.hears_last("421 The server is going down.\r\n", End::Closed);
        }
    ),
    both!(
        "noop-during-transfer-500",
        |builder| builder.noop_during_transfer(true),
        |server| [
            server.on(RETR).fault(Fault::data_stall_after(4)),
            server.on(NOOP).reply(500, "Unknown command"),
        ],
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            client.asks("NOOP", "500 Unknown command\r\n");
        }
    ),
    on!(
        "command-during-transfer-aborts",
        |server| [
            server.on(RETR).fault(Fault::data_stall_after(4)),
            server.on(NOOP).fault(Fault::abort_transfer()),
        ],
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            client.sends("NOOP");
            assert_eq!(client.read_reply().code, 426);
            client.hears("200 NOOP ok.\r\n");
        }
    ),
    out_of_reach!(
        "half-close-kills",
        "a closed half of the control connection is no event that a rule can be given to; what was sent before is always answered"
    ),
    on!(
        "abor-needs-urgent",
        |server| [
            server.on(RETR).fault(Fault::data_stall_after(4)),
            server.on(ABOR).once().fault(Fault::abort_ignored()),
        ],
        |stage| {
            let (mut client, mut data) = stage.begins("RETR /a");
            assert_eq!(data.read_bytes(4), b"0123");
            client.sends("ABOR");
            assert_eq!(client.say("ABOR").code, 426);
        }
    ),
];
