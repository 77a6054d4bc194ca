//! To the client: `RETR`; and `ABOR`.

use super::spec::{Access, Midway, Restart, Sequence, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, SyntaxError, replies, verbs};
use crate::session::coded::coded_size;
use crate::session::state::{Abort, RestartPoint};
use crate::session::transfer::{Body, Download, SentMarkers};
use crate::vfs::OpenHow;

/// `RETR SP path`.
pub(super) struct Retr {
    path: PathArg,
}

impl Handler for Retr {
    const SPEC: Spec = Spec::new(verbs::RETR, "RETR <SP> path", "RFC 959 §4.1.3")
        .on_path("r")
        .transfers();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let coding = cx.file_coding()?;
        let target = cx.grant(Perm::Retrieve, &self.path)?;
        let size = cx.file_metadata(&target)?.size;
        let (from, skip) = match cx.restart {
            None => (0, 0),
            Some(RestartPoint::Position(from)) if from <= size => (from, 0),
            Some(RestartPoint::Octets(octets)) if coding.keeps_content() && octets <= size => {
                (octets, 0)
            }
            // The marker counts coded octets (R-T21).
            Some(RestartPoint::Octets(octets))
                if !coding.keeps_content()
                    && octets <= coded_size(&mut *cx.inspect(&target)?, &coding)? =>
            {
                (0, octets)
            }
            Some(_) => return Err(replies::invalid_rest().into()),
        };
        let every = cx.policy.restart_markers;
        let download = Download {
            file: cx.open(&target, OpenHow::Read { from })?,
            coding,
            skip,
            markers: (every > 0 && coding.mode.has_markers()).then(|| SentMarkers {
                from,
                every,
                marks: cx.state.parameters.marks.clone(),
            }),
            expected: coding.is_plain().then(|| size - from),
        };
        cx.begin(replies::opening(), verbs::RETR, Body::Download(download))
    }
}

/// `ABOR`: by the time it is carried out, the transfer it ended is over.
pub(super) struct Abor;

impl Handler for Abor {
    const SPEC: Spec = Spec {
        access: Access::Anyone,
        midway: Midway::Abort,
        restart: Restart::Clear,
        sequence: Sequence::Keep,
        ..Spec::new(verbs::ABOR, "ABOR", "RFC 959 §4.1.3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.forget_data_port();
        Ok(match std::mem::replace(&mut cx.state.abort, Abort::Idle) {
            Abort::Idle => replies::nothing_to_abort(),
            Abort::ReplyDue => replies::abort_done(),
        }
        .into())
    }
}
