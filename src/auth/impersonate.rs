//! Acting as somebody else, for the time of one call.

use std::fmt::{self, Debug};

use super::User;

/// Makes the thread act as the user of a session while a filesystem works for it, as servers do whose
/// users are those of the system: [`Builder::impersonate`](crate::Builder::impersonate).
///
/// [`enter`](Self::enter) is called before each call of the filesystem and of its open files that a
/// session makes for a user, on the thread that makes the call; the guard is dropped on the same
/// thread right after it, also when the call panics. Sessions move between threads, so a guard must not
/// count on the next one being made where it was.
///
/// ```
/// use std::sync::Mutex;
///
/// use ftpmock::auth::{Guard, Impersonate, ImpersonationRefused};
/// use ftpmock::prelude::*;
///
/// #[derive(Debug)]
/// struct OneAtATime(Mutex<()>);
///
/// impl Impersonate for OneAtATime {
///     fn enter<'a>(&'a self, user: &'a User) -> Result<Box<dyn Guard + 'a>, ImpersonationRefused> {
///         match user.name() {
///             b"nobody" => Err(ImpersonationRefused),
///             _ => Ok(Box::new(self.0.lock().unwrap())),
///         }
///     }
/// }
///
/// let server = FtpServer::builder().impersonate(OneAtATime(Mutex::new(()))).start();
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("nobody", "")?;
/// assert!(ftp.mkdir("d").is_err());
/// ftp.login("alice", "")?;
/// ftp.mkdir("d")?;
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
pub trait Impersonate: Debug + Send + Sync {
    /// Acts as `user` on this thread until the guard is dropped.
    ///
    /// # Errors
    /// When that is not possible: the command gets 550, or what it gets when permission is denied.
    fn enter<'a>(&'a self, user: &'a User) -> Result<Box<dyn Guard + 'a>, ImpersonationRefused>;
}

/// What [`Impersonate::enter`] gives: any value that ends the impersonation when it is dropped. It
/// need not be `Send`.
pub trait Guard {}

impl<T> Guard for T {}

/// A thread can not act as this user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ImpersonationRefused;

impl fmt::Display for ImpersonationRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("impersonation refused")
    }
}

impl std::error::Error for ImpersonationRefused {}
