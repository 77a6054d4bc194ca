//! From the client: uploads.

use bytes::Bytes;

use crate::protocol::AsciiDecoder;
use crate::script::DataEnd as Strike;
use crate::server::faulty::Faulty;
use crate::server::world::World;
use crate::session::Upload;
use crate::transcript::Digest;
use crate::vfs::{File, FsError, FsResult};

use super::watch::{Halt, Watch, give_way};

/// After so many octets the session looks after its other business.
const TURN: u64 = 1 << 20;
/// The most that is read and dropped of an upload that was refused.
const DRAIN_LIMIT: u64 = 1 << 30;

/// How receiving came to an end.
pub(super) enum Taken {
    All,
    Halted(Halt),
    Refused(FsError),
    Reset,
    Struck(Strike),
}

/// An upload on its way into the filesystem.
pub(super) struct Sink {
    file: Option<Box<dyn File>>,
    decoder: Option<AsciiDecoder>,
    keep_partial: bool,
}

impl Sink {
    pub(super) fn new(upload: Upload) -> Self {
        Self {
            file: Some(upload.file),
            decoder: upload.ascii.map(AsciiDecoder::new),
            keep_partial: upload.keep_partial,
        }
    }

    fn store(&mut self, chunk: Bytes) -> FsResult<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        match &mut self.decoder {
            None => file.write(chunk),
            Some(decoder) => {
                let mut text = Vec::with_capacity(chunk.len());
                decoder.decode(&chunk, &mut text);
                file.write(text.into())
            }
        }
    }

    /// Makes the content visible.
    fn commit(&mut self) -> FsResult<()> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        if let Some(decoder) = &mut self.decoder {
            let mut rest = Vec::new();
            decoder.finish(&mut rest);
            if !rest.is_empty() {
                file.write(rest.into())?;
            }
        }
        file.commit()
    }

    /// Puts the upload into the filesystem, or drops it, as its end demands; `last` is what was
    /// received and not stored yet.
    pub(super) fn settle(mut self, taken: &Taken, last: Bytes) -> FsResult<()> {
        let keep = match taken {
            Taken::All => true,
            Taken::Refused(_) => false,
            // What has arrived is kept: resuming an upload lives on it.
            Taken::Halted(_) | Taken::Reset | Taken::Struck(_) => self.keep_partial,
        };
        if !keep {
            return Ok(());
        }
        if !last.is_empty() {
            self.store(last)?;
        }
        self.commit()
    }
}

/// Receives everything, or as much as comes.
pub(super) async fn receive(
    sink: &mut Sink,
    faulty: &mut Faulty,
    watch: &mut Watch,
    digest: &mut Digest,
    world: &World,
) -> Taken {
    let mut turn = 0;
    loop {
        if let Some(strike) = faulty.due() {
            return Taken::Struck(strike);
        }
        if let Some(at) = faulty.resume_at()
            && let Err(halt) = watch.sleep_until(at).await
        {
            return Taken::Halted(halt);
        }
        let chunk = match watch.wait(faulty, Faulty::poll_receive).await {
            Ok(Ok(chunk)) if chunk.is_empty() => return Taken::All,
            Ok(Ok(chunk)) => chunk,
            Ok(Err(_)) => return Taken::Reset,
            Err(halt) => return Taken::Halted(halt),
        };
        digest.update(&chunk);
        turn += chunk.len() as u64;
        if let Err(error) = world.guarded(|| sink.store(chunk)) {
            sink.file = None;
            drain(faulty, watch, digest).await;
            return Taken::Refused(error);
        }
        if turn >= TURN {
            turn = 0;
            give_way().await;
        }
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
