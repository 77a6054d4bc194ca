//! From the client: `STOR STOU APPE`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{
    Args, Coding, FileKind, FtpPath, PathArg, Reply, SyntaxError, Verb, replies, verbs,
};
use crate::session::coded::{keeps_size, position_of};
use crate::session::context::Granted;
use crate::session::part::{Patch, Resumed};
use crate::session::state::RestartPoint;
use crate::session::transfer::{Body, Upload};
use crate::vfs::{File, OpenHow};

/// The most octets that an upload may leave out behind the end of a file.
const MOST_ZEROS: u64 = 1 << 30;

/// How many unique names are tried.
const TRIES: u32 = 100;

/// `STOR SP path`.
pub(super) struct Stor {
    path: PathArg,
}

impl Handler for Stor {
    const SPEC: Spec = Spec::new(verbs::STOR, "STOR <SP> path", "RFC 959 §4.1.3")
        .on_path("w")
        .stores()
        .transfers();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let announced = cx.take_announced();
        let coding = cx.file_coding()?;
        let target = cx.grant(Perm::Store, &self.path)?;
        let from = write_offset(cx, &coding, &target)?.unwrap_or_default();
        let file = open_at(cx, &target, from)?;
        check_room(cx, &target, Some(from), announced)?;
        let new = cx.new_file(&target);
        receive(
            cx,
            replies::opening(),
            verbs::STOR,
            &target,
            file,
            from,
            new,
        )
    }
}

/// `APPE SP path`: to the end of what is there when the upload is complete.
pub(super) struct Appe {
    path: PathArg,
}

impl Handler for Appe {
    const SPEC: Spec = Spec::new(verbs::APPE, "APPE <SP> path", "RFC 959 §4.1.3")
        .on_path("a")
        .stores()
        .transfers();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let announced = cx.take_announced();
        let coding = cx.file_coding()?;
        let target = cx.grant(Perm::Append, &self.path)?;
        if cx.restart.is_some() && !cx.policy.append_after_rest {
            return Err(replies::appe_with_rest().into());
        }
        // After REST it is a STOR at that place (RFC 3659 §5.3).
        let asked = write_offset(cx, &coding, &target)?;
        let (file, from) = match asked {
            Some(from) => (open_at(cx, &target, from)?, from),
            None => {
                let end = cx.metadata(&target).map_or(0, |found| found.size);
                (cx.open(&target, OpenHow::Append)?, end)
            }
        };
        check_room(cx, &target, asked, announced)?;
        let new = cx.new_file(&target);
        receive(
            cx,
            replies::opening(),
            verbs::APPE,
            &target,
            file,
            from,
            new,
        )
    }
}

/// `STOU [SP path]`: under a name that nothing has.
pub(super) struct Stou {
    path: Option<PathArg>,
}

impl Handler for Stou {
    const SPEC: Spec = Spec::new(verbs::STOU, "STOU [<SP> path]", "RFC 959 §4.1.3")
        .on_path("w")
        .stores()
        .transfers();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let announced = cx.take_announced();
        cx.file_coding()?;
        if cx.restart.is_some() {
            return Err(replies::stou_with_rest().into());
        }
        let asked = cx.grant_or_cwd(Perm::Store, self.path.as_ref())?;
        check_room(cx, &asked, None, announced)?;
        let is_directory =
            matches!(cx.metadata(&asked), Ok(found) if found.kind == FileKind::Directory);
        let stem = if is_directory {
            asked.path().child(b"ftp")
        } else {
            if let Some(file) = cx.open_new(&asked)? {
                return unique(cx, &asked, file);
            }
            asked.path().clone()
        };
        for _ in 0..TRIES {
            let number = cx.unique_number();
            let name = [stem.as_bytes(), format!(".{number}").as_bytes()].concat();
            let candidate = cx.grant_at(Perm::Store, FtpPath::new(name))?;
            if let Some(file) = cx.open_new(&candidate)? {
                return unique(cx, &candidate, file);
            }
        }
        Err(replies::no_unique_name().into())
    }
}

/// The name in the reply can be used from the current directory.
fn unique(cx: &mut Context<'_>, at: &Granted, file: Box<dyn File>) -> Result<Outcome, Refusal> {
    let path = at.path();
    let beside = path.parent().is_some_and(|parent| parent == cx.state.cwd);
    let opening = if beside {
        replies::opening_unique(path.name())
    } else {
        replies::opening_unique(path.as_bytes())
    };
    receive(cx, opening, verbs::STOU, at, file, 0, Some(path.clone()))
}

/// Opens a file for writing from this place; after `RANG`, no further than its end.
fn open_at(cx: &Context<'_>, target: &Granted, from: u64) -> Result<Box<dyn File>, Refusal> {
    let Some(RestartPoint::Range(range)) = cx.restart else {
        return resume_at(cx, target, from);
    };
    // Writing from the beginning would leave nothing of what was there (R-T27).
    let old = match from {
        0 => cx.inspect(target).ok(),
        _ => None,
    };
    let file = cx.open(target, OpenHow::Write { from })?;
    Ok(Box::new(Patch::new(file, range.len(), old)))
}

/// Opens a file for writing from this place on (R-T23).
fn resume_at(cx: &Context<'_>, target: &Granted, from: u64) -> Result<Box<dyn File>, Refusal> {
    let policy = cx.policy;
    let size = cx.metadata(target).map_or(0, |found| found.size);
    let zeros = from.saturating_sub(size);
    let ends_there = policy.truncate_after_rest && zeros == 0;
    let fills = policy.rest_zero_fill && (1..=MOST_ZEROS).contains(&zeros);
    if from == 0 || !ends_there && !fills {
        return cx.open(target, OpenHow::Write { from });
    }
    let old = cx.inspect(target).ok();
    let file = cx.open(target, OpenHow::Write { from: 0 })?;
    Ok(Box::new(Resumed::new(file, old, from - zeros, zeros)))
}

/// Refuses an upload that `ALLO` has announced as larger than what there is room for. `from` is
/// where it begins in the file; what lies behind that is given up for it.
fn check_room(
    cx: &Context<'_>,
    target: &Granted,
    from: Option<u64>,
    announced: Option<u64>,
) -> Result<(), Refusal> {
    let Some(announced) = announced else {
        return Ok(());
    };
    let place = target.path().parent().unwrap_or_else(FtpPath::root);
    let Ok(available) = cx.available(&place) else {
        return Ok(());
    };
    let replaced = match (from, cx.metadata(target)) {
        (Some(from), Ok(found)) => found.size.saturating_sub(from),
        _ => 0,
    };
    if announced.saturating_sub(replaced) > available {
        return Err(replies::quota_exceeded().into());
    }
    Ok(())
}

/// Where in the file a `REST` or `RANG` right before points, if there was one.
fn write_offset(
    cx: &Context<'_>,
    coding: &Coding,
    target: &Granted,
) -> Result<Option<u64>, Refusal> {
    let octets = match cx.restart {
        None => return Ok(None),
        Some(RestartPoint::Position(from)) => return Ok(Some(from)),
        Some(RestartPoint::Octets(octets)) => octets,
        Some(RestartPoint::Range(range)) => range.first,
        Some(RestartPoint::Unknown) => return Err(replies::invalid_rest().into()),
    };
    if keeps_size(coding) {
        return Ok(Some(octets));
    }
    let mut file = cx
        .inspect(target)
        .map_err(|_| Refusal(replies::invalid_rest()))?;
    match position_of(&mut *file, coding, octets)? {
        Some(position) => Ok(Some(position)),
        None => Err(replies::invalid_rest().into()),
    }
}

fn receive(
    cx: &mut Context<'_>,
    opening: Reply,
    verb: Verb,
    target: &Granted,
    file: Box<dyn File>,
    from: u64,
    new: Option<FtpPath>,
) -> Result<Outcome, Refusal> {
    let upload = Upload {
        path: target.path().clone(),
        file,
        coding: cx.file_coding()?,
        from,
        marks: cx.state.parameters.marks.clone(),
        keep_partial: cx.policy.keep_partial,
    };
    let begun = cx.begin(opening, verb, Body::Upload(upload))?;
    cx.state.new_file = new;
    Ok(begun)
}
