//! Measures the two sides in turns and prints them beside each other.

use super::Side;
use super::rows::{Effort, Goal, Row, Unit};

/// Measures and prints the rows whose names contain `filter`; returns how many missed their goal.
pub(crate) fn run(ours: &Side, bare: &Side, rows: &[Row], filter: &str, effort: &Effort) -> usize {
    println!(
        "{:<38} {:>14} {:>14} {:>7}  goal",
        "row", ours.name, bare.name, "ratio"
    );
    let mut missed = 0;
    for row in rows.iter().filter(|row| row.name.contains(filter)) {
        let fixture = (row.fixture)(effort);
        let servers = [(bare.start)(&fixture), (ours.start)(&fixture)];
        // A first one that does not count warms caches, pages and both servers.
        let quick = Effort {
            time: effort.time / 4,
            ..effort.clone()
        };
        (row.measure)(bare, servers[0].addr, &quick);
        (row.measure)(ours, servers[1].addr, &quick);
        let (mut of_bare, mut of_ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..effort.rounds {
            // Who goes first changes, so that a slow drift of the machine falls on both.
            let (b, o);
            if round % 2 == 0 {
                b = (row.measure)(bare, servers[0].addr, effort);
                o = (row.measure)(ours, servers[1].addr, effort);
            } else {
                o = (row.measure)(ours, servers[1].addr, effort);
                b = (row.measure)(bare, servers[0].addr, effort);
            }
            of_bare.push(b);
            of_ours.push(o);
            ratios.push(o / b);
        }
        let (o, b, ratio) = (median(of_ours), median(of_bare), median(ratios));
        let reached = row.goal.reached(o, ratio);
        missed += usize::from(!reached);
        println!(
            "{:<38} {:>14} {:>14} {ratio:>7.2}  {}{}",
            row.name,
            row.unit.show(o),
            row.unit.show(b),
            row.goal.show(row.unit),
            if reached { "" } else { "  MISSED" },
        );
    }
    missed
}

/// Does, once and unmeasured, what the rows whose names begin with `filter` measure.
pub(crate) fn run_alone(side: &Side, rows: &[Row], filter: &str, effort: &Effort) {
    for row in rows.iter().filter(|row| row.name.starts_with(filter)) {
        let server = (side.start)(&(row.fixture)(effort));
        (row.measure)(side, server.addr, effort);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Kibibytes => format!("{value:.1} KiB"),
            Self::Micros => format!("{value:.1} us"),
            Self::Millis => format!("{value:.1} ms"),
            Self::MegabytesPerSecond => format!("{value:.0} MB/s"),
            Self::PerSecond => format!("{value:.0} /s"),
        }
    }
}

impl Goal {
    fn reached(self, ours: f64, ratio: f64) -> bool {
        match self {
            Self::Least(goal) => ours >= goal,
            Self::LeastOfBare(goal) => ratio >= goal,
            Self::Most(goal) => ours <= goal,
            Self::MostOfBare(goal) => ratio <= goal,
        }
    }

    fn show(self, unit: Unit) -> String {
        match self {
            Self::Least(goal) => format!(">= {}", unit.show(goal)),
            Self::LeastOfBare(goal) => format!(">= {goal} of bare"),
            Self::Most(goal) => format!("<= {}", unit.show(goal)),
            Self::MostOfBare(goal) => format!("<= {goal} of bare"),
        }
    }
}
