//! A strict FTP client on a bare socket.
//!
//! It believes nothing: every reply's grammar is checked to the octet, its code against the [ceiling](super::ceiling) of the
//! command it answers, and there is exactly one final reply a command. A breach panics with the octets and all that was said.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::ceiling;
use super::raw_reply::{Reply, is_gone, is_silent, show, verb};

/// How long any read may take. Nothing in a test is that slow: it only keeps a broken test from hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Raw {
    stream: TcpStream,
    unread: Vec<u8>,
    half_sent: Vec<u8>,
    waiting: VecDeque<Waiting>,
    ended: Option<End>,
    lenient: bool,
    said: String,
    pub(crate) greeting: Reply,
}

/// A command whose final reply is still to come.
#[derive(Debug)]
struct Waiting {
    verb: String,
    begun: bool,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Closed,
    Reset,
}

impl Raw {
    /// Connects and reads the greeting, which must be one 220 after at most one 120.
    #[track_caller]
    pub(crate) fn connect(addr: SocketAddr) -> Self {
        let mut raw = Self::connect_silently(addr);
        raw.greeting = raw.read_reply();
        if raw.greeting.code == 120 {
            raw.greeting = raw.read_reply();
        }
        raw
    }

    /// Connects and is reset at once, be it while connecting or after.
    #[track_caller]
    pub(crate) fn is_reset_on_connect(addr: SocketAddr) {
        match TcpStream::connect_timeout(&addr, PATIENCE) {
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
            Ok(stream) => Self::over(stream).expect_reset(),
        }
    }

    /// Connects and reads nothing yet: for servers that greet wrongly or not at all.
    #[track_caller]
    pub(crate) fn connect_silently(addr: SocketAddr) -> Self {
        Self::over(TcpStream::connect_timeout(&addr, PATIENCE).unwrap())
    }

    /// Talks on a connection that exists already.
    #[track_caller]
    pub(crate) fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self {
            stream,
            unread: Vec::new(),
            half_sent: Vec::new(),
            waiting: VecDeque::from([Waiting {
                verb: String::new(),
                begun: false,
            }]),
            ended: None,
            lenient: false,
            said: String::new(),
            greeting: Reply::default(),
        }
    }

    /// Accepts any code for any command from now on, and replies that no command asked for: for scripted replies.
    /// The grammar is still checked.
    pub(crate) fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Logs in as alice, password secret.
    #[track_caller]
    pub(crate) fn login(self) -> Self {
        self.login_as("alice", "secret")
    }

    #[track_caller]
    pub(crate) fn login_as(mut self, user: &str, password: &str) -> Self {
        if self.say(format!("USER {user}")).code == 331 {
            let reply = self.say(format!("PASS {password}"));
            assert_eq!(reply.code, 230, "{reply}");
        }
        self
    }

    /// Sets TYPE I, as every file client does.
    #[track_caller]
    pub(crate) fn binary(mut self) -> Self {
        let reply = self.say("TYPE I");
        assert_eq!(reply.code, 200, "{reply}");
        self
    }

    /// Sends the octets as they are, in one write. A connection that is gone shows at the next read.
    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.note("C", bytes);
        self.half_sent.extend_from_slice(bytes);
        while let Some(end) = self.half_sent.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = self.half_sent.drain(..=end).collect();
            self.waiting.push_back(Waiting {
                verb: verb(&line),
                begun: false,
            });
        }
        if let Err(e) = self.stream.write_all(bytes)
            && !is_gone(e.kind())
        {
            panic!("cannot send: {e}\n{}", self.said);
        }
    }

    /// Sends the octets again and again until the server takes no more, at most `limit` in all; says how many it took.
    /// This connection is good for nothing afterwards.
    pub(crate) fn send_until_blocked(&mut self, bytes: &[u8], limit: usize) -> usize {
        let moment = Duration::from_millis(300);
        self.stream.set_write_timeout(Some(moment)).unwrap();
        let mut taken = 0;
        while taken < limit {
            match self.stream.write(bytes) {
                Ok(n) => taken += n,
                Err(_) => break,
            }
        }
        taken
    }

    /// Sends octets as urgent data, in their place within the line; the last of them is where the system puts its mark.
    pub(crate) fn send_oob(&mut self, bytes: &[u8]) {
        self.half_sent.extend_from_slice(bytes);
        let socket = socket2::SockRef::from(&self.stream);
        assert_eq!(socket.send_out_of_band(bytes).unwrap(), bytes.len());
    }

    /// Sends a line and reads one reply; a transfer's final reply is then still to come.
    #[track_caller]
    pub(crate) fn say(&mut self, line: impl AsRef<[u8]>) -> Reply {
        let mut bytes = line.as_ref().to_vec();
        bytes.extend_from_slice(b"\r\n");
        self.send(bytes);
        self.read_reply()
    }

    #[track_caller]
    pub(crate) fn read_reply(&mut self) -> Reply {
        self.try_read()
            .unwrap_or_else(|end| panic!("no reply: {end:?}\n{}", self.said))
    }

    /// The next reply, or how the connection ended before its first octet.
    #[track_caller]
    pub(crate) fn try_read(&mut self) -> Result<Reply, End> {
        let first = self.read_line(true)?;
        let code = match &first[..] {
            [
                a @ b'1'..=b'6',
                b @ b'0'..=b'5',
                c @ b'0'..=b'9',
                b' ' | b'-',
                ..,
            ] => [a, b, c]
                .iter()
                .fold(0, |code, d| code * 10 + u16::from(**d - b'0')),
            _ => self.breach(
                "a reply begins with three digits and a space or hyphen",
                &first,
            ),
        };
        let mut raw = first.clone();
        if first[3] == b'-' {
            let last = [&first[..3], b" "].concat();
            loop {
                let line = self.read_line(false)?;
                raw.extend_from_slice(&line);
                if line.starts_with(&last) {
                    break;
                }
                if line[0] != b' ' && !self.lenient {
                    self.breach(
                        "a middle line begins with a space, the last one with the code",
                        &line,
                    );
                }
            }
        }
        let text = String::from_utf8_lossy(&first[4..first.len() - 2]).into_owned();
        let reply = Reply { code, text, raw };
        self.match_with_command(&reply);
        Ok(reply)
    }

    /// Finds the command this reply belongs to, and checks that it may say so.
    #[track_caller]
    fn match_with_command(&mut self, reply: &Reply) {
        let preliminary = reply.code < 200;
        // STAT may be answered while the transfer before it still runs, and NOOP where the server is told so.
        let early = self
            .waiting
            .front()
            .is_some_and(|w| w.begun && !ceiling::allows(&w.verb, reply.code));
        let early = early
            .then(|| {
                self.waiting
                    .iter()
                    .position(|w| ["NOOP", "STAT"].contains(&w.verb.as_str()))
            })
            .flatten();
        let place = early.unwrap_or(0);
        let Some(waiting) = self.waiting.get_mut(place) else {
            if !self.lenient && reply.code != 421 {
                self.breach("a reply without a command", &reply.raw.clone());
            }
            return;
        };
        let repeated = preliminary && waiting.begun && reply.code != 110;
        waiting.begun |= preliminary;
        let verb = waiting.verb.clone();
        if !preliminary {
            self.waiting.remove(place);
        }
        if !self.lenient {
            if repeated {
                self.breach("a second preliminary reply", &reply.raw.clone());
            }
            if !ceiling::allows(&verb, reply.code) {
                let of = if verb.is_empty() {
                    "the greeting"
                } else {
                    &verb
                };
                self.breach(
                    &format!("{} is no code for {of}", reply.code),
                    &reply.raw.clone(),
                );
            }
        }
    }

    /// One line with its CRLF.
    #[track_caller]
    fn read_line(&mut self, may_end: bool) -> Result<Vec<u8>, End> {
        loop {
            if let Some(end) = self.unread.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                self.note("S", &line);
                let Some(text) = line.strip_suffix(b"\r\n") else {
                    self.breach("a line ends in CR LF", &line);
                };
                // CR NUL is how a CR of a name is written; nothing else below space may be there.
                let clean = text.iter().enumerate().all(|(i, b)| match b {
                    b'\r' => text.get(i + 1) == Some(&0),
                    0 => i > 0 && text[i - 1] == b'\r',
                    other => *other >= b' ' && *other != 0x7f,
                });
                if !clean {
                    self.breach("control characters in a reply", &line);
                }
                return Ok(line);
            }
            if let Err(end) = self.fill() {
                if !may_end || !self.unread.is_empty() {
                    let rest = self.unread.clone();
                    self.breach(&format!("{end:?} in the middle of a reply"), &rest);
                }
                return Err(end);
            }
        }
    }

    #[track_caller]
    fn fill(&mut self) -> Result<(), End> {
        // The system tells of a reset once only.
        if let Some(end) = self.ended {
            return Err(end);
        }
        let mut buffer = [0; 16 * 1024];
        let end = match self.stream.read(&mut buffer) {
            Ok(0) => End::Closed,
            Ok(n) => {
                self.unread.extend_from_slice(&buffer[..n]);
                return Ok(());
            }
            Err(e) if is_gone(e.kind()) => End::Reset,
            Err(e) => panic!("nothing came in {PATIENCE:?}: {e}\n{}", self.said),
        };
        self.ended = Some(end);
        Err(end)
    }

    /// The next `n` octets whatever they are: for Telnet answers and for servers that break the grammar.
    #[track_caller]
    pub(crate) fn read_bytes(&mut self, n: usize) -> Vec<u8> {
        while self.unread.len() < n {
            if let Err(end) = self.fill() {
                panic!("{end:?} after {:?}\n{}", show(&self.unread), self.said);
            }
        }
        self.unread.drain(..n).collect()
    }

    /// What one read brings.
    #[track_caller]
    pub(crate) fn read_once(&mut self) -> String {
        if let Err(end) = self.fill() {
            panic!("{end:?}\n{}", self.said);
        }
        String::from_utf8(std::mem::take(&mut self.unread)).unwrap()
    }

    /// Whether neither an octet nor the end of the connection has come: proves silence, one-sidedly.
    pub(crate) fn is_silent(&self) -> bool {
        self.unread.is_empty() && is_silent(&self.stream)
    }

    /// All that still comes, and how it ends.
    #[track_caller]
    pub(crate) fn read_to_end(&mut self) -> (Vec<u8>, End) {
        loop {
            if let Err(end) = self.fill() {
                return (std::mem::take(&mut self.unread), end);
            }
        }
    }

    /// The server must close now, in order and without another word.
    #[track_caller]
    pub(crate) fn expect_eof(&mut self) {
        self.expect_end(End::Closed);
    }

    /// The server must reset the connection now, without another word.
    #[track_caller]
    pub(crate) fn expect_reset(&mut self) {
        self.expect_end(End::Reset);
    }

    #[track_caller]
    fn expect_end(&mut self, expected: End) {
        let (rest, end) = self.read_to_end();
        assert!(
            rest.is_empty() && end == expected,
            "expected {expected:?}, got {end:?} after {}\n{}",
            show(&rest),
            self.said
        );
    }

    /// QUIT, 221, end of file.
    #[track_caller]
    pub(crate) fn quit(mut self) {
        let reply = self.say("QUIT");
        assert_eq!(reply.code, 221, "{reply}\n{}", self.said);
        self.expect_eof();
    }

    /// Closes our sending half; the server still may answer.
    pub(crate) fn shutdown_write(&mut self) {
        self.stream.shutdown(std::net::Shutdown::Write).unwrap();
    }

    /// Resets the connection instead of closing it.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    }

    /// Whether nobody is there any more to take what is sent: the system refuses it, and says so with the next octet.
    pub(crate) fn is_cut_off(&mut self) -> bool {
        (0..2).any(|_| self.stream.write(b"x").is_err())
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.stream.local_addr().unwrap()
    }

    pub(crate) fn peer_addr(&self) -> SocketAddr {
        self.stream.peer_addr().unwrap()
    }

    fn note(&mut self, who: &str, bytes: &[u8]) {
        let shown = show(&bytes[..bytes.len().min(200)]);
        writeln!(self.said, "{who}: {shown}").unwrap();
    }

    #[track_caller]
    fn breach(&self, rule: &str, bytes: &[u8]) -> ! {
        panic!("{rule}: {}\n{}", show(bytes), self.said)
    }
}
