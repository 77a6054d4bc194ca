//! The one place every reply of a session passes: here the server's dialect words it.

use std::net::SocketAddr;

use crate::protocol::{Args, Command, FtpPath, Piece, Reply};
use crate::session::Effect;
use crate::session::commands;
use crate::session::state::{RestartPoint, Running};

use super::Context;

impl Context<'_> {
    pub(in crate::session) fn reply(&mut self, reply: Reply) {
        let reply = self.worded(reply);
        self.effect(Effect::Reply(reply));
    }

    /// Replies to the command that began a transfer.
    pub(in crate::session) fn reply_to_transfer(&mut self, running: &Running, reply: Reply) {
        self.verb = Some(running.verb);
        self.moved = running.tally.octets();
        let reply = self.worded(reply);
        self.effects
            .push_back((running.exchange, Effect::Reply(reply)));
    }

    /// A reply, or a line of one, in the words of the server.
    pub(in crate::session) fn worded(&self, reply: Reply) -> Reply {
        let piece = |piece: Piece| self.piece(piece).unwrap_or_default();
        let reply = self.policy.dialect.word(reply, self.verb, &piece);
        if self.policy.repeat_code {
            return reply.repeat_code();
        }
        reply
    }

    fn piece(&self, piece: Piece) -> Option<Vec<u8>> {
        let number = |number: u64| number.to_string().into_bytes();
        match piece {
            Piece::Address => Some(self.named_address()?.to_string().into()),
            Piece::Argument => Some(self.args()?.optional()?.to_vec()),
            Piece::Command => Some(self.command.map(shown)?),
            Piece::Cwd => Some(self.state.cwd.as_bytes().to_vec()),
            Piece::Family => {
                let is_v4 = self.endpoints.local.ip().to_canonical().is_ipv4();
                Some(if is_v4 { b"1" } else { b"2" }.to_vec())
            }
            Piece::Moved => Some(number(self.moved)),
            Piece::Offset => match (self.restart, self.args()?.offset()) {
                (Some(RestartPoint::Octets(offset) | RestartPoint::Position(offset)), _)
                | (None, Ok(offset)) => Some(number(offset)),
                _ => Some(self.args()?.optional()?.to_vec()),
            },
            Piece::Path => Some(self.path()?.as_bytes().to_vec()),
            Piece::Peer => Some(self.endpoints.peer.to_string().into()),
            Piece::Port => Some(number(self.named_address()?.port().into())),
            Piece::Quoted => Some(self.path()?.quoted()),
            Piece::Size => Some(number(self.fs.metadata(&self.path()?).ok()?.size)),
            Piece::User => Some(self.state.user()?.name().to_vec()),
            Piece::Word => Some(self.args()?.word().ok()?.0.to_vec()),
            // Those of the original text are filled where it is known.
            _ => None,
        }
    }

    fn args(&self) -> Option<Args<'_>> {
        self.command.map(Command::args)
    }

    fn path(&self) -> Option<FtpPath> {
        commands::path_of(self.command?, self.policy, &self.state.cwd)
    }

    fn named_address(&self) -> Option<SocketAddr> {
        let args = self.args()?;
        let short = args.host_port().map(SocketAddr::from);
        short
            .or_else(|_| args.extended_port().map(|port| port.0))
            .ok()
    }
}

/// A command in capitals, with the word after `SITE`.
fn shown(command: &Command) -> Vec<u8> {
    let mut shown = command.name().to_ascii_uppercase();
    if shown == b"SITE"
        && let Ok((word, _)) = command.args().word()
    {
        shown.push(b' ');
        shown.extend(word.to_ascii_uppercase());
    }
    shown
}
