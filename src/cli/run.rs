//! `ftpmock run`

use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::mpsc::Sender;
use std::thread;

use super::args::Run;
use super::outcome::{Record, conclude};
use super::setup::{Setup, writable};
use super::stop::{Desk, News};
use super::{Failure, output};
use crate::server::FtpServer;

/// What the exit code is when the command was content and expectations were not met.
const UNMET: u8 = 121;

/// What the command finds in its environment.
const NAMES: [&str; 7] = [
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
    let desk = Desk::open()?;
    let (login, root, has_tls) = (setup.login.clone(), setup.root.clone(), setup.has_tls);
    let server = setup.start()?;
    let begun = begin(&args, &server, login, root, has_tls);
    match begun.and_then(|child| attend(child, &desk)) {
        Ok(status) => Ok(ended(status, server, record)),
        Err(failure) => {
            // Nothing was run, so nothing can have been expected of it.
            let _ = server.conclude();
            Err(failure)
        }
    }
}

/// Starts the command, with all it has to know of the server.
fn begin(
    args: &Run,
    server: &FtpServer,
    login: (String, String),
    root: Option<PathBuf>,
    has_tls: bool,
) -> Result<Child, Failure> {
    let ca = has_tls.then(|| server.ca_file().as_os_str().to_owned());
    if let (Some(path), Some(_)) = (&args.server.ca_out, &ca) {
        let written = std::fs::write(path, server.ca_pem());
        written.map_err(|error| Failure::of_file(path, &error))?;
    }
    let name = &args.command[0];
    let mut command = Command::new(name);
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
    let refused = |error: std::io::Error| Failure::new(format_args!("{}: {error}", name.display()));
    command.spawn().map_err(refused)
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
fn ended(status: ExitStatus, server: FtpServer, record: Record) -> ExitCode {
    let shown = record.is_shown();
    let (transcript, verdict, written) = conclude(server, record);
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
