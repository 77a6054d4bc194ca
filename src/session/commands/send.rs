//! To the client: `RETR`; and `ABOR`.

use super::spec::{Access, Midway, Restart, Sequence, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, SyntaxError, replies, verbs};
use crate::session::coded::coded_size;
use crate::session::context::Granted;
use crate::session::part::Excerpt;
use crate::session::state::{Abort, Marker, Range, Representation};
use crate::session::transfer::{Body, Download};
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
        let offset = cx.restart.map_or(0, Marker::start);
        let target = cx.grant(Perm::Retrieve, &self.path)?;
        let size = cx.file_metadata(&target)?.size;
        let ascii = match cx.state.parameters.representation {
            Representation::Ascii => Some(cx.policy.ascii),
            Representation::Image => None,
        };
        let download = match (ascii, cx.restart) {
            // A range goes with TYPE I only: another TYPE forgets it (R-T20).
            (_, Some(Marker::Range(range))) => excerpt(cx, &target, size, range)?,
            (None, _) if offset > size => return Err(replies::invalid_rest().into()),
            (None, _) => Download {
                file: cx.open(&target, OpenHow::Read { from: offset })?,
                ascii,
                skip: 0,
                expected: Some(size - offset),
            },
            (Some(mode), _) => {
                // The marker counts translated octets (R-T21).
                if offset > 0 && offset > coded_size(&mut *cx.inspect(&target)?, mode)? {
                    return Err(replies::invalid_rest().into());
                }
                Download {
                    file: cx.open(&target, OpenHow::Read { from: 0 })?,
                    ascii,
                    skip: offset,
                    expected: None,
                }
            }
        };
        cx.begin(replies::opening(), verbs::RETR, Body::Download(download))
    }
}

/// What a range leaves of a file; nothing, when it begins behind the end (R-T27).
fn excerpt(
    cx: &Context<'_>,
    target: &Granted,
    size: u64,
    range: Range,
) -> Result<Download, Refusal> {
    let from = range.first.min(size);
    let file = cx.open(target, OpenHow::Read { from })?;
    Ok(Download {
        file: Box::new(Excerpt::new(file, range.len())),
        ascii: None,
        skip: 0,
        expected: Some(range.len().min(size - from)),
    })
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
