//! Who may log in.

use std::sync::Arc;

use super::Builder;
use crate::auth::{Accounts, Asking, Authenticator, Credentials, Impersonate, LoginError, User};

/// Who may log in.
pub(in crate::server) enum Login {
    Custom(Arc<dyn Authenticator>),
    Users(Accounts),
}

impl Default for Login {
    fn default() -> Self {
        Self::Users(Accounts::open())
    }
}

impl Login {
    /// The list of users, where there is one.
    pub(in crate::server) fn accounts(&self) -> Option<Accounts> {
        match self {
            Self::Custom(_) => None,
            Self::Users(accounts) => Some(accounts.clone()),
        }
    }

    pub(in crate::server) fn into_authenticator(self) -> Arc<dyn Authenticator> {
        match self {
            Self::Custom(authenticator) => authenticator,
            Self::Users(accounts) => Arc::new(accounts),
        }
    }
}

impl Builder {
    /// Adds a user; from the first one on, only users who were added can log in.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .user(("alice", "secret"))
    ///     .user(("bob", "secret", "elr"))
    ///     .user(User::new("carol").password("secret").home("/home/carol").start_dir("/in"))
    ///     .start();
    /// ```
    pub fn user(mut self, user: impl Into<User>) -> Self {
        if let Login::Custom(_) = self.login {
            self.login = Login::default();
        }
        if let Login::Users(accounts) = &self.login {
            accounts.add(user);
        }
        self
    }

    /// Lets `anonymous` and `ftp` log in with any password, to read and list.
    pub fn anonymous(self) -> Self {
        self.user(User::anonymous())
    }

    /// Takes its users from this list, which the test keeps and may change while the server runs, and
    /// which other servers may use, too. Users added to the builder later are added to it.
    ///
    /// ```
    /// use ftpmock::auth::Accounts;
    /// use ftpmock::prelude::*;
    ///
    /// let accounts = Accounts::new(); // nobody
    /// let server = FtpServer::builder().accounts(&accounts).start();
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(ftp.login("alice", "secret").is_err());
    /// accounts.add(("alice", "secret"));
    /// ftp.login("alice", "secret")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn accounts(mut self, accounts: &Accounts) -> Self {
        self.login = Login::Users(accounts.clone());
        self
    }

    /// Asks this closure who may log in. It may block, and it may panic: see [`Authenticator`].
    ///
    /// ```
    /// use ftpmock::auth::LoginError;
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .authenticate(|who| match who.peer {
    ///         Some(peer) if peer.ip().is_loopback() => Ok(User::new(who.user)),
    ///         _ => Err(LoginError::Refused),
    ///     })
    ///     .start();
    /// suppaftp::FtpStream::connect(server.addr())?.login("alice", "secret")?;
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn authenticate<F>(self, login: F) -> Self
    where
        F: Fn(&Credentials<'_>) -> Result<User, LoginError> + Send + Sync + 'static,
    {
        self.authenticator(Asking(login))
    }

    /// Lets the thread that uses the files act as the user of the session meanwhile: see
    /// [`Impersonate`].
    pub fn impersonate(mut self, how: impl Impersonate + 'static) -> Self {
        self.policy.impersonate = Some(Arc::new(how));
        self
    }

    /// Asks this value who may log in, instead of a list of users: see [`Authenticator`].
    pub fn authenticator(mut self, authenticator: impl Authenticator + 'static) -> Self {
        self.login = Login::Custom(Arc::new(authenticator));
        self
    }
}
