//! Wrong addresses and odd shapes in the replies to `PASV` and `EPSV`.

use std::net::Ipv4Addr;

use bytes::Bytes;

use super::{ControlFault, Fault, scripted};

impl Fault {
    /// The reply to `PASV` names this host instead of the server's: one behind a NAT, one that does
    /// not route, somebody else's. To `EPSV` it names a host at all: `(|1|10.0.0.1|50000|)`.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::builder().file("/a", "x").start();
    /// server.on(PASV).fault(Fault::wrong_pasv_host([192, 0, 2, 1]));
    ///
    /// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
    /// ftp.login("alice", "secret")?;
    /// ftp.set_passive_nat_workaround(true); // or it would wait for 192.0.2.1
    /// assert_eq!(ftp.retr_as_buffer("/a")?.into_inner(), b"x");
    /// # Ok::<(), suppaftp::FtpError>(())
    /// ```
    pub fn wrong_pasv_host(host: impl Into<Ipv4Addr>) -> Self {
        Self::of_control(vec![ControlFault::PassiveHost(host.into())])
    }

    /// The reply to `PASV` or `EPSV` names this port instead of the one that listens; a number beyond
    /// 65535 is no port at all.
    pub fn wrong_pasv_port(port: u32) -> Self {
        Self::of_control(vec![ControlFault::PassivePort(port)])
    }

    /// The reply to `PASV` or `EPSV` has this code and this text, in which these are filled in:
    /// `{ip}` 127.0.0.1, `{h}` 127,0,0,1, `{port}` 50001, `{p}` 195,81.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let no_parentheses = Fault::passive_as(227, "Entering Passive Mode {h},{p}");
    /// server.on(PASV).once().optional().fault(no_parentheses);
    /// let of_the_other_kind = Fault::passive_as(229, "Entering Extended Passive Mode (|||{port}|)");
    /// server.on(PASV).optional().fault(of_the_other_kind);
    /// server.on(EPSV).optional().fault(Fault::passive_as(229, "Try (!!!{port}!)."));
    /// ```
    ///
    /// # Panics
    /// When `code` is not a reply code (100 to 659).
    #[track_caller]
    pub fn passive_as(code: u16, text: impl AsRef<[u8]>) -> Self {
        let code = scripted(code, &text).code();
        let text = Bytes::copy_from_slice(text.as_ref());
        Self::of_control(vec![ControlFault::PassiveAs(code, text)])
    }
}
