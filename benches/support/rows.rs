//! What is measured, and how fast it shall be.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Side;
use super::client::{Client, Got};
use super::fixture::{DIRECTORY, Fixture, LARGE};
use super::idle;

/// How much to do.
#[derive(Clone, Debug)]
pub(crate) struct Effort {
    /// How often each side is measured, in turns.
    pub(crate) rounds: usize,
    /// How long one measurement of many small operations takes.
    pub(crate) time: Duration,
    /// How many of them there are at most.
    pub(crate) operations: usize,
    /// Size of the large file, in bytes.
    pub(crate) large: usize,
    /// Entries of the large directory.
    pub(crate) entries: usize,
    /// Sessions that are idle at once, as far as the system's descriptors reach.
    pub(crate) idle: usize,
}

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) goal: Goal,
    pub(crate) fixture: fn(&Effort) -> Fixture,
    /// One measurement, in the row's unit. The server of this side runs already.
    pub(crate) measure: fn(&Side, SocketAddr, &Effort) -> f64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Kibibytes,
    Micros,
    Millis,
    MegabytesPerSecond,
    PerSecond,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    Least(f64),
    LeastOfBare(f64),
    Most(f64),
    MostOfBare(f64),
}

const SMALL: [u8; 1024] = [b's'; 1024];
const DEPTH: usize = 16;

pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "start, connect, first reply, drop",
        unit: Unit::Micros,
        goal: Goal::MostOfBare(1.5),
        fixture: |_| Fixture::Empty,
        measure: |side, _, effort| {
            1e6 / per_second(effort, || {
                let server = (side.start)(&Fixture::Empty);
                drop(Client::connect(server.addr));
            })
        },
    },
    Row {
        name: "NOOP round trips",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.95),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            per_second(effort, || client.command(b"NOOP\r\n", b"200"))
        },
    },
    Row {
        name: "NOOP pipelined 16 deep",
        unit: Unit::PerSecond,
        goal: Goal::Least(500_000.0),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            let lines = b"NOOP\r\n".repeat(DEPTH);
            per_second(effort, || client.pipelined(&lines, DEPTH, b"200")) * DEPTH as f64
        },
    },
    Row {
        name: "connect, login, quit: 1 client",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| logins(addr, effort, 1),
    },
    Row {
        name: "connect, login, quit: 32 clients",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| logins(addr, effort, 32),
    },
    Row {
        name: "STOR of 1 KiB",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.95),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            per_second(effort, || client.store("/small", &SMALL, SMALL.len()))
        },
    },
    Row {
        name: "RETR of 1 KiB",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.95),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            client.store("/small", &SMALL, SMALL.len());
            per_second(effort, || {
                let got = client.fetch("RETR /small", false);
                assert_eq!(got.bytes, SMALL.len());
            })
        },
    },
    Row {
        name: "RETR of one large file from memory",
        unit: Unit::MegabytesPerSecond,
        goal: Goal::LeastOfBare(0.95),
        fixture: |effort| Fixture::Large(super::fixture::large(effort.large)),
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            let (took, got) = timed(|| client.fetch(&format!("RETR {LARGE}"), false));
            assert_eq!(got.bytes, effort.large);
            effort.large as f64 / 1e6 / took.as_secs_f64()
        },
    },
    Row {
        name: "STOR of one large file into memory",
        unit: Unit::MegabytesPerSecond,
        goal: Goal::LeastOfBare(0.95),
        fixture: |_| Fixture::Empty,
        measure: |_, addr, effort| {
            let mut client = Client::connect(addr).login().binary();
            let content = vec![b'x'; 1024 * 1024];
            let (took, ()) = timed(|| client.store(LARGE, &content, effort.large));
            effort.large as f64 / 1e6 / took.as_secs_f64()
        },
    },
    #[cfg(feature = "tls")]
    Row {
        name: "TLS: RETR of one large file",
        unit: Unit::MegabytesPerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |effort| Fixture::Tls(super::fixture::large(effort.large)),
        measure: |_, addr, effort| {
            let mut client = Client::connect_tls(addr).login().binary();
            let (took, got) = timed(|| client.fetch(&format!("RETR {LARGE}"), false));
            assert_eq!(got.bytes, effort.large);
            effort.large as f64 / 1e6 / took.as_secs_f64()
        },
    },
    #[cfg(feature = "tls")]
    Row {
        name: "TLS: STOR of one large file",
        unit: Unit::MegabytesPerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |_| Fixture::Tls(bytes::Bytes::new()),
        measure: |_, addr, effort| {
            let mut client = Client::connect_tls(addr).login().binary();
            let content = vec![b'x'; 1024 * 1024];
            let (took, ()) = timed(|| client.store(LARGE, &content, effort.large));
            effort.large as f64 / 1e6 / took.as_secs_f64()
        },
    },
    #[cfg(feature = "tls")]
    Row {
        name: "TLS: full handshake, greeting",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |_| Fixture::Tls(bytes::Bytes::new()),
        measure: |_, addr, effort| per_second(effort, || drop(Client::connect_tls(addr))),
    },
    #[cfg(feature = "tls")]
    Row {
        name: "TLS: resumed handshake, RETR of 1 KiB",
        unit: Unit::PerSecond,
        goal: Goal::LeastOfBare(0.9),
        fixture: |_| Fixture::Tls(bytes::Bytes::new()),
        measure: |_, addr, effort| {
            let mut client = Client::connect_tls(addr).login().binary();
            client.store("/small", &SMALL, SMALL.len());
            per_second(effort, || {
                let got = client.fetch("RETR /small", false);
                assert_eq!(got.bytes, SMALL.len());
            })
        },
    },
    Row {
        name: "LIST of a large directory",
        unit: Unit::Millis,
        goal: Goal::Most(60.0),
        fixture: |effort| Fixture::Directory(effort.entries),
        measure: |_, addr, effort| listing(addr, effort, "LIST"),
    },
    Row {
        name: "MLSD of a large directory",
        unit: Unit::Millis,
        goal: Goal::Most(60.0),
        fixture: |effort| Fixture::Directory(effort.entries),
        measure: |_, addr, effort| listing(addr, effort, "MLSD"),
    },
    #[cfg(target_os = "linux")]
    Row {
        name: "memory of an idle session",
        unit: Unit::Kibibytes,
        goal: Goal::Most(4.0),
        fixture: |_| Fixture::Empty,
        measure: |side, _, effort| idle::octets_each(side, effort) / 1024.0,
    },
];

fn listing(addr: SocketAddr, effort: &Effort, verb: &str) -> f64 {
    let mut client = Client::connect(addr).login().binary();
    let (took, got): (_, Got) = timed(|| client.fetch(&format!("{verb} {DIRECTORY}"), true));
    assert_eq!(got.lines, effort.entries);
    took.as_secs_f64() * 1e3
}

fn logins(addr: SocketAddr, effort: &Effort, clients: usize) -> f64 {
    let done = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while start.elapsed() < effort.time
                    && done.fetch_add(1, Ordering::Relaxed) < effort.operations
                {
                    Client::connect(addr).login().quit();
                }
            });
        }
    });
    done.into_inner() as f64 / start.elapsed().as_secs_f64()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn per_second(effort: &Effort, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < effort.time && done < effort.operations {
        work();
        done += 1;
    }
    done as f64 / start.elapsed().as_secs_f64()
}
