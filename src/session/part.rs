//! Parts of files, as `RANG` names them (R-T27), and files that uploads go on with (R-T23).

use bytes::Bytes;

use crate::vfs::{File, FsError, FsResult};

const CHUNK: usize = 256 * 1024;

/// At most so many octets of a file that is read.
pub(super) struct Excerpt {
    file: Box<dyn File>,
    left: u64,
}

impl Excerpt {
    pub(super) fn new(file: Box<dyn File>, octets: u64) -> Self {
        Self { file, left: octets }
    }
}

impl File for Excerpt {
    fn read(&mut self, at_most: usize) -> FsResult<Bytes> {
        let most = at_most.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(Bytes::new());
        }
        let chunk = self.file.read(most)?;
        self.left -= chunk.len() as u64;
        Ok(chunk)
    }

    fn write(&mut self, _chunk: Bytes) -> FsResult<()> {
        Err(FsError::Unsupported)
    }

    fn commit(self: Box<Self>) -> FsResult<()> {
        Err(FsError::Unsupported)
    }
}

/// An upload that replaces at most so many octets of a file, and keeps what lies behind them.
pub(super) struct Patch {
    file: Box<dyn File>,
    left: u64,
    written: u64,
    /// What was there before, where writing would not keep it.
    old: Option<Box<dyn File>>,
}

impl Patch {
    pub(super) fn new(file: Box<dyn File>, octets: u64, old: Option<Box<dyn File>>) -> Self {
        Self {
            file,
            left: octets,
            written: 0,
            old,
        }
    }
}

impl File for Patch {
    fn read(&mut self, _at_most: usize) -> FsResult<Bytes> {
        Err(FsError::Unsupported)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        let octets = chunk.len() as u64;
        self.left = self.left.checked_sub(octets).ok_or(FsError::FileTooBig)?;
        self.written += octets;
        self.file.write(chunk)
    }

    fn commit(mut self: Box<Self>) -> FsResult<()> {
        if let Some(mut old) = self.old.take() {
            let mut replaced = self.written;
            loop {
                let mut chunk = old.read(CHUNK)?;
                if chunk.is_empty() {
                    break;
                }
                let skip = usize::try_from(replaced).map_or(chunk.len(), |n| n.min(chunk.len()));
                replaced -= skip as u64;
                self.file.write(chunk.split_off(skip))?;
            }
        }
        self.file.commit()
    }
}

/// An upload that keeps the first octets of a file, puts zeros behind them, and ends the file where
/// it ends itself.
pub(super) struct Resumed {
    file: Box<dyn File>,
    old: Option<Box<dyn File>>,
    keep: u64,
    zeros: u64,
}

impl Resumed {
    pub(super) fn new(
        file: Box<dyn File>,
        old: Option<Box<dyn File>>,
        keep: u64,
        zeros: u64,
    ) -> Self {
        Self {
            file,
            old,
            keep,
            zeros,
        }
    }

    /// Writes what comes before the upload, once.
    fn begin(&mut self) -> FsResult<()> {
        if let Some(old) = self.old.take() {
            let mut kept = Excerpt::new(old, self.keep);
            loop {
                let chunk = kept.read(CHUNK)?;
                if chunk.is_empty() {
                    break;
                }
                self.file.write(chunk)?;
            }
        }
        let zeros = Bytes::from_static(&[0; CHUNK]);
        while self.zeros > 0 {
            let length = usize::try_from(self.zeros).map_or(CHUNK, |n| n.min(CHUNK));
            self.file.write(zeros.slice(..length))?;
            self.zeros -= length as u64;
        }
        Ok(())
    }
}

impl File for Resumed {
    fn read(&mut self, _at_most: usize) -> FsResult<Bytes> {
        Err(FsError::Unsupported)
    }

    fn write(&mut self, chunk: Bytes) -> FsResult<()> {
        self.begin()?;
        self.file.write(chunk)
    }

    fn commit(mut self: Box<Self>) -> FsResult<()> {
        self.begin()?;
        self.file.commit()
    }
}
