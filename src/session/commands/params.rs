//! Parameters of transfers: `TYPE STRU MODE ALLO REST RANG`.

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{Args, SyntaxError, replies, verbs};
use crate::session::state::{Marker, Range, Representation};

/// `TYPE SP A|I|L 8`.
pub(super) struct Type {
    representation: Representation,
    shown: &'static str,
}

impl Handler for Type {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::TYPE, "TYPE <SP> A|I|L <SP> 8", "RFC 959 §3.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let text = args.text()?.to_ascii_uppercase();
        let (representation, shown) = match &text[..] {
            b"A" | b"A N" | b"A T" => (Representation::Ascii, "A"),
            b"I" => (Representation::Image, "I"),
            b"L 8" | b"L8" => (Representation::Image, "L 8"),
            b"A C" | b"E" | b"E N" | b"E T" | b"E C" => return Err(SyntaxError::Unsupported),
            [b'L', bits @ ..] if is_byte_size(bits) => return Err(SyntaxError::Unsupported),
            [letter] if letter.is_ascii_alphabetic() && *letter != b'L' => {
                return Err(SyntaxError::Unsupported);
            }
            _ => return Err(SyntaxError::Malformed),
        };
        Ok(Self {
            representation,
            shown,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.state.parameters.representation = self.representation;
        Ok(replies::type_set(self.shown).into())
    }
}

/// A number from 1 to 255, after an optional space.
fn is_byte_size(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b" ").unwrap_or(text);
    digits.iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(digits)
            .is_ok_and(|digits| digits.parse::<u8>().is_ok_and(|bits| bits > 0))
}

/// One letter out of those this server knows.
fn letter(args: Args<'_>, known: u8) -> Result<(), SyntaxError> {
    match args.text()? {
        [letter] if letter.to_ascii_uppercase() == known => Ok(()),
        [letter] if letter.is_ascii_alphabetic() => Err(SyntaxError::Unsupported),
        _ => Err(SyntaxError::Malformed),
    }
}

/// `STRU SP F`.
pub(super) struct Stru;

impl Handler for Stru {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::STRU, "STRU <SP> F", "RFC 959 §3.1.2")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        letter(args, b'F').map(|()| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::structure_set("F").into())
    }
}

/// `MODE SP S`.
pub(super) struct Mode;

impl Handler for Mode {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::MODE, "MODE <SP> S", "RFC 959 §3.4")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        letter(args, b'S').map(|()| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::mode_set("S").into())
    }
}

/// `ALLO SP octets [SP R SP octets]`: announces the size of the next upload.
pub(super) struct Allo {
    octets: u64,
}

impl Handler for Allo {
    const SPEC: Spec = Spec::new(
        verbs::ALLO,
        "ALLO <SP> octets [<SP> R <SP> octets]",
        "RFC 959 §4.1.3",
    );

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let words: Vec<&[u8]> = args.text()?.split(|octet| *octet == b' ').collect();
        let octets = match &words[..] {
            [octets] => number(octets)?,
            [octets, r, record] if r.eq_ignore_ascii_case(b"R") => {
                number(record)?;
                number(octets)?
            }
            _ => return Err(SyntaxError::Malformed),
        };
        Ok(Self { octets })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if cx.policy.allo_checks_room
            && let Ok(available) = cx.available(&cx.state.cwd)
        {
            if self.octets > available {
                return Err(replies::quota_exceeded().into());
            }
            cx.state.parameters.announced = Some(self.octets);
            return Ok(replies::allo_fits().into());
        }
        cx.state.parameters.announced = Some(self.octets);
        Ok(replies::allo_done().into())
    }
}

fn number(word: &[u8]) -> Result<u64, SyntaxError> {
    Args::new(Some(word))
        .offset()
        .map_err(|_| SyntaxError::Malformed)
}

/// `REST SP offset`.
pub(super) struct Rest {
    offset: u64,
}

impl Handler for Rest {
    const SPEC: Spec = Spec {
        feat: Some("REST STREAM"),
        ..Spec::new(verbs::REST, "REST <SP> offset", "RFC 3659 §5")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            offset: args.offset()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        cx.state.restart = (self.offset > 0).then_some(Marker::From(self.offset));
        Ok(replies::restarting(self.offset).into())
    }
}

/// `RANG SP first SP last`: octets of the next transfer, both included; `RANG 1 0` is all of them.
pub(super) struct Rang {
    first: u64,
    last: u64,
}

impl Handler for Rang {
    const SPEC: Spec = Spec {
        feat: Some("RANG STREAM"),
        ..Spec::new(
            verbs::RANG,
            "RANG <SP> first <SP> last",
            "draft-bryan-ftp-range §3",
        )
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let words: Vec<&[u8]> = args.text()?.split(|octet| *octet == b' ').collect();
        match &words[..] {
            [first, last] => Ok(Self {
                first: number(first)?,
                last: number(last)?,
            }),
            _ => Err(SyntaxError::Malformed),
        }
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Self { first, last } = self;
        if first > last {
            cx.state.restart = None;
            return match (first, last) {
                (1, 0) => Ok(replies::range_forgotten().into()),
                _ => Err(replies::range_backwards().into()),
            };
        }
        if cx.state.parameters.representation != Representation::Image {
            return Err(replies::range_of_text().into());
        }
        cx.state.restart = Some(Marker::Range(Range { first, last }));
        Ok(replies::range_set(first, last).into())
    }
}
