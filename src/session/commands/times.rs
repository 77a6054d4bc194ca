//! Sizes and times of files: `SIZE MDTM MFMT MFCT`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, Representation, SyntaxError, UnixTime, replies, verbs};
use crate::session::coded::{coded_size, keeps_size};
use crate::session::context::Granted;
use crate::vfs::Metadata;

/// `SIZE SP path`: octets that a `RETR` would send now.
pub(super) struct Size {
    path: PathArg,
}

impl Handler for Size {
    const SPEC: Spec = Spec {
        feat: Some("SIZE"),
        ..Spec::new(verbs::SIZE, "SIZE <SP> path", "RFC 3659 §4").on_path("l")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::List, &self.path)?;
        let is_text = cx.state.parameters.representation != Representation::Image;
        if is_text && !cx.policy.ascii_size {
            return Err(replies::no_size_as_text().into());
        }
        let size = cx.file_metadata(&target)?.size;
        let unavailable = Refusal(replies::unavailable());
        let coding = cx.file_coding().map_err(|_| unavailable.clone())?;
        if keeps_size(&coding) {
            return Ok(replies::size(size).into());
        }
        if size > cx.policy.ascii_size_limit {
            return Err(unavailable);
        }
        let sent = coded_size(&mut *cx.inspect(&target)?, &coding)?;
        Ok(replies::size(sent).into())
    }
}

/// `MDTM SP path`; where the server wants it, `MDTM SP time SP path` sets.
pub(super) struct Mdtm {
    path: PathArg,
    change: Option<(UnixTime, PathArg)>,
}

impl Handler for Mdtm {
    const SPEC: Spec = Spec {
        feat: Some("MDTM"),
        ..Spec::new(verbs::MDTM, "MDTM <SP> path", "RFC 3659 §3").on_path("l")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.path()?,
            change: args.time_and_path().ok(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::List, &self.path)?;
        // A file of the whole name comes first: names may begin with digits.
        if let Some((time, path)) = self.change
            && cx.policy.mdtm_set
            && !cx.is_taken(&target)
        {
            let target = cx.grant(Perm::ChangeTime, &path)?;
            cx.metadata(&target)?;
            cx.set_modified(&target, time)?;
            return Ok(replies::modification_time(time).into());
        }
        let modified = timed(cx, &target)?.modified;
        Ok(replies::modification_time(modified).into())
    }
}

/// Metadata of what may have its time asked for and set.
fn timed(cx: &Context<'_>, target: &Granted) -> Result<Metadata, Refusal> {
    if cx.policy.directory_times {
        cx.metadata(target)
    } else {
        cx.file_metadata(target)
    }
}

/// `MFMT SP time SP path`.
pub(super) struct Mfmt {
    time: UnixTime,
    path: PathArg,
}

impl Handler for Mfmt {
    const SPEC: Spec = Spec {
        feat: Some("MFMT"),
        path: |args| args.time_and_path().ok().map(|(_, path)| path),
        perms: "T",
        ..Spec::new(
            verbs::MFMT,
            "MFMT <SP> YYYYMMDDHHMMSS <SP> path",
            "draft-somers-ftp-mfxx §3",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (time, path) = args.time_and_path()?;
        Ok(Self { time, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::ChangeTime, &self.path)?;
        timed(cx, &target)?;
        cx.set_modified(&target, self.time)?;
        Ok(replies::modification_time_set(self.time, self.path.as_bytes()).into())
    }
}

/// `MFCT SP time SP path`, for filesystems that keep the time of creation.
pub(super) struct Mfct {
    time: UnixTime,
    path: PathArg,
}

impl Handler for Mfct {
    const SPEC: Spec = Spec {
        path: |args| args.time_and_path().ok().map(|(_, path)| path),
        perms: "T",
        ..Spec::new(
            verbs::MFCT,
            "MFCT <SP> YYYYMMDDHHMMSS <SP> path",
            "draft-somers-ftp-mfxx §4",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (time, path) = args.time_and_path()?;
        Ok(Self { time, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::ChangeTime, &self.path)?;
        cx.metadata(&target)?;
        cx.set_created(&target, self.time)?;
        Ok(replies::creation_time_set(self.time, self.path.as_bytes()).into())
    }
}
