//! Virtual hosts: what `HOST` chooses.

use bytes::Bytes;

use crate::auth::{Accounts, Authenticator, User};
use crate::protocol::{FtpPath, HostArg};

/// A host that clients may name by `HOST` (RFC 7151), with files, users and a greeting of its own where
/// it is given some; else those of the server.
///
/// Under TLS it has a certificate of its own, unless the test has brought one for the server. Clients get
/// it that name the host in their handshake or, where that names none, by `HOST` before `AUTH`; after a
/// handshake that has named a host, `HOST` may name no other.
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::session::VirtualHost;
///
/// let server = FtpServer::builder()
///     .file("/sales/a.csv", "1,2")
///     .host(VirtualHost::new("sales.example.com").root("/sales").user(("alice", "secret")))
///     .start();
///
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.custom_command("HOST sales.example.com", &[suppaftp::Status::Ready])?;
/// assert!(ftp.login("bob", "secret").is_err());
/// ftp.login("alice", "secret")?;
/// assert_eq!(ftp.nlst(None)?, ["a.csv"]);
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Debug)]
pub struct VirtualHost {
    name: HostArg,
    root: FtpPath,
    users: Option<Accounts>,
    greeting: Option<Bytes>,
}

impl VirtualHost {
    /// A host of this name, with all that the server has.
    ///
    /// # Panics
    /// When `name` is neither a domain name nor an address, or has a port.
    #[track_caller]
    pub fn new(name: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        let Ok(host) = HostArg::parse(name.as_bytes()) else {
            panic!("{name:?} is not the name of a host: expected one like \"ftp.example.com\"");
        };
        Self {
            name: host,
            root: FtpPath::root(),
            users: None,
            greeting: None,
        }
    }

    /// Shows this directory of the server as `/`; homes of users lie below it. Trees of `SMNT` do not.
    #[must_use]
    pub fn root(self, root: impl Into<FtpPath>) -> Self {
        Self {
            root: root.into(),
            ..self
        }
    }

    /// Adds a user of this host; those of the server are then none of it.
    #[must_use]
    pub fn user(mut self, user: impl Into<User>) -> Self {
        self.users.get_or_insert_default().add(user);
        self
    }

    /// Says this in the reply to `HOST`; line feeds make it a reply of several lines.
    #[must_use]
    pub fn greeting(self, text: impl AsRef<[u8]>) -> Self {
        Self {
            greeting: Some(Bytes::copy_from_slice(text.as_ref())),
            ..self
        }
    }

    pub(crate) const fn name(&self) -> &HostArg {
        &self.name
    }

    pub(super) const fn root_dir(&self) -> &FtpPath {
        &self.root
    }

    pub(super) fn authenticator(&self) -> Option<&dyn Authenticator> {
        let users = self.users.as_ref()?;
        Some(users)
    }

    pub(super) const fn text(&self) -> Option<&Bytes> {
        self.greeting.as_ref()
    }
}

impl From<&str> for VirtualHost {
    /// [`VirtualHost::new`].
    #[track_caller]
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for VirtualHost {
    /// [`VirtualHost::new`].
    #[track_caller]
    fn from(name: String) -> Self {
        Self::new(name)
    }
}
