//! Waiting for what a client does, instead of asking again and again.

use std::time::Duration;

use hyper::StatusCode;
use serde::Serialize;
use tokio::time::timeout;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::transcript::commands;
use crate::protocol::{Command, Escaped};
use crate::scenario::duration;
use crate::script::{Pattern, Trigger};
use crate::transcript::{Entry, EntryKind, Transcript, Watch};

/// What can be said of it.
pub(super) const WORDS: &[&str] = &[
    "verb", "path", "user", "session", "code", "count", "timeout",
];

/// How long anybody waits who does not say.
const PATIENCE: Duration = Duration::from_secs(30);

/// What somebody waits for: a command that is done.
pub(super) struct Wanted {
    commands: Option<Trigger>,
    path: Option<Pattern>,
    user: Option<Vec<u8>>,
    session: Option<u64>,
    code: Option<u64>,
    count: u64,
    patience: Duration,
    watch: Watch,
    transcript: Box<dyn Fn() -> Transcript + Send + Sync>,
}

/// A command that is done: by its last reply, or because its session is over.
struct Done {
    /// When.
    seq: u64,
    session: u64,
    exchange: u64,
    code: Option<u16>,
    user: Option<String>,
    path: Option<String>,
}

/// It, as it is told.
#[derive(Serialize)]
struct Told {
    session: u64,
    user: Option<String>,
    path: Option<String>,
    /// That of its last reply, if there was one.
    code: Option<u16>,
    /// What the transcript has of it.
    entries: Transcript,
}

/// `GET /api/v1/wait`
pub(super) fn wait(call: Call<'_>) -> Result<Answer, Refusal> {
    let query = &call.asked.query;
    let glob = "a path such as /in/a.csv, or a glob such as /in/*.csv";
    let wanted = Wanted {
        commands: commands(query)?,
        path: query.parsed("path", glob, |text| Pattern::try_path(text.as_bytes()).ok())?,
        user: call.user().map(<[u8]>::to_vec),
        session: query.number("session")?,
        code: query.number("code")?,
        count: query.number("count")?.unwrap_or(1).max(1),
        patience: query
            .parsed("timeout", "a time such as 5s", duration)?
            .unwrap_or(PATIENCE),
        watch: call.server.watch(),
        transcript: Box::new(call.server.transcripts()),
    };
    if wanted.commands.is_none() && wanted.path.is_none() {
        return Err(Refusal::bad(
            "say what to wait for, as in ?verb=STOR&path=/in/a.csv",
        ));
    }
    Ok(Answer::Wait(Box::new(wanted)))
}

impl Wanted {
    /// Waits, but not for ever.
    pub(super) async fn wait(&self) -> Result<Answer, Refusal> {
        let mut told = Err(0);
        let found = self.watch.until(|| {
            told = self.look();
            told.is_ok()
        });
        // An error is in `told`, too.
        let _ = timeout(self.patience, found).await;
        told.map(|told| Answer::json(&told)).map_err(|seen| {
            let why = format!(
                "{seen} of {} came within {:?}; GET /api/v1/transcript has what came",
                self.count, self.patience
            );
            Refusal::new(StatusCode::REQUEST_TIMEOUT, why).with("seen", seen)
        })
    }

    /// The last of those that are waited for; or how many there are.
    fn look(&self) -> Result<Told, u64> {
        let transcript = (self.transcript)();
        let mut done = self.all_in(&transcript);
        done.sort_by_key(|done| done.seq);
        let seen = done.len() as u64;
        let last = usize::try_from(self.count - 1).ok();
        let last = last.filter(|last| *last < done.len()).ok_or(seen)?;
        let done = done.swap_remove(last);
        Ok(Told {
            session: done.session,
            entries: transcript.exchange(done.session, done.exchange),
            user: done.user,
            path: done.path,
            code: done.code,
        })
    }

    /// All commands that fit and are done.
    fn all_in(&self, transcript: &Transcript) -> Vec<Done> {
        let mut all = Vec::new();
        let mut open: Vec<Done> = Vec::new();
        let (mut session, mut user) = (0, None);
        for entry in transcript.entries() {
            if entry.session != session {
                (session, user) = (entry.session, None);
                open.clear();
            }
            match &entry.kind {
                EntryKind::LoggedIn(name) => user = Some(name),
                EntryKind::Command(command) => {
                    let user = user.map(|user| &user[..]);
                    if self.fits(entry, command, user) {
                        open.push(Done::new(entry, user));
                    }
                }
                EntryKind::Reply(reply) if !reply.code().is_preliminary() => {
                    let code = Some(reply.code().get());
                    all.extend(open.extract_if(.., |one| one.ends(entry, code)));
                }
                EntryKind::RawReply(_) => {
                    all.extend(open.extract_if(.., |one| one.ends(entry, None)));
                }
                EntryKind::Closed(_) => {
                    for mut one in open.drain(..) {
                        one.seq = entry.seq;
                        all.push(one);
                    }
                }
                _ => {}
            }
        }
        if let Some(code) = self.code {
            all.retain(|one| one.code.map(u64::from) == Some(code));
        }
        all
    }

    fn fits(&self, entry: &Entry, command: &Command, user: Option<&[u8]>) -> bool {
        let commands = self.commands.as_ref();
        let path = self.path.as_ref();
        commands.is_none_or(|commands| commands.matches_command(command))
            && path.is_none_or(|glob| {
                let path = entry.path();
                path.is_some_and(|path| glob.matches(path.as_bytes()))
            })
            && (self.user.is_none() || self.user.as_deref() == user)
            && self.session.is_none_or(|number| number == entry.session)
    }
}

impl Done {
    /// One that is not done yet.
    fn new(entry: &Entry, user: Option<&[u8]>) -> Self {
        Self {
            seq: entry.seq,
            session: entry.session,
            exchange: entry.exchange,
            code: None,
            user: user.map(|user| Escaped(user).to_string()),
            path: entry.path().map(ToString::to_string),
        }
    }

    /// Notes its end; false when it is that of another one.
    fn ends(&mut self, entry: &Entry, code: Option<u16>) -> bool {
        if self.exchange != entry.exchange {
            return false;
        }
        (self.seq, self.code) = (entry.seq, code);
        true
    }
}
