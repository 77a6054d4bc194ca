//! `ftpmock serve`

use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::admin::{Admin, Hosted};
use super::args::Serve;
use super::events::Lines;
use super::outcome::Record;
use super::setup::{Setup, writable};
use super::stop::{Desk, News, after};
use super::{Failure, output};
use crate::server::{EventKind, FtpServer};

/// What the exit code is when expectations were not met.
const UNMET: u8 = 3;

/// The first line of standard output.
#[derive(Serialize)]
struct Ready {
    event: &'static str,
    addr: String,
    url: String,
    ca: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<String>,
}

pub(super) fn serve(args: Serve) -> Result<ExitCode, Failure> {
    let setup = Setup::new(&args.scenarios, &args.server)?;
    writable(args.server.ca_out.as_ref())?;
    writable(args.ready_file.as_ref())?;
    let record = Record::open(&args.server)?;
    let admin = args.server.admin.map(Admin::bind).transpose()?;
    let desk = Desk::open()?;
    let lines = Lines::default();
    let (told, heard) = (desk.sender(), lines.clone());
    let counts = args.exit_after_sessions.is_some();
    let watches = args.events || counts;
    let setup = setup.and(|builder| {
        if !watches {
            return builder;
        }
        builder.on_event(move |event| {
            if args.events {
                heard.tell(event);
            }
            if let (true, EventKind::Disconnected(_)) = (counts, &event.kind) {
                // Nobody listens when the program is at its end.
                let _ = told.send(News::SessionEnded(event.client.session));
            }
        })
    });
    let rooms = setup.rooms.clone();
    let server = setup.start()?;
    let ready = output::json_text(&Ready {
        event: "ready",
        addr: server.addr().to_string(),
        url: server.url(),
        ca: args
            .server
            .ca_out
            .as_ref()
            .map(|path| path.display().to_string()),
        admin: admin.as_ref().map(Admin::url),
    });
    if let Err(failure) = announce(&args, &ready, &server, &lines) {
        // Nobody was told of the server, so nothing can have been expected of anybody.
        let _ = server.conclude();
        return Err(failure);
    }
    let handle = server.handle();
    let hosted = Hosted::new(server, admin, rooms);
    if args.until_stdin_closes {
        desk.watch_input();
    }
    let until = args.exit_after.and_then(after);
    let mut ended = 0;
    while let Some(news) = desk.next(until) {
        let News::SessionEnded(number) = news else {
            break;
        };
        // What it said has been recorded before its end was told.
        let is_call = |server: &FtpServer| server.transcript().session(number).says_only_quit();
        if hosted.with(is_call) == Some(false) {
            ended += 1;
        }
        if args.exit_after_sessions.is_some_and(|most| ended >= most) {
            break;
        }
    }
    handle.close();
    let ended = hosted.conclude(record);
    if let Some(path) = &args.ready_file {
        // Whoever reads it now would find nobody.
        let _ = std::fs::remove_file(path);
    }
    ended.written?;
    Ok(match ended.verdict {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(UNMET),
    })
}

/// Tells where the server is.
fn announce(args: &Serve, ready: &str, server: &FtpServer, lines: &Lines) -> Result<(), Failure> {
    if let Some(path) = &args.server.ca_out {
        write(path, &server.ca_pem())?;
    }
    if let Some(path) = &args.ready_file {
        write(path, &format!("{ready}\n"))?;
    }
    lines.begin(ready)
}

/// Writes a file so that whoever sees it sees all of it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let draft = Path::new(&draft);
    let written = std::fs::write(draft, text).and_then(|()| std::fs::rename(draft, path));
    written.map_err(|error| {
        // It may not even be there.
        let _ = std::fs::remove_file(draft);
        Failure::of_file(path, &error)
    })
}
