//! Digests: `HASH`, and `XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512`.

use super::spec::{Restart, Spec};
use super::{Context, Handler, Outcome, Refusal};
use crate::auth::Perm;
use crate::protocol::{Args, FileKind, PathArg, Reply, SyntaxError, replies, verbs};
use crate::session::context::Granted;
use crate::session::hash::Algorithm;
use crate::session::part::Excerpt;
use crate::session::state::RestartPoint;
use crate::vfs::{File, OpenHow};

/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// `HASH SP path`, by the algorithm of `OPTS HASH`.
pub(super) struct Hash {
    path: PathArg,
}

impl Handler for Hash {
    const SPEC: Spec =
        heavy(Spec::new(verbs::HASH, "HASH <SP> path", "draft-bryan-ftpext-hash §3").on_path("r"));

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self { path: args.path()? })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let target = cx.grant(Perm::Retrieve, &self.path)?;
        let size = size_of(cx, &target, replies::hash_of_directory)?;
        let (from, to) = chosen(cx, size);
        let algorithm = cx.state.parameters.hash;
        let digits = digest(cx, &target, algorithm, from, to)?;
        // Nothing at all is written as if it were the octet where it is.
        let last = to.saturating_sub(1).max(from);
        let path = self.path.as_bytes();
        Ok(replies::hash(algorithm.name(), from, last, &digits, path).into())
    }
}

const fn heavy(spec: Spec) -> Spec {
    Spec {
        heavy: true,
        restart: Restart::ConsumeRange,
        ..spec
    }
}

fn size_of(
    cx: &Context<'_>,
    target: &Granted,
    of_directory: fn() -> Reply,
) -> Result<u64, Refusal> {
    let found = cx.metadata(target)?;
    match found.kind {
        FileKind::Directory => Err(of_directory().into()),
        _ => Ok(found.size),
    }
}

/// The part of a file that `RANG` has chosen, or all of it; the end excluded.
fn chosen(cx: &Context<'_>, size: u64) -> (u64, u64) {
    match cx.restart {
        Some(RestartPoint::Range(range)) => {
            let from = range.first.min(size);
            (from, from + range.len().min(size - from))
        }
        _ => (0, size),
    }
}

fn digest(
    cx: &Context<'_>,
    target: &Granted,
    algorithm: Algorithm,
    from: u64,
    to: u64,
) -> Result<String, Refusal> {
    if to - from > cx.policy.hash_limit {
        return Err(replies::too_big_to_hash().into());
    }
    let file = cx.open(target, OpenHow::Read { from })?;
    let (mut part, mut begun) = (Excerpt::new(file, to - from), false);
    algorithm.digest(&mut || {
        let chunk = part.read(CHUNK)?;
        if chunk.is_empty() {
            return Ok(None);
        }
        // A file of one chunk is nothing to interrupt.
        if std::mem::replace(&mut begun, true) {
            cx.go_on()?;
        }
        Ok(Some(chunk))
    })
}

/// The argument of `XCRC` and its like: a path and perhaps a part, its end excluded.
enum Asked {
    /// All of it may be a name.
    Plain(Vec<u8>),
    /// The path stood in quotes.
    Quoted(PathArg, Part),
}

#[derive(Clone, Copy, Default)]
struct Part {
    from: Option<u64>,
    to: Option<u64>,
}

impl Part {
    /// One or two numbers.
    fn parse(words: &[&[u8]]) -> Result<Self, SyntaxError> {
        let number = |word: &[u8]| {
            let number = Args::new(Some(word)).offset();
            number.map_err(|_| SyntaxError::Malformed)
        };
        Ok(Self {
            from: words.first().map(|word| number(word)).transpose()?,
            to: words.get(1).map(|word| number(word)).transpose()?,
        })
    }
}

impl Asked {
    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let text = args.path()?;
        let text = text.as_bytes();
        let Some(quoted) = text.strip_prefix(b"\"") else {
            return Ok(Self::Plain(text.to_vec()));
        };
        let (name, rest) = unquoted(quoted).ok_or(SyntaxError::Malformed)?;
        let path = args.over(Some(&name)).path()?;
        if rest.is_empty() {
            return Ok(Self::Quoted(path, Part::default()));
        }
        let numbers = rest.strip_prefix(b" ").ok_or(SyntaxError::Malformed)?;
        let words: Vec<&[u8]> = numbers.split(|octet| *octet == b' ').collect();
        if words.len() > 2 {
            return Err(SyntaxError::Malformed);
        }
        Ok(Self::Quoted(path, Part::parse(&words)?))
    }

    fn path(args: Args<'_>) -> Option<PathArg> {
        match Self::parse(args).ok()? {
            Self::Plain(text) => PathArg::with_line_ends(&text).ok(),
            Self::Quoted(path, _) => Some(path),
        }
    }

    /// Numbers at the end are part of the name if there is a file of that name.
    fn resolve(self, cx: &Context<'_>) -> Result<(PathArg, Part), Refusal> {
        let text = match self {
            Self::Quoted(path, part) => return Ok((path, part)),
            Self::Plain(text) => text,
        };
        let whole = PathArg::with_line_ends(&text)?; // checked before
        if cx
            .grant(Perm::Retrieve, &whole)
            .is_ok_and(|target| cx.is_taken(&target))
        {
            return Ok((whole, Part::default()));
        }
        let is_number = |word: &&[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
        let words: Vec<&[u8]> = text.split(|octet| *octet == b' ').collect();
        let numbers = words
            .iter()
            .rev()
            .take_while(|word| is_number(word))
            .count();
        let kept = words.len() - numbers.min(2).min(words.len() - 1);
        let path = PathArg::with_line_ends(&words[..kept].join(&b' '))?;
        Ok((path, Part::parse(&words[kept..])?))
    }

    fn answer(self, cx: &Context<'_>, algorithm: Algorithm) -> Result<Outcome, Refusal> {
        let (path, part) = self.resolve(cx)?;
        let target = cx.grant(Perm::Retrieve, &path)?;
        let size = size_of(cx, &target, replies::checksum_of_directory)?;
        let (from, to) = match part.from {
            None => chosen(cx, size),
            Some(from) => (from, part.to.unwrap_or(size)),
        };
        if from > to || to > size {
            return Err(SyntaxError::Malformed.into());
        }
        let digits = digest(cx, &target, algorithm, from, to)?;
        Ok(replies::checksum(match algorithm {
            Algorithm::Crc32 => digits.to_ascii_uppercase(),
            _ => digits,
        })
        .into())
    }
}

/// What stands before the closing quote, doubled ones undone, and what comes after it.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut name = Vec::new();
    let mut rest = text;
    loop {
        let at = rest.iter().position(|octet| *octet == b'"')?;
        name.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix(b"\"") {
            Some(behind) => {
                name.push(b'"');
                rest = behind;
            }
            None => return Some((name, rest)),
        }
    }
}

macro_rules! checksums {
    ($($type:ident $verb:ident $algorithm:ident $feat:expr;)*) => {
        $(
            #[doc = concat!("`", stringify!($verb), " SP path [SP start [SP end]]`.")]
            pub(super) struct $type(Asked);

            impl Handler for $type {
                const SPEC: Spec = Spec {
                    feat: $feat,
                    path: Asked::path,
                    perms: "r",
                    ..heavy(Spec::new(
                        verbs::$verb,
                        concat!(stringify!($verb), " <SP> path [<SP> start [<SP> end]]"),
                        "deployed",
                    ))
                };

                fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
                    Asked::parse(args).map(Self)
                }

                fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
                    self.0.answer(cx, Algorithm::$algorithm)
                }
            }
        )*
    };
}

checksums! {
    Xcrc XCRC Crc32 Some("XCRC filename;start;end");
    Xmd5 XMD5 Md5 Some("XMD5 filename;start;end");
    Xsha XSHA Sha1 None;
    Xsha1 XSHA1 Sha1 Some("XSHA1 filename;start;end");
    Xsha256 XSHA256 Sha256 Some("XSHA256 filename;start;end");
    Xsha512 XSHA512 Sha512 Some("XSHA512 filename;start;end");
}
