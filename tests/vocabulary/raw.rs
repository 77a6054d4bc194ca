//! The raw client: makes the visit of a row and writes down what is on the wire.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use ftpmock::rustls::ClientConfig;

use crate::log::Log;
use crate::row::{LATER, Row, Scope, Visit};
use crate::stage::{SILENCE, Stage, announced};
use crate::wire::{Attempt, Wire};

const UPLOADED: &[u8] = b"abcdefghij";

/// A reply that is longer does not end, and so much is shown of it.
const ENOUGH: usize = 64 * 1024;
const SHOWN: usize = 20;

/// What is seen on the wire, and what the transcript says of it.
pub(crate) struct Played {
    pub(crate) wire: Vec<String>,
    pub(crate) transcript: Vec<String>,
}

/// Plays the row with a raw client; its rule must fire.
pub(crate) fn play(row: &Row, tls: bool) -> Played {
    let (stage, left) = Stage::of(row);
    let mut left = Some(left);
    let mut client = Client::new(&stage, tls);
    client.tells_handshakes = matches!(row.scope, Scope::Tls(_));
    client.visit(row, &mut left);
    client.goes_on(row.then);
    let before = client.told_before;
    let mut wire = client.seen();
    let mut other = Client::new(&stage, tls);
    if row.another {
        other.log.begin();
        other.log.line("-- another client --");
        if other.connect() && other.is_on() {
            other.log_in_silently();
            other.goes_on(row.then);
        }
        wire.extend(other.seen());
    }
    stage.settle_well();
    let told = stage.usual(&stage.transcript().to_string());
    let transcript = told.lines().skip(before).map(str::to_owned).collect();
    let verdict = stage.try_verify();
    assert!(verdict.is_ok(), "{}", verdict.unwrap_err());
    drop(left);
    Played { wire, transcript }
}

enum Data {
    None,
    Announced(SocketAddr),
    Attempted(Attempt),
    Listening(TcpListener),
    Open(Wire),
}

struct Client<'a> {
    stage: &'a Stage,
    tls: bool,
    /// One for all connections: it remembers what can be resumed.
    config: Arc<ClientConfig>,
    control: Option<Wire>,
    is_over: bool,
    data: Data,
    log: Log,
    /// Lines of the transcript before the visit became interesting.
    told_before: usize,
    /// What has come on the control connection since the last command.
    answer: Vec<u8>,
    /// What of it is not told yet.
    heard: Vec<u8>,
    /// How the control connection ended, if that is not told yet.
    end: Option<String>,
    /// The data connection may be there before the command of the transfer.
    connects_early: bool,
    /// The next one of a data connection is of interest.
    tells_handshakes: bool,
    /// A FIN is no reason to hang up: it is the client who sends.
    sends: bool,
    /// Since when, on the server's clock, nothing has come.
    waited: Duration,
}

impl<'a> Client<'a> {
    fn new(stage: &'a Stage, tls: bool) -> Self {
        Self {
            stage,
            tls,
            config: stage.client_config(),
            control: None,
            is_over: false,
            data: Data::None,
            log: Log::muted(true),
            told_before: 0,
            answer: Vec::new(),
            heard: Vec::new(),
            end: None,
            connects_early: false,
            tells_handshakes: false,
            sends: false,
            waited: Duration::ZERO,
        }
    }

    fn visit(&mut self, row: &Row, left: &mut Option<Box<dyn Any>>) {
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
    fn connect(&mut self) -> bool {
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

    fn log_in_silently(&mut self) {
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

    fn is_on(&self) -> bool {
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

    fn goes_on(&mut self, lines: &[&str]) {
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

    /// Until nothing comes any more, however long one waits.
    fn listen(&mut self) {
        self.listen_for("S:");
    }

    fn listen_for(&mut self, who: &str) {
        loop {
            self.take_as(who);
            if let Data::Attempted(_) = self.data {
                self.log.line("D: no answer");
                self.data = Data::None;
            }
            let left = SILENCE - self.waited;
            match self.stage.step(left) {
                Some(by) => self.waited += by,
                None => break,
            }
        }
        self.waited = Duration::ZERO;
        let is_answered = self.answer.len() > 3 && !self.answer.starts_with(b"1")
            || self
                .answer
                .windows(2)
                .any(|w| w[0] == b'\n' && w[1] != b'1');
        if !is_answered && who == "S:" && self.is_on() {
            self.log.line("(silence)");
        }
    }

    /// Waits for the data connection as long as it takes.
    fn take_patiently(&mut self) {
        self.take();
        while !matches!(self.data, Data::Open(_)) {
            match self.stage.step(SILENCE - self.waited) {
                Some(by) => self.waited += by,
                None => break,
            }
            self.take();
        }
    }

    /// All that comes without the time going on; whether it was something.
    fn take(&mut self) -> bool {
        self.take_as("S:")
    }

    fn take_as(&mut self, who: &str) -> bool {
        let mut something = false;
        loop {
            self.stage.settle();
            let mut came = self.take_once(who);
            if !came {
                self.stage.settle_well();
                came = self.take_once(who);
            }
            if !came {
                return something;
            }
            something = true;
        }
    }

    fn take_once(&mut self, who: &str) -> bool {
        let mut something = false;
        // Who can connect before the preliminary reply sees it first all the same.
        if self.connects_early {
            something = self.hear();
            if self.heard.starts_with(b"1") || matches!(self.data, Data::Listening(_)) {
                self.tell(who, 1);
            }
        }
        while self.take_data() {
            something = true;
            // A handshake may have gone on.
            self.stage.settle();
        }
        something |= self.hear();
        self.tell(who, usize::MAX);
        something
    }

    /// Takes what has come on the control connection, to be told.
    fn hear(&mut self) -> bool {
        let Some(control) = self.control.as_mut().filter(|_| !self.is_over) else {
            return false;
        };
        let seen = control.look();
        self.answer.extend_from_slice(&seen.octets);
        self.heard.extend_from_slice(&seen.octets);
        if seen.end.is_some() {
            control.end();
            self.is_over = true;
            self.end = seen.end;
        } else if self.heard.len() > ENOUGH {
            self.heard.truncate(SHOWN);
            self.is_over = true;
            self.end = Some("and so on without an end".to_owned());
        }
        seen.something
    }

    /// Tells at most so many lines of what has come, and how the connection ended.
    fn tell(&mut self, who: &str, lines: usize) {
        let told: Vec<u8> = self
            .heard
            .split_inclusive(|octet| *octet == b'\n')
            .take(lines)
            .flatten()
            .copied()
            .collect();
        self.heard.drain(..told.len());
        let end = self.end.take_if(|_| self.heard.is_empty());
        if !told.is_empty() || end.is_some() {
            self.log.later(std::mem::take(&mut self.waited));
        }
        match std::str::from_utf8(&told) {
            Ok(text) => self.log.octets("S:", self.stage.usual(text).as_bytes()),
            Err(_) => self.log.octets("S:", &told),
        }
        if let Some(how) = end {
            self.log.end(who, &how);
        }
    }

    fn take_data(&mut self) -> bool {
        match std::mem::replace(&mut self.data, Data::None) {
            Data::Listening(listener) => match listener.accept() {
                Ok((stream, peer)) => {
                    self.log.later(std::mem::take(&mut self.waited));
                    let from = self.stage.usual(&peer.ip().to_string());
                    self.log.line(format!("D: connected from {from}"));
                    self.open(Wire::from(stream));
                    true
                }
                Err(_) => {
                    self.data = Data::Listening(listener);
                    false
                }
            },
            Data::Attempted(attempt) => match attempt.look() {
                Attempt::Connected(wire) => {
                    self.open(wire);
                    true
                }
                Attempt::Failed(how) => {
                    self.log.line(format!("D: {how}"));
                    true
                }
                waiting @ Attempt::Waiting(_) => {
                    self.data = Data::Attempted(waiting);
                    false
                }
            },
            Data::Open(wire) => self.take_open(wire),
            other => {
                self.data = other;
                false
            }
        }
    }

    fn open(&mut self, mut wire: Wire) {
        if self.tls {
            wire.protect(Arc::clone(&self.config));
        }
        self.data = Data::Open(wire);
    }

    fn take_open(&mut self, mut wire: Wire) -> bool {
        let seen = wire.look();
        if !seen.octets.is_empty() || seen.end.is_some() {
            self.log.later(std::mem::take(&mut self.waited));
        }
        if self.tells_handshakes
            && let Some(kind) = wire.handshake()
        {
            self.tells_handshakes = false;
            self.log.line(format!("D: {kind}"));
        }
        self.log.octets("D<", &seen.octets);
        let hangs_up = match &seen.end {
            Some(how) => {
                self.log.end("D<", how);
                !self.sends || !how.starts_with("FIN")
            }
            None => false,
        };
        if hangs_up {
            wire.end();
        } else {
            self.data = Data::Open(wire);
        }
        seen.something
    }

    /// All that was seen.
    fn seen(&mut self) -> Vec<String> {
        if let Data::Open(wire) = &self.data
            && !wire.has_ended()
        {
            self.log.line("D: still open");
        }
        std::mem::take(&mut self.log).into_lines()
    }
}
