//! Data connections and what moves over them.

use std::net::SocketAddr;

use crate::protocol::{
    Coding, CodingError, Reply, Representation, Structure, Verb, replies, verbs,
};
use crate::session::state::{Abort, DataPort, Moving, Running};
use crate::session::transfer::{Body, Transfer, TransferEnd};
use crate::session::{ForeignData, PortError, Reach, Tally};

use super::{Context, Outcome, Refusal};

impl Context<'_> {
    pub(in crate::session) fn listen(&mut self) -> Result<SocketAddr, PortError> {
        let addr = self.ports.listen(self.endpoints.local)?;
        self.state.data_port = DataPort::Listening { since: self.now };
        Ok(addr)
    }

    pub(in crate::session) fn target(&mut self, addr: SocketAddr) {
        self.ports.target(addr);
        self.state.data_port = DataPort::Target;
    }

    /// Answers the `PORT` or `EPRT` whose client was connected to at once.
    pub(in crate::session) fn reached(&mut self, verb: Verb, how: Reach) {
        self.verb = Some(verb);
        if how != Reach::Connected {
            self.forget_data_port();
        }
        self.reply(match how {
            Reach::Connected if verb == verbs::EPRT => replies::eprt_done(),
            Reach::Connected => replies::port_done(),
            Reach::Refused => replies::port_refused(),
            Reach::TimedOut => replies::port_timeout(),
        });
    }

    pub(in crate::session) fn forget_data_port(&mut self) {
        self.ports.drop_all();
        self.state.data_port = DataPort::None;
    }

    /// What `TYPE`, `STRU` and `MODE` make of a file.
    pub(in crate::session) fn coding(&self) -> Coding {
        let parameters = &self.state.parameters;
        let mut coding = Coding::new(
            parameters.representation,
            parameters.structure,
            parameters.mode,
        );
        coding.ascii = self.policy.ascii;
        coding.level = parameters.level;
        coding.limits = self.policy.inflate_limits;
        coding
    }

    /// [`coding`](Self::coding) for the content of a file: records are lines of text, and an image
    /// has none (RFC 1123, section 4.1.3.4).
    pub(in crate::session) fn file_coding(&self) -> Result<Coding, Refusal> {
        let coding = self.coding();
        match (coding.representation, coding.structure) {
            (Representation::Image, Structure::Record) => Err(Refusal(replies::mismatch())),
            _ => Ok(coding),
        }
    }

    /// Refuses with 425 when no data connection has been set up.
    pub(in crate::session) fn need_data_port(&self) -> Result<(), Refusal> {
        match self.state.data_port {
            DataPort::Listening { .. } | DataPort::Open | DataPort::Target => Ok(()),
            DataPort::None if self.policy.default_data_port => Ok(()),
            DataPort::None | DataPort::Busy(_) => Err(Refusal(replies::use_pasv_first())),
        }
    }

    /// Begins a transfer: the data port is taken from here on.
    pub(in crate::session) fn begin(
        &mut self,
        opening: Reply,
        verb: Verb,
        body: Body,
    ) -> Result<Outcome, Refusal> {
        self.need_data_port()?;
        if let DataPort::None = self.state.data_port {
            self.ports.target(self.endpoints.peer);
        }
        let anyone = self.policy.foreign_data == ForeignData::Allow;
        let client = (!anyone).then(|| self.endpoints.peer.ip());
        let is_up = self.policy.preliminary_125 && self.ports.is_connected(client);
        let tally = Tally::default();
        self.state.data_port = DataPort::Busy(Running {
            exchange: self.exchange,
            verb,
            what: match body {
                Body::Download(_) => Moving::FileOut,
                Body::Listing(_) => Moving::Listing,
                Body::Upload(_) => Moving::FileIn,
            },
            tally: tally.clone(),
            since: self.now,
        });
        let opening = if is_up {
            replies::at_once(opening)
        } else {
            opening
        };
        let says_its_end = match &body {
            Body::Download(download) => download.coding.mode.has_markers(),
            Body::Listing(listing) => listing.coding().mode.has_markers(),
            Body::Upload(upload) => upload.coding.mode.has_markers(),
        };
        let transfer = Transfer {
            verb,
            body,
            tally,
            keep_open: says_its_end && self.policy.keep_data_open,
            #[cfg(feature = "tls")]
            private: self.state.security.is_private(),
        };
        Ok(Outcome::Begin(opening, transfer))
    }

    /// The size that `ALLO` has announced for the upload that is about to begin.
    pub(in crate::session) fn take_announced(&mut self) -> Option<u64> {
        self.state.expected = self.state.parameters.announced.take();
        self.state.expected
    }

    /// Whether a complete upload has another size than `ALLO` has announced, where that matters.
    fn is_not_as_announced(&mut self, running: &Running) -> bool {
        let expected = self.state.expected.take();
        let differs = |octets| octets != running.tally.octets();
        self.policy.check_allo && running.what == Moving::FileIn && expected.is_some_and(differs)
    }

    fn count(&mut self, running: &Running, end: &TransferEnd) {
        let moved = match running.what {
            Moving::FileIn => &mut self.state.totals.received,
            Moving::FileOut | Moving::Listing => &mut self.state.totals.sent,
        };
        moved.octets += running.tally.octets();
        let complete = matches!(end, TransferEnd::Complete | TransferEnd::CompleteOpen);
        if complete && running.what != Moving::Listing {
            moved.files += 1;
        }
    }

    pub(in crate::session) fn transfer_ended(&mut self, end: TransferEnd) {
        let running = match std::mem::replace(&mut self.state.data_port, DataPort::None) {
            DataPort::Busy(running) => running,
            other => {
                self.state.data_port = other;
                return;
            }
        };
        self.count(&running, &end);
        if let Some(path) = self.state.new_file.take() {
            self.set_new_mode(&path, 0o666);
        }
        if end == TransferEnd::Aborted {
            self.state.abort = Abort::ReplyDue;
        }
        let closes = end == TransferEnd::TimedOut && self.policy.close_after_data_timeout;
        let reply = match end {
            TransferEnd::Aborted => replies::transfer_aborted(),
            TransferEnd::Broken => replies::transfer_broken(),
            TransferEnd::Complete if self.is_not_as_announced(&running) => {
                replies::not_as_announced()
            }
            TransferEnd::Complete => replies::transfer_complete(),
            TransferEnd::CompleteOpen => {
                self.state.data_port = DataPort::Open;
                if self.is_not_as_announced(&running) {
                    replies::not_as_announced()
                } else {
                    replies::transfer_complete_open()
                }
            }
            TransferEnd::NoConnection => replies::cannot_open_data(),
            #[cfg(feature = "tls")]
            TransferEnd::NotResumed => self.not_resumed(),
            #[cfg(feature = "tls")]
            TransferEnd::Unprotected => replies::data_tls_failed(),
            TransferEnd::Stopped => return,
            TransferEnd::Storage(error) => Refusal::new_name(error).0,
            TransferEnd::TimedOut => replies::data_timeout(),
            TransferEnd::Undecodable(error) => match error {
                CodingError::Incomplete => replies::transfer_broken(),
                CodingError::Malformed => replies::malformed_data(),
                CodingError::TooLarge => replies::inflates_too_much(),
                CodingError::Corrupt => replies::compressed_data_corrupt(),
                CodingError::UnknownPage => replies::unknown_page(),
            },
        };
        self.reply_to_transfer(&running, reply);
        if closes {
            self.close();
        }
    }
}
