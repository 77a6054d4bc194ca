//! What lists look like.

use super::{Context, Granted};
use crate::protocol::{FactSet, ListFormat};
use crate::session::listing::{Form, Listing};
use crate::vfs::DirEntries;

impl Context<'_> {
    /// The facts that `MLST` and `MLSD` show.
    pub(in crate::session) fn facts(&self) -> FactSet {
        let chosen = self.state.parameters.facts.as_ref();
        chosen.unwrap_or(&self.policy.listing.facts).clone()
    }

    /// A listing of `target`, after the command has put its own to it.
    pub(in crate::session) fn listing(
        &self,
        entries: DirEntries,
        form: Form,
        target: &Granted,
        finish: impl FnOnce(Listing) -> Listing,
    ) -> Listing {
        let format = ListFormat::new(self.wall)
            .with_day_zero(self.policy.list_day_zero)
            .with_style(self.policy.list_style.clone())
            .ahead_of_utc(self.policy.list_offset)
            .of_directory(target.path());
        let listing = Listing::new(entries, form, format, self.coding());
        (self.listings)(finish(listing.encoded(self.policy.encoding)))
    }
}
