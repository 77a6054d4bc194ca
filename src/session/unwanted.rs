//! Clients and logins that somebody outside the protocol does not want.

use bytes::Bytes;

use super::commands::Attempt;
use super::{Effect, ExchangeId, Session};
use crate::auth::Secret;
use crate::protocol::Reply;

impl Session {
    /// Sends the client away that was about to be greeted.
    pub fn turn_away(&mut self, exchange: ExchangeId, reply: Reply) {
        self.effects.clear();
        self.effects.push_back((exchange, Effect::Reply(reply)));
        self.effects.push_back((exchange, Effect::Close));
        self.state.closing = true;
    }

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
