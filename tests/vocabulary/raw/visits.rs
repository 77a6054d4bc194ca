//! What the raw client does.

use std::any::Any;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, Data};
use crate::log::Log;
use crate::row::{LATER, Row, UPLOADED, Visit};
use crate::stage::announced;
use crate::wire::Attempt;

impl Client<'_> {
    pub(super) fn visit(&mut self, row: &Row, left: &mut Option<Box<dyn Any>>) {
        match row.visit {
            Visit::Greeting => {
                self.log.begin();
                self.connect();
            }
            Visit::Upgrade => {
                self.connect();
                self.begin();
                self.upgrade();
            }
            Visit::Login => {
                self.connect();
                if self.tls {
                    self.upgrade();
                }
                self.begin();
                self.say("USER alice");
                self.say("PASS secret");
            }
            Visit::Commands(lines) => {
                self.enter();
                self.begin();
                for line in lines {
                    self.say(line);
                }
            }
            Visit::Pipelined(lines) => {
                self.enter();
                self.begin();
                self.send(&lines.join("\r\n"));
                self.listen();
            }
            Visit::Download => self.passive(row, |client| client.fetch("RETR /a")),
            Visit::Upload => self.passive(row, |client| client.store(None)),
            Visit::Midway(line) => self.passive(row, |client| client.store(Some(line))),
            Visit::Listing(line) => self.passive(row, |client| client.fetch(line)),
            Visit::ActiveDownload => self.active(|client| client.fetch("RETR /a")),
            Visit::ActiveUpload => self.active(|client| client.store(None)),
        }
        if row.released {
            drop(left.take());
            self.log.line("-- released --");
            self.listen();
        }
    }

    /// From now on it is of interest.
    fn begin(&mut self) {
        self.stage.settle();
        self.told_before = self.stage.transcript().to_string().lines().count();
        self.log.begin();
    }

    /// Connects and waits for the greeting; whether there is a connection.
    pub(super) fn connect(&mut self) -> bool {
        let mut attempt = Attempt::begin(self.stage.addr());
        self.stage.settle();
        attempt = attempt.look();
        match attempt {
            Attempt::Connected(wire) => self.control = Some(wire),
            Attempt::Failed(how) => self.log.line(format!("S: {how}")),
            Attempt::Waiting(_) => self.log.line("S: no answer"),
        }
        self.control.is_some() && {
            self.listen();
            true
        }
    }

    /// Connected, under TLS if need be, and logged in.
    fn enter(&mut self) {
        self.connect();
        self.log_in_silently();
    }

    pub(super) fn log_in_silently(&mut self) {
        if self.tls {
            self.upgrade_silently();
        }
        for line in ["USER alice", "PASS secret", "TYPE I"] {
            self.ask_silently(line);
        }
    }

    fn upgrade_silently(&mut self) {
        self.ask_silently("AUTH TLS");
        self.protect_control();
        self.take();
        self.ask_silently("PBSZ 0");
        self.ask_silently("PROT P");
    }

    fn protect_control(&mut self) {
        let config = Arc::clone(&self.config);
        self.control.as_mut().unwrap().protect(config);
    }

    fn upgrade(&mut self) {
        self.ask("AUTH TLS");
        if self.answer.starts_with(b"234") && self.is_on() {
            self.protect_control();
            self.listen_for("TLS:");
            let kind = self.control.as_ref().unwrap().handshake();
            if let (Some(kind), true) = (kind, self.is_on()) {
                self.log.line(format!("TLS: {kind}"));
            }
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.control.is_some() && !self.is_over
    }

    /// Says a line that is of no interest.
    fn ask_silently(&mut self, line: &str) {
        let log = std::mem::replace(&mut self.log, Log::muted(true));
        self.send(line);
        self.take();
        self.log = log;
    }

    fn send(&mut self, lines: &str) {
        for line in lines.split("\r\n") {
            let shown = if line.starts_with("PORT ") {
                self.stage.usual(line)
            } else {
                line.to_owned()
            };
            self.log.line(format!("C: {shown}"));
        }
        self.answer.clear();
        self.waited = Duration::ZERO;
        let octets = format!("{lines}\r\n");
        if let Some(control) = &mut self.control {
            control.send(octets.as_bytes());
        }
    }

    /// Says a line, and waits for all that comes of it.
    fn say(&mut self, line: &str) {
        if self.is_on() {
            self.send(line);
            self.listen();
        }
    }

    /// The same, but without waiting longer than for the reply: what was announced does not last.
    fn ask(&mut self, line: &str) {
        self.send(line);
        self.take();
        if self.answer.is_empty() {
            self.listen();
        }
    }

    pub(super) fn goes_on(&mut self, lines: &[&str]) {
        self.sends = false;
        for line in lines {
            if *line == LATER {
                self.stage.wait();
                self.log.line(LATER);
            } else {
                self.say(line);
            }
        }
    }

    /// After `PASV`, which is of interest only when a rule is about it.
    fn passive(&mut self, row: &Row, transfer: impl FnOnce(&mut Self)) {
        let of_interest = row.code.contains("PASV");
        self.enter();
        if of_interest {
            self.begin();
        }
        self.ask("PASV");
        if !of_interest {
            self.begin();
        }
        match announced(&String::from_utf8_lossy(&self.answer)) {
            Some(addr) if of_interest => {
                self.connects_early = true;
                self.data = Data::Attempted(Attempt::begin(addr));
                self.take();
            }
            Some(addr) => self.data = Data::Announced(addr),
            None => return,
        }
        if self.is_on() {
            transfer(self);
        }
    }

    /// After `PORT`.
    fn active(&mut self, transfer: impl FnOnce(&mut Self)) {
        self.enter();
        self.begin();
        let here = self.control.as_ref().unwrap().local_addr().ip();
        let listener = TcpListener::bind((here, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port().to_be_bytes();
        let host = here.to_string().replace('.', ",");
        self.data = Data::Listening(listener);
        self.connects_early = true;
        self.ask(&format!("PORT {host},{},{}", port[0], port[1]));
        if self.is_on() {
            transfer(self);
        }
    }

    /// Sends the command of a transfer; whether there is something to transfer.
    fn begins(&mut self, line: &str) -> bool {
        self.send(line);
        self.take();
        let mut lines = self.answer.split_inclusive(|octet| *octet == b'\n');
        let refused = lines.next_back().is_some_and(|line| line[0] > b'3');
        if refused || !self.is_on() {
            return false;
        }
        if let Data::Announced(addr) = self.data {
            self.data = Data::Attempted(Attempt::begin(addr));
        }
        true
    }

    fn fetch(&mut self, line: &str) {
        self.begins(line);
        self.listen();
    }

    fn store(&mut self, midway: Option<&str>) {
        self.sends = true;
        if self.begins("STOR /new") {
            self.take_patiently();
            if let Data::Open(wire) = &mut self.data {
                wire.send(UPLOADED);
                self.log.octets("D>", UPLOADED);
                self.take();
                if let Some(line) = midway {
                    self.say(line);
                }
                if let Data::Open(wire) = &mut self.data {
                    wire.end();
                    self.log.end("D>", "FIN");
                    self.waited = Duration::ZERO;
                }
            }
        }
        self.listen();
        if let Data::Open(wire) = &self.data
            && wire.has_ended()
        {
            self.data = Data::None;
        }
    }
}
