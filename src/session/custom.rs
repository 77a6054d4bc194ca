//! Commands that the user of the crate adds to a server.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use crate::auth::Perms;
use crate::protocol::{FtpPath, PathArg, Reply};
use crate::vfs::Filesystem;

/// What is declared of a command of one's own; a name alone is enough.
///
/// See [`Builder::command`](crate::Builder::command).
///
/// ```
/// use ftpmock::session::NewCommand;
///
/// let hash = NewCommand::new("XBLAKE").on_path("r").syntax("XBLAKE <SP> path").feat("XBLAKE");
/// let motd = NewCommand::new("XMOTD").before_login();
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until it is given to a builder"]
pub struct NewCommand {
    name: String,
    syntax: Option<String>,
    feat: Option<String>,
    path: Option<Perms>,
    before_login: bool,
}

impl NewCommand {
    /// A command of this name, in any case, for users who are logged in.
    ///
    /// # Panics
    /// When the name is anything but ASCII letters and digits.
    #[track_caller]
    pub fn new(name: impl AsRef<str>) -> Self {
        let name = name.as_ref().to_ascii_uppercase();
        assert!(
            !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_alphanumeric()),
            "{name:?} is no name of a command: expected letters and digits, as in \"XFOO\""
        );
        Self {
            name,
            syntax: None,
            feat: None,
            path: None,
            before_login: false,
        }
    }

    /// What `HELP` shows of it: how it is written. Default: its name.
    pub fn syntax(mut self, text: impl Into<String>) -> Self {
        self.syntax = Some(text.into());
        self
    }

    /// Its line in `FEAT`. Default: none.
    ///
    /// # Panics
    /// When the line is empty.
    #[track_caller]
    pub fn feat(mut self, line: impl Into<String>) -> Self {
        let line = line.into();
        assert!(!line.is_empty(), "a line of FEAT can not be empty");
        self.feat = Some(line);
        self
    }

    /// Its argument is a path, and the user needs these permission letters there, which may be
    /// none: a missing argument is 501, a missing letter 550.
    ///
    /// # Panics
    /// When a letter is not one of `elradfmwMT`.
    #[track_caller]
    pub fn on_path(mut self, letters: &str) -> Self {
        match letters.parse() {
            Ok(perms) => self.path = Some(perms),
            Err(error) => panic!("{letters:?} are no permission letters: {error}"),
        }
        self
    }

    /// It needs no login, unless it asks for letters.
    pub const fn before_login(mut self) -> Self {
        self.before_login = true;
        self
    }
}

impl From<&str> for NewCommand {
    #[track_caller]
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// A command of the test's own, below `SITE` or not.
#[derive(Clone)]
pub struct CustomCommand(Arc<Inner>);

struct Inner {
    about: NewCommand,
    /// `SITE`, or empty.
    below: &'static str,
    location: &'static Location<'static>,
    run: Box<Run>,
}

type Run = dyn Fn(&Call<'_>) -> Reply + Send + Sync;

impl CustomCommand {
    /// A verb of its own, answered by `run`.
    #[track_caller]
    pub fn new<R: Into<Reply>>(
        about: impl Into<NewCommand>,
        run: impl Fn(&Call<'_>) -> R + Send + Sync + 'static,
    ) -> Self {
        Self::below("", about.into(), run)
    }

    /// A command below `SITE`, answered by `run`.
    #[track_caller]
    pub fn site<R: Into<Reply>>(
        about: impl Into<NewCommand>,
        run: impl Fn(&Call<'_>) -> R + Send + Sync + 'static,
    ) -> Self {
        Self::below("SITE", about.into(), run)
    }

    #[track_caller]
    fn below<R: Into<Reply>>(
        below: &'static str,
        about: NewCommand,
        run: impl Fn(&Call<'_>) -> R + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            about,
            below,
            location: Location::caller(),
            run: Box::new(move |call| run(call).into()),
        }))
    }

    /// Where in the test it was added.
    pub fn location(&self) -> &'static Location<'static> {
        self.0.location
    }

    pub(super) fn name(&self) -> &str {
        &self.0.about.name
    }

    pub(super) fn is_below(&self, verb: &str) -> bool {
        self.0.below == verb
    }

    pub(super) fn syntax(&self) -> String {
        let given = self.0.about.syntax.clone();
        given.unwrap_or_else(|| self.to_string())
    }

    pub(super) fn feat(&self) -> Option<&str> {
        self.0.about.feat.as_deref()
    }

    /// The letters it needs at its path, when it has one.
    pub(super) fn perms(&self) -> Option<Perms> {
        self.0.about.path
    }

    pub(super) fn needs_login(&self) -> bool {
        !self.0.about.before_login
    }

    /// Asks the test's own code.
    ///
    /// # Panics
    /// As the code does, and when its reply is a preliminary one, which ends nothing.
    pub(super) fn answer(&self, call: &Call<'_>) -> Reply {
        let reply = (self.0.run)(call);
        assert!(
            !reply.code().is_preliminary(),
            "{self} was answered {reply}: expected a final reply, 200 to 599"
        );
        reply
    }
}

impl fmt::Display for CustomCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.below {
            "" => f.write_str(self.name()),
            below => write!(f, "{below} {}", self.name()),
        }
    }
}

impl fmt::Debug for CustomCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomCommand({self}, {})", self.0.location)
    }
}

/// What a command of one's own may see when it is called.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub(super) session: u64,
    pub(super) user: Option<&'a [u8]>,
    pub(super) cwd: &'a FtpPath,
    pub(super) argument: Option<&'a [u8]>,
    pub(super) path: Option<&'a FtpPath>,
    pub(super) files: &'a dyn Filesystem,
}

impl<'a> Call<'a> {
    /// The number of the session, from 1.
    pub const fn session(&self) -> u64 {
        self.session
    }

    /// The name of the user, once logged in.
    pub const fn user(&self) -> Option<&'a [u8]> {
        self.user
    }

    /// The current directory, as the user sees it.
    pub const fn cwd(&self) -> &'a FtpPath {
        self.cwd
    }

    /// The argument as sent, unless there is none or it is empty.
    pub const fn argument(&self) -> Option<&'a [u8]> {
        self.argument
    }

    /// The path that the argument means, for a command that is [`on_path`](NewCommand::on_path).
    pub const fn path(&self) -> Option<&'a FtpPath> {
        self.path
    }

    /// The path that some octets mean in the current directory; `None` where they are no path:
    /// empty, or with CR, LF or NUL.
    pub fn resolve(&self, path: impl AsRef<[u8]>) -> Option<FtpPath> {
        let arg = PathArg::new(path.as_ref()).ok()?;
        (!arg.as_bytes().is_empty()).then(|| self.cwd.resolve(&arg))
    }

    /// The files as the user sees them, home as root; no permission letter is asked for here.
    pub fn files(&self) -> &'a dyn Filesystem {
        self.files
    }
}
