//! What a client says about itself, and why that is not enough.

use std::fmt;
use std::net::SocketAddr;

use crate::protocol::Code;

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
    /// The client has proved with a certificate that it is this user; there is no password.
    pub certified: bool,
    /// Where the client is, when a server asks.
    pub peer: Option<SocketAddr>,
    /// Whether the control connection is encrypted.
    pub protected: bool,
}

impl<'a> Credentials<'a> {
    /// A name and a password, said by nobody in particular.
    pub fn new(user: &'a [u8], password: &'a [u8]) -> Self {
        Self {
            user,
            password,
            certified: false,
            peer: None,
            protected: false,
        }
    }

    /// The name in a certificate that was checked.
    pub fn certified(user: &'a [u8]) -> Self {
        Self {
            certified: true,
            protected: true,
            ..Self::new(user, b"")
        }
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user.escape_ascii().to_string())
            .field("password", &"***")
            .field("peer", &self.peer)
            .field("protected", &self.protected)
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
        let expected =
            r#"Credentials { user: "bob", password: "***", peer: None, protected: false }"#;
        assert_eq!(shown, expected);
    }
}
