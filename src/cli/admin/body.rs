//! The octets of an answer: all at once, from a file, or as they come.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use super::answer::Refusal;
use super::events::Stream;
use crate::vfs::{File, FsResult};

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

pub(super) enum Body {
    Events(Box<Stream>),
    File(Content),
    /// None once it has been sent.
    Whole(Option<Bytes>),
}

/// What is left of the content of a file; it is read while it is sent, and never held as a whole.
pub(super) struct Content {
    left: u64,
    reading: Reading,
}

enum Reading {
    Idle(Box<dyn File>),
    Busy(JoinHandle<(FsResult<Bytes>, Box<dyn File>)>),
    Ended,
}

impl Body {
    pub(super) const fn empty() -> Self {
        Self::Whole(None)
    }

    pub(super) fn whole(text: String) -> Self {
        Self::Whole(Some(text.into()))
    }
}

impl Content {
    pub(super) const fn new(file: Box<dyn File>, size: u64) -> Self {
        Self {
            left: size,
            reading: Reading::Idle(file),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            match std::mem::replace(&mut self.reading, Reading::Ended) {
                Reading::Ended => return Poll::Ready(None),
                Reading::Idle(mut file) => {
                    // It may be on a disk.
                    self.reading = Reading::Busy(spawn_blocking(move || (file.read(CHUNK), file)));
                }
                Reading::Busy(mut read) => {
                    let Poll::Ready(read) = Pin::new(&mut read).poll(cx) else {
                        self.reading = Reading::Busy(read);
                        return Poll::Pending;
                    };
                    let (read, file) = read.map_err(io::Error::other)?;
                    let mut chunk = read.map_err(io::Error::other)?;
                    if chunk.is_empty() {
                        let shorter = "the file has become shorter";
                        return Poll::Ready(Some(Err(io::Error::other(shorter))));
                    }
                    let most = usize::try_from(self.left).unwrap_or(usize::MAX);
                    chunk.truncate(most);
                    self.left -= chunk.len() as u64;
                    self.reading = Reading::Idle(file);
                    return Poll::Ready(Some(Ok(chunk)));
                }
            }
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let chunk = match self.get_mut() {
            Self::Events(stream) => ready!(stream.poll(cx)).map(Ok),
            Self::File(content) => ready!(content.poll(cx)),
            Self::Whole(octets) => octets.take().map(Ok),
        };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Events(_) => false,
            Self::File(content) => content.left == 0,
            Self::Whole(octets) => octets.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Events(_) => SizeHint::new(),
            Self::File(content) => SizeHint::with_exact(content.left),
            Self::Whole(octets) => {
                SizeHint::with_exact(octets.as_ref().map_or(0, Bytes::len) as u64)
            }
        }
    }
}

/// The octets of a request, as long as they are not too many.
pub(super) async fn received(mut body: Incoming, most: usize) -> Result<Bytes, Refusal> {
    let too_large = || {
        let status = hyper::StatusCode::PAYLOAD_TOO_LARGE;
        Refusal::new(status, format_args!("at most {most} bytes are taken here"))
    };
    if body.size_hint().lower() > most as u64 {
        return Err(too_large());
    }
    let mut octets = Vec::new();
    let next = |cx: &mut Context<'_>, body: &mut Incoming| Pin::new(body).poll_frame(cx);
    while let Some(frame) = std::future::poll_fn(|cx| next(cx, &mut body)).await {
        let frame =
            frame.map_err(|error| Refusal::bad(format_args!("the request broke off: {error}")))?;
        if let Some(chunk) = frame.data_ref() {
            if octets.len() + chunk.len() > most {
                return Err(too_large());
            }
            octets.extend_from_slice(chunk);
        }
    }
    Ok(octets.into())
}
