//! Two dimensions: how the data end, and what the control connection says to it. Each pair is a different bug of a client.

use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::protocol::Verb;
use rstest::rstest;

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;

const TEXT: &str = "0123456789";
const SOON: Duration = Duration::from_secs(5);

/// What the control connection says in the end.
#[derive(Clone, Copy, Debug)]
enum Says {
    Reply(u16),
    Nothing,
    /// When the next command comes, so that all answers are one behind.
    Late,
    Goodbye,
}

impl Says {
    fn to(self, fault: Fault) -> Fault {
        match self {
            Self::Reply(code) => fault.then_reply(code, "So it is."),
            Self::Nothing => fault.and(Fault::lose_reply()),
            Self::Late => fault.then_reply(226, "At last.").and(Fault::shift_reply()),
            Self::Goodbye => fault.then_reply(421, "Gone.").and(Fault::close()),
        }
    }

    #[track_caller]
    fn is_heard_by(self, raw: &mut Raw) {
        match self {
            Self::Reply(code) => {
                assert_eq!(raw.read_reply(), format!("{code} So it is.").as_str());
                assert_eq!(raw.say("NOOP").code, 200, "the next command works");
            }
            Self::Nothing => {
                assert!(raw.is_silent());
                assert_eq!(raw.say("NOOP").code, 200, "the session goes on");
            }
            Self::Late => {
                assert!(raw.is_silent());
                assert_eq!(raw.say("NOOP"), "226 At last.");
                assert_eq!(raw.read_reply().code, 200);
            }
            Self::Goodbye => {
                assert_eq!(raw.read_reply(), "421 Gone.");
                raw.expect_eof();
            }
        }
    }
}

fn server(clock: &ManualClock) -> FtpServer {
    FtpServer::builder()
        .clock(clock.clone())
        .file("/a", TEXT)
        .start()
}

/// A server that ends the data of this command after four octets, and what it says then.
fn ending(on: Verb, ends: Option<End>, says: Says) -> (ManualClock, FtpServer, Rule) {
    let clock = ManualClock::new();
    let server = server(&clock);
    let fault = match ends {
        Some(End::Closed) => Fault::data_close_after(4),
        Some(End::Reset) => Fault::data_reset_after(4),
        None => Fault::data_stall_after(4),
    };
    let rule = server.on(on).fault(says.to(fault));
    (clock, server, rule)
}

/// The rule has acted; where nothing is said before a stall is over, it is.
#[track_caller]
fn strikes(rule: &Rule, clock: &ManualClock, data: &mut Data, ends: Option<End>, says: Says) {
    rule.hits_reached(1, SOON).block().unwrap();
    // With the session its data connection goes, too.
    assert!(ends.is_some() || matches!(says, Says::Goodbye) || data.is_silent());
    if let (None, Says::Nothing) = (ends, says) {
        clock.advance(Duration::from_secs(301));
    }
}

/// The data connection has ended, or stalls until the session ends.
#[track_caller]
fn has_ended(data: Data, ends: Option<End>, raw: Raw) {
    match ends {
        Some(end) => assert_eq!(data.read_to_end(), (Vec::new(), end)),
        None => assert!(data.read_to_end_of_session(raw).is_empty()),
    }
}

fn client(server: &FtpServer) -> Raw {
    Raw::connect(server.addr()).login().binary().lenient()
}

#[rstest]
fn of_a_download_and_what_is_said_each_pair_is_there(
    #[values(Some(End::Closed), Some(End::Reset), None)] ends: Option<End>,
    #[values(
        Says::Reply(226),
        Says::Reply(426),
        Says::Reply(451),
        Says::Reply(552),
        Says::Nothing,
        Says::Late,
        Says::Goodbye
    )]
    says: Says,
    #[values(Raw::pasv, Raw::port)] set_up: fn(&mut Raw) -> Data,
) {
    let (clock, server, rule) = ending(RETR, ends, says);
    let mut raw = client(&server);
    let mut data = set_up(&mut raw);
    raw.say("RETR /a");

    assert_eq!(data.read_bytes(4), b"0123");
    strikes(&rule, &clock, &mut data, ends, says);
    says.is_heard_by(&mut raw);

    has_ended(data, ends, raw);
}

#[rstest]
fn of_an_upload_and_what_is_said_each_pair_is_there(
    #[values(Some(End::Closed), Some(End::Reset), None)] ends: Option<End>,
    #[values(
        Says::Reply(226),
        Says::Reply(426),
        Says::Reply(451),
        Says::Reply(552),
        Says::Nothing,
        Says::Late,
        Says::Goodbye
    )]
    says: Says,
) {
    let (clock, server, rule) = ending(STOR, ends, says);
    let mut raw = client(&server);
    let mut data = raw.pasv();
    raw.say("STOR /b");

    data.send("0123");
    strikes(&rule, &clock, &mut data, ends, says);
    says.is_heard_by(&mut raw);

    assert_eq!(server.fs().read("/b"), b"0123");
    has_ended(data, ends, raw);
}

/// Without a data connection there is only the second dimension.
#[rstest]
fn without_a_connection_everything_can_be_said(
    #[values(false, true)] announced: bool,
    #[values(
        Says::Reply(226),
        Says::Reply(425),
        Says::Reply(451),
        Says::Reply(552),
        Says::Nothing,
        Says::Late,
        Says::Goodbye
    )]
    says: Says,
    #[values("RETR /a", "STOR /b", "LIST")] line: &str,
) {
    let clock = ManualClock::new();
    let server = server(&clock);
    let fault = if announced {
        Fault::data_missing()
    } else {
        Fault::data_refused()
    };
    let rule = server.on([RETR, STOR, LIST]).fault(says.to(fault));
    let mut raw = client(&server);
    raw.announced("PASV");

    raw.send(format!("{line}\r\n"));
    if announced {
        assert_eq!(raw.read_reply().code, 150);
    }
    rule.hits_reached(1, SOON).block().unwrap();
    says.is_heard_by(&mut raw);

    assert_eq!(rule.hits(), 1);
}

#[cfg(target_os = "linux")]
#[rstest]
fn when_nobody_accepts_everything_can_be_said(
    #[values(
        Says::Reply(226),
        Says::Reply(425),
        Says::Reply(451),
        Says::Reply(552),
        Says::Nothing,
        Says::Late,
        Says::Goodbye
    )]
    says: Says,
) {
    let clock = ManualClock::new();
    let server = server(&clock);
    let rule = server.on(RETR).fault(says.to(Fault::data_ignored()));
    let mut raw = client(&server);
    raw.announced("EPSV");
    assert_eq!(raw.say("RETR /a").code, 150);
    rule.hits_reached(1, SOON).block().unwrap();
    assert!(raw.is_silent());
    clock.advance(Duration::from_secs(61));

    says.is_heard_by(&mut raw);
}

#[cfg(feature = "tls")]
mod tls {
    use super::*;
    use crate::support::tls::Ftps;

    fn server() -> FtpServer {
        FtpServer::builder()
            .tls(Tls::explicit())
            .file("/a", TEXT)
            .start()
    }

    /// The end without a close_notify is a truncation attack.
    #[rstest]
    fn an_end_without_close_notify_goes_with_everything(
        #[values(226, 426, 451, 552)] code: u16,
        #[values(4, 10)] octets: u64,
    ) {
        let server = server();
        let fault = Fault::data_close_after(octets).and(Fault::tls_no_close_notify());
        server.on(RETR).fault(fault.then_reply(code, "So it is."));
        let mut client = Ftps::ready(&server);
        let mut data = client.begin("RETR /a");

        let (content, end) = data.read_all();

        assert_eq!(content.len() as u64, octets);
        let kind = end.unwrap_err().kind();
        assert_eq!(kind, std::io::ErrorKind::UnexpectedEof);
        drop(data);
        assert_eq!(client.reply(), format!("{code} So it is.\r\n"));
        assert!(client.say("NOOP").starts_with("200 "));
    }

    #[rstest]
    #[case::closed(Fault::data_close_after(4))]
    #[case::reset(Fault::data_reset_after(4))]
    #[case::half_closed(Fault::data_half_close_after(4))]
    fn under_tls_the_same_octets_arrive(
        #[case] fault: Fault,
        #[values(226, 426, 451, 552)] code: u16,
    ) {
        let server = server();
        server
            .on([RETR, STOR])
            .fault(fault.then_reply(code, "So it is."));
        let mut client = Ftps::ready(&server);
        let mut data = client.begin("RETR /a");

        assert_eq!(data.read_all().0, b"0123");

        drop(data);
        assert_eq!(client.reply(), format!("{code} So it is.\r\n"));
        assert!(client.say("NOOP").starts_with("200 "));
    }

    #[rstest]
    fn a_handshake_that_is_not_answered_goes_with_everything(
        #[values(425, 426, 451, 552)] code: u16,
    ) {
        let clock = ManualClock::new();
        let server = FtpServer::builder()
            .clock(clock.clone())
            .tls(Tls::explicit())
            .file("/a", TEXT)
            .start();
        let rule = server
            .on(RETR)
            .fault(Fault::tls_stalled().then_reply(code, "So it is."));
        let mut client = Ftps::ready(&server);
        let mut data = client.begin("RETR /a");
        data.say_hello();
        rule.hits_reached(1, SOON).block().unwrap();
        clock.advance(Duration::from_secs(3600));

        assert_eq!(client.reply(), format!("{code} So it is.\r\n"));
    }
}
