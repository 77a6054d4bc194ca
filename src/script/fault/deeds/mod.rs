//! What faults make the server do, as sentences have it after "the server ..".

mod control;
mod data;
mod listing;
mod storage;
#[cfg(feature = "tls")]
mod tls;

use super::Fault;
use crate::protocol::Reply;
use crate::script::words::{list, text, time};

impl Fault {
    /// `resets the data connection after 3 bytes and then answers 226 "Done."`
    pub(in crate::script) fn deeds(&self) -> String {
        let mut deeds: Vec<String> = self.control.iter().map(control::deed).collect();
        #[cfg(feature = "tls")]
        deeds.extend(self.tls.iter().map(tls::deed));
        deeds.extend(self.data.iter().map(data::deed));
        deeds.extend(self.storage.iter().map(storage::deed));
        deeds.extend(self.listing.iter().map(listing::deed));
        let outage = self.outage.iter();
        deeds.extend(outage.map(|by| format!("goes down for {}", time(*by))));
        let then = self.then.iter();
        deeds.extend(then.map(|reply| format!("then answers {}", said(reply))));
        if deeds.is_empty() {
            return "does nothing special".to_owned();
        }
        list(&deeds)
    }
}

/// `450 "Busy."`
fn said(reply: &Reply) -> String {
    let words = reply.text_lines().join(&b'\n');
    if words.is_empty() {
        return reply.code().to_string();
    }
    format!("{} {}", reply.code(), text(&words))
}
