//! Files as they look on the wire under `TYPE` and `STRU`: sizes and positions.

use crate::protocol::{Coding, Representation, Structure};
use crate::vfs::{File, FsResult};

const CHUNK: usize = 256 * 1024;

/// Whether a file has as many octets on the wire as it is stored with.
pub(super) fn keeps_size(coding: &Coding) -> bool {
    coding.structure == Structure::File && coding.representation != Representation::Ascii
}

/// How many octets a file has once its lines are translated, before the mode has its way.
pub(super) fn coded_size(file: &mut dyn File, coding: &Coding) -> FsResult<u64> {
    let (mut encoder, mut end) = (coding.in_stream().encoder(), Vec::new());
    encoder.finish(&mut end);
    let mut size = end.len() as u64;
    loop {
        let chunk = file.read(CHUNK)?;
        if chunk.is_empty() {
            return Ok(size);
        }
        size += encoder.encoded_len(&chunk);
    }
}

/// The position in a file before which lie exactly `coded` translated octets; `None` when there
/// is no such position: past the end, or within a CRLF.
pub(super) fn position_of(
    file: &mut dyn File,
    coding: &Coding,
    coded: u64,
) -> FsResult<Option<u64>> {
    let mut encoder = coding.in_stream().encoder();
    let (mut seen, mut position) = (0, 0);
    loop {
        if seen == coded {
            return Ok(Some(position));
        }
        let chunk = file.read(CHUNK)?;
        if chunk.is_empty() {
            return Ok(None);
        }
        for octet in &chunk {
            if seen >= coded {
                break;
            }
            seen += encoder.encoded_len(std::slice::from_ref(octet));
            position += 1;
        }
        if seen > coded {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FtpPath;
    use crate::vfs::{Filesystem, MemoryFs, OpenHow};
    use rstest::rstest;

    fn file(text: &str) -> Box<dyn File> {
        let fs = MemoryFs::new();
        fs.add_file("/a", text);
        fs.open(&FtpPath::new("/a"), OpenHow::Read { from: 0 })
            .unwrap()
    }

    #[test]
    fn each_line_is_one_octet_longer_on_the_wire() {
        let size = coded_size(&mut *file("a\nb\n"), &Coding::default());
        assert_eq!(size, Ok(6));
    }

    #[rstest]
    #[case(0, Some(0))]
    #[case(1, Some(1))]
    #[case(2, None)]
    #[case(3, Some(2))]
    #[case(6, Some(4))]
    #[case(7, None)]
    fn a_marker_within_a_line_end_means_no_position(
        #[case] coded: u64,
        #[case] position: Option<u64>,
    ) {
        let found = position_of(&mut *file("a\nb\n"), &Coding::default(), coded);
        assert_eq!(found, Ok(position));
    }
}
