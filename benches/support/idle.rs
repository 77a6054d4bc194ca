//! What an idle session takes: measured in a process of its own, whose memory nobody has used before.

use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use super::client::Client;
use super::fixture::Fixture;
use super::{Side, rows::Effort};

/// The option that makes a process such a one; the name of the side and the number of sessions follow.
pub(crate) const OPTION: &str = "--idle-sessions-of";
/// So many sessions are there before anything is measured.
const FIRST: usize = 100;
/// Descriptors that the process needs for other things.
const SPARE: usize = 100;

/// Octets of memory that each idle session takes, the client's end included.
pub(crate) fn octets_each(side: &Side, effort: &Effort) -> f64 {
    let this = std::env::current_exe().expect("a program");
    let sessions = effort.idle.to_string();
    let output = Command::new(this)
        .args([OPTION, side.name, &sessions])
        .output()
        .expect("a process");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("{}{text}", String::from_utf8_lossy(&output.stderr)))
}

/// What that process does.
pub(crate) fn run(side: &Side, sessions: usize) {
    let sessions = sessions.min((descriptor_limit() - SPARE) / 2 - FIRST);
    let server = (side.start)(&Fixture::Empty);
    let _first = idle(server.addr, FIRST);
    let before = resident();
    let _all = idle(server.addr, sessions);
    println!("{}", (resident() - before) / sessions as f64);
}

fn idle(addr: SocketAddr, sessions: usize) -> Vec<TcpStream> {
    let session = |_| Client::connect(addr).login().into_stream();
    (0..sessions).map(session).collect()
}

/// Octets of memory in use, as Linux tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    1024.0
        * kib
            .and_then(|kib| kib.parse::<f64>().ok())
            .expect("a number")
}

#[cfg(unix)]
fn descriptor_limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    // Some systems allow less than they say.
    let _ = setrlimit(Resource::Nofile, raised);
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |limit| limit.try_into().unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn descriptor_limit() -> usize {
    usize::MAX
}
