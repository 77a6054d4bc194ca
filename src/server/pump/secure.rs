//! TLS on data connections.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use tokio::net::TcpStream;

use super::connect::Failure;
use super::receive::Taken;
use super::watch::{Halt, Watch};
use super::{Job, Pumped};
use crate::protocol::Reply;
use crate::script::{Event, TlsFault};
use crate::server::stream::Stream;
use crate::server::tls::{CloseNotify, Sessions, Trick, cause, fire_at_once};
use crate::session::{ReusePolicy, TransferEnd};
use crate::transcript::{Connection, Data, DataEnd, Direction, EntryKind, Handshake, Note, Tls};

/// A data connection that is not under TLS as it should be.
pub(super) struct Insecure {
    end: TransferEnd,
    /// What is still to be heard out.
    tcp: TcpStream,
    reply: Option<Reply>,
}

/// Puts a connection under TLS, when it is to be.
pub(super) async fn secure(
    job: &mut Job,
    mut stream: Stream,
    direction: Direction,
    watch: &mut Watch,
) -> Result<Stream, Failure> {
    let world = Arc::clone(&job.world);
    let Some(setup) = &world.tls else {
        return Ok(stream);
    };
    let unasked = matches!(job.plans.about_tls().tls(), Some(TlsFault::Unasked));
    let sessions = match &job.sessions {
        Some(sessions) => Arc::clone(sessions),
        None if unasked => Arc::new(Sessions::new().map_err(io::Error::other)?),
        None => return Ok(stream),
    };
    watch.limit(job.world.policy.tls.handshake_timeout);
    job.meet(Event::DataTlsHandshake, watch).await?;
    let plan = job.plans.about_tls();
    if let Some(TlsFault::Omitted) = plan.tls() {
        fire_at_once(&plan, None);
        return Ok(stream);
    }
    stream.protect(setup.layer(Connection::Data, &sessions, plan.tls())?);
    let mut trick = Trick::of(&plan);
    fire_at_once(&plan, trick.as_ref());
    let shaken = watch
        .wait(&mut stream, |stream, cx| {
            stream.poll_handshake(trick.as_mut(), cx)
        })
        .await;
    let result = match shaken {
        Ok(result) => result,
        Err(Halt::TimedOut) => Err(ErrorKind::TimedOut.into()),
        Err(halt) => return Err(halt.into()),
    };
    let end = match result {
        Ok(handshake) => {
            let resumed = handshake.resumed;
            job.record_tls(Ok(handshake));
            if job.world.policy.tls.reuse == ReusePolicy::Optional || resumed {
                return Ok(stream);
            }
            stream.end_output();
            TransferEnd::NotResumed
        }
        // Some clients do not bother to shake hands over nothing.
        Err(error)
            if error.kind() == ErrorKind::UnexpectedEof
                && direction == Direction::Upload
                && stream.give_up_protection() =>
        {
            return Ok(stream);
        }
        Err(error) => {
            job.record_tls(Err(error));
            stream.cut_output();
            TransferEnd::Unprotected
        }
    };
    Err(Failure::Insecure(Box::new(Insecure {
        end,
        tcp: stream.into_tcp(),
        reply: plan.final_reply().cloned(),
    })))
}

impl Job {
    fn record_tls(&self, result: io::Result<Handshake>) {
        let result = result.map_err(|error| cause(&error));
        let entry = Tls::new(Connection::Data, result);
        self.recorder
            .record(self.exchange, EntryKind::Tls(Box::new(entry)));
    }

    /// Ends a transfer whose connection is not as it should be.
    pub(super) fn insecure(&self, direction: Direction, insecure: Insecure) -> Pumped {
        let data = Data::new(direction, DataEnd::Unprotected);
        self.record(&data);
        Pumped {
            draining: Some(insecure.tcp),
            reply: insecure.reply,
            ..Pumped::ended(insecure.end, data)
        }
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
