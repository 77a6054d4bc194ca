//! A client for HTTP that does only what it is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

#[derive(Clone, Copy)]
pub(crate) struct Http(SocketAddr);

/// A connection on which requests come one after the other.
pub(crate) struct Line(BufReader<TcpStream>);

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Http {
    pub(crate) const fn new(addr: SocketAddr) -> Self {
        Self(addr)
    }

    pub(crate) fn url(self) -> String {
        format!("http://{}", self.0)
    }

    pub(crate) fn line(self) -> Line {
        let stream = TcpStream::connect(self.0).unwrap();
        stream.set_read_timeout(Some(BOUND)).unwrap();
        Line(BufReader::new(stream))
    }

    pub(crate) fn ask(self, method: &str, path: &str, body: impl AsRef<[u8]>) -> Answer {
        let mut line = self.line();
        line.ask(method, path, body);
        line.answer()
    }

    pub(crate) fn get(self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    pub(crate) fn post(self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, body)
    }

    pub(crate) fn put(self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.ask("PUT", path, body)
    }

    pub(crate) fn delete(self, path: &str) -> Answer {
        self.ask("DELETE", path, "")
    }

    /// Sends these octets and nothing else.
    pub(crate) fn says(self, octets: impl AsRef<[u8]>) -> Answer {
        let mut line = self.line();
        line.send(octets);
        line.answer()
    }
}

impl Line {
    pub(crate) fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.0.get_mut().write_all(octets.as_ref()).unwrap();
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
        );
        self.send([head.as_bytes(), body].concat());
    }

    /// Begins a stream: its head is read, and what follows comes line by line until it ends.
    pub(crate) fn stream(mut self, path: &str) -> impl Iterator<Item = String> {
        // There are no chunks before HTTP/1.1.
        self.send(format!("GET {path} HTTP/1.0\r\n\r\n"));
        let (status, _) = self.head();
        assert_eq!(status, 200);
        self.lines()
    }

    /// All that comes until the other side closes.
    pub(crate) fn lines(self) -> impl Iterator<Item = String> {
        self.0.lines().map(Result::unwrap)
    }

    fn head(&mut self) -> (u16, Vec<(String, String)>) {
        let mut line = || {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let first = line();
        let status = first
            .split(' ')
            .nth(1)
            .unwrap_or_else(|| panic!("{first:?}"));
        let status = status.parse().unwrap();
        let mut head = Vec::new();
        loop {
            let line = line();
            if line.is_empty() {
                return (status, head);
            }
            let (name, value) = line.split_once(": ").unwrap();
            head.push((name.to_lowercase(), value.to_owned()));
        }
    }

    pub(crate) fn answer(&mut self) -> Answer {
        let (status, head) = self.head();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer.header("content-length").unwrap_or("0");
        answer.body.resize(length.parse().unwrap(), 0);
        self.0.read_exact(&mut answer.body).unwrap();
        answer
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut head = self.head.iter();
        head.find(|(own, _)| own == name)
            .map(|(_, value)| &value[..])
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|_| panic!("{:?}", self.text()))
    }

    /// The sentence of a refusal.
    #[track_caller]
    pub(crate) fn error(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()["error"].as_str().unwrap().to_owned()
    }

    /// What has worked, and gives something.
    #[track_caller]
    pub(crate) fn given(&self) -> Value {
        assert!(self.status < 300, "{} {}", self.status, self.text());
        self.json()
    }

    /// What has worked, and gives nothing.
    #[track_caller]
    pub(crate) fn done(&self) {
        assert_eq!((self.status, self.text()), (204, ""));
    }
}
