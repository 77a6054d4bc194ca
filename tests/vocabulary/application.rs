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
use crate::row::{Row, Visit};
use crate::stage::{SILENCE, Stage};

/// suppaftp waits so long, in real time, for the other side of an upload to hang up.
const DRAINS_FOR: Duration = Duration::from_millis(1200);

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
            let end = if over_tls {
                user.visit_tls(row)
            } else {
                user.visit_clear(row)
            };
            if let Err(error) = end {
                user.tell("", Err(error));
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
        Some(so_far) => told_until(&so_far, "waits"),
        None => told_until(&told.into_inner().unwrap(), ""),
    };
    if stage.try_verify().is_err() {
        text += " (it never meets the rule)";
    }
    stage.forget();
    text
}

fn told_until(lines: &[String], last: &str) -> String {
    let mut text = lines.join("; ");
    if !last.is_empty() {
        if !text.is_empty() {
            text += "; then ";
        }
        text += last;
    }
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
        stage.settle_well();
        if asleep() != Some(since) {
            continue;
        }
        if before != Some(since) {
            (waited, before, stuck) = (Duration::ZERO, Some(since), None);
        }
        if let Some(by) = stage.step(SILENCE - waited) {
            waited += by;
            continue;
        }
        if left.take().is_some_and(|left| left.is::<ftpmock::Gate>()) {
            continue;
        }
        if stuck.get_or_insert_with(Instant::now).elapsed() > DRAINS_FOR {
            return true;
        }
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

struct Application<'a> {
    stage: &'a Stage,
    told: &'a Mutex<Vec<String>>,
    busy: &'a AtomicBool,
}

impl Application<'_> {
    fn tell(&self, what: &str, result: FtpResult<String>) -> bool {
        let works = result.is_ok();
        let words = result.unwrap_or_else(|error| words(&error));
        let told = [what, &words].join(" ");
        self.told.lock().unwrap().push(told.trim().to_owned());
        works
    }

    fn visit_clear(&self, row: &Row) -> FtpResult<()> {
        let ftp = self.connect(row)?;
        let Some(mut ftp) = ftp else { return Ok(()) };
        if matches!(row.visit, Visit::Greeting) {
            self.tell("connect: ", Ok("works".to_owned()));
        }
        self.goes_on(row, &mut ftp)?;
        if row.another {
            drop(ftp);
            self.comes_again(FtpStream::connect(self.stage.addr()), row);
        }
        Ok(())
    }

    fn visit_tls(&self, row: &Row) -> FtpResult<()> {
        let connect = || RustlsFtpStream::connect(self.stage.addr());
        let secure = |ftp: RustlsFtpStream| {
            let connector = RustlsConnector::from(self.stage.client_config());
            ftp.into_secure(connector, "localhost")
        };
        let ftp = match connect() {
            Ok(ftp) => ftp,
            Err(error) => {
                self.tell("connect:", Err(error));
                return Ok(());
            }
        };
        let is_upgrade = matches!(row.visit, Visit::Upgrade);
        let mut ftp = match secure(ftp) {
            Ok(ftp) => ftp,
            Err(error) => {
                self.tell("into_secure:", Err(error));
                return Ok(());
            }
        };
        if is_upgrade {
            self.tell("into_secure:", Ok("works".to_owned()));
        }
        self.goes_on(row, &mut ftp)?;
        if row.another {
            drop(ftp);
            self.comes_again(connect().and_then(secure), row);
        }
        Ok(())
    }

    fn connect(&self, _row: &Row) -> FtpResult<Option<FtpStream>> {
        match FtpStream::connect(self.stage.addr()) {
            Ok(ftp) => Ok(Some(ftp)),
            Err(error) => {
                self.tell("connect:", Err(error));
                Ok(None)
            }
        }
    }

    fn comes_again<T: TlsStream>(&self, ftp: FtpResult<ImplFtpStream<T>>, row: &Row) {
        match ftp.and_then(|mut ftp| ftp.login("alice", "secret").map(|()| ftp)) {
            Ok(mut ftp) => self.says(&mut ftp, row.then),
            Err(error) => {
                self.tell("another client:", Err(error));
            }
        }
    }

    /// What comes after the connection is there.
    fn goes_on<T: TlsStream>(&self, row: &Row, ftp: &mut ImplFtpStream<T>) -> FtpResult<()> {
        match row.visit {
            Visit::Greeting | Visit::Upgrade => {}
            Visit::Login => {
                let result = ftp.login("alice", "secret");
                self.tell("login:", result.map(|()| "works".to_owned()));
            }
            _ => {
                ftp.login("alice", "secret")?;
                ftp.transfer_type(FileType::Binary)?;
                self.deed(row.visit, ftp);
            }
        }
        self.says(ftp, row.then);
        Ok(())
    }

    fn deed<T: TlsStream>(&self, visit: Visit, ftp: &mut ImplFtpStream<T>) {
        match visit {
            Visit::Commands(lines) | Visit::Pipelined(lines) => self.says(ftp, lines),
            Visit::Download => self.download(ftp),
            Visit::ActiveDownload => {
                ftp.set_mode(suppaftp::Mode::Active);
                self.download(ftp);
            }
            Visit::Upload => self.upload(ftp),
            Visit::ActiveUpload => {
                ftp.set_mode(suppaftp::Mode::Active);
                self.upload(ftp);
            }
            Visit::Midway(_) => {
                let result = ftp.put_with_stream("/new").and_then(|mut stream| {
                    io::Write::write_all(&mut stream, b"abcdefghij")
                        .map_err(FtpError::ConnectionError)?;
                    self.settle();
                    ftp.abort(stream)
                });
                self.tell(
                    "put_with_stream, abort:",
                    result.map(|()| "works".to_owned()),
                );
            }
            Visit::Listing(line) => {
                let (name, result) = match &line[..4] {
                    "NLST" => ("nlst:", ftp.nlst(Some("/dir"))),
                    "MLSD" => ("mlsd:", ftp.mlsd(Some("/dir"))),
                    _ => ("list:", ftp.list(Some("/dir"))),
                };
                let result = result.map(|lines| match lines.len() {
                    1 => "1 line".to_owned(),
                    n => format!("{n} lines"),
                });
                self.tell(name, result);
            }
            Visit::Greeting | Visit::Upgrade | Visit::Login => {}
        }
    }

    fn download<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>) {
        let result = ftp.retr_as_buffer("/a");
        let octets = |all: io::Cursor<Vec<u8>>| format!("\"{}\"", shown(all.get_ref()));
        self.tell("retr_as_buffer:", result.map(octets));
    }

    fn upload<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>) {
        let mut content = Paced {
            user: self,
            octets: b"abcdefghij",
        };
        let result = ftp.put_file("/new", &mut content);
        self.tell("put_file:", result.map(|_| "works".to_owned()));
    }

    fn says<T: TlsStream>(&self, ftp: &mut ImplFtpStream<T>, lines: &[&str]) {
        for line in lines {
            let (verb, arg) = line.split_once(' ').unwrap_or((line, ""));
            let works = |()| "works".to_owned();
            let (what, result) = match verb {
                "NOOP" => ("noop:", ftp.noop().map(works)),
                "PWD" => ("pwd:", ftp.pwd()),
                "SIZE" => ("size:", ftp.size(arg).map(|size| size.to_string())),
                "MKD" => ("mkdir:", ftp.mkdir(arg).map(works)),
                "DELE" => ("rm:", ftp.rm(arg).map(works)),
                "CWD" => ("cwd:", ftp.cwd(arg).map(works)),
                "MLST" => (
                    "mlst:",
                    ftp.mlst(Some(arg)).map(|line| line.trim().to_owned()),
                ),
                "FEAT" => ("feat:", ftp.feat().map(|_| "works".to_owned())),
                _ => {
                    let expected = [Status::Help, Status::CommandOk, Status::Name, Status::File];
                    let result = ftp.custom_command(*line, &expected);
                    let text = |r: suppaftp::types::Response| shown(r.body.trim_ascii_end());
                    ("custom_command:", result.map(text))
                }
            };
            self.tell(what, result);
        }
    }

    /// Waits until the server has done its part: what happens does not depend on who is quicker.
    fn settle(&self) {
        self.busy.store(true, Ordering::SeqCst);
        self.stage.settle_well();
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
            format!("UnexpectedResponse({})", reply.status.code())
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
