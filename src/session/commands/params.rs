//! Parameters of transfers: `TYPE STRU MODE ALLO REST RANG`.

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::protocol::{
    Args, Level, Representation, Structure, SyntaxError, TransferMode, replies, verbs,
};
use crate::session::Policy;
use crate::session::state::{Range, RestartPoint};

/// `TYPE SP A|E|I|L 8`.
pub(super) struct Type {
    representation: Representation,
    shown: &'static str,
}

impl Handler for Type {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::TYPE, "TYPE <SP> A|E|I|L <SP> 8", "RFC 959 §3.1.1")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let text = args.text()?.to_ascii_uppercase();
        let (representation, shown) = match &text[..] {
            b"A" | b"A N" | b"A T" => (Representation::Ascii, "A"),
            b"I" => (Representation::Image, "I"),
            b"L 8" | b"L8" => (Representation::Image, "L 8"),
            b"E" | b"E N" | b"E T" => (Representation::Ebcdic, "E"),
            b"A C" | b"E C" => return Err(SyntaxError::Unsupported),
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
        if self.representation == Representation::Ebcdic && !cx.policy.ebcdic {
            return Err(SyntaxError::Unsupported.into());
        }
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

/// The one letter of an argument, in capitals.
fn letter(args: Args<'_>) -> Result<u8, SyntaxError> {
    match args.text()? {
        [letter] if letter.is_ascii_alphabetic() => Ok(letter.to_ascii_uppercase()),
        _ => Err(SyntaxError::Malformed),
    }
}

/// `STRU SP F|R|P`; pages are for a system of the past (RFC 1123, section 4.1.2.3).
pub(super) struct Stru {
    letter: u8,
}

impl Handler for Stru {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::STRU, "STRU <SP> F|R|P", "RFC 959 §3.1.2")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            letter: letter(args)?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let (structure, shown) = match self.letter {
            b'F' => (Structure::File, "F"),
            b'P' if cx.policy.pages => (Structure::Page, "P"),
            b'R' if cx.policy.records => (Structure::Record, "R"),
            b'P' | b'R' => return Err(SyntaxError::Unsupported.into()),
            _ => return Err(replies::parameter_unknown().into()),
        };
        cx.state.parameters.structure = structure;
        Ok(replies::structure_set(shown).into())
    }
}

/// `MODE SP S|B|C|Z`.
pub(super) struct Mode {
    letter: u8,
}

impl Handler for Mode {
    const SPEC: Spec = Spec {
        restart: Restart::Clear,
        ..Spec::new(verbs::MODE, "MODE <SP> S|B|C|Z", "RFC 959 §3.4")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            letter: letter(args)?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let known = MODES.iter().find(|(letter, ..)| *letter == self.letter);
        match known {
            Some((letter, mode, shown)) if is_available(cx.policy, *letter) => {
                cx.state.parameters.mode = *mode;
                Ok(replies::mode_set(shown).into())
            }
            _ if matches!(self.letter, b'B' | b'C') => Err(SyntaxError::Unsupported.into()),
            _ => Err(replies::parameter_unknown().into()),
        }
    }
}

const MODES: &[(u8, TransferMode, &str)] = &[
    (b'S', TransferMode::Stream, "S"),
    (b'B', TransferMode::Block, "B"),
    (b'C', TransferMode::Compressed, "C"),
    #[cfg(feature = "deflate")]
    (b'Z', TransferMode::Deflate, "Z"),
];

/// Whether this server has the mode of that letter.
pub(super) const fn is_available(policy: &Policy, letter: u8) -> bool {
    match letter {
        b'S' => true,
        b'B' => policy.block_mode,
        b'C' => policy.compressed_mode,
        #[cfg(feature = "deflate")]
        b'Z' => policy.deflate_mode,
        _ => false,
    }
}

/// `OPTS SP MODE SP Z [SP LEVEL SP n]`.
pub(super) fn mode_options(cx: &mut Context<'_>, options: &[u8]) -> Result<Outcome, Refusal> {
    if !is_available(cx.policy, b'Z') {
        return Err(replies::no_options().into());
    }
    let options = options.to_ascii_uppercase();
    let level = match &options[..] {
        b"Z" => cx.state.parameters.level,
        [option @ .., digit @ b'0'..=b'9'] if option == b"Z LEVEL " => {
            Level::new(digit - b'0').unwrap_or_default()
        }
        _ => return Err(SyntaxError::Malformed.into()),
    };
    cx.state.parameters.level = level;
    Ok(replies::deflate_level(level.number()).into())
}

/// `ALLO SP octets`: announces the size of the next upload. Records are lines, and need no room of
/// their own.
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
                number(octets)?;
                number(record)?;
                return Err(SyntaxError::Unsupported);
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

/// `REST SP marker`: an offset, or in the modes with markers of their own one of those.
pub(super) struct Rest {
    marker: Vec<u8>,
}

impl Handler for Rest {
    const SPEC: Spec = Spec {
        feat: Some("REST STREAM"),
        ..Spec::new(verbs::REST, "REST <SP> offset", "RFC 3659 §5")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            marker: args.text()?.to_vec(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let parameters = &cx.state.parameters;
        let is_text = parameters.representation != Representation::Image;
        if is_text && !cx.policy.ascii_rest {
            return Err(replies::rest_in_ascii().into());
        }
        if parameters.mode.has_markers() {
            let text = str::from_utf8(&self.marker)
                .ok()
                .filter(|text| text.bytes().all(|octet| octet.is_ascii_graphic()))
                .ok_or(SyntaxError::BadMarker)?;
            let position = parameters.marks.position(&self.marker);
            let point = position.map_or(RestartPoint::Unknown, RestartPoint::Position);
            cx.state.restart = (text != "0").then_some(point);
            return Ok(replies::restarting(text).into());
        }
        let offset = Args::new(Some(&self.marker)).offset()?;
        cx.state.restart = (offset > 0).then_some(RestartPoint::Octets(offset));
        Ok(replies::restarting(offset).into())
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
        let parameters = &cx.state.parameters;
        if parameters.representation != Representation::Image
            || parameters.mode != TransferMode::Stream
        {
            return Err(replies::range_of_text().into());
        }
        cx.state.restart = Some(RestartPoint::Range(Range { first, last }));
        Ok(replies::range_set(first, last).into())
    }
}
