//! The Telnet layer below the command lines (RFC 854; RFC 1123, section 4.1.2.12).

pub(super) const IAC: u8 = 255;
const DONT: u8 = 254;
const DO: u8 = 253;
const WONT: u8 = 252;
const WILL: u8 = 251;
const SB: u8 = 250;
const IP: u8 = 244;
const DM: u8 = 242;
const SE: u8 = 240;

/// Octets a subnegotiation may have.
const SUBNEGOTIATION: usize = 1024;

/// Takes Telnet commands out of a stream of octets, one octet at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Telnet {
    state: State,
    refused_do: Options,
    refused_will: Options,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Data,
    /// After IAC.
    Command,
    /// After IAC DO, DONT, WILL or WONT.
    Option(u8),
    /// After IAC SB, with the octets skipped so far.
    Subnegotiation(usize),
    /// After an IAC in there.
    SubnegotiationCommand(usize),
}

/// What one octet came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An answer to write.
    Answer([u8; 3]),
    /// An octet of data.
    Data(u8),
    /// A subnegotiation without end.
    Runaway,
    /// Nothing yet, or nothing at all.
    Skip,
    /// IAC IP or IAC DM.
    Synch,
}

impl Telnet {
    /// Whether no command is half read.
    pub(super) fn is_between_commands(&self) -> bool {
        self.state == State::Data
    }

    pub(super) fn octet(&mut self, octet: u8) -> Step {
        let (next, step) = match (self.state, octet) {
            (State::Data, IAC) => (State::Command, Step::Skip),
            (State::Data, data) => (State::Data, Step::Data(data)),
            (State::Command, IAC) => (State::Data, Step::Data(IAC)),
            (State::Command, DO | DONT | WILL | WONT) => (State::Option(octet), Step::Skip),
            (State::Command, SB) => (State::Subnegotiation(0), Step::Skip),
            (State::Command, IP | DM) => (State::Data, Step::Synch),
            (State::Command, _) => (State::Data, Step::Skip),
            (State::Option(verb), option) => (State::Data, self.negotiate(verb, option)),
            (State::Subnegotiation(SUBNEGOTIATION..), _) => (State::Data, Step::Runaway),
            (State::Subnegotiation(n), IAC) => (State::SubnegotiationCommand(n), Step::Skip),
            (State::Subnegotiation(n), _) => (State::Subnegotiation(n + 1), Step::Skip),
            (State::SubnegotiationCommand(_), SE) => (State::Data, Step::Skip),
            (State::SubnegotiationCommand(n), _) => (State::Subnegotiation(n + 2), Step::Skip),
        };
        self.state = next;
        step
    }

    /// Every option is refused, once: a second answer could start a loop.
    fn negotiate(&mut self, verb: u8, option: u8) -> Step {
        match verb {
            DO if self.refused_do.insert(option) => Step::Answer([IAC, WONT, option]),
            WILL if self.refused_will.insert(option) => Step::Answer([IAC, DONT, option]),
            _ => Step::Skip,
        }
    }
}

/// A set of octets.
#[derive(Clone, Copy, Debug, Default)]
struct Options([u64; 4]);

impl Options {
    /// Whether it was not there before.
    fn insert(&mut self, option: u8) -> bool {
        let word = &mut self.0[usize::from(option / 64)];
        let bit = 1 << (option % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(octets: &[u8]) -> Vec<Step> {
        let mut telnet = Telnet::default();
        let steps = octets.iter().map(|&octet| telnet.octet(octet));
        steps.filter(|step| *step != Step::Skip).collect()
    }

    /// R-TN1: and refusals are not answered.
    #[test]
    fn each_option_is_refused_once() {
        let asked = [IAC, DO, 1, IAC, DO, 1, IAC, WILL, 1, IAC, WILL, 255];
        let answers = [[IAC, WONT, 1], [IAC, DONT, 1], [IAC, DONT, 255]];
        assert_eq!(steps(&asked), answers.map(Step::Answer));
        assert_eq!(steps(&[IAC, DONT, 1, IAC, WONT, 1]), []);
    }

    #[test]
    fn commands_are_skipped_and_doubled_octets_are_data() {
        assert_eq!(
            steps(&[IAC, 241, IAC, 7, IAC, SE, IAC, IAC]),
            [Step::Data(IAC)]
        );
        assert_eq!(steps(&[IAC, IP, IAC, DM]), [Step::Synch, Step::Synch]);
    }

    #[test]
    fn a_subnegotiation_is_skipped_up_to_a_limit() {
        let short = [&[IAC, SB][..], &[1; 1000], &[IAC, IAC, 2, IAC, SE, 3]].concat();
        assert_eq!(steps(&short), [Step::Data(3)]);
        let long = [&[IAC, SB][..], &[1; SUBNEGOTIATION + 1]].concat();
        assert_eq!(steps(&long), [Step::Runaway]);
    }
}
