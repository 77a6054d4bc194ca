//! Questions about the server: `FEAT OPTS HELP SYST STAT NOOP`.

use bytes::Bytes;

use super::spec::{Midway, Sequence, Spec};
use super::{Context, Handler, Outcome, Refusal, TABLE, listing, params, site};
use crate::protocol::{
    Args, PathArg, Representation, Structure, SyntaxError, TransferMode, Verb, parse_opts, replies,
    verbs,
};
use crate::session::state::DataPort;

/// `NOOP`.
pub(super) struct Noop;

impl Handler for Noop {
    const SPEC: Spec = Spec {
        sequence: Sequence::Keep,
        ..Spec::open(verbs::NOOP, "NOOP", "RFC 959 §4.1.3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::noop().into())
    }
}

/// `SYST`.
pub(super) struct Syst;

impl Handler for Syst {
    const SPEC: Spec = Spec::open(verbs::SYST, "SYST", "RFC 959 §4.1.3");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::system(b"UNIX Type: L8").into())
    }
}

/// `FEAT`: what is enabled beyond RFC 959, in alphabetical order.
pub(super) struct Feat;

impl Handler for Feat {
    const SPEC: Spec = Spec::open(verbs::FEAT, "FEAT", "RFC 2389 §3");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        args.none().map(|()| Self)
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let mut lines: Vec<Bytes> = TABLE
            .iter()
            .filter_map(|row| row.spec.feat)
            .map(|line| Bytes::from_static(line.as_bytes()))
            .collect();
        lines.push(cx.state.parameters.facts.feat_line().into());
        if params::is_available(cx.policy, b'Z') {
            lines.push(Bytes::from_static(b"MODE Z"));
        }
        lines.push(Bytes::from_static(b"TVFS"));
        lines.push(Bytes::from_static(b"UTF8"));
        lines.sort();
        Ok(replies::features(lines).into())
    }
}

/// `OPTS SP command [SP options]`.
pub(super) struct Opts {
    about: About,
    options: Vec<u8>,
}

enum About {
    Command(Verb),
    Utf8,
}

impl Handler for Opts {
    const SPEC: Spec = Spec::open(
        verbs::OPTS,
        "OPTS <SP> command [<SP> options]",
        "RFC 2389 §4",
    );

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let (word, rest) = args.word()?;
        let about = match word.to_ascii_uppercase().as_slice() {
            b"UTF8" | b"UTF-8" => About::Utf8,
            name => About::Command(Verb::find(name).ok_or(SyntaxError::Malformed)?),
        };
        Ok(Self {
            about,
            options: rest.optional().unwrap_or_default().to_vec(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match self.about {
            About::Command(verbs::MLST) => {
                let facts = parse_opts(&self.options)?;
                cx.state.parameters.facts = facts;
                Ok(replies::facts_chosen(&facts).into())
            }
            About::Command(verbs::MODE) => params::mode_options(cx, &self.options),
            About::Utf8 => match self.options.to_ascii_uppercase().as_slice() {
                b"" | b"ON" | b"NLST" => Ok(replies::utf8_on().into()),
                b"OFF" => Ok(replies::utf8_off().into()),
                _ => Err(SyntaxError::Malformed.into()),
            },
            About::Command(_) => Err(replies::no_options().into()),
        }
    }
}

/// `HELP [SP command]`.
pub(super) struct Help {
    about: Option<Vec<u8>>,
}

impl Handler for Help {
    const SPEC: Spec = Spec::open(verbs::HELP, "HELP [<SP> command]", "RFC 959 §4.1.3");

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            about: args.optional().map(<[u8]>::to_vec),
        })
    }

    fn run(self, _: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let Some(about) = self.about else {
            let known = Verb::all().iter().map(|verb| (verb.name(), is_here(*verb)));
            return Ok(replies::help(known).into());
        };
        let (word, rest) = Args::new(Some(&about)).word()?;
        let verb = Verb::find(word).ok_or_else(|| Refusal(replies::help_unknown()))?;
        if verb == verbs::SITE {
            return rest
                .optional()
                .map_or_else(|| Ok(site::overview()), site::about);
        }
        match TABLE.iter().find(|row| row.spec.verb == verb) {
            Some(row) => Ok(replies::help_syntax(row.spec.syntax).into()),
            None => Err(replies::not_implemented().into()),
        }
    }
}

fn is_here(verb: Verb) -> bool {
    verb == verbs::SITE || TABLE.iter().any(|row| row.spec.verb == verb)
}

/// `STAT [SP path]`: the state of the session, or a listing on the control connection.
pub(super) struct Stat {
    path: Option<PathArg>,
}

impl Handler for Stat {
    const SPEC: Spec = Spec {
        midway: Midway::Serve,
        sequence: Sequence::KeepAlone,
        ..Spec::open(verbs::STAT, "STAT [<SP> path]", "RFC 959 §4.1.3").on_path("l")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        Ok(Self {
            path: args.optional_path()?,
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match &self.path {
            Some(path) => {
                cx.user()?;
                listing::status(cx, path)
            }
            None => Ok(replies::status(session_lines(cx)).into()),
        }
    }
}

fn session_lines(cx: &Context<'_>) -> Vec<Bytes> {
    let user = match cx.state.user() {
        Some(user) => format!("Logged in as {}", String::from_utf8_lossy(user.name())),
        None => "Not logged in".to_owned(),
    };
    let representation = match cx.state.parameters.representation {
        Representation::Ascii => "ASCII",
        Representation::Ebcdic => "EBCDIC",
        Representation::Image => "Image",
    };
    let structure = match cx.state.parameters.structure {
        Structure::File => "File",
        Structure::Record => "Record",
    };
    let mode = match cx.state.parameters.mode {
        TransferMode::Stream => "Stream",
        TransferMode::Block => "Block",
        TransferMode::Compressed => "Compressed",
        #[cfg(feature = "deflate")]
        TransferMode::Deflate => "Deflate",
    };
    let data = match cx.state.data_port {
        DataPort::Busy(running) => format!("Transfer in progress: {}", running.verb.name()),
        DataPort::Listening { .. } => "Data connection: passive, waiting".to_owned(),
        DataPort::None => "No data connection".to_owned(),
        DataPort::Target => "Data connection: active, set up".to_owned(),
    };
    [
        format!("Connected to {}", cx.endpoints.peer.ip()),
        user,
        format!("TYPE: {representation}, STRU: {structure}, MODE: {mode}"),
        data,
    ]
    .map(Bytes::from)
    .to_vec()
}
