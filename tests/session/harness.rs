//! A session without sockets: files in memory, data ports that are only noted, clocks that stand still.
//!
//! As the strict client on the wire does, it checks every reply against the ceiling of its command, and that there is exactly
//! one final reply for each.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ftpmock::auth::{Accounts, Anyone, Authenticator, User};
use ftpmock::clock::Timestamp;
use ftpmock::protocol::{Command, FtpPath, Reply, UnixTime};
use ftpmock::session::{
    Body, DataPorts, Download, Effect, Endpoints, Env, ExchangeId, Input, Policy, PortError,
    Session, Transfer, TransferEnd,
};
use ftpmock::vfs::{Content, Filesystem, MemoryFs, read_all};

use crate::ceiling;

/// What the calendar of these tests shows: 2024-06-01T12:00:00Z, five months after seeded files.
pub(crate) const WALL: UnixTime = UnixTime::from_secs(1_717_243_200);

/// A session that has just been accepted; anybody may log in.
pub(crate) fn session() -> Talk {
    session_with(Policy::default())
}

pub(crate) fn session_with(policy: Policy) -> Talk {
    between(policy, "127.0.0.1:40000", "127.0.0.1:21")
}

/// A session between these two addresses.
pub(crate) fn between(policy: Policy, peer: &str, local: &str) -> Talk {
    let endpoints = Endpoints {
        peer: peer.parse().unwrap(),
        local: local.parse().unwrap(),
    };
    let files = MemoryFs::new().with_wall_clock(|| WALL);
    Talk {
        session: Session::new(Arc::new(policy), endpoints, Timestamp::default()),
        fs: Arc::new(files.clone()),
        files,
        auth: Box::new(Anyone),
        ports: Ports::default(),
        names: AtomicU64::new(1),
        interrupted: false,
        now: Timestamp::default(),
        exchange: 0,
        transfer: None,
        asked: BTreeMap::new(),
        is_lenient: false,
        is_closed: false,
    }
}

/// A session and the world it sees.
pub(crate) struct Talk {
    session: Session,
    fs: Arc<dyn Filesystem>,
    pub(crate) files: MemoryFs,
    auth: Box<dyn Authenticator>,
    pub(crate) ports: Ports,
    names: AtomicU64,
    /// The client wants no more of what takes long.
    pub(crate) interrupted: bool,
    now: Timestamp,
    exchange: u64,
    transfer: Option<Transfer>,
    /// What waits for its final reply.
    asked: BTreeMap<ExchangeId, Asked>,
    is_lenient: bool,
    is_closed: bool,
}

/// A command, and what has been answered to it.
#[derive(Debug)]
struct Asked {
    /// In capitals; empty for the greeting, `-` for what is no command.
    verb: String,
    begun: bool,
    /// A command of the test's own may say what it likes.
    is_own: bool,
    /// A name that is none is 553 whatever the command.
    has_bad_name: bool,
}

/// Data ports that only take notes.
#[derive(Debug, Default)]
pub(crate) struct Ports {
    pub(crate) exhausted: bool,
    pub(crate) set_up: Option<String>,
    /// The client has connected already.
    pub(crate) connected: bool,
}

impl DataPorts for Ports {
    fn listen(&mut self, local: SocketAddr) -> Result<SocketAddr, PortError> {
        if self.exhausted {
            return Err(PortError::Exhausted);
        }
        let addr = SocketAddr::new(local.ip(), 50000);
        self.set_up = Some(format!("listen {addr}"));
        Ok(addr)
    }

    fn target(&mut self, addr: SocketAddr) {
        self.set_up = Some(format!("target {addr}"));
    }

    fn drop_all(&mut self) {
        self.set_up = None;
    }

    fn is_connected(&mut self, _: Option<IpAddr>) -> bool {
        self.connected
    }
}

impl Talk {
    pub(crate) fn file(self, path: impl Into<FtpPath>, content: impl Into<Content>) -> Self {
        self.files.add_file(path, content);
        self
    }

    pub(crate) fn dir(self, path: impl Into<FtpPath>) -> Self {
        self.files.add_dir(path);
        self
    }

    pub(crate) fn link(self, path: impl Into<FtpPath>, target: &str) -> Self {
        self.files.add_symlink(path, target);
        self
    }

    /// Only this user may log in, and is.
    pub(crate) fn login_as(mut self, user: User) -> Self {
        let name = String::from_utf8(user.name().to_vec()).unwrap();
        self.set_user(user);
        self.say(format!("USER {name}"));
        let reply = self.say("PASS secret");
        assert!(reply.contains("230 "), "{reply}");
        self
    }

    /// From now on only this user may log in.
    pub(crate) fn set_user(&mut self, user: User) {
        let accounts = Accounts::new();
        accounts.add(user);
        self.auth = Box::new(accounts);
    }

    /// Alice, who may do everything.
    pub(crate) fn login(self) -> Self {
        self.login_as(User::new("alice").password("secret"))
    }

    /// As clients that transfer files do.
    pub(crate) fn binary(mut self) -> Self {
        assert_eq!(self.code("TYPE I"), 200);
        self
    }

    /// A handshake on the control connection is over; the client's certificate stands for `user`.
    #[cfg(feature = "tls")]
    pub(crate) fn shake_hands(&mut self, user: Option<&'static str>) -> String {
        let user = user.map(bytes::Bytes::from);
        self.handle(Input::Secured(ftpmock::session::Secured::new(user)))
    }

    /// Whether the data connection of the transfer that runs is to be protected.
    #[cfg(feature = "tls")]
    pub(crate) fn is_private(&self) -> bool {
        self.transfer.as_ref().expect("a transfer runs").private
    }

    /// Accepts any code from now on: for filesystems that fail as none would, and verbs without which no server is.
    pub(crate) fn lenient(mut self) -> Self {
        self.is_lenient = true;
        self
    }

    /// From now on the session sees these files.
    pub(crate) fn on(mut self, fs: impl Filesystem + 'static) -> Self {
        self.fs = Arc::new(fs);
        self
    }

    /// Says a line; gives the effects as lines of text.
    pub(crate) fn say(&mut self, line: impl AsRef<[u8]>) -> String {
        let command = Command::parse(line.as_ref().to_vec());
        self.handle(Input::Command(&command))
    }

    /// Says several lines; gives what comes of the last.
    pub(crate) fn say_all<const N: usize>(&mut self, lines: [&str; N]) -> String {
        lines.map(|line| self.say(line)).into_iter().last().unwrap()
    }

    /// Says a line; gives the code of the only or last reply.
    pub(crate) fn code(&mut self, line: impl AsRef<[u8]>) -> u16 {
        let text = self.say(line);
        let mut lines = text.lines().rev();
        lines
            .find_map(|line| line.split(' ').next()?.parse().ok())
            .unwrap_or_else(|| panic!("no reply: {text:?}"))
    }

    /// Takes an input; gives the effects as lines of text.
    pub(crate) fn handle(&mut self, input: Input<'_>) -> String {
        self.exchange += 1;
        self.ask(&input);
        let was_closed = self.is_closed;
        let mut env = Env {
            fs: &*self.fs,
            auth: &*self.auth,
            ports: &mut self.ports,
            now: self.now,
            wall: WALL,
            session: 1,
            names: &self.names,
            interrupted: &|| self.interrupted,
            listings: &|listing| listing,
        };
        self.session
            .handle(ExchangeId(self.exchange), input, &mut env);
        let mut lines = Vec::new();
        while let Some((exchange, effect)) = self.session.poll_effect() {
            if let Effect::Reply(reply) = &effect {
                self.answered(exchange, reply);
            }
            lines.push(match effect {
                // What only observers care about.
                Effect::Changed(_) | Effect::LoggedOut(_) | Effect::LoginFailed { .. } => continue,
                Effect::Close => {
                    self.is_closed = true;
                    "close".to_owned()
                }
                Effect::Connect(verb) => {
                    // It is answered when it is known what became of it.
                    self.asked.remove(&exchange);
                    format!("connect for {verb}")
                }
                Effect::LoggedIn(_) => "logged in".to_owned(),
                Effect::Pause(delay) => format!("pause {delay:?}"),
                Effect::Reply(reply) => reply.to_string(),
                #[cfg(feature = "tls")]
                Effect::StartTls(_) => "start TLS".to_owned(),
                #[cfg(feature = "tls")]
                Effect::StopTls => "stop TLS".to_owned(),
                Effect::Transfer(transfer) => {
                    let line = format!("begin {}", transfer.verb);
                    self.transfer = Some(transfer);
                    self.ports.set_up = None;
                    line
                }
                other => panic!("{other:?}"),
            });
        }
        let open = self.asked.values().find(|asked| !asked.begun);
        assert!(open.is_none() || was_closed, "no reply to {open:?}");
        lines.join("\n")
    }

    /// Notes what is to be answered.
    fn ask(&mut self, input: &Input<'_>) {
        let (verb, is_own) = match input {
            Input::Command(command) if command.is_well_formed() => {
                let name = command.name().to_ascii_uppercase();
                let is_own = self.session.custom(command).is_some();
                (String::from_utf8(name).unwrap(), is_own)
            }
            Input::Connected => (String::new(), false),
            Input::Reached(verb, _) => (verb.name().to_owned(), false),
            Input::Command(_) | Input::LineTooLong | Input::Runaway => ("-".to_owned(), false),
            // Nobody has asked.
            _ => return,
        };
        let has_bad_name = match input {
            Input::Command(command) => command.line().iter().any(|o| b"\r\n\0".contains(o)),
            _ => false,
        };
        let asked = Asked {
            verb,
            begun: false,
            is_own,
            has_bad_name,
        };
        self.asked.insert(ExchangeId(self.exchange), asked);
    }

    /// Checks that a reply may be given to what was asked.
    fn answered(&mut self, exchange: ExchangeId, reply: &Reply) {
        let code = reply.code();
        let Some(asked) = self.asked.get_mut(&exchange) else {
            assert_eq!(code.get(), 421, "nobody has asked for {reply}");
            return;
        };
        let is_allowed =
            ceiling::allows(&asked.verb, code.get()) || asked.has_bad_name && code.get() == 553;
        assert!(
            is_allowed || asked.is_own || self.is_lenient,
            "{reply} is no reply to {asked:?}"
        );
        if code.is_preliminary() {
            assert!(
                !asked.begun,
                "{reply}: a second preliminary reply to {asked:?}"
            );
            asked.begun = true;
        } else {
            self.asked.remove(&exchange);
        }
    }

    /// EPSV and a download or listing from beginning to end: the octets and the final reply.
    pub(crate) fn fetch(&mut self, line: impl AsRef<[u8]>) -> (String, String) {
        self.code("EPSV");
        let reply = self.say(line);
        if self.transfer.is_none() {
            return (String::new(), reply);
        }
        self.drain()
    }

    /// The octets of the download or listing that runs, and its final reply.
    pub(crate) fn drain(&mut self) -> (String, String) {
        let octets = match self.transfer.take().expect("a transfer runs").body {
            Body::Download(download) => download_all(download),
            Body::Listing(mut listing) => {
                let (mut encoder, mut all) = (listing.coding().encoder(), Vec::new());
                while let Some(chunk) = listing.next_chunk().unwrap() {
                    encoder.encode(&chunk, &mut all);
                }
                encoder.finish(&mut all);
                all
            }
            other => panic!("{other:?}"),
        };
        let text = String::from_utf8_lossy(&octets).into_owned();
        (text, self.end(TransferEnd::Complete))
    }

    /// The transfer that runs, to its end: an upload of `octets`, or whatever there is to get.
    pub(crate) fn complete(&mut self, octets: &str) -> String {
        match self.transfer.take() {
            Some(transfer) if matches!(transfer.body, Body::Upload(_)) => {
                self.receive(transfer, octets)
            }
            transfer => {
                self.transfer = transfer;
                self.drain().1
            }
        }
    }

    /// EPSV and an upload of `octets`: all that is replied to the command.
    pub(crate) fn put(&mut self, line: impl AsRef<[u8]>, octets: &str) -> String {
        self.code("EPSV");
        let reply = self.say(line);
        match self.transfer.take() {
            None => reply,
            Some(transfer) => format!("{reply}\n{}", self.receive(transfer, octets)),
        }
    }

    fn receive(&mut self, transfer: Transfer, octets: &str) -> String {
        let Body::Upload(mut upload) = transfer.body else {
            panic!("{transfer:?}");
        };
        let (mut decoder, mut stored) = (upload.coding.decoder(), Vec::new());
        let decoded = decoder
            .decode(octets.as_bytes(), &mut stored)
            .and_then(|()| decoder.finish(&mut stored));
        if let Err(error) = decoded {
            return self.end(TransferEnd::Undecodable(error));
        }
        let result = upload.file.write(stored.into());
        self.end(match result.and_then(|()| upload.file.commit()) {
            Ok(()) => TransferEnd::Complete,
            Err(error) => TransferEnd::Storage(error),
        })
    }

    /// Notes octets that have moved in the transfer that runs.
    pub(crate) fn moved(&self, octets: u64) {
        let transfer = self.transfer.as_ref().expect("a transfer runs");
        transfer.tally.add(octets);
    }

    /// The transfer ends in this way.
    pub(crate) fn end(&mut self, how: TransferEnd) -> String {
        self.transfer = None;
        self.handle(Input::TransferEnded(how))
    }

    /// What a file of the server's tree holds.
    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(read_all(&self.files, &path.into()).unwrap()).unwrap()
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.files.link_metadata(&path.into()).is_ok()
    }

    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) const fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// Time goes by; nobody says so to the session.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    /// How long from now until the deadline.
    pub(crate) fn deadline_in(&self) -> Option<Duration> {
        self.session.deadline().map(|at| at.since(self.now))
    }
}

fn download_all(mut download: Download) -> Vec<u8> {
    let mut encoder = download.coding.encoder().skip(download.skip);
    let mut all = Vec::new();
    loop {
        let chunk = download.file.read(64 * 1024).unwrap();
        if chunk.is_empty() {
            encoder.finish(&mut all);
            return all;
        }
        encoder.encode(&chunk, &mut all);
    }
}
