//! `ftpmock run`

use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::mpsc::Sender;
use std::thread;

use super::admin::{Admin, Hosted};
use super::args::Run;
use super::outcome::{Ended, Record};
use super::setup::{Setup, writable};
use super::stop::{Desk, News};
use super::{Failure, output};
use crate::server::FtpServer;

/// What the exit code is when the command was content and expectations were not met.
const UNMET: u8 = 121;

/// What the command finds in its environment.
const NAMES: [&str; 8] = [
    "FTPMOCK_ADMIN",
    "FTPMOCK_HOST",
    "FTPMOCK_PORT",
    "FTPMOCK_URL",
    "FTPMOCK_USER",
    "FTPMOCK_PASSWORD",
    "FTPMOCK_CA",
    "FTPMOCK_ROOT",
];

pub(super) fn run(args: Run) -> Result<ExitCode, Failure> {
    let setup = Setup::new(&args.scenarios, &args.server)?;
    writable(args.server.ca_out.as_ref())?;
    let record = Record::open(&args.server)?;
    let admin = args.server.admin.map(Admin::bind).transpose()?;
    let desk = Desk::open()?;
    let (login, root, has_tls) = (setup.login.clone(), setup.root.clone(), setup.has_tls);
    let rooms = setup.rooms.clone();
    let server = setup.start()?;
    let url = admin.as_ref().map(Admin::url);
    let begun = command(&args, &server, login, root, has_tls).and_then(|mut command| {
        if let Some(url) = url {
            command.env("FTPMOCK_ADMIN", url);
        }
        spawned(&mut command)
    });
    let hosted = Hosted::new(server, admin, rooms);
    match begun.and_then(|child| attend(child, &desk)) {
        Ok(status) => Ok(ended(status, hosted, record)),
        Err(failure) => {
            // Nothing was run, so nothing can have been expected of it.
            hosted.abandon();
            Err(failure)
        }
    }
}

/// The command, with all it has to know of the server.
fn command(
    args: &Run,
    server: &FtpServer,
    login: (String, String),
    root: Option<PathBuf>,
    has_tls: bool,
) -> Result<Command, Failure> {
    let ca = has_tls.then(|| server.ca_file().as_os_str().to_owned());
    if let (Some(path), Some(_)) = (&args.server.ca_out, &ca) {
        let written = std::fs::write(path, server.ca_pem());
        written.map_err(|error| Failure::of_file(path, &error))?;
    }
    let mut command = Command::new(&args.command[0]);
    command.args(&args.command[1..]);
    for name in NAMES {
        command.env_remove(name);
    }
    command.envs(server.env());
    command
        .env("FTPMOCK_USER", login.0)
        .env("FTPMOCK_PASSWORD", login.1);
    if let Some(ca) = ca {
        command.env("FTPMOCK_CA", ca);
    }
    if let Some(root) = root {
        command.env("FTPMOCK_ROOT", std::fs::canonicalize(&root).unwrap_or(root));
    }
    Ok(command)
}

fn spawned(command: &mut Command) -> Result<Child, Failure> {
    let begun = command.spawn();
    begun.map_err(|error| {
        let name = command.get_program().display();
        Failure::new(format_args!("{name}: {error}"))
    })
}

/// Waits for the command and passes signals on to it.
fn attend(mut child: Child, desk: &Desk) -> Result<ExitStatus, Failure> {
    let pid = child.id();
    let told: Sender<News> = desk.sender();
    let waiting = thread::spawn(move || {
        let status = child.wait();
        // The other end is there until this thread has been joined.
        let _ = told.send(News::CommandEnded);
        status
    });
    loop {
        match desk.next(None) {
            Some(News::CommandEnded) | None => break,
            Some(News::Terminated) => pass_on(pid, News::Terminated),
            // At a terminal the command has got it already.
            Some(News::Interrupted) if at_terminal() => {}
            Some(News::Interrupted) => pass_on(pid, News::Interrupted),
            Some(News::InputEnded | News::SessionEnded(_)) => {}
        }
    }
    match waiting.join() {
        Ok(Ok(status)) => Ok(status),
        Ok(Err(error)) => Err(Failure::new(format_args!("the command is lost: {error}"))),
        Err(_) => Err(Failure::new("the command is lost")),
    }
}

fn at_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stdin().is_terminal()
}

#[cfg(unix)]
fn pass_on(pid: u32, news: News) {
    use rustix::process::{Pid, Signal, kill_process};

    let signal = match news {
        News::Interrupted => Signal::INT,
        _ => Signal::TERM,
    };
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may be gone.
        let _ = kill_process(pid, signal);
    }
}

#[cfg(not(unix))]
const fn pass_on(_: u32, _: News) {}

/// The exit code, and what people are told when it is not 0.
fn ended(status: ExitStatus, hosted: Hosted, record: Record) -> ExitCode {
    let shown = record.is_shown();
    let Ended {
        transcript,
        verdict,
        written,
    } = hosted.conclude(record);
    let code = code_of(status);
    if code != 0 && verdict.is_ok() && !shown {
        let text = transcript.to_string();
        let seen = match text.as_str() {
            "" => " empty, no client has connected".to_owned(),
            text => format!("\n{text}"),
        };
        output::tell(&format!(
            "ftpmock: the command failed ({status}); transcript:{seen}"
        ));
    }
    match (code, verdict, written) {
        (0, Ok(()), Ok(())) => ExitCode::SUCCESS,
        (0, Err(_), _) => ExitCode::from(UNMET),
        (0, Ok(()), Err(_)) => ExitCode::from(super::RUN_FAILED),
        (code, ..) => ExitCode::from(code),
    }
}

/// The command's own code, or what shells make of a signal.
fn code_of(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return u8::try_from(128 + signal).unwrap_or(255);
        }
    }
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(255)
}
