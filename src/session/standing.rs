//! What becomes of a session whose user's account changes.

use bytes::Bytes;

use super::state::{DataPort, Login};
use super::{Effect, Env, ExchangeId, Session, VirtualHost};
use crate::auth::Standing;

impl Session {
    /// Takes note of what has become of the user's account; a transfer goes on to its end first.
    pub(super) fn check_standing(&mut self, exchange: ExchangeId, env: &mut Env<'_>) {
        let Login::In(user) = &mut self.state.login else {
            return;
        };
        if matches!(self.state.data_port, DataPort::Busy(_)) {
            return;
        }
        let host = self.state.parameters.host;
        let host = host.and_then(|at| self.policy.hosts.get(at));
        let auth = host
            .and_then(VirtualHost::authenticator)
            .unwrap_or(env.auth);
        match auth.standing(user) {
            Standing::Same => {}
            Standing::Changed(now) => {
                let moves = now.home_dir() != user.home_dir();
                *user = *now;
                if moves {
                    self.state.cwd = user.start().clone();
                    self.state.mounted = None;
                    self.state.forget_names();
                }
            }
            Standing::Gone => {
                let left = Effect::LoggedOut(Bytes::copy_from_slice(user.name()));
                self.effects.push_back((exchange, left));
                self.state.failures = 0;
                self.state.newcomer_since = None;
                self.state.log_out();
                env.ports.drop_all();
                self.state.data_port = DataPort::None;
            }
        }
    }
}
