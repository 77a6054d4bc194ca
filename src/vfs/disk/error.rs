//! From errors of the system.

use std::io::{self, ErrorKind};

use crate::vfs::FsError;

/// By kind; what has none of its own is [`FsError::Io`].
impl From<io::Error> for FsError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::AlreadyExists => Self::AlreadyExists,
            ErrorKind::CrossesDevices => Self::CrossDevice,
            ErrorKind::Deadlock | ErrorKind::ExecutableFileBusy | ErrorKind::ResourceBusy => {
                Self::Busy
            }
            ErrorKind::DirectoryNotEmpty => Self::DirectoryNotEmpty,
            ErrorKind::FileTooLarge => Self::FileTooBig,
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::InvalidData => Self::Corrupt,
            ErrorKind::InvalidFilename if cfg!(unix) => Self::NameTooLong,
            ErrorKind::InvalidFilename | ErrorKind::InvalidInput => Self::InvalidName,
            ErrorKind::IsADirectory => Self::IsADirectory,
            ErrorKind::NotADirectory => Self::NotADirectory,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::PermissionDenied => Self::PermissionDenied,
            ErrorKind::QuotaExceeded => Self::QuotaExceeded,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull => Self::NoSpace,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::Unsupported => Self::Unsupported,
            ErrorKind::WouldBlock => Self::WouldBlock,
            _ => by_number(&error),
        }
    }
}

/// What the standard library has no kind for.
#[cfg(unix)]
fn by_number(error: &io::Error) -> FsError {
    match error.raw_os_error() {
        // Links that lead in circles lead nowhere.
        Some(libc::ELOOP) => FsError::NotFound,
        Some(libc::EMFILE | libc::ENFILE) => FsError::TooManyOpenFiles,
        _ => FsError::Io,
    }
}

#[cfg(not(unix))]
fn by_number(_error: &io::Error) -> FsError {
    FsError::Io
}

#[cfg(all(test, unix))]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(libc::ENOENT, FsError::NotFound)]
    #[case(libc::EACCES, FsError::PermissionDenied)]
    #[case(libc::ENAMETOOLONG, FsError::NameTooLong)]
    #[case(libc::ENOSPC, FsError::NoSpace)]
    #[case(libc::EDQUOT, FsError::QuotaExceeded)]
    #[case(libc::EXDEV, FsError::CrossDevice)]
    #[case(libc::EROFS, FsError::ReadOnly)]
    #[case(libc::EMFILE, FsError::TooManyOpenFiles)]
    #[case(libc::ELOOP, FsError::NotFound)]
    #[case(libc::EFBIG, FsError::FileTooBig)]
    #[case(libc::EIO, FsError::Io)]
    fn errors_of_the_system_keep_their_meaning(#[case] number: i32, #[case] expected: FsError) {
        assert_eq!(
            FsError::from(io::Error::from_raw_os_error(number)),
            expected
        );
    }
}
