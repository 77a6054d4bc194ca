//! To the client: files and listings.

use std::io;

use bytes::Bytes;

use crate::protocol::Encoder;
use crate::script::{DataEnd as Strike, DataFault, Plans};
use crate::server::faulty::Faulty;
use crate::server::world::World;
use crate::session::{Download, Listing, SentMarkers};
use crate::transcript::Digest;
use crate::vfs::{File, FsError, FsResult};

use super::mangle::Mangle;
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

/// Where the octets come from, and what they look like on the wire.
pub(super) struct Source {
    content: Content,
    /// `None` for octets that are sent as they are.
    encoder: Option<Encoder>,
    marking: Option<Marking>,
    /// What a fault makes of the octets on the wire.
    mangle: Option<Box<Mangle>>,
}

enum Content {
    File(Box<dyn File>),
    Listing(Box<Listing>),
    Octets(Option<Bytes>),
}

/// Restart markers, and how far in the file the transfer is.
struct Marking {
    markers: SentMarkers,
    position: u64,
}

impl Source {
    pub(super) fn file(download: Download) -> Self {
        let coding = download.coding;
        Self {
            content: Content::File(download.file),
            encoder: (!coding.is_plain()).then(|| coding.encoder().skip(download.skip)),
            marking: download.markers.map(|markers| Marking {
                position: markers.from,
                markers,
            }),
            mangle: None,
        }
    }

    pub(super) fn listing(listing: Box<Listing>) -> Self {
        let coding = listing.coding();
        Self {
            encoder: (!coding.is_plain()).then(|| coding.encoder()),
            content: Content::Listing(listing),
            marking: None,
            mangle: None,
        }
    }

    /// Octets that a fault sends.
    pub(super) const fn octets(octets: Bytes) -> Self {
        Self {
            content: Content::Octets(Some(octets)),
            encoder: None,
            marking: None,
            mangle: None,
        }
    }

    /// Whether a part of it is made by code of the test's own.
    fn calls_user_code(&self) -> bool {
        matches!(&self.content, Content::Listing(listing) if listing.calls_user_code())
    }

    /// What the plans put in the place of what goes over the wire, or make of it.
    pub(super) fn planned(mut self, plans: &Plans) -> Self {
        if !plans.are_about_data() {
            return self;
        }
        let replaced = plans.data_fault(|fault| match fault {
            DataFault::Replace(octets) => Some(octets.clone()),
            _ => None,
        });
        if let Some((part, octets)) = replaced {
            part.strike();
            self = Self::octets(octets);
        }
        self.mangle = Mangle::planned(plans);
        self
    }

    /// The next chunk, never empty; `None` at the end.
    fn next(&mut self) -> FsResult<Option<Bytes>> {
        if self.mangle.is_none() {
            return self.next_as_it_is();
        }
        loop {
            let chunk = self.next_as_it_is()?;
            let Some(mangle) = &mut self.mangle else {
                return Ok(chunk);
            };
            let mangled = match chunk {
                Some(chunk) => mangle.feed(chunk),
                None => {
                    let last = mangle.finish(true);
                    self.mangle = None;
                    return Ok((!last.is_empty()).then_some(last));
                }
            };
            if !mangled.is_empty() {
                return Ok(Some(mangled));
            }
        }
    }

    fn next_as_it_is(&mut self) -> FsResult<Option<Bytes>> {
        while let Some(encoder) = &mut self.encoder {
            let mut coded = Vec::new();
            match (self.content.next()?, &mut self.marking) {
                (Some(chunk), None) => encoder.encode(&chunk, &mut coded),
                (Some(chunk), Some(marking)) => marking.encode(encoder, &chunk, &mut coded),
                (None, _) => {
                    encoder.finish(&mut coded);
                    self.encoder = None;
                    self.content = Content::Octets(None);
                }
            }
            if !coded.is_empty() {
                return Ok(Some(coded.into()));
            }
        }
        self.content.next()
    }
}

impl Content {
    fn next(&mut self) -> FsResult<Option<Bytes>> {
        let chunk = match self {
            Self::File(file) => Some(file.read(CHUNK)?),
            Self::Listing(listing) => listing.next_chunk()?,
            Self::Octets(octets) => octets.take(),
        };
        Ok(chunk.filter(|chunk| !chunk.is_empty()))
    }
}

impl Marking {
    fn encode(&mut self, encoder: &mut Encoder, chunk: &[u8], out: &mut Vec<u8>) {
        let SentMarkers { from, every, .. } = self.markers;
        let mut rest = chunk;
        while !rest.is_empty() {
            let wanted = every - (self.position - from) % every;
            let length = usize::try_from(wanted).map_or(rest.len(), |n| n.min(rest.len()));
            let (now, later) = rest.split_at(length);
            encoder.encode(now, out);
            rest = later;
            self.position += length as u64;
            // A line end is not to be torn: what follows depends on its CR.
            if length as u64 == wanted && !now.ends_with(b"\r") {
                let text = self.markers.marks.send(self.position);
                encoder.marker(text.as_bytes(), out);
            }
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
        let may_panic = !world.inline || source.calls_user_code();
        let chunk = match world.guarded_if(may_panic, || source.next()) {
            Ok(Some(chunk)) => chunk,
            Ok(None) => {
                return match watch.wait(faulty, Faulty::poll_flush).await {
                    Ok(Ok(())) => Sent::All,
                    Ok(Err(_)) => Sent::Broken,
                    Err(halt) => Sent::Halted(halt),
                };
            }
            Err(error) => return Sent::Refused(error),
        };
        let mut rest = &chunk[..];
        while !rest.is_empty() {
            if let Some(strike) = faulty.due() {
                return Sent::Struck(strike);
            }
            if let Err(halt) = watch.pause(faulty).await {
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
