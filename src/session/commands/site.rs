//! Attributes of files below `SITE`, and its help: `CHMOD CHOWN CHGRP UTIME HELP`.

use std::collections::BTreeSet;

use super::spec::{Access, Spec};
use super::{Context, Handler, Outcome, Policy, Refusal, SITE_TABLE, custom, site_row};
use crate::auth::Perm;
use crate::protocol::{
    Args, ModeChange, PathArg, SyntaxError, UnixTime, parse_stamp, replies, verbs,
};

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

/// `SITE CHOWN SP user SP path`.
pub(super) struct Chown {
    owner: String,
    path: PathArg,
}

impl Handler for Chown {
    const SPEC: Spec = Spec {
        path: |args| name_and_path(args).ok().map(|(_, path)| path),
        perms: "M",
        ..Spec::new(verbs::SITE, "SITE CHOWN <SP> user <SP> path", "deployed")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (owner, path) = name_and_path(args)?;
        Ok(Self { owner, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::ChangeMode, &self.path)?;
        cx.metadata(&target)?;
        cx.set_owner(&target, &self.owner)?;
        Ok(replies::chown_done().into())
    }
}

/// `SITE CHGRP SP group SP path`.
pub(super) struct Chgrp {
    group: String,
    path: PathArg,
}

impl Handler for Chgrp {
    const SPEC: Spec = Spec {
        path: |args| name_and_path(args).ok().map(|(_, path)| path),
        perms: "M",
        ..Spec::new(verbs::SITE, "SITE CHGRP <SP> group <SP> path", "deployed")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (group, path) = name_and_path(args)?;
        Ok(Self { group, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::ChangeMode, &self.path)?;
        cx.metadata(&target)?;
        cx.set_group(&target, &self.group)?;
        Ok(replies::chgrp_done().into())
    }
}

/// A name that can stand in a listing, and a path.
fn name_and_path(args: Args<'_>) -> Result<(String, PathArg), SyntaxError> {
    let (name, rest) = args.word()?;
    let path = rest.path()?;
    Ok((listed_name(name)?, path))
}

/// The name of a user or a group, as lists show them.
pub(super) fn listed_name(name: &[u8]) -> Result<String, SyntaxError> {
    let name = std::str::from_utf8(name).map_err(|_| SyntaxError::Malformed)?;
    if name.is_empty() || name.len() > 32 || name.chars().any(char::is_control) {
        return Err(SyntaxError::Malformed);
    }
    Ok(name.to_owned())
}

/// `SITE UTIME SP time SP path`, or `path SP atime SP mtime SP ctime SP UTC`.
pub(super) struct Utime {
    time: UnixTime,
    path: PathArg,
}

impl Handler for Utime {
    const SPEC: Spec = Spec {
        path: |args| utime(args).ok().map(|(_, path)| path),
        perms: "T",
        ..Spec::new(
            verbs::SITE,
            "SITE UTIME <SP> YYYYMMDDhhmm[ss] <SP> path",
            "deployed",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (time, path) = utime(args)?;
        Ok(Self { time, path })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::ChangeTime, &self.path)?;
        cx.metadata(&target)?;
        cx.set_modified(&target, self.time)?;
        Ok(replies::utime_done().into())
    }
}

/// The modification time and the path, in either form.
fn utime(args: Args<'_>) -> Result<(UnixTime, PathArg), SyntaxError> {
    let text = args.text()?;
    let mut from_end = text.rsplitn(5, |&octet| octet == b' ');
    if let [
        Some(utc),
        Some(changed),
        Some(modified),
        Some(accessed),
        Some(path),
    ] = std::array::from_fn(|_| from_end.next())
        && utc.eq_ignore_ascii_case(b"UTC")
        && let (Some(_), Some(time), Some(_)) = (
            short_stamp(accessed),
            short_stamp(modified),
            short_stamp(changed),
        )
    {
        return Ok((time, args.over(Some(path)).path()?));
    }
    let (time, rest) = args.word()?;
    let path = rest.path()?;
    Ok((short_stamp(time).ok_or(SyntaxError::BadTime)?, path))
}

/// `YYYYMMDDhhmm` or `YYYYMMDDhhmmss`.
fn short_stamp(text: &[u8]) -> Option<UnixTime> {
    match text.len() {
        12 => parse_stamp(&[text, b"00"].concat()),
        14 => parse_stamp(text),
        _ => None,
    }
}

/// Changes the permission bits of an object; gives what they are now.
pub(super) fn change_mode(
    cx: &mut Context<'_>,
    path: &PathArg,
    change: &ModeChange,
) -> Result<u32, Refusal> {
    let target = cx.grant(Perm::ChangeMode, path)?;
    let mode = change.apply(cx.metadata(&target)?.mode);
    if change.sets_special_bits() && !cx.policy.chmod_special_bits {
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

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match self.about {
            None => Ok(overview(cx.policy)),
            Some(name) => about(cx.policy, &name),
        }
    }
}

/// The commands below `SITE` that this server has.
pub(super) fn names(policy: &Policy) -> BTreeSet<&str> {
    let rows = SITE_TABLE.iter().filter(|row| row.spec.is_on(policy));
    let mut names: BTreeSet<&str> = rows.map(|row| row.spec.site_name()).collect();
    names.extend(custom::names(policy, "SITE"));
    names
}

/// What `SITE HELP` and `HELP SITE` answer.
pub(super) fn overview(policy: &Policy) -> Outcome {
    let names = names(policy).into_iter().map(|name| (name, true));
    replies::site_help(names).into()
}

/// What `SITE HELP CHMOD` and `HELP SITE CHMOD` answer.
pub(super) fn about(policy: &Policy, name: &[u8]) -> Result<Outcome, Refusal> {
    if let Some(own) = custom::named(policy, "SITE", name) {
        return Ok(replies::help_syntax(&own.syntax()).into());
    }
    match site_row(name) {
        Some(row) if !row.spec.is_on(policy) => Err(replies::not_implemented().into()),
        Some(row) => Ok(replies::help_syntax(row.spec.syntax).into()),
        None => Err(replies::help_unknown().into()),
    }
}
