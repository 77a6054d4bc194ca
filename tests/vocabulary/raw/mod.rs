//! The raw client: makes the visit of a row and writes down what is on the wire.

mod intake;
mod visits;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use ftpmock::rustls::ClientConfig;

use crate::log::Log;
use crate::row::{Row, Scope};
use crate::stage::Stage;
use crate::wire::{Attempt, Wire};

/// What is seen on the wire, and what the transcript says of it.
pub(crate) struct Played {
    pub(crate) wire: Vec<String>,
    pub(crate) transcript: Vec<String>,
}

/// Plays the row with a raw client; its rule must fire.
pub(crate) fn play(row: &Row, tls: bool) -> Played {
    let (stage, left) = Stage::of(row);
    let mut left = Some(left);
    let mut client = Client::new(&stage, tls);
    client.tells_handshakes = matches!(row.scope, Scope::Tls(_));
    client.visit(row, &mut left);
    client.goes_on(row.then);
    let before = client.told_before;
    let mut wire = client.seen();
    let mut other = Client::new(&stage, tls);
    if row.another {
        other.log.begin();
        other.log.line("-- another client --");
        if other.connect() && other.is_on() {
            other.log_in_silently();
            other.goes_on(row.then);
        }
        wire.extend(other.seen());
    }
    stage.settle_well();
    let told = stage.usual(&stage.transcript().to_string());
    let transcript = told.lines().skip(before).map(str::to_owned).collect();
    let verdict = stage.try_verify();
    assert!(verdict.is_ok(), "{}", verdict.unwrap_err());
    drop(left);
    Played { wire, transcript }
}

enum Data {
    None,
    Announced(SocketAddr),
    Attempted(Attempt),
    Listening(TcpListener),
    Open(Wire),
}

struct Client<'a> {
    stage: &'a Stage,
    tls: bool,
    /// One for all connections: it remembers what can be resumed.
    config: Arc<ClientConfig>,
    control: Option<Wire>,
    is_over: bool,
    data: Data,
    log: Log,
    /// Lines of the transcript before the visit became interesting.
    told_before: usize,
    /// What has come on the control connection since the last command.
    answer: Vec<u8>,
    /// What of it is not told yet.
    heard: Vec<u8>,
    /// How the control connection ended, if that is not told yet.
    end: Option<String>,
    /// The data connection may be there before the command of the transfer.
    connects_early: bool,
    /// The next one of a data connection is of interest.
    tells_handshakes: bool,
    /// A FIN is no reason to hang up: it is the client who sends.
    sends: bool,
    /// Since when, on the server's clock, nothing has come.
    waited: Duration,
}

impl<'a> Client<'a> {
    fn new(stage: &'a Stage, tls: bool) -> Self {
        Self {
            stage,
            tls,
            config: stage.client_config(),
            control: None,
            is_over: false,
            data: Data::None,
            log: Log::muted(true),
            told_before: 0,
            answer: Vec::new(),
            heard: Vec::new(),
            end: None,
            connects_early: false,
            tells_handshakes: false,
            sends: false,
            waited: Duration::ZERO,
        }
    }
}
