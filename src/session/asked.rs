//! What others ask a session.

use super::{CustomCommand, Facts, Midway, Session, commands};
use crate::auth::User;
use crate::clock::Timestamp;
use crate::protocol::{Command, FtpPath};

impl Session {
    /// What a rule may know of the session.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            user: self.state.user().map(|user| user.name()),
            cwd: &self.state.cwd,
            #[cfg(feature = "tls")]
            is_tls: self.state.security.protects_control(),
            #[cfg(not(feature = "tls"))]
            is_tls: false,
            representation: self.state.parameters.representation,
        }
    }

    /// Where in the server's files the user's root is.
    pub fn home(&self) -> FtpPath {
        let user = self.state.user();
        user.map_or_else(FtpPath::root, |user| user.home_dir().clone())
    }

    /// Whether a guest is logged in who may change something.
    pub fn has_writing_guest(&self) -> bool {
        self.state.user().is_some_and(User::is_writing_guest)
    }

    /// The virtual path that a command's argument means here.
    pub fn path_of(&self, command: &Command) -> Option<FtpPath> {
        commands::path_of(command, &self.policy, &self.state.cwd)
    }

    /// What to do with a command while a transfer runs.
    pub fn midway(&self, command: &Command) -> Midway {
        commands::midway(command, &self.policy)
    }

    /// Whether a command is `QUIT`.
    pub fn quits(&self, command: &Command) -> bool {
        commands::quits(command, &self.policy)
    }

    /// The command of the test's own that this one is, if it is one.
    pub fn custom<'a>(&'a self, command: &'a Command) -> Option<&'a CustomCommand> {
        commands::custom_of(command, &self.policy)
    }

    /// Whether a command may take so long that it should not hold up other sessions.
    pub fn is_heavy(&self, command: &Command) -> bool {
        commands::is_heavy(command, &self.policy)
    }

    /// Notes that something else has answered what was no command: the time-out for idle clients
    /// begins anew.
    pub const fn stirred(&mut self, now: Timestamp) {
        self.state.idle_since = now;
    }

    /// Notes that something else has answered a command: what the command would have cleared is
    /// cleared all the same (R-D2), and the client was not idle.
    pub fn answered_for(&mut self, command: &Command, now: Timestamp) {
        commands::forget_sequences(command, &self.policy, &mut self.state);
        self.state.totals.commands += 1;
        self.state.idle_since = now;
    }
}
