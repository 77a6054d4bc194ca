//! A user: name, password, home, permissions.

use super::Perms;
use super::overrides::Override;
use super::secret::Secret;
use crate::protocol::FtpPath;

/// A user, as an account describes it and as a session knows it after login.
///
/// Unless said otherwise a user may do everything, has `/` as home, starts there, and gets in with
/// any password.
///
/// ```
/// use ftpmock::auth::User;
///
/// let alice = User::new("alice").password("secret").perm("elr").home("/home/alice");
/// assert_eq!(alice.name(), b"alice");
/// assert_eq!(alice.home_dir(), &"/home/alice".into());
/// let bob: User = ("bob", "secret", "elrw").into();
/// assert_eq!(bob.perms().to_string(), "elrw");
/// ```
#[derive(Clone, Debug)]
pub struct User {
    name: Vec<u8>,
    aliases: &'static [&'static str],
    password: Option<Secret>,
    no_password: bool,
    perms: Perms,
    overrides: Vec<Override>,
    home: FtpPath,
    start: FtpPath,
    welcome: Vec<u8>,
    farewell: Vec<u8>,
    /// The number of the account, once it is in a list.
    pub(super) revision: u64,
    account: Account,
}

/// The account of a user, and what it is for.
#[derive(Clone, Debug)]
enum Account {
    None,
    ToLogIn(Secret),
    ToStore(Secret),
}

/// What a user has to name an account for, with `ACCT`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AccountPolicy {
    /// Nothing.
    Never,
    /// Logging in.
    ToLogIn,
    /// Storing files and giving them new names.
    ToStore,
}

impl User {
    /// A user who may do everything and gets in with any password.
    pub fn new(name: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            aliases: &[],
            password: None,
            no_password: false,
            perms: Perms::ALL,
            overrides: Vec::new(),
            home: FtpPath::root(),
            start: FtpPath::root(),
            welcome: Vec::new(),
            farewell: Vec::new(),
            revision: 0,
            account: Account::None,
        }
    }

    /// The guest: `anonymous` or `ftp` with any password, may read (`elr`).
    ///
    /// With letters that change something, each login of the guest leaves a note in the transcript.
    pub fn anonymous() -> Self {
        Self {
            aliases: &["ftp"],
            perms: Perms::READ_ONLY,
            ..Self::new("anonymous")
        }
    }

    /// Asks for this password.
    #[must_use]
    pub fn password(mut self, password: impl Into<Vec<u8>>) -> Self {
        self.password = Some(Secret::new(password));
        self.no_password = false;
        self
    }

    /// Asks for no password: `USER` gets 230 at once, and so tells that there is such a user.
    /// ```
    /// # use ftpmock::auth::User;
    /// assert!(User::new("sensor").no_password().needs_no_password());
    /// ```
    #[must_use]
    pub fn no_password(mut self) -> Self {
        self.password = None;
        self.no_password = true;
        self
    }

    /// Allows what these letters name, and nothing else.
    ///
    /// # Panics
    /// If a letter is not one of `elradfmwMT`.
    #[must_use]
    #[track_caller]
    pub fn perm(mut self, letters: &str) -> Self {
        self.perms = parsed(letters);
        self
    }

    /// Allows other things in `directory` and below it; of several such directories the innermost
    /// counts. The path is one the user sees.
    ///
    /// ```
    /// use ftpmock::auth::User;
    ///
    /// let bob = User::new("bob").perm("elr").perm_in("/upload", "elw");
    /// assert_eq!(bob.perms_at(&"/upload/today".into()).to_string(), "elw");
    /// assert_eq!(bob.perms_at(&"/download".into()).to_string(), "elr");
    /// ```
    ///
    /// # Panics
    /// If a letter is not one of `elradfmwMT`.
    #[must_use]
    #[track_caller]
    pub fn perm_in(mut self, directory: impl Into<FtpPath>, letters: &str) -> Self {
        self.overrides.push(Override {
            directory: directory.into(),
            perms: parsed(letters),
            deep: true,
        });
        self
    }

    /// [`perm_in`](Self::perm_in) for `directory` and what is directly in it, but nothing deeper.
    ///
    /// ```
    /// use ftpmock::auth::User;
    ///
    /// let bob = User::new("bob").perm("elr").perm_only_in("/inbox", "elw");
    /// assert_eq!(bob.perms_at(&"/inbox/today".into()).to_string(), "elw");
    /// assert_eq!(bob.perms_at(&"/inbox/old/x".into()).to_string(), "elr");
    /// ```
    ///
    /// # Panics
    /// If a letter is not one of `elradfmwMT`.
    #[must_use]
    #[track_caller]
    pub fn perm_only_in(mut self, directory: impl Into<FtpPath>, letters: &str) -> Self {
        self.overrides.push(Override {
            directory: directory.into(),
            perms: parsed(letters),
            deep: false,
        });
        self
    }

    /// What the user reads when logged in, before `User logged in, proceed.`; line feeds make more
    /// lines of it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let alice = User::new("alice").welcome("Last login: yesterday.").farewell("See you.");
    /// let server = FtpServer::builder().user(alice).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// assert!(server.transcript().to_string().contains("S: 230-Last login: yesterday."));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    #[must_use]
    pub fn welcome(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.welcome = text.into();
        self
    }

    /// What the user reads after `QUIT`, before `Service closing control connection.`
    #[must_use]
    pub fn farewell(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.farewell = text.into();
        self
    }

    /// Makes a directory of the server's tree the user's `/`.
    #[must_use]
    pub fn home(mut self, home: impl Into<FtpPath>) -> Self {
        self.home = home.into();
        self
    }

    /// Asks for this account (`ACCT`) after the password: 332 instead of 230.
    ///
    /// ```
    /// use ftpmock::auth::{AccountPolicy, User};
    ///
    /// let alice = User::new("alice").password("secret").account("sales");
    /// assert_eq!(alice.account_policy(), AccountPolicy::ToLogIn);
    /// assert!(alice.has_account(b"sales"));
    /// ```
    #[must_use]
    pub fn account(mut self, account: impl Into<Vec<u8>>) -> Self {
        self.account = Account::ToLogIn(Secret::new(account));
        self
    }

    /// Asks for this account (`ACCT`) before `STOR`, `STOU`, `APPE` and `RNTO`: 532 until then.
    #[must_use]
    pub fn account_to_store(mut self, account: impl Into<Vec<u8>>) -> Self {
        self.account = Account::ToStore(Secret::new(account));
        self
    }

    /// Where the user is after login, as the user sees it.
    #[must_use]
    pub fn start_dir(mut self, start: impl Into<FtpPath>) -> Self {
        self.start = start.into();
        self
    }
}

/// What a user is.
impl User {
    /// The name, as octets.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// What the user may do where nothing else is said.
    pub fn perms(&self) -> Perms {
        self.perms
    }

    /// What the user may do at a path, as the user sees it.
    pub fn perms_at(&self, path: &FtpPath) -> Perms {
        let above = self.overrides.iter().filter(|own| own.applies_to(path));
        above
            .max_by_key(|own| own.directory.components().count())
            .map_or(self.perms, |own| own.perms)
    }

    /// Whether something in `directory` or below it has letters of its own.
    pub(crate) fn perms_vary_below(&self, directory: &FtpPath) -> bool {
        let mut own = self.overrides.iter();
        own.any(|own| own.varies_below(directory))
    }

    /// Whether this is [`anonymous`](Self::anonymous), and may do more than look.
    pub(crate) fn is_writing_guest(&self) -> bool {
        let mut all = std::iter::once(self.perms).chain(self.overrides.iter().map(|o| o.perms));
        !self.aliases.is_empty() && all.any(|perms| !Perms::READ_ONLY.contains_all(perms))
    }

    pub(crate) fn welcome_text(&self) -> &[u8] {
        &self.welcome
    }

    pub(crate) fn farewell_text(&self) -> &[u8] {
        &self.farewell
    }

    /// The directory of the server's tree that is the user's `/`.
    pub fn home_dir(&self) -> &FtpPath {
        &self.home
    }

    /// Where the user is after login, as the user sees it.
    pub fn start(&self) -> &FtpPath {
        &self.start
    }

    /// Whether the name is enough to log in.
    pub const fn needs_no_password(&self) -> bool {
        self.no_password
    }

    pub(super) fn answers_to(&self, name: &[u8]) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias.as_bytes() == name)
    }

    /// What the user has to name an account for.
    pub const fn account_policy(&self) -> AccountPolicy {
        match self.account {
            Account::None => AccountPolicy::Never,
            Account::ToLogIn(_) => AccountPolicy::ToLogIn,
            Account::ToStore(_) => AccountPolicy::ToStore,
        }
    }

    /// Whether this is the user's account.
    pub fn has_account(&self, account: &[u8]) -> bool {
        match &self.account {
            Account::None => false,
            Account::ToLogIn(own) | Account::ToStore(own) => own.matches(account),
        }
    }

    pub(super) fn accepts(&self, password: &[u8]) -> bool {
        self.password
            .as_ref()
            .is_none_or(|own| own.matches(password))
    }
}

#[track_caller]
fn parsed(letters: &str) -> Perms {
    match letters.parse() {
        Ok(perms) => perms,
        Err(unknown) => panic!("{letters:?} are no permissions: {unknown}"),
    }
}

impl From<(&str, &str)> for User {
    fn from((name, password): (&str, &str)) -> Self {
        Self::new(name).password(password)
    }
}

impl From<(&str, &str, &str)> for User {
    #[track_caller]
    fn from((name, password, letters): (&str, &str, &str)) -> Self {
        Self::new(name).password(password).perm(letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_the_password() {
        let shown = format!("{:?}", User::from(("bob", "hunter2")));
        assert!(
            shown.contains("***") && !shown.contains("hunter2"),
            "{shown}"
        );
    }

    #[test]
    fn a_user_without_a_password_accepts_any() {
        assert!(User::new("bob").accepts(b"guess"));
        assert!(User::new("bob").accepts(b""));
        assert!(!User::new("bob").password("secret").accepts(b""));
    }

    /// R-PM4: and may read, nothing else.
    #[test]
    fn the_guest_has_two_names() {
        let guest = User::anonymous();
        assert!(guest.answers_to(b"anonymous") && guest.answers_to(b"ftp"));
        assert!(!guest.answers_to(b"bob"));
        assert_eq!(guest.perms(), Perms::READ_ONLY);
    }

    /// R-PM1: whatever the order in which they were given.
    #[test]
    fn the_innermost_directory_decides() {
        let bob = User::new("bob")
            .perm_in("/a/b", "l")
            .perm_in("/a", "r")
            .perm_in("/ab", "w");
        assert_eq!(bob.perms_at(&"/a/b/c".into()).to_string(), "l");
        assert_eq!(bob.perms_at(&"/a/x".into()).to_string(), "r");
        assert_eq!(bob.perms_at(&"/".into()), Perms::ALL);
    }

    #[test]
    fn a_shallow_directory_ends_at_the_next_one() {
        let bob = User::new("bob").perm("l").perm_only_in("/a", "lw");
        for (path, letters) in [("/a", "lw"), ("/a/x", "lw"), ("/a/b/x", "l"), ("/", "l")] {
            assert_eq!(bob.perms_at(&path.into()).to_string(), letters, "{path}");
        }
        for (directory, vary) in [("/", true), ("/a", true), ("/a/b", true), ("/a/b/c", false)] {
            assert_eq!(bob.perms_vary_below(&directory.into()), vary, "{directory}");
        }
    }

    #[test]
    fn a_guest_who_may_write_is_noticed() {
        assert!(!User::anonymous().is_writing_guest());
        assert!(User::anonymous().perm("elrw").is_writing_guest());
        assert!(User::anonymous().perm_in("/in", "w").is_writing_guest());
        assert!(!User::new("anonymous").is_writing_guest());
    }

    #[test]
    #[should_panic(expected = "\"elq\" are no permissions: 'q' is no permission letter")]
    fn an_unknown_letter_panics_with_a_sentence() {
        let _ = User::new("bob").perm("elq");
    }
}
