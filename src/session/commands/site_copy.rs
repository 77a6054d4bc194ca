//! Copies made by the server: `SITE CPFR CPTO COPY`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, PathArg, SyntaxError, replies, verbs};

/// `SITE CPFR SP path`: what `SITE CPTO` right after it copies.
pub(super) struct Cpfr {
    path: PathArg,
}

impl Handler for Cpfr {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE CPFR <SP> path", "deployed").on_path("r");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let source = cx.grant(Perm::Retrieve, &self.path)?;
        cx.metadata(&source)?;
        cx.state.copy_from = Some(source.path().clone());
        Ok(replies::ready_to_copy().into())
    }
}

/// `SITE CPTO SP path`.
pub(super) struct Cpto {
    path: PathArg,
}

impl Handler for Cpto {
    const SPEC: Spec = Spec {
        heavy: true,
        ..Spec::new(verbs::SITE, "SITE CPTO <SP> path", "deployed").on_path("w")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Some(from) = cx.copying.take() else {
            return Err(replies::bad_sequence().into());
        };
        let from = cx.grant_at(Perm::Retrieve, from)?;
        let to = cx.grant(Perm::Store, &self.path)?;
        cx.copy(&from, &to)?;
        Ok(replies::copied().into())
    }
}

/// `SITE COPY SP path SP path`.
pub(super) struct Copy {
    from: PathArg,
    to: PathArg,
}

impl Handler for Copy {
    const SPEC: Spec = Spec {
        path: |args| args.two_paths().ok().map(|(_, to)| to),
        perms: "rw",
        heavy: true,
        ..Spec::new(verbs::SITE, "SITE COPY <SP> source <SP> target", "deployed")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (from, to) = args.two_paths()?;
        Ok(Self { from, to })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let from = cx.grant(Perm::Retrieve, &self.from)?;
        let to = cx.grant(Perm::Store, &self.to)?;
        cx.copy(&from, &to)?;
        Ok(replies::copy_done().into())
    }
}
