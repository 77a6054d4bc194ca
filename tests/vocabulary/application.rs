//! The application: makes the visit of a row with suppaftp, and tells what its author would get to see.

use std::any::Any;
use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, FtpStream, ImplFtpStream, RustlsConnector, RustlsFtpStream};
use suppaftp::{Status, TlsStream};

use crate::log::shown;
use crate::row::{LATER, Row, UPLOADED, Visit};
use crate::stage::{SILENCE, Stage};

/// suppaftp waits so long, in real time, for the other side of an upload to hang up.
const DRAINS_FOR: Duration = Duration::from_millis(1200);

/// Nobody is there any more.
const GONE: [&str; 2] = [
    "ConnectionError(ConnectionReset)",
    "ConnectionError(UnexpectedEof)",
];

/// In real time: the server connects before it answers.
const ACCEPTS_FOR: Duration = Duration::from_secs(2);

/// What suppaftp makes of the visit and of a command after it.
pub(crate) fn verdict(row: &Row, tls: bool) -> String {
    let (stage, left) = Stage::of(row);
    let told = Mutex::new(Vec::new());
    let busy = AtomicBool::new(false);
    let user = Application {
        stage: &stage,
        told: &told,
        busy: &busy,
    };
    let waits = thread::scope(|scope| {
        let (name, id) = channel();
        let user = &user;
        let thread = scope.spawn(move || {
            name.send(fs::read_link("/proc/thread-self").unwrap())
                .unwrap();
            let over_tls = tls || matches!(row.visit, Visit::Upgrade);
            if over_tls {
                user.visit_tls(row);
            } else {
                user.visit_clear(row);
            }
        });
        let id = id.recv().unwrap();
        let task = format!("/proc/{}", id.display());
        let waits = watch(&stage, &task, &thread, &busy, left);
        let so_far = told.lock().unwrap().clone();
        if waits {
            // It would wait for ever: let it go.
            drop(stage.down());
        }
        thread.join().unwrap();
        waits.then_some(so_far)
    });
    let mut text = match waits {
        Some(so_far) => so_far.join("; ") + " waits",
        None => told.into_inner().unwrap().join("; "),
    };
    if stage.try_verify().is_err() {
        text += " (the rule did not fire)";
    }
    stage.forget();
    text
}

/// Lets the time go on whenever both sides wait; whether the application waits even then.
fn watch(
    stage: &Stage,
    task: &str,
    thread: &ScopedJoinHandle<'_, ()>,
    busy: &AtomicBool,
    left: Box<dyn Any>,
) -> bool {
    let mut left = Some(left);
    let mut waited = Duration::ZERO;
    let mut before = None;
    let mut stuck: Option<Instant> = None;
    loop {
        if thread.is_finished() {
            return false;
        }
        let asleep = || asleep(task).filter(|_| !busy.load(Ordering::SeqCst));
        let Some(since) = asleep() else {
            thread::yield_now();
            continue;
        };
        stage.settle_wholly();
        if asleep() != Some(since) {
            continue;
        }
        if before != Some(since) {
            (waited, before, stuck) = (Duration::ZERO, Some(since), None);
        }
        if let Some(by) = stage.next(SILENCE - waited) {
            stage.advance(by);
            waited += by;
            continue;
        }
        if left.take().is_some_and(|left| left.is::<ftpmock::Gate>()) {
            continue;
        }
        if stuck.get_or_insert_with(Instant::now).elapsed() > DRAINS_FOR {
            return true;
        }
        Stage::glance();
    }
}

/// How often this thread has gone to sleep, if it sleeps.
fn asleep(task: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("{task}/status")).ok()?;
    let value = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)
    };
    (value("State:")? == "S").then_some(())?;
    value("voluntary_ctxt_switches:")?.parse().ok()
}

fn in_mode<T: TlsStream>(row: &Row, ftp: ImplFtpStream<T>) -> ImplFtpStream<T> {
    match row.visit {
        Visit::ActiveDownload | Visit::ActiveUpload => ftp.active_mode(ACCEPTS_FOR),
        _ => ftp,
    }
}

struct Application<'a> {
    stage: &'a Stage,
    told: &'a Mutex<Vec<String>>,
    busy: &'a AtomicBool,
}

impl Application<'_> {
    /// Tells what comes of a call, and which one it is while it lasts.
    fn calls(&self, what: &str, call: impl FnOnce() -> FtpResult<String>) {
        self.told.lock().unwrap().push(what.to_owned());
        let words = call().unwrap_or_else(|error| words(&error));
        let mut told = self.told.lock().unwrap();
        // Whoever has been told so already may be told in another way, as it happens to write or to read first.
        let knows = told
            .iter()
            .any(|line| GONE.iter().any(|gone| line.ends_with(gone)));
        let words = if knows && GONE.contains(&&words[..]) {
            "the connection is gone"
        } else {
            &words
        };
        told.last_mut().unwrap().push_str(&format!(" {words}"));
    }

    /// The same of a call that is of interest only when it fails, or when somebody asks.
    fn gets<T>(&self, what: &str, asked: bool, call: impl FnOnce() -> FtpResult<T>) -> Option<T> {
        let mut got = None;
        self.calls(what, || {
            got = Some(call()?);
            Ok("works".to_owned())
        });
        if got.is_some() && !asked {
            self.told.lock().unwrap().pop();
        }
        got
    }

    fn visit_clear(&self, row: &Row) {
        let is_greeting = matches!(row.visit, Visit::Greeting);
        let connect = || FtpStream::connect(self.stage.addr());
        if let Some(ftp) = self.gets("connect:", is_greeting, connect) {
            self.goes_on(row, &mut in_mode(row, ftp));
        }
        if row.another {
            self.comes_again(row, connect);
        }
    }

    fn visit_tls(&self, row: &Row) {
        let is_greeting = matches!(row.visit, Visit::Greeting);
        let is_upgrade = matches!(row.visit, Visit::Upgrade);
        let connect = || RustlsFtpStream::connect(self.stage.addr());
        let secure = |ftp: RustlsFtpStream| {
            let connector = RustlsConnector::from(self.stage.client_config());
            ftp.into_secure(connector, "localhost")
        };
        let ftp = self.gets("connect:", is_greeting, connect);
        let ftp = ftp.and_then(|ftp| self.gets("into_secure:", is_upgrade, || secure(ftp)));
        if let Some(ftp) = ftp {
            self.goes_on(row, &mut in_mode(row, ftp));
        }
        if row.another {
            self.comes_again(row, || connect().and_then(secure));
        }
    }

    fn comes_again<T: TlsStream>(
        &self,
        row: &Row,
        connect: impl FnOnce() -> FtpResult<ImplFtpStream<T>>,
    ) {
        let ftp = self.gets("another client:", true, || {
            let mut ftp = connect()?;
            ftp.login("alice", "secret")?;
            Ok(ftp)
        });
        if let Some(mut ftp) = ftp {
            self.says(&mut ftp, row.then);
        }
    }

    /// What comes after the connection is there.
    fn goes_on<T: TlsStream>(&self, row: &Row, ftp: &mut ImplFtpStream<T>) {
        match row.visit {
            Visit::Greeting | Visit::Upgrade => {}
            Visit::Login => {
                self.gets("login:", true, || ftp.login("alice", "secret"));
            }
            _ => {
                ftp.login("alice", "secret").unwrap();
                ftp.transfer_type(FileType::Binary).unwrap();
                self.deed(row.visit, ftp);
            }
        }
        self.says(ftp, row.then);
    }

    fn deed<T: TlsStream>(&self, visit: Visit, ftp: &mut ImplFtpStream<T>) {
        match visit {
            Visit::Commands(["RNFR /a", "RNTO /b"]) => {
                self.gets("rename:", true, || ftp.rename("/a", "/b"));
            }
            Visit::Commands(lines) | Visit::Pipelined(lines) => self.says(ftp, lines),
            Visit::Download | Visit::ActiveDownload => self.download(ftp),
            Visit::Upload | Visit::ActiveUpload => self.upload(ftp),
            Visit::Midway(_) => {
                self.gets("put_with_stream, abort:", true, || {
                    let mut stream = ftp.put_with_stream("/new")?;
                    io::Write::write_all(&mut stream, UPLOADED)
                        .map_err(FtpError::ConnectionError)?;
                    self.settle();
                    ftp.abort(stream)
                });
            }
            Visit::Listing(line) => {
                let dir = Some("/dir");
                let count = |lines: Vec<String>| match lines.len() {
                    1 => "1 line".to_owned(),
                    n => format!("{n} lines"),
                };
                match &line[..4] {
                    "NLST" => self.calls("nlst:", || ftp.nlst(dir).map(count)),
                    "MLSD" => self.calls("mlsd:", || ftp.mlsd(dir).map(count)),
                    _ => self.calls("list:", || ftp.list(dir).map(count)),
                }
            }
            Visit::Greeting | Visit::Upgrade | Visit::Login => {}
        }
    }

    fn download<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>) {
        self.calls("retr_as_buffer:", || {
            let all = ftp.retr_as_buffer("/a")?;
            Ok(format!("\"{}\"", shown(all.get_ref())))
        });
    }

    fn upload<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>) {
        let mut content = Paced {
            user: self,
            octets: UPLOADED,
        };
        self.gets("put_file:", true, || ftp.put_file("/new", &mut content));
    }

    fn says<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>, lines: &[&str]) {
        let works = |()| "works".to_owned();
        for line in lines {
            let (verb, arg) = line.split_once(' ').unwrap_or((line, ""));
            match verb {
                _ if *line == LATER => self.stage.wait(),
                "CWD" => self.calls("cwd:", || ftp.cwd(arg).map(works)),
                "DELE" => self.calls("rm:", || ftp.rm(arg).map(works)),
                "FEAT" => self.calls("feat:", || ftp.feat().map(|_| "works".to_owned())),
                "MKD" => self.calls("mkdir:", || ftp.mkdir(arg).map(works)),
                "MLST" => self.calls("mlst:", || Ok(ftp.mlst(Some(arg))?.trim().to_owned())),
                "NOOP" => self.calls("noop:", || ftp.noop().map(works)),
                "PWD" => self.calls("pwd:", || ftp.pwd()),
                "SIZE" => self.calls("size:", || Ok(ftp.size(arg)?.to_string())),
                "SYST" => self.calls("custom_command:", || {
                    let reply = ftp.custom_command("SYST", &[Status::Name])?;
                    Ok(shown(reply.body.trim_ascii_end()))
                }),
                other => panic!("no method for {other}"),
            }
        }
    }

    /// Waits until the server has done its part: what happens does not depend on who is quicker.
    fn settle(&self) {
        self.busy.store(true, Ordering::SeqCst);
        self.stage.settle_wholly();
        self.busy.store(false, Ordering::SeqCst);
    }
}

/// The content of an upload, at whose end the server has done its part.
struct Paced<'a> {
    user: &'a Application<'a>,
    octets: &'static [u8],
}

impl Read for Paced<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.octets.is_empty() {
            self.user.settle();
        }
        self.octets.read(buffer)
    }
}

/// The variant of an error; whatever says that nobody is there any more is one and the same, since a client that finds out at
/// its first octet and one that does at its second are told so in two ways.
fn words(error: &FtpError) -> String {
    match error {
        FtpError::ConnectionError(error) => format!("ConnectionError({})", Kind(error.kind())),
        FtpError::SecureError(_) => "SecureError".to_owned(),
        FtpError::UnexpectedResponse(reply) => {
            let code = &reply.body[..reply.body.len().min(3)];
            format!("UnexpectedResponse({})", shown(code))
        }
        FtpError::BadResponse => "BadResponse".to_owned(),
        other => format!("{other:?}"),
    }
}

struct Kind(ErrorKind);

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                write!(f, "{:?}", ErrorKind::ConnectionReset)
            }
            other => write!(f, "{other:?}"),
        }
    }
}
