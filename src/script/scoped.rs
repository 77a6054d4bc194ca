//! Rules for a part of a test.

use super::rule::Rule;
use super::verdict::complaint;

/// Keeps a rule in force; when dropped the rule is gone.
///
/// # Panics
/// Dropping it panics when the rule's expectation was not met, unless the thread is panicking.
#[must_use = "the rule is taken away at once when its guard is not kept"]
#[derive(Debug)]
pub struct ScopedRule(Rule);

impl ScopedRule {
    pub(super) const fn new(rule: Rule) -> Self {
        Self(rule)
    }

    /// How often the rule has acted, or, for a spy, matched.
    pub fn hits(&self) -> u64 {
        self.0.hits()
    }
}

impl Drop for ScopedRule {
    fn drop(&mut self) {
        let entry = self.0.entry();
        self.0.script().remove(entry);
        if std::thread::panicking() {
            return;
        }
        if let Some(complaint) = complaint(entry) {
            panic!(
                "ftpmock: scoped rule {}: {complaint} ({:#})",
                entry.called(),
                entry.condition.place
            );
        }
    }
}
