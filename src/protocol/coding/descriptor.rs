//! What MODE B and MODE C say beside the data.

use super::Event;

pub(super) const RECORD: u8 = 128;
pub(super) const FILE: u8 = 64;
pub(super) const MARKER: u8 = 16;

/// Reports what a descriptor says once its data is complete; whether that is the end of the file.
/// Data that the sender suspects (32) is taken as it is.
pub(super) fn report(
    descriptor: u8,
    marker: &mut Vec<u8>,
    event: &mut impl FnMut(Event<'_>),
) -> bool {
    if descriptor & MARKER != 0 {
        event(Event::Marker(std::mem::take(marker)));
    }
    if descriptor & RECORD != 0 {
        event(Event::EndOfRecord);
    }
    let ends = descriptor & FILE != 0;
    if ends {
        event(Event::EndOfFile);
    }
    ends
}
