//! Data connections: where they may come from and go to.

use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

use super::Builder;
use crate::session::ForeignData;

impl Builder {
    /// Listens for data connections on these ports only; when none of them is free, `PASV` and `EPSV`
    /// get 425. Default: any port.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().passive_ports(30000..=30009).start();
    /// ```
    ///
    /// # Panics
    /// When the range is empty or begins with 0.
    #[track_caller]
    pub fn passive_ports(mut self, ports: RangeInclusive<u16>) -> Self {
        assert!(
            !ports.is_empty() && *ports.start() > 0,
            "passive_ports({ports:?}) has no port to listen on: expected a range like 30000..=30009"
        );
        self.policy.passive_ports = Some(ports);
        self
    }

    /// The address that `PASV` tells, in the place of the server's own, as behind a router. Default:
    /// the address that the client has reached.
    ///
    /// ```
    /// use std::net::Ipv4Addr;
    ///
    /// // Clients that know routers connect to where they came from.
    /// let outside = Ipv4Addr::new(192, 0, 2, 1);
    /// let server = ftpmock::FtpServer::builder().masquerade(outside).start();
    /// ```
    pub const fn masquerade(mut self, address: Ipv4Addr) -> Self {
        self.policy.masquerade = Some(address);
        self
    }

    /// What becomes of a data connection from another host than the client. Default:
    /// [`ForeignData::Drop`].
    ///
    /// ```
    /// use ftpmock::session::ForeignData;
    ///
    /// let server = ftpmock::FtpServer::builder().foreign_data(ForeignData::Allow).start();
    /// ```
    pub const fn foreign_data(mut self, how: ForeignData) -> Self {
        self.policy.foreign_data = how;
        self
    }

    /// Whether `PORT` and `EPRT` may name another host than the client, as transfers between two
    /// servers need it; never a port below 1024. Default: they get 504.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().fxp_active(true).start();
    /// ```
    pub const fn fxp_active(mut self, allowed: bool) -> Self {
        self.policy.fxp_active = allowed;
        self
    }

    /// Whether a transfer without `PASV` or `PORT` before it connects to the port that the client's
    /// control connection comes from (RFC 959, section 3.2). Default: it gets 425.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().default_data_port(true).start();
    /// ```
    pub const fn default_data_port(mut self, on: bool) -> Self {
        self.policy.default_data_port = on;
        self
    }
}
