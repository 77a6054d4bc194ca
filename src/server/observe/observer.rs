//! Who is told.

use std::sync::Arc;

use super::{Client, EventKind, ServerEvent};
use crate::auth::Secret;
use crate::protocol::{FtpPath, Reply, UnixTime};
use crate::session::Change;
use crate::transcript::{Closing, Data};

/// Told of what clients do to a server, by [`Builder::observe`](crate::Builder::observe): a method
/// for each event, all of which do nothing until they are written.
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::protocol::{FtpPath, Reply};
/// use ftpmock::server::{Client, Observer};
/// use ftpmock::transcript::Data;
/// use std::sync::{Arc, Mutex};
///
/// #[derive(Default)]
/// struct Inbox(Mutex<Vec<String>>);
///
/// impl Observer for Inbox {
///     fn may_log_in(&self, client: &Client) -> Result<(), Reply> {
///         match client.user.as_deref() {
///             Some(b"mallory") => Err((530, "Not you.").into()),
///             _ => Ok(()),
///         }
///     }
///
///     fn file_received(&self, _: &Client, file: &FtpPath, _: &Data) {
///         self.0.lock().unwrap().push(file.to_string());
///     }
/// }
///
/// let inbox = Arc::new(Inbox::default());
/// let server = FtpServer::builder().observe(Arc::clone(&inbox)).start();
///
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// assert!(ftp.login("mallory", "secret").is_err());
/// ftp.login("alice", "secret")?;
/// ftp.put_file("a.txt", &mut &b"x"[..])?;
/// assert_eq!(*inbox.0.lock().unwrap(), ["/a.txt"]);
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
///
/// # When
/// Observers are told before the client gets the reply that ends the command, so what the client
/// has seen, observers have been told. Two that watch one server are called in the order in which
/// they were added. The events of one session come one after the other; those of different sessions
/// may come at the same time, on different threads.
///
/// What a rule answers in place of the server does not happen: there is no event. A client has
/// connected all the same, however a rule greets it.
///
/// # Code that blocks or panics
/// An observer may block: only the session that it is told of waits. A panic in it is reported by
/// verification with the line where the observer was added; the command that it was told of gets
/// 451 instead of its reply, a login fails with 451, and a client that just connected gets 421.
#[allow(unused_variables, reason = "the names are for those who implement it")]
pub trait Observer: Send + Sync {
    /// Whether a client may stay that has just connected; all observers are asked before the first
    /// is told.
    ///
    /// # Errors
    /// The reply that it gets in place of the greeting, such as `(421, "Not today.")`; the
    /// connection is closed after it.
    fn may_connect(&self, client: &Client) -> Result<(), Reply> {
        Ok(())
    }

    /// A client connected; it is greeted after this.
    fn connected(&self, client: &Client) {}

    /// A client is gone, or about to be sent away.
    fn disconnected(&self, client: &Client, how: Closing) {}

    /// Whether a user may log in whose password is right.
    ///
    /// # Errors
    /// The reply that they get, such as `(530, "Not you.")`; it counts as a failed login.
    fn may_log_in(&self, client: &Client) -> Result<(), Reply> {
        Ok(())
    }

    /// A user logged in.
    fn logged_in(&self, client: &Client) {}

    /// Somebody tried to log in, in vain.
    fn login_failed(&self, client: &Client, user: &[u8], password: &Secret) {}

    /// A user logged out, by `QUIT`, `REIN` or `USER`; not by just hanging up.
    fn logged_out(&self, client: &Client) {}

    /// A file was sent completely.
    fn file_sent(&self, client: &Client, file: &FtpPath, data: &Data) {}

    /// A file was received completely; it is in the server's files, and the client does not know
    /// yet.
    fn file_received(&self, client: &Client, file: &FtpPath, data: &Data) {}

    /// A file was not sent to its end.
    fn incomplete_sent(&self, client: &Client, file: &FtpPath, data: &Data) {}

    /// A file was not received to its end.
    fn incomplete_received(&self, client: &Client, file: &FtpPath, data: &Data) {}

    /// A directory was made.
    fn dir_made(&self, client: &Client, dir: &FtpPath) {}

    /// A directory was removed.
    fn dir_removed(&self, client: &Client, dir: &FtpPath) {}

    /// A file or link was removed.
    fn file_removed(&self, client: &Client, file: &FtpPath) {}

    /// The server made a copy of a file, at the client's request.
    fn file_copied(&self, client: &Client, from: &FtpPath, to: &FtpPath) {}

    /// A symbolic link was made.
    fn link_made(&self, client: &Client, link: &FtpPath, target: &[u8]) {}

    /// A file or directory got another name.
    fn renamed(&self, client: &Client, from: &FtpPath, to: &FtpPath) {}

    /// A file or directory got other permission bits.
    fn mode_changed(&self, client: &Client, path: &FtpPath, mode: u32) {}

    /// A file or directory got another time of modification.
    fn time_changed(&self, client: &Client, path: &FtpPath, time: UnixTime) {}
}

/// Calls the method of an event.
pub(super) fn tell(observer: &dyn Observer, event: &ServerEvent) {
    let client = &event.client;
    match &event.kind {
        EventKind::Changed(change) => tell_change(observer, client, change),
        EventKind::Connected => observer.connected(client),
        EventKind::Disconnected(how) => observer.disconnected(client, *how),
        EventKind::FileReceived(file, data) => observer.file_received(client, file, data),
        EventKind::FileSent(file, data) => observer.file_sent(client, file, data),
        EventKind::IncompleteReceived(file, data) => {
            observer.incomplete_received(client, file, data);
        }
        EventKind::IncompleteSent(file, data) => observer.incomplete_sent(client, file, data),
        EventKind::LoggedIn => observer.logged_in(client),
        EventKind::LoggedOut => observer.logged_out(client),
        EventKind::LoginFailed { user, password } => observer.login_failed(client, user, password),
    }
}

fn tell_change(observer: &dyn Observer, client: &Client, change: &Change) {
    match change {
        Change::DirMade(path) => observer.dir_made(client, path),
        Change::DirRemoved(path) => observer.dir_removed(client, path),
        Change::FileCopied { from, to } => observer.file_copied(client, from, to),
        Change::FileRemoved(path) => observer.file_removed(client, path),
        Change::LinkMade { path, target } => observer.link_made(client, path, target),
        Change::ModeChanged { path, mode } => observer.mode_changed(client, path, *mode),
        Change::Renamed { from, to } => observer.renamed(client, from, to),
        Change::TimeChanged { path, time } => observer.time_changed(client, path, *time),
    }
}

/// Passes everything on: a test can keep a clone of what it gives to a server.
macro_rules! passed_on {
    ($($method:ident($($name:ident: $kind:ty),*) $(-> $result:ty)?;)*) => {
        impl<T: Observer + ?Sized> Observer for Arc<T> {
            $(fn $method(&self, client: &Client, $($name: $kind),*) $(-> $result)? {
                (**self).$method(client, $($name),*)
            })*
        }
    };
}

passed_on! {
    may_connect() -> Result<(), Reply>;
    connected();
    disconnected(how: Closing);
    may_log_in() -> Result<(), Reply>;
    logged_in();
    login_failed(user: &[u8], password: &Secret);
    logged_out();
    file_sent(file: &FtpPath, data: &Data);
    file_received(file: &FtpPath, data: &Data);
    incomplete_sent(file: &FtpPath, data: &Data);
    incomplete_received(file: &FtpPath, data: &Data);
    dir_made(dir: &FtpPath);
    dir_removed(dir: &FtpPath);
    file_removed(file: &FtpPath);
    file_copied(from: &FtpPath, to: &FtpPath);
    link_made(link: &FtpPath, target: &[u8]);
    renamed(from: &FtpPath, to: &FtpPath);
    mode_changed(path: &FtpPath, mode: u32);
    time_changed(path: &FtpPath, time: UnixTime);
}
