//! Deeds on the control connection.

use std::time::Duration;

use super::said;
use crate::protocol::Code;
use crate::script::fault::ControlFault;
use crate::script::words::{counted, list, size, text, time};

pub(super) fn deed(fault: &ControlFault) -> String {
    use ControlFault as F;
    match fault {
        F::AbortTransfer => "ends the transfer that runs".to_owned(),
        F::AtOnce => "does so at once, though a transfer runs".to_owned(),
        F::Ban(by) => format!("refuses the address of the client for {}", time(*by)),
        F::Close => "closes the control connection".to_owned(),
        F::Delay(by) => format!("is {} late", time(*by)),
        F::DelayBetween(least, most) if least == most => format!("is {} late", time(*least)),
        F::DelayBetween(least, most) => format!("is {} to {} late", time(*least), time(*most)),
        F::DelayReply(by) => format!("acts, but answers {} late", time(*by)),
        F::Dribble(octets, every) => {
            let (part, pause) = (size(*octets as u64), time(*every));
            format!("says {part} at a time, with {pause} in between")
        }
        F::DropPipelined => "drops what the client has sent after the command".to_owned(),
        F::EarlyReply => "says that the transfer is complete before it has begun".to_owned(),
        F::Endless => "begins a reply that never ends".to_owned(),
        F::ExtraReply(Duration::ZERO, reply) => format!("adds a reply, {}", said(reply)),
        F::ExtraReply(after, reply) => {
            format!("adds a reply {} later, {}", time(*after), said(reply))
        }
        F::Ignore => "neither acts nor answers".to_owned(),
        F::LatePreliminary(by) => format!("announces the transfer {} late", time(*by)),
        F::LateReply(by) => {
            format!(
                "gives its last reply {} late, and goes on meanwhile",
                time(*by)
            )
        }
        F::LineEnds(octets) if octets.is_empty() => "ends no line of its replies".to_owned(),
        F::LineEnds(octets) => format!("ends the lines of its replies with {}", text(octets)),
        F::LogIn => "takes the user for logged in".to_owned(),
        F::LosePreliminary => "announces no transfer".to_owned(),
        F::LoseReply => "acts, but keeps its last reply to itself".to_owned(),
        F::PassiveAs(code, words) => {
            format!(
                "words the reply about its data port {}",
                worded(Some(*code), words)
            )
        }
        F::PassiveHost(host) => format!("names {host} as the host of its data port"),
        F::PassivePort(port) => format!("names {port} as its data port"),
        F::PreliminaryCode(code) => format!("announces the transfer with code {code}"),
        F::PreliminaryText(code, words) => {
            format!("announces the transfer with {}", worded(*code, words))
        }
        F::RawFirst(octets) => format!("sends {} before anything else", text(octets)),
        F::RawReply(octets) if octets.is_empty() => {
            "sends nothing in the place of a reply".to_owned()
        }
        F::RawReply(octets) => format!("sends {} in the place of a reply", text(octets)),
        F::RepeatReply(times) => format!("gives its last reply {}", counted(*times as u64, "time")),
        F::Replies(replies) => {
            let replies: Vec<String> = replies.iter().map(said).collect();
            format!("answers {}", list(&replies))
        }
        F::Reply(reply) => format!("answers {}", said(reply)),
        F::ReplyCode(code) => format!("acts, but answers with code {code}"),
        F::ReplyFirst(reply) => format!("answers {} before anything else", said(reply)),
        F::ReplyText(code, words) => format!("acts, but answers {}", worded(*code, words)),
        F::Reset => "resets the control connection".to_owned(),
        F::ShiftReply => "keeps its last reply until the next command".to_owned(),
        F::Split(at, pause) => {
            let at: Vec<String> = at.iter().map(ToString::to_string).collect();
            let (at, pause) = (list(&at), time(*pause));
            format!("cuts its replies at octet {at}, with {pause} in between")
        }
        F::Stall => "falls silent and deaf".to_owned(),
        F::Throttle(rate) => format!("says {} a second at most", size(*rate)),
    }
}

/// `451 "Busy."`, or the text alone.
fn worded(code: Option<Code>, words: &[u8]) -> String {
    match code {
        Some(code) if words.is_empty() => code.to_string(),
        Some(code) => format!("{code} {}", text(words)),
        None => text(words),
    }
}
