//! TLS on data connections.

use std::io::{self, ErrorKind};

use super::Job;
use super::connect::Failure;
use super::receive::Taken;
use super::watch::{Halt, Watch};
use crate::server::stream::Stream;
use crate::server::tls::{CloseNotify, cause};
use crate::session::ReusePolicy;
use crate::transcript::{Connection, Direction, EntryKind, Handshake, Note, Tls};

/// Puts a connection under TLS, when it is to be.
pub(super) async fn secure(
    job: &Job,
    mut stream: Stream,
    direction: Direction,
    watch: &mut Watch,
) -> Result<Stream, Failure> {
    let (Some(sessions), Some(setup)) = (&job.sessions, &job.world.tls) else {
        return Ok(stream);
    };
    stream.protect(setup.data_layer(sessions)?);
    watch.limit(job.world.policy.tls.handshake_timeout);
    let result = match watch.wait(&mut stream, Stream::poll_handshake).await {
        Ok(result) => result,
        Err(Halt::TimedOut) => Err(ErrorKind::TimedOut.into()),
        Err(halt) => return Err(halt.into()),
    };
    match result {
        Ok(handshake) => {
            let resumed = handshake.resumed;
            job.record_tls(Ok(handshake));
            if job.world.policy.tls.reuse != ReusePolicy::Optional && !resumed {
                stream.end_output();
                return Err(Failure::NotResumed);
            }
            Ok(stream)
        }
        // Some clients do not bother to shake hands over nothing.
        Err(error)
            if error.kind() == ErrorKind::UnexpectedEof
                && direction == Direction::Upload
                && stream.give_up_protection() =>
        {
            Ok(stream)
        }
        Err(error) => {
            job.record_tls(Err(error));
            Err(Failure::Unprotected)
        }
    }
}

impl Job {
    fn record_tls(&self, result: io::Result<Handshake>) {
        let result = result.map_err(|error| cause(&error));
        let entry = Tls::new(Connection::Data, result);
        self.recorder
            .record(self.exchange, EntryKind::Tls(Box::new(entry)));
    }

    /// What an upload is that ended without a close_notify.
    pub(super) fn without_close_notify(&self) -> Taken {
        match self.world.tls.as_ref().map(|tls| tls.close_notify) {
            None | Some(CloseNotify::Accept) => Taken::All,
            Some(CloseNotify::Strict) => Taken::Truncated,
            Some(CloseNotify::Warn) => {
                let note = EntryKind::Note(Note::NoCloseNotify);
                self.recorder.record(self.exchange, note);
                Taken::All
            }
        }
    }
}
