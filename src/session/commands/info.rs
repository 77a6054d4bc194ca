//! Questions about the server: `FEAT OPTS HELP SYST STAT NOOP`.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::spec::{Midway, Sequence, Spec};
use super::{
    Context, Handler, Outcome, Policy, Refusal, TABLE, custom, listing, params, row, site,
};
use crate::protocol::{
    Args, PathArg, Representation, Structure, SyntaxError, TransferMode, Verb, replies, verbs,
};
#[cfg(feature = "hash")]
use crate::session::hash::Algorithm;
use crate::session::state::{DataPort, Login};

/// `NOOP`.
pub(super) struct Noop {
    /// Nothing, as it should be.
    alone: Result<(), SyntaxError>,
}

impl Handler for Noop {
    const SPEC: Spec = Spec {
        sequence: Sequence::Keep,
        ..Spec::open(verbs::NOOP, "NOOP", "RFC 959 §4.1.3")
    };

    fn parse(args: Args<'_>) -> Result<Self, SyntaxError> {
        let alone = args.none();
        Ok(Self { alone })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        if !cx.policy.noop_argument {
            self.alone?;
        }
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

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        Ok(replies::system(&cx.policy.system).into())
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
        let here = |verb: Verb| is_own(verb, cx.policy);
        let mut lines: Vec<Bytes> = TABLE
            .iter()
            .filter(|row| here(row.spec.verb))
            .filter_map(|row| row.spec.feat)
            .map(|line| Bytes::from_static(line.as_bytes()))
            .collect();
        if here(verbs::MLST) {
            lines.push(cx.facts().feat_line().into());
        }
        if cx.policy.feat_site && is_here(verbs::SITE, cx.policy) {
            let names: Vec<&str> = site::names(cx.policy).into_iter().collect();
            lines.push(format!("SITE {}", names.join(";")).into());
        }
        if here(verbs::MODE) && params::is_available(cx.policy, b'Z') {
            lines.push(Bytes::from_static(b"MODE Z"));
        }
        #[cfg(feature = "tls")]
        if here(verbs::AUTH) {
            let mechanisms = if cx.policy.tls.lists_mechanisms {
                "AUTH TLS;TLS-C;SSL;TLS-P;"
            } else {
                "AUTH TLS"
            };
            lines.push(Bytes::from_static(mechanisms.as_bytes()));
        }
        lines.extend(custom::features(cx.policy));
        lines.extend_from_slice(&cx.policy.advertised);
        #[cfg(feature = "hash")]
        if here(verbs::HASH) {
            lines.push(cx.state.parameters.hash.feat_line().into());
        }
        lines.push(Bytes::from_static(b"TVFS"));
        if cx.policy.encoding.is_identity() {
            lines.push(Bytes::from_static(b"UTF8"));
        }
        lines.sort();
        lines.dedup();
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
    Nothing,
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
            name => Verb::find(name).map_or(About::Nothing, About::Command),
        };
        Ok(Self {
            about,
            options: rest.optional().unwrap_or_default().to_vec(),
        })
    }

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        match self.about {
            About::Command(verbs::MLST) if is_own(verbs::MLST, cx.policy) => {
                let facts = cx.facts().choose(&self.options)?;
                let reply = replies::facts_chosen(&facts);
                cx.state.parameters.facts = Some(facts);
                Ok(reply.into())
            }
            About::Command(verbs::MODE) if is_own(verbs::MODE, cx.policy) => {
                params::mode_options(cx, &self.options)
            }
            #[cfg(feature = "hash")]
            About::Command(verbs::HASH) if is_own(verbs::HASH, cx.policy) => {
                let chosen = &mut cx.state.parameters.hash;
                if !self.options.is_empty() {
                    *chosen = Algorithm::find(&self.options)
                        .ok_or_else(|| Refusal(replies::unknown_hash()))?;
                }
                Ok(replies::hash_chosen(chosen.name()).into())
            }
            About::Utf8 if !cx.policy.encoding.is_identity() => Err(replies::no_options().into()),
            About::Utf8 => match self.options.to_ascii_uppercase().as_slice() {
                b"" | b"ON" | b"NLST" => Ok(replies::utf8_on().into()),
                b"OFF" => Ok(replies::utf8_off().into()),
                _ => Err(SyntaxError::Malformed.into()),
            },
            About::Command(_) => Err(replies::no_options().into()),
            About::Nothing => Err(replies::unknown_options().into()),
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

    fn run(self, cx: &mut Context<'_>) -> Result<Outcome, Refusal> {
        let policy = cx.policy;
        let Some(about) = self.about else {
            return Ok(overview(policy));
        };
        let (word, rest) = Args::new(Some(&about)).word()?;
        if let Some(custom) = custom::named(policy, "", word) {
            return Ok(replies::help_syntax(&custom.syntax()).into());
        }
        let verb = Verb::find(word).ok_or_else(|| Refusal(replies::help_unknown()))?;
        if verb == verbs::SITE && !policy.without.contains(&verb) {
            return match rest.optional() {
                Some(name) => site::about(policy, name),
                None => Ok(site::overview(policy)),
            };
        }
        match row(verb) {
            Some(row) if row.spec.is_on(policy) => Ok(replies::help_syntax(row.spec.syntax).into()),
            Some(_) | None => Err(replies::not_implemented().into()),
        }
    }
}

/// Every verb there is, or that the server has, and those the test has added.
fn overview(policy: &Policy) -> Outcome {
    let mut known: BTreeMap<&str, bool> = Verb::all()
        .iter()
        .map(|verb| (verb.name(), is_here(*verb, policy)))
        .collect();
    if !policy.help_all {
        known.extend(Verb::aliases().map(|(name, verb)| (name, is_here(verb, policy))));
        known.retain(|_, is_here| *is_here);
    }
    known.extend(custom::names(policy, "").map(|name| (name, true)));
    replies::help(known).into()
}

fn is_here(verb: Verb, policy: &Policy) -> bool {
    let is_site = verb == verbs::SITE && !policy.without.contains(&verb);
    is_site || row(verb).is_some_and(|row| row.spec.is_on(policy))
}

/// Whether it is the server itself that carries out a verb.
fn is_own(verb: Verb, policy: &Policy) -> bool {
    is_here(verb, policy) && custom::named(policy, "", verb.name().as_bytes()).is_none()
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
    let line = |key, text: String| {
        let worded = cx.worded(replies::status_line(key, text));
        Bytes::copy_from_slice(worded.text())
    };
    let login = match (&cx.state.login, cx.state.user()) {
        (_, Some(user)) => {
            let name = String::from_utf8_lossy(user.name());
            line("STAT.logged_in", format!("Logged in as {name}"))
        }
        (Login::Named(_) | Login::Half(..), None) => line("STAT.named", "Not logged in".to_owned()),
        _ => line("STAT.logged_out", "Not logged in".to_owned()),
    };
    let (key, representation) = match cx.state.parameters.representation {
        Representation::Ascii => ("STAT.ascii", "ASCII"),
        Representation::Ebcdic => ("STAT.ebcdic", "EBCDIC"),
        Representation::Image => ("STAT.image", "Image"),
    };
    let structure = match cx.state.parameters.structure {
        Structure::File => "File",
        Structure::Page => "Page",
        Structure::Record => "Record",
    };
    let mode = match cx.state.parameters.mode {
        TransferMode::Stream => "Stream",
        TransferMode::Block => "Block",
        TransferMode::Compressed => "Compressed",
        #[cfg(feature = "deflate")]
        TransferMode::Deflate => "Deflate",
    };
    let parameters = format!("TYPE: {representation}, STRU: {structure}, MODE: {mode}");
    let (data_key, data) = match &cx.state.data_port {
        DataPort::Busy(running) => (
            "STAT.transfer",
            format!(
                "Transfer in progress: {}, {} octets in {} s",
                running.verb,
                running.tally.octets(),
                cx.now.since(running.since).as_secs(),
            ),
        ),
        DataPort::Listening { .. } => (
            "STAT.passive",
            "Data connection: passive, waiting".to_owned(),
        ),
        DataPort::Open => ("STAT.open", "Data connection: open".to_owned()),
        DataPort::None => ("STAT.no_data", "No data connection".to_owned()),
        DataPort::Target => ("STAT.active", "Data connection: active, set up".to_owned()),
    };
    let totals = &cx.state.totals;
    let totals = format!(
        "Totals: commands {}, files sent {}, octets sent {}, files received {}, octets received {}",
        totals.commands,
        totals.sent.files,
        totals.sent.octets,
        totals.received.files,
        totals.received.octets,
    );
    let connected = format!("Connected to {}", cx.endpoints.peer.ip());
    let mut lines = vec![
        line("STAT.connected", connected),
        login,
        line(key, parameters),
        line(data_key, data),
        line("STAT.totals", totals),
    ];
    // A dialect leaves a line out by saying nothing.
    lines.retain(|line| !line.is_empty());
    lines
}
