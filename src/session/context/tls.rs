//! What TLS means to commands.

use super::{Context, Refusal};
use crate::protocol::{HostArg, Reply, replies};
use crate::session::security::{DataPolicy, Protection, Security};
use crate::session::{ReusePolicy, Secured};

impl Context<'_> {
    /// Refuses to hear names and passwords in clear, where that is so demanded (R-S16).
    pub(in crate::session) fn need_protected_control(&self) -> Result<(), Refusal> {
        if self.policy.tls.control_required && !self.state.security.protects_control() {
            return Err(replies::tls_required().into());
        }
        Ok(())
    }

    /// Refuses data connections in clear, where protected ones are demanded.
    pub(in crate::session) fn need_protection(&self) -> Result<(), Refusal> {
        if self.policy.tls.data == DataPolicy::Required && !self.state.security.is_private() {
            return Err(replies::private_data_required().into());
        }
        Ok(())
    }

    /// A handshake on the control connection is over; one that nobody has asked for comes before
    /// the greeting, and then the data connections are protected, too.
    pub(in crate::session) fn secured(&mut self, secured: Secured) {
        if self.state.security == Security::Clear {
            self.state.security = Security::Tls(Protection::Private);
            self.state.implicit = true;
        }
        self.state.certified = secured.user;
        let name = secured.server_name.as_ref();
        self.state.server_name = name.and_then(|name| HostArg::parse(name.as_bytes()).ok());
    }

    /// Refuses `HOST` with another name than the handshake has named (RFC 7151, section 3.2).
    pub(in crate::session) fn need_same_server_name(&self, host: &HostArg) -> Result<(), Refusal> {
        match &self.state.server_name {
            Some(name) if name != host => Err(replies::unknown_host().into()),
            _ => Ok(()),
        }
    }

    /// What a data connection is answered that does not prove whose it is.
    pub(in crate::session) fn not_resumed(&self) -> Reply {
        match self.policy.tls.reuse {
            ReusePolicy::Required425 => replies::data_not_resumed_425(),
            ReusePolicy::Optional | ReusePolicy::Required522 => replies::data_not_resumed(),
        }
    }

    /// Forgets the protection, as `REIN` does; whether the control connection has to go on in
    /// clear.
    pub(in crate::session) fn unprotect(&mut self) -> bool {
        let was = self.state.security.protects_control();
        if self.state.implicit {
            self.state.security = Security::Tls(Protection::Private);
            return false;
        }
        self.state.security = Security::Clear;
        self.state.certified = None;
        self.state.server_name = None;
        was
    }
}
