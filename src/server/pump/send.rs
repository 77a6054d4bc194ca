//! To the client: files and listings.

use std::io;

use bytes::Bytes;

use crate::protocol::AsciiEncoder;
use crate::script::{DataEnd as Strike, DataFault, Plan};
use crate::server::faulty::Faulty;
use crate::server::world::World;
use crate::session::{Download, Listing};
use crate::transcript::Digest;
use crate::vfs::{File, FsError, FsResult};

use super::watch::{Halt, Watch, give_way};

/// How much is taken from a file at once.
const CHUNK: usize = 256 * 1024;
/// After so many octets the session looks after its other business.
const TURN: u64 = 1 << 20;

/// How sending came to an end.
pub(super) enum Sent {
    All,
    Broken,
    Halted(Halt),
    Refused(FsError),
    Struck(Strike),
}

/// Where the octets come from.
pub(super) enum Source {
    File {
        file: Box<dyn File>,
        encoder: Option<AsciiEncoder>,
        /// Translated octets that the client has already.
        skip: u64,
    },
    Listing(Listing),
    Replaced(Option<Bytes>),
}

impl Source {
    pub(super) fn file(download: Download) -> Self {
        Self::File {
            file: download.file,
            encoder: download.ascii.map(AsciiEncoder::new),
            skip: download.skip,
        }
    }

    /// What the plan puts in the place of the content, if it does.
    pub(super) fn or_replaced(self, plan: &Plan) -> Self {
        match (plan.data(), plan.firing()) {
            (Some(fault @ DataFault::Replace(octets)), Some(firing)) => {
                firing.fire(fault);
                Self::Replaced(Some(octets.clone()))
            }
            _ => self,
        }
    }

    /// The next chunk, never empty; `None` at the end.
    fn next(&mut self) -> FsResult<Option<Bytes>> {
        match self {
            Self::File {
                file,
                encoder: None,
                ..
            } => Ok(Some(file.read(CHUNK)?).filter(|chunk| !chunk.is_empty())),
            Self::File {
                file,
                encoder: Some(encoder),
                skip,
            } => loop {
                let chunk = file.read(CHUNK)?;
                if chunk.is_empty() {
                    return Ok(None);
                }
                let mut coded = Vec::with_capacity(chunk.len() + chunk.len() / 16);
                encoder.encode(&chunk, &mut coded);
                let skipped = usize::try_from(*skip).map_or(coded.len(), |s| s.min(coded.len()));
                *skip -= skipped as u64;
                if skipped < coded.len() {
                    return Ok(Some(Bytes::from(coded).slice(skipped..)));
                }
            },
            Self::Listing(listing) => listing.next_chunk(),
            Self::Replaced(octets) => Ok(octets.take().filter(|octets| !octets.is_empty())),
        }
    }
}

/// Sends everything, or as much as can be.
pub(super) async fn send(
    source: &mut Source,
    faulty: &mut Faulty,
    watch: &mut Watch,
    digest: &mut Digest,
    world: &World,
) -> Sent {
    let mut turn = 0;
    loop {
        if let Some(strike) = faulty.due() {
            return Sent::Struck(strike);
        }
        let chunk = match world.guarded(|| source.next()) {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Sent::All,
            Err(error) => return Sent::Refused(error),
        };
        let mut rest = &chunk[..];
        while !rest.is_empty() {
            if let Some(strike) = faulty.due() {
                return Sent::Struck(strike);
            }
            if let Some(at) = faulty.resume_at()
                && let Err(halt) = watch.sleep_until(at).await
            {
                return Sent::Halted(halt);
            }
            let sent: io::Result<usize> =
                match watch.wait(faulty, |f, cx| f.poll_send(cx, rest)).await {
                    Ok(sent) => sent,
                    Err(halt) => return Sent::Halted(halt),
                };
            let Ok(sent) = sent else {
                return Sent::Broken;
            };
            let (done, next) = rest.split_at(sent);
            digest.update(done);
            rest = next;
            turn += sent as u64;
            if turn >= TURN {
                turn = 0;
                give_way().await;
            }
        }
    }
}
