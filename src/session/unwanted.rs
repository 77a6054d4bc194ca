//! Logins that somebody outside the protocol does not want.

use bytes::Bytes;

use super::commands::Attempt;
use super::{ExchangeId, Session};
use crate::auth::Secret;
use crate::protocol::Reply;

impl Session {
    /// Makes the login that is just being answered one that has failed, answered by `reply`.
    pub fn refuse_login(&mut self, exchange: ExchangeId, password: Secret, reply: Reply) {
        let Some(user) = self.state.user() else {
            return;
        };
        let user = Bytes::copy_from_slice(user.name());
        self.state.log_out();
        self.effects.clear();
        let attempt = Attempt { user, password };
        let effects = attempt.failed(reply, &mut self.state, &self.policy);
        self.effects
            .extend(effects.into_iter().map(|effect| (exchange, effect)));
    }
}
