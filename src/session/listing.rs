//! Directory listings, formatted while they are sent.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;

use super::Encoding;
use super::machine::Machine;
use crate::protocol::{
    AsciiDecoder, AsciiMode, Coding, ListEntry, ListFormat, ListStyle, Representation, Structure,
    is_printable, name_line,
};
use crate::vfs::{DirEntries, DirEntry, FsError, FsResult};

/// About how many octets one chunk of a listing has.
const CHUNK: usize = 64 * 1024;

/// A listing that is yet to be sent, in the form the command asked for.
pub struct Listing {
    /// What comes before the entries.
    preamble: Vec<u8>,
    /// The directories that are listed, one after the other.
    sections: VecDeque<Section>,
    form: Form,
    /// How lines look where the form is that.
    format: ListFormat,
    fitted: bool,
    coding: Coding,
    /// Makes stored text of the lines when there is more to do than to send them.
    lines: Option<AsciiDecoder>,
    encoding: Encoding,
    edits: Vec<Box<dyn EditLines>>,
    is_over: bool,
}

/// The entries of a directory.
pub(super) struct Section {
    /// A line before them, for all but the first.
    pub(super) heading: Option<Vec<u8>>,
    pub(super) entries: DirEntries,
}

/// Changes the lines of a listing on their way to the client.
pub trait EditLines: fmt::Debug + Send {
    /// Appends what comes before the first line.
    fn begin(&mut self, out: &mut Vec<u8>);
    /// Appends what becomes of a line, which ends in CR LF.
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>);
    /// Appends what comes after the last line.
    fn end(&mut self, out: &mut Vec<u8>);
}

/// What one entry looks like.
#[derive(Debug)]
pub(super) enum Form {
    /// `LIST`: lines like those of `ls -l`.
    Lines,
    /// `MLSD`: facts.
    Machine(Box<Machine>),
    /// `NLST`: names, each after this prefix.
    Names { prefix: Vec<u8> },
}

impl Listing {
    /// A listing under these parameters of the session.
    pub(super) fn new(
        entries: DirEntries,
        form: Form,
        format: ListFormat,
        mut coding: Coding,
    ) -> Self {
        if matches!(form, Form::Machine(_)) {
            coding = machine_coding(coding);
        }
        let is_text =
            coding.representation == Representation::Ebcdic || coding.structure != Structure::File;
        if !is_text {
            // The lines are ASCII from the beginning, and TYPE I implies it.
            coding.representation = Representation::Image;
        }
        let first = Section {
            heading: None,
            entries,
        };
        Self {
            preamble: Vec::new(),
            sections: VecDeque::from([first]),
            form,
            format,
            fitted: false,
            coding,
            lines: is_text.then(|| AsciiDecoder::new(AsciiMode::Lenient)),
            encoding: Encoding::Utf8,
            edits: Vec::new(),
            is_over: false,
        }
    }

    /// Writes names in this encoding.
    pub(super) const fn encoded(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Puts lines before those of the entries.
    pub(super) fn after(mut self, preamble: Vec<u8>) -> Self {
        self.preamble = preamble;
        self
    }

    /// Lists more directories after the first.
    pub(super) fn followed_by(mut self, sections: Vec<Section>) -> Self {
        self.sections.extend(sections);
        self
    }

    /// Writes lines as another system does, whatever the command asked for.
    #[must_use]
    pub fn with_style(mut self, style: ListStyle) -> Self {
        self.format = self.format.with_style(style);
        self.form = Form::Lines;
        self
    }

    /// Lists what becomes of the entries.
    #[must_use]
    pub fn with_entries(mut self, change: impl Fn(DirEntries) -> DirEntries) -> Self {
        for section in &mut self.sections {
            let entries = std::mem::replace(&mut section.entries, Box::new(std::iter::empty()));
            section.entries = change(entries);
        }
        self
    }

    /// Lets somebody change the lines, after those who do already.
    #[must_use]
    pub fn edited(mut self, edit: Box<dyn EditLines>) -> Self {
        self.edits.push(edit);
        self
    }

    /// Whether a part of it is made by code of the test's own.
    pub fn calls_user_code(&self) -> bool {
        matches!(self.form, Form::Lines) && self.format.style().calls_user_code()
    }

    /// What the octets of [`next_chunk`](Self::next_chunk) look like on the wire.
    pub const fn coding(&self) -> &Coding {
        &self.coding
    }

    /// The next part of the listing; `None` at its end.
    ///
    /// # Errors
    /// What the filesystem reports; an entry that has vanished meanwhile is left out (R-L5).
    pub fn next_chunk(&mut self) -> FsResult<Option<Bytes>> {
        loop {
            let Some(mut chunk) = self.next_lines()? else {
                return Ok(None);
            };
            if !self.encoding.is_identity() {
                chunk = self.encoding.encode(&chunk);
            }
            if let Some(lines) = &mut self.lines {
                let mut text = Vec::new();
                lines.decode(&chunk, &mut text);
                chunk = text;
            }
            // An edit may have left nothing of it.
            if !chunk.is_empty() {
                return Ok(Some(chunk.into()));
            }
        }
    }

    /// All lines without their ends, for a reply.
    pub(super) fn into_lines(mut self) -> FsResult<Vec<Bytes>> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next_lines()? {
            all.extend_from_slice(&chunk);
        }
        let all = Bytes::from(all);
        let mut lines = Vec::new();
        let mut rest = &all[..];
        while !rest.is_empty() {
            let end = rest.windows(2).position(|two| two == b"\r\n");
            let (line, after) = match end {
                Some(end) => (&rest[..end], &rest[end + 2..]),
                None => (rest, &b""[..]),
            };
            lines.push(all.slice_ref(line));
            rest = after;
        }
        Ok(lines)
    }

    /// Whole lines, edited.
    fn next_lines(&mut self) -> FsResult<Option<Vec<u8>>> {
        let begins = !self.fitted;
        if begins {
            self.fitted = true;
            self.fit();
        }
        if self.is_over {
            return Ok(None);
        }
        let mut chunk = std::mem::take(&mut self.preamble);
        while chunk.len() < CHUNK {
            let Some(section) = self.sections.front_mut() else {
                self.is_over = true;
                if matches!(self.form, Form::Lines) {
                    self.format.finish(&mut chunk);
                }
                break;
            };
            if let Some(heading) = section.heading.take() {
                chunk.extend_from_slice(&heading);
            }
            match section.entries.next() {
                None => drop(self.sections.pop_front()),
                Some(Ok(entry)) => self.form.write(&mut self.format, &mut chunk, &entry),
                Some(Err(FsError::NotFound)) => {}
                Some(Err(error)) => return Err(error),
            }
        }
        for edit in &mut self.edits {
            let mut edited = Vec::with_capacity(chunk.len());
            if begins {
                edit.begin(&mut edited);
            }
            for line in lines_of(&chunk) {
                edit.line(line, &mut edited);
            }
            if self.is_over {
                edit.end(&mut edited);
            }
            chunk = edited;
        }
        Ok((!chunk.is_empty() || !self.is_over).then_some(chunk))
    }

    /// Makes columns wide enough for all entries.
    fn fit(&mut self) {
        if !matches!(self.form, Form::Lines) || !self.format.wants_all() {
            return;
        }
        for section in &mut self.sections {
            let all: Vec<_> = section.entries.by_ref().collect();
            for entry in all.iter().flatten() {
                self.format.fit(&list_entry(entry));
            }
            section.entries = Box::new(all.into_iter());
        }
    }
}

/// Lines with their ends; only CR LF ends one.
fn lines_of(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = octets;
    std::iter::from_fn(move || {
        let end = rest.windows(2).position(|two| two == b"\r\n");
        let (line, after) = rest.split_at(end.map_or(rest.len(), |end| end + 2));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// `MLSD` is as in `TYPE I`, `STRU F` and `MODE S`; `MODE Z` goes with it (RFC 3659, section 7).
fn machine_coding(coding: Coding) -> Coding {
    let mut machine = Coding::plain();
    machine.level = coding.level;
    if !coding.mode.has_markers() {
        machine.mode = coding.mode;
    }
    machine
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl Form {
    fn write(&mut self, format: &mut ListFormat, out: &mut Vec<u8>, entry: &DirEntry) {
        match self {
            Self::Lines => format.line(out, &list_entry(entry)),
            // A machine list must not lie about a name (R-L4).
            Self::Machine(_) if !is_printable(&entry.name) => {}
            Self::Machine(machine) => {
                machine.write(out, entry, &entry.name, false);
                out.extend_from_slice(b"\r\n");
            }
            Self::Names { prefix } => name_line(out, prefix, &entry.name),
        }
    }
}

/// What `LIST` shows of an entry.
fn list_entry(entry: &DirEntry) -> ListEntry<'_> {
    let metadata = &entry.metadata;
    ListEntry {
        kind: metadata.kind,
        mode: metadata.mode,
        links: metadata.links,
        owner: &metadata.owner,
        group: &metadata.group,
        size: metadata.size,
        modified: metadata.modified,
        name: &entry.name,
        target: entry.target.as_deref(),
    }
}
