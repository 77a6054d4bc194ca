//! What the server says, and in which octets.

use std::net::SocketAddr;
use std::sync::Arc;

use super::Builder;
use crate::session::{Encoding, Greeting};

impl Builder {
    /// The text of the greeting; line feeds make it a reply of several lines. Default:
    /// `ftpmock ready`.
    pub fn greeting(mut self, text: impl AsRef<[u8]>) -> Self {
        self.policy.greeting = Greeting::Text(bytes::Bytes::copy_from_slice(text.as_ref()));
        self
    }

    /// Greets each client with a text of its own. When the closure panics, the client gets 421 in the
    /// place of the greeting, and verification reports it.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder()
    ///     .greeting_for(|peer| format!("Hello {}.\nBe nice.", peer.ip()))
    ///     .start();
    /// let ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// assert!(ftp.get_welcome_msg().unwrap().contains("Be nice."));
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn greeting_for<T: Into<Vec<u8>>>(
        mut self,
        text: impl Fn(SocketAddr) -> T + Send + Sync + 'static,
    ) -> Self {
        self.policy.greeting = Greeting::Made(Arc::new(move |peer| text(peer).into()));
        self
    }

    /// What octets beyond ASCII mean on the control connection and in listings. Default:
    /// [`Encoding::Utf8`].
    ///
    /// ```
    /// use ftpmock::session::Encoding;
    ///
    /// let server = ftpmock::FtpServer::builder().encoding(Encoding::Latin1).start();
    /// ```
    pub const fn encoding(mut self, encoding: Encoding) -> Self {
        self.policy.encoding = encoding;
        self
    }

    /// Shows the times of `LIST` and `STAT` so many minutes ahead of UTC, as servers do that show the
    /// time of their own place; `SITE ZONE` tells it. `MDTM`, `MLSD` and `MLST` are always UTC (RFC
    /// 3659, section 2.3). Default: 0.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().list_utc_offset(-5 * 60).start();
    /// ```
    ///
    /// # Panics
    /// When it is a day or more.
    #[track_caller]
    pub fn list_utc_offset(mut self, minutes: i16) -> Self {
        assert!(
            minutes.unsigned_abs() < 24 * 60,
            "list_utc_offset({minutes}) is a day or more: expected minutes like 120 for UTC+2"
        );
        self.policy.list_offset = i32::from(minutes) * 60;
        self
    }
}
