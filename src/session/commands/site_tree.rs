//! Directories and links below `SITE`: `MKDIR RMDIR SYMLINK LN`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, SyntaxError, replies, verbs};

/// `SITE MKDIR SP path`: with the directories above it.
pub(super) struct Mkdir {
    path: PathArg,
}

impl Handler for Mkdir {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE MKDIR <SP> path", "deployed").on_path("m");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::MakeDir, &self.path)?;
        cx.create_dirs(target)?;
        Ok(replies::mkdir_done().into())
    }
}

/// `SITE RMDIR SP path`: with all that is in it.
pub(super) struct Rmdir {
    path: PathArg,
}

impl Handler for Rmdir {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE RMDIR <SP> path", "deployed").on_path("d");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::Delete, &self.path)?;
        cx.remove_tree(&target)?;
        Ok(replies::rmdir_done().into())
    }
}

/// `SITE SYMLINK SP target SP link`; off unless the policy says otherwise.
pub(super) struct Symlink {
    target: PathArg,
    link: PathArg,
}

impl Handler for Symlink {
    const SPEC: Spec = Spec {
        enabled: |policy| policy.site_symlinks,
        path: |args| args.two_paths().ok().map(|(_, link)| link),
        perms: "w",
        ..Spec::new(
            verbs::SITE,
            "SITE SYMLINK <SP> target <SP> link",
            "deployed",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (target, link) = args.two_paths()?;
        Ok(Self { target, link })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let link = cx.grant(Perm::Store, &self.link)?;
        cx.create_symlink(&link, &self.target)?;
        Ok(replies::symlink_done().into())
    }
}

/// `SITE LN SP -s SP target SP link`: another way to write it.
pub(super) struct Ln(Symlink);

impl Handler for Ln {
    const SPEC: Spec = Spec {
        syntax: "SITE LN <SP> -s <SP> target <SP> link",
        path: |args| {
            after_option(args)
                .ok()?
                .two_paths()
                .ok()
                .map(|(_, link)| link)
        },
        ..Symlink::SPEC
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Symlink::parse(after_option(args)?).map(Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        self.0.run(cx)
    }
}

/// There are no hard links here.
fn after_option(args: Args<'_>) -> Result<Args<'_>, SyntaxError> {
    match args.word()? {
        (b"-s", rest) => Ok(rest),
        _ => Err(SyntaxError::Malformed),
    }
}
