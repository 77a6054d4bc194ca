//! Another tree in the place of the home: `SMNT`.

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, FtpPath, PathArg, SyntaxError, replies, verbs};

/// `SMNT SP name`: a tree that the server knows by that name is `/` from now on.
pub(super) struct Smnt {
    name: PathArg,
}

impl Handler for Smnt {
    const SPEC: Spec = Spec {
        enabled: |policy| !policy.mounts.is_empty(),
        perms: "e",
        ..Spec::new(verbs::SMNT, "SMNT <SP> path", "RFC 959 §4.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { name: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.grant_at(Perm::ChangeDir, FtpPath::root())?;
        let name = FtpPath::new(self.name.as_bytes());
        let mut mounts = cx.policy.mounts.iter().rev();
        let (_, place) = mounts
            .find(|(known, _)| *known == name)
            .ok_or_else(|| Refusal(replies::not_found()))?;
        if cx.state.root(&cx.policy.hosts).as_ref() == Some(place) {
            return Ok(replies::mount_superfluous().into());
        }
        if !cx.tree.metadata(place)?.is_dir() {
            return Err(replies::not_a_directory().into());
        }
        cx.state.mounted = Some(place.clone());
        cx.state.cwd = FtpPath::root();
        Ok(replies::mounted().into())
    }
}
