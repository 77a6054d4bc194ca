//! Speaks the script to a server, over sockets.

use std::net::{SocketAddr, TcpListener};

use ftpmock::prelude::*;
use ftpmock::protocol::FtpPath;
use ftpmock::vfs::{Filesystem, MemoryFs};

use super::script::{Data as When, Step, octets, shown};
use crate::support::raw::Raw;
use crate::support::raw_data::Data;
use crate::support::raw_reply::Reply;

/// When the recorded conversation took place: 2026-11-22T09:50:00Z.
const WALL: UnixTime = UnixTime::from_secs(1_795_341_000);

/// What came of one step.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) command: String,
    pub(super) received: Vec<u8>,
    pub(super) replies: Vec<String>,
}

impl Said {
    pub(super) fn received_lines(&self) -> Vec<String> {
        let lines = self.received.split_inclusive(|octet| *octet == b'\n');
        lines.map(shown).collect()
    }

    fn take(&mut self, reply: &Reply) {
        let mut octets = &reply.raw[..];
        while let Some(end) = octets.windows(2).position(|pair| pair == b"\r\n") {
            self.replies.push(named(&shown(&octets[..end])));
            octets = &octets[end + 2..];
        }
    }
}

/// A reply with names for what is never the same.
fn named(line: &str) -> String {
    let mut line = line.to_owned();
    if let Some(at) = line.find("FILE: ") {
        line.replace_range(at + 6.., "<name>");
    }
    if let Some(at) = line.find("127.0.0.1:") {
        line.replace_range(at.., "<peer>");
    }
    for (begin, end, name) in [
        ("(127,", ")", "(<address>)"),
        ("(|||", "|)", "(|||<port>|)"),
    ] {
        if let Some(at) = line.find(begin)
            && let Some(length) = line[at..].find(end)
        {
            line.replace_range(at..at + length + end.len(), name);
        }
    }
    line
}

/// The tree that was served when pyftpdlib was recorded, as far as the script needs it.
fn files() -> MemoryFs {
    let files = MemoryFs::new().with_wall_clock(|| WALL);
    let contents = [
        (&b"/hello.txt"[..], "hello world\n"),
        (b"/zero.txt", ""),
        (b"/mixed.txt", "a\nb\r\nc\n"),
        (b"/with space.txt", "sp\n"),
        (b"/.hidden", "h"),
        (b"/ren1.txt", "1"),
        (b"/dir/sub.txt", "s"),
        (b"/full/in.txt", "f"),
        (b"/sp ace/in.txt", "i"),
        (b"/lat\xe9n.txt", "l"),
        ("/\u{fc}n\u{ef}code.txt".as_bytes(), "u"),
    ];
    for (path, content) in contents {
        files.add_file(FtpPath::new(path), content);
    }
    let directories = [
        &b"/dir/sub"[..],
        b"/empty",
        b"/q\"uote",
        b"/lat\xe9n",
        "/\u{fc}n\u{ef}code".as_bytes(),
    ];
    for path in directories {
        files.add_dir(FtpPath::new(path));
    }
    for (path, target) in [
        ("/link", "hello.txt"),
        ("/linkf", "hello.txt"),
        ("/linkdir", "dir"),
    ] {
        files.add_symlink(path, target);
    }
    own(&files, &FtpPath::root());
    files
}

/// All of it belongs to alice, and is as old as it was.
fn own(files: &MemoryFs, at: &FtpPath) {
    for entry in files.read_dir(at).unwrap() {
        let entry = entry.unwrap();
        let path = at.child(&entry.name);
        files.set_owner(&path, "alice").unwrap();
        files.set_group(&path, "alice").unwrap();
        files
            .set_modified(&path, UnixTime::from_secs(WALL.secs() - 120))
            .unwrap();
        if entry.metadata.is_dir() {
            own(files, &path);
        }
    }
}

/// Says every step to a new server of this profile.
pub(super) fn run(steps: &[Step], profile: Profile) -> Vec<Said> {
    let server = FtpServer::builder()
        .profile(profile)
        .auth_failed_delay(std::time::Duration::ZERO)
        .clock(ManualClock::at(WALL))
        .filesystem(files())
        .user(("alice", "secret"))
        .anonymous()
        .start();
    let mut talk = Talk {
        server: &server,
        is_strict: profile == Profile::Standard,
        raw: None,
        data: Port::None,
    };
    steps.iter().map(|step| talk.take(step)).collect()
}

struct Talk<'a> {
    server: &'a FtpServer,
    /// Its replies keep to the standard.
    is_strict: bool,
    raw: Option<Raw>,
    data: Port,
}

/// How the next data connection is to be had.
enum Port {
    Announced(SocketAddr),
    Listening(TcpListener),
    None,
}

impl Talk<'_> {
    fn take(&mut self, step: &Step) -> Said {
        let mut said = Said {
            command: step.command.clone(),
            ..Said::default()
        };
        if step.command == "<connect>" {
            let raw = Raw::connect(self.server.addr());
            said.take(&raw.greeting);
            self.raw = Some(if self.is_strict { raw } else { raw.lenient() });
            return said;
        }
        let mut raw = self.raw.take().expect("there is a connection");
        let line = self.prepared(&raw, &step.command);
        let mut early = (step.data == When::Before).then(|| self.connection());
        let reply = raw.say(line);
        said.take(&reply);
        self.announced(&raw, &reply);
        if reply.code < 200 {
            let data = early
                .take()
                .or_else(|| (step.data == When::After).then(|| self.connection()));
            if let Some(mut data) = data {
                match &step.upload {
                    Some(octets) => {
                        data.send(octets);
                        data.finish();
                    }
                    None => said.received = data.read_to_end().0,
                }
            }
            said.take(&raw.read_reply());
        }
        // What one profile takes for a QUIT may be nothing to another.
        let may_end = step.replies.iter().any(|reply| reply == "<end>");
        if may_end && matches!(reply.code, 221 | 421 | 530) {
            raw.expect_eof();
            said.replies.push("<end>".to_owned());
        } else {
            self.raw = Some(raw);
        }
        said
    }

    /// The line with a port of ours in it, where it wants one.
    fn prepared(&mut self, raw: &Raw, command: &str) -> Vec<u8> {
        if let Some((before, count)) = command.split_once('<')
            && let Some(count) = count.strip_suffix(" a>")
        {
            return [before, &"a".repeat(count.parse().unwrap())]
                .concat()
                .into();
        }
        if !command.contains("<port>") {
            return octets(command);
        }
        let (listener, short) = raw.listener_and_port();
        let port = listener.local_addr().unwrap().port();
        self.data = Port::Listening(listener);
        if command.starts_with("PORT") {
            return short.into();
        }
        command.replace("<port>", &port.to_string()).into()
    }

    fn connection(&mut self) -> Data {
        match std::mem::replace(&mut self.data, Port::None) {
            Port::Announced(addr) => Data::connect(addr),
            Port::Listening(listener) => Data::listening(listener),
            Port::None => panic!("no data connection was set up"),
        }
    }

    /// Notes the address in a reply to `PASV` or `EPSV`, whatever its words.
    fn announced(&mut self, raw: &Raw, reply: &Reply) {
        let numbers: Vec<u16> = reply
            .text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let port = match (reply.code, &numbers[..]) {
            (227, [.., high, low]) => high * 256 + low,
            (229, [port]) => *port,
            _ => return,
        };
        self.data = Port::Announced((raw.peer_addr().ip(), port).into());
    }
}
