//! `ftpmock serve`, from its start to its first line, a thousand times.
//!
//! `cargo bench --features cli --bench program`; a number after `--` is how often.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The median must be below.
const GOAL: Duration = Duration::from_millis(20);

fn main() {
    let times = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(1000);
    let mut taken: Vec<Duration> = (0..times).map(|_| start()).collect();
    taken.sort();
    let at = |percent: usize| taken[(taken.len() - 1) * percent / 100];
    println!(
        "{times} starts of ftpmock serve: median {:?}, 99 of 100 within {:?}, all within {:?}; goal: median below {GOAL:?}",
        at(50),
        at(99),
        at(100)
    );
    assert!(at(50) < GOAL, "too slow");
}

/// Starts the program, reads its first line, connects at once, and ends it.
fn start() -> Duration {
    let begun = Instant::now();
    let mut server = Command::new(env!("CARGO_BIN_EXE_ftpmock"))
        .args(["serve", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let taken = begun.elapsed();
    let addr = line
        .split("\"addr\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut greeting = [0; 4];
    TcpStream::connect(addr)
        .unwrap()
        .read_exact(&mut greeting)
        .unwrap();
    assert_eq!(&greeting, b"220 ");
    drop(server.stdin.take());
    assert!(server.wait().unwrap().success());
    taken
}
