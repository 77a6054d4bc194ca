//! What clients do, as lines on standard output.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::output;
use crate::protocol::FtpPath;
use crate::server::{EventKind, ServerEvent};
use crate::session::Change;
use crate::transcript::Data;

/// One line.
#[derive(Default, Serialize)]
struct Line {
    event: &'static str,
    session: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

/// Writes lines in order, and none before the one that says where the server is.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    begun: bool,
    waiting: Vec<String>,
}

impl Lines {
    /// The first line; what has happened meanwhile comes after it.
    pub(super) fn begin(&self, first: &str) -> Result<(), super::Failure> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.begun = true;
        output::line(first)?;
        for line in state.waiting.drain(..) {
            output::line(&line)?;
        }
        Ok(())
    }

    /// Something has happened.
    pub(super) fn tell(&self, event: &ServerEvent) {
        let line = line_of(event);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.begun {
            // Nobody has to read on.
            let _ = output::line(&line);
        } else {
            state.waiting.push(line);
        }
    }
}

/// An event as a JSON object.
pub(super) fn line_of(event: &ServerEvent) -> String {
    output::json_text(&line(event))
}

fn line(event: &ServerEvent) -> Line {
    let client = &event.client;
    let mut line = Line {
        session: client.session,
        user: client.user.as_deref().map(lossy),
        ..Line::default()
    };
    line.event = match &event.kind {
        EventKind::Changed(change) => changed(&mut line, change),
        EventKind::Connected => {
            line.peer = Some(client.peer.to_string());
            "connect"
        }
        EventKind::Disconnected(how) => {
            line.end = Some(how.to_string());
            "disconnect"
        }
        EventKind::FileReceived(path, data) => moved(&mut line, path, data, "file_received"),
        EventKind::FileSent(path, data) => moved(&mut line, path, data, "file_sent"),
        EventKind::IncompleteReceived(path, data) => {
            moved(&mut line, path, data, "incomplete_file_received")
        }
        EventKind::IncompleteSent(path, data) => {
            moved(&mut line, path, data, "incomplete_file_sent")
        }
        EventKind::LoggedIn => "login",
        EventKind::LoggedOut => "logout",
        EventKind::LoginFailed { user, .. } => {
            line.user = Some(lossy(user));
            "login_failed"
        }
    };
    line
}

fn moved(line: &mut Line, path: &FtpPath, data: &Data, event: &'static str) -> &'static str {
    line.path = Some(shown(path));
    line.bytes = Some(data.bytes);
    event
}

fn changed(line: &mut Line, change: &Change) -> &'static str {
    let (path, event) = match change {
        Change::DirMade(path) => (path, "mkdir"),
        Change::DirRemoved(path) => (path, "rmdir"),
        Change::FileCopied { from, to } => {
            line.to = Some(shown(to));
            (from, "copy")
        }
        Change::FileRemoved(path) => (path, "delete"),
        Change::LinkMade { path, target } => {
            line.to = Some(lossy(target));
            (path, "link")
        }
        Change::ModeChanged { path, mode } => {
            line.mode = Some(format!("{mode:o}"));
            (path, "chmod")
        }
        Change::Renamed { from, to } => {
            line.to = Some(shown(to));
            (from, "rename")
        }
        Change::TimeChanged { path, time } => {
            line.time = Some(crate::protocol::stamp(*time));
            (path, "utime")
        }
    };
    line.path = Some(shown(path));
    event
}

fn lossy(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn shown(path: &FtpPath) -> String {
    lossy(path.as_bytes())
}
