//! Octets that are not those of the file: changes that a fault makes to what moves.

use bytes::{Bytes, BytesMut};

use crate::script::{DataFault, DataPart, Plan, Plans};

/// Makes the changes that are planned, one after the other.
pub(super) struct Mangle {
    steps: Vec<Step>,
}

struct Step {
    plan: Plan,
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
    /// The changes of these plans, if there are any.
    pub(super) fn planned(plans: &Plans) -> Option<Box<Self>> {
        let steps: Vec<Step> = plans.data().filter_map(Step::of).collect();
        (!steps.is_empty()).then(|| Box::new(Self { steps }))
    }

    /// What becomes of the next octets.
    pub(super) fn feed(&mut self, chunk: Bytes) -> Bytes {
        let mut chunk = chunk;
        for step in &mut self.steps {
            chunk = step.feed(chunk);
        }
        chunk
    }

    /// What comes at the end; of a transfer that was cut, only what was held back.
    pub(super) fn finish(&mut self, whole: bool) -> Bytes {
        let mut last = Bytes::new();
        for step in &mut self.steps {
            let passed = step.feed(last);
            let own = step.finish(whole);
            last = joined(passed, own);
        }
        last
    }
}

impl Step {
    fn of(part: DataPart<'_>) -> Option<Self> {
        let how = match part.fault {
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
            plan: part.plan.clone(),
            fault: part.fault.clone(),
            how,
            seen: 0,
        })
    }

    fn feed(&mut self, chunk: Bytes) -> Bytes {
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
                self.plan.strike(&self.fault);
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
                self.plan.strike(&self.fault);
                *count = 0;
                let rest = chunk.slice(place(last)..);
                let twice = joined(chunk.slice(..place(last)), std::mem::take(kept).freeze());
                joined(twice, rest)
            }
            How::Prepend(due) => match (std::mem::take(due), &self.fault) {
                (true, DataFault::Prepend(octets)) => {
                    self.plan.strike(&self.fault);
                    joined(octets.clone(), chunk)
                }
                _ => chunk,
            },
            How::Reorder(size, held, swapped) => {
                held.extend_from_slice(&chunk);
                let mut out = BytesMut::new();
                while held.len() >= size.saturating_mul(2) {
                    if !std::mem::replace(swapped, true) {
                        self.plan.strike(&self.fault);
                    }
                    let first = held.split_to(*size);
                    out.extend_from_slice(&held.split_to(*size));
                    out.extend_from_slice(&first);
                }
                out.freeze()
            }
        }
    }

    fn finish(&mut self, whole: bool) -> Bytes {
        match (&mut self.how, &self.fault) {
            (How::Append, DataFault::Append(octets)) if whole => {
                self.plan.strike(&self.fault);
                octets.clone()
            }
            (How::Prepend(due), DataFault::Prepend(octets)) if whole && *due => {
                *due = false;
                self.plan.strike(&self.fault);
                octets.clone()
            }
            (How::Duplicate(_, count, kept), _) if whole && !kept.is_empty() => {
                self.plan.strike(&self.fault);
                *count = 0;
                std::mem::take(kept).freeze()
            }
            (How::Reorder(size, held, swapped), _) => {
                let mut held = std::mem::take(held);
                if held.len() <= *size {
                    return held.freeze();
                }
                if !std::mem::replace(swapped, true) {
                    self.plan.strike(&self.fault);
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
