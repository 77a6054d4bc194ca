//! Directories and names: `CWD CDUP PWD MKD RMD DELE RNFR RNTO`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, FileKind, FtpPath, PathArg, SyntaxError, replies, verbs};
use crate::session::context::Granted;

/// `CWD [SP path]`; without an argument, to the user's root.
pub(super) struct Cwd {
    path: Option<PathArg>,
}

impl Handler for Cwd {
    const SPEC: Spec = Spec::new(verbs::CWD, "CWD [<SP> path]", "RFC 959 §4.1.1").on_path("e");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = match &self.path {
            Some(path) => cx.grant(Perm::ChangeDir, path)?,
            None => cx.grant_at(Perm::ChangeDir, FtpPath::root())?,
        };
        change_to(cx, &target)
    }
}

fn change_to(cx: &mut Context<'_>, target: &Granted) -> Result<Outcome, Refusal> {
    if cx.metadata(target)?.kind != FileKind::Directory {
        return Err(replies::not_a_directory().into());
    }
    cx.state.cwd = target.path().clone();
    Ok(replies::directory_changed(&cx.state.cwd).into())
}

/// `CDUP`; at the root it stays there.
pub(super) struct Cdup;

impl Handler for Cdup {
    const SPEC: Spec = Spec {
        perms: "e",
        ..Spec::new(verbs::CDUP, "CDUP", "RFC 959 §4.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let up = cx.state.cwd.parent().unwrap_or_else(FtpPath::root);
        let target = cx.grant_at(Perm::ChangeDir, up)?;
        change_to(cx, &target)
    }
}

/// `PWD`.
pub(super) struct Pwd;

impl Handler for Pwd {
    const SPEC: Spec = Spec::new(verbs::PWD, "PWD", "RFC 959 §4.1.3");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::current_directory(&cx.state.cwd).into())
    }
}

/// `MKD SP path`.
pub(super) struct Mkd {
    path: PathArg,
}

impl Handler for Mkd {
    const SPEC: Spec = Spec::new(verbs::MKD, "MKD <SP> path", "RFC 959 §4.1.3").on_path("m");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::MakeDir, &self.path)?;
        cx.create_dir(&target)?;
        Ok(replies::directory_created(target.path()).into())
    }
}

/// `RMD SP path`.
pub(super) struct Rmd {
    path: PathArg,
}

impl Handler for Rmd {
    const SPEC: Spec = Spec::new(verbs::RMD, "RMD <SP> path", "RFC 959 §4.1.3").on_path("d");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::Delete, &self.path)?;
        cx.remove_dir(&target)?;
        Ok(replies::directory_removed().into())
    }
}

/// `DELE SP path`.
pub(super) struct Dele {
    path: PathArg,
}

impl Handler for Dele {
    const SPEC: Spec = Spec::new(verbs::DELE, "DELE <SP> path", "RFC 959 §4.1.3").on_path("d");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::Delete, &self.path)?;
        cx.remove_file(&target)?;
        Ok(replies::deleted().into())
    }
}

/// `RNFR SP path`.
pub(super) struct Rnfr {
    path: PathArg,
}

impl Handler for Rnfr {
    const SPEC: Spec = Spec::new(verbs::RNFR, "RNFR <SP> path", "RFC 959 §4.1.3").on_path("f");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::Rename, &self.path)?;
        if target.path().is_root() {
            return Err(replies::root_keeps_its_name().into());
        }
        cx.link_metadata(&target)?;
        cx.state.rename_from = Some(target.path().clone());
        Ok(replies::ready_to_rename().into())
    }
}

/// `RNTO SP path`, right after `RNFR`.
pub(super) struct Rnto {
    path: PathArg,
}

impl Handler for Rnto {
    const SPEC: Spec = Spec::new(verbs::RNTO, "RNTO <SP> path", "RFC 959 §4.1.3")
        .on_path("fdw")
        .stores();

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let from = cx
            .renaming
            .take()
            .ok_or_else(|| Refusal(replies::bad_sequence()))?;
        let from = cx.grant_at(Perm::Rename, from)?;
        let to = cx.grant_new(Perm::Rename, &self.path)?;
        to.check_form(cx.link_metadata(&from)?.kind)?;
        if from.path() != to.path() && cx.is_taken(&to) {
            may_replace(cx, &to)?;
        }
        cx.rename(&from, &to)?;
        Ok(replies::renamed().into())
    }
}

/// Replacing a file is also deleting or writing it, and may be switched off.
fn may_replace(cx: &Context<'_>, to: &Granted) -> Result<(), Refusal> {
    if !cx.policy.rename_overwrite {
        return Err(replies::rename_exists().into());
    }
    if !cx.policy.rename_checks_target {
        return Ok(());
    }
    match cx.grant_at(Perm::Delete, to.path().clone()) {
        Ok(_) => Ok(()),
        Err(_) => cx.grant_at(Perm::Store, to.path().clone()).map(|_| ()),
    }
}
