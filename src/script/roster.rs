//! The rules of a server as a list, for those who did not make them.

use super::entry::{Action, Purpose};
use super::{Place, Rule, Script};

impl Script {
    /// All rules, the oldest first.
    pub(crate) fn list(&self) -> Vec<Rule> {
        let rules = self.rules();
        let handle = |entry| Rule::new(self.clone(), entry);
        rules.iter().cloned().map(handle).collect()
    }
}

impl Rule {
    /// Its number, from 1, in the order of registration.
    pub(crate) fn id(&self) -> u64 {
        self.entry().id
    }

    /// How often it has matched, whether it acted or not; each hit of an expectation is a match.
    pub(crate) fn matched(&self) -> u64 {
        self.entry().matched().max(self.hits())
    }

    /// Lets all sessions go that it holds, and holds none any more.
    pub(crate) fn let_go(&self) {
        if let Purpose::Act(Action::Hold(gate)) = &self.entry().purpose {
            gate.release();
        }
    }

    /// Whether it is about this user by name, and not about everybody.
    pub(crate) fn is_about(&self, user: &[u8]) -> bool {
        self.entry().is_about(user)
    }

    /// Where it was written.
    pub(crate) fn place(&self) -> &Place {
        &self.entry().condition.place
    }
}
