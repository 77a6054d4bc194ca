//! Who may log in, and what they may do then.
//!
//! An [`Authenticator`] turns [`Credentials`] into a [`User`]. [`Anyone`] lets everybody in,
//! [`Accounts`] asks for a name and a password.
//!
//! ```
//! use ftpmock::auth::{Accounts, Authenticator, Credentials, User};
//!
//! let accounts = Accounts::from_iter([User::new("alice").password("secret").perm("elr")]);
//! let alice = accounts.login(&Credentials::new(b"alice", b"secret"))?;
//! assert_eq!(alice.perms().to_string(), "elr");
//! assert!(accounts.login(&Credentials::new(b"alice", b"guess")).is_err());
//! # Ok::<(), ftpmock::auth::LoginError>(())
//! ```

mod accounts;
mod credentials;
mod impersonate;
mod overrides;
mod perms;
mod secret;
mod user;

pub(crate) use accounts::Asking;
pub use accounts::{Accounts, Anyone};
pub use credentials::{Credentials, LoginError};
pub use impersonate::{Guard, Impersonate, ImpersonationRefused};
pub use perms::{Perm, Perms, UnknownPerm};
pub use secret::Secret;
pub use user::{AccountPolicy, User};

use std::fmt::Debug;

/// Decides who may log in, in place of a list of users:
/// [`Builder::authenticator`](crate::Builder::authenticator).
///
/// ```
/// use ftpmock::auth::{Authenticator, Credentials, LoginError};
/// use ftpmock::prelude::*;
///
/// /// Everybody whose password is the name spelled backwards.
/// #[derive(Debug)]
/// struct Backwards;
///
/// impl Authenticator for Backwards {
///     fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError> {
///         if who.user.iter().rev().eq(who.password) {
///             Ok(User::new(who.user).home("/home"))
///         } else {
///             Err(LoginError::Refused)
///         }
///     }
/// }
///
/// let server = FtpServer::builder().dir("/home").authenticator(Backwards).start();
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// assert!(ftp.login("alice", "secret").is_err());
/// ftp.login("alice", "ecila")?;
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
///
/// It may block, and it may panic: only its own session waits, the client gets 451, and verification
/// reports the panic.
pub trait Authenticator: Debug + Send + Sync {
    /// The user these credentials belong to.
    ///
    /// # Errors
    /// When nobody is to get in: 530, or a reply of one's own.
    fn login(&self, who: &Credentials<'_>) -> Result<User, LoginError>;

    /// The user of this name, if the name alone is enough: `USER` then gets 230. Nobody unless said
    /// otherwise.
    fn admit(&self, user: &[u8]) -> Option<User> {
        let _ = user;
        None
    }

    /// What has become of a user who is logged in; asked before each of the user's commands.
    ///
    /// Default: [`Standing::Same`], a login lasts as long as the session.
    fn standing(&self, _user: &User) -> Standing {
        Standing::Same
    }

    /// Whether any of these may wait for something. `true` is always right.
    fn may_block(&self) -> bool {
        true
    }
}

/// What has become of a user who is logged in: see [`Authenticator::standing`].
///
/// ```
/// use ftpmock::auth::{Accounts, Authenticator, Credentials, Standing};
///
/// let accounts = Accounts::from_iter([("alice", "secret")]);
/// let alice = accounts.login(&Credentials::new(b"alice", b"secret"))?;
/// assert!(matches!(accounts.standing(&alice), Standing::Same));
/// accounts.remove("alice");
/// assert!(matches!(accounts.standing(&alice), Standing::Gone));
/// # Ok::<(), ftpmock::auth::LoginError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Standing {
    /// There is another account of that name: its letters and directories count from now on.
    Changed(Box<User>),
    /// There is no such user any more: the session is logged out.
    Gone,
    /// Nothing has happened.
    Same,
}
