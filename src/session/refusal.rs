//! The single place where errors become replies.

use crate::auth::LoginError;
use crate::protocol::{Reply, SyntaxError, replies};
use crate::vfs::FsError;

/// A reply that ends a command early.
#[derive(Clone, Debug)]
pub(super) struct Refusal(pub(super) Reply);

impl From<Reply> for Refusal {
    fn from(reply: Reply) -> Self {
        Self(reply)
    }
}

impl From<FsError> for Refusal {
    /// The left column of PROTOCOL's map: the object exists, or should.
    fn from(error: FsError) -> Self {
        Self(match error {
            FsError::AlreadyExists => replies::exists(),
            FsError::Busy
            | FsError::Interrupted
            | FsError::Locked
            | FsError::TimedOut
            | FsError::TooManyOpenFiles
            | FsError::WouldBlock => replies::busy(),
            FsError::DirectoryNotEmpty => replies::not_empty(),
            FsError::FileTooBig | FsError::QuotaExceeded => replies::quota_exceeded(),
            FsError::InvalidOffset => replies::invalid_rest(),
            FsError::IsADirectory => replies::is_a_directory(),
            FsError::NoSpace => replies::no_space(),
            FsError::NotADirectory => replies::not_a_directory(),
            FsError::PermissionDenied | FsError::ReadOnly => replies::permission_denied(),
            FsError::Reply(code, text) => Reply::keyed("", code, text),
            FsError::Unsupported => replies::parameter_unsupported(),
            FsError::CrossDevice => replies::unavailable(),
            FsError::InvalidName | FsError::NameTooLong => replies::name_invalid(),
            FsError::NotFound => replies::not_found(),
            // Io, Corrupt, and kinds that are yet to come.
            _ => replies::local_error(),
        })
    }
}

impl Refusal {
    /// The right column of the map: the command gives a new name.
    pub(super) fn new_name(error: FsError) -> Self {
        match error {
            FsError::InvalidName | FsError::NameTooLong => Self(replies::name_not_allowed()),
            other => other.into(),
        }
    }
}

impl From<SyntaxError> for Refusal {
    fn from(error: SyntaxError) -> Self {
        Self(replies::syntax(error))
    }
}

impl From<LoginError> for Refusal {
    /// One answer for every reason, unless the authenticator says otherwise: it must not tell which
    /// names exist (R-S4).
    fn from(error: LoginError) -> Self {
        Self(match error {
            LoginError::Reply(code, text) => Reply::keyed("", code, text),
            LoginError::Refused => replies::login_incorrect(),
        })
    }
}
