//! Where each row plays: a server with some files, on a clock that stands still.

use std::ops::Deref;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::{Builder, Rule};

use crate::support::raw::{End, Raw};
use crate::support::raw_data::Data;

/// No wait in a row is that long: it only keeps a broken row from hanging.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Stage {
    server: FtpServer,
    pub(crate) clock: ManualClock,
    rules: Vec<Rule>,
}

impl Deref for Stage {
    type Target = FtpServer;

    fn deref(&self) -> &FtpServer {
        &self.server
    }
}

impl Stage {
    /// `/a` holds ten octets, `/big` 100 000, `/lf` two lines, `/dir` has one file.
    pub(crate) fn new(options: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::new();
        let builder = FtpServer::builder()
            .clock(clock.clone())
            .file("/a", "0123456789")
            .file("/big", vec![b'x'; 100_000])
            .file("/lf", "one\ntwo\n")
            .file("/dir/b", "b");
        Self {
            server: options(builder).start(),
            clock,
            rules: Vec::new(),
        }
    }

    pub(crate) fn script(&mut self, rules: impl FnOnce(&FtpServer) -> Box<dyn Rules>) {
        self.rules = rules(&self.server).all();
    }

    /// Each rule must have fired.
    pub(crate) fn close(self) {
        for rule in &self.rules {
            assert!(rule.hits() > 0, "never fired: {rule:?}");
        }
    }

    /// Waits until the first rule has fired.
    #[track_caller]
    pub(crate) fn wait_for_rule(&self) {
        let hit = self.rules[0].hits_reached(1, PATIENCE);
        hit.block().unwrap();
    }

    /// Connected; nothing is read yet.
    #[track_caller]
    pub(crate) fn guest(&self) -> Raw {
        Raw::connect_silently(self.addr()).lenient()
    }

    /// Connected and greeted.
    #[track_caller]
    pub(crate) fn greeted(&self) -> Raw {
        Raw::connect(self.addr()).lenient()
    }

    /// Logged in, with TYPE I.
    #[track_caller]
    pub(crate) fn client(&self) -> Raw {
        Raw::connect(self.addr()).lenient().login().binary()
    }

    /// Logged in, with a transfer that has begun, and its data connection.
    #[track_caller]
    pub(crate) fn begins(&self, line: &str) -> (Raw, Data) {
        let mut client = self.client();
        let data = client.pasv();
        assert_eq!(client.say(line).code, 150);
        (client, data)
    }

    /// What a logged-in client says, and the very octets it gets.
    #[track_caller]
    pub(crate) fn dialogue(&self, lines: &[(&str, &str)]) {
        self.client().talks(lines);
    }

    /// The very octets a client gets that only connects.
    #[track_caller]
    pub(crate) fn greets(&self, octets: &str) -> Raw {
        let mut guest = self.guest();
        guest.hears(octets);
        guest
    }
}

/// Rules that the code of a row made.
pub(crate) trait Rules {
    fn all(self: Box<Self>) -> Vec<Rule>;
}

impl Rules for Rule {
    fn all(self: Box<Self>) -> Vec<Rule> {
        vec![*self]
    }
}

impl<const N: usize> Rules for [Rule; N] {
    fn all(self: Box<Self>) -> Vec<Rule> {
        (*self).into()
    }
}

/// What rows ask of the raw client: octets, whatever they are.
pub(crate) trait Wire {
    /// These octets come next.
    fn hears(&mut self, octets: &str);

    /// Sends a line, and gets these octets.
    fn asks(&mut self, line: &str, octets: &str);

    /// Such questions and answers, one after the other; an empty question only listens.
    fn talks(&mut self, lines: &[(&str, &str)]);

    /// Sends a line.
    fn sends(&mut self, line: &str);

    /// These octets come, and then the end.
    fn hears_last(&mut self, octets: &str, end: End);

    /// The session is as healthy as if nothing had happened.
    fn goes_on(&mut self);
}

impl Wire for Raw {
    #[track_caller]
    fn hears(&mut self, octets: &str) {
        let got = self.read_bytes(octets.len());
        assert_eq!(String::from_utf8_lossy(&got), octets);
    }

    #[track_caller]
    fn asks(&mut self, line: &str, octets: &str) {
        self.sends(line);
        self.hears(octets);
    }

    #[track_caller]
    fn talks(&mut self, lines: &[(&str, &str)]) {
        for (line, answer) in lines {
            if line.is_empty() {
                self.hears(answer);
            } else {
                self.asks(line, answer);
            }
        }
    }

    #[track_caller]
    fn sends(&mut self, line: &str) {
        self.send(format!("{line}\r\n"));
    }

    #[track_caller]
    fn hears_last(&mut self, octets: &str, end: End) {
        let (got, how) = self.read_to_end();
        assert_eq!((String::from_utf8_lossy(&got).as_ref(), how), (octets, end));
    }

    #[track_caller]
    fn goes_on(&mut self) {
        self.asks("NOOP", "200 NOOP ok.\r\n");
    }
}
