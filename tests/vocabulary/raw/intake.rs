//! What the raw client hears and gets, and when.

use std::sync::Arc;
use std::time::Duration;

use super::{Client, Data};
use crate::stage::SILENCE;
use crate::wire::{Attempt, Wire};

/// A reply that is longer does not end, and so much is shown of it.
const ENOUGH: usize = 64 * 1024;
const SHOWN: usize = 20;

impl Client<'_> {
    /// Until nothing comes any more, however long one waits.
    pub(super) fn listen(&mut self) {
        self.listen_for("S:");
    }

    pub(super) fn listen_for(&mut self, who: &str) {
        loop {
            self.take_as(who);
            if let Data::Attempted(_) = self.data {
                self.log.line("D: no answer");
                self.data = Data::None;
            }
            let is_silent = who == "S:" && self.is_on() && !self.is_answered();
            let next = self.stage.next(SILENCE - self.waited);
            if next.is_none() && !is_silent {
                break;
            }
            self.stage.settle_wholly();
            if self.take_as(who) {
                continue;
            }
            if let Some(by) = next {
                self.stage.advance(by);
                self.waited += by;
            } else {
                self.log.line("(silence)");
                break;
            }
        }
        self.waited = Duration::ZERO;
    }

    /// Whether a final reply has come.
    fn is_answered(&self) -> bool {
        let mut lines = self.answer.split_inclusive(|octet| *octet == b'\n');
        lines.any(|line| line.len() > 3 && line[0] != b'1')
    }

    /// Waits for the data connection as long as it takes.
    pub(super) fn take_patiently(&mut self) {
        self.take();
        while !matches!(self.data, Data::Open(_)) {
            let Some(by) = self.stage.next(SILENCE - self.waited) else {
                break;
            };
            self.stage.settle_wholly();
            if !self.take() {
                self.stage.advance(by);
                self.waited += by;
                self.take();
            }
        }
    }

    /// All that comes without the time going on; whether it was something.
    pub(super) fn take(&mut self) -> bool {
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
    pub(super) fn seen(&mut self) -> Vec<String> {
        if let Data::Open(wire) = &self.data
            && !wire.has_ended()
        {
            self.log.line("D: still open");
        }
        std::mem::take(&mut self.log).into_lines()
    }
}
