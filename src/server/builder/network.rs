//! Data connections: where they may come from and go to.

use std::net::IpAddr;

use super::Builder;
use crate::server::Throttle;
use crate::session::ForeignData;

impl Builder {
    /// Listens for data connections on these ports only, tried in random order; when none of them is
    /// free, `PASV` and `EPSV` get 425. Default: any port.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().passive_ports(30000..=30009).start();
    /// let other = ftpmock::FtpServer::builder().passive_ports([30020, 30030]).start();
    /// ```
    ///
    /// # Panics
    /// When there is no port, or one of them is 0.
    #[track_caller]
    pub fn passive_ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        let ports: Vec<u16> = ports.into_iter().collect();
        assert!(
            !ports.is_empty() && !ports.contains(&0),
            "passive_ports({ports:?}) has no port to listen on: expected some like 30000..=30009"
        );
        self.policy.passive_ports = Some(ports.into());
        self
    }

    /// Whether any port will do when none of the [`passive_ports`](Self::passive_ports) is free.
    /// Default: `PASV` and `EPSV` get 425 then.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder()
    ///     .passive_ports([30000])
    ///     .passive_ports_or_any(true)
    ///     .start();
    /// ```
    pub const fn passive_ports_or_any(mut self, any: bool) -> Self {
        self.policy.passive_ports_or_any = any;
        self
    }

    /// The address that `PASV` tells, in the place of the server's own, as behind a router; or any other
    /// text, with commas for its dots. Default: the address that the client has reached.
    ///
    /// ```
    /// use std::net::Ipv4Addr;
    ///
    /// // Clients that know routers connect to where they came from.
    /// let outside = Ipv4Addr::new(192, 0, 2, 1);
    /// let server = ftpmock::FtpServer::builder().masquerade(outside).start();
    /// // All clients stumble over this one.
    /// let broken = ftpmock::FtpServer::builder().masquerade("256.256.256.256").start();
    /// ```
    pub fn masquerade(mut self, address: impl ToString) -> Self {
        self.policy.masquerade = Some(address.to_string().into());
        self
    }

    /// [`masquerade`](Self::masquerade) for clients that have reached the server at `local`, as when
    /// it has one address inside and one outside; goes before the one for all.
    ///
    /// ```
    /// use std::net::Ipv4Addr;
    ///
    /// let outside = Ipv4Addr::new(192, 0, 2, 1);
    /// let server = ftpmock::FtpServer::builder()
    ///     .masquerade_at(Ipv4Addr::new(10, 0, 0, 1), outside)
    ///     .start();
    /// ```
    pub fn masquerade_at(mut self, local: impl Into<IpAddr>, address: impl ToString) -> Self {
        let address = address.to_string().into();
        self.policy.masquerade_at.push((local.into(), address));
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
    /// servers need it, and any host at that. Default: they get 504.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().fxp_active(true).start();
    /// ```
    pub const fn fxp_active(mut self, allowed: bool) -> Self {
        self.policy.fxp_active = allowed;
        self
    }

    /// Hosts that data connections may come from and go to, besides the client: those of servers that
    /// exchange files with this one. Default: none.
    ///
    /// ```
    /// let other = ftpmock::FtpServer::start();
    /// let server = ftpmock::FtpServer::builder().fxp_with([other.addr().ip()]).start();
    /// ```
    pub fn fxp_with(mut self, hosts: impl IntoIterator<Item = IpAddr>) -> Self {
        self.policy.fxp_hosts.extend(hosts);
        self
    }

    /// Whether `PORT` and `EPRT` may name a port below 1024. Default: they get 504, for those are the
    /// ports of other services (RFC 2577).
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().privileged_ports(true).start();
    /// ```
    pub const fn privileged_ports(mut self, allowed: bool) -> Self {
        self.policy.privileged_ports = allowed;
        self
    }

    /// Limits how fast data move; of several limits each one counts. Default: none.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    /// use ftpmock::server::Throttle;
    ///
    /// let limit = Throttle::user().upload(64 * KIB).download(256 * KIB);
    /// let server = FtpServer::builder().throttle(limit).start();
    /// ```
    pub fn throttle(mut self, limit: Throttle) -> Self {
        self.throttles.add(limit);
        self
    }

    /// Whether small packets of the control connection are sent at once (`TCP_NODELAY`). Default: they
    /// are.
    ///
    /// ```
    /// let server = ftpmock::FtpServer::builder().tcp_nodelay(false).start();
    /// ```
    pub const fn tcp_nodelay(mut self, at_once: bool) -> Self {
        self.policy.tcp_nodelay = at_once;
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
