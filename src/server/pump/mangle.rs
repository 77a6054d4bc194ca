//! Octets that are not those of the file: changes that a fault makes to what moves.

use bytes::{Bytes, BytesMut};

use crate::script::{DataFault, Plan};

/// Makes the changes of a plan, one after the other.
pub(super) struct Mangle {
    plan: Plan,
    steps: Vec<Step>,
}

struct Step {
    fault: DataFault,
    how: How,
    /// How many octets have come.
    seen: u64,
}

enum How {
    Append,
    Corrupt(u64),
    /// From where on, how many are to come, and those that have.
    Duplicate(u64, u64, BytesMut),
    /// `true` until it has happened.
    Prepend(bool),
    /// The octets that wait, and whether two pieces have been swapped.
    Reorder(usize, BytesMut, bool),
}

impl Mangle {
    /// The changes of a plan, if it has any.
    pub(super) fn planned(plan: &Plan) -> Option<Box<Self>> {
        let steps: Vec<Step> = plan.data().iter().filter_map(Step::of).collect();
        (!steps.is_empty()).then(|| {
            Box::new(Self {
                plan: plan.clone(),
                steps,
            })
        })
    }

    /// What becomes of the next octets.
    pub(super) fn feed(&mut self, chunk: Bytes) -> Bytes {
        let mut chunk = chunk;
        for step in &mut self.steps {
            chunk = step.feed(chunk, &self.plan);
        }
        chunk
    }

    /// What comes at the end; of a transfer that was cut, only what was held back.
    pub(super) fn finish(&mut self, whole: bool) -> Bytes {
        let mut last = Bytes::new();
        for step in &mut self.steps {
            let passed = step.feed(last, &self.plan);
            let own = step.finish(whole, &self.plan);
            last = joined(passed, own);
        }
        last
    }
}

impl Step {
    fn of(fault: &DataFault) -> Option<Self> {
        let how = match fault {
            DataFault::Append(_) => How::Append,
            DataFault::CorruptAt(at) => How::Corrupt(*at),
            DataFault::Duplicate(from, count) => How::Duplicate(*from, *count, BytesMut::new()),
            DataFault::Prepend(_) => How::Prepend(true),
            DataFault::Reorder(size) => {
                let size = usize::try_from(*size).unwrap_or(usize::MAX);
                How::Reorder(size, BytesMut::new(), false)
            }
            _ => return None,
        };
        Some(Self {
            fault: fault.clone(),
            how,
            seen: 0,
        })
    }

    fn feed(&mut self, chunk: Bytes, plan: &Plan) -> Bytes {
        if chunk.is_empty() {
            return chunk;
        }
        let from = self.seen;
        self.seen += chunk.len() as u64;
        let place = |at: u64| usize::try_from(at - from).unwrap_or(usize::MAX);
        match &mut self.how {
            How::Append => chunk,
            How::Corrupt(at) if (from..self.seen).contains(at) => {
                let mut octets = chunk.to_vec();
                octets[place(*at)] ^= 0xff;
                plan.strike(&self.fault);
                octets.into()
            }
            How::Corrupt(_) => chunk,
            How::Duplicate(start, count, kept) => {
                let end = start.saturating_add(*count);
                if *count == 0 || *start >= self.seen || end <= from {
                    return chunk;
                }
                let (first, last) = ((*start).max(from), end.min(self.seen));
                kept.extend_from_slice(&chunk[place(first)..place(last)]);
                if last < end {
                    return chunk;
                }
                plan.strike(&self.fault);
                *count = 0;
                let rest = chunk.slice(place(last)..);
                let twice = joined(chunk.slice(..place(last)), std::mem::take(kept).freeze());
                joined(twice, rest)
            }
            How::Prepend(due) => match (std::mem::take(due), &self.fault) {
                (true, DataFault::Prepend(octets)) => {
                    plan.strike(&self.fault);
                    joined(octets.clone(), chunk)
                }
                _ => chunk,
            },
            How::Reorder(size, held, swapped) => {
                held.extend_from_slice(&chunk);
                let mut out = BytesMut::new();
                while held.len() >= size.saturating_mul(2) {
                    if !std::mem::replace(swapped, true) {
                        plan.strike(&self.fault);
                    }
                    let first = held.split_to(*size);
                    out.extend_from_slice(&held.split_to(*size));
                    out.extend_from_slice(&first);
                }
                out.freeze()
            }
        }
    }

    fn finish(&mut self, whole: bool, plan: &Plan) -> Bytes {
        match (&mut self.how, &self.fault) {
            (How::Append, DataFault::Append(octets)) if whole => {
                plan.strike(&self.fault);
                octets.clone()
            }
            (How::Prepend(due), DataFault::Prepend(octets)) if whole && *due => {
                *due = false;
                plan.strike(&self.fault);
                octets.clone()
            }
            (How::Duplicate(_, count, kept), _) if whole && !kept.is_empty() => {
                plan.strike(&self.fault);
                *count = 0;
                std::mem::take(kept).freeze()
            }
            (How::Reorder(size, held, swapped), _) => {
                let mut held = std::mem::take(held);
                if held.len() <= *size {
                    return held.freeze();
                }
                if !std::mem::replace(swapped, true) {
                    plan.strike(&self.fault);
                }
                let first = held.split_to(*size);
                held.extend_from_slice(&first);
                held.freeze()
            }
            _ => Bytes::new(),
        }
    }
}

fn joined(first: Bytes, second: Bytes) -> Bytes {
    if first.is_empty() {
        return second;
    }
    if second.is_empty() {
        return first;
    }
    let mut both = BytesMut::with_capacity(first.len() + second.len());
    both.extend_from_slice(&first);
    both.extend_from_slice(&second);
    both.freeze()
}
