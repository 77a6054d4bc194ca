//! What the rules want of one transfer: that of its command, and those of events on its data
//! connection.

use super::fault::DataFault;
use super::plan::Plan;
use crate::protocol::Reply;

/// The plans for one transfer, in the order in which they were made; all of them act, and where
/// two can not both be, the later one holds.
#[derive(Debug, Default)]
pub(crate) struct Plans(Vec<Plan>);

/// A data fault, and the plan that it is a part of.
#[derive(Clone, Copy)]
pub(crate) struct DataPart<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) fault: &'a DataFault,
}

impl DataPart<'_> {
    /// Tells its rule that it has struck.
    pub(crate) fn strike(self) {
        self.plan.strike(self.fault);
    }
}

impl Plans {
    /// One more, made later than all others.
    pub(crate) fn add(&mut self, plan: Plan) {
        if plan.firing().is_some() {
            self.0.push(plan);
        }
    }

    /// All data faults, in order.
    pub(crate) fn data(&self) -> impl DoubleEndedIterator<Item = DataPart<'_>> {
        let parts = |plan| {
            Plan::data(plan)
                .iter()
                .map(move |fault| DataPart { plan, fault })
        };
        self.0.iter().flat_map(parts)
    }

    pub(crate) fn are_about_data(&self) -> bool {
        self.0.iter().any(|plan| !plan.data().is_empty())
    }

    /// What `pick` makes of the last data fault that it wants, and that fault.
    pub(crate) fn data_fault<T>(
        &self,
        pick: impl Fn(&DataFault) -> Option<T>,
    ) -> Option<(DataPart<'_>, T)> {
        let mut last_first = self.data().rev();
        last_first.find_map(|part| Some((part, pick(part.fault)?)))
    }

    /// The last one that is about the handshake of the data connection.
    #[cfg(feature = "tls")]
    pub(crate) fn about_tls(&self) -> Plan {
        let last = self.0.iter().rfind(|plan| plan.tls().is_some());
        last.cloned().unwrap_or_default()
    }

    /// The reply that ends the transfer, by the last one of those that have struck and have one.
    pub(crate) fn final_reply(&self) -> Option<&Reply> {
        let struck = self.0.iter().rev().filter(|plan| plan.has_struck());
        struck.filter_map(Plan::final_reply).next()
    }
}

impl From<Plan> for Plans {
    fn from(plan: Plan) -> Self {
        let mut plans = Self::default();
        plans.add(plan);
        plans
    }
}
