//! Our speed beside that of a bare server with canned replies, measured in turns in one run, so that the ratio says something on
//! any machine.
//!
//! ```text
//! cargo bench                        all rows
//! cargo bench -- NOOP                rows whose names contain NOOP
//! cargo bench -- --check             fails when a goal is missed
//! cargo bench -- --rounds 21         steadier medians
//! cargo bench -- --alone 1000 NOOP   so many operations of each row by our server alone
//! ```
//!
//! The last one is for tools that count: the instructions of one operation are the difference that 1000 more of them make to
//! `valgrind --tool=callgrind`, which needs no quiet machine.

mod support;

use std::time::Duration;

use support::rows::{Effort, ROWS};
use support::{Side, bare, idle, ours, table};

const BARE: Side = Side {
    name: "bare",
    start: bare::start,
};
const OURS: Side = Side {
    name: "ours",
    start: ours::start,
};

fn main() {
    let mut effort = Effort {
        rounds: 9,
        time: Duration::from_millis(200),
        operations: usize::MAX,
        large: 256 * 1024 * 1024,
        entries: 100_000,
        idle: 5000,
    };
    let (mut filter, mut check, mut benching) = (String::new(), false, false);
    let mut alone = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--bench" => benching = true,
            "--check" => check = true,
            idle::OPTION => {
                let side = args.next().unwrap_or_default();
                let sessions = args.next().and_then(|n| n.parse().ok());
                let side = if side == OURS.name { &OURS } else { &BARE };
                return idle::run(side, sessions.expect("a side and a whole number"));
            }
            "--rounds" => {
                let rounds = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                effort.rounds = rounds.expect("--rounds takes a whole number above 0");
            }
            "--alone" => {
                let operations = args.next().and_then(|n| n.parse().ok());
                effort.operations = operations.expect("--alone takes a whole number");
                effort.time = Duration::MAX;
                alone = true;
            }
            word if word.starts_with('-') => panic!("unknown option {word}"),
            word => filter = word.to_owned(),
        }
    }
    if alone {
        return table::run_alone(&OURS, ROWS, &filter, &effort);
    }
    // Run as a test it only shows that it works.
    if !benching {
        effort = Effort {
            rounds: 1,
            time: Duration::from_millis(5),
            operations: usize::MAX,
            large: 1 << 20,
            entries: 100,
            idle: 10,
        };
    }
    let missed = table::run(&OURS, &BARE, ROWS, &filter, &effort);
    if check && missed > 0 {
        eprintln!("{missed} goals missed");
        std::process::exit(1);
    }
}
