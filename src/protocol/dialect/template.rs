//! Texts with gaps: `Status of "{path}":`.

use bytes::Bytes;

use crate::protocol::Reply;

/// What fills a gap of a template: the name in braces, and what it stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    /// `{address}`: the address and port that `PORT` or `EPRT` names, `10.0.0.1:25601`.
    Address,
    /// `{argument}`: the argument of the command.
    Argument,
    /// `{command}`: the command in capitals, with the word after `SITE`.
    Command,
    /// `{cwd}`: the current directory.
    Cwd,
    /// `{family}`: the address family of the control connection, 1 or 2 (RFC 2428).
    Family,
    /// `{moved}`: the octets that the transfer has moved which ends.
    Moved,
    /// `{offset}`: the offset of `REST`, or of the `REST` before.
    Offset,
    /// `{parenthesis}`: what stands in parentheses in the original text, with them.
    Parenthesis,
    /// `{path}`: the path that the argument means, as the user sees it.
    Path,
    /// `{peer}`: the address and port of the client.
    Peer,
    /// `{port}`: the port that `PORT` or `EPRT` names.
    Port,
    /// `{quoted}`: the path in quotes, those in it doubled.
    Quoted,
    /// `{size}`: the size of the file at the path.
    Size,
    /// `{text}`: the original text, of several lines the first.
    Text,
    /// `{user}`: the name of the user.
    User,
    /// `{word}`: the first word of the argument.
    Word,
}

/// The names of the pieces.
const PIECES: &[(&str, Piece)] = &[
    ("address", Piece::Address),
    ("argument", Piece::Argument),
    ("command", Piece::Command),
    ("cwd", Piece::Cwd),
    ("family", Piece::Family),
    ("moved", Piece::Moved),
    ("offset", Piece::Offset),
    ("parenthesis", Piece::Parenthesis),
    ("path", Piece::Path),
    ("peer", Piece::Peer),
    ("port", Piece::Port),
    ("quoted", Piece::Quoted),
    ("size", Piece::Size),
    ("text", Piece::Text),
    ("user", Piece::User),
    ("word", Piece::Word),
];

/// What each gap holds for one reply.
pub type Pieces<'a> = dyn Fn(Piece) -> Vec<u8> + 'a;

/// Words in `{columns}`: so many in a line, each so wide at least.
const WORDS: usize = 8;
const WIDTH: usize = 6;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Template {
    lines: Vec<Line>,
    /// A middle line begins in the first column.
    flush: bool,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Line {
    /// The words of the original middle lines, one a line.
    Column,
    /// The words of the original middle lines, several a line.
    Columns,
    /// The original middle lines.
    Lines,
    Parts(Vec<Part>),
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Octets(Bytes),
    Piece(Piece),
}

impl Template {
    /// Parses a text.
    ///
    /// # Errors
    /// A sentence about what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let count = text.split('\n').count();
        let mut template = Self {
            lines: Vec::new(),
            flush: false,
        };
        for (at, line) in text.split('\n').enumerate() {
            let is_middle = at > 0 && at + 1 < count;
            let stripped = line.strip_prefix(' ').filter(|_| is_middle);
            template.flush |= is_middle && stripped.is_none();
            let line = match stripped.unwrap_or(line) {
                "{column}" if is_middle => Line::Column,
                "{columns}" if is_middle => Line::Columns,
                "{lines}" if is_middle => Line::Lines,
                line => Line::Parts(parts(line)?),
            };
            template.lines.push(line);
        }
        Ok(template)
    }

    /// The reply with this text in the place of its own.
    pub(super) fn fill(&self, reply: &Reply, pieces: &Pieces<'_>) -> Reply {
        let all = reply.text_lines();
        let middle = match all {
            [_, middle @ .., _] => middle,
            _ => &[],
        };
        let mut lines = Vec::new();
        for line in &self.lines {
            match line {
                Line::Column => lines.extend(words(middle).map(Bytes::copy_from_slice)),
                Line::Columns => lines.extend(columns(middle)),
                Line::Lines => lines.extend_from_slice(middle),
                Line::Parts(parts) => lines.push(line_of(parts, reply, pieces)),
            }
        }
        let worded = Reply::lines(reply.key(), reply.code(), lines);
        if self.flush { worded.flush() } else { worded }
    }
}

fn parts(line: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
            continue;
        }
        let Some((name, after)) = rest.split_once('}').filter(|_| brace == "{") else {
            return Err(format!(
                "{line:?} has a lone brace: a brace itself is written twice"
            ));
        };
        let Some((_, piece)) = PIECES.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = PIECES.iter().map(|(name, _)| *name).collect();
            return Err(format!(
                "nothing is called {{{name}}} in {line:?}: there are {}, and on a middle line of \
                 their own lines, column, columns",
                known.join(", ")
            ));
        };
        parts.push(Part::Octets(std::mem::take(&mut literal).into()));
        parts.push(Part::Piece(*piece));
        rest = after;
    }
    literal.push_str(rest);
    parts.push(Part::Octets(literal.into()));
    Ok(parts)
}

fn line_of(parts: &[Part], reply: &Reply, pieces: &Pieces<'_>) -> Bytes {
    if let [Part::Octets(text)] = parts {
        return text.clone();
    }
    let mut line = Vec::new();
    for part in parts {
        match part {
            Part::Octets(octets) => line.extend_from_slice(octets),
            Part::Piece(Piece::Parenthesis) => line.extend_from_slice(parenthesis(reply.text())),
            Part::Piece(Piece::Text) => line.extend_from_slice(reply.text()),
            Part::Piece(piece) => line.extend(pieces(*piece)),
        }
    }
    line.into()
}

fn parenthesis(text: &[u8]) -> &[u8] {
    let begin = text.iter().position(|octet| *octet == b'(');
    let end = text.iter().rposition(|octet| *octet == b')');
    match (begin, end) {
        (Some(begin), Some(end)) if begin < end => &text[begin..=end],
        _ => b"",
    }
}

fn words(lines: &[Bytes]) -> impl Iterator<Item = &[u8]> {
    let words = lines.iter().flat_map(|line| line.split(|o| *o == b' '));
    words.filter(|word| !word.is_empty())
}

fn columns(lines: &[Bytes]) -> impl Iterator<Item = Bytes> {
    let words: Vec<&[u8]> = words(lines).collect();
    let rows: Vec<Bytes> = words.chunks(WORDS).map(row).collect();
    rows.into_iter()
}

/// Words side by side, a space between them.
fn row(words: &[&[u8]]) -> Bytes {
    let mut row = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            row.push(b' ');
        }
        let end = row.len() + word.len().max(WIDTH);
        row.extend_from_slice(word);
        row.resize(end, b' ');
    }
    row.into()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::protocol::Code;

    fn filled(template: &str, reply: &Reply) -> String {
        let piece = |piece: Piece| format!("<{piece:?}>").into_bytes();
        let template = Template::parse(template).unwrap();
        template.fill(reply, &piece).to_string()
    }

    #[rstest]
    #[case("Done.", "200 Done.")]
    #[case("{path} is gone", "200 <Path> is gone")]
    #[case("a {{b}} {word}", "200 a {b} <Word>")]
    #[case("so: {text}", "200 so: as (1,2) it was")]
    #[case("at {parenthesis}.", "200 at (1,2).")]
    fn gaps_are_filled(#[case] template: &str, #[case] expected: &str) {
        let reply = Reply::keyed("x.y", Code::of(200), "as (1,2) it was");
        assert_eq!(filled(template, &reply), expected);
    }

    #[rstest]
    #[case("A:\n {lines}\nZ", "211-A:\n one two\n three\n211 Z")]
    #[case("A:\n{lines}\nZ", "211-A:\none two\nthree\n211 Z")]
    #[case("A:\n {column}\nZ", "211-A:\n one\n two\n three\n211 Z")]
    #[case("A:\n {columns}\nZ", "211-A:\n one    two    three \n211 Z")]
    #[case("A", "211 A")]
    fn middle_lines_are_laid_out(#[case] template: &str, #[case] expected: &str) {
        let lines = ["first", "one two", "three", "last"].map(Bytes::from);
        let reply = Reply::lines("x.y", Code::of(211), lines.to_vec());
        assert_eq!(filled(template, &reply), expected);
    }

    #[rstest]
    #[case("{what}", "nothing is called {what}")]
    #[case("a } b", "lone brace")]
    #[case("a { b", "lone brace")]
    fn a_wrong_template_is_explained(#[case] template: &str, #[case] expected: &str) {
        let error = Template::parse(template).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
