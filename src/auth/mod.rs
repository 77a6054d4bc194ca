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
mod perms;
mod secret;
mod user;

pub use accounts::{Accounts, Anyone};
pub use perms::{Perm, Perms, UnknownPerm};
pub use secret::Secret;
pub use user::User;

use std::fmt::{self, Debug};

use crate::protocol::Code;

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

    /// Whether [`login`](Self::login) may wait for something. `true` is always right.
    fn may_block(&self) -> bool {
        true
    }
}

/// What a client said about itself with `USER` and `PASS`.
///
/// The password is not shown by `Debug`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Credentials<'a> {
    /// The argument of `USER`.
    pub user: &'a [u8],
    /// The argument of `PASS`; empty if there was none.
    pub password: &'a [u8],
}

impl<'a> Credentials<'a> {
    /// A name and a password.
    pub fn new(user: &'a [u8], password: &'a [u8]) -> Self {
        Self { user, password }
    }
}

impl Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user.escape_ascii().to_string())
            .field("password", &"***")
            .finish()
    }
}

/// Why a login failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginError {
    /// No such user, or not this password: which of the two stays untold.
    Refused,
    /// A reply of the authenticator's own choice: a code of 400 to 599 and its text.
    Reply(Code, String),
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("login refused"),
            Self::Reply(code, text) => write!(f, "{} {text}", code.get()),
        }
    }
}

impl std::error::Error for LoginError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_a_password() {
        let shown = format!("{:?}", Credentials::new(b"bob", b"hunter2"));
        assert_eq!(shown, r#"Credentials { user: "bob", password: "***" }"#);
    }
}
