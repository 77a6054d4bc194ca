//! Facts that a test sets, or a client.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of the content of a file, and facts of the test's own: `media-type`, `charset`, `lang`
/// and names that begin with `x.`; names in any case.
///
/// ```
/// use ftpmock::protocol::FactValues;
/// let mut facts = FactValues::default();
/// facts.set("Media-Type", "text/csv");
/// facts.set("x.colour", "red");
/// assert_eq!(facts.get("media-type"), Some("text/csv"));
/// facts.set("x.colour", "");
/// assert_eq!(facts.get("x.colour"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactValues(Option<Arc<BTreeMap<String, String>>>);

impl FactValues {
    /// Nothing is known.
    pub const fn none() -> Self {
        Self(None)
    }

    /// All there are, by name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().flat_map(|values| values.iter())
    }

    /// Whether a fact of this name may be set here.
    pub fn is_settable(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        matches!(name.as_str(), "media-type" | "charset" | "lang") || name.starts_with("x.")
    }

    /// The value of a fact.
    pub fn get(&self, name: &str) -> Option<&str> {
        let values = self.0.as_ref()?;
        values.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// Sets a fact; an empty value takes it away.
    pub fn set(&mut self, name: &str, value: &str) {
        let values = Arc::make_mut(self.0.get_or_insert_default());
        let name = name.to_ascii_lowercase();
        if value.is_empty() {
            values.remove(&name);
        } else {
            values.insert(name, value.to_owned());
        }
    }
}
