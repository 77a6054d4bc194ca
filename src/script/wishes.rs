//! What a plan wants of the replies of its exchange.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::fault::ControlFault;
use super::misdirect::Misdirection;
use super::plan::{Instead, Plan};
use crate::protocol::{Code, Reply};

/// A wish of a plan, with the part of the fault that says so.
pub(crate) type Wish<'a, T> = (&'a ControlFault, T);

/// The code and the text of a reply, as far as they are others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OtherWords<'a>(Option<Code>, Option<&'a Bytes>);

impl OtherWords<'_> {
    pub(crate) fn applied_to(self, mut reply: Reply) -> Reply {
        if let Some(code) = self.0 {
            reply = reply.with_code(code);
        }
        if let Some(text) = self.1 {
            reply = reply.with_text(text.clone());
        }
        reply
    }
}

/// When a final reply is sent that is not sent now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Later {
    After(Duration),
    /// When the next command comes.
    Next,
}

/// How octets are spread over time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace<'a> {
    /// Pauses at these octets.
    At(&'a [usize], Duration),
    /// A pause after so many octets, each time.
    Each(usize, Duration),
}

/// How many pieces a throttled reply has in a second, at most.
const PIECES: u64 = 20;

impl Pace<'_> {
    fn at_rate(octets_per_second: u64) -> Self {
        let piece = (octets_per_second / PIECES).max(1);
        let nanos = 1_000_000_000_u128 * u128::from(piece) / u128::from(octets_per_second);
        let pause = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        Self::Each(usize::try_from(piece).unwrap_or(usize::MAX), pause)
    }

    pub(crate) const fn pause(&self) -> Duration {
        match self {
            Self::At(_, pause) | Self::Each(_, pause) => *pause,
        }
    }

    /// The pieces of a reply of this length.
    pub(crate) fn pieces(&self, length: usize) -> Vec<Range<usize>> {
        let cuts: Vec<usize> = match self {
            Self::At(at, _) => at.iter().copied().filter(|at| *at < length).collect(),
            Self::Each(octets, _) => (*octets..length).step_by(*octets).collect(),
        };
        let ends = cuts.iter().copied().chain([length]);
        let mut from = 0;
        ends.map(|end| std::mem::replace(&mut from, end)..end)
            .collect()
    }
}

impl Plan {
    fn wish<'a, T>(&'a self, of: impl Fn(&'a ControlFault) -> Option<T>) -> Option<Wish<'a, T>> {
        let mut parts = self.control().iter().rev();
        parts.find_map(|part| of(part).map(|wish| (part, wish)))
    }

    fn has(&self, is: impl Fn(&ControlFault) -> bool) -> Option<&ControlFault> {
        self.control().iter().find(|part| is(part))
    }

    /// What is sent before anything else.
    pub(crate) fn first(&self) -> impl Iterator<Item = &ControlFault> {
        let parts = self.control().iter();
        parts.filter(|part| {
            matches!(
                part,
                ControlFault::RawFirst(_) | ControlFault::ReplyFirst(_)
            )
        })
    }

    pub(crate) fn bans(&self) -> Option<Wish<'_, Duration>> {
        self.wish(|part| match part {
            ControlFault::Ban(time) => Some(*time),
            _ => None,
        })
    }

    /// What ends the transfer that runs, before the command is dealt with.
    pub(crate) fn aborts_transfer(&self) -> Option<&ControlFault> {
        self.has(|part| matches!(part, ControlFault::AbortTransfer))
    }

    /// What has the command answered though a transfer runs.
    pub(crate) fn answers_at_once(&self) -> Option<&ControlFault> {
        let part = self.has(|part| matches!(part, ControlFault::AtOnce))?;
        (!matches!(self.instead().0, Instead::Act)).then_some(part)
    }

    pub(crate) fn drops_pipelined(&self) -> Option<&ControlFault> {
        self.has(|part| matches!(part, ControlFault::DropPipelined))
    }

    pub(crate) fn logs_in(&self) -> Option<&ControlFault> {
        self.has(|part| matches!(part, ControlFault::LogIn))
    }

    pub(crate) fn loses_preliminary(&self) -> Option<&ControlFault> {
        self.has(|part| matches!(part, ControlFault::LosePreliminary))
    }

    pub(crate) fn rewrites(&self) -> Option<Wish<'_, OtherWords<'_>>> {
        self.wish(|part| match part {
            ControlFault::ReplyCode(code) => Some(OtherWords(Some(*code), None)),
            ControlFault::ReplyText(code, text) => Some(OtherWords(*code, Some(text))),
            _ => None,
        })
    }

    pub(crate) fn rewrites_preliminary(&self) -> Option<Wish<'_, OtherWords<'_>>> {
        self.wish(|part| match part {
            ControlFault::PreliminaryCode(code) => Some(OtherWords(Some(*code), None)),
            ControlFault::PreliminaryText(code, text) => Some(OtherWords(*code, Some(text))),
            _ => None,
        })
    }

    pub(crate) fn late_preliminary(&self) -> Option<Wish<'_, Duration>> {
        self.wish(|part| match part {
            ControlFault::LatePreliminary(by) => Some(*by),
            _ => None,
        })
    }

    pub(crate) fn replies_early(&self) -> Option<&ControlFault> {
        self.has(|part| matches!(part, ControlFault::EarlyReply))
    }

    /// How long the final reply makes the session wait.
    pub(crate) fn reply_delays(&self) -> impl Iterator<Item = Wish<'_, Duration>> {
        self.control().iter().filter_map(|part| match part {
            ControlFault::DelayReply(by) => Some((part, *by)),
            _ => None,
        })
    }

    /// When the final reply is sent, if not now.
    pub(crate) fn replies_later(&self) -> Option<Wish<'_, Later>> {
        self.wish(|part| match part {
            ControlFault::LateReply(by) => Some(Later::After(*by)),
            ControlFault::ShiftReply => Some(Later::Next),
            _ => None,
        })
    }

    pub(crate) fn repeats(&self) -> Option<Wish<'_, usize>> {
        self.wish(|part| match part {
            ControlFault::RepeatReply(times) => Some(*times),
            _ => None,
        })
    }

    /// Replies that nobody asked for, after the final one.
    pub(crate) fn extra(&self) -> impl Iterator<Item = Wish<'_, (Duration, &Reply)>> {
        self.control().iter().filter_map(|part| match part {
            ControlFault::ExtraReply(after, reply) => Some((part, (*after, reply))),
            _ => None,
        })
    }

    pub(crate) fn line_ends(&self) -> Option<Wish<'_, &Bytes>> {
        self.wish(|part| match part {
            ControlFault::LineEnds(octets) => Some(octets),
            _ => None,
        })
    }

    pub(crate) fn pace(&self) -> Option<Wish<'_, Pace<'_>>> {
        self.wish(|part| match part {
            ControlFault::Dribble(octets, every) => Some(Pace::Each(*octets, *every)),
            ControlFault::Split(at, pause) => Some(Pace::At(at, *pause)),
            ControlFault::Throttle(rate) => Some(Pace::at_rate(*rate)),
            _ => None,
        })
    }

    /// What becomes of the reply that names a data port, with all parts that say so.
    pub(crate) fn misdirects(&self) -> Option<(Vec<&ControlFault>, Misdirection<'_>)> {
        let host = self.wish(|part| match part {
            ControlFault::PassiveHost(host) => Some(*host),
            _ => None,
        });
        let port = self.wish(|part| match part {
            ControlFault::PassivePort(port) => Some(*port),
            _ => None,
        });
        let text = self.wish(|part| match part {
            ControlFault::PassiveAs(code, text) => Some((*code, text)),
            _ => None,
        });
        let parts = [host.map(|h| h.0), port.map(|p| p.0), text.map(|t| t.0)];
        let parts: Vec<&ControlFault> = parts.into_iter().flatten().collect();
        let wish = Misdirection {
            host: host.map(|(_, host)| host),
            port: port.map(|(_, port)| port),
            text: text.map(|(_, text)| text),
        };
        (!parts.is_empty()).then_some((parts, wish))
    }

    /// Whether a part is about what the command does, or about the replies to it.
    pub(super) fn is_about_the_real_reply(&self) -> bool {
        let about = |part: &ControlFault| {
            matches!(
                part,
                ControlFault::DelayReply(_)
                    | ControlFault::Dribble(..)
                    | ControlFault::DropPipelined
                    | ControlFault::EarlyReply
                    | ControlFault::ExtraReply(..)
                    | ControlFault::LatePreliminary(_)
                    | ControlFault::LateReply(_)
                    | ControlFault::LineEnds(_)
                    | ControlFault::LosePreliminary
                    | ControlFault::LoseReply
                    | ControlFault::PassiveAs(..)
                    | ControlFault::PassiveHost(_)
                    | ControlFault::PassivePort(_)
                    | ControlFault::PreliminaryCode(_)
                    | ControlFault::PreliminaryText(..)
                    | ControlFault::RawFirst(_)
                    | ControlFault::RepeatReply(_)
                    | ControlFault::ReplyCode(_)
                    | ControlFault::ReplyFirst(_)
                    | ControlFault::ReplyText(..)
                    | ControlFault::ShiftReply
                    | ControlFault::Split(..)
                    | ControlFault::Throttle(_)
            )
        };
        self.control().iter().any(about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_falls_into_pieces_that_are_the_whole() {
        let second = Duration::from_secs(1);
        let each = |octets| Pace::Each(octets, second).pieces(5);
        assert_eq!(each(2), [0..2, 2..4, 4..5]);
        assert_eq!(each(5), each(9));
        assert!(matches!(&each(9)[..], [whole] if *whole == (0..5)));
        assert_eq!(
            Pace::At(&[1, 4, 5, 8], second).pieces(5),
            [0..1, 1..4, 4..5]
        );
    }

    #[test]
    fn a_throttle_has_no_more_than_twenty_pieces_a_second() {
        let second = Duration::from_secs(1);
        let shown = |rate| format!("{:?}", Pace::at_rate(rate));
        assert_eq!(shown(1), format!("{:?}", Pace::Each(1, second)));
        assert_eq!(shown(10), format!("{:?}", Pace::Each(1, second / 10)));
        assert_eq!(shown(1000), format!("{:?}", Pace::Each(50, second / 20)));
    }
}
