//! Looking things up in a transcript.

use std::collections::HashSet;
use std::sync::Arc;

use crate::script::Trigger;

#[cfg(feature = "cli")]
use super::entry::Closing;
use super::entry::{Entry, EntryKind};
use super::render::{Redaction, Redactions};

/// Everything that happened on a server up to some moment, as an immutable value.
///
/// `Display` is made for snapshots: sessions in the order in which clients connected, one event a
/// line, ports, times and generated names hidden, never a password. Two transcripts are equal when
/// they show the same and moved the same content.
///
/// ```
/// use ftpmock::prelude::*;
/// use std::io::{BufRead, BufReader};
///
/// let server = FtpServer::start();
/// let mut client = BufReader::new(std::net::TcpStream::connect(server.addr()).unwrap());
/// client.read_line(&mut String::new()).unwrap();
///
/// assert_eq!(server.transcript().to_string(), "#1 connect\nS: 220 ftpmock ready");
/// ```
#[derive(Clone)]
pub struct Transcript {
    sessions: Vec<(u64, Vec<Arc<Vec<Entry>>>)>,
    pub(super) shown: Redactions,
}

impl Transcript {
    pub(super) fn new(sessions: Vec<(u64, Vec<Arc<Vec<Entry>>>)>) -> Self {
        Self {
            sessions,
            shown: Redactions::default(),
        }
    }

    /// All entries, session by session.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.sessions
            .iter()
            .flat_map(|(_, pages)| pages.iter().flat_map(|page| page.iter()))
    }

    /// The numbers of the sessions, in their order.
    pub fn sessions(&self) -> Vec<u64> {
        self.sessions.iter().map(|(number, _)| *number).collect()
    }

    /// Only the session with this number, from 1; empty when there is none.
    #[must_use]
    pub fn session(&self, number: u64) -> Self {
        let mut sessions = self.sessions.clone();
        sessions.retain(|(own, _)| *own == number);
        Self {
            sessions,
            shown: self.shown,
        }
    }

    /// Without sessions that are over and said nothing but `QUIT`, as those of `ftpmock wait`.
    #[cfg(feature = "cli")]
    pub(crate) fn without_calls(&self) -> Self {
        let is_call = |session: &Self| {
            let quit = |entry: &Entry| matches!(entry.kind, EntryKind::Closed(Closing::Quit));
            session.says_only_quit() && session.entries().any(quit)
        };
        self.only_sessions(|session| !is_call(session))
    }

    /// Whether nobody has logged in and `QUIT` is all that was said.
    #[cfg(feature = "cli")]
    pub(crate) fn says_only_quit(&self) -> bool {
        let login = |entry: &Entry| matches!(entry.kind, EntryKind::LoggedIn(_));
        self.commands() == ["QUIT"] && !self.entries().any(login)
    }

    /// Only the sessions in which this user has logged in.
    #[cfg(feature = "cli")]
    pub(crate) fn of_user(&self, user: &[u8]) -> Self {
        let login = |entry: &Entry| match &entry.kind {
            EntryKind::LoggedIn(name) => name == user,
            _ => false,
        };
        self.only_sessions(|session| session.entries().any(login))
    }

    /// Only these sessions.
    #[cfg(feature = "cli")]
    fn only_sessions(&self, wanted: impl Fn(&Self) -> bool) -> Self {
        let mut sessions = self.sessions.clone();
        sessions.retain(|(number, _)| wanted(&self.session(*number)));
        Self {
            sessions,
            shown: self.shown,
        }
    }

    /// Only this exchange of this session.
    #[cfg(feature = "cli")]
    pub(crate) fn exchange(&self, session: u64, exchange: u64) -> Self {
        self.session(session)
            .filtered(|entry| entry.exchange == exchange)
    }

    /// Only these commands, with their replies, data and faults.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// assert_eq!(server.transcript().only([STOR, DELE]).to_string(), "");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn only(&self, commands: impl Into<Trigger>) -> Self {
        let chosen = self.exchanges(&commands.into());
        self.filtered(|entry| chosen.contains(&(entry.session, entry.exchange)))
    }

    /// Everything but these commands, their replies, data and faults.
    #[must_use]
    #[track_caller]
    pub fn without(&self, commands: impl Into<Trigger>) -> Self {
        let dropped = self.exchanges(&commands.into());
        self.filtered(|entry| !dropped.contains(&(entry.session, entry.exchange)))
    }

    /// With replies, or without: what the client said alone survives a change of reply texts.
    #[must_use]
    pub fn with_replies(&self, shown: bool) -> Self {
        self.filtered(|entry| {
            shown || !matches!(entry.kind, EntryKind::Reply(_) | EntryKind::RawReply(_))
        })
    }

    /// Sessions sorted by what they show and numbered anew: stable for clients that connect in any
    /// order.
    #[must_use]
    pub fn sorted(&self) -> Self {
        let mut sessions: Vec<(String, Self)> = self
            .sessions()
            .into_iter()
            .map(|number| self.session(number).renumbered(0))
            .map(|session| (session.to_string(), session))
            .collect();
        sessions.sort_by(|a, b| a.0.cmp(&b.0));
        let renumbered = sessions
            .into_iter()
            .zip(1..)
            .flat_map(|((_, session), number)| session.renumbered(number).sessions);
        Self {
            sessions: renumbered.collect(),
            shown: self.shown,
        }
    }

    /// Shows what the normal form hides of this kind; the rest stays hidden.
    #[must_use]
    pub fn keep(mut self, what: Redaction) -> Self {
        self.shown.keep(what);
        self
    }

    /// Shows ports, times and generated names as they were on the wire.
    #[must_use]
    pub fn raw(mut self) -> Self {
        self.shown = Redactions::none();
        self
    }

    /// The commands, one line each, as the transcript shows them.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.mkdir("/in")?;
    ///
    /// let transcript = server.transcript();
    /// assert_eq!(transcript.session(1).commands(), ["USER alice", "PASS ***", "MKD /in"]);
    /// assert_eq!(transcript.only(MKD).replies(), [r#"257 "/in" created."#]);
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn commands(&self) -> Vec<String> {
        self.lines_with("C: ")
    }

    /// The replies, one text each, as the transcript shows them.
    pub fn replies(&self) -> Vec<String> {
        self.lines_with("S: ")
    }

    fn lines_with(&self, mark: &str) -> Vec<String> {
        let lines = self.rendered();
        let lines = lines.iter().filter_map(|line| line.strip_prefix(mark));
        let again = format!("\n{mark}");
        lines.map(|line| line.replace(&again, "\n")).collect()
    }

    fn exchanges(&self, commands: &Trigger) -> HashSet<(u64, u64)> {
        let matching = self.entries().filter(|entry| match &entry.kind {
            EntryKind::Command(command) => commands.matches_command(command),
            _ => false,
        });
        matching
            .map(|entry| (entry.session, entry.exchange))
            .collect()
    }

    fn filtered(&self, keep: impl Fn(&Entry) -> bool) -> Self {
        let sessions = self.sessions.iter().map(|(number, pages)| {
            let entries = pages.iter().flat_map(|page| page.iter());
            let kept: Vec<Entry> = entries.filter(|entry| keep(entry)).cloned().collect();
            (*number, vec![Arc::new(kept)])
        });
        Self {
            sessions: sessions.collect(),
            shown: self.shown,
        }
    }

    fn renumbered(&self, number: u64) -> Self {
        let mut entries: Vec<Entry> = self.entries().cloned().collect();
        for entry in &mut entries {
            entry.session = number;
        }
        Self {
            sessions: vec![(number, vec![Arc::new(entries)])],
            shown: self.shown,
        }
    }

    /// Hashes of the content that moved, in order.
    pub(super) fn content(&self) -> impl Iterator<Item = u64> {
        self.entries().filter_map(|entry| match &entry.kind {
            EntryKind::Data(data) => Some(data.hash),
            _ => None,
        })
    }
}

impl Eq for Transcript {}

impl PartialEq for Transcript {
    fn eq(&self, other: &Self) -> bool {
        self.rendered() == other.rendered() && self.content().eq(other.content())
    }
}
