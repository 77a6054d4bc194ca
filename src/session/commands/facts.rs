//! Changing facts: `MFF`.

use std::fmt::Write;

use super::spec::Spec;
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{
    Args, FactValues, ModeChange, PathArg, SyntaxError, UnixTime, parse_stamp, replies, stamp,
    verbs,
};

/// `MFF SP fact=value;… SP path`.
pub(super) struct Mff {
    changes: Vec<Change>,
    path: PathArg,
}

/// A fact and what it is to become.
enum Change {
    Create(UnixTime),
    Group(String),
    Mode(ModeChange),
    Modify(UnixTime),
    Other(Vec<u8>),
    Owner(String),
    /// `media-type` and its like, or a fact of the test's own.
    Told(String, String),
}

impl Handler for Mff {
    const SPEC: Spec = Spec {
        feat: Some("MFF Modify;UNIX.group;UNIX.mode;UNIX.owner;charset;lang;media-type;"),
        path: |args| args.word().ok()?.1.path().ok(),
        perms: "TM",
        ..Spec::new(
            verbs::MFF,
            "MFF <SP> fact=value; <SP> path",
            "draft-somers-ftp-mfxx §5",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let text = args.text()?;
        let at = text.iter().position(|octet| *octet == b' ');
        let (facts, path) = text.split_at(at.ok_or(SyntaxError::Missing)?);
        let path = args.over(path.get(1..)).path()?;
        let facts = facts.strip_suffix(b";").ok_or(SyntaxError::Malformed)?;
        let changes = facts.split(|octet| *octet == b';').map(change);
        Ok(Self {
            changes: changes.collect::<Result<_, _>>()?,
            path,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        for change in &self.changes {
            if let Change::Other(fact) = change {
                return Err(replies::fact_read_only(fact).into());
            }
        }
        let mut done = String::new();
        // Few filesystems know this one: whether this one does should be told before any other changes.
        let (first, then): (Vec<_>, Vec<_>) = self
            .changes
            .iter()
            .partition(|change| matches!(change, Change::Create(_)));
        for change in first.into_iter().chain(then) {
            let result = change.apply(cx, &self.path, &mut done);
            if let Err(Refusal(reply)) = result {
                return Err(Refusal(match done.trim_end_matches(';') {
                    "" => reply,
                    done => replies::partly_done(&reply, done),
                }));
            }
        }
        Ok(replies::facts_set(&done, self.path.as_bytes()).into())
    }
}

/// One `fact=value`; the name of the fact in any case.
fn change(text: &[u8]) -> Result<Change, SyntaxError> {
    let at = text.iter().position(|octet| *octet == b'=');
    let (fact, value) = text.split_at(at.ok_or(SyntaxError::Malformed)?);
    let value = &value[1..];
    match fact.to_ascii_lowercase().as_slice() {
        b"" => Err(SyntaxError::Malformed),
        b"create" => Ok(Change::Create(
            parse_stamp(value).ok_or(SyntaxError::BadTime)?,
        )),
        b"unix.group" => Ok(Change::Group(super::site::listed_name(value)?)),
        b"unix.owner" => Ok(Change::Owner(super::site::listed_name(value)?)),
        b"modify" => Ok(Change::Modify(
            parse_stamp(value).ok_or(SyntaxError::BadTime)?,
        )),
        b"unix.mode" if value.iter().all(u8::is_ascii_digit) => {
            Ok(Change::Mode(ModeChange::parse(value)?))
        }
        b"unix.mode" => Err(SyntaxError::Malformed),
        _ => Ok(told(fact, value)?.unwrap_or_else(|| Change::Other(fact.to_vec()))),
    }
}

/// A fact that can be anything a line can hold; no value takes it away.
fn told(fact: &[u8], value: &[u8]) -> Result<Option<Change>, SyntaxError> {
    let Some(name) = str::from_utf8(fact).ok() else {
        return Ok(None);
    };
    if !FactValues::is_settable(name) {
        return Ok(None);
    }
    let value = str::from_utf8(value).map_err(|_| SyntaxError::Malformed)?;
    if value.chars().any(char::is_control) {
        return Err(SyntaxError::Malformed);
    }
    Ok(Some(Change::Told(name.to_owned(), value.to_owned())))
}

impl Change {
    /// Changes the fact and notes what it is now.
    fn apply(
        &self,
        cx: &mut Context<'_>,
        path: &PathArg,
        done: &mut String,
    ) -> Result<(), Refusal> {
        // Writing to a string does not fail.
        match self {
            Self::Create(time) => {
                let target = cx.grant(Perm::ChangeTime, path)?;
                cx.metadata(&target)?;
                unless_unsupported("Create", cx.set_created(&target, *time))?;
                let _ = write!(done, "Create={};", stamp(*time));
            }
            Self::Group(group) => {
                let target = cx.grant(Perm::ChangeMode, path)?;
                cx.metadata(&target)?;
                unless_unsupported("UNIX.group", cx.set_group(&target, group))?;
                let _ = write!(done, "UNIX.group={group};");
            }
            Self::Owner(owner) => {
                let target = cx.grant(Perm::ChangeMode, path)?;
                cx.metadata(&target)?;
                unless_unsupported("UNIX.owner", cx.set_owner(&target, owner))?;
                let _ = write!(done, "UNIX.owner={owner};");
            }
            Self::Mode(change) => {
                let mode = super::site::change_mode(cx, path, change)?;
                let _ = write!(done, "UNIX.mode={mode:04o};");
            }
            Self::Modify(time) => {
                let target = cx.grant(Perm::ChangeTime, path)?;
                cx.metadata(&target)?;
                cx.set_modified(&target, *time)?;
                let _ = write!(done, "Modify={};", stamp(*time));
            }
            Self::Told(name, value) => {
                let target = cx.grant(Perm::ChangeMode, path)?;
                cx.metadata(&target)?;
                unless_unsupported(name, cx.set_fact(&target, name, value))?;
                let _ = write!(done, "{name}={value};");
            }
            // Refused before anything is changed.
            Self::Other(_) => {}
        }
        Ok(())
    }
}

/// The refusal names the fact that the filesystem does not have.
fn unless_unsupported(fact: &str, result: Result<(), Refusal>) -> Result<(), Refusal> {
    result.map_err(|refusal| {
        if refusal.0 == replies::parameter_unsupported() {
            replies::fact_read_only(fact.as_bytes()).into()
        } else {
            refusal
        }
    })
}
