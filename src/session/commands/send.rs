//! To the client: `RETR`; and `ABOR`.

use super::spec::{Access, Midway, Restart, Sequence, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, SyntaxError, replies, verbs};
use crate::session::coded::coded_size;
use crate::session::context::Granted;
use crate::session::part::Excerpt;
use crate::session::state::{Abort, DataPort, RestartPoint};
use crate::session::transfer::{Body, Download, SentMarkers};
use crate::vfs::{File, OpenHow};

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
            // A range that begins behind the end leaves nothing (R-T27).
            Some(RestartPoint::Range(range)) => (range.first.min(size), 0),
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
        let (file, left) = open_part(cx, &target, from, size - from)?;
        let every = cx.policy.restart_markers;
        let expected = coding.is_plain().then_some(left);
        let download = Download {
            path: target.path().clone(),
            file,
            coding,
            skip,
            markers: (every > 0 && coding.mode.has_markers()).then(|| SentMarkers {
                from,
                every,
                marks: cx.state.parameters.marks.clone(),
            }),
            expected,
        };
        let opening = match expected {
            Some(octets) if cx.policy.retr_size => replies::opening_sized(octets),
            _ => replies::opening(),
        };
        cx.begin(opening, verbs::RETR, Body::Download(download))
    }
}

/// Opens a file at a place; after `RANG`, no more than its part of what is left there.
fn open_part(
    cx: &Context<'_>,
    target: &Granted,
    from: u64,
    left: u64,
) -> Result<(Box<dyn File>, u64), Refusal> {
    let file = cx.open(target, OpenHow::Read { from })?;
    let Some(RestartPoint::Range(range)) = cx.restart else {
        return Ok((file, left));
    };
    let excerpt = Excerpt::new(file, range.len());
    Ok((Box::new(excerpt), left.min(range.len())))
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
        let was_open = matches!(cx.state.data_port, DataPort::Open);
        let had_port = !matches!(cx.state.data_port, DataPort::None);
        cx.forget_data_port();
        Ok(match std::mem::replace(&mut cx.state.abort, Abort::Idle) {
            Abort::Idle if was_open => replies::data_connection_closed(),
            Abort::Idle if had_port => replies::port_aborted(),
            Abort::Idle => replies::nothing_to_abort(),
            Abort::ReplyDue => replies::abort_done(),
        }
        .into())
    }
}
