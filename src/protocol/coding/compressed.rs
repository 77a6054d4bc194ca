//! MODE C: runs of one octet are sent as one (RFC 959, section 3.4.3).

use super::{CodingError, Event, descriptor};

/// The most octets of a literal string, and of a run.
const LONGEST_STRING: usize = 127;
const LONGEST_RUN: usize = 63;
/// Shorter runs are part of a string.
const SHORTEST_RUN: usize = 3;

const RUN: u8 = 0b1000_0000;
const FILLER: u8 = 0b1100_0000;
const COUNT: u8 = 0b0011_1111;
const ESCAPE: u8 = 0;

/// Appends octets as strings and runs; `filler` is what the representation fills lines with.
pub(super) fn encode(octets: &[u8], ends_record: bool, filler: u8, out: &mut Vec<u8>) {
    let (mut string, mut at) = (0, 0);
    while at < octets.len() {
        let octet = octets[at];
        let run = octets[at..]
            .iter()
            .take(LONGEST_RUN)
            .take_while(|o| **o == octet)
            .count();
        if run < SHORTEST_RUN {
            at += run;
            continue;
        }
        strings(&octets[string..at], out);
        // A run is not longer than 63.
        if octet == filler {
            out.push(FILLER | run as u8);
        } else {
            out.extend_from_slice(&[RUN | run as u8, octet]);
        }
        at += run;
        string = at;
    }
    strings(&octets[string..], out);
    if ends_record {
        out.extend_from_slice(&[ESCAPE, descriptor::RECORD]);
    }
}

fn strings(octets: &[u8], out: &mut Vec<u8>) {
    for string in octets.chunks(LONGEST_STRING) {
        out.push(string.len() as u8);
        out.extend_from_slice(string);
    }
}

/// Appends the escape that ends the file.
pub(super) fn finish(out: &mut Vec<u8>) {
    out.extend_from_slice(&[ESCAPE, descriptor::FILE]);
}

/// Appends a restart marker of 1 to 127 octets.
pub(super) fn marker(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[ESCAPE, descriptor::MARKER]);
    strings(&text[..text.len().min(LONGEST_STRING)], out);
}

/// Strings and runs to octets; chunks may end anywhere.
#[derive(Clone, Debug)]
pub(super) struct CompressedDecoder {
    filler: u8,
    state: State,
    marker: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Start,
    /// The octet of a run is to come.
    Run(u8),
    /// So much of a string is to come.
    Literal(usize),
    /// A descriptor is to come.
    Escape,
    /// The length of a marker is to come, and what else its descriptor says.
    MarkerLength(u8),
    Marker(usize, u8),
}

impl CompressedDecoder {
    pub(super) const fn new(filler: u8) -> Self {
        Self {
            filler,
            state: State::Start,
            marker: Vec::new(),
        }
    }

    /// Reports what a chunk holds; nothing after the end of the file.
    pub(super) fn decode(
        &mut self,
        chunk: &[u8],
        mut event: impl FnMut(Event<'_>),
    ) -> Result<(), CodingError> {
        let mut rest = chunk;
        while let Some((&octet, after)) = rest.split_first() {
            match self.state {
                State::Literal(left) => {
                    let (now, later) = rest.split_at(rest.len().min(left));
                    event(Event::Data(now));
                    rest = later;
                    self.state = match left - now.len() {
                        0 => State::Start,
                        left => State::Literal(left),
                    };
                    continue;
                }
                State::Start => self.state = self.begin(octet, &mut event),
                State::Run(count) => {
                    repeat(octet, count, &mut event);
                    self.state = State::Start;
                }
                State::Escape if octet & descriptor::MARKER != 0 => {
                    self.state = State::MarkerLength(octet);
                }
                State::Escape => {
                    self.state = State::Start;
                    if descriptor::report(octet, &mut self.marker, &mut event) {
                        return Ok(());
                    }
                }
                State::MarkerLength(says) if (1..RUN).contains(&octet) => {
                    self.state = State::Marker(usize::from(octet), says);
                }
                State::MarkerLength(_) => return Err(CodingError::Corrupt),
                State::Marker(left, says) => {
                    self.marker.push(octet);
                    self.state = State::Marker(left - 1, says);
                    if left == 1 {
                        self.state = State::Start;
                        if descriptor::report(says, &mut self.marker, &mut event) {
                            return Ok(());
                        }
                    }
                }
            }
            rest = after;
        }
        Ok(())
    }

    fn begin(&self, octet: u8, event: &mut impl FnMut(Event<'_>)) -> State {
        match octet {
            ESCAPE => State::Escape,
            count if count < RUN => State::Literal(usize::from(count)),
            run if run < FILLER => State::Run(run & COUNT),
            filler => {
                repeat(self.filler, filler & COUNT, event);
                State::Start
            }
        }
    }
}

fn repeat(octet: u8, count: u8, event: &mut impl FnMut(Event<'_>)) {
    event(Event::Data(&[octet; LONGEST_RUN][..usize::from(count)]));
}
