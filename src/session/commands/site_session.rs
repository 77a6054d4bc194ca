//! Settings and questions of a session below `SITE`: `UMASK IDLE WHO ZONE`.

use std::time::Duration;

use super::spec::{Access, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{Args, SyntaxError, replies, verbs};

/// The umask until a client sets one: that of the modes 644 and 755.
const USUAL_UMASK: u32 = 0o022;

/// The shortest time-out a client may set.
const SHORTEST_IDLE: Duration = Duration::from_secs(30);

/// `SITE UMASK [SP ooo]`: which bits new files and directories do not get.
pub(super) struct Umask {
    mask: Option<u32>,
}

impl Handler for Umask {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE UMASK [<SP> octal]", "deployed");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let mask = args.optional().map(octal).transpose()?;
        Ok(Self { mask })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let before = cx.state.parameters.umask.unwrap_or(USUAL_UMASK);
        let Some(mask) = self.mask else {
            return Ok(replies::umask(before).into());
        };
        cx.state.parameters.umask = Some(mask);
        Ok(replies::umask_set(mask, before).into())
    }
}

/// One to four octal digits, 777 at most.
fn octal(text: &[u8]) -> Result<u32, SyntaxError> {
    let digits = text.len() <= 4 && text.iter().all(|octet| (b'0'..=b'7').contains(octet));
    let mask = text
        .iter()
        .fold(0, |sum, octet| sum << 3 | u32::from(octet & 7));
    if digits && mask <= 0o777 {
        Ok(mask)
    } else {
        Err(SyntaxError::Malformed)
    }
}

/// `SITE IDLE [SP seconds]`: the idle time-out of this session.
pub(super) struct Idle {
    limit: Option<Duration>,
}

impl Handler for Idle {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE IDLE [<SP> seconds]", "deployed");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let limit = args.optional().map(|_| args.offset()).transpose();
        let limit = limit.map_err(|_| SyntaxError::Malformed)?;
        Ok(Self {
            limit: limit.map(Duration::from_secs),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let longest = cx.policy.max_idle_timeout.max(cx.policy.idle_timeout);
        if let Some(limit) = self.limit {
            if limit < SHORTEST_IDLE || limit > longest {
                return Err(SyntaxError::Malformed.into());
            }
            cx.state.parameters.idle = Some(limit);
        }
        let limit = cx.state.parameters.idle.unwrap_or(cx.policy.idle_timeout);
        Ok(replies::idle_limit(limit.as_secs(), longest.as_secs()).into())
    }
}

/// `SITE WHO`: the session itself; nobody is shown the others.
pub(super) struct Who;

impl Handler for Who {
    const SPEC: Spec = Spec::new(verbs::SITE, "SITE WHO", "deployed");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if !cx.policy.site_who {
            return Err(replies::permission_denied().into());
        }
        let mut line = cx.user()?.name().to_vec();
        line.extend_from_slice(format!(" from {}", cx.endpoints.peer.ip()).as_bytes());
        Ok(replies::who([line.into()]).into())
    }
}

/// `SITE ZONE`: the time zone of `LIST`.
pub(super) struct Zone;

impl Handler for Zone {
    const SPEC: Spec = Spec {
        access: Access::Anyone,
        ..Spec::new(verbs::SITE, "SITE ZONE", "deployed")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::zone(cx.policy.list_offset).into())
    }
}
