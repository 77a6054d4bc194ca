//! Commands below `SITE`.

use super::spec::{Access, Spec};
use super::{Context, Handler, Outcome, Refusal, SITE_TABLE, site_row};
use crate::auth::Perm;
use crate::protocol::{Args, ModeChange, PathArg, SyntaxError, replies, verbs};

/// `SITE CHMOD SP mode SP path`.
pub(super) struct Chmod {
    change: ModeChange,
    path: PathArg,
}

impl Handler for Chmod {
    const SPEC: Spec = Spec {
        path: |args| args.mode_and_path().ok().map(|(_, path)| path),
        perms: "M",
        ..Spec::new(
            verbs::SITE,
            "SITE CHMOD <SP> mode <SP> path",
            "RFC 959 §4.1.3",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (change, path) = args.mode_and_path()?;
        Ok(Self { change, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        change_mode(cx, &self.path, &self.change)?;
        Ok(replies::chmod_done().into())
    }
}

/// Changes the permission bits of an object; gives what they are now.
pub(super) fn change_mode(
    cx: &Context<'_>,
    path: &PathArg,
    change: &ModeChange,
) -> Result<u32, Refusal> {
    let target = cx.grant(Perm::ChangeMode, path)?;
    let mode = change.apply(cx.metadata(&target)?.mode);
    if change.sets_special_bits() {
        return Err(replies::permission_denied().into());
    }
    cx.set_mode(&target, mode)?;
    Ok(mode)
}

/// `SITE HELP [SP command]`.
pub(super) struct Help {
    about: Option<Vec<u8>>,
}

impl Handler for Help {
    const SPEC: Spec = Spec {
        access: Access::Anyone,
        ..Spec::new(verbs::SITE, "SITE HELP [<SP> command]", "RFC 959 §4.1.3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            about: args.optional().map(<[u8]>::to_vec),
        })
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match self.about {
            None => Ok(overview()),
            Some(name) => about(&name),
        }
    }
}

/// What `SITE HELP` and `HELP SITE` answer.
pub(super) fn overview() -> Outcome {
    let names = SITE_TABLE.iter().map(|row| (row.spec.site_name(), true));
    replies::site_help(names).into()
}

/// What `SITE HELP CHMOD` and `HELP SITE CHMOD` answer.
pub(super) fn about(name: &[u8]) -> Result<Outcome, Refusal> {
    match site_row(name) {
        Some(row) => Ok(replies::help_syntax(row.spec.syntax).into()),
        None => Err(replies::help_unknown().into()),
    }
}
