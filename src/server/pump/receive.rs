//! From the client: uploads.

use bytes::Bytes;

use crate::protocol::{CodingError, Decoder};
use crate::script::{DataEnd as Strike, DataFault, Plans};
use crate::server::faulty::Faulty;
use crate::session::{Marks, Upload};
use crate::transcript::Digest;
use crate::vfs::{File, FsError};

use super::Job;
use super::mangle::Mangle;
use super::watch::{Halt, Watch, give_way};

/// After so many octets the session looks after its other business.
const TURN: u64 = 1 << 20;
/// The most that is read and dropped of an upload that was refused.
const DRAIN_LIMIT: u64 = 1 << 30;

/// How receiving came to an end.
pub(super) enum Taken {
    All,
    Halted(Halt),
    Refused(Trouble),
    Reset,
    Struck(Strike),
    /// The client has closed a connection under TLS without saying that it was the end.
    #[cfg(feature = "tls")]
    Truncated,
}

/// Why an upload is not taken.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    Coding(CodingError),
    Storage(FsError),
}

impl From<CodingError> for Trouble {
    fn from(error: CodingError) -> Self {
        Self::Coding(error)
    }
}

impl From<FsError> for Trouble {
    fn from(error: FsError) -> Self {
        Self::Storage(error)
    }
}

/// An upload on its way into the filesystem.
pub(super) struct Sink {
    file: Option<Box<dyn File>>,
    /// `None` for octets that are stored as they are.
    decoder: Option<Decoder>,
    /// The position of the file at which the transfer began.
    from: u64,
    marks: Marks,
    keep_partial: bool,
    /// What a fault makes of the octets on the wire.
    mangle: Option<Box<Mangle>>,
}

impl Sink {
    pub(super) fn new(upload: Upload, plans: &Plans) -> Self {
        let coding = upload.coding;
        Self {
            mangle: Mangle::planned(plans),
            file: Some(upload.file),
            decoder: (!coding.is_plain()).then(|| coding.decoder()),
            from: upload.from,
            marks: upload.marks,
            keep_partial: upload.keep_partial,
        }
    }

    /// Stores nothing.
    pub(super) fn nowhere() -> Self {
        Self {
            file: None,
            decoder: None,
            from: 0,
            marks: Marks::default(),
            keep_partial: false,
            mangle: None,
        }
    }

    /// Whether the data themselves can say something: that they end, or a restart marker.
    fn is_spoken_to(&self) -> bool {
        self.decoder.as_ref().is_some_and(Decoder::ends_within)
    }

    /// Stores a chunk, or what a fault makes of it; whether it says that it is the last one.
    fn store(&mut self, chunk: Bytes) -> Result<bool, Trouble> {
        match &mut self.mangle {
            None => self.store_as_it_is(chunk),
            Some(mangle) => {
                let chunk = mangle.feed(chunk);
                self.store_as_it_is(chunk)
            }
        }
    }

    fn store_as_it_is(&mut self, chunk: Bytes) -> Result<bool, Trouble> {
        let Some(file) = &mut self.file else {
            return Ok(false);
        };
        let Some(decoder) = &mut self.decoder else {
            file.write(chunk)?;
            return Ok(false);
        };
        for piece in chunk.chunks(decoder.piece()) {
            let mut stored = Vec::with_capacity(piece.len());
            decoder.decode(piece, &mut stored)?;
            if !stored.is_empty() {
                file.write(stored.into())?;
            }
            for marker in decoder.take_markers() {
                if !marker.is_printable() {
                    return Err(CodingError::Malformed.into());
                }
                self.marks.receive(&marker, self.from + marker.position);
            }
        }
        Ok(decoder.has_ended())
    }

    /// Makes the content visible; a `whole` upload must have come to its end.
    fn commit(&mut self, whole: bool) -> Result<(), Trouble> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let mut end = Ok(());
        if let Some(decoder) = &mut self.decoder {
            let mut rest = Vec::new();
            end = decoder.finish(&mut rest);
            if !rest.is_empty() {
                file.write(rest.into())?;
            }
        }
        match end {
            Err(error) if whole && !(self.keep_partial && error == CodingError::Incomplete) => {
                Err(error.into())
            }
            Err(error) if whole => {
                file.commit()?;
                Err(error.into())
            }
            _ => Ok(file.commit()?),
        }
    }

    /// Puts the upload into the filesystem, or drops it, as its end demands; `last` is what was
    /// received and not stored yet.
    pub(super) fn settle(mut self, taken: &Taken, last: Bytes) -> Result<(), Trouble> {
        let keep = match taken {
            Taken::All => true,
            Taken::Refused(_) => false,
            // What has arrived is kept: resuming an upload lives on it.
            Taken::Halted(_) | Taken::Reset | Taken::Struck(_) => self.keep_partial,
            #[cfg(feature = "tls")]
            Taken::Truncated => self.keep_partial,
        };
        if !keep {
            return Ok(());
        }
        if !last.is_empty() {
            self.store(last)?;
        }
        let whole = matches!(taken, Taken::All);
        if let Some(mut mangle) = self.mangle.take() {
            let rest = mangle.finish(whole);
            if !rest.is_empty() {
                self.store_as_it_is(rest)?;
            }
        }
        self.commit(whole)
    }
}

/// Receives everything, or as much as comes.
pub(super) async fn receive(
    sink: &mut Sink,
    faulty: &mut Faulty,
    watch: &mut Watch,
    digest: &mut Digest,
    job: &Job,
) -> Taken {
    if sink.is_spoken_to() {
        faulty.pass_on_at_once();
    }
    let mut turn = 0;
    loop {
        if let Some(strike) = faulty.due() {
            if strike != Strike::HalfClose {
                return Taken::Struck(strike);
            }
            if let Err(halt) = job.half_close(faulty, watch).await {
                return Taken::Halted(halt);
            }
        }
        if let Err(halt) = watch.pause(faulty).await {
            return Taken::Halted(halt);
        }
        let chunk = match watch.wait(faulty, Faulty::poll_receive).await {
            Ok(Ok(chunk)) if chunk.is_empty() => return Taken::All,
            Ok(Ok(chunk)) => chunk,
            #[cfg(feature = "tls")]
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                return job.without_close_notify();
            }
            Ok(Err(_)) => return Taken::Reset,
            Err(halt) => return Taken::Halted(halt),
        };
        digest.update(&chunk);
        turn += chunk.len() as u64;
        let stored = job.world.guarded(|| Ok(sink.store(chunk)));
        match stored.unwrap_or_else(|error| Err(error.into())) {
            Ok(true) => return Taken::All,
            Ok(false) => {}
            Err(trouble) => {
                sink.file = None;
                if job.plans.data_fault(when_refused).is_none() {
                    drain(faulty, watch, digest).await;
                }
                return Taken::Refused(trouble);
            }
        }
        // Markers are answered as they come.
        if turn >= TURN || sink.marks.are_due() {
            turn = 0;
            give_way().await;
        }
    }
}

/// How an upload ends that was refused, when it is not read to its end.
pub(super) const fn when_refused(fault: &DataFault) -> Option<Strike> {
    match fault {
        DataFault::WhenRefused(end) => Some(*end),
        _ => None,
    }
}

/// Reads the rest of a refused upload: closing the connection on it would reset it, and the client
/// might never read why.
async fn drain(faulty: &mut Faulty, watch: &mut Watch, digest: &mut Digest) {
    let limit = digest.length() + DRAIN_LIMIT;
    while digest.length() < limit {
        match watch.wait(faulty, Faulty::poll_receive).await {
            Ok(Ok(chunk)) if !chunk.is_empty() => digest.update(&chunk),
            _ => return,
        }
        give_way().await;
    }
}
