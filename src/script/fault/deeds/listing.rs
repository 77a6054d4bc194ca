//! Deeds on listings.

use crate::protocol::ListStyle;
use crate::script::fault::{FactsChange, ListingFault};
use crate::script::words::{counted, text};
use crate::session::ListOrder;

pub(super) fn deed(fault: &ListingFault) -> String {
    use ListingFault as F;
    match fault {
        F::Dots => "lists the directory itself and the one above".to_owned(),
        F::EntryAdded(name) => format!("lists {}, which is not there", text(name)),
        F::FactsChanged(change) => facts(change),
        F::Hide(glob) => format!("lists nothing that matches {}", text(glob)),
        F::Limit(entries) => format!("lists {} at most", entries_of(*entries)),
        F::LineAdded(Some(0), line) => format!("begins the listing with {}", text(line)),
        F::LineAdded(Some(after), line) => {
            let after = counted(*after as u64, "line");
            format!("adds {} to the listing after {after}", text(line))
        }
        F::LineAdded(None, line) => format!("ends the listing with {}", text(line)),
        F::LineEnds(ends) => format!("ends the lines of the listing with {}", text(ends)),
        F::Lines(lines) => format!("lists {} of its own", counted(lines.len() as u64, "line")),
        F::LinesCut(octets) => {
            format!(
                "cuts the lines of the listing after {}",
                counted(*octets as u64, "byte")
            )
        }
        F::LinesPrefixed(prefix) => {
            format!("begins the lines of the listing with {}", text(prefix))
        }
        F::NamesFilled(octets) => {
            format!(
                "fills the names of the listing up to {}",
                counted(*octets as u64, "byte")
            )
        }
        F::NamesPrefixed(prefix) => {
            format!("begins the names of the listing with {}", text(prefix))
        }
        F::OpenEnd => "does not end the last line of the listing".to_owned(),
        F::Order(order) => format!("lists entries {}", in_order(*order)),
        F::Repeated(times) => format!("lists every entry {}", counted(*times as u64, "time")),
        F::Replaced(from, to) => format!("lists {} in the place of {}", text(to), text(from)),
        F::Style(ListStyle::UnixLike(_)) => "lists files nearly as Unix does".to_owned(),
        F::Style(style) => format!("lists files in the style {style:?}"),
    }
}

fn entries_of(count: usize) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}

const fn in_order(order: ListOrder) -> &'static str {
    match order {
        ListOrder::BySize => "with the largest first",
        ListOrder::ByTime => "with the newest first",
        ListOrder::Backwards => "with the last name first",
        ListOrder::Sorted => "by name",
        ListOrder::Unsorted => "as they were made",
    }
}

fn facts(change: &FactsChange) -> String {
    match change {
        FactsChange::Capitalised => "writes the names of facts with capitals".to_owned(),
        FactsChange::First(name) => format!("puts the fact {name} first"),
        FactsChange::Gap(gap) => format!("puts {} between facts and name", text(gap)),
        FactsChange::Renamed(name, to) => format!("calls the fact {name} {to}"),
        FactsChange::Set(name, value) => format!("says {} in the fact {name}", text(value)),
        FactsChange::Without(names) => format!("leaves out the facts {}", names.join(", ")),
    }
}
