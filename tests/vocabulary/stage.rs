//! Where each row plays: a server on a thread of its own, of which one can say that it has nothing left to do.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::mpsc::channel;
use std::time::Duration;

use ftpmock::FtpServer;
use ftpmock::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::clock::StepClock;
use crate::row::Row;
use crate::support::life::private;

/// How long a client waits, on the server's clock, until it takes silence for an answer.
pub(crate) const SILENCE: Duration = Duration::from_secs(60);

/// So often a task lets all others run, and the system report what has come, before they count as idle.
const ROUNDS: usize = 50;

/// Of real time: the server looks several times in it at what it has to look at again, such as whether the last octet before a
/// reset has arrived.
const MOMENT: Duration = Duration::from_millis(4);

/// The system takes less to deliver what it has, acknowledgements that wait for company included; who never reads takes longer.
const MOMENTS: usize = 100;

pub(crate) struct Stage {
    server: FtpServer,
    clock: StepClock,
    runtime: Runtime,
}

impl Deref for Stage {
    type Target = FtpServer;

    fn deref(&self) -> &FtpServer {
        &self.server
    }
}

impl Stage {
    /// `/a` holds ten octets, `/dir` two files.
    pub(crate) fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let clock = StepClock::default();
        let server = private()
            .runtime(runtime.handle().clone())
            .clock(clock.clone())
            .tls(Tls::explicit())
            .file("/a", "0123456789")
            .file("/dir/one", "1")
            .file("/dir/two.txt", "22")
            .start();
        Self {
            server,
            clock,
            runtime,
        }
    }

    /// With the rule of this row, and what that leaves.
    pub(crate) fn of(row: &Row) -> (Self, Box<dyn Any>) {
        let stage = Self::new();
        let left = (row.rule)(&stage);
        (stage, left)
    }

    /// Returns when every task of the server has run until it needs another octet or another time.
    pub(crate) fn settle(&self) {
        let (done, all_idle) = channel();
        self.runtime.spawn(async move {
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
            }
            let _ = done.send(());
        });
        all_idle.recv().unwrap();
    }

    /// The same, when nothing seems to come: the system has delivered what was on its way, and what has to be looked at again
    /// has been.
    pub(crate) fn settle_well(&self) {
        self.settle();
        std::thread::sleep(MOMENT);
        self.settle();
    }

    /// The same, and no octet of a connection with this server is on its way, in either direction.
    pub(crate) fn settle_wholly(&self) {
        for _ in 0..MOMENTS {
            if !self.is_something_on_its_way() {
                break;
            }
            std::thread::sleep(MOMENT);
        }
        self.settle_well();
    }

    /// Lets some real time go by before one looks again at somebody who waits for it to.
    pub(crate) fn glance() {
        std::thread::sleep(10 * MOMENT);
    }

    /// Whether the system has octets that it has not delivered yet.
    fn is_something_on_its_way(&self) -> bool {
        const CONNECTING: [&str; 2] = ["02", "03"];
        const LISTENING: &str = "0A";
        let IpAddr::V4(ip) = self.addr().ip() else {
            panic!("not at {}", self.addr());
        };
        let ip = format!("{:08X}:", u32::from_le_bytes(ip.octets()));
        let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
        table.lines().skip(1).any(|line| {
            let mut cells = line.split_whitespace().skip(1);
            let mut next = || cells.next().unwrap_or_default();
            let (local, peer, state, queues) = (next(), next(), next(), next());
            let is_ours = local.starts_with(&ip) || peer.starts_with(&ip);
            let is_open = state != LISTENING && !CONNECTING.contains(&state);
            is_ours && is_open && !queues.starts_with("00000000:")
        })
    }

    /// How long it is to the next moment that means something to the server.
    pub(crate) fn next(&self, at_most: Duration) -> Option<Duration> {
        self.clock.next(at_most)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Lets the time go on by [`SILENCE`].
    pub(crate) fn wait(&self) {
        self.clock.advance(SILENCE);
    }

    /// Rules that never fired are no mistake here.
    pub(crate) fn forget(&self) {
        self.server.reset();
    }

    /// What would be different anywhere else, as it would be on the usual address.
    pub(crate) fn usual(&self, text: &str) -> String {
        let here = self.addr().ip().to_string();
        let with_commas = here.replace('.', ",");
        let text = text.replace(&here, "127.0.0.1");
        hide_ports(&text.replace(&with_commas, "127,0,0,1"))
    }
}

/// The ports that the system chose.
fn hide_ports(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        shown += before;
        let end = number
            .find(|c: char| !c.is_ascii_digit() && c != ',')
            .unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let parts: Vec<&str> = number.split(',').collect();
        match parts[..] {
            [a, b, c, d, high, low] if is_chosen(high, low) => {
                shown += &[a, b, c, d, "p1", "p2"].join(",");
            }
            [port] if before.ends_with(['|', ':']) && port.parse().is_ok_and(|n: u16| n > 9999) => {
                shown += "port";
            }
            _ => shown += number,
        }
        rest = after;
    }
    shown + rest
}

fn is_chosen(high: &str, low: &str) -> bool {
    low.parse::<u8>().is_ok() && high.parse::<u8>().is_ok_and(|high| high > 38)
}

/// The address in a reply to `PASV`.
pub(crate) fn announced(reply: &str) -> Option<SocketAddr> {
    let mut numbers = reply
        .get(4..)?
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse::<u8>().ok());
    let mut next = || numbers.next();
    let host = [next()?, next()?, next()?, next()?];
    let port = [next()?, next()?];
    Some((host, u16::from_be_bytes(port)).into())
}
